"""When to read a count of idle time that tells nothing by itself.

It is read at the moment at which it would pass the next threshold if no input came: that misses no pause
longer than a threshold. A moment before, it is read as well: others act by the clock when a pause they know
of reaches a threshold, and should hear in time that it has ended long ago. Past the largest threshold nothing
but a reading can show that input has come back, so a few more are made, each a short pause apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BEFORE_S = 0.25
LOOK_FOR_RETURN_S = (5.0, 30.0)  # how long to wait between two looks for it: at least, at most


def next_reading_s(thresholds_s: Iterable[float], idle_s: float, step_s: float) -> float | None:
    """After how many seconds to read again what just said *idle_s*, and counts in steps of *step_s*; None
    when no threshold matters."""
    lengths_s = sorted(thresholds_s)
    if not lengths_s:
        return None
    for length_s in lengths_s:
        left_s = length_s - idle_s
        if left_s > 2 * BEFORE_S:
            return left_s - BEFORE_S
        if left_s > 0:
            return left_s + step_s  # when it has surely been passed
    least_s, most_s = LOOK_FOR_RETURN_S
    return min(max(lengths_s[0], least_s), most_s)
