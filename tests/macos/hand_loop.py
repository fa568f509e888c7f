"""A loop whose time a test moves by hand, and the clock that goes with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sitbreak.core.model import Moment
from tests.fakes import FakeClock

Callback = Callable[[], None]


@dataclass(eq=False)
class HandTimer:
    at_s: float
    callback: Callback
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


class HandLoop:
    """Satisfies :class:`sitbreak.ports.Loop`, but for running: :meth:`advance` and :meth:`settle` do that."""

    def __init__(self, now_s: float = 1000.0) -> None:
        self.now_s = now_s
        self.stopped = False
        self._timers: list[HandTimer] = []
        self._posted: list[Callback] = []

    def call_later(self, delay_s: float, callback: Callback) -> HandTimer:
        timer = HandTimer(self.now_s + delay_s, callback)
        self._timers.append(timer)
        return timer

    def post(self, callback: Callback) -> None:
        self._posted.append(callback)

    def run(self, turn: Callable[[], float | None]) -> None:
        raise AssertionError("nobody runs this loop but the test")

    def stop(self) -> None:
        self.stopped = True

    def settle(self) -> None:
        """What was posted, and what that posts."""
        while self._posted:
            self._posted.pop(0)()

    def advance(self, length_s: float) -> None:
        """Let so much time pass; each timer is called when it is due."""
        end_s = self.now_s + length_s
        self.settle()
        while (timer := self._next(end_s)) is not None:
            self._timers.remove(timer)
            self.now_s = max(self.now_s, timer.at_s)
            timer.callback()
            self.settle()
        self.now_s = end_s

    @property
    def waits_s(self) -> list[float]:
        """How long until each timer that will call."""
        return sorted(timer.at_s - self.now_s for timer in self._timers if not timer.cancelled)

    def _next(self, until_s: float) -> HandTimer | None:
        due = [timer for timer in self._timers if not timer.cancelled and timer.at_s <= until_s]
        return min(due, key=lambda timer: timer.at_s, default=None)


class HandClock(FakeClock):
    """The clock of *loop*, at speed 1. Boot time counts *asleep_s* too: how long the machine was asleep."""

    def __init__(self, loop: HandLoop) -> None:
        super().__init__(loop.now_s, 1.0)
        self._loop = loop
        self._wall = super().now().wall
        self.asleep_s = 0.0

    def now(self) -> Moment:
        return Moment(wall=self._wall, mono_s=self._loop.now_s, boot_s=self._loop.now_s + self.asleep_s)

    def moment_of_idle(self, idle_s: float) -> float:
        return self.now().boot_s - idle_s
