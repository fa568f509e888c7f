"""Until tomorrow (rules T5, R10): when a pause without minutes ends."""

from __future__ import annotations

import pytest

from tests.ledgers.ledger import at, ledger, run, then

HOUR_S = 3600.0


@pytest.mark.parametrize(
    ("start", "zone", "hours"),
    [
        ("2026-01-05T20:00:00", "UTC", 8),
        ("2026-01-06T03:30:00", "UTC", 0.5),
        ("2026-03-28T20:00:00", "Europe/Berlin", 7),
        ("2026-10-24T20:00:00", "Europe/Berlin", 9),
        ("2026-01-05T04:00:00", "UTC", 24),
    ],
)
def test_tomorrow_begins_at_four_in_the_morning(start: str, zone: str, hours: float) -> None:
    """T5: also in the nights in which the clock changes."""
    lines = run(
        [at(0, input=True), at(10, do="pause", until="tomorrow"), at(hours * HOUR_S + 2800, end=True)],
        start=start,
        zone=zone,
    )
    first = next(line for line in lines if line["effect"] == "remind")
    assert first["at"] == max(2700, hours * HOUR_S)


def test_until_tomorrow_is_tomorrow_where_one_is() -> None:
    """T5: paused at 20:00 in Berlin; in Tokyo it is 04:00 of the next day already."""
    ledger(
        [
            at(0, input=True),
            at(10, do="pause", until="tomorrow"),
            at(3000, zone="Asia/Tokyo"),
            at(3010, ask=True),
        ],
        [
            then(2700, "hold", reasons=["paused"]),
            then(3000, "release", reasons=["paused"]),
            then(3000, "remind", n=1),
            then(3010, "status", reasons=[], prompt="shown"),
        ],
        start="2026-01-05T20:00:00",
        zone="Europe/Berlin",
    )


def test_a_wall_clock_set_back_does_not_make_a_pause_endless() -> None:
    """R10, T4: 25 hours after it was asked for it is over, and status says so from the beginning."""
    ledger(
        [
            at(0, input=True),
            at(10, do="pause", until="tomorrow"),
            at(20, wall_step=-864000),
            at(30, ask=True),
            at(90020, end=True),
        ],
        [
            then(30, "status", reasons=["paused"], next_in_s=90010 - 30),
            then(2700, "hold", reasons=["paused"]),
            then(90010, "release", reasons=["paused"]),
            then(90010, "remind", n=1),
        ],
    )
