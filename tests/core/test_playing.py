from __future__ import annotations

from dataclasses import dataclass

import pytest

from sitbreak.core import playing, tone


@dataclass(frozen=True, kw_only=True)
class Step:
    kind: str = "hold"
    side: str = "none"
    seconds: int = 10
    cue: str = "Breathe."
    pose: str = "stand"
    reps: int | None = None
    rep_seconds: int | None = None


STRETCH = (
    Step(kind="setup", seconds=5, cue="Stand tall."),
    Step(side="first", seconds=22, cue="{side} foot back, squeeze the {side} buttock."),
    Step(kind="switch", seconds=6, cue="Turn to the other side."),
    Step(side="second", seconds=22, cue="Tuck, ease forward."),
    Step(kind="finish", seconds=5, cue="Stand on both feet."),
)


def test_steps_follow_each_other_without_a_gap() -> None:
    steps = playing.script(STRETCH, "left")
    assert [(step.number, step.at_s, step.seconds) for step in steps] == [
        (1, 0, 5),
        (2, 5, 22),
        (3, 27, 6),
        (4, 33, 22),
        (5, 55, 5),
    ]
    assert playing.length_s(steps) == 60


def test_the_lead_side_is_done_first_and_both_are_named() -> None:
    cues = [step.cue for step in playing.script(STRETCH, "right")]
    assert cues[1] == "Right foot back, squeeze the right buttock."
    assert cues[3] == "Left side. Tuck, ease forward."
    assert cues[2] == "Turn to the other side."
    assert [step.side for step in playing.script(STRETCH, "left")] == ["", "left", "", "right", ""]


@pytest.mark.parametrize(("elapsed_s", "number"), [(-1, 1), (0, 1), (4.99, 1), (5, 2), (54.9, 4), (59.9, 5)])
def test_the_running_step_is_found_by_the_time_passed(elapsed_s: float, number: int) -> None:
    step = playing.step_at(playing.script(STRETCH, "left"), elapsed_s)
    assert step is not None
    assert step.number == number


@pytest.mark.parametrize("elapsed_s", [60, 61, 1e9])
def test_after_the_last_second_no_step_runs(elapsed_s: float) -> None:
    assert playing.step_at(playing.script(STRETCH, "left"), elapsed_s) is None


def test_a_routine_without_steps_is_over_at_once() -> None:
    assert playing.script((), "left") == ()
    assert playing.length_s(()) == 0
    assert playing.step_at((), 0) is None


@pytest.mark.parametrize(
    ("side", "reps", "fewer"),
    [
        ("both", 8, 6),
        ("both", 3, 3),
        ("both", 2, 2),
        ("alternate", 10, 6),
        ("alternate", 4, 4),
        ("first", 5, 3),
    ],
)
def test_an_easier_script_has_three_quarters_of_the_repetitions(side: str, reps: int, fewer: int) -> None:
    step = Step(kind="reps", side=side, reps=reps, rep_seconds=4, seconds=reps * 4)
    assert playing.script([step], "left", easier=True)[0].seconds == fewer * 4
    assert playing.script([step], "left")[0].seconds == reps * 4


def test_an_easier_script_keeps_its_holds_and_stays_without_a_gap() -> None:
    steps = playing.script(
        [Step(kind="reps", reps=8, rep_seconds=5, seconds=40), *STRETCH], "left", easier=True
    )
    assert steps[0].seconds == 30
    assert steps[1].at_s == 30
    assert [step.seconds for step in steps[1:]] == [5, 22, 6, 22, 5]


def test_a_warm_up_is_one_step_more_before_the_first() -> None:
    """P8 of choosing."""
    steps = playing.script(STRETCH, "left", warm_up=True)
    assert [(step.number, step.at_s, step.seconds) for step in steps] == [
        (1, 0, 20),
        (2, 20, 5),
        (3, 25, 22),
        (4, 47, 6),
        (5, 53, 22),
        (6, 75, 5),
    ]
    assert (steps[0].kind, steps[0].side) == ("setup", "")
    assert steps[0].cue.endswith("Then stand up slowly.")
    assert [step.cue for step in steps[1:]] == [step.cue for step in playing.script(STRETCH, "left")]
    assert list(tone.lint(playing.WARM_UP_CUE)) == []
