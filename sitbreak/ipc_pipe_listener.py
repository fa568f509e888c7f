"""Waits in a thread for those who call, on Windows."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from contextlib import suppress
from ctypes import wintypes as types
from typing import TYPE_CHECKING

from sitbreak.errors import SitbreakError
from sitbreak.whole_file import write_whole
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from pathlib import Path

assert sys.platform == "win32"  # noqa: TID251 - the type checker reads on for this system only

import _winapi  # noqa: E402

from sitbreak.ipc_pipe import KEY_LENGTH, PREFIX, PipeLine  # noqa: E402

_ROOM_B = 64 * 1024
_FIRST = 0x00080000  # FILE_FLAG_FIRST_PIPE_INSTANCE
_NOT_FROM_AFAR = 0x8  # PIPE_REJECT_REMOTE_CLIENTS
_ASYNCHRONOUS = 0x40000000  # FILE_FLAG_OVERLAPPED
_GONE_ALREADY = 232  # ERROR_NO_DATA: it has called and hung up
_GIVEN_UP = 995  # ERROR_OPERATION_ABORTED

# Who may open the pipe: its owner and the system. Protected: nothing is inherited.
_OWNER_ONLY = "D:P(A;;GA;;;OW)(A;;GA;;;SY)"


class _SecurityAttributes(ctypes.Structure):
    _fields_ = (("size_b", types.DWORD), ("descriptor", types.LPVOID), ("inherit", types.BOOL))


class Listener:
    """Makes a pipe and writes its name and key to *path*. Raises :class:`SitbreakError` when there can be
    none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        random_part = os.urandom(KEY_LENGTH // 2).hex()
        self._key = os.urandom(KEY_LENGTH // 2).hex().encode()
        self._name = PREFIX + random_part
        self._address = random_part.encode() + b" " + self._key + b"\n"
        self._descriptor = _descriptor()
        self._lock = threading.Lock()
        self._waiting: _winapi.Overlapped | None = None
        self._closed = False
        try:
            self._next = self._instance(_FIRST)
            write_whole(path, self._address)
        except OSError as error:
            why = error.strerror or error
            raise SitbreakError(
                fill(_("sitbreak cannot listen at {path}: {why}."), path=path, why=why)
            ) from error

    def accept(self) -> PipeLine | None:
        """The next who calls, waited for; None once it is closed. Raises OSError, for instance when there
        can be no more pipes."""
        while True:
            handle, self._next = self._next or self._instance(0), 0
            if self._is_called(handle):
                with suppress(OSError):  # else it is made when the next one is waited for
                    self._next = self._instance(0)
                return PipeLine(handle, self._key)
            _winapi.CloseHandle(handle)
            if self._closed:
                return None

    def refresh(self) -> bool:
        """Whether callers can find the pipe; its file is written anew when somebody has removed it."""
        if not self._path.exists():
            write_whole(self._path, self._address)
        return True

    def close(self) -> None:
        """May come from any thread, once."""
        with self._lock:
            self._closed = True
            if self._waiting is not None:
                self._waiting.cancel()
        with suppress(OSError):
            if self._path.read_bytes() == self._address:
                self._path.unlink()

    def _is_called(self, handle: int) -> bool:
        """Wait for somebody at *handle*; False when he has gone again, and when nobody will be waited for."""
        with self._lock:
            if self._closed:
                return False
            try:
                self._waiting = _winapi.ConnectNamedPipe(handle, overlapped=True)
            except OSError as error:
                if error.winerror == _GONE_ALREADY:
                    return False
                raise
        _winapi.WaitForMultipleObjects([self._waiting.event], False, _winapi.INFINITE)
        with self._lock:
            started, self._waiting = self._waiting, None
        _count, error_number = started.GetOverlappedResult(True)
        return error_number == 0

    def _instance(self, flags: int) -> int:
        """One more end of the pipe, for one caller."""
        attributes = _SecurityAttributes(ctypes.sizeof(_SecurityAttributes), self._descriptor, False)
        return _winapi.CreateNamedPipe(
            self._name,
            _winapi.PIPE_ACCESS_DUPLEX | _ASYNCHRONOUS | flags,
            _winapi.PIPE_WAIT | _NOT_FROM_AFAR,
            _winapi.PIPE_UNLIMITED_INSTANCES,
            _ROOM_B,
            _ROOM_B,
            0,
            ctypes.addressof(attributes),
        )


def _descriptor() -> types.LPVOID:
    """For as long as the process lives. Raises OSError."""
    descriptor = types.LPVOID()
    convert = ctypes.WinDLL(
        "advapi32", use_last_error=True
    ).ConvertStringSecurityDescriptorToSecurityDescriptorW
    if not convert(types.LPCWSTR(_OWNER_ONLY), types.DWORD(1), ctypes.byref(descriptor), None):
        raise ctypes.WinError(ctypes.get_last_error())
    return descriptor
