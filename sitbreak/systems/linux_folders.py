"""Linux: the XDG base directories."""

from __future__ import annotations

import sys

assert sys.platform == "linux"  # the type checker reads on for this system only

import os
from pathlib import Path

from sitbreak.systems.posix_private import private_runtime_folder


def _xdg(variable: str, fallback: str) -> Path:
    """The base directory *variable* names; a relative value is ignored, as the XDG specification asks."""
    value = os.environ.get(variable, "")
    return Path(value) if value.startswith("/") else Path.home() / fallback


def config_folder() -> Path:
    return _xdg("XDG_CONFIG_HOME", ".config") / "sitbreak"


def data_folder() -> Path:
    return _xdg("XDG_DATA_HOME", ".local/share") / "sitbreak"


def state_folder() -> Path:
    return _xdg("XDG_STATE_HOME", ".local/state") / "sitbreak"


def cache_folder() -> Path:
    return _xdg("XDG_CACHE_HOME", ".cache") / "sitbreak"


def system_settings_file() -> Path:
    return Path("/etc/xdg/sitbreak/sitbreak.toml")


def runtime_folder() -> Path:
    """Made if need be. :class:`~sitbreak.errors.SitbreakError` when it is not private."""
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    parent = Path(base) if base.startswith("/") and Path(base).is_dir() else None
    return private_runtime_folder(parent / "sitbreak" if parent else Path(f"/tmp/sitbreak-{os.getuid()}"))
