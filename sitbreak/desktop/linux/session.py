"""Locked, asleep, or another session in front: what the buses tell about the user's session.

Each of these may be told by several, several times, or not at all. A lost "locked" is found by missing
input, and a lost "asleep" by the clocks. A lost "unlocked", "awake" or "in front" would make the user
absent for ever, though. So when input comes in spite of what was said, everybody who said it is asked
again: at once, and then every 10 s, as long as there is input. For 10 s after it was said nobody is asked:
the last input may well be what locked the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop.linux.logind import Logind
from sitbreak.desktop.linux.screen_locks import ScreenLocks
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import DescriptorLoop, Timer

ASK_AGAIN_S = 10.0
_NOBODY = "Nobody tells of lock and sleep; absence shows by missing input, and sleep by the clocks."


class Session:
    """Calls *on_change* when one of :attr:`locked`, :attr:`inactive`, :attr:`asleep` has changed."""

    def __init__(
        self,
        loop: DescriptorLoop,
        session_bus: BusLink,
        system_bus: BusLink,
        environ: Mapping[str, str],
        on_change: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._on_change = on_change
        self._input_on = False
        self._input_since_asked = False
        self._no_question: Timer | None = None  # runs while none is asked
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

    @property
    def absent(self) -> bool:
        """Whether the user is said to be elsewhere."""
        return any(self._seen)

    def input_is(self, on: bool) -> None:
        """Input goes on now, or no longer."""
        self._input_on = on
        self._input_since_asked |= on
        self._doubt()

    def health(self) -> Health:
        sources = list(self._locks.sources)
        if self._logind.session:
            sources.append("logind session " + self._logind.session.rpartition("/")[2])
        if not sources:
            return Health(part="session", state="absent", detail=_NOBODY)
        return Health(part="session", state="ok", detail=", ".join(sources))

    def close(self) -> None:
        self._end_no_question()
        self._locks.close()
        self._logind.close()

    def _told(self) -> None:
        state = (self.locked, self.inactive, self.asleep)
        if state != self._seen:
            self._seen = state
            self._input_since_asked = False
            self._end_no_question()
            if self.absent:
                self._ask_no_question()
            self._on_change()

    def _doubt(self) -> None:
        """Ask again whether it is so, if input speaks against it and nobody was asked just now."""
        if self._input_since_asked and self.absent and self._no_question is None:
            self._input_since_asked = False
            self._ask_no_question()
            self._locks.ask()
            self._logind.ask()

    def _ask_no_question(self) -> None:
        self._no_question = self._loop.call_later(ASK_AGAIN_S, self._ask_again)

    def _end_no_question(self) -> None:
        if self._no_question is not None:
            self._no_question.cancel()
            self._no_question = None

    def _ask_again(self) -> None:
        self._no_question = None
        self._input_since_asked |= self._input_on
        self._doubt()
