"""Time (rules T1 to T5): what the clocks do to a day at the desk, and what they do not."""

from __future__ import annotations

import pytest

from tests.ledgers.ledger import Line, at, ledger, run, sitting, then

HOUR_S = 3600.0


def test_a_suspend_is_a_rest_of_its_length() -> None:
    """T1, T3."""
    ledger(
        [at(0, input=True), at(1800, suspend=1200), at(3060, ask=True)],
        [
            then(3000, "rest", kind="suspend", seconds=1200),
            then(3060, "status", sitting_s=60, presence="active"),
        ],
    )


def test_a_suspend_that_nobody_announced_is_the_same_rest() -> None:
    """T3: with or without any sleep or wake signal."""
    ledger(
        [at(0, input=True), at(1800, suspend=1200, signals=False), at(3060, ask=True)],
        [
            then(3000, "rest", kind="suspend", seconds=1200),
            then(3060, "status", sitting_s=60, presence="active"),
        ],
    )


def test_a_signal_only_makes_the_suspend_known_sooner() -> None:
    """T3."""
    lines = run([at(0, input=True), at(1000, suspend=400), at(1500, ask=True)])
    assert [line["presence"] for line in lines if line["effect"] == "state"] == ["active", "asleep", "active"]
    hidden = run([at(0, input=True), at(1000, suspend=400, signals=False), at(1500, ask=True)])
    assert [line["presence"] for line in hidden if line["effect"] == "state"] == ["active"]
    assert lines[-2:] == hidden[-2:]


def test_a_sleep_in_the_middle_of_a_wait_is_credited_to_nobody() -> None:
    """T3: nothing of the sleep is sitting, all of the waking is."""
    ledger(
        [at(0, input=True), at(1000.5, suspend=200.25, signals=False), at(1300, ask=True)],
        [then(1300, "status", sitting_s=1300 - 200.25)],
    )


def test_a_short_sleep_freezes_sitting_time() -> None:
    """T3, P4."""
    for signals in (True, False):
        ledger(
            [at(0, input=True), at(1800, suspend=100, signals=signals), at(2000, ask=True)],
            [then(2000, "status", sitting_s=1900)],
        )


def test_a_sleep_under_30_s_is_not_taken_for_one_and_not_for_sitting_either() -> None:
    """T3."""
    ledger(
        [at(0, input=True), at(1800, suspend=29, signals=False), at(2000, ask=True)],
        [then(2000, "status", sitting_s=1971)],
    )


def test_a_suspend_of_no_length_is_no_rest() -> None:
    """T3: announced, but it did not happen."""
    ledger(
        [at(0, input=True), at(1800, suspend=0), at(2000, ask=True)],
        [then(2000, "status", sitting_s=2000, presence="active")],
    )


def test_a_suspend_in_a_suspend_is_one_absence() -> None:
    """T3: one sleep is one absence however often it is announced."""
    ledger(
        [at(0, input=True), at(600, suspend=900), at(900, suspend=900), at(1860, ask=True)],
        [then(1800, "rest", kind="suspend", seconds=1200), then(1860, "status", sitting_s=60)],
    )


def test_a_program_stopped_for_long_does_not_call_that_sitting() -> None:
    """T2: at most what it asked to wait (60 s) and 10 s; the rest is absence."""
    lines = ledger(
        [at(0, input=True), at(600, stall=1200), at(1800, ask=True)],
        [then(1800, "rest", kind="absence", seconds=1130), then(1800, "status", sitting_s=0)],
        tolerance_s=61,
    )
    assert next(line["sat_s"] for line in lines if line["effect"] == "summary") <= 670


def test_a_program_stopped_for_a_while_freezes_sitting_time() -> None:
    """T2, P4: the unseen part is a short absence."""
    lines = run([at(0, input=True), at(600, stall=200), at(800, ask=True)])
    assert 600 <= sitting(lines, 800) <= 670
    assert not [line for line in lines if line["effect"] == "rest"]


def test_a_program_stopped_for_less_than_its_wait_loses_nothing() -> None:
    """T2."""
    ledger([at(0, input=True), at(615, stall=50), at(665, ask=True)], [then(665, "status", sitting_s=665)])


def test_a_stall_in_which_the_user_left_is_an_absence_from_the_last_input() -> None:
    """T2, P2: the quiet that was credited is taken back."""
    ledger(
        [at(0, input=True), at(600, stall=500), at(610, input=False), at(1105, ask=True)],
        [then(1105, "status", sitting_s=610, presence="away")],
    )


def test_a_machine_that_sleeps_while_the_program_is_stopped_has_slept() -> None:
    """T3."""
    ledger(
        [at(0, input=True), at(600, stall=100), at(620, suspend=1200), at(1830, ask=True)],
        [then(1820, "rest", kind="suspend", seconds=1200), then(1830, "status", sitting_s=10)],
        tolerance_s=10,
    )


@pytest.mark.parametrize("step_s", [3600, -3600, 86400 * 30, -86400 * 30, 0.5])
def test_a_stepped_wall_clock_changes_no_interval(step_s: float) -> None:
    """T4."""
    ledger(
        [at(0, input=True), at(1000, wall_step=step_s), at(2750, ask=True)],
        [then(2700, "remind", n=1, sitting_s=2700), then(2750, "status", sitting_s=2750)],
    )


@pytest.mark.parametrize("step_s", [7200, -7200])
def test_a_stepped_wall_clock_changes_no_snooze_and_no_pause(step_s: float) -> None:
    """T4."""
    ledger(
        [
            at(0, input=True),
            at(2710, do="snooze", minutes=5),
            at(2800, wall_step=step_s),
            at(3020, do="pause", minutes=30),
            at(3500, wall_step=step_s),
            at(5000, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(3010, "remind", n=2),
            then(3020, "withdraw"),
            then(3020, "hold", reasons=["paused"]),
            then(4820, "release", reasons=["paused"]),
            then(4820, "remind", n=3, sitting_s=4820),
        ],
    )


@pytest.mark.parametrize("start", ["2026-03-29T01:30:00+01:00", "2026-10-25T01:30:00+02:00"])
def test_the_clock_change_of_a_night_changes_no_interval(start: str) -> None:
    """T4: an hour that is skipped or comes twice is an hour of sitting like any other."""
    ledger(
        [at(0, input=True), at(2750, ask=True)],
        [then(2700, "remind", n=1, sitting_s=2700), then(2750, "status", sitting_s=2750)],
        start=start,
        zone="Europe/Berlin",
    )


def test_travel_between_zones_changes_no_interval() -> None:
    """T4."""
    ledger(
        [at(0, input=True), at(1000, zone="Asia/Tokyo"), at(2000, zone="America/Lima"), at(2750, end=True)],
        [then(2700, "remind", n=1, sitting_s=2700)],
    )


# --- working hours (T5) -------------------------------------------------------------------------------------


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


# --- until tomorrow (T5, R10) -------------------------------------------------------------------------------


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
