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

from sitbreak.desktop.watched_files import WatchedFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Protocol

    from sitbreak.desktop.watched_files import Watched
    from sitbreak.ports import DescriptorLoop

    class SignalLoop(DescriptorLoop, Protocol):
        def on_signal(self, signum: int, callback: Callable[[], None]) -> None: ...


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
        self._folders: list[int] = []  # a descriptor of each watched folder
        self._files = WatchedFiles(loop, self._watch_folders)
        loop.on_signal(signal.SIGIO, self._files.notified)
        self.add(file, on_change, may_look)

    def add(
        self, file: Path, on_change: Callable[[], None], may_look: Callable[[], bool] = lambda: True
    ) -> None:
        """Watch *file* too, or the TOML files in it when it is a folder. Raises OSError, as above."""
        self._files.add(file, on_change, may_look)

    def close(self) -> None:
        """Never call back."""
        self._files.close()
        _close_all(self._folders)

    def _watch_folders(self, files: Sequence[Watched]) -> None:
        """Watch the folders of *files*. The new ones before the old are let go: nothing is missed. Raises
        OSError, once all others are watched, for a folder that cannot be."""
        before, self._folders = self._folders, []
        wanted = [folder for watched in files for folder in watched.folders()]
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
