"""A running break is paused, goes on, passes over a step or gets another routine (rules B6 to B8)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ledgers.ledger import Line, at, ledger, run, sitting, then

LONG = "seated-reach"  # runs for 50 s, in steps of 5, 18, 4, 18 and 5 s
SQUEEZE = "glute-squeeze"  # runs for 40 s


def outcomes(lines: list[Line]) -> list[tuple[Any, ...]]:
    """Outcome, routine and seconds of each break."""
    keys = ("outcome", "routine", "seconds")
    return [tuple(line.get(key) for key in keys) for line in lines if line["effect"] == "break"]


def refusals(lines: list[Line]) -> list[tuple[str, str]]:
    return [(line["do"], line["why"]) for line in lines if line["effect"] == "refused"]


# --- pausing (B6) -------------------------------------------------------------------------------------------


def test_a_paused_break_ends_by_so_much_later() -> None:
    ledger(
        [
            at(0, input=True),
            at(2705, input=False),
            at(2710, do="start", routine=LONG),
            at(2720, do="break_pause"),
            at(2780, do="break_continue"),
            at(2830, input=True),
            at(2840, ask=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2820, "rest", kind="break", seconds=50),
            then(2820, "break", outcome="done", routine=LONG, seconds=50),
            then(2840, "status", sitting_s=20, prompt="none"),
        ],
    )


def test_input_during_the_pause_is_not_input_during_the_break() -> None:
    lines = run(
        [
            at(0, input=False),
            at(10, do="start", routine=LONG),
            at(20, do="break_pause"),
            at(21, input=True),
            at(200, input=False),
            at(201, do="break_continue"),
            at(300, end=True),
        ]
    )
    assert outcomes(lines) == [("done", LONG, 50)]


def test_input_after_the_pause_is_input_during_the_break_again() -> None:
    lines = run(
        [
            at(0, input=True),
            at(10, do="start", routine=LONG),
            at(20, do="break_pause"),
            at(200, do="break_continue"),
            at(211, input=False),  # 10 s before the pause and 11 s after it
            at(300, end=True),
        ]
    )
    assert outcomes(lines) == [("partial", LONG, 50)]


def test_who_sits_during_the_pause_is_measured_as_sitting_and_not_reminded() -> None:
    """B6: held is not rested."""
    lines = run(
        [
            at(0, input=True),
            at(2600, do="start", routine=LONG),
            at(2610, do="break-pause"),
            at(2800, ask=True),
            at(2810, do="stop"),
            at(2900, end=True),
        ]
    )
    assert sitting(lines, 2800) == 2600 + 190
    reminders = [line["at"] for line in lines if line["effect"] == "remind"]
    assert reminders == [2810]


def test_a_pause_ends_after_five_minutes_and_the_break_with_it() -> None:
    """B6, B2: too little of it was done, so the reminder comes back after the shortest snooze."""
    ledger(
        [
            at(0, input=True),
            at(2710, do="start", routine=LONG),
            at(2720, do="break_pause"),
            at(3025, ask=True),
            at(3100, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(3020, "break", outcome="partial", routine=LONG, seconds=10),
            then(3025, "status", prompt="snoozed", sitting_s=2710 + 305),
        ],
    )


def test_a_pause_that_ends_by_itself_after_half_of_the_break_leaves_a_rest() -> None:
    """B6, B2."""
    lines = run(
        [
            at(0, input=False),
            at(10, do="start", routine=LONG),
            at(35, do="break_pause"),
            at(36, input=True),
            at(400, end=True),
        ]
    )
    assert outcomes(lines) == [("partial", LONG, 25)]
    assert [line["at"] for line in lines if line["effect"] == "rest"] == [335]


@pytest.mark.parametrize("what", [{"suspend": 600}, {"suspend": 600, "signals": False}, {"restart": 60}])
def test_a_suspend_or_a_restart_during_the_pause_ends_the_break_with_what_was_done(what: Line) -> None:
    """B5: nothing is left behind."""
    lines = run(
        [
            at(0, input=True),
            at(2705, input=False),
            at(2710, do="start", routine=LONG),
            at(2720, do="break_pause"),
            at(2730, **what),
            at(3400, do="break_continue"),
            at(3401, end=True),
        ]
    )
    assert outcomes(lines)[0] == ("partial", LONG, 10)
    assert refusals(lines) == [("break_continue", "No break is running.")]


def test_a_paused_break_can_be_stopped() -> None:
    lines = run(
        [
            at(0, input=False),
            at(10, do="start", routine=LONG),
            at(30, do="break_pause"),
            at(100, do="stop"),
            at(110, end=True),
        ]
    )
    assert outcomes(lines) == [("partial", LONG, 20)]


def test_what_cannot_be_paused_or_continued_is_refused() -> None:
    lines = run(
        [
            at(0, input=False),
            *(at(10, do=do) for do in ("break_pause", "break_continue", "break_next", "swap")),
            at(20, do="start", routine=LONG),
            at(21, do="break_continue"),
            at(22, do="break_pause"),
            at(23, do="break_pause"),
            at(30, end=True),
        ]
    )
    none = "No break is running."
    assert refusals(lines) == [
        *((do, none) for do in ("break_pause", "break_continue", "break_next", "swap")),
        ("break_continue", "The break is not paused."),
        ("break_pause", "The break is paused already."),
    ]


# --- passing over (B7) --------------------------------------------------------------------------------------


def skipped(*at_s: float, typed_s: float = 0.0) -> list[Line]:
    """A due break of 50 s that began at 2710, with steps passed over, and its first seconds typed away."""
    return run(
        [
            at(0, input=True),
            *([at(2705, input=False)] if not typed_s else []),
            at(2710, do="start", routine=LONG),
            *([at(2710 + typed_s, input=False)] if typed_s else []),
            *(at(2710 + each, do="break_next") for each in at_s),
            at(2900, end=True),
        ]
    )


def test_a_step_passed_over_brings_the_end_nearer() -> None:
    """B7: 15 of 50 s are no more than 40 %."""
    lines = skipped(8)
    assert outcomes(lines) == [("done", LONG, 35)]
    assert [line["at"] for line in lines if line["effect"] == "break"] == [2745]


def test_steps_passed_over_are_not_done() -> None:
    """B7: 22 of 50 s are more than 40 %; 28 s that were spent are a rest."""
    lines = skipped(6, 8, 23)
    assert outcomes(lines) == [("partial", LONG, 28)]
    assert any(line["effect"] == "rest" for line in lines)


def test_who_passes_over_everything_has_not_rested() -> None:
    """B7, B2: that is a snooze of the smallest choice."""
    lines = skipped(1, 2, 3, 4, 5)
    assert outcomes(lines) == [("partial", LONG, 5)]
    assert not any(line["effect"] == "rest" for line in lines)
    assert [line["prompt"] for line in lines if line["effect"] == "state"][-1] == "snoozed"


@pytest.mark.parametrize(("typed_s", "outcome"), [(5, "done"), (6, "partial")])
def test_seconds_typed_and_passed_over_are_added_up(typed_s: float, outcome: str) -> None:
    """B7: 15 s are passed over; with 5 of typing they are 40 %."""
    lines = skipped(8, typed_s=typed_s)
    assert outcomes(lines) == [(outcome, LONG, 35)]


def test_a_step_can_be_passed_over_in_a_pause() -> None:
    lines = run(
        [
            at(0, input=False),
            at(10, do="start", routine=LONG),
            at(18, do="break_pause"),
            at(20, do="break_next"),
            at(50, do="break_continue"),
            at(200, end=True),
        ]
    )
    assert outcomes(lines) == [("done", LONG, 35)]
    assert [line["at"] for line in lines if line["effect"] == "break"] == [77]


# --- swapping (B8, O12) -------------------------------------------------------------------------------------


def test_a_swapped_routine_begins_at_its_beginning() -> None:
    """B8: nothing of the first one counts, neither its typing nor its pause."""
    lines = run(
        [
            at(0, input=True),
            at(2710, do="start", routine=LONG),
            at(2735, do="break_next"),
            at(2740, do="break_pause"),
            at(2741, do="swap"),
            at(2741, input=False),
            at(3100, end=True),
        ]
    )
    ((outcome, routine, seconds),) = outcomes(lines)
    assert (outcome, routine != LONG) == ("done", True)
    assert [line["at"] for line in lines if line["effect"] == "break"] == [2741 + seconds]


def test_the_fourth_swap_of_a_break_is_refused() -> None:
    """O12."""
    lines = run(
        [
            at(0, input=False),
            at(10, do="start", routine=LONG),
            *(at(11 + n, do="swap") for n in range(4)),
            at(16, do="stop"),
            at(20, do="start", routine=SQUEEZE),
            at(21, do="swap"),
            at(30, end=True),
        ]
    )
    assert refusals(lines) == [("swap", "That was the third swap for this break.")]


def test_a_break_swapped_and_stopped_goes_back_to_its_episode() -> None:
    """B8, B2."""
    lines = run(
        [
            at(0, input=True),
            at(2710, do="start", routine=LONG),
            at(2755, do="swap"),
            at(2760, do="stop"),
            at(2761, ask=True),
        ]
    )
    assert [line["prompt"] for line in lines if line["effect"] == "status"] == ["snoozed"]
