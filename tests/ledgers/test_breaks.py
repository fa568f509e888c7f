"""Breaks the user starts (rules B1 to B5)."""

from __future__ import annotations

import pytest

from tests.ledgers.ledger import Line, at, ledger, run, then

SQUEEZE = "glute-squeeze"  # runs for 40 s
LONG = "seated-reach"  # runs for 50 s


def test_a_break_that_runs_to_its_end_is_done() -> None:
    """B1: sitting time stops, then is 0."""
    ledger(
        [
            at(0, input=True),
            at(2710, input=False),
            at(2711, do="start", routine=SQUEEZE),
            at(2740, ask=True),
            at(2800, input=True),
            at(2810, ask=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2711, "withdraw"),
            then(2740, "status", sitting_s=2711, prompt="none", next_in_s=None),
            then(2751, "rest", kind="break", seconds=40),
            then(2751, "break", outcome="done", routine=SQUEEZE, seconds=40),
            then(2810, "status", sitting_s=59, prompt="none"),
            then(2810, "summary", done=1, natural=0, sat_s=2711 + 59, reminders=1),
        ],
    )


def test_a_break_has_the_routine_that_was_suggested() -> None:
    """B1."""
    lines = run([at(0, input=True), at(2710, input=False), at(2711, do="start"), at(2900, end=True)])
    suggested = next(line["routine"] for line in lines if line["effect"] == "remind")
    assert [line["routine"] for line in lines if line["effect"] == "break"] == [suggested]


def test_a_break_can_be_started_when_nothing_is_due() -> None:
    """B4."""
    ledger(
        [at(0, input=True), at(600, input=False), at(600, do="start", routine=LONG), at(700, input=True)],
        [
            then(650, "rest", kind="break", seconds=50),
            then(650, "break", outcome="done", routine=LONG, seconds=50),
        ],
    )


def test_a_break_can_be_started_after_saying_not_now_three_times() -> None:
    """B4: then nothing is suggested, but a break can be had."""
    skips = [at(2710 + 1800 * n, do="skip") for n in range(3)]
    lines = run([at(0, input=True), *skips, at(8200, input=False), at(8200, do="start"), at(8500, end=True)])
    assert [line["outcome"] for line in lines if line["effect"] == "break"] == ["skipped"] * 3 + ["done"]


def test_two_breaks_at_once_are_refused() -> None:
    """B1."""
    ledger(
        [
            at(0, input=False),
            at(10, do="start", routine=LONG),
            at(20, do="start", routine=SQUEEZE),
            at(25, do="snooze"),
            at(26, do="skip"),
            at(70, do="stop"),
        ],
        [
            then(20, "refused", do="start"),
            then(25, "refused", do="snooze"),
            then(26, "refused", do="skip"),
            then(60, "rest", kind="break", seconds=50),
            then(60, "break", outcome="done", routine=LONG),
            then(70, "refused", do="stop"),
        ],
    )


# --- partial (B2) -------------------------------------------------------------------------------------------


def typed(typed_s: float) -> list[Line]:
    """A due break of 50 s of which the first *typed_s* seconds were typed away."""
    return run(
        [
            at(0, input=True),
            at(2710, do="start", routine=LONG),
            at(2710 + typed_s, input=False),
            at(2900, ask=True),
        ]
    )


@pytest.mark.parametrize(
    ("typed_s", "outcome", "rests"),
    [(20, "done", 1), (21, "partial", 1), (25, "partial", 1), (26, "partial", 0)],
)
def test_typing_through_a_break_makes_it_partial(typed_s: float, outcome: str, rests: int) -> None:
    """B2: up to 40 % is done; half of it without input is a rest all the same."""
    lines = typed(typed_s)
    assert [line["outcome"] for line in lines if line["effect"] == "break"] == [outcome]
    assert sum(line["effect"] == "rest" for line in lines) == rests


def test_a_break_typed_away_counts_as_a_snooze() -> None:
    """B2: of the smallest choice; sitting time goes on from where it was."""
    ledger(
        [at(0, input=True), at(2710, do="start", routine=LONG), at(2761, ask=True), at(3070, end=True)],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2760, "break", outcome="partial", routine=LONG, seconds=50),
            then(2761, "status", prompt="snoozed", sitting_s=2711, snooze_left_min=10, next_in_s=299),
            then(3060, "remind", n=2, sitting_s=3010),
        ],
    )


def test_a_break_stopped_early_counts_as_a_snooze() -> None:
    """B2."""
    ledger(
        [
            at(0, input=True),
            at(2710, input=False),
            at(2711, do="start", routine=LONG),
            at(2730, do="stop"),
            at(2731, input=True),
            at(2740, ask=True),
            at(3040, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2711, "withdraw"),
            then(2730, "break", outcome="partial", routine=LONG, seconds=19),
            then(2740, "status", prompt="snoozed", sitting_s=2721, snooze_left_min=10),
            then(3030, "remind", n=2, sitting_s=3011),
        ],
    )


def test_a_break_stopped_after_half_of_it_is_a_rest() -> None:
    """B2: partial, and a rest."""
    ledger(
        [
            at(0, input=True),
            at(2710, input=False),
            at(2711, do="start", routine=LONG),
            at(2736, do="stop"),
            at(2737, input=True),
            at(2740, ask=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2711, "withdraw"),
            then(2736, "rest", kind="break", seconds=25),
            then(2736, "break", outcome="partial", routine=LONG, seconds=25),
            then(2740, "status", prompt="none", sitting_s=4),
        ],
    )


def test_a_break_cut_short_with_no_budget_left_brings_the_reminder_back() -> None:
    """B2, R8, R6."""
    ledger(
        [at(0, input=True), at(2710, do="start", routine=LONG), at(2720, do="stop"), at(3010, end=True)],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2720, "break", outcome="partial", seconds=10),
            then(3000, "remind", n=2),
        ],
        config={"snooze.budget_min": 0},
    )


def test_a_break_cut_short_that_was_not_due_is_no_snooze() -> None:
    """B2, B4: there is nothing to come back to."""
    ledger(
        [at(0, input=True), at(600, do="start", routine=LONG), at(610, do="stop"), at(620, ask=True)],
        [
            then(610, "break", outcome="partial", seconds=10),
            then(620, "status", prompt="none", sitting_s=610, next_in_s=2090),
        ],
    )


# --- what a break leaves behind (B3, B5) --------------------------------------------------------------------


def test_a_reminder_that_was_shown_is_not_a_break_taken() -> None:
    """B3."""
    ledger(
        [at(0, input=True), at(8000, end=True)],
        [
            *(then(2700 + 300 * n, "remind", n=n + 1) for n in range(3)),
            then(5400, "remind", n=4),
            then(7500, "remind", n=5),
            then(8000, "summary", reminders=5, done=0, partial=0, natural=0, skipped=0, expired=0),
        ],
    )


def test_a_suspend_ends_a_break() -> None:
    """B5: with what was seen of it, here too little; then the suspend is a rest of its own."""
    for signals in (True, False):
        ledger(
            [
                at(0, input=True),
                at(2705, input=False),
                at(2710, do="start", routine=LONG),
                at(2720, suspend=600, signals=signals),
                at(3320, input=True),
                at(3330, ask=True),
            ],
            [
                then(2700, "remind", n=1),
                then(2710, "withdraw"),
                then(3320, "break", outcome="partial", routine=LONG, seconds=10),
                then(3320, "rest", kind="suspend", seconds=600),
                then(3320, "break", outcome="natural"),
                then(3330, "status", prompt="none", sitting_s=10),
            ],
        )


def test_a_restart_ends_a_break_with_what_was_seen_of_it() -> None:
    """B5: nobody knows about the time between."""
    ledger(
        [
            at(0, input=True),
            at(2705, input=False),
            at(2710, do="start", routine=LONG),
            at(2730, restart=60),
            at(2791, input=True),
            at(2800, ask=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2790, "break", outcome="partial", routine=LONG),
            then(2800, "status", prompt="snoozed"),
        ],
    )


def test_a_break_goes_on_when_the_screen_is_locked() -> None:
    """B5: walking off is what a break is for."""
    ledger(
        [
            at(0, input=True),
            at(2705, input=False),
            at(2710, do="start", routine=LONG),
            at(2715, locked=True),
            at(2800, locked=False),
            at(2900, ask=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2760, "rest", kind="break", seconds=50),
            then(2760, "break", outcome="done", routine=LONG),
            then(2900, "status", sitting_s=100),
        ],
    )


def test_whoever_stays_away_after_a_break_has_rested_longer() -> None:
    """P4: the absence since the last input is a rest too, without anything due."""
    ledger(
        [
            at(0, input=True),
            at(2705, input=False),
            at(2710, do="start", routine=LONG),
            at(3205, input=True),
            at(3210, ask=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2760, "rest", kind="break", seconds=50),
            then(2760, "break", outcome="done"),
            then(3205, "rest", kind="absence", seconds=500),
            then(3210, "status", sitting_s=5),
        ],
    )
