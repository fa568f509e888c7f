"""When input pauses and when it comes back, from a count of idle time that the system answers when asked.

It is read at moments that are computed (:mod:`.idle_moments`): nothing ticks while input goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.clock import monotonic_s
from sitbreak.desktop.idle_moments import next_reading_s
from sitbreak.desktop.last_input import IdleFigures, ImpossibleIdleTime
from sitbreak.desktop.retries import Retries
from sitbreak.ports import Health
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.ports import Clock, Loop, Timer

_STEP_S = 0.02  # the coarsest count takes no more to show that a threshold has been passed


class IdleReadings:
    """The last input, as *read* tells: it answers the idle time in real seconds, at once, and raises OSError
    when it cannot. *on_change* is called after each reading. On the loop's thread; nothing raises."""

    def __init__(
        self,
        loop: Loop,
        clock: Clock,
        read: Callable[[], float],
        on_change: Callable[[], None],
        *,
        now_s: Callable[[], float] = monotonic_s,
    ) -> None:
        """*now_s*: the clock the count goes by."""
        self._loop = loop
        self._read = read
        self._on_change = on_change
        self._figures = IdleFigures(clock, now_s)
        self._retries = Retries(loop, self.read)
        self._next: Timer | None = None
        self._begun = False
        self._idle_s = 0.0
        self.why = _("Idle time has not been asked for yet.")  # why nothing is known; empty when it is

    @property
    def known(self) -> bool:
        return self._figures.input.known

    @property
    def input_on(self) -> bool:
        return self._figures.input.input_on

    @property
    def last_input_at_s(self) -> float | None:
        """Boot time, as in Evidence."""
        return self._figures.input.at_s

    def start(self) -> None:
        self._begun = True
        self.read()

    def watch(self, thresholds_s: frozenset[float]) -> None:
        """Tell of pauses of each of these real seconds, and of the input after them."""
        if thresholds_s != self._figures.thresholds_s:
            self._figures.thresholds_s = thresholds_s
            if self._begun:
                self.read()

    def read(self) -> None:
        """Read now. Also when something else has happened that came with input, or with the lack of it."""
        if not self._begun:
            return
        self._end_wait()
        try:
            self._idle_s = self._read()
            self._figures.told(self._idle_s)
        except (OSError, ImpossibleIdleTime) as error:
            self._figures.input.forget()
            self.why = fill(_("The system tells of no idle time: {why}."), why=error)
            self._retries.failed()
        else:
            self.why = ""
            self._retries.worked()
            wait_s = next_reading_s(self._figures.thresholds_s, self._idle_s, _STEP_S)
            if wait_s is not None:
                self._next = self._loop.call_later(wait_s, self.read)
        self._on_change()

    def health(self, how: str) -> Health:
        """*how*: in a few words, what is read."""
        if self.known:
            return Health(part="idle", state="ok", detail=fill(_("{how}, by readings."), how=how))
        return Health(part="idle", state="failing" if self._begun else "absent", detail=self.why)

    def close(self) -> None:
        """Nothing is known any more, and nobody is told. It may be started again."""
        self._begun = False
        self._end_wait()
        self._retries.stop()
        self._figures.input.forget()

    def _end_wait(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None
