"""The local zone where the system keeps zones in files (Linux, macOS)."""

from __future__ import annotations

import sys

assert sys.platform != "win32"  # the type checker reads on for this system only

import os
import time
from datetime import timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

_LOCALTIME = Path("/etc/localtime")
_ZONES = Path("/usr/share/zoneinfo")
_LOOK_AGAIN_S = 60.0  # how long a zone once found is believed


class LocalZone:
    """The local zone, with its rules. Looked for again when TZ or the file behind it has changed.

    TZ is the name of a zone or an absolute file, with or without a colon before it; without TZ the zone is
    what *localtime* says. A TZ that names no zone (``CET-1CEST``) and a file that cannot be read leave what
    the C library makes of them: the offset of the moment, which is right now though it knows no summer time.
    """

    def __init__(self, localtime: Path = _LOCALTIME) -> None:
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
