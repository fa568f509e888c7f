"""The best source of idle time there is, in this order: the compositor (Wayland), GNOME, the X server, the
screen saver, the login manager.

They are asked one after the other, until one knows. The better ones go on trying: whichever of them knows
first takes over, and the others rest. When the one in use is lost, the next are asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop.linux.session_kind import is_wayland
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.desktop.linux.idle_source import IdleSource
    from sitbreak.desktop.linux.x11_link import XLink
    from sitbreak.ports import Clock, DescriptorLoop

    # makes a source that calls back when it has changed
    Maker = Callable[[Callable[[], None]], IdleSource]


def makers(
    loop: DescriptorLoop, clock: Clock, x11: XLink, buses: tuple[BusLink, BusLink], environ: Mapping[str, str]
) -> tuple[Maker, ...]:
    """What makes the sources of a Linux desktop, the best first. *buses*: that of the session, that of the
    system. *environ* is that of the user's session.

    Each is loaded only when it is made: most sessions need one or two of them, and the others would be memory
    for nothing.
    """
    session, system = buses

    def wayland(changed: Callable[[], None]) -> IdleSource:
        from sitbreak.desktop.linux.idle_wayland import IdleWayland

        return IdleWayland(loop, clock, environ, changed)

    def gnome(changed: Callable[[], None]) -> IdleSource:
        from sitbreak.desktop.linux.idle_mutter import idle_of_gnome

        return idle_of_gnome(loop, clock, session, changed)

    def x_server(changed: Callable[[], None]) -> IdleSource:
        from sitbreak.desktop.linux.idle_x11 import IdleX11

        return IdleX11(loop, clock, x11, changed)

    def screen_saver(changed: Callable[[], None]) -> IdleSource:
        from sitbreak.desktop.linux.idle_screensaver import idle_of_screen_saver

        return idle_of_screen_saver(loop, clock, session, changed)

    def login_manager(changed: Callable[[], None]) -> IdleSource:
        from sitbreak.desktop.linux.idle_logind import idle_of_login_manager

        return idle_of_login_manager(loop, clock, system, environ, changed)

    # The X server inside a Wayland session hears only some of the input.
    first = (wayland, gnome) if is_wayland(environ) else (gnome, x_server)
    return (*first, screen_saver, login_manager)


_NOT_YET = "Not asked for yet."


class IdlePick:
    """What the best of the sources made by *made_by* knows. *on_change* is called when that has changed."""

    def __init__(self, clock: Clock, made_by: Sequence[Maker], on_change: Callable[[], None]) -> None:
        self._clock = clock
        self._on_change = on_change
        self._made_by = made_by
        self._sources: list[IdleSource] = []  # the first of them, as far as they were needed
        self._thresholds_s: frozenset[float] = frozenset()
        self._used: IdleSource | None = None
        self._begun = False
        self._choosing = False

    @property
    def known(self) -> bool:
        return self._used is not None

    @property
    def input_on(self) -> bool:
        return self._used is not None and self._used.input_on

    @property
    def last_input_at_s(self) -> float | None:
        return self._used.last_input_at_s if self._used is not None else None

    @property
    def why(self) -> str:
        """Why nothing is known; empty when something is. The reason is that of the source that comes nearest
        to knowing: one that is being asked, else the one this session should have, else one that fails."""
        if self._used is not None:
            return ""
        if not self._sources:
            return _NOT_YET
        return max(self._sources, key=lambda each: (each.asking, each.expected, each.failing)).why

    @property
    def capabilities(self) -> frozenset[str]:
        """Those of the source in use (:class:`~sitbreak.desktop.linux.idle_source.IdleSource`)."""
        return self._used.capabilities if self._used is not None else frozenset()

    def start(self) -> None:
        self._begun = True
        self._choose()

    def watch(self, thresholds_s: frozenset[float]) -> None:
        """Tell of pauses of each of these real seconds, and of the input after them."""
        self._thresholds_s = thresholds_s
        for source in self._sources:
            source.watch(thresholds_s)

    def health(self) -> Health:
        if self._used is not None:
            return Health(part="idle", state="ok", detail=f"{self._used.how}, {self._when(self._used)}.")
        failing = any(source.failing for source in self._sources)
        return Health(part="idle", state="failing" if failing else "absent", detail=self.why)

    def each(self) -> Sequence[tuple[str, Health]]:
        """The sources by their names, with how each is; those never needed are left out."""
        return tuple((source.name, health_of(source)) for source in self._sources)

    def close(self) -> None:
        self._begun = False
        self._used = None
        for source in self._sources:
            source.close()

    def _told(self) -> None:
        """One of the sources has changed."""
        if self._begun and not self._choosing:
            self._choose()
            self._on_change()

    def _choose(self) -> None:
        self._choosing = True
        try:
            self._used = self._best()
        finally:
            self._choosing = False

    def _best(self) -> IdleSource | None:
        """The best that knows. Those before it are asked; those after it rest."""
        lost = self._used is None or not self._used.known
        for rank in range(len(self._made_by)):
            source = self._source(rank)
            source.start()
            if source.known:
                for other in self._sources[rank + 1 :]:
                    other.close()
                return source
            if source.asking and lost:
                return None  # its answer comes soon
        return None

    def _source(self, rank: int) -> IdleSource:
        if rank == len(self._sources):
            self._sources.append(self._made_by[rank](self._told))
            self._sources[rank].watch(self._thresholds_s)
        return self._sources[rank]

    def _when(self, source: IdleSource) -> str:
        if source.input_on:
            return "input goes on"
        if source.last_input_at_s is None:
            return "no input yet"
        ago_s = self._clock.real_s(self._clock.now().boot_s - source.last_input_at_s)
        return f"last input {ago_s:.0f} s ago" if ago_s < 120 else f"last input {ago_s / 60:.0f} min ago"


def health_of(source: IdleSource) -> Health:
    """How *source* is, be it in use or not."""
    if source.known:
        return Health(part="idle", state="ok", detail=f"{source.how}.")
    return Health(part="idle", state="failing" if source.failing else "absent", detail=source.why)
