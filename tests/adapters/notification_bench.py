"""A notifier on a real bus, with a service of the test's own and timers that hurry."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.notifications import DBusNotifier
from sitbreak.ports import Button, Health, Notice
from tests.adapters.fake_notifications import FakeNotifications, Shown
from tests.adapters.looping import run_for
from tests.adapters.private_bus import BusDaemon

START, SNOOZE = Button(key="start", label="Start"), Button(key="snooze", label="Snooze 5 min")
FIRST = Notice(title="Time for a little march", body="1 min.", buttons=(START, SNOOZE), default="start")
SECOND = Notice(title="Fancy a short walk?", body="3 min.", buttons=(START,), default="start")
PASSING = Notice(title="Nicely done", body="That was it.", seconds=10)


class HastyLoop(SelectLoop):
    """Its timers come a hundred times too early: 5 s pass in 50 ms, a minute in 600."""

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Any:
        return super().call_later(delay_s / 100 if delay_s != 25 else delay_s, callback)


class Fallback:
    """A notifier that only notes what it is told."""

    def __init__(self) -> None:
        self.shown: list[Notice] = []

    def capabilities(self) -> frozenset[str]:
        return frozenset({"fallback"})

    def show(self, notice: Notice) -> None:
        self.shown.append(notice)

    def withdraw(self) -> None: ...

    def health(self) -> Health:
        return Health(part="notifications", state="absent", detail="fallback")

    def close(self) -> None: ...


class Bench:
    """A notifier on a loop of its own, connected to *daemon* when that runs."""

    def __init__(self, daemon: BusDaemon) -> None:
        self.daemon = daemon
        self.loop = HastyLoop()
        self.link = BusLink(self.loop, "session")
        self.clicked: list[str] = []
        self.fallback = Fallback()
        self.notifier = DBusNotifier(self.loop, self.link, self.clicked.append, fallback=self.fallback)
        self.services: list[FakeNotifications] = []

    def serve(self, **how: Any) -> FakeNotifications:
        self.services.append(FakeNotifications(self.daemon.address, **how))
        return self.services[-1]

    def until(self, happened: Callable[[], bool]) -> None:
        """Run the loop until then, looking every 5 ms: the service is in another thread and wakes nobody."""
        end_s = time.perf_counter() + 20

        def turn() -> float:
            if happened() or time.perf_counter() > end_s:
                self.loop.stop()
            return 0.005

        self.loop.run(turn)
        assert happened()

    def settle(self) -> None:
        """Long enough for everything that is under way on the bus; far less than a retry."""
        run_for(self.loop, 10)

    def acquainted(self) -> None:
        self.until(lambda: self.link.bus is not None and bool(self.notifier.capabilities()))
        self.until(lambda: bool(self.notifier.health().detail))

    def show(self, notice: Notice, service: FakeNotifications) -> Shown:
        """Show *notice* and wait until the service has told its number."""
        before = len(service.shown)
        self.notifier.show(notice)
        self.until(lambda: len(service.shown) > before)
        self.settle()
        return service.shown[-1]

    def end(self) -> None:
        self.notifier.close()
        self.link.close()
        for service in self.services:
            service.end()
        self.loop.close()
