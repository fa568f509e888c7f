"""Know when a settings file, or a folder of them, has changed, without looking every so often.

The kernel's directory notification (``fcntl`` with ``F_NOTIFY``) tells of changes in a folder by a signal.
It is older and coarser than inotify, and just enough: Python reaches inotify only by ctypes, which would cost
the resident program a quarter of a MiB. A notification does not name the file. So after each one, and a
little wait in which an editor may finish its work, the file is compared with what was seen last.

Watched are the folder of the file, and the folder above it, in which the former may be made, moved or
deleted; of what does not exist, the nearest folder that does. Of a link, also the folder of what it points
to. What is watched may itself be a folder: then the TOML files in it count, and links among them.

A look at a file waits for its file system, which may be another machine's. For a file that is not to be
waited for, *may_look* is asked before each look; while it says no, the file counts as it was last seen.
"""

from __future__ import annotations

import fcntl
import os
import signal
from contextlib import suppress

from sitbreak.desktop.watched_files import Watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Protocol

    from sitbreak.ports import DescriptorLoop, Timer

    class SignalLoop(DescriptorLoop, Protocol):
        def on_signal(self, signum: int, callback: Callable[[], None]) -> None: ...


SETTLE_S = 0.2

_NAMES = fcntl.DN_CREATE | fcntl.DN_DELETE | fcntl.DN_RENAME
_CONTENT = _NAMES | fcntl.DN_MODIFY


class FileWatch:
    """Calls *on_change*, on the loop's thread, about 0.2 s after *file* was written, replaced, made or
    deleted, or a TOML file in it when it is a folder. Blocks for nothing but a few looks at the file system.
    Close it before the loop.

    There is one such watch at a time in a process: it takes the signal SIGIO; more files are added to it.
    Raises OSError when the kernel cannot notify of changes there (its configuration, or an unusual file
    system).
    """

    def __init__(
        self,
        loop: SignalLoop,
        file: Path,
        on_change: Callable[[], None],
        may_look: Callable[[], bool] = lambda: True,
    ) -> None:
        self._loop = loop
        self._watched: list[Watched] = []
        self._folders: list[int] = []  # a descriptor of each watched folder
        self._timer: Timer | None = None
        self._closed = False
        loop.on_signal(signal.SIGIO, self._notified)
        self.add(file, on_change, may_look)

    def add(
        self, file: Path, on_change: Callable[[], None], may_look: Callable[[], bool] = lambda: True
    ) -> None:
        """Watch *file* too, or the TOML files in it when it is a folder. Raises OSError, as above."""
        self._watched.append(Watched(file.absolute(), on_change, may_look))
        try:
            self._watch_folders()
        except OSError:
            self._watched.pop()
            with suppress(OSError):
                self._watch_folders()  # those of the others alone
            raise
        self._watched[-1].has_changed()

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
        with suppress(OSError):  # a folder that cannot be watched any more costs itself
            self._watch_folders()
        changed = [watched.on_change for watched in self._watched if watched.has_changed()]
        for on_change in dict.fromkeys(changed):
            on_change()

    def _watch_folders(self) -> None:
        """Watch the folders that count now. The new ones before the old are let go: nothing is missed.
        Raises OSError, once all others are watched, for a folder that cannot be."""
        before, self._folders = self._folders, []
        wanted = [folder for watched in self._watched for folder in watched.folders()]
        events = [(folder, _CONTENT) for folder in wanted] + [(folder.parent, _NAMES) for folder in wanted]
        failures = []
        for folder, kinds in dict.fromkeys(events):
            try:
                self._watch(folder, kinds)
            except OSError as error:
                failures.append(error)
        _close_all(before)
        if failures:
            raise failures[0]

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
