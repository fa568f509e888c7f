"""Files on Windows, which other programs may hold open."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import msvcrt
import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

READING = os.O_RDONLY | os.O_BINARY
OWNERS_ARE_TOLD = False  # who may write is in lists of access, of which `stat` knows nothing
APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_BINARY

_PAUSES_S = (0.05, 0.1, 0.2, 0.3, 0.35)  # between tries to replace a file: 1 s in all
_LOCK_NAME = ".lock"


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
    except OSError:  # of wine without a number that says why
        os.close(opened)
        return None
    return opened
