"""A user's input on a real compositor, as the picked source of idle time sees it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sitbreak.clock import SystemClock
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.idle_pick import IdlePick, makers
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.x11_link import XLink
from tests.adapters.looping import run_for, run_until
from tests.desktop.compositors import Compositor, compositor


class Watched:
    """*desk* with somebody at it, and what is known of that."""

    def __init__(self, desk: Compositor) -> None:
        self.desk = desk
        self.loop = SelectLoop()
        self.clock = SystemClock()
        self.changes = 0
        self._buses = (BusLink(self.loop, "session"), BusLink(self.loop, "system"))
        self._x11 = XLink(self.loop, desk.env)
        made_by = makers(self.loop, self.clock, self._x11, self._buses, desk.env)
        self.idle = IdlePick(self.clock, made_by, self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def watch(self, *thresholds_s: float) -> None:
        self.idle.watch(frozenset(thresholds_s))

    def start(self, *thresholds_s: float) -> None:
        """Watch for these pauses, and wait until it is known what goes on."""
        self.watch(*thresholds_s)
        self.idle.start()
        run_until(self.loop, lambda: self.idle.known)

    def move(self) -> float:
        """Move the pointer until it is seen; seconds from the move until then."""
        assert self.desk.hand is not None
        began_s = time.perf_counter()
        self.desk.hand.move()
        run_until(self.loop, lambda: self.idle.input_on)
        return time.perf_counter() - began_s

    def pause(self) -> float:
        """Wait until a pause is told of; seconds until then."""
        began_s = time.perf_counter()
        run_until(self.loop, lambda: self.idle.known and not self.idle.input_on)
        return time.perf_counter() - began_s

    def next_change(self) -> None:
        before = self.changes
        run_until(self.loop, lambda: self.changes > before)

    def rest(self, length_s: float) -> None:
        run_for(self.loop, length_s)

    def last_input_ago_s(self) -> float:
        assert self.idle.last_input_at_s is not None
        return self.clock.now().boot_s - self.idle.last_input_at_s

    def close(self) -> None:
        self.idle.close()
        self._x11.close()
        for bus in self._buses:
            bus.close()
        self.loop.close()


@contextmanager
def watched(kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """Somebody at a compositor of *kind*, who is not watched yet."""
    with compositor(kind) as desk:
        for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
            monkeypatch.setenv(name, desk.env[name])
        made = Watched(desk)
        try:
            yield made
        finally:
            made.close()
