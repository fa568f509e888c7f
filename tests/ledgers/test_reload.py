"""A new interval while the program runs (rule R11)."""

from __future__ import annotations

import pytest

from tests.ledgers.ledger import at, ledger, run, then


def test_a_shorter_interval_acts_at_once_and_once() -> None:
    """R11."""
    ledger(
        [at(0, input=True), at(2000, set={"breaks.interval_min": 30}), at(2010, ask=True)],
        [then(2000, "remind", n=1, sitting_s=2000), then(2010, "status", prompt="shown")],
    )
    ledger(
        [
            at(0, input=True),
            at(1000, set={"breaks.interval_min": 30}),
            at(1010, ask=True),
            at(1810, end=True),
        ],
        [then(1010, "status", next_in_s=790), then(1800, "remind", n=1, sitting_s=1800)],
    )


def test_a_reload_that_changes_nothing_changes_nothing() -> None:
    """R11."""
    ledger(
        [at(0, input=True), at(2710, set={"breaks.interval_min": 45}), at(2720, set={}), at(2730, end=True)],
        [then(2700, "remind", n=1)],
    )


def test_a_longer_interval_is_waited_for() -> None:
    """R11."""
    ledger(
        [at(0, input=True), at(2000, set={"breaks.interval_min": 60}), at(3610, end=True)],
        [then(3600, "remind", n=1, sitting_s=3600)],
    )


def test_a_longer_interval_ends_a_reminder_of_the_shorter() -> None:
    """R11, B3: it ended without an answer."""
    ledger(
        [at(0, input=True), at(2750, set={"breaks.interval_min": 60}), at(3610, end=True)],
        [
            then(2700, "remind", n=1),
            then(2750, "withdraw"),
            then(2750, "break", outcome="expired"),
            then(3600, "remind", n=1, sitting_s=3600),
            then(3610, "summary", expired=1, reminders=2),
        ],
    )


def test_a_longer_interval_that_is_passed_already_leaves_the_reminder() -> None:
    """R11."""
    ledger(
        [at(0, input=True, call=True), at(3500, set={"breaks.interval_min": 50}), at(3600, call=False)],
        [then(2700, "hold"), then(3600, "release"), then(3600, "remind", n=1, sitting_s=3600)],
    )


@pytest.mark.parametrize(
    ("change", "effect"), [({"hold.call": False}, "remind"), ({"presence.call": False}, None)]
)
def test_other_settings_act_at_once_too(change: dict[str, bool], effect: str | None) -> None:
    """R11."""
    lines = run([at(0, input=True, call=True), at(2800, set=change), at(2810, end=True)])
    assert [line["at"] for line in lines if line["effect"] == "remind"] == ([2800] if effect else [])
