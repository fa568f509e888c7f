"""Windows: the folders below AppData."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import os
from pathlib import Path

from sitbreak.systems.windows_registry import of_the_machine


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
    folder = of_the_machine(r"SOFTWARE\Microsoft\Windows\CurrentVersion", "CommonFilesDir")
    return Path(str(folder or r"C:\Program Files\Common Files")) / "sitbreak" / "sitbreak.toml"


def _app_data(variable: str, usual: str) -> Path:
    value = Path(os.environ.get(variable, ""))
    return value if value.is_absolute() else Path.home() / "AppData" / usual
