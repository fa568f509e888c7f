"""When to look for a newer file: pure arithmetic on wall time, in seconds since 1970.

*dice* is a number from 0 to 1, thrown by the caller. A million clients that begin to work at nine must not
ask at nine: what is due at the start waits for up to an hour. After that it comes every six hours, more or
less, so that they stay apart.
"""

from __future__ import annotations

HOUR_S = 3600.0
PERIOD_S = 6 * HOUR_S
SHORTEST_S = HOUR_S  # whatever a server says of how long its file is fresh
LONGEST_S = 24 * HOUR_S
SPREAD = 0.2  # of a period, to both sides
START_JITTER_S = HOUR_S
SHARE_PERIOD_S = 1800.0  # a file that lies where nothing tells of changes
SHARE_JITTER_S = 60.0
BACK_OFF_S = 600.0
_LEAST_BACK_OFF_S = 60.0
_MOST_DOUBLINGS = 8  # 10 min * 2**8 is more than a day


def after_success(now_s: float, *, dice: float, max_age_s: float | None = None) -> float:
    """When to ask again after an answer. A server may ask for a period from 1 h to 24 h."""
    period_s = PERIOD_S if max_age_s is None else max_age_s
    return now_s + _bounded(_bounded(period_s) * _spread(dice))


def after_failure(now_s: float, *, failures: int, dice: float, retry_after_s: float | None = None) -> float:
    """When to try again after *failures* in a row, 1 or more; as late as the server wants, within a day."""
    most_s = min(LONGEST_S, BACK_OFF_S * (1 << min(max(0, failures - 1), _MOST_DOUBLINGS)))
    wait_s = max(_LEAST_BACK_OFF_S, dice * most_s)
    if retry_after_s is not None:  # all were told the same: they come back spread out
        wait_s = max(wait_s, retry_after_s * (1 + SPREAD * dice))
    return now_s + min(wait_s, LONGEST_S)


def of_share(now_s: float, *, dice: float) -> float:
    """When to read a file again whose changes nothing tells of."""
    return now_s + SHARE_PERIOD_S * _spread(dice)


def from_now_on(
    now_s: float, next_at_s: float | None, *, dice: float, jitter_s: float = START_JITTER_S
) -> float:
    """When to try, as seen at the start or after a sleep. What is due by then comes with a jitter, and so
    does what lies further ahead than anything is ever planned: the clock was wrong then."""
    if next_at_s is not None and now_s < next_at_s <= now_s + LONGEST_S:
        return next_at_s
    return now_s + dice * jitter_s


def _bounded(period_s: float) -> float:
    return min(max(period_s, SHORTEST_S), LONGEST_S)


def _spread(dice: float) -> float:
    return 1 - SPREAD + 2 * SPREAD * dice
