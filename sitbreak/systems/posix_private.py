"""A folder that nobody but its user may look into, on Linux and macOS."""

from __future__ import annotations

import sys

assert sys.platform != "win32"  # the type checker reads on for this system only

import os
import stat

from sitbreak.errors import SitbreakError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


def private_runtime_folder(folder: Path) -> Path:
    """*folder*, made if need be: ours, mode 0700, no link; else :class:`SitbreakError`."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise SitbreakError(
            f"The runtime folder {folder} is not private (it must be a folder of yours with mode 0700).",
            "Remove it and start again.",
        )
    return folder
