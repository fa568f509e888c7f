"""Working hours (rule T5): when reminders come at all."""

from __future__ import annotations

from tests.ledgers.ledger import Line, at, ledger, run, then

HOUR_S = 3600.0


def opens(start: str, work: list[str], *, until_s: float = 30000) -> list[float]:
    """When a reminder due at 2700 is let go, after it was held for the hours."""
    script: list[Line] = [at(0, input=True), at(until_s, end=True)]
    lines = run(script, config={"hours.work": work}, start=start, zone="Europe/Berlin")
    return [line["at"] for line in lines if line["effect"] == "release"]


def test_outside_working_hours_a_reminder_waits_for_the_morning() -> None:
    """R2, T5."""
    ledger(
        [at(0, input=True), at(7300, end=True)],
        [
            then(2700, "hold", reasons=["hours"]),
            then(7200, "release", reasons=["hours"]),
            then(7200, "remind", n=1, sitting_s=7200),
        ],
        config={"hours.work": ["Mon-Fri 09:00-12:30"]},
        start="2026-01-05T07:00:00",
    )


def test_reminders_end_with_the_working_hours() -> None:
    """R2, T5: the end itself is outside."""
    ledger(
        [at(0, input=True), at(3000, end=True)],
        [then(2700, "remind", n=1), then(2880, "hold", reasons=["hours"])],
        config={"hours.work": ["Mon-Fri 09:00-12:30"]},
        start="2026-01-05T11:42:00",
    )


def test_a_free_day_holds_until_the_next_working_day() -> None:
    """T5: Saturday evening until Monday morning."""
    lines = run(
        [at(0, input=True), at(3000, ask=True)],
        config={"hours.work": ["Mon-Fri 09:00-17:00"]},
        start="2026-01-10T18:00:00",
    )
    status = lines[-2]
    assert (status["prompt"], status["reasons"]) == ("held", ["hours"])
    assert status["next_in_s"] == 39 * HOUR_S - 3000


def test_working_hours_that_begin_in_the_skipped_hour_begin_after_it() -> None:
    """T5: 02:30 does not exist on 29 March; the next time that does is 03:00 summer time."""
    assert opens("2026-03-29T00:00:00", ["Sun 02:30-06:00"]) == [2 * HOUR_S]


def test_working_hours_that_end_in_the_skipped_hour_end_after_it() -> None:
    """T5."""
    ledger(
        [at(0, input=True), at(8000, end=True)],
        [
            then(2700, "remind", n=1),
            then(3000, "remind", n=2),
            then(3300, "remind", n=3),
            then(5400, "remind", n=4),
            then(5400 + 1800, "hold", reasons=["hours"]),
        ],
        config={"hours.work": ["Sun 00:00-02:30"], "breaks.repeat_max": 3},
        start="2026-03-29T00:00:00",
        zone="Europe/Berlin",
    )


def test_working_hours_in_the_hour_that_comes_twice_hold_twice() -> None:
    """T5: 02:15 to 02:45 on 25 October, in summer time and again in winter time."""
    ledger(
        [at(0, input=True), at(4 * HOUR_S, end=True)],
        [
            then(2700, "hold", reasons=["hours"]),
            then(8100, "release", reasons=["hours"]),
            then(8100, "remind", n=1),
            then(9900, "hold", reasons=["hours"]),
            then(11700, "release", reasons=["hours"]),
            then(11700, "remind", n=2),
            then(13500, "hold", reasons=["hours"]),
        ],
        config={"hours.work": ["Sun 02:15-02:45"], "breaks.repeat_min": 30},
        start="2026-10-25T00:00:00",
        zone="Europe/Berlin",
    )


def test_a_night_shift_belongs_to_the_day_it_begins() -> None:
    """T5: Friday's range goes on into Saturday; Saturday has none of its own, and Friday morning none."""
    work = ["Fri 22:00-06:00"]
    assert opens("2026-01-09T04:00:00", work, until_s=70000) == [18 * HOUR_S]
    ledger(
        [at(0, input=True), at(2750, end=True)],
        [then(2700, "remind", n=1)],
        config={"hours.work": work},
        start="2026-01-10T04:00:00",
    )


def test_working_hours_are_those_of_the_zone_one_is_in() -> None:
    """T5: at 14:00 in Berlin it is not yet working time; in Tokyo it is 22:00."""
    ledger(
        [at(0, input=True), at(3000, zone="Asia/Tokyo"), at(3100, end=True)],
        [
            then(2700, "hold", reasons=["hours"]),
            then(3000, "release", reasons=["hours"]),
            then(3000, "remind", n=1, sitting_s=3000),
        ],
        config={"hours.work": ["Mon-Fri 21:00-23:00"]},
        start="2026-01-05T14:00:00",
        zone="Europe/Berlin",
    )
