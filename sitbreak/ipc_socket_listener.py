"""Waits in a thread for those who call, on macOS."""

from __future__ import annotations

import os
import select
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

assert sys.platform != "win32"  # noqa: TID251 - the type checker reads on for this system only

from sitbreak.ipc_socket import SocketLine, file_id, listen  # noqa: E402


class Listener:
    """Listens at *path*. Raises :class:`sitbreak.errors.SitbreakError` when it cannot be had."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket, self._file_id = listen(path)
        self._closed_reader, self._closed_writer = os.pipe()

    def accept(self) -> SocketLine | None:
        """The next who calls, waited for; None once it is closed. Raises OSError, for instance when there
        are no more descriptors."""
        while True:
            listener = self._socket
            ready = select.select([listener.fileno(), self._closed_reader], [], [])[0]
            if self._closed_reader in ready:
                listener.close()
                os.close(self._closed_reader)
                return None
            with suppress(BlockingIOError, ConnectionAbortedError):
                return SocketLine(listener.accept()[0])

    def refresh(self) -> bool:
        """Make the socket look used; False when somebody has removed it: then another is to be made."""
        with suppress(FileNotFoundError):
            if file_id(self._path) == self._file_id:
                os.utime(self._path)
                return True
        return False

    def close(self) -> None:
        """May come from any thread, once."""
        with suppress(OSError):
            if file_id(self._path) == self._file_id:
                self._path.unlink()
        os.close(self._closed_writer)
