"""Keeps a connection to the session or system bus, and gets it back when it was lost.

A bus may come up after us, and may go away. The first attempt is made when the loop first runs, so everybody
built until then hears of it.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from sitbreak.desktop.linux.bus import Bus, BusError
from sitbreak.desktop.retries import Retries
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Literal

    from sitbreak.ports import DescriptorLoop


class BusLink:
    """:attr:`bus` is the connection, None while there is none. An attempt may block for 2 s when a bus takes
    the connection and then says nothing; else nothing blocks. Never raises."""

    def __init__(
        self,
        loop: DescriptorLoop,
        which: Literal["session", "system"],
        *,
        on_up: Iterable[Callable[[Bus], None]] = (),
        on_down: Iterable[Callable[[], None]] = (),
    ) -> None:
        """*on_up* are called with each new connection, *on_down* when it is lost, in their order. More may be
        appended to the lists of these names, or use :meth:`follow`."""
        self.bus: Bus | None = None
        self.on_up = list(on_up)
        self.on_down = list(on_down)
        self._loop = loop
        self._which = which
        self._why = "not tried yet"
        self._address = ""
        self._first_attempt = loop.call_later(0, self._try)
        self._retries = Retries(loop, self._try)

    def follow(self, up: Callable[[Bus], None], down: Callable[[], None]) -> None:
        """Append to both lists, and call *up* at once when there is a connection already."""
        self.on_up.append(up)
        self.on_down.append(down)
        if self.bus is not None:
            up(self.bus)

    def unfollow(self, up: Callable[[Bus], None], down: Callable[[], None]) -> None:
        """Take back a :meth:`follow`; does nothing when there was none."""
        self.on_up[:] = [other for other in self.on_up if other != up]
        self.on_down[:] = [other for other in self.on_down if other != down]

    def health(self) -> Health:
        part = f"{self._which} bus"
        if self.bus is not None:
            return Health(part=part, state="ok", detail=self._address)
        return Health(part=part, state="absent", detail=f"No {self._which} bus: {self._why}.")

    def close(self) -> None:
        """End the connection and stop trying. ``on_down`` is not called."""
        self._first_attempt.cancel()
        self._retries.stop()
        if self.bus is not None:
            self.bus.close()
            self.bus = None

    def _try(self) -> None:
        self._address = session_address() if self._which == "session" else system_address()
        if not self._address:
            self._try_later("neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set")
            return
        try:
            bus = Bus.connect(self._loop, self._address)
        except BusError as error:
            self._try_later(str(error))
            return
        self.bus = bus
        self._retries.worked()
        bus.on_lost = self._lost
        for up in tuple(self.on_up):
            # Posted, so that one that raises does not keep the others from hearing of it.
            self._loop.post(partial(self._tell, up, bus))

    def _tell(self, up: Callable[[Bus], None], bus: Bus) -> None:
        if self.bus is bus:
            up(bus)

    def _lost(self) -> None:
        self.bus = None
        self._try_later("the connection was lost")
        for down in tuple(self.on_down):
            self._loop.post(down)

    def _try_later(self, why: str) -> None:
        self._why = why
        self._retries.failed()


def session_address() -> str:
    """Where the session bus is; empty when nothing tells."""
    told = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return told or (f"unix:path={folder}/bus" if folder else "")


def system_address() -> str:
    return os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "") or "unix:path=/run/dbus/system_bus_socket"
