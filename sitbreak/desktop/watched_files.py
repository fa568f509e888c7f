"""What was last seen of a file, or of the TOML files in a folder, and where a change of it can be noticed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_FILES = 64  # of a folder; more are nobody's settings


class Watched:
    """A file, or a folder of TOML files, and what was last seen of it."""

    __slots__ = ("_may_look", "_path", "_seen", "on_change")

    def __init__(self, path: Path, on_change: Callable[[], None], may_look: Callable[[], bool]) -> None:
        self._path = path
        self._seen: object = None
        self._may_look = may_look
        self.on_change = on_change

    def has_changed(self) -> bool:
        """Whether it is another than when this was last asked."""
        if not self._may_look():
            return False
        before, self._seen = self._seen, [_signature(file) for file in (self._path, *self._files())]
        return before != self._seen

    def folders(self) -> list[Path]:
        """The folders in which a change can be seen."""
        if not self._may_look():
            return []
        files = [self._path, *self._files()]
        found = [self._path.parent, *(Path(os.path.realpath(file)).parent for file in files)]
        return [self._path, *found] if self._path.is_dir() else found

    def _files(self) -> list[Path]:
        """The files in the folder; none of what is no folder."""
        try:
            files = sorted(file for file in self._path.iterdir() if file.suffix == ".toml")
        except OSError:
            return []
        return files[:_MOST_FILES]


def _signature(file: Path) -> tuple[str, int, int, int, int] | None:
    """What differs once *file* was written or replaced; None while there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    size = 0 if stat.S_ISDIR(found.st_mode) else found.st_size
    changed_ns = 0 if stat.S_ISDIR(found.st_mode) else found.st_mtime_ns  # the files in it count
    return str(file), found.st_dev, found.st_ino, changed_ns, size
