"""Where sitbreak keeps its files, which :mod:`sitbreak.systems` knows, and where its bundled data lies.

Every function reads the environment when it is called, so tests can point them elsewhere. Nothing is created
here but by :func:`runtime_folder`, :func:`private_folder`.
"""

from __future__ import annotations

from pathlib import Path

from sitbreak.systems.folders import folders

_PACKAGE = Path(__file__).parent


def config_folder() -> Path:
    return folders.config_folder()


def user_settings_file() -> Path:
    return config_folder() / "config.toml"


def system_settings_file() -> Path:
    """The settings of whoever owns the computer. Its place is fixed: the user could move a variable."""
    return folders.system_settings_file()


def data_folder() -> Path:
    return folders.data_folder()


def history_file() -> Path:
    return data_folder() / "history.sqlite3"


def trial_file() -> Path:
    """The history of a run at another speed than life: its times are in the future, and it is forgotten when
    the next such run begins."""
    return data_folder() / "trial.sqlite3"


def state_folder() -> Path:
    """Logs and bug reports."""
    return folders.state_folder()


def team_folder() -> Path:
    """What is kept of the team's file: the accepted copy, and what is known of it."""
    return state_folder() / "team"


def team_copy() -> Path:
    """The accepted copy of the team's file."""
    return team_folder() / "accepted.toml"


def cache_folder() -> Path:
    """What `prepare` writes: effective.json, routines.json and icon bitmaps. Safe to delete."""
    return folders.cache_folder()


def autostart_file() -> Path:
    return config_folder().with_name("autostart") / "sitbreak.desktop"


def systemd_unit_file() -> Path:
    """The unit of the user's systemd."""
    return config_folder().with_name("systemd") / "user" / "sitbreak.service"


def private_folder(folder: Path) -> Path:
    """*folder*, made with mode 0700 when it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def runtime_folder() -> Path:
    """The folder of the lock, and of where the daemon is asked. :class:`~sitbreak.errors.SitbreakError` when
    it is not the user's alone."""
    return folders.runtime_folder()


def bundled(*parts: str) -> Path:
    """A file of assets/ or config/: from the installed wheel, else from the checkout."""
    installed = _PACKAGE / "share"
    root = installed if installed.is_dir() else _PACKAGE.parent
    return root.joinpath(*parts)
