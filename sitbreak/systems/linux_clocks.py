"""The clocks of Linux."""

from __future__ import annotations

import sys

assert sys.platform == "linux"  # the type checker reads on for this system only

import time
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def mono_s() -> float:
    """Seconds that stop while the machine is suspended."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def boot_s() -> float:
    """Seconds since the machine was booted, suspended or not."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def boot_id() -> str:
    """The name of this boot; empty when it cannot be told."""
    try:
        return _BOOT_ID.read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""
