"""What was last seen of a file, or of the TOML files in a folder, and where a change of it can be noticed.

How a system tells of changes is its own (``watch.py`` in the folders of :mod:`sitbreak.desktop`). What is
made of it is the same everywhere: after each, and a little wait in which an editor may finish its work, the
files are compared with what was seen last.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitbreak.ports import Loop, Timer

SETTLE_S = 0.2

_MOST_FILES = 64  # of a folder; more are nobody's settings


class Watched:
    """A file, or a folder of TOML files, and what was last seen of it."""

    __slots__ = ("_may_look", "_seen", "on_change", "path")

    def __init__(self, path: Path, on_change: Callable[[], None], may_look: Callable[[], bool]) -> None:
        self.path = path
        self._seen: object = None
        self._may_look = may_look
        self.on_change = on_change

    def has_changed(self) -> bool:
        """Whether it is another than when this was last asked."""
        if not self._may_look():
            return False
        before, self._seen = self._seen, [_signature(file) for file in (self.path, *self._files())]
        return before != self._seen

    def folders(self) -> list[Path]:
        """The folders in which a change can be seen."""
        if not self._may_look():
            return []
        files = [self.path, *self._files()]
        found = [self.path.parent, *(Path(os.path.realpath(file)).parent for file in files)]
        return [self.path, *found] if self.path.is_dir() else found

    def _files(self) -> list[Path]:
        """The files in the folder; none of what is no folder."""
        try:
            files = sorted(file for file in self.path.iterdir() if file.suffix == ".toml")
        except OSError:
            return []
        return files[:_MOST_FILES]


class WatchedFiles:
    """All that is watched, on the loop's thread. *watch* is called whenever the places that count may have
    changed: it watches those of the given files, and no others, and raises OSError, once all others are
    watched, for one that cannot be."""

    def __init__(self, loop: Loop, watch: Callable[[Sequence[Watched]], None]) -> None:
        self._loop = loop
        self._watch = watch
        self._watched: list[Watched] = []
        self._timer: Timer | None = None
        self._closed = False

    def add(self, file: Path, on_change: Callable[[], None], may_look: Callable[[], bool]) -> None:
        """Watch *file* too, or the TOML files in it when it is a folder. Raises OSError, and then it costs
        the others nothing."""
        self._watched.append(Watched(file.absolute(), on_change, may_look))
        try:
            self._watch(self._watched)
        except OSError:
            self._watched.pop()
            with suppress(OSError):
                self._watch(self._watched)
            raise
        self._watched[-1].has_changed()

    def notified(self) -> None:
        """Something has changed in one of the places."""
        if self._timer is None and not self._closed:
            self._timer = self._loop.call_later(SETTLE_S, self._settled)

    def close(self) -> None:
        """Never call back."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()

    def _settled(self) -> None:
        self._timer = None
        with suppress(OSError):  # what cannot be watched any more costs itself
            self._watch(self._watched)
        changed = [watched.on_change for watched in self._watched if watched.has_changed()]
        for on_change in dict.fromkeys(changed):
            on_change()


def nearest_folder(folder: Path) -> Path:
    """*folder*, or the nearest above it that is there."""
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder


def _signature(file: Path) -> tuple[str, int, int, int, int] | None:
    """What differs once *file* was written or replaced; None while there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    size = 0 if stat.S_ISDIR(found.st_mode) else found.st_size
    changed_ns = 0 if stat.S_ISDIR(found.st_mode) else found.st_mtime_ns  # the files in it count
    return str(file), found.st_dev, found.st_ino, changed_ns, size
