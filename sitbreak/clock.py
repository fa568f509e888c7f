"""The only reader of clocks.

Everything else is told what time it is. :class:`SystemClock` reads wall, monotonic and boot time together as
one :class:`~sitbreak.core.model.Moment` (rule T1). The wall time carries the rules of the local zone, not
today's offset only, because working hours and "until tomorrow" are judged with it; a changed zone of the
system is noticed within a minute. Nothing here blocks.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from sitbreak.core.model import Moment
from sitbreak.systems.clocks import LocalZone, clocks

if TYPE_CHECKING:
    from datetime import tzinfo
    from typing import Protocol

    class Zone(Protocol):
        def at(self, mono_s: float) -> tzinfo:
            """The zone to use at real monotonic time *mono_s*."""


_APART_S = 0.001  # monotonic and boot time read further apart than this are read again
_TRIES = 5


def monotonic_s() -> float:
    """Real monotonic seconds: they stop while the machine is suspended and know no speed."""
    return clocks.mono_s()


def wall_s() -> float:
    """Real seconds since 1970, for the names and stamps of files and log lines."""
    return time.time()


class SystemClock:
    """The clocks of this machine. At a *speed* other than 1 wall time runs that much faster from now on, the
    others since the machine was booted."""

    def __init__(self, speed: float = 1.0, zone: Zone | None = None) -> None:
        self.speed = speed
        self.boot_id = clocks.boot_id()
        self._zone = zone or LocalZone()
        self._began_wall_s = time.time()

    def now(self) -> Moment:
        mono_s, boot_s = _mono_and_boot_s()
        wall = self._began_wall_s + (time.time() - self._began_wall_s) * self.speed
        return Moment(
            wall=datetime.fromtimestamp(wall, self._zone.at(mono_s)),
            mono_s=mono_s * self.speed,
            boot_s=boot_s * self.speed,
        )

    def moment_of_idle(self, idle_s: float) -> float:
        """The boot time (of our moments) of an input *idle_s* real seconds ago."""
        return (_mono_and_boot_s()[1] - idle_s) * self.speed

    def real_s(self, length_s: float) -> float:
        """How many real seconds a length of our time takes."""
        return length_s / self.speed


def _mono_and_boot_s() -> tuple[float, float]:
    """Monotonic and boot time of the same instant.

    Were the program interrupted between the two readings, the difference would look like a sleep of the
    machine (rule T3), and at a high speed like a long one. So an interrupted reading is taken again.
    """
    for _ in range(_TRIES):
        before_s = monotonic_s()
        boot_s = clocks.boot_s()
        if monotonic_s() - before_s < _APART_S:
            break
    return before_s, boot_s
