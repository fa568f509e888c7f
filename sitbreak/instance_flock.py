"""The lock of the instance on Linux and macOS: a ``flock``, on a file that is never removed."""

from __future__ import annotations

import errno
import fcntl
import os
import sys
from typing import TYPE_CHECKING

from sitbreak.errors import SitbreakError
from sitbreak.ipc_wire import LOCK_NAME, lock_holder
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from pathlib import Path

assert sys.platform != "win32"  # noqa: TID251 - the type checker reads on for this system only


def is_held(folder: Path) -> bool:
    """Whether a daemon runs: whether somebody holds the lock in *folder*. Nothing here blocks or raises."""
    try:
        fd = os.open(folder / LOCK_NAME, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno == errno.EWOULDBLOCK
    finally:
        os.close(fd)
    return False


class InstanceLock:
    """The right to be the daemon, for as long as the process lives. Nothing here blocks."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / LOCK_NAME
        self._fd = -1

    def acquire(self) -> bool:
        """Whether the lock is ours now. Raises :class:`SitbreakError` when there can be no lock file."""
        if self._fd >= 0:
            return True
        try:
            fd = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise self._cannot_be_had(error) from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = self._is_still(fd)  # else somebody removed it in between, and a new one counts
        except OSError as error:
            os.close(fd)
            if error.errno == errno.EWOULDBLOCK:
                return False
            raise self._cannot_be_had(error) from error
        if not held:
            os.close(fd)
            return False
        os.ftruncate(fd, 0)
        os.write(fd, b"%d\n" % os.getpid())
        self._fd = fd
        return True

    def holder(self) -> int | None:
        """The process that took the lock last. It runs only while :meth:`acquire` answers False."""
        return lock_holder(self._file)

    def refresh(self) -> bool:
        """Make the file look used, so that those who clean up runtime folders leave it; take the lock anew
        when somebody removed it all the same. Every few hours.

        Answers whether the lock is ours: it is not when another was quicker. Raises as :meth:`acquire` does.
        """
        if self._fd >= 0 and not self._is_still(self._fd):
            self.release()
        if not self.acquire():
            return False
        os.utime(self._fd)
        return True

    def release(self) -> None:
        """Does nothing when the lock is not held."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _is_still(self, fd: int) -> bool:
        """Whether the file behind *fd* is the one that others would find."""
        try:
            return os.path.samestat(os.fstat(fd), self._file.lstat())
        except FileNotFoundError:
            return False

    def _cannot_be_had(self, error: OSError) -> SitbreakError:
        why = error.strerror or error
        return SitbreakError(fill(_("The lock file {path} cannot be had: {why}."), path=self._file, why=why))
