"""A notification service for tests, with a connection and a thread of its own, so that it can hang."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from sitbreak.desktop.linux.bus import Bus, BusError
from sitbreak.desktop.linux.loop import SelectLoop

SERVICE = "org.freedesktop.Notifications"
OBJECT = "/org/freedesktop/Notifications"


class Shown(NamedTuple):
    """The arguments of one call of Notify."""

    application: str
    replaces: int
    icon: str
    title: str
    body: str
    actions: list[str]
    hints: dict[str, tuple[str, Any]]
    expire_ms: int


class FakeNotifications:
    """What it was told is in *shown* and *closed*. *fails*: answer Notify with an error."""

    def __init__(
        self,
        address: str,
        *,
        capabilities: tuple[str, ...] = ("body", "actions", "body-markup"),
        name: str = "Fake",
        first_number: int = 1,
    ) -> None:
        self.shown: list[Shown] = []
        self.closed: list[int] = []
        self.asked: list[str] = []
        self.open: set[int] = set()  # the notifications that are in view
        self.most_open = 0
        self.fails = False
        self.strange = False
        self._capabilities = list(capabilities)
        self._name = name
        self._next = first_number
        self._gate = threading.Event()
        self._loop = SelectLoop()
        self._bus = Bus.connect(self._loop, address)
        self._bus.export(OBJECT, SERVICE, self._methods(), {})
        self._thread = threading.Thread(target=self._loop.run, args=(lambda: None,))
        self._thread.start()
        owned = threading.Event()
        self._loop.post(lambda: self._bus.request_name(SERVICE, lambda _body, _error: owned.set()))
        assert owned.wait(10)

    def _methods(self) -> dict[str, tuple[str, Callable[..., tuple[Any, ...]]]]:
        return {
            "GetCapabilities": ("as", self._tell_capabilities),
            "GetServerInformation": ("ssss", lambda: (self._name, "tests", "1.0", "1.2")),
            "Notify": ("u", self._notify),
            "CloseNotification": ("", self._close_notification),
        }

    def _tell_capabilities(self) -> tuple[list[str]]:
        self.asked.append("GetCapabilities")
        if self.strange:
            raise BusError("Failed", "\x1b[31m" + "strange " * 100)
        return (self._capabilities,)

    def _notify(self, *arguments: Any) -> tuple[int]:
        self.shown.append(Shown(*arguments))
        if self.fails:
            raise BusError("Failed", "not today")
        if self.strange:
            return (0,)
        number = self.shown[-1].replaces
        if number not in self.open:  # as real services do: what is gone cannot be replaced
            number, self._next = self._next, self._next + 1
            self.open.add(number)
            self.most_open = max(self.most_open, len(self.open))
        return (number,)

    def _close_notification(self, number: int) -> tuple[()]:
        self.closed.append(number)
        self._goes_away(number)
        return ()

    def _goes_away(self, number: int, why: int = 3) -> None:
        if number in self.open:
            self.open.discard(number)
            self._bus.signal(OBJECT, SERVICE, "NotificationClosed", "uu", (number, why))

    def click(self, number: int, key: str) -> None:
        self.signal("ActionInvoked", "us", (number, key))

    def user_closes(self, number: int) -> None:
        """Take notification *number* out of view and say so."""
        self._loop.post(lambda: self._goes_away(number, 2))

    def say_closed(self, number: int, why: int = 2) -> None:
        self.signal("NotificationClosed", "uu", (number, why))

    def signal(self, member: str, signature: str, body: tuple[Any, ...]) -> None:
        self._loop.post(lambda: self._bus.signal(OBJECT, SERVICE, member, signature, body))

    def hang(self) -> None:
        """Answer nothing until :meth:`go_on`."""
        self._gate.clear()
        hangs = threading.Event()

        def wait() -> None:
            hangs.set()
            self._gate.wait(30)

        self._loop.post(wait)
        assert hangs.wait(10)

    def go_on(self) -> None:
        self._gate.set()

    def end(self) -> None:
        """Leave the bus, as a crash would."""
        if not self._thread.is_alive():
            return
        self._gate.set()
        self._loop.post(self._bus.close)
        self._loop.post(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
