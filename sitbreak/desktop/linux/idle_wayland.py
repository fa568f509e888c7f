"""When input pauses and when it comes back, from a Wayland compositor.

It tells when a pause has reached a length that matters (:mod:`.idle_wayland_protocols`): nothing happens
while input flows, and nothing while it does not. With more than one seat the user is where input is, and
pauses when all of them do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop.last_input import LastInput
from sitbreak.desktop.linux.idle_wayland_protocols import INTERFACES, SEAT, Watcher, best_offered
from sitbreak.desktop.linux.idle_wayland_seat import SeatPauses
from sitbreak.desktop.linux.wayland import (
    NoCompositor,
    NotWayland,
    WaylandConnection,
    WaylandError,
)
from sitbreak.desktop.retries import Retries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.ports import Clock, DescriptorLoop

_NOT_YET = "Not asked for yet."
_ASKED = "The compositor is being asked."
_NO_WATCHER = "This compositor does not tell of pauses in input."
_NO_SEAT = "The compositor knows of no keyboard or pointer."


class IdleWayland:
    """An :class:`~sitbreak.desktop.linux.idle_source.IdleSource`: the compositor of *environ*, which is read
    again at each attempt."""

    name = "Wayland"
    expected = True

    def __init__(
        self, loop: DescriptorLoop, clock: Clock, environ: Mapping[str, str], on_change: Callable[[], None]
    ) -> None:
        self.known = False
        self.asking = False
        self.failing = False
        self.input_on = False
        self.last_input_at_s: float | None = None
        self.why = _NOT_YET
        self._loop = loop
        self._clock = clock
        self._environ = environ
        self._on_change = on_change
        self._thresholds_s: frozenset[float] = frozenset()
        self._retries = Retries(loop, self._connect)
        self._begun = False
        self._connection: WaylandConnection | None = None
        self._watcher: Watcher | None = None
        self._seats: dict[int, SeatPauses] = {}  # by the compositor's name of the seat

    @property
    def how(self) -> str:
        return self._watcher.how if self._watcher is not None else self.name

    @property
    def capabilities(self) -> frozenset[str]:
        if self._watcher is None or self._watcher.inhibitors_hide:
            return frozenset({"tells"})
        return frozenset({"tells", "input only"})

    def start(self) -> None:
        if not self._begun:
            self._begun = True
            self._connect()

    def watch(self, thresholds_s: frozenset[float]) -> None:
        if thresholds_s != self._thresholds_s:
            self._thresholds_s = thresholds_s
            for seat in self._seats.values():
                seat.watch(thresholds_s)

    def close(self) -> None:
        self._begun = False
        self._retries.stop()
        self._hang_up()
        self._nothing_known(_NOT_YET)

    # --- the connection

    def _connect(self) -> None:
        self.asking, self.failing, self.why = True, False, _ASKED
        try:
            self._connection = WaylandConnection(
                self._loop, self._environ, INTERFACES, on_globals=self._look, on_lost=self._lost
            )
        except NotWayland as error:
            self._nothing_known(str(error))  # a session does not become another one while we run
            self._on_change()
        except WaylandError as error:
            self._lost(error)

    def _lost(self, error: WaylandError) -> None:
        self._hang_up()
        self._nothing_known(str(error))
        self.failing = not isinstance(error, NoCompositor)
        self._retries.failed()
        self._on_change()

    def _hang_up(self) -> None:
        self._end_seats()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _nothing_known(self, why: str) -> None:
        self.known = self.input_on = self.asking = self.failing = False
        self.why = why

    # --- what the compositor offers

    def _look(self) -> None:
        """What there is at first, or has changed."""
        if self._connection is None:
            return
        best = best_offered(self._connection)
        if self._watcher is not None and self._watcher.offered != best:
            self._end_seats()
        if self._watcher is None and best is not None:
            self._watcher = Watcher(self._loop, self._connection, best)
        self._look_for_seats()
        self._gather()

    def _look_for_seats(self) -> None:
        if self._watcher is None or self._connection is None:
            return
        offered = {seat.name: seat for seat in self._connection.offered(SEAT)}
        for name in set(self._seats) - set(offered):
            self._seats.pop(name).close()
        for name in set(offered) - set(self._seats):
            seat = self._connection.bind(offered[name], 1, _ignore)
            pauses = SeatPauses(self._watcher, seat, LastInput(self._clock), self._gather)
            pauses.watch(self._thresholds_s)
            self._seats[name] = pauses

    def _end_seats(self) -> None:
        for seat in self._seats.values():
            seat.close()
        self._seats.clear()
        self._watcher = None

    # --- what is known

    def _gather(self) -> None:
        """Out of what is known of each seat."""
        told = [seat.last_input for seat in self._seats.values() if seat.last_input.known]
        if told:
            self.known, self.asking, self.why = True, False, ""
            self.input_on = any(seat.input_on for seat in told)
            ended = [seat.at_s for seat in told if seat.at_s is not None]
            self.last_input_at_s = max(ended) if ended else self.last_input_at_s
            self._retries.worked()
        else:
            self._nothing_known(_ASKED if self._seats else _NO_SEAT if self._watcher else _NO_WATCHER)
            self.asking = bool(self._seats)
        self._on_change()


def _ignore(_event: int, _body: bytes) -> None:
    """Which devices a seat has does not matter."""
