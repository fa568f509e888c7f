"""macOS: the folders below ~/Library, and its clocks."""

from __future__ import annotations

import sys

assert sys.platform == "darwin"  # the type checker reads on for this system only

import os
import time
from pathlib import Path

from sitbreak.systems.posix import APPENDING, READING, hold, private_runtime_folder, replace, takes_more

__all__ = ["APPENDING", "READING", "hold", "replace", "takes_more"]

_UUID_ROOM_B = 64


def _library() -> Path:
    return Path.home() / "Library"


def config_folder() -> Path:
    return _library() / "Application Support" / "sitbreak"


def data_folder() -> Path:
    return _library() / "Application Support" / "sitbreak" / "data"


def state_folder() -> Path:
    return _library() / "Application Support" / "sitbreak" / "state"


def cache_folder() -> Path:
    return _library() / "Caches" / "sitbreak"


def system_settings_file() -> Path:
    return Path("/Library/Application Support/sitbreak/sitbreak.toml")


def runtime_folder() -> Path:
    """Made if need be. :class:`~sitbreak.errors.SitbreakError` when it is not private.

    In the user's own temporary folder: the path of a socket may have 103 bytes, and a home may be long.
    """
    base = Path(os.environ.get("TMPDIR", ""))
    is_usable = base.is_absolute() and base.is_dir()
    return private_runtime_folder(base / "sitbreak" if is_usable else Path(f"/tmp/sitbreak-{os.getuid()}"))


def mono_s() -> float:
    """Seconds that stop while the machine is asleep."""
    return time.clock_gettime(time.CLOCK_UPTIME_RAW)


def boot_s() -> float:
    """Seconds since the machine was booted, asleep or not: here CLOCK_MONOTONIC counts both."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def boot_id() -> str:
    """The name of this boot; empty when it cannot be told."""
    import ctypes

    answer = ctypes.create_string_buffer(_UUID_ROOM_B)
    length = ctypes.c_size_t(_UUID_ROOM_B)
    library = ctypes.CDLL(None)
    failed = library.sysctlbyname(
        b"kern.bootsessionuuid", answer, ctypes.byref(length), None, ctypes.c_size_t(0)
    )
    return "" if failed else answer.value.decode("ascii", "replace")
