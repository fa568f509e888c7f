"""One service on a bus, as somebody sees it who needs nothing else of that bus.

A service may come after us, go, and come again, and so may the bus. Whoever uses one is told of each, and
hears neither answers nor signals that belong to an earlier one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sitbreak.desktop.linux.bus import DAEMON, DAEMON_PATH, BusError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.bus import Bus
    from sitbreak.desktop.linux.buslink import BusLink

    Body = tuple[Any, ...]
    _Signal = tuple[str | None, str, str]  # path, interface, member

_ASK_LIMIT_S = 1.0


class Service:
    """*name* on the bus of *link*. *on_here* is called when it has come, or might be there; *on_gone* when it
    is there no more, or the bus is not. Between :meth:`start` and :meth:`stop` only."""

    def __init__(
        self, link: BusLink, name: str, *, on_here: Callable[[], None], on_gone: Callable[[], None]
    ) -> None:
        self.name = name
        self._link = link
        self._on_here = on_here
        self._on_gone = on_gone
        self._started = False
        self._life = 0  # counts what ended: answers of an earlier life are dropped
        self._bus: Bus | None = None  # the one that our signals come from
        self._heard: dict[_Signal, Callable[[Body], None]] = {}

    def start(self) -> None:
        self._started = True
        self._link.follow(self._up, self._down)

    def stop(self) -> None:
        self._started = False
        self._life += 1
        self._link.unfollow(self._up, self._down)

    def listen(self, path: str | None, interface: str, member: str, heard: Callable[[Body], None]) -> None:
        """Call *heard* with the body of each such signal of the service from now on (of any object, without
        a *path*); asked for once, it holds over restarts of the service and the bus."""
        key = (path, interface, member)
        if key not in self._heard and self._bus is not None:
            self._subscribe(self._bus, key)
        self._heard[key] = heard

    def ask(  # noqa: PLR0913 - a call on D-Bus has so many parts
        self,
        path: str,
        interface: str,
        member: str,
        words: tuple[str, Body],
        answered: Callable[[Body | None, BusError | None], None],
    ) -> None:
        """Call a method with *words* (signature and arguments). *answered* is called within a second or so,
        but not if the service has ended meanwhile."""
        life = self._life

        def reply(body: Body | None, error: BusError | None) -> None:
            if life == self._life:
                answered(body, error)

        if self._link.bus is not None:
            bus = self._link.bus
            bus.call(self.name, path, interface, member, *words, reply=reply, timeout_s=_ASK_LIMIT_S)

    def tell(self, path: str, interface: str, member: str, words: tuple[str, Body]) -> None:
        """Call a method whose answer does not matter."""
        if self._link.bus is not None:
            self._link.bus.call(self.name, path, interface, member, *words)

    def _up(self, bus: Bus) -> None:
        if bus is not self._bus:  # subscriptions live as long as their connection
            self._bus = bus
            bus.subscribe(
                self._owner_changed,
                sender=DAEMON,
                path=DAEMON_PATH,
                interface=DAEMON,
                member="NameOwnerChanged",
                arg0=self.name,
            )
            for key in self._heard:
                self._subscribe(bus, key)
        self._on_here()

    def _down(self) -> None:
        self._life += 1
        self._on_gone()

    def _subscribe(self, bus: Bus, key: _Signal) -> None:
        path, interface, member = key
        bus.subscribe(
            partial(self._hear, bus, key), sender=self.name, path=path, interface=interface, member=member
        )

    def _hear(self, bus: Bus, key: _Signal, _path: str, _member: str, body: Body) -> None:
        if self._started and bus is self._bus:
            self._heard[key](body)

    def _owner_changed(self, _path: str, _member: str, body: Body) -> None:
        match body:
            case (_, _, str(owner)) if self._started:
                self._life += 1
                self._on_gone()
                if owner:
                    self._on_here()


def is_absence(error: BusError) -> bool:
    """Whether *error* says that there is no such service, rather than that it fails."""
    return error.name.endswith((".ServiceUnknown", ".NameHasNoOwner"))
