"""Files on Linux and macOS. Nothing here waits, but for the disk."""

from __future__ import annotations

import sys

assert sys.platform != "win32"  # the type checker reads on for this system only

import os
import select
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

READING = os.O_RDONLY | os.O_NONBLOCK  # a named pipe would wait for a writer
OWNERS_ARE_TOLD = True  # the owner and the mode of a file say who may write to it
APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK


def replace(source: Path, target: Path) -> None:
    """Let *source* take the place of *target*. Raises OSError."""
    source.replace(target)


def takes_more(descriptor: int) -> bool:
    """Whether *descriptor* is a terminal, pipe or socket that has room: a write would not wait. Raises
    OSError."""
    mode = os.fstat(descriptor).st_mode
    reads_along = stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)
    return reads_along and bool(select.select([], [descriptor], [], 0)[1])


def hold(folder: Path) -> int | None:
    """Lock *folder* until the descriptor that is answered is closed; None while another process has it.
    Raises OSError."""
    import fcntl  # not in the path of every command

    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        return None
    except OSError:
        os.close(opened)
        raise
    return opened
