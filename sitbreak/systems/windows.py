"""Windows: the folders below AppData, its clocks, and files that others may hold open."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes
import msvcrt
import os
import time
from pathlib import Path

READING = os.O_RDONLY | os.O_BINARY
APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_BINARY

_TICKS_PER_S = 10_000_000  # of the interrupt time
_PAUSES_S = (0.05, 0.1, 0.2, 0.3, 0.35)  # between tries to replace a file: 1 s in all
_LOCK_NAME = ".lock"

# --- folders


def config_folder() -> Path:
    return _app_data("APPDATA", "Roaming") / "sitbreak"


def data_folder() -> Path:
    return _app_data("LOCALAPPDATA", "Local") / "sitbreak" / "data"


def state_folder() -> Path:
    return _app_data("LOCALAPPDATA", "Local") / "sitbreak" / "state"


def cache_folder() -> Path:
    return _app_data("LOCALAPPDATA", "Local") / "sitbreak" / "cache"


def runtime_folder() -> Path:
    """Made if need be. What lies below AppData is for its user (and administrators) only."""
    folder = _app_data("LOCALAPPDATA", "Local") / "sitbreak" / "run"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def system_settings_file() -> Path:
    """In the folder "Common Files" as the machine's registry names it: users may not write to either. (In
    ProgramData, the usual place, any user may make folders.)"""
    folder = _of_the_machine(r"SOFTWARE\Microsoft\Windows\CurrentVersion", "CommonFilesDir")
    return Path(str(folder or r"C:\Program Files\Common Files")) / "sitbreak" / "sitbreak.toml"


def _app_data(variable: str, usual: str) -> Path:
    value = Path(os.environ.get(variable, ""))
    return value if value.is_absolute() else Path.home() / "AppData" / usual


# --- clocks


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
    number = _of_the_machine(key, "BootId")
    return "" if number is None else str(number)


def _of_the_machine(key: str, name: str) -> object:
    """A value of the machine's registry; None when there is none."""
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
            return winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None


# --- files


def replace(source: Path, target: Path) -> None:
    """Let *source* take the place of *target*; tried for up to 1 s, for as long as another program (a virus
    scanner, a backup) has *target* open, Windows refuses. Raises OSError."""
    for pause_s in _PAUSES_S:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(pause_s)
        else:
            return
    source.replace(target)


def takes_more(descriptor: int) -> bool:
    """Whether *descriptor* is a console. A pipe may be full, and whether it is cannot be asked."""
    return os.isatty(descriptor)


def hold(folder: Path) -> int | None:
    """Lock *folder*, by a file in it, until the descriptor that is answered is closed; None while another
    process has it. Raises OSError."""
    opened = os.open(folder / _LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
    except PermissionError:
        os.close(opened)
        return None
    return opened
