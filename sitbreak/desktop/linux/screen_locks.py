"""Whether the screen is locked, from the screen savers and lockers on the session bus.

They all speak the same: ``ActiveChanged(b)`` when the state changes, ``GetActive`` to ask for it. Some tell
it twice, at an old and a new path; some are there twice, under an old and a new name. So each name has one
state, the screen is locked when any says so, and hearing it again changes nothing.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sitbreak.desktop.linux.bus_service import Service

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.bus import BusError
    from sitbreak.desktop.linux.buslink import BusLink

    Body = tuple[Any, ...]

# Name and interface are the same; the paths at which it may be asked, the usual one first.
SERVICES = {
    "org.freedesktop.ScreenSaver": ("/org/freedesktop/ScreenSaver", "/ScreenSaver"),
    "org.gnome.ScreenSaver": ("/org/gnome/ScreenSaver",),
    "org.xfce.ScreenSaver": ("/org/xfce/ScreenSaver", "/"),
    "org.mate.ScreenSaver": ("/org/mate/ScreenSaver", "/"),
    "org.cinnamon.ScreenSaver": ("/org/cinnamon/ScreenSaver",),
}


class ScreenLocks:
    """Calls *on_change* whenever :attr:`locked` may have changed."""

    def __init__(self, session: BusLink, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._locked: dict[str, bool] = {}  # by service, for those that have told
        self._services: dict[str, Service] = {}
        for name, paths in SERVICES.items():
            service = Service(
                session, name, on_here=partial(self._ask, name, paths), on_gone=partial(self._gone, name)
            )
            service.listen(None, name, "ActiveChanged", partial(self._told, name))
            self._services[name] = service
            service.start()

    @property
    def locked(self) -> bool:
        return any(self._locked.values())

    @property
    def sources(self) -> tuple[str, ...]:
        """The services that have told their state."""
        return tuple(self._locked)

    def ask(self) -> None:
        """Ask again those that say that the screen is locked: they may have unlocked it without a word."""
        for name in [name for name, locked in self._locked.items() if locked]:
            self._ask(name, SERVICES[name])

    def close(self) -> None:
        for service in self._services.values():
            service.stop()

    def _told(self, name: str, body: Body) -> None:
        match body:
            case (bool(locked),):
                self._locked[name] = locked
                self._on_change()

    def _gone(self, name: str) -> None:
        self._locked.pop(name, None)
        self._on_change()

    def _ask(self, name: str, paths: tuple[str, ...]) -> None:
        """Ask at the first of *paths*, and at the next where there is no such object."""
        if not paths:
            return

        def answered(body: Body | None, error: BusError | None) -> None:
            if body is not None:
                self._told(name, body)
            elif error is not None and error.name.endswith((".UnknownObject", ".UnknownMethod")):
                self._ask(name, paths[1:])

        self._services[name].ask(paths[0], name, "GetActive", ("", ()), answered)
