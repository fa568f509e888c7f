"""Work by the clock on the wall that nobody waits for: pruning the history, keeping files alive.

The ``schedule`` library plans it, in local wall time without a zone. So a job may come late after a suspend,
or twice when the clock is set back: jobs must bear that, take less than 50 ms, and are never what a reminder
hangs on. What the library itself bears badly is kept from it here: a job cannot raise; a clock that was set
back (by hand, by a journey, at the end of summer time) makes all jobs be planned anew, instead of having
them stand still until the old time comes again; and nobody waits for longer than 10 min without looking.
"""

from __future__ import annotations

from datetime import UTC
from math import ceil
from typing import TYPE_CHECKING

import schedule

from sitbreak import log

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.ports import Clock

    Job = Callable[[], object]

LONGEST_WAIT_S = 600.0
_SET_BACK_S = 30.0  # less is the clock being put right bit by bit


class Housekeeping:
    """Jobs and when they are due. For one thread; nothing here blocks or raises."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._scheduler = schedule.Scheduler()
        self._plans: list[Callable[[], object]] = []
        self._ahead_s = self._wall_ahead_s()  # the most since the jobs were planned

    def daily(self, at: str, job: Job) -> None:
        """Run *job* each day *at* a local time, as "04:00"."""
        self._plan(lambda: self._scheduler.every().day.at(at).do(_safe(job)))

    def hourly(self, job: Job) -> None:
        """Run *job* an hour from now, and so on."""
        self._plan(lambda: self._scheduler.every().hour.do(_safe(job)))

    def alarm(self, wait_s: Callable[[], float | None], job: Job) -> Callable[[], None]:
        """Run *job* after *wait_s* real seconds; None: not at all. That is asked now, after each run, when
        the clock was set back, and whenever the answered function is called. The job may come early, when
        the clock is set ahead, and late after a sleep: it looks at the time itself."""
        name = object()

        def plan() -> None:
            self._scheduler.clear(name)
            left_s = wait_s()
            if left_s is not None:
                self._scheduler.every(max(1, ceil(left_s))).seconds.do(run).tag(name)

        def run() -> None:
            _safe(job)()
            plan()

        self._plan(plan)
        return plan

    def run_pending(self) -> None:
        """Run what is due. A job that was missed more than once is run once."""
        self._notice_a_clock_set_back()
        self._scheduler.run_pending()

    def idle_s(self) -> float | None:
        """After how many seconds to come again at the latest, 0 to 600; None when there is no job."""
        idle_s = self._scheduler.idle_seconds
        return None if idle_s is None else min(max(0.0, idle_s), LONGEST_WAIT_S)

    def _plan(self, plan: Callable[[], object]) -> None:
        self._plans.append(plan)
        plan()

    def _notice_a_clock_set_back(self) -> None:
        ahead_s = self._wall_ahead_s()
        if ahead_s > self._ahead_s - _SET_BACK_S:
            self._ahead_s = max(ahead_s, self._ahead_s)
            return
        self._ahead_s = ahead_s
        self._scheduler.clear()
        for plan in self._plans:
            plan()

    def _wall_ahead_s(self) -> float:
        """By how much the local clock on the wall is ahead of boot time, which nobody sets."""
        now = self._clock.now()
        return now.wall.replace(tzinfo=UTC).timestamp() - now.boot_s


def _safe(job: Job) -> Callable[[], None]:
    def run() -> None:
        try:
            job()
        except Exception as error:  # noqa: BLE001 - else the job would be due for ever, and those after it never
            log.problem("housekeeping", error)

    return run
