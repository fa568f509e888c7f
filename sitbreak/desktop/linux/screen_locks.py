"""Whether the screen is locked, from the screen savers and lockers on the session bus.

They all speak the same: ``ActiveChanged(b)`` when the state changes, ``GetActive`` to ask for it. Some tell
it twice, at an old and a new path; some are there twice, under an old and a new name. So each name has one
state, the screen is locked when any says so, and hearing it again changes nothing.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sitbreak.desktop.linux.bus import DAEMON, DAEMON_PATH

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.bus import Bus, BusError
    from sitbreak.desktop.linux.buslink import BusLink

# Name and interface are the same; the paths at which it may be asked, the usual one first.
SERVICES = {
    "org.freedesktop.ScreenSaver": ("/org/freedesktop/ScreenSaver", "/ScreenSaver"),
    "org.gnome.ScreenSaver": ("/org/gnome/ScreenSaver",),
    "org.xfce.ScreenSaver": ("/org/xfce/ScreenSaver", "/"),
    "org.mate.ScreenSaver": ("/org/mate/ScreenSaver", "/"),
    "org.cinnamon.ScreenSaver": ("/org/cinnamon/ScreenSaver",),
}
_ASK_LIMIT_S = 1.0


class ScreenLocks:
    """Calls *on_change* whenever :attr:`locked` may have changed."""

    def __init__(self, session: BusLink, on_change: Callable[[], None]) -> None:
        self._session = session
        self._on_change = on_change
        self._locked: dict[str, bool] = {}  # by service, for those that have told
        session.follow(self._up, self._down)

    @property
    def locked(self) -> bool:
        return any(self._locked.values())

    @property
    def sources(self) -> tuple[str, ...]:
        """The services that have told their state."""
        return tuple(self._locked)

    def ask(self) -> None:
        """Ask again those that say that the screen is locked: they may have unlocked it without a word."""
        for service in [name for name, locked in self._locked.items() if locked]:
            self._ask(service, SERVICES[service])

    def close(self) -> None:
        self._session.unfollow(self._up, self._down)

    def _up(self, bus: Bus) -> None:
        for service, paths in SERVICES.items():
            bus.subscribe(
                partial(self._told, service), sender=service, interface=service, member="ActiveChanged"
            )
            bus.subscribe(
                partial(self._owner_changed, service),
                sender=DAEMON,
                path=DAEMON_PATH,
                interface=DAEMON,
                member="NameOwnerChanged",
                arg0=service,
            )
            self._ask(service, paths)

    def _down(self) -> None:
        self._locked.clear()
        self._on_change()

    def _told(self, service: str, _path: str, _member: str, body: tuple[Any, ...]) -> None:
        match body:
            case (bool(locked),):
                self._locked[service] = locked
                self._on_change()

    def _owner_changed(self, service: str, _path: str, _member: str, body: tuple[Any, ...]) -> None:
        match body:
            case (_, _, ""):
                self._locked.pop(service, None)
                self._on_change()
            case (_, _, str()):
                self._ask(service, SERVICES[service])

    def _ask(self, service: str, paths: tuple[str, ...]) -> None:
        """Ask at the first of *paths*, and at the next where there is no such object."""
        bus = self._session.bus
        if bus is None or not paths:
            return

        def answered(body: tuple[Any, ...] | None, error: BusError | None) -> None:
            if body is not None:
                self._told(service, paths[0], "GetActive", body)
            elif error is not None and error.name.endswith((".UnknownObject", ".UnknownMethod")):
                self._ask(service, paths[1:])

        bus.call(service, paths[0], service, "GetActive", reply=answered, timeout_s=_ASK_LIMIT_S)
