"""All evidence of presence on a Linux desktop, put together from the parts that watch for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.core.model import Evidence
from sitbreak.desktop.linux.idle_x11 import IdleX11

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import Clock, Health, Loop


class LinuxSenses:
    """Satisfies :class:`sitbreak.ports.Senses`."""

    def __init__(
        self,
        loop: Loop,
        clock: Clock,
        session_bus: BusLink,
        system_bus: BusLink,
        environ: Mapping[str, str],
    ) -> None:
        self._on_change: Callable[[], None] | None = None
        self._idle = IdleX11(loop, clock, environ, self._changed)

    def start(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._idle.start()

    def evidence(self) -> Evidence:
        idle = self._idle
        return Evidence(
            idle_known=idle.known,
            idle_why=idle.why,
            input_on=idle.input_on,
            last_input_at_s=idle.last_input_at_s,
        )

    def watch_idle(self, thresholds_s: frozenset[float]) -> None:
        self._idle.watch(thresholds_s)

    def ask_holds(self) -> None:
        pass

    def health(self) -> Sequence[Health]:
        return (self._idle.health(),)

    def close(self) -> None:
        self._on_change = None
        self._idle.close()

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change()
