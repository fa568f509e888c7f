"""The one place where the resident program waits, on Linux: descriptors, timers, posts and signals.

Nothing ticks. :meth:`SelectLoop.run` sleeps until a watched descriptor is ready, a timer is due, somebody
posts, a signal arrives, or the time that ``turn`` asked for has passed.

A pipe wakes the loop, for posts and for signals alike. (An eventfd would do for posts, but the interpreter's
signal wake-up writes single bytes, which an eventfd refuses; and only that wake-up closes the gap in which a
signal arrives just before the loop falls asleep.)
"""

from __future__ import annotations

import os
import selectors
import signal
from collections import deque
from contextlib import suppress
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from sitbreak import clock, log

if TYPE_CHECKING:
    from collections.abc import Callable

    Callback = Callable[[], None]

_LONGEST_WAIT_S = 3600.0  # whatever turn and the timers say: epoll takes no wait of weeks
_WAIT_AFTER_FAILED_TURN_S = 10.0
_FAILURES_BEFORE_UNWATCHED = 20
_DEAD_TIMERS_KEPT = 64


class _Timer:
    """A call to come. Cancelled timers stay in the heap until they come up, or until there are many."""

    __slots__ = ("_loop", "at_s", "callback", "number")

    def __init__(self, loop: SelectLoop, at_s: float, number: int, callback: Callback) -> None:
        self._loop = loop
        self.at_s = at_s
        self.number = number
        self.callback: Callback | None = callback

    def __lt__(self, other: _Timer) -> bool:
        return (self.at_s, self.number) < (other.at_s, other.number)

    def cancel(self) -> None:
        if self.callback is not None:
            self.callback = None
            self._loop.timer_died()


class _Watch:
    """Who wants to know about one descriptor."""

    __slots__ = ("failures", "reader", "writer")

    def __init__(self) -> None:
        self.reader: Callback | None = None
        self.writer: Callback | None = None
        self.failures = 0  # in a row

    def events(self) -> int:
        return (selectors.EVENT_READ if self.reader else 0) | (selectors.EVENT_WRITE if self.writer else 0)


class SelectLoop:
    """Satisfies :class:`sitbreak.ports.Loop`. All but :meth:`post` is for the thread that runs it only.

    Raises nothing for a callback that does: :func:`sitbreak.log.problem` is told, and the loop goes on.
    """

    def __init__(self, turned: Callback = lambda: None) -> None:
        """*turned* is called after each turn that did not fail."""
        self._turned = turned
        self.wakeups = 0  # how often the wait has ended: the figure to keep small
        self._selector = selectors.DefaultSelector()
        self._watches: dict[int, _Watch] = {}
        self._timers: list[_Timer] = []
        self._timer_count = 0
        self._dead_timers = 0
        self._posted: deque[Callback] = deque()
        self._running = False
        self._signals: dict[int, object] = {}  # signal number -> the handler before ours
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_reader, False)
        os.set_blocking(self._wake_writer, False)
        self.add_reader(self._wake_reader, self._drain_wake_pipe)

    # --- descriptors

    def add_reader(self, fd: int, callback: Callback) -> None:
        self._watch(fd).reader = callback
        self._apply(fd)

    def remove_reader(self, fd: int) -> None:
        if fd in self._watches:
            self._watches[fd].reader = None
            self._apply(fd)

    def add_writer(self, fd: int, callback: Callback) -> None:
        self._watch(fd).writer = callback
        self._apply(fd)

    def remove_writer(self, fd: int) -> None:
        if fd in self._watches:
            self._watches[fd].writer = None
            self._apply(fd)

    def _watch(self, fd: int) -> _Watch:
        if fd not in self._watches:
            self._watches[fd] = _Watch()
        return self._watches[fd]

    def _apply(self, fd: int) -> None:
        """Tell the selector what the watch of *fd* wants now.

        A watch that wants nothing is forgotten, so that a descriptor of the same number opened later cannot
        be mistaken for it.
        """
        watch = self._watches[fd]
        events = watch.events()
        known = fd in self._selector.get_map()
        if not events:
            del self._watches[fd]
            if known:
                self._selector.unregister(fd)
        elif known:
            self._selector.modify(fd, events, watch)
        else:
            self._selector.register(fd, events, watch)

    # --- timers and posts

    def call_later(self, delay_s: float, callback: Callback) -> _Timer:
        self._timer_count += 1
        timer = _Timer(self, clock.monotonic_s() + max(0.0, delay_s), self._timer_count, callback)
        heappush(self._timers, timer)
        return timer

    def timer_died(self) -> None:
        """One more timer in the heap will never call; many of them are cleared away."""
        self._dead_timers += 1
        if self._dead_timers > _DEAD_TIMERS_KEPT and self._dead_timers * 2 > len(self._timers):
            self._timers = [timer for timer in self._timers if timer.callback is not None]
            heapify(self._timers)
            self._dead_timers = 0

    def post(self, callback: Callback) -> None:
        """Soon, on the loop's thread. May be called from any thread and from a signal handler."""
        self._posted.append(callback)
        self._wake()

    def _wake(self) -> None:
        if self._wake_writer >= 0:
            with suppress(BlockingIOError):  # a full pipe holds wake-ups enough
                os.write(self._wake_writer, b"\0")

    def _drain_wake_pipe(self) -> None:
        os.read(self._wake_reader, 4096)

    # --- signals

    def on_signal(self, signum: int, callback: Callback) -> None:
        """Post *callback* whenever signal *signum* arrives. Main thread only (ValueError elsewhere)."""
        if not self._signals:
            signal.set_wakeup_fd(self._wake_writer, warn_on_full_buffer=False)
        previous = signal.signal(signum, lambda _signum, _frame: self.post(callback))
        self._signals.setdefault(signum, previous)

    def _give_signals_back(self) -> None:
        if self._signals:
            signal.set_wakeup_fd(-1)
        for signum, previous in self._signals.items():
            signal.signal(signum, previous)  # type: ignore[arg-type]  # just what signal.signal answered
        self._signals.clear()

    # --- running

    def run(self, turn: Callable[[], float | None]) -> None:
        """Wait and call back until :meth:`stop`; *turn* comes once at the start and after each batch."""
        self._running = True
        wanted_s = self._turn(turn)
        while self._running:
            ready = self._selector.select(self._wait_s(wanted_s))
            self.wakeups += 1
            for key, events in ready:
                self._ready(key.fd, key.data, events)
            self._run_timers()
            self._run_posted()
            if self._running:
                wanted_s = self._turn(turn)

    def stop(self) -> None:
        """Leave :meth:`run` after this batch. From another thread: ``post(loop.stop)``."""
        self._running = False

    def close(self) -> None:
        """Give the signals and the descriptors of the loop back. It cannot run again."""
        self._give_signals_back()
        self._selector.close()
        writer, self._wake_writer = self._wake_writer, -1
        os.close(writer)
        os.close(self._wake_reader)

    def _wait_s(self, wanted_s: float | None) -> float:
        if self._posted:
            return 0.0
        wait_s = _LONGEST_WAIT_S if wanted_s is None else min(_LONGEST_WAIT_S, max(0.0, wanted_s))
        while self._timers and self._timers[0].callback is None:
            heappop(self._timers)
            self._dead_timers -= 1
        if self._timers:
            wait_s = min(wait_s, max(0.0, self._timers[0].at_s - clock.monotonic_s()))
        return wait_s

    def _ready(self, fd: int, watch: _Watch, events: int) -> None:
        """Call who waits for *fd*, unless an earlier callback of this batch has given the descriptor up."""
        for event in (selectors.EVENT_READ, selectors.EVENT_WRITE):
            if not events & event or self._watches.get(fd) is not watch:
                continue
            callback = watch.reader if event == selectors.EVENT_READ else watch.writer
            if callback is None or self._guard(callback):
                watch.failures = 0
            else:
                self._count_failure(fd, watch)

    def _count_failure(self, fd: int, watch: _Watch) -> None:
        """A callback that fails without taking the data would come again at once, for ever."""
        watch.failures += 1
        if watch.failures >= _FAILURES_BEFORE_UNWATCHED and self._watches.get(fd) is watch:
            watch.reader = watch.writer = None
            self._apply(fd)

    def _run_timers(self) -> None:
        now_s = clock.monotonic_s()
        while self._timers and self._timers[0].at_s <= now_s:
            timer = heappop(self._timers)
            callback, timer.callback = timer.callback, None
            if callback is None:
                self._dead_timers -= 1
            else:
                self._guard(callback)

    def _run_posted(self) -> None:
        """What was posted until now. What these post comes in the next batch: descriptors get their turn."""
        for _ in range(len(self._posted)):
            self._guard(self._posted.popleft())

    def _turn(self, turn: Callable[[], float | None]) -> float | None:
        try:
            wanted_s = turn()
        except Exception as error:  # noqa: BLE001 - the port promises that the loop outlives its callbacks
            log.problem("loop", error)
            return _WAIT_AFTER_FAILED_TURN_S
        self._turned()
        return wanted_s

    def _guard(self, callback: Callback) -> bool:
        """Whether *callback* came back without raising."""
        try:
            callback()
        except Exception as error:  # noqa: BLE001 - the port promises that the loop outlives its callbacks
            log.problem("loop", error)
            return False
        return True
