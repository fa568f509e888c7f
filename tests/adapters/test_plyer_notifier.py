"""The notifier of last resort: children that are slow, failing, many, and what reaches plyer."""

from __future__ import annotations

import io
import json
import os
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak.desktop import plyer_child
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.plyer_notifier import PlyerNotifier
from sitbreak.ports import Notice
from tests.adapters.looping import run_until


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


def child(tmp_path: Path, script: str) -> tuple[str, ...]:
    """A child that runs *script* (shell), which writes to files in the current folder."""
    file = tmp_path / "child.sh"
    file.write_text(f"#!/bin/sh\ncd {tmp_path}\n{script}\n")
    file.chmod(0o755)
    return (str(file),)


def gone(notifier: PlyerNotifier) -> Callable[[], bool]:
    return lambda: notifier._children._child is None


def test_a_notice_reaches_the_child_over_its_standard_input(loop: SelectLoop, tmp_path: Path) -> None:
    notifier = PlyerNotifier(loop, child(tmp_path, "cat > told; echo noise; echo noise >&2"))
    before_s = time.perf_counter()
    notifier.show(Notice(title="Fancy a short walk?", body="3 min\nat an easy pace."))
    assert time.perf_counter() - before_s < 0.2
    run_until(loop, gone(notifier))
    assert json.loads((tmp_path / "told").read_text()) == {
        "title": "Fancy a short walk?",
        "body": "3 min\nat an easy pace.",
    }
    health = notifier.health()
    assert health.state == "absent"
    assert "nobody confirms" in health.detail


def test_a_child_that_hangs_is_ended_with_all_it_started(
    loop: SelectLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits_s = []
    call_later = loop.call_later

    def hasty(delay_s: float, callback: Callable[[], None]) -> Any:
        limits_s.append(delay_s)
        return call_later(0.5, callback)

    monkeypatch.setattr(loop, "call_later", hasty)
    notifier = PlyerNotifier(loop, child(tmp_path, "sleep 100 & echo $! > pid; sleep 100"))
    notifier.show(Notice(title="t", body="b"))
    run_until(loop, gone(notifier))
    assert notifier.health().state == "failing"
    assert "3 s" in notifier.health().detail
    assert limits_s == [3]
    assert not is_running(int((tmp_path / "pid").read_text()))


def is_running(pid: int) -> bool:
    """Whether *pid* runs, once it had a moment to die."""
    for _ in range(200):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return False
        except OSError:
            return False
        time.sleep(0.01)
    return True


def test_only_one_child_runs_and_the_newest_notice_comes_after_it(loop: SelectLoop, tmp_path: Path) -> None:
    notifier = PlyerNotifier(loop, child(tmp_path, "mkdir one || touch two-at-once; cat >> told; rmdir one"))
    for number in range(20):
        notifier.show(Notice(title=f"{number}", body=""))
    run_until(loop, gone(notifier))
    told = (tmp_path / "told").read_text()
    assert told == '{"title": "0", "body": ""}{"title": "19", "body": ""}'
    assert not (tmp_path / "two-at-once").exists()


def test_a_withdrawn_notice_that_still_waits_is_not_shown(loop: SelectLoop, tmp_path: Path) -> None:
    notifier = PlyerNotifier(loop, child(tmp_path, "cat >> told"))
    notifier.show(Notice(title="0", body=""))
    notifier.show(Notice(title="1", body=""))
    notifier.withdraw()
    run_until(loop, gone(notifier))
    assert (tmp_path / "told").read_text() == '{"title": "0", "body": ""}'


def test_a_child_that_fails_is_a_failure_until_one_does_not(loop: SelectLoop, tmp_path: Path) -> None:
    notifier = PlyerNotifier(loop, child(tmp_path, "test -e works"))
    notifier.show(Notice(title="t", body="b"))
    run_until(loop, gone(notifier))
    assert notifier.health().state == "failing"
    assert "exit code 1" in notifier.health().detail
    (tmp_path / "works").touch()
    notifier.show(Notice(title="t", body="b"))
    run_until(loop, gone(notifier))
    assert notifier.health().state == "absent"


def test_a_child_that_cannot_be_started_is_a_failure_and_leaks_nothing(
    loop: SelectLoop, tmp_path: Path
) -> None:
    notifier = PlyerNotifier(loop, (str(tmp_path / "nothing-here"),))
    before = open_files()
    for _ in range(3):
        notifier.show(Notice(title="t", body="b"))
    assert notifier.health().state == "failing"
    assert open_files() == before


def open_files() -> set[str]:
    return {file.name for file in Path("/proc/self/fd").iterdir()}


def test_closing_ends_the_child(loop: SelectLoop, tmp_path: Path) -> None:
    notifier = PlyerNotifier(loop, child(tmp_path, "sleep 100"))
    notifier.show(Notice(title="t", body="b"))
    assert notifier._children._child is not None
    pid = notifier._children._child.pid
    notifier.close()
    assert not is_running(pid)


def test_the_real_child_hands_the_notice_to_plyer(
    loop: SelectLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a notify-send of our own in front, as plyer finds it where there is no dbus-python."""
    tools = tmp_path / "tools"
    tools.mkdir()
    tool = tools / "notify-send"
    tool.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/told\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    notifier = PlyerNotifier(loop)
    notifier.show(Notice(title="--help", body="-a <b>bold</b> & more"))
    run_until(loop, gone(notifier))
    assert notifier.health().state == "absent", notifier.health().detail
    told = (tmp_path / "told").read_text()
    assert "help\na ‹b›bold‹/b› + more\n" in told


# --- the child by itself


def ask(monkeypatch: pytest.MonkeyPatch, told: bytes) -> tuple[int, list[dict[str, object]]]:
    """What the child answers to *told*, and what plyer was asked."""
    asked: list[dict[str, object]] = []
    plyer = types.ModuleType("plyer")
    plyer.notification = types.SimpleNamespace(notify=lambda **how: asked.append(how))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "plyer", plyer)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(told)))
    return plyer_child.main(), asked


def test_what_plyer_is_asked_is_short_clean_and_no_option(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"title": "-t" + "x" * 90, "body": "--\n- a\0b" + "y" * 400}
    code, asked = ask(monkeypatch, json.dumps(told).encode())
    assert code == 0
    assert asked[0]["title"] == "t" + "x" * 61 + "…"
    assert str(asked[0]["message"]).startswith("aby")
    assert len(str(asked[0]["message"])) == 255
    assert asked[0]["timeout"] == 10


def test_a_title_of_nothing_but_dashes_still_says_who_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(monkeypatch, b'{"title": "---", "body": ""}')[1][0]["title"] == "sitbreak"


@pytest.mark.parametrize(
    "told", [b"", b"[]", b"{}", b'{"title": 3, "body": ""}', b"\xff\xfe", b"[" * 16000, b"null"]
)
def test_nonsense_is_refused_and_plyer_not_asked(told: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(monkeypatch, told) == (2, [])


def test_plyer_is_not_asked_where_it_would_paste_texts_into_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plyer_child, "_FLATPAK", tmp_path)
    assert ask(monkeypatch, b'{"title": "t", "body": "b"}') == (1, [])
