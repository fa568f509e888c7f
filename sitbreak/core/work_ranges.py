"""Ranges of ``hours.work`` as people write them: ``Mon-Fri 09:00-12:30``.

A range is days, one blank, begin and end. Days are ``Mon`` to ``Sun``, alone, as a span (``Mon-Fri``;
``Sat-Mon`` goes over the end of the week) or as a list of both (``Mon,Wed-Fri``). Times are ``00:00`` to
``23:59``, with two digits each; the end may be ``24:00``. An end not after the begin lies on the next day,
and the whole range belongs to the day it begins (rule T5): ``Mon-Sun 22:00-06:00`` is every night.
"""

from __future__ import annotations

from sitbreak.core.model import WorkRange

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONGEST = 64  # characters; all seven days in a list take 39

_FORM = "write it like Mon-Fri 09:00-12:30"
_DAY_MIN = 24 * 60


def parse_work_range(text: str) -> WorkRange:
    """The range *text* names. Raises ValueError with what is wrong and the right form, as half a sentence."""
    if len(text) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters: {_FORM}")
    parts = text.split()
    if len(parts) != 2:
        raise ValueError(f"it is not days, a blank and two times: {_FORM}")
    begin, dash, end = parts[1].partition("-")
    if not dash:
        raise ValueError(f"there is no - between two times: {_FORM}")
    days = _days(parts[0])
    begin_min, end_min = _minutes(begin), _minutes(end)
    if begin_min == end_min:
        raise ValueError(f"it begins and ends at {begin}: write 00:00-24:00 for the whole day")
    if begin_min == _DAY_MIN:
        raise ValueError("it begins at 24:00: write 00:00 of the day after")
    return WorkRange(days=days, begin_min=begin_min, end_min=end_min % _DAY_MIN)


def _days(text: str) -> frozenset[int]:
    """The days of a list such as ``Mon,Wed-Fri``."""
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        begin = _day(first)
        length = (_day(last) - begin) % 7 if dash else 0
        found.update((begin + later) % 7 for later in range(length + 1))
    return frozenset(found)


def _day(text: str) -> int:
    if text in DAYS:
        return DAYS.index(text)
    short = text[:3].capitalize()
    if short in DAYS and text.isascii() and text.isalpha():
        raise ValueError(f"write {short} for '{text}'")
    raise ValueError(f"'{text}' is no day: write {', '.join(DAYS[:-1])} or {DAYS[-1]}")


def _minutes(text: str) -> int:
    """Minutes after midnight of ``hh:mm``; 24:00 is the end of the day."""
    hours, colon, minutes = text.partition(":")
    if not (colon and text.isascii() and hours.isdigit() and minutes.isdigit() and len(text) <= 5):
        raise ValueError(f"'{text}' is no time: write it like 09:00")
    if len(hours) != 2 or len(minutes) != 2:
        raise ValueError(f"write {int(hours):02}:{int(minutes):02} for '{text}'")
    total_min = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total_min > _DAY_MIN:
        raise ValueError(f"'{text}' is no time of the day")
    return total_min
