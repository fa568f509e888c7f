"""A named pipe: how the daemon is reached on Windows. For lines see :mod:`sitbreak.ipc_line`.

A small file that only the user can read holds the name of the pipe and a key, both drawn by chance at each
start of the daemon. Whoever calls sends the key first. The waits are those of :mod:`multiprocessing`, by its
own means, without what else it loads.
"""

from __future__ import annotations

import sys
from contextlib import suppress

from sitbreak.systems.files import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

assert sys.platform == "win32"  # noqa: TID251 - the type checker reads on for this system only

import _winapi  # noqa: E402
import os  # noqa: E402

PREFIX = r"\\.\pipe\sitbreak-"
KEY_LENGTH = 32  # characters, as of the random part of the name

_NOBODY, _ALL_ARE_BUSY = (2, 3), 231  # ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND; ERROR_PIPE_BUSY
_ENDED = (109, 232, 233)  # ERROR_BROKEN_PIPE, ERROR_NO_DATA, ERROR_PIPE_NOT_CONNECTED
_GIVEN_UP = 995  # ERROR_OPERATION_ABORTED
_ASYNCHRONOUS = 0x40000000  # FILE_FLAG_OVERLAPPED
_NO_IMPERSONATION = 0x00100000  # SECURITY_SQOS_PRESENT with SECURITY_ANONYMOUS: the server cannot act as us


class PipeLine:
    """Satisfies :class:`sitbreak.ipc_line.Line`."""

    def __init__(self, handle: int, key: bytes) -> None:
        self._handle = handle
        self._key = key
        self._reading: _winapi.Overlapped | None = None
        self._hung_up = False

    def read(self, most_b: int, wait_s: float | None) -> bytes | None:
        try:
            started, _error = _winapi.ReadFile(self._handle, most_b, overlapped=True)
        except OSError as error:
            return _ended(error)
        self._reading = started
        if self._hung_up:  # before there was anything to give up
            started.cancel()
        came = _has_come(started, wait_s)
        self._reading = None
        try:
            count, error_number = started.GetOverlappedResult(True)
        except OSError as error:
            return _ended(error)
        if error_number == _GIVEN_UP and not count:
            return b"" if came else None
        return bytes(started.getbuffer() or b"")[:count]

    def write(self, data: bytes, wait_s: float) -> None:
        try:
            started, _error = _winapi.WriteFile(self._handle, data, overlapped=True)
            _has_come(started, wait_s)
            count, _error = started.GetOverlappedResult(True)
        except OSError as error:
            raise ConnectionError(error.winerror, error.strerror) from error
        if count < len(data):
            raise TimeoutError("the other end of the pipe does not read")

    def is_ours(self, wait_s: float) -> bool:
        """Whether the caller knows the key. It is drawn from 2^128 and good for one try, so the time that the
        comparison takes tells nothing of use."""
        given = b""
        while len(given) < KEY_LENGTH and (more := self.read(KEY_LENGTH - len(given), wait_s)):
            given += more
        return given == self._key

    def process(self) -> int:
        return 0  # as good as the file of the lock

    def hang_up(self) -> None:
        self._hung_up = True
        reading = self._reading
        if reading is not None:
            reading.cancel()

    def close(self) -> None:
        _winapi.CloseHandle(self._handle)


def dial(path: Path, wait_s: float) -> PipeLine:
    """The line to the daemon whose pipe and key are in the file *path*. Raises as :mod:`sitbreak.ipc_line`
    says."""
    name, key = _address(path)
    access = _winapi.GENERIC_READ | _winapi.GENERIC_WRITE
    try:
        handle = _winapi.CreateFile(
            name,
            access,
            0,
            _winapi.NULL,
            _winapi.OPEN_EXISTING,
            _ASYNCHRONOUS | _NO_IMPERSONATION,
            _winapi.NULL,
        )
    except OSError as error:
        if error.winerror in _NOBODY:
            raise ConnectionRefusedError(error.winerror, error.strerror) from None
        if error.winerror == _ALL_ARE_BUSY:
            raise BlockingIOError(error.winerror, error.strerror) from None
        raise
    line = PipeLine(handle, key)
    with suppress(ConnectionError):  # then nothing will come, either
        line.write(key, wait_s)
    return line


def _address(path: Path) -> tuple[str, bytes]:
    """The name of the pipe and the key. Raises FileNotFoundError."""
    opened = os.open(path, files.READING)
    try:
        content = os.read(opened, 4 * KEY_LENGTH)
    finally:
        os.close(opened)
    random_part, _blank, key = content.strip().partition(b" ")
    return PREFIX + random_part.decode("ascii", "replace"), key


def _has_come(started: _winapi.Overlapped, wait_s: float | None) -> bool:
    """Wait for what was *started*; when its time is over it is given up, and the answer is False."""
    wait_ms = _winapi.INFINITE if wait_s is None else round(wait_s * 1000)
    if _winapi.WaitForMultipleObjects([started.event], False, wait_ms) == _winapi.WAIT_OBJECT_0:
        return True
    started.cancel()
    return False


def _ended(error: OSError) -> bytes:
    if error.winerror in (*_ENDED, _GIVEN_UP):
        return b""
    raise error
