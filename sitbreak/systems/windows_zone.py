"""The local zone of Windows, with the rules it has now for any year.

Windows converts a time of UTC to local time itself, by rules that it keeps up to date; nothing has to be
noticed when the user changes the zone. The other direction follows from it (PEP 495).
"""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes
from datetime import UTC, datetime, timedelta, tzinfo

_DAY = timedelta(days=1)
_NONE = timedelta(0)
_DAYLIGHT = 2


class _SystemTime(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_ushort)
        for name in ("year", "month", "weekday", "day", "hour", "minute", "second", "millisecond")
    )


class _Rules(ctypes.Structure):
    """TIME_ZONE_INFORMATION; lengths are minutes."""

    _fields_ = (
        ("bias", ctypes.c_long),
        ("standard_name", ctypes.c_wchar * 32),
        ("standard_date", _SystemTime),
        ("standard_bias", ctypes.c_long),
        ("daylight_name", ctypes.c_wchar * 32),
        ("daylight_date", _SystemTime),
        ("daylight_bias", ctypes.c_long),
    )


class WindowsZone(tzinfo):
    """The zone that the user has set in Windows."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        """Of a local time. Of one that comes twice, *fold* says which; of one that never comes, the offset
        before the gap."""
        if when is None:
            return _NONE
        local = when.replace(tzinfo=None, fold=0)
        around = sorted({_offset(local - _DAY), _offset(local + _DAY)}, reverse=True)
        fitting = [offset for offset in around if _offset(local - offset) == offset]
        if not fitting:
            return _offset(local - _DAY)
        return fitting[-1 if when.fold else 0]

    def dst(self, when: datetime | None) -> timedelta | None:
        """Not known apart from the offset."""
        return None

    def tzname(self, when: datetime | None) -> str:
        rules = _Rules()
        state = ctypes.windll.kernel32.GetTimeZoneInformation(ctypes.byref(rules))
        return str(rules.daylight_name if state == _DAYLIGHT else rules.standard_name)

    def fromutc(self, when: datetime) -> datetime:
        utc = when.replace(tzinfo=None)
        offset = _offset(utc)
        local = utc + offset
        is_second = _offset(utc - _DAY) > offset and _offset(local - _offset(utc - _DAY)) > offset
        return local.replace(tzinfo=self, fold=int(is_second))


class LocalZone:
    """What :class:`sitbreak.clock.SystemClock` asks for the zone."""

    def __init__(self) -> None:
        self._zone = WindowsZone()

    def at(self, mono_s: float) -> tzinfo:
        """The zone to use at real monotonic time *mono_s*: always the same, which follows Windows."""
        return self._zone


def _offset(utc: datetime) -> timedelta:
    """The offset in force at a time of UTC, to the minute."""
    given = _SystemTime(utc.year, utc.month, 0, utc.day, utc.hour, utc.minute, utc.second, 0)
    found = _SystemTime()
    if not ctypes.windll.kernel32.SystemTimeToTzSpecificLocalTime(
        None, ctypes.byref(given), ctypes.byref(found)
    ):
        raise ctypes.WinError()
    local = datetime(found.year, found.month, found.day, found.hour, found.minute, found.second, tzinfo=UTC)
    return local - utc.replace(microsecond=0, tzinfo=UTC)
