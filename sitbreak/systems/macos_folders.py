"""macOS: the folders below ~/Library."""

from __future__ import annotations

import sys

assert sys.platform == "darwin"  # the type checker reads on for this system only

import os
from pathlib import Path

from sitbreak.systems.posix_private import private_runtime_folder


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
