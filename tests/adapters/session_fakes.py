"""A login manager, screen savers and a notification service for tests, on connections of their own."""

from __future__ import annotations

from typing import Any

from sitbreak.desktop.linux.bus import Bus, BusError
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.looping import run_until

LOGIN, LOGIN_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
PROPERTIES = "org.freedesktop.DBus.Properties"


class FakePeer:
    """A connection that owns *name*."""

    def __init__(self, loop: SelectLoop, address: str, name: str) -> None:
        self.loop = loop
        self.asked: list[str] = []
        self.bus = Bus.connect(loop, address)
        self.offer()
        owned: list[object] = []
        self.bus.request_name(name, lambda body, error: owned.append(error or body))
        run_until(loop, lambda: bool(owned))
        assert isinstance(owned[0], tuple), owned

    def offer(self) -> None:
        """Export the objects."""

    def vanish(self) -> None:
        self.bus.close()


class FakeLogind(FakePeer):
    """One session, "c1", which is at *path*. Only the ways of *known_by* lead to it."""

    def __init__(
        self,
        loop: SelectLoop,
        address: str,
        *,
        known_by: tuple[str, ...] = ("GetSession", "GetSessionByPID", "GetUser"),
        locked: bool = False,
    ) -> None:
        self.path = f"{LOGIN_PATH}/session/c1"
        self.known_by = known_by
        self.locked = locked
        self.active = True
        self.preparing = False
        self.inhibitors: list[tuple[Any, ...]] = []
        super().__init__(loop, address, LOGIN)

    def offer(self) -> None:
        manager = {
            "GetSession": ("o", lambda session: self._session("GetSession", session == "c1")),
            "GetSessionByPID": ("o", lambda _pid: self._session("GetSessionByPID", True)),
            "GetUser": ("o", lambda _uid: self._user()),
            "ListInhibitors": ("a(ssssuu)", lambda: (self.inhibitors,)),
        }
        self.bus.export(
            LOGIN_PATH, f"{LOGIN}.Manager", manager, {"PreparingForSleep": lambda: ("b", self.preparing)}
        )
        properties = {"Active": lambda: ("b", self.active), "LockedHint": self._hint}
        self.bus.export(self.path, f"{LOGIN}.Session", {}, properties)
        display = {"Display": lambda: ("(so)", ("c1", self.path))}
        self.bus.export(f"{LOGIN_PATH}/user/_1", f"{LOGIN}.User", {}, display)

    def _hint(self) -> tuple[str, bool]:
        self.asked.append("LockedHint")
        return "b", self.locked

    def _session(self, way: str, right: bool) -> tuple[str]:
        self.asked.append(way)
        if way not in self.known_by or not right:
            raise BusError("org.freedesktop.login1.NoSuchSession", "no such session")
        return (self.path,)

    def _user(self) -> tuple[str]:
        self.asked.append("GetUser")
        if "GetUser" not in self.known_by:
            raise BusError("org.freedesktop.login1.NoSuchUser", "no such user")
        return (f"{LOGIN_PATH}/user/_1",)

    def wish(self, member: str, path: str = "") -> None:
        """Lock or Unlock."""
        self.bus.signal(path or self.path, f"{LOGIN}.Session", member)

    def say(self, **properties: bool) -> None:
        """Properties of the session have changed."""
        changed = {name: ("b", value) for name, value in properties.items()}
        self.locked = properties.get("LockedHint", self.locked)
        self.active = properties.get("Active", self.active)
        body: tuple[Any, ...] = (f"{LOGIN}.Session", changed, [])
        self.bus.signal(self.path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)

    def sleep(self, begins: bool) -> None:
        self.preparing = begins
        self.bus.signal(LOGIN_PATH, f"{LOGIN}.Manager", "PrepareForSleep", "b", (begins,))


class FakeScreenSaver(FakePeer):
    """The screen saver *name*, which can be asked at *path*."""

    def __init__(self, loop: SelectLoop, address: str, name: str, path: str, *, locked: bool = False) -> None:
        self.name = name
        self.path = path
        self.locked = locked
        super().__init__(loop, address, name)

    def offer(self) -> None:
        self.bus.export(self.path, self.name, {"GetActive": ("b", self._get_active)}, {})

    def _get_active(self) -> tuple[bool]:
        self.asked.append("GetActive")
        return (self.locked,)

    def say(self, locked: bool, *paths: str) -> None:
        self.locked = locked
        for path in paths or (self.path,):
            self.bus.signal(path, self.name, "ActiveChanged", "b", (locked,))


class FakeSwitch(FakePeer):
    """A notification service that calls itself *called*, with a switch of its own kind."""

    def __init__(self, loop: SelectLoop, address: str, called: str) -> None:
        self.called = called
        self.on = False
        super().__init__(loop, address, "org.freedesktop.Notifications")

    def offer(self) -> None:
        path, service = "/org/freedesktop/Notifications", "org.freedesktop.Notifications"
        information = (self.called, "vendor", "1.0", "1.2")
        switch: dict[str, Any] = {"Inhibited": lambda: ("b", self.on)} if self.called == "Plasma" else {}
        self.bus.export(path, service, {"GetServerInformation": ("ssss", lambda: information)}, switch)
        if self.called == "dunst":
            self.bus.export(path, "org.dunstproject.cmd0", {}, {"paused": lambda: ("b", self.on)})


class FakeXfconf(FakePeer):
    def __init__(self, loop: SelectLoop, address: str) -> None:
        self.on: bool | None = None  # None: never set
        super().__init__(loop, address, "org.xfce.Xfconf")

    def offer(self) -> None:
        method = ("v", self._get)
        self.bus.export("/org/xfce/Xfconf", "org.xfce.Xfconf", {"GetProperty": method}, {})

    def _get(self, channel: str, name: str) -> tuple[tuple[str, bool]]:
        if (channel, name) != ("xfce4-notifyd", "/do-not-disturb") or self.on is None:
            raise BusError("org.xfce.Xfconf.Error.PropertyNotFound", name)
        return (("b", self.on),)
