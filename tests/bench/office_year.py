"""A year of office days as a script for `sitbreak simulate`: 250 days with pauses, a call, lunch, nights."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

_FIRST_DAY = "2026-01-05T09:00:00+00:00"  # a Monday
_DAYS = 250
_HOUR_S = 3600
_DAY_S = 24 * _HOUR_S

Line = dict[str, Any]


def script(seed: int = 1) -> str:
    """The same text for the same *seed*; nights are suspends, weekends are long ones."""
    dice = random.Random(seed)
    lines: list[Line] = [{"start": _FIRST_DAY}]
    at_s = 0.0
    for day in range(_DAYS):
        lines += _day(at_s, dice)
        home_s = at_s + 8.5 * _HOUR_S
        next_s = at_s + (3 if day % 5 == 4 else 1) * _DAY_S
        lines.append({"at": home_s, "suspend": next_s - home_s})
        at_s = next_s
    lines.append({"at": at_s, "ask": True})
    lines.append({"at": at_s, "end": True})
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def _day(begin_s: float, dice: random.Random) -> Iterator[Line]:
    """One day: two coffee breaks, lunch with a locked screen, a call, and an answer now and then."""
    for hours, length_min in ((0, 95), (1.75, 90), (4.25, 90), (6, 60), (7.25, 70)):
        yield from _work(begin_s + hours * _HOUR_S, length_min * 60, dice)
        if hours == 1.75:
            yield {"at": begin_s + 3.4 * _HOUR_S, "locked": True}
            yield {"at": begin_s + 4.2 * _HOUR_S, "locked": False}
        if hours == 4.25:
            yield {"at": begin_s + 5.8 * _HOUR_S, "call": True}
            yield {"at": begin_s + 5.95 * _HOUR_S, "call": False}


def _work(begin_s: float, length_s: float, dice: random.Random) -> Iterator[Line]:
    """Input in stretches of some minutes, pauses for reading between, and now and then an answer."""
    at_s, end_s = begin_s, begin_s + length_s
    while at_s < end_s:
        yield {"at": round(at_s, 1), "input": True}
        at_s = min(end_s, at_s + dice.uniform(60, 400))
        yield {"at": round(at_s, 1), "input": False}
        if dice.random() < 0.05:
            yield {"at": round(at_s, 1), "do": "snooze", "minutes": 5}
        at_s += dice.uniform(5, 120)
