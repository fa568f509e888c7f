"""Pauses of input at one seat of a Wayland compositor: the keyboards and pointers of one person.

A compositor does not say when the last input was. It can only be told to watch for a lack of input of some
length, and it watches from then on: nothing says how long the user has been away already. So the first thing
to watch for is a very short pause. When that comes, the user was not there when we came, and what was known
before of the last input stays as it was. When it does not come, there has been input.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sitbreak.clock import monotonic_s
from sitbreak.desktop.last_input import ImpossibleIdleTime
from sitbreak.desktop.linux.wayland import WaylandError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.last_input import LastInput
    from sitbreak.desktop.linux.idle_wayland_protocols import Watcher

FIRST_PAUSE_S = 0.5
_PATIENCE_S = 0.3  # a compositor's timers may be this late


class _Watch:
    """For pauses of one length, since a moment."""

    __slots__ = ("made", "over", "since_s")

    def __init__(self) -> None:
        self.made = 0
        self.since_s = monotonic_s()
        self.over = False  # no input came for that long, nor has it since


class SeatPauses:
    """What is known of *seat* is in *last_input*. *on_change* is called when a pause has reached a length
    that is watched for, and at the input after it. Told something that cannot be, it ends the connection."""

    def __init__(
        self, watcher: Watcher, seat: int, last_input: LastInput, on_change: Callable[[], None]
    ) -> None:
        self.last_input = last_input
        self._watcher = watcher
        self._seat = seat
        self._on_change = on_change
        self._wanted_ms: set[int] = set()
        self._watches: dict[int, _Watch] = {}  # by length
        self._begin(_milliseconds(FIRST_PAUSE_S))
        self._decision = watcher.wait(FIRST_PAUSE_S + _PATIENCE_S, self._decide)

    def watch(self, thresholds_s: frozenset[float]) -> None:
        """Tell of pauses of each of these real seconds, and of the input after them. What was a pause
        already stays one, though, until there is input."""
        self._wanted_ms = {_milliseconds(length_s) for length_s in thresholds_s}
        for length_ms in sorted(self._wanted_ms - set(self._watches)):
            self._begin(length_ms)
        if self.last_input.known:
            self._end_unwanted()

    def close(self) -> None:
        self._decision.cancel()
        for watch in self._watches.values():
            self._watcher.end(watch.made)
        self._watches.clear()

    def _begin(self, length_ms: int) -> None:
        watch = self._watches[length_ms] = _Watch()
        watch.made = self._watcher.watch(
            self._seat, length_ms, lambda over: self._told(length_ms / 1000, watch, over)
        )

    def _end_unwanted(self) -> None:
        for length_ms in set(self._watches) - self._wanted_ms:
            if not self._watches[length_ms].over:
                self._watcher.end(self._watches.pop(length_ms).made)

    def _decide(self) -> None:
        """The first, short pause has not come by now: there has been input since we came."""
        if not self.last_input.known and self._watches:
            since_s = min(watch.since_s for watch in self._watches.values())
            self._believe(monotonic_s() - since_s, input_on=True)
            self._end_unwanted()
            self._on_change()

    def _told(self, length_s: float, watch: _Watch, over: bool) -> None:
        """No input came for *length_s*; or, not *over*, there is some again."""
        if over:
            watch.over = True
            self._decision.cancel()
            self._pause(length_s, monotonic_s() - watch.since_s)
            self._on_change()
        elif any(other.over for other in self._watches.values()):
            # The others are told of it too, each for itself, but the user came back once.
            for other in self._watches.values():
                other.over = False
            self._believe(0.0, input_on=True)
            self._end_unwanted()
            self._on_change()

    def _pause(self, length_s: float, watched_s: float) -> None:
        if self.last_input.settled:
            return  # it goes on
        if watched_s > length_s + _late_s(length_s):
            self._believe(length_s, input_on=False)
        else:
            self.last_input.told_of_pause(watched_s)

    def _believe(self, idle_s: float, *, input_on: bool) -> None:
        try:
            self.last_input.told(idle_s, input_on=input_on)
        except ImpossibleIdleTime as error:
            raise WaylandError(f"The compositor tells of {error}.") from error


def _late_s(length_s: float) -> float:
    """How late the end of a pause of that length may be told: some compositors take their time."""
    return _PATIENCE_S + min(0.06 * length_s, 1.5)


def _milliseconds(length_s: float) -> int:
    return max(1, math.ceil(length_s * 1000))
