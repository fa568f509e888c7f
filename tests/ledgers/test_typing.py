"""Waiting for a pause in typing (rule R3)."""

from __future__ import annotations

import pytest

from tests.ledgers.ledger import at, ledger, then

PAUSE = {"breaks.wait_for_pause_s": 5}


def test_a_reminder_waits_for_a_pause_in_typing() -> None:
    """R3: shown at the first 5 s without input."""
    ledger(
        [
            at(0, input=True),
            at(2710, input=False),
            at(2714, input=True),
            at(2720, input=False),
            at(2730, end=True),
        ],
        [
            then(0, "state", prompt="none"),
            then(2700, "state", prompt="waiting"),
            then(2710, "state", presence="quiet"),
            then(2714, "state", presence="active"),
            then(2720, "state", presence="quiet"),
            then(2725, "remind", n=1, sitting_s=2725),
            then(2725, "state", prompt="shown"),
        ],
        states=True,
        config=PAUSE,
    )


def test_who_pauses_already_is_reminded_at_once() -> None:
    """R3."""
    ledger(
        [at(0, input=True), at(2695, input=False), at(2710, end=True)], [then(2700, "remind")], config=PAUSE
    )
    ledger(
        [at(0, input=True), at(2697, input=False), at(2710, end=True)], [then(2702, "remind")], config=PAUSE
    )


@pytest.mark.parametrize("limit_min", [0, 5, 15])
def test_waiting_for_a_pause_has_a_limit(limit_min: int) -> None:
    """R3, breaks.wait_limit_min."""
    ledger(
        [at(0, input=True), at(2700 + limit_min * 60 + 10, end=True)],
        [then(2700 + limit_min * 60, "remind", n=1)],
        config={**PAUSE, "breaks.wait_limit_min": limit_min},
    )


def test_waiting_for_a_pause_never_passes_an_hour_of_sitting() -> None:
    """R3."""
    ledger(
        [at(0, input=True), at(3700, end=True)],
        [then(3600, "remind", n=1, sitting_s=3600)],
        config={**PAUSE, "breaks.interval_min": 58},
    )
    ledger(
        [at(0, input=True), at(3700, end=True)],
        [then(3600, "remind", n=1, sitting_s=3600)],
        config={**PAUSE, "breaks.interval_min": 60},
    )


def test_after_a_hold_a_pause_is_waited_for_too() -> None:
    """R4: R3 applies; past an hour of sitting there is no waiting."""
    ledger(
        [at(0, input=True, call=True), at(2800, call=False), at(2850, input=False), at(2860, end=True)],
        [then(2700, "hold"), then(2800, "release"), then(2855, "remind", sitting_s=2855)],
        config=PAUSE,
    )
    ledger(
        [at(0, input=True, call=True), at(4000, call=False), at(4050, end=True)],
        [then(2700, "hold"), then(4000, "release"), then(4000, "remind", sitting_s=4000)],
        config=PAUSE,
    )


def test_a_call_that_begins_while_a_pause_is_waited_for_holds() -> None:
    """R2, R3."""
    ledger(
        [
            at(0, input=True),
            at(2750, call=True),
            at(2760, input=False),
            at(2800, call=False),
            at(2810, end=True),
        ],
        [then(2750, "hold", reasons=["call"]), then(2800, "release"), then(2800, "remind", sitting_s=2800)],
        config=PAUSE,
    )
