"""Know when a settings file, or a folder of them, has changed, without looking every so often.

The kernel tells (kqueue) of a folder in which something is made, moved or deleted, and of a file that is
written to. A thread waits for that and posts to the loop. After each, and a little wait in which an editor
may finish its work, the file is compared with what was seen last. Of what does not exist, the nearest folder
that does is watched.
"""

from __future__ import annotations

import sys

assert sys.platform == "darwin"  # the type checker reads on for this system only

import os
import select
import threading
from typing import TYPE_CHECKING

from sitbreak.desktop.watched_files import WatchedFiles, nearest_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sitbreak.desktop.watched_files import Watched
    from sitbreak.ports import Loop

_MOST_FILES = 64  # of a folder; of more, those are told apart by their folder alone
_CHANGES = (
    select.KQ_NOTE_WRITE
    | select.KQ_NOTE_EXTEND
    | select.KQ_NOTE_DELETE
    | select.KQ_NOTE_RENAME
    | select.KQ_NOTE_ATTRIB
)


class FileWatch:
    """Calls *on_change*, on the loop's thread, about 0.2 s after a watched file was written, replaced, made
    or deleted, or a TOML file in it when it is a folder. Methods are for the loop's thread; they block for
    nothing but a few looks at the file system. Close it before the loop."""

    def __init__(self, loop: Loop) -> None:
        """Raises OSError when the kernel grants no queue."""
        self._loop = loop
        self._files = WatchedFiles(loop, self._watch_all)
        self._opened: list[int] = []
        self._queue = select.kqueue()
        self._ended, self._end = os.pipe()  # closing the one end can be read from the other
        ended = select.kevent(self._ended, filter=select.KQ_FILTER_READ, flags=select.KQ_EV_ADD)
        self._queue.control([ended], 0, 0)
        self._thread = threading.Thread(target=self._wait, name="watch", daemon=True)
        self._thread.start()

    def add(
        self, file: Path, on_change: Callable[[], None], may_look: Callable[[], bool] = lambda: True
    ) -> None:
        """Watch *file* too. It is touched only while *may_look* says so. Raises OSError."""
        self._files.add(file, on_change, may_look)

    def close(self) -> None:
        """Never call back. Waits for the thread, which is done at once."""
        self._files.close()
        os.close(self._end)
        self._thread.join()
        self._queue.close()
        os.close(self._ended)
        _close_all(self._opened)

    def _wait(self) -> None:
        """On the thread: until the other end of the pipe is closed."""
        while True:
            events = self._queue.control(None, 16, None)
            if any(event.ident == self._ended for event in events):
                return
            self._loop.post(self._files.notified)

    def _watch_all(self, files: Sequence[Watched]) -> None:
        """Watch what shows a change of *files*; a descriptor that is closed is watched no more. The new come
        first, so nothing is missed."""
        before, self._opened = self._opened, []
        places = dict.fromkeys(place for watched in files for place in _places(watched))
        try:
            for place in places:
                self._opened.append(os.open(place, os.O_EVTONLY | os.O_CLOEXEC))
            events = [
                select.kevent(
                    opened,
                    filter=select.KQ_FILTER_VNODE,
                    flags=select.KQ_EV_ADD | select.KQ_EV_CLEAR,
                    fflags=_CHANGES,
                )
                for opened in self._opened
            ]
            self._queue.control(events, 0, 0)
        finally:
            _close_all(before)


def _places(watched: Watched) -> list[Path]:
    """What is there and shows a change: files, and the nearest folder for each of their folders."""
    path, folders = watched.path, watched.folders()
    if not folders:
        return []
    files = [path] if path.is_file() else sorted(path.glob("*.toml"))[:_MOST_FILES]
    return [*files, *(nearest_folder(folder) for folder in folders)]


def _close_all(descriptors: list[int]) -> None:
    while descriptors:
        os.close(descriptors.pop())
