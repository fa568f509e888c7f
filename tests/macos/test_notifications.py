"""`osascript` by a stand-in that notes how it was called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.macos import notifications
from sitbreak.desktop.macos.notifications import SCRIPT, ScriptNotifier
from sitbreak.ports import Notice
from tests.adapters.looping import run_until


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


def osascript(tmp_path: Path, script: str = "") -> str:
    file = tmp_path / "osascript"
    file.write_text(
        f"#!/bin/sh\ncd {tmp_path}\nfor word; do printf '%s\\0' \"$word\"; done >> told\n{script}\n"
    )
    file.chmod(0o755)
    return str(file)


def told(tmp_path: Path) -> list[str]:
    return (tmp_path / "told").read_text().split("\0")[:-1]


HEAD = [word for line in SCRIPT for word in ("-e", line)]


@pytest.mark.parametrize(
    ("title", "body", "words"),
    [
        (
            "Fancy a short walk?",
            "3 min\nat an easy pace.",
            ["Fancy a short walk?", "3 min\nat an easy pace."],
        ),
        ('"; do shell script "true', "$(id) `id` \\", ['"; do shell script "true', "$(id) `id` \\"]),
        ("-e", "--", ["e", ""]),
        ("", "x", ["sitbreak", "x"]),
        ("a" * 200, "", ["a" * 126 + "…", ""]),
    ],
)
def test_texts_are_arguments_and_nothing_else(
    loop: SelectLoop, tmp_path: Path, title: str, body: str, words: list[str]
) -> None:
    notifier = ScriptNotifier(loop, osascript(tmp_path))
    notifier.show(Notice(title=title, body=body))
    run_until(loop, lambda: notifier._children._child is None)
    assert told(tmp_path) == [*HEAD, *words]
    assert notifier.health().state == "ok"


def test_of_many_notices_the_first_and_the_newest_are_shown(loop: SelectLoop, tmp_path: Path) -> None:
    notifier = ScriptNotifier(loop, osascript(tmp_path))
    for title in ("first", "second", "third"):
        notifier.show(Notice(title=title, body=""))
    run_until(loop, lambda: notifier._children._child is None)
    assert [word for word in told(tmp_path) if word in ("first", "second", "third")] == ["first", "third"]


@pytest.mark.parametrize(
    ("script", "limit_s", "why"),
    [("exit 1", 3.0, "exit code 1"), ("exec sleep 60", 0.1, "did not come back")],
)
def test_a_failure_is_said_until_something_was_shown(  # noqa: PLR0913
    loop: SelectLoop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    limit_s: float,
    why: str,
) -> None:
    monkeypatch.setattr(notifications, "_LIMIT_S", limit_s)
    notifier = ScriptNotifier(loop, osascript(tmp_path, script))
    notifier.show(Notice(title="x", body=""))
    run_until(loop, lambda: notifier._children._child is None)
    assert notifier.health().state == "failing"
    assert why in notifier.health().detail
    notifier.close()


def test_without_osascript_that_is_said(loop: SelectLoop) -> None:
    notifier = ScriptNotifier(loop, "/nowhere/osascript")
    notifier.show(Notice(title="x", body=""))
    assert "cannot be started" in notifier.health().detail
    assert notifier.capabilities() == frozenset()
