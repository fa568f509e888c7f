"""Services that tell of idle time, for tests, and somebody who is watched by one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sitbreak.clock import SystemClock, monotonic_s
from sitbreak.desktop.linux.bus import BusError
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.idle_source import IdleSource
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.looping import run_until
from tests.adapters.session_fakes import LOGIN, LOGIN_PATH, PROPERTIES, FakePeer

MUTTER, MUTTER_PATH = "org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core"
SAVER = "org.freedesktop.ScreenSaver"

Make = Callable[[SelectLoop, SystemClock, BusLink, Callable[[], None]], IdleSource]


class Person:
    """What the source that *make* makes knows of somebody."""

    def __init__(self, loop: SelectLoop, make: Make, *thresholds_s: float, which: str = "session") -> None:
        self.loop = loop
        self.changes = 0
        self.clock = SystemClock()
        self.bus = BusLink(loop, which)  # type: ignore[arg-type]
        self.idle = make(loop, self.clock, self.bus, self._changed)
        self.idle.watch(frozenset(thresholds_s))

    def _changed(self) -> None:
        self.changes += 1

    def start(self) -> None:
        self.idle.start()

    def until_known(self) -> None:
        run_until(self.loop, lambda: self.idle.known)

    def until(self, input_on: bool) -> None:
        run_until(self.loop, lambda: self.idle.known and self.idle.input_on is input_on)

    def until_unknown(self, why: str) -> None:
        run_until(self.loop, lambda: not self.idle.known and why in self.idle.why)

    def last_input_ago_s(self) -> float:
        assert self.idle.last_input_at_s is not None
        return self.clock.now().boot_s - self.idle.last_input_at_s

    def close(self) -> None:
        self.idle.close()
        self.bus.close()


@contextmanager
def person(loop: SelectLoop, make: Make, *thresholds_s: float, which: str = "session") -> Iterator[Person]:
    made = Person(loop, make, *thresholds_s, which=which)
    made.start()
    try:
        yield made
    finally:
        made.close()


class FakeMutter(FakePeer):
    """An idle monitor. :attr:`watches` are the lengths watched for, in ms, by number; 0 is the return."""

    def __init__(self, loop: SelectLoop, address: str, *, idle_ms: object = 0) -> None:
        self.idle_ms = idle_ms  # what it answers; None: an error
        self.eager = False  # fire each watch before its number is answered
        self.watches: dict[int, int] = {}
        self.removed: list[int] = []
        self._number = 0
        super().__init__(loop, address, MUTTER)

    def offer(self) -> None:
        methods: dict[str, tuple[str, Callable[..., Any]]] = {
            "GetIdletime": ("t", self._idle_time),
            "AddIdleWatch": ("u", self._add),
            "AddUserActiveWatch": ("u", lambda: self._add(0)),
            "RemoveWatch": ("", self._remove),
        }
        self.bus.export(MUTTER_PATH, MUTTER, methods, {})

    def _idle_time(self) -> tuple[object]:
        self.asked.append("GetIdletime")
        if self.idle_ms is None:
            raise BusError("org.example.Broken", "out of order")
        return (self.idle_ms,)

    def _add(self, length_ms: int) -> tuple[int]:
        self._number += 1
        self.watches[self._number] = length_ms
        if self.eager and length_ms:
            self.fire(self._number)
        return (self._number,)

    def _remove(self, number: int) -> None:
        self.removed.append(self.watches.pop(number, 0))

    def fire(self, number: int) -> None:
        self.bus.signal(MUTTER_PATH, MUTTER, "WatchFired", "u", (number,))

    @property
    def lengths(self) -> list[int]:
        return sorted(self.watches.values())

    def pause(self, idle_ms: int) -> None:
        """There was no input for so long: the watches for that fire."""
        self.idle_ms = idle_ms
        for number, length_ms in tuple(self.watches.items()):
            if 0 < length_ms <= idle_ms:
                self.fire(number)

    def back(self) -> None:
        """There is input: watches for the return fire, and are no more."""
        self.idle_ms = 0
        for number, length_ms in tuple(self.watches.items()):
            if not length_ms:
                del self.watches[number]
                self.fire(number)


class FakeCounter(FakePeer):
    """A screen saver that counts idle time, *per_second* in a second, since :attr:`since_s`."""

    def __init__(
        self,
        loop: SelectLoop,
        address: str,
        *,
        per_second: float = 1000,
        path: str = "/org/freedesktop/ScreenSaver",
    ) -> None:
        self.per_second = per_second
        self.path = path
        self.since_s = monotonic_s()
        self.answer: object = None  # instead of the count
        super().__init__(loop, address, SAVER)

    def offer(self) -> None:
        self.bus.export(self.path, SAVER, {"GetSessionIdleTime": ("u", self._count)}, {})

    def _count(self) -> tuple[object]:
        self.asked.append("GetSessionIdleTime")
        if isinstance(self.answer, str):
            raise BusError(self.answer, "no")
        if self.answer is not None:
            return (self.answer,)
        return (int((monotonic_s() - self.since_s) * self.per_second),)


class FakeHints(FakePeer):
    """A login manager with one session, "c1", and its idle hint."""

    def __init__(
        self, loop: SelectLoop, address: str, *, kind: str = "wayland", names: tuple[str, ...] = ("auto",)
    ) -> None:
        self.path = f"{LOGIN_PATH}/session/c1"
        self.kind = kind
        self.names = names  # by which the session can be asked for
        self.idle = False
        self.since_us = 0
        super().__init__(loop, address, LOGIN)

    def offer(self) -> None:
        self.bus.export(LOGIN_PATH, f"{LOGIN}.Manager", {"GetSession": ("o", self._session)}, {})
        properties = {
            "Type": lambda: ("s", self.kind),
            "IdleHint": lambda: ("b", self.idle),
            "IdleSinceHintMonotonic": lambda: ("t", self.since_us),
        }
        self.bus.export(self.path, f"{LOGIN}.Session", {}, properties)

    def _session(self, name: str) -> tuple[str]:
        self.asked.append(name)
        if name not in self.names:
            raise BusError(f"{LOGIN}.NoSuchSession", "no such session")
        return (self.path,)

    def say(self, idle: bool, since_s: float) -> None:
        """The hint has changed, at monotonic time *since_s*."""
        self.idle, self.since_us = idle, int(since_s * 1e6)
        changed = {"IdleHint": ("b", idle), "IdleSinceHintMonotonic": ("t", self.since_us)}
        body = (f"{LOGIN}.Session", changed, [])
        self.bus.signal(self.path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)
