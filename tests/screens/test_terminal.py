"""Playing a routine in a terminal, on a clock that runs only while somebody waits."""

from __future__ import annotations

import io
import os
import pty
import re
import sys
import termios
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from sitbreak import routine_files
from sitbreak.commands import start
from sitbreak.core import playing
from sitbreak.core.routines import Routine
from sitbreak.errors import NotRunning
from sitbreak.screens import keys, terminal
from sitbreak.screens.terminal import Stage

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def bundled(identifier: str) -> Routine:
    routine = routine_files.load()[0].get(identifier)
    assert routine is not None
    return routine


@pytest.fixture
def stretch() -> Routine:
    return bundled("standing-hip-flexor-stretch")


def play(  # noqa: PLR0913 (what a script may be made of)
    routine: Routine,
    *,
    lead_side: str,
    stage: Stage,
    easier: bool = False,
    warm_up: bool = False,
    speed: float = 1.0,
) -> bool:
    steps = playing.script(routine.steps, lead_side, easier=easier, warm_up=warm_up)
    return terminal.play(routine, steps, speed=speed, stage=stage)


class Theatre:
    """A stage with a clock of its own; *keys*: which key comes at which second, or Ctrl-C."""

    def __init__(self, *, is_terminal: bool, keys: dict[float, str] | None = None) -> None:
        self.output = io.StringIO()
        self.passed_s = 0.0
        self.waits = 0
        self._keys = dict(keys or {})
        console = Console(
            file=self.output,
            force_terminal=is_terminal,
            width=76,
            highlight=False,
            _environ={"TERM": "xterm-256color"},
        )
        self.stage = Stage(console, lambda: 1000 + self.passed_s, self._wait)

    def _wait(self, seconds: float) -> str:
        self.waits += 1
        self.passed_s += seconds
        for at_s in sorted(self._keys):
            if at_s <= self.passed_s:
                key = self._keys.pop(at_s)
                if key == "Ctrl-C":
                    raise KeyboardInterrupt
                return key
        return ""

    @property
    def text(self) -> str:
        return self.output.getvalue()

    @property
    def plain(self) -> str:
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.text)


def test_every_step_is_shown_with_its_side_countdown_and_what_comes_next(stretch: Routine) -> None:
    theatre = Theatre(is_terminal=True)
    assert play(stretch, lead_side="right", stage=theatre.stage)
    seen = theatre.plain
    for number in range(1, 8):
        assert f"Step {number} of 7" in seen
    assert "Step your right foot back one stride" in seen
    assert "Next: Tuck your tailbone, squeeze the right buttock" in seen
    assert "Tuck, squeeze the left buttock" in seen
    assert all(f" {second} s" in seen for second in range(1, 23))
    assert "━" in seen
    assert "Next: that is all" in seen
    assert theatre.passed_s == pytest.approx(70, abs=0.2)


def test_cautions_and_stop_signs_come_before_the_first_step(stretch: Routine) -> None:
    for is_terminal in (True, False):
        theatre = Theatre(is_terminal=is_terminal)
        play(stretch, lead_side="left", stage=theatre.stage)
        seen = theatre.plain
        first_step = seen.index(stretch.steps[0].cue)
        assert seen.index(stretch.title) < seen.index(stretch.cautions[0]) < first_step
        assert seen.index("Sharp or sudden pain: stop now.") < first_step
        assert seen.index("Chest pain or trouble breathing: stop and get help at once.") < first_step


def test_without_a_terminal_each_step_is_a_line_with_its_time_and_no_control_code(stretch: Routine) -> None:
    theatre = Theatre(is_terminal=False)
    assert play(stretch, lead_side="left", stage=theatre.stage)
    assert not CONTROL.search(theatre.text)
    lines = theatre.text.splitlines()
    steps = [line for line in lines if re.match(r"\d:\d\d  ", line)]
    assert len(steps) == 7
    assert steps[1] == "0:05  5 s  Step your left foot back one stride, toes forward, heel up."
    assert steps[2].startswith("0:10  22 s  Tuck your tailbone, squeeze the left buttock")
    assert steps[6].startswith("1:05  5 s  ")


@pytest.mark.parametrize("is_terminal", [True, False])
@pytest.mark.parametrize("key", ["q", "Ctrl-C"])
def test_q_and_ctrl_c_stop_it_at_once(stretch: Routine, is_terminal: bool, key: str) -> None:
    theatre = Theatre(is_terminal=is_terminal, keys={2: "x", 12: key})
    assert not play(stretch, lead_side="left", stage=theatre.stage)
    assert theatre.passed_s == pytest.approx(12, abs=0.2)


def test_an_easier_routine_is_shorter() -> None:
    theatre = Theatre(is_terminal=False)
    play(bundled("standing-march"), lead_side="left", easier=True, stage=theatre.stage)
    assert theatre.passed_s == pytest.approx(44, abs=0.2)  # 6 and 8 pairs of steps instead of 10 and 12


def test_a_warm_up_is_played_before_the_first_step(stretch: Routine) -> None:
    theatre = Theatre(is_terminal=False)
    assert play(stretch, lead_side="left", warm_up=True, stage=theatre.stage)
    assert theatre.passed_s == pytest.approx(90, abs=0.2)
    steps = [line for line in theatre.text.splitlines() if re.match(r"\d:\d\d  ", line)]
    assert (
        steps[0] == "0:00  20 s  Still seated, lift one knee a little, then the other. Then stand up slowly."
    )
    assert steps[1].startswith("0:20  5 s  ")


def test_at_ten_times_the_speed_it_takes_a_tenth_of_the_time(stretch: Routine) -> None:
    theatre = Theatre(is_terminal=False)
    assert play(stretch, lead_side="left", speed=10, stage=theatre.stage)
    assert theatre.passed_s == pytest.approx(7, abs=0.2)


@pytest.mark.parametrize("is_terminal", [True, False])
def test_what_is_stopped_elsewhere_is_not_played_on(stretch: Routine, is_terminal: bool) -> None:
    theatre = Theatre(is_terminal=is_terminal)
    steps = playing.script(stretch.steps, "left")
    assert not terminal.play(stretch, steps, stage=theatre.stage, is_over=lambda: theatre.passed_s >= 12)
    assert theatre.passed_s == pytest.approx(12, abs=0.2)


def test_what_is_over_elsewhere_a_little_sooner_is_played_to_its_end(stretch: Routine) -> None:
    theatre = Theatre(is_terminal=False)
    steps = playing.script(stretch.steps, "left")
    assert terminal.play(stretch, steps, stage=theatre.stage, is_over=lambda: theatre.passed_s >= 68)


def test_a_machine_that_slept_through_it_finds_it_over(stretch: Routine) -> None:
    theatre = Theatre(is_terminal=True)
    wait = theatre.stage.wait

    def sleep_long(seconds: float) -> str:
        theatre.passed_s += 3600
        return wait(seconds)

    stage = Stage(theatre.stage.console, theatre.stage.now_s, sleep_long)
    assert play(stretch, lead_side="left", stage=stage)
    assert theatre.waits == 1


def test_a_routine_of_a_user_cannot_steer_the_terminal(stretch: Routine) -> None:
    hostile = replace(
        stretch,
        title="[bold]x[/bold]\x1b]0;title\x07",
        steps=(replace(stretch.steps[0], cue="[red]cue\x1b[2J"), *stretch.steps[1:]),
    )
    theatre = Theatre(is_terminal=False)
    play(hostile, lead_side="left", stage=theatre.stage)
    assert not CONTROL.search(theatre.text)
    assert "[bold]x[/bold]" in theatre.text
    assert "[red]cue" in theatre.text


# --- the real keyboard


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The other end of a terminal that is standard input."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield ours
    os.close(ours)


def test_single_keys_are_read_and_the_terminal_is_as_it_was_after(keyboard: int) -> None:
    before = termios.tcgetattr(sys.stdin.fileno())
    with keys.single_keys() as wait:
        assert termios.tcgetattr(sys.stdin.fileno()) != before
        assert wait(0) == ""
        os.write(keyboard, b"x")
        assert wait(5) == "x"
        os.write(keyboard, b"Q")
        assert wait(5) == "q"
    assert termios.tcgetattr(sys.stdin.fileno()) == before


def test_without_a_keyboard_it_only_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with (tmp_path / "empty").open() as nothing:
        for stdin in (nothing, None):
            monkeypatch.setattr(sys, "stdin", stdin)
            with keys.single_keys() as wait:
                assert wait(0.001) == ""


# --- after it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "sitting_s", "said"),
    [
        ("done", 0, "Nicely done. That was Standing march."),
        ("partial", 0, "A little is fine too. That was some of Standing march, and it counts as a rest."),
        (
            "partial",
            2700,
            "A little is fine too. That was some of Standing march. The next nudge comes a little sooner.",
        ),
        (None, 0, "Nicely done. That was Standing march."),
    ],
)
def test_the_end_is_told_as_it_was_written_down(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    outcome: str | None,
    sitting_s: int,
    said: str,
) -> None:
    """B2: somebody may have typed all the while. Where nobody can tell any more, it is taken for done."""

    def answer(_message: dict[str, Any]) -> dict[str, Any]:
        if outcome is None:
            raise NotRunning("sitbreak is not running.")
        last = {"routine": "standing-march", "outcome": outcome}
        return {"break": None, "sitting_s": sitting_s, "last_break": last}

    monkeypatch.setattr(start, "request", answer)
    start._tell_the_end({"routine": "standing-march", "title": "Standing march"})
    assert capsys.readouterr().out == f"{said}\n"
