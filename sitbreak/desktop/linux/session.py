"""Locked, asleep, or another session in front: what the buses tell about the user's session.

Each of these may be told by several, several times, or not at all. A lost "locked" is found by missing
input, and a lost "asleep" by the clocks. A lost "unlocked" or "awake" would make the user absent for ever,
though. So when input comes while the screen is believed locked or the machine asleep, everybody who said so
is asked again, at once and then every 10 s while input goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop.linux.logind import Logind
from sitbreak.desktop.linux.screen_locks import ScreenLocks
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import Loop, Timer

ASK_AGAIN_S = 10.0
_NOBODY = "Nobody tells of lock and sleep; absence shows by missing input, and sleep by the clocks."


class Session:
    """Calls *on_change* when one of :attr:`locked`, :attr:`inactive`, :attr:`asleep` has changed."""

    def __init__(
        self,
        loop: Loop,
        session_bus: BusLink,
        system_bus: BusLink,
        environ: Mapping[str, str],
        on_change: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._on_change = on_change
        self._input_on = False
        self._asked: Timer | None = None
        self._seen = (False, False, False)
        self._locks = ScreenLocks(session_bus, self._told)
        self._logind = Logind(system_bus, environ, self._told)

    @property
    def locked(self) -> bool:
        return self._locks.locked or self._logind.locked

    @property
    def inactive(self) -> bool:
        return self._logind.inactive

    @property
    def asleep(self) -> bool:
        return self._logind.asleep

    def input_is(self, on: bool) -> None:
        """Input goes on now, or no longer."""
        self._input_on = on
        self._doubt()

    def health(self) -> Health:
        sources = list(self._locks.sources)
        if self._logind.session:
            sources.append("logind session " + self._logind.session.rpartition("/")[2])
        if not sources:
            return Health(part="session", state="absent", detail=_NOBODY)
        return Health(part="session", state="ok", detail=", ".join(sources))

    def close(self) -> None:
        self._input_on = False
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None
        self._locks.close()
        self._logind.close()

    def _told(self) -> None:
        state = (self.locked, self.inactive, self.asleep)
        if state != self._seen:
            self._seen = state
            self._on_change()
            self._doubt()

    def _doubt(self) -> None:
        """Ask again whether it is so, if input speaks against it and nobody was asked just now."""
        if self._input_on and any(self._seen) and self._asked is None:
            self._asked = self._loop.call_later(ASK_AGAIN_S, self._ask_again)
            self._locks.ask()
            self._logind.ask()

    def _ask_again(self) -> None:
        self._asked = None
        self._doubt()
