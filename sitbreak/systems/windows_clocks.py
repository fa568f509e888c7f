"""The clocks of Windows."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes

from sitbreak.systems.windows_registry import of_the_machine

_TICKS_PER_S = 10_000_000  # of the interrupt time


def mono_s() -> float:
    """Seconds that stop while the machine is asleep."""
    ticks = ctypes.c_ulonglong()
    ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
    return ticks.value / _TICKS_PER_S


def boot_s() -> float:
    """Seconds since the machine was booted, asleep or not; to about 16 ms."""
    count = ctypes.windll.kernel32.GetTickCount64
    count.restype = ctypes.c_ulonglong
    return int(count()) / 1000


def boot_id() -> str:
    """The number of this boot; empty where the system does not count them."""
    key = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"
    number = of_the_machine(key, "BootId")
    return "" if number is None else str(number)
