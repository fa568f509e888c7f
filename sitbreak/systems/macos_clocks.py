"""The clocks of macOS."""

from __future__ import annotations

import sys

assert sys.platform == "darwin"  # the type checker reads on for this system only

import ctypes
import time

_UUID_ROOM_B = 64


def mono_s() -> float:
    """Seconds that stop while the machine is asleep."""
    return time.clock_gettime(time.CLOCK_UPTIME_RAW)


def boot_s() -> float:
    """Seconds since the machine was booted, asleep or not: here CLOCK_MONOTONIC counts both."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def boot_id() -> str:
    """The name of this boot; empty when it cannot be told."""
    answer = ctypes.create_string_buffer(_UUID_ROOM_B)
    length = ctypes.c_size_t(_UUID_ROOM_B)
    library = ctypes.CDLL(None)
    failed = library.sysctlbyname(
        b"kern.bootsessionuuid", answer, ctypes.byref(length), None, ctypes.c_size_t(0)
    )
    return "" if failed else answer.value.decode("ascii", "replace")
