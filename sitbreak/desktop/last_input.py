"""When the last input was, out of what a source says of it.

A figure that cannot be true is thrown away (rule P6). One is true only if the last input it tells of lies
after the beginning of the machine's time, and not before an input already known of: idle time never grows
faster than time. That is judged by the clock the source counts by: monotonic time, unless another is given.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sitbreak.clock import monotonic_s

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.ports import Clock

_SLACK_S = 1.0  # a figure may be this much too high: sources count in their own steps
_SAME_S = 0.25  # … or too low, when it reaches us late: it still tells of the same input


class ImpossibleIdleTime(Exception):
    """A source tells of an idle time that cannot be."""

    def __init__(self, idle_s: float) -> None:
        super().__init__(f"an impossible idle time ({idle_s:.1f} s)")


class LastInput:
    """The last input of one source. Nothing is known before the first word of it."""

    def __init__(self, clock: Clock, now_s: Callable[[], float] = monotonic_s) -> None:
        """*now_s*: real seconds, as the source counts them."""
        self.known = False
        self.input_on = False
        self.at_s: float | None = None  # boot time, as in Evidence; kept while nothing is known
        self._clock = clock
        self._now_s = now_s
        self._latest_s = 0.0  # by _now_s: the latest input that there has certainly been
        self._at_latest = False  # at_s is no more than that: the last input may have been earlier

    def told(self, idle_s: float, *, input_on: bool) -> None:
        """The last input was *idle_s* real seconds ago; *input_on*: too little to call it a pause. Raises
        :class:`ImpossibleIdleTime`, and then believes nothing of it."""
        now_s = self._now_s()
        input_s = now_s - idle_s
        if not (0 <= idle_s <= now_s and input_s >= self._latest_s - _SLACK_S):
            raise ImpossibleIdleTime(idle_s)
        same_input = self.known and not self.input_on and input_s <= self._latest_s + _SAME_S
        if not same_input or input_on or self._at_latest:
            self._latest_s = input_s
            self.at_s = self._clock.moment_of_idle(idle_s)
            self._at_latest = False
        self.input_on = input_on
        self.known = True

    def told_of_pause(self, watched_s: float) -> None:
        """There was no input for the *watched_s* real seconds that the source watched for it, and maybe for
        longer. So nothing says when the last input was, but that it was not later than that."""
        if self.known and self.input_on:
            self.at_s = self._clock.moment_of_idle(watched_s)
            self._at_latest = True
        self.input_on = False
        self.known = True

    @property
    def settled(self) -> bool:
        """Whether there is a pause now, of which no more can be learnt until it ends."""
        return self.known and not self.input_on and not self._at_latest

    def forget(self) -> bool:
        """Nothing is known any more; whether something was."""
        was_known, self.known, self.input_on = self.known, False, False
        return was_known


class IdleFigures:
    """What follows from a figure of idle time that is had now and then, given the pauses that matter."""

    def __init__(self, clock: Clock, now_s: Callable[[], float] = monotonic_s) -> None:
        """*now_s*: real seconds, as the source counts them."""
        self.input = LastInput(clock, now_s)
        self.thresholds_s: frozenset[float] = frozenset()
        self._recognised_s = math.inf  # from this length on the present pause was one

    @property
    def pause_s(self) -> float:
        """From which length on a lack of input is a pause: the smallest threshold. What was a pause already
        stays one, though, when only longer ones are watched for from now on."""
        smallest_s = min(self.thresholds_s, default=math.inf)
        paused = self.input.known and not self.input.input_on
        return min(smallest_s, self._recognised_s) if paused else smallest_s

    def told(self, idle_s: float) -> None:
        """The last input was *idle_s* real seconds ago. Raises :class:`ImpossibleIdleTime`."""
        pause_s = self.pause_s
        self.input.told(idle_s, input_on=idle_s < pause_s)
        if not self.input.input_on:
            self._recognised_s = pause_s
