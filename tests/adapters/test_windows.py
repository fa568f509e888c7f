"""The processes of the windows, played by a script that ends as it is told: what their end means."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sitbreak import windows
from sitbreak.changing import Changer
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.screens import CANNOT_SHOW
from sitbreak.windows import PREFERENCES, SETUP, Windows
from tests.adapters.looping import run_for, run_until

ORDER = {"routine": "standing-march", "elapsed_s": 0.0}


class Bench:
    """Windows whose processes do what :meth:`play` says, and what came of them."""

    def __init__(self, loop: SelectLoop, folder: Path) -> None:
        self.loop = loop
        self.folder = folder
        self.said: list[Any] = []
        self.wanted = True
        self.windows = Windows(
            loop,
            settings=lambda: {"window.show": "auto" if self.wanted else "never", "breaks.interval_min": 45},
            break_ended=self.said.append,
            not_shown=self.said.append,
            options=("--set", "window.theme=dark"),
        )

    @property
    def program(self) -> Path:
        return self.folder / "python"

    def play(self, script: str) -> None:
        """What a process does, told its arguments."""
        begin = f'#!/bin/sh\necho "$@" >> "{self.folder}/started"\n'
        self.program.write_text(begin + script + "\n")
        self.program.chmod(0o755)

    def started(self) -> list[str]:
        file = self.folder / "started"
        return file.read_text().splitlines() if file.exists() else []

    def until(self, number: int) -> None:
        """Until so many have ended."""
        run_until(self.loop, lambda: len(self.said) >= number)

    def pids(self) -> list[int]:
        return [child.pid for child in self.windows._open.values()]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    loop = SelectLoop()
    made = Bench(loop, tmp_path)
    monkeypatch.setattr(windows, "sys", SimpleNamespace(executable=str(made.program)))
    yield made
    made.windows.close()
    loop.close()


def test_the_code_of_a_window_that_cannot_be_shown_is_that_of_the_windows() -> None:
    assert windows.CANNOT_SHOW == CANNOT_SHOW


def test_a_window_is_told_what_to_play_and_its_end_is_told(bench: Bench) -> None:
    bench.play(f'cat > "{bench.folder}/told"')
    assert bench.windows.open_break(ORDER)
    assert bench.windows.plays
    bench.until(1)
    assert bench.said == [True]
    assert not bench.windows.plays
    assert json.loads((bench.folder / "told").read_text()) == {**ORDER, "settings": {"window.show": "auto"}}
    assert bench.started() == ["-m sitbreak.screens.break_window"]
    assert bench.windows.health().state == "ok"


@pytest.mark.parametrize("code", [CANNOT_SHOW, 1, 70])
def test_a_window_that_ends_with_an_error_at_once_was_not_shown_and_the_next_is_tried(
    bench: Bench, code: int
) -> None:
    bench.play(f"exit {code}")
    assert bench.windows.open_break(ORDER)
    bench.until(1)
    assert bench.said == [False]
    health = bench.windows.health()
    assert (health.part, health.state) == ("break window", "absent")
    assert health.detail
    bench.play("exit 0")
    assert bench.windows.open_break(ORDER)
    bench.until(2)
    assert bench.said == [False, True]
    assert bench.windows.health().state == "ok"


def test_an_error_later_on_is_the_end_of_a_window_that_was_shown(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "_SETTLED_S", 0.0)
    bench.play("exit 1")
    assert bench.windows.open_break(ORDER)
    bench.until(1)
    assert bench.said == [True]


def test_a_window_that_is_taken_away_tells_nothing(bench: Bench) -> None:
    bench.windows.close_break()  # there is none
    bench.play("exec sleep 60")
    assert bench.windows.open_break(ORDER)
    bench.windows.close_break()
    assert not bench.windows.plays
    run_for(bench.loop, 0.05)
    assert bench.said == []


def test_a_window_that_is_killed_was_shown(bench: Bench) -> None:
    bench.play("exec sleep 60")
    assert bench.windows.open_break(ORDER)
    os.kill(bench.pids()[0], signal.SIGKILL)
    bench.until(1)
    assert bench.said == [True]


def test_a_break_that_begins_while_the_window_of_the_last_one_still_asks_has_its_own(bench: Bench) -> None:
    bench.play("exec sleep 60")
    assert bench.windows.open_break(ORDER)
    (first,) = bench.pids()
    assert bench.windows.open_break(ORDER)
    (second,) = bench.pids()
    assert second != first
    assert not Path(f"/proc/{first}").exists()
    run_for(bench.loop, 0.05)
    assert bench.said == []


def test_where_no_window_is_wanted_none_is_opened(bench: Bench) -> None:
    bench.wanted = False
    bench.play("exec sleep 60")
    assert not bench.windows.open_break(ORDER)
    assert (bench.started(), bench.windows.health().state) == ([], "off")


def test_a_window_that_cannot_be_started_is_none(bench: Bench) -> None:
    assert not bench.windows.open_break(ORDER)  # there is no such program
    health = bench.windows.health()
    assert health.state == "absent"
    assert health.detail.startswith("No window could be started: ")


def test_the_other_windows_are_open_at_most_once_each(bench: Bench) -> None:
    bench.play("exec sleep 60")
    assert bench.windows.open(SETUP)
    assert bench.windows.open(PREFERENCES)
    assert not bench.windows.open(PREFERENCES)
    assert len(bench.pids()) == 2
    assert not bench.windows.plays


def test_a_window_about_settings_is_told_which_a_break_how_it_is_to_look(bench: Bench) -> None:
    bench.play("cat > /dev/null")
    assert bench.windows.open(SETUP)
    assert bench.windows.open_break(ORDER)
    run_until(bench.loop, lambda: not bench.pids())
    assert sorted(bench.started()) == [
        "-m sitbreak.screens.break_window",
        "-m sitbreak.screens.setup_window --set window.theme=dark",
    ]


@pytest.mark.parametrize(("code", "said"), [(0, []), (CANNOT_SHOW, [SETUP])])
def test_of_another_window_only_that_it_was_not_shown_is_told(
    bench: Bench, code: int, said: list[str]
) -> None:
    bench.play(f"exit {code}")
    assert bench.windows.open(SETUP)
    run_until(bench.loop, lambda: not bench.pids())
    assert bench.said == said


def test_in_the_end_every_window_ends(bench: Bench) -> None:
    bench.play("exec sleep 60")
    bench.windows.open_break(ORDER)
    bench.windows.open(SETUP)
    pids = bench.pids()
    bench.windows.close()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert bench.said == []


@pytest.mark.parametrize(
    ("missing", "display", "why"),
    [
        (True, ":0", "Python's tkinter is not installed."),
        (False, "", "There is no X display, which the window needs."),
        (False, ":0", "The display does not answer, or a screen reader is on."),
    ],
)
def test_why_there_is_no_window(
    monkeypatch: pytest.MonkeyPatch, missing: bool, display: str, why: str
) -> None:
    finder = SimpleNamespace(find_spec=lambda name: None if missing else name)
    monkeypatch.setattr(windows, "PathFinder", finder)
    monkeypatch.setenv("DISPLAY", display)
    assert windows.why_no_window() == why


# --- writing a setting --------------------------------------------------------------------------------------


@pytest.fixture
def failures(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    monkeypatch.setattr("sitbreak.changing.sys", SimpleNamespace(executable=str(bench.program)))
    return []


@pytest.mark.parametrize(
    ("code", "told"), [(0, []), (1, [("routines.level", False)]), (4, [("routines.level", True)])]
)
def test_a_setting_is_written_by_a_child_and_a_lock_is_told_as_such(
    bench: Bench, failures: list[tuple[str, bool]], code: int, told: list[tuple[str, bool]]
) -> None:
    bench.play(f"exit {code}")
    changer = Changer(bench.loop, Path("/some/file"), lambda key, locked: failures.append((key, locked)))
    changer.set("routines.level", "2")
    changer.set("routines.level", "3")  # one at a time
    run_until(bench.loop, lambda: changer._child is None)
    assert bench.started() == ["-m sitbreak config set routines.level 2 --config /some/file"]
    assert failures == told


def test_a_setting_that_cannot_be_written_at_all_is_told(
    bench: Bench, failures: list[tuple[str, bool]]
) -> None:
    changer = Changer(bench.loop, None, lambda key, locked: failures.append((key, locked)))
    changer.set("routines.level", "2")
    assert failures == [("routines.level", False)]


def test_a_change_under_way_ends_with_the_program(bench: Bench, failures: list[tuple[str, bool]]) -> None:
    bench.play("exec sleep 60")
    changer = Changer(bench.loop, None, lambda key, locked: failures.append((key, locked)))
    changer.set("routines.level", "2")
    changer.close()
    changer.close()
    run_for(bench.loop, 0.05)
    assert failures == []
