"""Pause (rule R10): held back until its end, and measured all the same."""

from __future__ import annotations

from tests.ledgers.ledger import at, ledger, then


def test_a_pause_ends_by_itself_and_sitting_goes_on() -> None:
    """R10, R4."""
    ledger(
        [at(0, input=True), at(1000, do="pause", minutes=60), at(1010, ask=True), at(4610, ask=True)],
        [
            then(1010, "status", reasons=["paused"], sitting_s=1010, next_in_s=3590),
            then(2700, "hold", reasons=["paused"]),
            then(4600, "release", reasons=["paused"]),
            then(4600, "remind", n=1, sitting_s=4600),
            then(4610, "status", sitting_s=4610, reasons=[]),
        ],
    )


def test_a_pause_that_ends_before_anything_is_due_is_not_noticed() -> None:
    """R10."""
    ledger(
        [at(0, input=True), at(100, do="pause", minutes=30), at(2710, end=True)], [then(2700, "remind", n=1)]
    )


def test_resume_ends_a_pause_early() -> None:
    """R10."""
    ledger(
        [at(0, input=True), at(1000, do="pause", minutes=120), at(3000, do="resume"), at(3010, do="resume")],
        [
            then(2700, "hold", reasons=["paused"]),
            then(3000, "release", reasons=["paused"]),
            then(3000, "remind", n=1, sitting_s=3000),
            then(3010, "refused", do="resume"),
        ],
    )


def test_a_pause_takes_a_reminder_off_the_screen() -> None:
    """R10, R6: when it is over within the 5 min it comes back after them."""
    ledger(
        [at(0, input=True), at(2710, do="pause", minutes=30), at(2760, do="resume"), at(3010, end=True)],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2710, "hold", reasons=["paused"]),
            then(2760, "release", reasons=["paused"]),
            then(3000, "remind", n=2),
        ],
    )


def test_a_new_pause_takes_the_place_of_the_old() -> None:
    """R10: longer or shorter."""
    for minutes, ends_s in ((60, 5600), (20, 3200)):
        ledger(
            [
                at(0, input=True),
                at(1000, do="pause", minutes=45),
                at(2000, do="pause", minutes=minutes),
                at(5610, end=True),
            ],
            [
                then(2700, "hold", reasons=["paused"]),
                then(ends_s, "release"),
                *([then(5600, "remind", n=1)] if minutes == 60 else []),
                *(then(3200 + 300 * n, "remind", n=n + 1) for n in range(3) if minutes == 20),
            ],
        )


def test_a_pause_goes_on_while_the_machine_sleeps() -> None:
    """R10: its length is boot time; a rest in it is a rest."""
    ledger(
        [at(0, input=True), at(1000, do="pause", minutes=60), at(2000, suspend=3000), at(7710, end=True)],
        [then(5000, "rest", kind="suspend", seconds=3000), then(7700, "remind", n=1, sitting_s=2700)],
    )
