"""Where sitbreak keeps its files (XDG base directories) and where its bundled data lies.

Every function reads the environment when it is called, so tests can point them elsewhere. Nothing is created
here but by :func:`runtime_folder`, :func:`private_folder`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sitbreak.errors import SitbreakError

_PACKAGE = Path(__file__).parent


def _xdg(variable: str, fallback: str) -> Path:
    """The base directory *variable* names; a relative value is ignored, as the XDG specification asks."""
    value = os.environ.get(variable, "")
    return Path(value) if value.startswith("/") else Path.home() / fallback


def config_folder() -> Path:
    return _xdg("XDG_CONFIG_HOME", ".config") / "sitbreak"


def user_settings_file() -> Path:
    return config_folder() / "config.toml"


def system_settings_file() -> Path:
    """The settings of whoever owns the computer. Its place is fixed: the user could move a variable."""
    return Path("/etc/xdg/sitbreak/sitbreak.toml")


def data_folder() -> Path:
    return _xdg("XDG_DATA_HOME", ".local/share") / "sitbreak"


def history_file() -> Path:
    return data_folder() / "history.sqlite3"


def trial_file() -> Path:
    """The history of a run at another speed than life: its times are in the future, and it is forgotten when
    the next such run begins."""
    return data_folder() / "trial.sqlite3"


def state_folder() -> Path:
    """Logs and bug reports."""
    return _xdg("XDG_STATE_HOME", ".local/state") / "sitbreak"


def team_folder() -> Path:
    """What is kept of the team's file: the accepted copy, and what is known of it."""
    return state_folder() / "team"


def team_copy() -> Path:
    """The accepted copy of the team's file."""
    return team_folder() / "accepted.toml"


def cache_folder() -> Path:
    """What `prepare` writes: effective.json, routines.json and icon bitmaps. Safe to delete."""
    return _xdg("XDG_CACHE_HOME", ".cache") / "sitbreak"


def autostart_file() -> Path:
    return _xdg("XDG_CONFIG_HOME", ".config") / "autostart" / "sitbreak.desktop"


def private_folder(folder: Path) -> Path:
    """*folder*, made with mode 0700 when it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def runtime_folder() -> Path:
    """The folder of the socket and the lock: ours, mode 0700, no link; else :class:`SitbreakError`."""
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    parent = Path(base) if base.startswith("/") and Path(base).is_dir() else None
    folder = parent / "sitbreak" if parent else Path(f"/tmp/sitbreak-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise SitbreakError(
            f"The runtime folder {folder} is not private (it must be a folder of yours with mode 0700).",
            "Remove it and start again.",
        )
    return folder


def bundled(*parts: str) -> Path:
    """A file of assets/ or config/: from the installed wheel, else from the checkout."""
    installed = _PACKAGE / "share"
    root = installed if installed.is_dir() else _PACKAGE.parent
    return root.joinpath(*parts)
