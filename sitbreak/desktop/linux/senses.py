"""All evidence of presence on a Linux desktop, put together from the parts that watch for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sitbreak.core.model import Evidence
from sitbreak.desktop.linux.do_not_disturb import ask_do_not_disturb
from sitbreak.desktop.linux.idle_x11 import IdleX11
from sitbreak.desktop.linux.session import PAUSE_S, Session
from sitbreak.desktop.linux.signs import Signs
from sitbreak.desktop.linux.window_in_front import ask_fullscreen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import Clock, Health, Loop


class LinuxSenses:
    """Satisfies :class:`sitbreak.ports.Senses`. *environ* is that of the user's session."""

    def __init__(
        self,
        loop: Loop,
        clock: Clock,
        session_bus: BusLink,
        system_bus: BusLink,
        environ: Mapping[str, str],
    ) -> None:
        self._on_change: Callable[[], None] | None = None
        self._session_bus = session_bus
        self._thresholds_s: frozenset[float] = frozenset()
        self._idle = IdleX11(loop, clock, environ, self._input_changed)
        self._session = Session(loop, session_bus, system_bus, environ, self._session_changed)
        self._signs = Signs(
            {"fullscreen": partial(ask_fullscreen, self._idle.link), "dnd": self._ask_do_not_disturb},
            self._changed,
        )

    def start(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._idle.start()

    def evidence(self) -> Evidence:
        idle, session, signs = self._idle, self._session, self._signs
        return Evidence(
            idle_known=idle.known,
            idle_why=idle.why,
            input_on=idle.input_on,
            last_input_at_s=idle.last_input_at_s,
            locked=session.locked,
            inactive=session.inactive,
            asleep=session.asleep,
            dnd=signs.there("dnd"),
            fullscreen=signs.there("fullscreen"),
        )

    def watch_idle(self, thresholds_s: frozenset[float]) -> None:
        self._thresholds_s = thresholds_s
        self._watch()

    def look_for(self, signs: frozenset[str]) -> None:
        self._signs.look_for(signs)

    def health(self) -> Sequence[Health]:
        return (self._idle.health(), self._session.health())

    def close(self) -> None:
        self._on_change = None
        self._signs.close()
        self._session.close()
        self._idle.close()

    def _ask_do_not_disturb(self, answered: Callable[[bool], None]) -> None:
        ask_do_not_disturb(self._session_bus.bus, answered)

    def _input_changed(self) -> None:
        self._session.input_is(self._idle.input_on)
        self._changed()

    def _session_changed(self) -> None:
        self._watch()
        self._changed()

    def _watch(self) -> None:
        more = frozenset({PAUSE_S}) if self._session.absent else frozenset()
        self._idle.watch(self._thresholds_s | more)

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change()
