"""When input pauses and when it comes back, from the idle monitor of GNOME (its compositor, Mutter).

It counts the time since the last input, and can be told to watch for a pause of some length and for the
first input after one. Its word that a watch has fired may come before the answer that tells which watch that
is. A watch for input fires once, so there is one for each pause.

While a program keeps the screen awake it tells of no pause, though it goes on counting. What it tells of is
therefore only when to read the count.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from sitbreak.desktop.last_input import IdleFigures
from sitbreak.desktop.linux.idle_service import IdleService

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.bus import BusError
    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import Clock, DescriptorLoop

    Body = tuple[Any, ...]

MONITOR = "org.gnome.Mutter.IdleMonitor"
PATH = "/org/gnome/Mutter/IdleMonitor/Core"
_EARLY_LIMIT = 64  # watches that fired before we knew them
_NONE: tuple[str, tuple[int, ...]] = ("", ())  # no arguments
_RETURN = 0  # in place of a length: the watch for input


def idle_of_gnome(
    loop: DescriptorLoop, clock: Clock, session: BusLink, on_change: Callable[[], None]
) -> IdleService:
    return IdleService(loop, session, partial(_Monitor, clock), on_change)


class _Monitor:
    """An :class:`~sitbreak.desktop.linux.idle_service.Inquiry`."""

    name = "GNOME"
    how = "GNOME idle monitor"
    capabilities = frozenset({"tells", "remembers"})
    service = MONITOR
    called = "The idle monitor of GNOME"
    absent = "There is no idle monitor of GNOME on the session bus."

    def __init__(self, clock: Clock, source: IdleService) -> None:
        self._figures = IdleFigures(clock)
        self.input = self._figures.input
        self._source = source
        self._watches: dict[int, int] = {}  # numbers of the watches, by their length in ms
        self._awaited: set[int] = set()  # lengths of those whose number is not known yet
        self._early: set[int] = set()  # numbers that fired meanwhile
        self._reading = False

    def begin(self) -> None:
        self._source.listen(PATH, MONITOR, "WatchFired", self._fired)
        self._read()

    def watch(self, thresholds_s: frozenset[float]) -> None:
        if thresholds_s != self._figures.thresholds_s:
            self._figures.thresholds_s = thresholds_s
            if self.input.known:
                self._arm()
                self._read()

    def take_back(self) -> None:
        for number in self._watches.values():
            self._remove(number)

    def forget(self) -> None:
        self._watches.clear()
        self._awaited.clear()
        self._early.clear()
        self._reading = False

    # --- what it counts

    def _read(self) -> None:
        if not self._reading:
            self._reading = True
            self._source.ask(PATH, MONITOR, "GetIdletime", _NONE, self._count)

    def _count(self, body: Body | None, error: BusError | None) -> None:
        self._reading = False
        match body:
            case (int(idle_ms),):
                self._told(idle_ms / 1000)
            case _:
                self._source.fail(f"{self.called} does not answer as it should ({error or 'no figure'}).")

    def _told(self, idle_s: float) -> None:
        if self._source.believes(partial(self._figures.told, idle_s)):
            self._arm()
            self._source.changed()

    # --- watches

    def _arm(self) -> None:
        """Have a watch for each pause that matters, and one for the return after a pause."""
        wanted = {max(1, math.ceil(length_s * 1000)) for length_s in self._figures.thresholds_s}
        if self.input.known and not self.input.input_on:
            wanted.add(_RETURN)
        for length_ms in set(self._watches) - wanted - {_RETURN}:
            self._remove(self._watches.pop(length_ms))
        for length_ms in sorted(wanted - set(self._watches) - self._awaited):
            self._awaited.add(length_ms)
            member, words = (
                ("AddIdleWatch", ("t", (length_ms,))) if length_ms else ("AddUserActiveWatch", _NONE)
            )
            self._source.ask(PATH, MONITOR, member, words, partial(self._added, length_ms))

    def _added(self, length_ms: int, body: Body | None, error: BusError | None) -> None:
        self._awaited.discard(length_ms)
        match body:
            case (int(number),):
                self._watches[length_ms] = number
                if number in self._early:
                    self._early.discard(number)
                    self._fired((number,))
                if not self._awaited:
                    self._early.clear()
                self._arm()  # other lengths may matter by now
            case _:
                self._source.fail(f"{self.called} watches for nothing ({error or 'no number'}).")

    def _remove(self, number: int) -> None:
        self._source.tell(PATH, MONITOR, "RemoveWatch", ("u", (number,)))

    def _fired(self, body: Body) -> None:
        match body:
            case (int(number),) if number == self._watches.get(_RETURN):
                del self._watches[_RETURN]
                self._told(0.0)
            case (int(number),) if number in self._watches.values():
                self._read()
            case (int(number),) if not self._awaited:
                self._remove(number)  # its number came after we had closed
            case (int(number),) if len(self._early) < _EARLY_LIMIT:
                self._early.add(number)
