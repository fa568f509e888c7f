"""Know when a settings file has changed, without looking every so often.

The kernel's directory notification (``fcntl`` with ``F_NOTIFY``) tells of changes in a folder by a signal.
It is older and coarser than inotify, and just enough: Python reaches inotify only by ctypes, which would cost
the resident program a quarter of a MiB. A notification does not name the file. So after each one, and a
little wait in which an editor may finish its work, the file is compared with what was seen last.

Watched are the folder of the file, and the folder above it, in which the former may be made, moved or
deleted; of what does not exist, the nearest folder that does. Of a link, also the folder of what it points
to.
"""

from __future__ import annotations

import fcntl
import os
import signal
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from sitbreak.ports import Loop, Timer

    class SignalLoop(Loop, Protocol):
        def on_signal(self, signum: int, callback: Callable[[], None]) -> None: ...


SETTLE_S = 0.2

_NAMES = fcntl.DN_CREATE | fcntl.DN_DELETE | fcntl.DN_RENAME
_CONTENT = _NAMES | fcntl.DN_MODIFY


class FileWatch:
    """Calls *on_change*, on the loop's thread, about 0.2 s after *file* was written, replaced, made or
    deleted. Blocks for nothing but a few looks at the file system. Close it before the loop.

    There is one such watch at a time in a process: it takes the signal SIGIO. Raises OSError when the kernel
    cannot notify of changes there (its configuration, or an unusual file system).
    """

    def __init__(self, loop: SignalLoop, file: Path, on_change: Callable[[], None]) -> None:
        self._loop = loop
        self._file = file.absolute()
        self._on_change = on_change
        self._folders: list[int] = []  # a descriptor of each watched folder
        self._timer: Timer | None = None
        self._closed = False
        loop.on_signal(signal.SIGIO, self._notified)
        self._watch_folders()
        self._seen = self._signature()

    def close(self) -> None:
        """Never call back."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        _close_all(self._folders)

    def _notified(self) -> None:
        if self._timer is None and not self._closed:
            self._timer = self._loop.call_later(SETTLE_S, self._settled)

    def _settled(self) -> None:
        self._timer = None
        self._watch_folders()
        seen = self._signature()
        if seen != self._seen:
            self._seen = seen
            self._on_change()

    def _signature(self) -> tuple[int, ...] | None:
        """What differs once the file was written or replaced; None while there is none."""
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size

    def _watch_folders(self) -> None:
        """Watch the folders that count now. The new ones before the old are let go: nothing is missed."""
        before, self._folders = self._folders, []
        try:
            for folder in dict.fromkeys((self._file.parent, Path(os.path.realpath(self._file)).parent)):
                self._watch(folder, _CONTENT)
                self._watch(folder.parent, _NAMES)
        finally:
            _close_all(before)

    def _watch(self, folder: Path, events: int) -> None:
        """Watch *folder*, or the nearest above it that is there, for *events*."""
        while True:
            try:
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                break
            except OSError:
                if folder == folder.parent:
                    raise
                folder, events = folder.parent, _NAMES
        self._folders.append(descriptor)
        fcntl.fcntl(descriptor, fcntl.F_NOTIFY, events | fcntl.DN_MULTISHOT)


def _close_all(descriptors: list[int]) -> None:
    while descriptors:
        os.close(descriptors.pop())
