"""Working hours as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitbreak.core.model import WorkRange
from sitbreak.core.work_ranges import DAYS, parse_work_range

WEEK = frozenset(range(5))


@pytest.mark.parametrize(
    ("text", "days", "begin_min", "end_min"),
    [
        ("Mon-Fri 09:00-12:30", WEEK, 540, 750),
        ("Sat,Sun 10:00-12:00", {5, 6}, 600, 720),
        ("Mon-Sun 22:00-06:00", set(range(7)), 1320, 360),
        ("Wed 08:05-17:00", {2}, 485, 1020),
        ("Mon,Wed-Fri 08:00-17:00", {0, 2, 3, 4}, 480, 1020),
        ("Sat-Mon 08:00-17:00", {5, 6, 0}, 480, 1020),
        ("Mon,Mon 08:00-17:00", {0}, 480, 1020),
        ("  Mon   08:00-17:00 ", {0}, 480, 1020),
    ],
)
def test_a_range_is_read_as_it_is_written(text: str, days: set[int], begin_min: int, end_min: int) -> None:
    assert parse_work_range(text) == WorkRange(days=frozenset(days), begin_min=begin_min, end_min=end_min)


def test_a_whole_day_ends_at_midnight_of_the_next() -> None:
    assert parse_work_range("Mon 00:00-24:00") == WorkRange(days=frozenset({0}), begin_min=0, end_min=0)
    assert parse_work_range("Mon 18:00-24:00") == WorkRange(days=frozenset({0}), begin_min=1080, end_min=0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Monday-Friday 09:00-12:30", "write Mon for 'Monday'"),
        ("Mon-Friday 09:00-12:30", "write Fri for 'Friday'"),
        ("mon 09:00-12:30", "write Mon for 'mon'"),
        ("Mo-Fr 09:00-12:30", "'Mo' is no day: write Mon, Tue, Wed, Thu, Fri, Sat or Sun"),
        ("Mon\u2013Fri 09:00-12:30", "'Mon\u2013Fri' is no day"),
        ("Mon,,Tue 09:00-12:30", "'' is no day"),
        ("Mon 9:00-12:30", "write 09:00 for '9:00'"),
        ("Mon 09:00-12:3", "write 12:03 for '12:3'"),
        ("Mon 09:00-25:00", "'25:00' is no time of the day"),
        ("Mon 09:00-24:01", "'24:01' is no time of the day"),
        ("Mon 09:60-12:00", "'09:60' is no time of the day"),
        ("Mon 9am-5pm", "'9am' is no time: write it like 09:00"),
        ("Mon 09:00:00-12:00", "'09:00:00' is no time"),
        ("Mon \uff10\uff19:00-12:00", "is no time"),
        ("Mon 09:00-09:00", "begins and ends at 09:00: write 00:00-24:00 for the whole day"),
        ("Mon 24:00-06:00", "begins at 24:00: write 00:00 of the day after"),
        ("Mon 09:00", "no - between two times: write it like Mon-Fri 09:00-12:30"),
        ("09:00-12:30", "not days, a blank and two times"),
        ("Mon - Fri 09:00-12:30", "not days, a blank and two times"),
        ("", "not days, a blank and two times"),
        ("Mon," * 1000 + " 09:00-12:00", "longer than 64 characters"),
    ],
)
def test_a_slip_is_answered_with_the_right_form(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_work_range(text)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 200


@given(st.text(max_size=80))
def test_any_text_is_a_range_or_a_plain_refusal(text: str) -> None:
    try:
        found = parse_work_range(text)
    except ValueError:
        return
    assert found.days
    assert found.days <= set(range(7))
    assert 0 <= found.begin_min < 1440
    assert 0 <= found.end_min < 1440


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 1439), st.integers(0, 1439))
def test_every_well_formed_range_is_taken(first: int, last: int, begin: int, end: int) -> None:
    if begin == end:
        return
    times = f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"
    found = parse_work_range(f"{DAYS[first]}-{DAYS[last]} {times}")
    assert {first, last} <= found.days
    assert len(found.days) == (last - first) % 7 + 1
    assert (found.begin_min, found.end_min) == (begin, end)
