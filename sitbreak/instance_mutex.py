"""The lock of the instance on Windows: a mutex with a name, which is there for as long as somebody has it."""

from __future__ import annotations

import ctypes
import os
import sys
from ctypes import wintypes as types
from typing import TYPE_CHECKING

from sitbreak.errors import SitbreakError
from sitbreak.ipc_wire import LOCK_NAME, lock_holder
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from pathlib import Path

assert sys.platform == "win32"  # noqa: TID251 - the type checker reads on for this system only

_ALREADY_EXISTS = 183
_SYNCHRONIZE = 0x00100000
_LONGEST_NAME = 200  # Windows takes 260 characters

_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel.CreateMutexW.restype = types.HANDLE
_kernel.CreateMutexW.argtypes = (types.LPVOID, types.BOOL, types.LPCWSTR)
_kernel.OpenMutexW.restype = types.HANDLE
_kernel.OpenMutexW.argtypes = (types.DWORD, types.BOOL, types.LPCWSTR)
_kernel.CloseHandle.argtypes = (types.HANDLE,)


def is_held(folder: Path) -> bool:
    """Whether a daemon runs: whether somebody holds the lock of *folder*. Nothing here blocks or raises."""
    handle = _kernel.OpenMutexW(_SYNCHRONIZE, False, _name(folder))
    if handle:
        _kernel.CloseHandle(handle)
    return bool(handle)


class InstanceLock:
    """The right to be the daemon, for as long as the process lives. Nothing here blocks.

    A file beside it holds the number of the process, for those who want to know who it is.
    """

    def __init__(self, folder: Path) -> None:
        self._name = _name(folder)
        self._file = folder / LOCK_NAME
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Whether the lock is ours now. Raises :class:`SitbreakError` when there can be none."""
        if self._handle is not None:
            return True
        handle = _kernel.CreateMutexW(None, False, self._name)
        error = ctypes.get_last_error()
        if not handle:
            raise self._cannot_be_had(ctypes.WinError(error))
        if error == _ALREADY_EXISTS:
            _kernel.CloseHandle(handle)
            return False
        try:
            self._file.write_text(f"{os.getpid()}\n", "ascii")
        except OSError as problem:
            _kernel.CloseHandle(handle)
            raise self._cannot_be_had(problem) from problem
        self._handle = handle
        return True

    def holder(self) -> int | None:
        """The process that took the lock last. It runs only while :meth:`acquire` answers False."""
        return lock_holder(self._file)

    def refresh(self) -> bool:
        """Whether the lock is ours: nobody can take it away. Raises as :meth:`acquire` does."""
        return self.acquire()

    def release(self) -> None:
        """Does nothing when the lock is not held."""
        if self._handle is not None:
            _kernel.CloseHandle(self._handle)
            self._handle = None

    def _cannot_be_had(self, error: OSError) -> SitbreakError:
        why = error.strerror or error
        return SitbreakError(fill(_("The lock {path} cannot be had: {why}."), path=self._name, why=why))


def _name(folder: Path) -> str:
    """The name of the lock of *folder*, within the session of the user."""
    place = str(folder.absolute()).lower().replace("\\", "/")
    return "Local\\sitbreak-" + place[-_LONGEST_NAME:]
