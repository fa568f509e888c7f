"""Working hours and the turn of the day (rule T5), by the wall clock alone."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitbreak.core import hours
from sitbreak.core.model import WorkRange
from sitbreak.core.work_ranges import parse_work_range

BERLIN = ZoneInfo("Europe/Berlin")
APIA = ZoneInfo("Pacific/Apia")  # had no 30 December 2011
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # changes its clocks by half an hour


def work(*texts: str) -> tuple[WorkRange, ...]:
    return tuple(parse_work_range(text) for text in texts)


def local(text: str, zone: tzinfo = BERLIN, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-01-05T03:59:59", "2026-01-04"), ("2026-01-05T04:00:00", "2026-01-05")],
)
def test_a_day_turns_at_four(text: str, day: str) -> None:
    assert hours.day_of(local(text)) == datetime.fromisoformat(day).toordinal()


@pytest.mark.parametrize(
    ("text", "length_h"),
    [("2026-03-28T12:00:00", 23), ("2026-10-24T12:00:00", 25), ("2026-01-05T12:00:00", 24)],
)
def test_a_day_is_as_long_as_the_clock_makes_it(text: str, length_h: int) -> None:
    began = hours.day_began(local(text))
    assert local(text).astimezone(UTC) - began == timedelta(hours=8)
    assert hours.until_day_turns_s(local(text)) == (length_h - 8) * 3600


def test_a_day_that_begins_in_a_skipped_hour_begins_after_it() -> None:
    """In Apia the clock went from the end of 29 December to the beginning of the 31st."""
    turns_s = hours.until_day_turns_s(local("2011-12-29T20:00:00", APIA))
    assert turns_s == 4 * 3600
    wall = hours.later(local("2011-12-29T20:00:00", APIA), turns_s)
    assert wall.isoformat() == "2011-12-31T00:00:00+14:00"


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("2026-01-05T08:59:59", False),
        ("2026-01-05T09:00:00", True),
        ("2026-01-05T12:29:59", True),
        ("2026-01-05T12:30:00", False),
        ("2026-01-10T10:00:00", False),
    ],
)
def test_a_range_takes_in_its_beginning_and_not_its_end(text: str, inside: bool) -> None:
    assert hours.inside(work("Mon-Fri 09:00-12:30"), local(text)) is inside


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("2026-01-09T22:00:00", True),
        ("2026-01-10T05:59:00", True),
        ("2026-01-10T06:00:00", False),
        ("2026-01-10T22:00:00", False),
        ("2026-01-09T05:00:00", False),
    ],
)
def test_a_range_over_midnight_belongs_to_the_day_it_begins(text: str, inside: bool) -> None:
    assert hours.inside(work("Fri 22:00-06:00"), local(text)) is inside


def test_a_whole_day_is_inside_up_to_midnight() -> None:
    whole = work("Mon 00:00-24:00")
    assert hours.inside(whole, local("2026-01-05T00:00:00"))
    assert hours.inside(whole, local("2026-01-05T23:59:59"))
    assert not hours.inside(whole, local("2026-01-06T00:00:00"))
    assert hours.until_turn_s(whole, local("2026-01-05T23:00:00")) == 3600


def test_a_time_that_exists_twice_holds_for_both() -> None:
    twice = work("Sun 02:15-02:45")
    assert hours.until_inside_s(twice, local("2026-10-25T02:00:00")) == 15 * 60
    assert hours.until_inside_s(twice, local("2026-10-25T02:50:00")) == 25 * 60
    for fold in (0, 1):
        assert hours.inside(twice, local("2026-10-25T02:15:00", fold=fold))
        assert not hours.inside(twice, local("2026-10-25T02:45:00", fold=fold))


def test_a_time_that_does_not_exist_is_the_next_that_does() -> None:
    before = local("2026-03-29T01:00:00")
    assert hours.until_inside_s(work("Sun 02:30-06:00"), before) == 3600
    assert hours.until_inside_s(work("Sun 02:10-02:20"), before) == 7 * 86400 - 3600 + 70 * 60
    half = local("2026-10-04T01:30:00", LORD_HOWE)  # 02:00 becomes 02:30
    assert hours.until_inside_s(work("Sun 02:10-06:00"), half) == 1800


def test_hours_that_never_come_are_not_waited_for() -> None:
    assert hours.until_inside_s((), local("2026-01-05T09:00:00")) is None
    assert hours.until_turn_s((), local("2026-01-05T09:00:00")) == math.inf


def test_until_the_next_turn_of_the_hours() -> None:
    office = work("Mon-Fri 09:00-12:30", "Mon-Fri 13:00-17:00")
    assert hours.until_turn_s(office, local("2026-01-05T09:00:30")) == 3.5 * 3600 - 30
    assert hours.until_turn_s(office, local("2026-01-05T12:45:00")) == 900
    assert hours.until_turn_s(office, local("2026-01-09T17:00:00")) == 64 * 3600


ZONES = st.sampled_from([UTC, BERLIN, APIA, LORD_HOWE, ZoneInfo("America/St_Johns")])
TIMES = st.builds(
    lambda since_2011_s, zone: (
        datetime(2011, 1, 1, tzinfo=UTC) + timedelta(seconds=since_2011_s)
    ).astimezone(zone),
    st.integers(0, 20 * 366 * 86400),
    ZONES,
)
RANGES = st.lists(
    st.builds(
        WorkRange,
        days=st.frozensets(st.integers(0, 6), min_size=1),
        begin_min=st.integers(0, 1439),
        end_min=st.integers(0, 1439),
    ),
    max_size=3,
).map(tuple)


@given(RANGES, TIMES)
def test_the_hours_are_closed_until_they_open(ranges: tuple[WorkRange, ...], wall: datetime) -> None:
    opens_s = hours.until_inside_s(ranges, wall)
    if opens_s is None:
        assert not ranges
        return
    assert 0 <= opens_s <= 9 * 86400
    for share in (0.0, 0.3, 0.9):
        if opens_s * share < opens_s:
            assert not hours.inside(ranges, hours.later(wall, opens_s * share))


@given(TIMES)
def test_the_day_turns_within_a_day_of_two_and_a_new_one_begins(wall: datetime) -> None:
    turns_s = hours.until_day_turns_s(wall)
    assert 0 < turns_s <= 25 * 3600
    assert hours.day_of(hours.later(wall, turns_s + 1)) > hours.day_of(wall)
