"""All evidence of presence on a Windows desktop, put together from the parts that watch for it."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

from typing import TYPE_CHECKING

from sitbreak.desktop import putting_together
from sitbreak.desktop.idle_readings import IdleReadings
from sitbreak.desktop.signs import Signs
from sitbreak.desktop.windows import signs
from sitbreak.desktop.windows.idle import idle_s
from sitbreak.desktop.windows.session import Session
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitbreak.core.model import Evidence
    from sitbreak.desktop.windows.hidden_window import HiddenWindow
    from sitbreak.ports import Clock, Loop

    Answered = Callable[[bool], None]


class WindowsSenses:
    """Satisfies :class:`sitbreak.ports.Senses`."""

    def __init__(self, loop: Loop, clock: Clock, window: HiddenWindow) -> None:
        self._on_change: Callable[[], None] | None = None
        self._thresholds_s: frozenset[float] = frozenset()
        self._idle = IdleReadings(
            loop,
            clock,
            idle_s,
            self._input_changed,
            now_s=lambda: clock.moment_of_idle(0.0) / clock.speed,  # the count goes on in sleep
        )
        self._session = Session(loop, window, self._session_changed)
        self._signs = Signs(
            {"fullscreen": _answering(signs.is_full_screen), "dnd": _answering(signs.is_presenting)},
            self._changed,
        )

    def start(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._session.start()
        self._idle.start()

    def evidence(self) -> Evidence:
        return putting_together.evidence(self._idle, self._session, self._signs)

    def watch_idle(self, thresholds_s: frozenset[float]) -> None:
        self._thresholds_s = thresholds_s
        self._watch()

    @property
    def signs(self) -> frozenset[str]:
        return self._signs.names

    def look_for(self, signs: frozenset[str]) -> None:
        self._signs.look_for(signs)

    def health(self) -> Sequence[Health]:
        return [self._idle.health("Windows' count of idle time"), self._session.health()]

    def close(self) -> None:
        self._on_change = None
        self._signs.close()
        self._session.close()
        self._idle.close()

    def _input_changed(self) -> None:
        self._session.input_is(self._idle.input_on)
        self._changed()

    def _session_changed(self) -> None:
        self._watch()
        self._changed()

    def _watch(self) -> None:
        self._idle.watch(putting_together.thresholds_s(self._thresholds_s, self._session))

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change()


def _answering(is_there: Callable[[], bool]) -> Callable[[Answered], None]:
    """A question that is answered at once."""
    return lambda answered: answered(is_there())
