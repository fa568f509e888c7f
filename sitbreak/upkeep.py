"""What is done by the hour and by the day: old history is forgotten, files in use are kept from being
cleaned away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitbreak import paths
from sitbreak.housekeeping import Housekeeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.in_force import InForce
    from sitbreak.instance import InstanceLock
    from sitbreak.ipc import Server
    from sitbreak.ports import Clock
    from sitbreak.recording import Recorder

_DAY_S = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept in order."""

    recorder: Recorder
    lock: InstanceLock
    server: Server
    settings: InForce


class Upkeep:
    """Lives on the loop's thread; no job here takes longer than some milliseconds, but see the store."""

    def __init__(
        self, clock: Clock, kept: Kept, *, keep_days: Callable[[], int], superseded: Callable[[], None]
    ) -> None:
        """*keep_days*: how long history is kept. *superseded* is told when another sitbreak was started
        beside this one: two would remind twice."""
        self._clock = clock
        self._kept = kept
        self._keep_days = keep_days
        self._superseded = superseded
        self._jobs = Housekeeping(clock)

    def begin(self) -> None:
        self._jobs.daily("04:00", self._forget)
        self._jobs.hourly(self._look_used)

    def alarm(self, wait_s: Callable[[], float | None], job: Callable[[], object]) -> Callable[[], None]:
        """Run *job* after *wait_s*, as :meth:`Housekeeping.alarm` does."""
        return self._jobs.alarm(wait_s, job)

    def run_pending(self) -> None:
        """Do what is due."""
        self._jobs.run_pending()

    def idle_s(self) -> float | None:
        """After how many seconds to come again at the latest."""
        return self._jobs.idle_s()

    def _forget(self) -> None:
        """Forget history older than the settings say."""
        now_s = self._clock.now().wall.timestamp()
        self._kept.recorder.prune(now_s - self._keep_days() * _DAY_S)
        self._kept.recorder.forget_decisions(now_s)

    def _look_used(self) -> None:
        """Systems clean runtime folders of files that look forgotten, and users their caches."""
        self._kept.settings.mend()
        paths.runtime_folder()  # made again, if somebody removed it
        if self._kept.lock.refresh():
            self._kept.server.refresh()
        else:
            self._superseded()
