"""The one place where the resident program waits, on Windows and macOS: timers and what is posted.

Nothing ticks. :meth:`QueueLoop.run` sleeps until somebody posts, a timer is due, or the time that ``turn``
asked for has passed. There are no descriptors to wait for: what can only be waited for by a thread (a pipe, a
child, a folder) has one, which posts.
"""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

from sitbreak import clock, log

if TYPE_CHECKING:
    from collections.abc import Callable

    Callback = Callable[[], None]

_LONGEST_WAIT_S = 3600.0  # whatever turn and the timers say: the system takes no wait of weeks
_WAIT_AFTER_FAILED_TURN_S = 10.0


class _Timer:
    """A call to come."""

    __slots__ = ("_timers", "at_s", "callback", "number")

    def __init__(self, timers: set[_Timer], at_s: float, number: int, callback: Callback) -> None:
        self._timers = timers
        self.at_s = at_s
        self.number = number
        self.callback = callback
        timers.add(self)

    def cancel(self) -> None:
        self._timers.discard(self)


class QueueLoop:
    """Satisfies :class:`sitbreak.ports.Loop`. All but :meth:`post` is for the thread that runs it only.

    Raises nothing for a callback that does: :func:`sitbreak.log.problem` is told, and the loop goes on.
    """

    def __init__(self) -> None:
        self.wakeups = 0  # how often the wait has ended: the figure to keep small
        self._timers: set[_Timer] = set()  # a dozen at the most
        self._timer_count = 0
        self._posted: queue.SimpleQueue[Callback] = queue.SimpleQueue()
        self._running = False

    def call_later(self, delay_s: float, callback: Callback) -> _Timer:
        self._timer_count += 1
        at_s = clock.monotonic_s() + max(0.0, delay_s)
        return _Timer(self._timers, at_s, self._timer_count, callback)

    def post(self, callback: Callback) -> None:
        """Soon, on the loop's thread. May be called from any thread and from a signal handler."""
        self._posted.put(callback)

    def run(self, turn: Callable[[], float | None]) -> None:
        """Wait and call back until :meth:`stop`; *turn* comes once at the start and after each batch."""
        self._running = True
        wanted_s = self._turn(turn)
        while self._running:
            first = self._wait(wanted_s)
            self.wakeups += 1
            self._run_timers()
            self._run_posted(first)
            if self._running:
                wanted_s = self._turn(turn)

    def stop(self) -> None:
        """Leave :meth:`run` after this batch. From another thread: ``post(loop.stop)``."""
        self._running = False

    def _wait(self, wanted_s: float | None) -> Callback | None:
        """The first of what was posted; None when it is time for something else."""
        wait_s = _LONGEST_WAIT_S if wanted_s is None else min(_LONGEST_WAIT_S, wanted_s)
        if self._timers:
            next_at_s = min(timer.at_s for timer in self._timers)
            wait_s = min(wait_s, next_at_s - clock.monotonic_s())
        try:
            return self._posted.get(timeout=max(0.0, wait_s))
        except queue.Empty:
            return None

    def _run_timers(self) -> None:
        now_s = clock.monotonic_s()
        due = [timer for timer in self._timers if timer.at_s <= now_s]
        for timer in sorted(due, key=lambda timer: (timer.at_s, timer.number)):
            if timer in self._timers:  # else an earlier one has cancelled it
                timer.cancel()
                self._guard(timer.callback)

    def _run_posted(self, first: Callback | None) -> None:
        """*first*, and what was posted until now. What these post comes in the next batch."""
        if first is None:
            return
        more = self._posted.qsize()
        self._guard(first)
        for _ in range(more):
            self._guard(self._posted.get())

    def _turn(self, turn: Callable[[], float | None]) -> float | None:
        try:
            return turn()
        except Exception as error:  # noqa: BLE001 - the port promises that the loop outlives its callbacks
            log.problem("loop", error)
            return _WAIT_AFTER_FAILED_TURN_S

    def _guard(self, callback: Callback) -> None:
        try:
            callback()
        except Exception as error:  # noqa: BLE001 - the port promises that the loop outlives its callbacks
            log.problem("loop", error)
