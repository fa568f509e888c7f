"""When input pauses, from the screen saver on the session bus (``org.freedesktop.ScreenSaver``).

It tells nothing by itself, but its count of idle time can be read, at moments that are computed
(:mod:`sitbreak.desktop.idle_moments`). In what unit it counts it does not say: the standard that never became
one says seconds, some follow it, and KDE counts milliseconds. So nothing is believed before the count has
been seen to grow along with one of the two.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sitbreak.clock import monotonic_s
from sitbreak.desktop.idle_moments import next_reading_s
from sitbreak.desktop.last_input import IdleFigures
from sitbreak.desktop.linux.idle_service import IdleService

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.bus import BusError
    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import Clock, DescriptorLoop, Timer

    Body = tuple[Any, ...]

SAVER = "org.freedesktop.ScreenSaver"
PATHS = ("/org/freedesktop/ScreenSaver", "/ScreenSaver")  # the usual one first
GROWTH_S = 2.0  # how long its growth is looked at
GROWTH_AGAIN_S = 60.0  # … and when again, if there was input meanwhile
_SECONDS, _MILLISECONDS = 1.0, 1000.0
_UNIT = "The screen saver counts idle time in a unit that is not known yet."


def idle_of_screen_saver(
    loop: DescriptorLoop, clock: Clock, session: BusLink, on_change: Callable[[], None]
) -> IdleService:
    return IdleService(loop, session, partial(_Saver, loop, clock), on_change)


class _Saver:
    """An :class:`~sitbreak.desktop.linux.idle_service.Inquiry`."""

    name = "screen saver"
    how = "screen saver, by readings"
    capabilities = frozenset({"remembers", "input only"})
    service = SAVER
    called = "The screen saver"
    absent = "No screen saver on the session bus tells of idle time."

    def __init__(self, loop: DescriptorLoop, clock: Clock, source: IdleService) -> None:
        self._loop = loop
        self._source = source
        self._figures = IdleFigures(clock)
        self.input = self._figures.input
        self._path = 0  # which of PATHS
        self._next: Timer | None = None
        self._unit = _Unit()

    def begin(self) -> None:
        self._path = 0
        self._read()

    def watch(self, thresholds_s: frozenset[float]) -> None:
        if thresholds_s != self._figures.thresholds_s:
            self._figures.thresholds_s = thresholds_s
            if self.input.known:
                self._read()

    def take_back(self) -> None:
        """It does nothing by itself."""

    def forget(self) -> None:
        self._unit = _Unit()
        self._end_wait()

    def _end_wait(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _read(self) -> None:
        self._end_wait()
        self._source.ask(PATHS[self._path], SAVER, "GetSessionIdleTime", ("", ()), self._answered)

    def _answered(self, body: Body | None, error: BusError | None) -> None:
        match body:
            case (int(count),) if count >= 0:
                self._counted(count)
            case _ if error is not None and error.name.endswith((".UnknownObject", ".UnknownMethod")):
                self._try_next_path()
            case _:
                self._source.fail(f"{self.called} tells of no idle time ({error or 'no figure'}).")

    def _try_next_path(self) -> None:
        if self._path + 1 < len(PATHS):
            self._path += 1
            self._read()
        else:
            self._source.nothing(self.absent)

    def _counted(self, count: int) -> None:
        per_second = self._unit.of(count)
        if per_second is None:
            self._source.undecided(_UNIT)
            self._wait(self._unit.next_look_s())
            self._source.changed()
            return
        idle_s = count / per_second
        if self._source.believes(partial(self._figures.told, idle_s)):
            self._wait(next_reading_s(self._figures.thresholds_s, idle_s, 1 / per_second + 0.02))
            self._source.changed()

    def _wait(self, length_s: float | None) -> None:
        self._end_wait()
        if length_s is not None:
            self._next = self._loop.call_later(length_s, self._read)


class _Unit:
    """What one second is in a count, as its growth between two looks at it shows when there is no input."""

    def __init__(self) -> None:
        self._per_second: float | None = None
        self._last: tuple[int, float] | None = None  # a count, and when
        self._seconds_seen = 0  # in a row: so small a growth may come about by chance
        self._near = False  # two looks in close succession are under way

    def of(self, count: int) -> float | None:
        """What one second is, as far as is known when *count* is read now."""
        now_s = monotonic_s()
        if self._per_second is None and self._last is not None:
            self._judge(count - self._last[0], now_s - self._last[1])
        self._last = (count, now_s)
        return self._per_second

    def next_look_s(self) -> float:
        """When to look again, while it is not known."""
        self._near = not self._near or self._seconds_seen > 0
        return GROWTH_S if self._near else GROWTH_AGAIN_S

    def _judge(self, grown: int, passed_s: float) -> None:
        if abs(grown - passed_s * _MILLISECONDS) <= 0.15 * passed_s * _MILLISECONDS:
            self._per_second = _MILLISECONDS
        elif grown >= 1 and abs(grown - passed_s * _SECONDS) <= 1.0:
            self._seconds_seen += 1
            if self._seconds_seen == 2:
                self._per_second = _SECONDS
        else:
            self._seconds_seen = 0
