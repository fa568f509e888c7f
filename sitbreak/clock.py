"""The only reader of clocks.

Everything else is told what time it is. :class:`SystemClock` reads wall, monotonic and boot time together as
one :class:`~sitbreak.core.model.Moment` (rule T1). The wall time carries the rules of the local zone, not
today's offset only, because working hours and "until tomorrow" are judged with it; a changed zone of the
system is noticed within a minute. Nothing here blocks.
"""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from sitbreak.core.model import Moment

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_LOCALTIME = Path("/etc/localtime")
_ZONES = Path("/usr/share/zoneinfo")

_LOOK_AGAIN_S = 60.0  # how long a zone once found is believed
_APART_S = 0.001  # monotonic and boot time read further apart than this are read again
_TRIES = 5


def monotonic_s() -> float:
    """Real monotonic seconds: they stop while the machine is suspended and know no speed."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def wall_s() -> float:
    """Real seconds since 1970, for the names and stamps of files and log lines."""
    return time.time()


class SystemClock:
    """The clocks of this machine. At a *speed* other than 1 wall time runs that much faster from now on, the
    others since the machine was booted."""

    def __init__(self, speed: float = 1.0, localtime: Path = _LOCALTIME) -> None:
        self.speed = speed
        self.boot_id = _boot_id()
        self._zone = _LocalZone(localtime)
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
        boot_s = time.clock_gettime(time.CLOCK_BOOTTIME)
        if monotonic_s() - before_s < _APART_S:
            break
    return before_s, boot_s


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


class _LocalZone:
    """The local zone, with its rules. Looked for again when TZ or the file behind it has changed.

    TZ is the name of a zone or an absolute file, with or without a colon before it; without TZ the zone is
    what *localtime* says. A TZ that names no zone (``CET-1CEST``) and a file that cannot be read leave what
    the C library makes of them: the offset of the moment, which is right now though it knows no summer time.
    """

    def __init__(self, localtime: Path) -> None:
        self._localtime = localtime
        self._look_again_mono_s = float("-inf")
        self._seen: tuple[object, ...] = ()
        self._rules: ZoneInfo | None = None

    def at(self, mono_s: float) -> tzinfo:
        """The zone to use at real monotonic time *mono_s*."""
        if mono_s >= self._look_again_mono_s:
            self._look_again_mono_s = mono_s + _LOOK_AGAIN_S
            self._look()
        return self._rules if self._rules is not None else _offset_of_the_moment()

    def _look(self) -> None:
        variable = os.environ.get("TZ")
        file = _zone_file(variable, self._localtime)
        seen = (variable, file, *_marks(file))
        if seen != self._seen:
            self._seen = seen
            time.tzset()  # the C library keeps a zone of its own
            self._rules = _read_zone(file)


def _zone_file(variable: str | None, localtime: Path) -> Path:
    if variable is None:
        return localtime
    name = variable.removeprefix(":") or "UTC"
    return _ZONES / name  # an absolute name stands for itself


def _marks(file: Path) -> tuple[object, ...]:
    """What differs once *file*, or what it links to, has been replaced."""
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


def _read_zone(file: Path) -> ZoneInfo | None:
    """The zone in *file*, named by its place below the folder of zones; None when it is not one."""
    try:
        path = str(file.resolve())
        key = path.partition("/zoneinfo/")[2] or path
        with file.open("rb") as opened:
            return ZoneInfo.from_file(opened, key=key)
    except Exception:  # noqa: BLE001 - the parser raises whatever it trips over: struct.error, IndexError ...
        return None


def _offset_of_the_moment() -> tzinfo:
    local = time.localtime()
    return timezone(timedelta(seconds=local.tm_gmtoff), local.tm_zone)
