"""Reminding (rules R1 to R7): when the reminder comes, when it is held back, when it goes."""

from __future__ import annotations

import pytest

from tests.ledgers.ledger import Line, at, ledger, run, then


@pytest.mark.parametrize("interval_min", [30, 45, 60])
def test_a_break_is_due_after_the_interval_of_sitting(interval_min: int) -> None:
    """R1."""
    due_s = interval_min * 60
    ledger(
        [at(0, input=True), at(100, ask=True), at(due_s + 10, ask=True)],
        [
            then(100, "status", next_in_s=due_s - 100, prompt="none"),
            then(due_s, "remind", n=1, sitting_s=due_s),
            then(due_s + 10, "status", next_in_s=290, prompt="shown"),
        ],
        config={"breaks.interval_min": interval_min},
    )


def test_a_reminder_suggests_a_routine() -> None:
    """Section 7: and the same script gets the same one."""
    script = [at(0, input=True), at(2710, end=True)]
    routines = [line["routine"] for line in run(script) + run(script) if line["effect"] == "remind"]
    assert routines[0]
    assert routines[0] == routines[1]


def test_missing_the_exact_second_loses_nothing() -> None:
    """R1: the program was stopped when it became due."""
    lines = run([at(0, input=True), at(2650, stall=100), at(2800, end=True)])
    reminders = [line for line in lines if line["effect"] == "remind"]
    assert len(reminders) == 1
    assert 2700 <= reminders[0]["sitting_s"] <= 2800
    assert reminders[0]["at"] == 2750 or reminders[0]["at"] < 2780


@pytest.mark.parametrize("reason", ["call", "fullscreen", "dnd"])
def test_a_reminder_is_held_and_then_comes_once(reason: str) -> None:
    """R2, R4."""
    ledger(
        [
            at(0, input=True),
            at(2000, **{reason: True}),
            at(2710, ask=True),
            at(5000, **{reason: False}),
            at(5010, ask=True),
        ],
        [
            then(2700, "hold", reasons=[reason]),
            then(2710, "status", prompt="held", reasons=[reason], next_in_s=None, sitting_s=2710),
            then(5000, "release", reasons=[reason]),
            then(5000, "remind", n=1, sitting_s=5000),
            then(5010, "status", prompt="shown", reasons=[]),
        ],
    )


@pytest.mark.parametrize("reason", ["call", "fullscreen", "dnd"])
def test_what_is_switched_off_holds_nothing_back(reason: str) -> None:
    """hold.call, hold.fullscreen, hold.dnd."""
    ledger(
        [at(0, input=True), at(2000, **{reason: True}), at(2710, ask=True)],
        [then(2700, "remind", n=1), then(2710, "status", reasons=[])],
        config={f"hold.{reason}": False},
    )


def test_reasons_that_overlap_hold_until_the_last_of_them() -> None:
    """R4: a presentation inside a call inside do not disturb."""
    ledger(
        [
            at(0, input=True),
            at(2000, call=True),
            at(2800, fullscreen=True),
            at(2900, dnd=True),
            at(3000, call=False),
            at(3100, dnd=False),
            at(3200, fullscreen=False),
        ],
        [
            then(2700, "hold", reasons=["call"]),
            then(2800, "hold", reasons=["call", "fullscreen"]),
            then(2900, "hold", reasons=["call", "fullscreen", "dnd"]),
            then(3000, "hold", reasons=["fullscreen", "dnd"]),
            then(3100, "hold", reasons=["fullscreen"]),
            then(3200, "release", reasons=["fullscreen"]),
            then(3200, "remind", n=1, sitting_s=3200),
        ],
    )


def test_one_reason_that_takes_the_place_of_another_lets_nothing_through() -> None:
    """R4: call off and full screen on in the same second."""
    ledger(
        [
            at(0, input=True),
            at(2000, call=True),
            at(3000, call=False),
            at(3000, fullscreen=True),
            at(3100, end=True),
        ],
        [then(2700, "hold", reasons=["call"]), then(3000, "hold", reasons=["fullscreen"])],
    )


def test_two_hours_of_calls_are_two_hours_of_sitting() -> None:
    """Held is not rested."""
    ledger(
        [at(0, call=True), at(7200, call=False), at(7210, ask=True)],
        [
            then(2700, "hold", reasons=["call"]),
            then(7200, "release", reasons=["call"]),
            then(7200, "remind", n=1, sitting_s=7200),
            then(7210, "status", sitting_s=7210),
        ],
    )


def test_a_reminder_on_the_screen_is_held_when_the_screen_is_locked() -> None:
    """R2: both names are true; back within 5 min, the one on the screen still stands (R6)."""
    ledger(
        [at(0, input=True), at(2750, locked=True), at(2850, locked=False), at(3001, end=True)],
        [
            then(2700, "remind", n=1),
            then(2750, "hold", reasons=["locked", "away"]),
            then(2850, "release", reasons=["locked", "away"]),
            then(3000, "remind", n=2, sitting_s=2900),
        ],
    )


def test_a_call_that_begins_on_a_reminder_holds_the_next() -> None:
    """R2, R4, R5."""
    ledger(
        [at(0, input=True), at(2750, call=True), at(4000, call=False), at(4001, ask=True)],
        [
            then(2700, "remind", n=1),
            then(2750, "hold", reasons=["call"]),
            then(4000, "release", reasons=["call"]),
            then(4000, "remind", n=2, sitting_s=4000),
            then(4001, "status", next_in_s=299),
        ],
    )


def test_an_open_reminder_survives_a_stretch_that_is_taken_back() -> None:
    """R2: it is held then, and goes on."""
    ledger(
        [
            at(0, input=True),
            at(2600, input=False),
            at(2781, ask=True),
            at(2800, input=True),
            at(2810, ask=True),
            at(3010, end=True),
        ],
        [
            then(2700, "remind", n=1, sitting_s=2700),
            then(2780, "hold", reasons=["away"]),
            then(2781, "status", prompt="held", sitting_s=2600),
            then(2800, "release", reasons=["away"]),
            then(2810, "status", prompt="shown", sitting_s=2610),
            then(3000, "remind", n=2, sitting_s=2800),
        ],
    )


# --- repeating (R5, R6) -------------------------------------------------------------------------------------


def test_an_unanswered_reminder_comes_three_times_and_then_once_in_30_min_of_sitting() -> None:
    """R5, R6: the third stands unanswered for its 5 min, then it is silent."""
    ledger(
        [at(0, input=True), at(3599, ask=True), at(3601, ask=True), at(5410, end=True)],
        [
            then(2700, "remind", n=1, sitting_s=2700),
            then(3000, "remind", n=2, sitting_s=3000),
            then(3300, "remind", n=3, sitting_s=3300),
            then(3599, "status", prompt="shown"),
            then(3601, "status", prompt="silent", next_in_s=1799),
            then(5400, "remind", n=4, sitting_s=5400),
        ],
    )


def test_reminders_repeat_as_often_and_as_far_apart_as_one_likes() -> None:
    """R5, breaks.repeat_min, breaks.repeat_max."""
    ledger(
        [at(0, input=True), at(4600, ask=True)],
        [
            then(2700, "remind", n=1),
            then(3600, "remind", n=2),
            then(4600, "status", prompt="silent"),
        ],
        config={"breaks.repeat_min": 15, "breaks.repeat_max": 2},
    )


def test_silence_counts_sitting_and_not_time() -> None:
    """R5: four minutes at the printer do not count."""
    ledger(
        [at(0, input=True), at(4000, locked=True), at(4240, locked=False), at(5300, end=True)],
        [
            then(2700, "remind", n=1),
            then(4000, "hold", reasons=["locked", "away"]),
            then(4240, "release", reasons=["locked", "away"]),
            then(2700 + 300 + 1800 + 240, "remind", n=2, sitting_s=4800),
        ],
        config={"breaks.repeat_max": 1},
    )


# --- rests (R7) ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leave", "back", "kind"),
    [
        ({"input": False}, {"input": True}, "absence"),
        ({"locked": True}, {"locked": False}, "absence"),
        ({"inactive": True}, {"inactive": False}, "absence"),
        ({"suspend": 400}, {}, "suspend"),
        ({"suspend": 400, "signals": False}, {}, "suspend"),
    ],
)
def test_a_rest_closes_the_episode_and_withdraws_the_reminder(leave: Line, back: Line, kind: str) -> None:
    """R7, B3."""
    lines = run([at(0, input=True), at(2750, **leave), at(3150, **back), at(3200, ask=True)])
    came = [(line["at"], line["effect"]) for line in lines if line["effect"] in ("rest", "withdraw", "break")]
    assert came == [(3150, "rest"), (3150, "withdraw"), (3150, "break")]
    assert next(line["kind"] for line in lines if line["effect"] == "rest") == kind
    assert next(line["outcome"] for line in lines if line["effect"] == "break") == "natural"
    status = lines[-2]
    assert (status["prompt"], status["sitting_s"], status["next_in_s"]) == ("none", 50, 2650)


def test_a_rest_voids_a_snooze() -> None:
    """R7: nothing comes at 3310."""
    ledger(
        [
            at(0, input=True),
            at(2710, do="snooze", minutes=10),
            at(2800, locked=True),
            at(3200, locked=False),
            at(3400, ask=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(3200, "rest", kind="absence", seconds=400),
            then(3200, "break", outcome="natural"),
            then(3400, "status", prompt="none", sitting_s=200, snooze_left_min=15),
        ],
    )


def test_a_new_episode_counts_from_one() -> None:
    """R7, section 1."""
    ledger(
        [at(0, input=True), at(3010, locked=True), at(3400, locked=False), at(6110, end=True)],
        [
            then(2700, "remind", n=1),
            then(3000, "remind", n=2),
            then(3010, "hold", reasons=["locked", "away"]),
            then(3400, "rest"),
            then(3400, "withdraw"),
            then(3400, "break", outcome="natural"),
            then(6100, "remind", n=1, sitting_s=2700),
        ],
    )
