"""Wall-clock judgements: working hours and the turn of the day.

Rules
-----
**T5** A day turns at 04:00 local. A quiet or work range is judged in the zone of the moment; a time that
does not exist that night is the next one that does; a time that exists twice holds for both. A range over
midnight belongs to the day it begins.

All three follow from comparing what the local clock *reads* with the range: the clock jumps over a time
that does not exist, and reads a time that exists twice, twice.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sitbreak.core.model import WorkRange

DAY_TURNS_AT_H = 4
_DAY_MIN = 24 * 60
_LOOK_AHEAD_DAYS = 9


def day_of(wall: datetime) -> int:
    """The number (proleptic Gregorian ordinal) of the day *wall* belongs to; a day turns at 04:00 local."""
    return (wall.replace(tzinfo=None) - timedelta(hours=DAY_TURNS_AT_H)).toordinal()


def day_began(wall: datetime) -> datetime:
    """The moment at which the day of *wall* began."""
    naive = datetime.fromordinal(day_of(wall)) + timedelta(hours=DAY_TURNS_AT_H)
    return _instant(naive, wall)


def until_day_turns_s(wall: datetime) -> float:
    """Seconds until the next 04:00 of the local clock."""
    naive = datetime.fromordinal(day_of(wall) + 1) + timedelta(hours=DAY_TURNS_AT_H)
    return (_instant(naive, wall) - wall.astimezone(UTC)).total_seconds()


def inside(ranges: tuple[WorkRange, ...], wall: datetime) -> bool:
    """Whether the local clock at *wall* reads a time in one of *ranges*."""
    today = wall.weekday()
    minute = wall.hour * 60 + wall.minute
    for work in ranges:
        if work.begin_min < work.end_min:
            if today in work.days and work.begin_min <= minute < work.end_min:
                return True
        elif (today in work.days and minute >= work.begin_min) or (
            (today - 1) % 7 in work.days and minute < work.end_min
        ):
            return True
    return False


def until_inside_s(ranges: tuple[WorkRange, ...], wall: datetime) -> float | None:
    """Seconds until *wall* is in one of *ranges*: 0 inside, None when that never comes."""
    if inside(ranges, wall):
        return 0.0
    now = wall.astimezone(UTC)
    midnight = wall.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0, fold=0)
    for offset in range(_LOOK_AHEAD_DAYS):
        day = midnight + timedelta(days=offset)
        first = min((at for at in _begins(ranges, day, wall) if at > now), default=None)
        if first is not None:
            return (first - now).total_seconds()
    return None


def until_turn_s(ranges: tuple[WorkRange, ...], wall: datetime) -> float:
    """Seconds until working hours begin or a range of them ends; infinite when there are none. The end is
    exact as far as the local clock runs on evenly, and at least 1."""
    if not inside(ranges, wall):
        opens_s = until_inside_s(ranges, wall)
        return math.inf if opens_s is None else opens_s
    minute = wall.hour * 60 + wall.minute
    ends = (work.end_min for work in ranges if inside((work,), wall))
    left_min = min((end - minute) % _DAY_MIN or _DAY_MIN for end in ends)
    return max(1.0, left_min * 60.0 - wall.second - wall.microsecond / 1e6)


def later(wall: datetime, seconds: float) -> datetime:
    """The local time *seconds* after *wall*."""
    return (wall.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(wall.tzinfo)


def _begins(ranges: tuple[WorkRange, ...], day: datetime, wall: datetime) -> Iterator[datetime]:
    """The moments of the *day* (its midnight, naive) at which one of *ranges* begins in the zone of *wall*,
    in UTC; twice where its time exists twice, and not where the clock jumps over the whole of it."""
    for work in ranges:
        if day.weekday() not in work.days:
            continue
        naive = day + timedelta(minutes=work.begin_min)
        for at in (_instant(naive, wall), naive.replace(tzinfo=wall.tzinfo, fold=1).astimezone(UTC)):
            if inside((work,), at.astimezone(wall.tzinfo)):
                yield at


def _instant(naive: datetime, wall: datetime) -> datetime:
    """The first moment at which the local clock in the zone of *wall* reads *naive* or, where it jumps over
    it, the moment of the jump; in UTC."""
    local = naive.replace(tzinfo=wall.tzinfo, fold=0)
    instant = local.astimezone(UTC)
    if instant.astimezone(wall.tzinfo).replace(tzinfo=None) == naive:
        return instant
    early, late = sorted((instant, local.replace(fold=1).astimezone(UTC)))
    before = early.astimezone(wall.tzinfo).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(wall.tzinfo).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
