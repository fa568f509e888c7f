"""Reading what Xvfb shows, without asking it: the memory-mapped file it keeps with ``-fbdir``.

The file is an XWD dump: a header of big-endian words, the colour map, then the pixels, 4 bytes each.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import NamedTuple

_COLOUR_ENTRY_BYTES = 12


class Area(NamedTuple):
    """A rectangle of the screen, in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


class Framebuffer:
    def __init__(self, file: Path) -> None:
        self._file = file
        with file.open("rb") as stream:
            header = struct.unpack(">25I", stream.read(100))
        self.width, self.height = header[4], header[5]
        self._row_bytes = header[12]
        self._begin = header[0] + header[19] * _COLOUR_ENTRY_BYTES

    def grab(self, area: Area) -> list[bytes]:
        """The rows of *area* as they are now, 4 bytes a pixel."""
        with self._file.open("rb") as stream:
            rows = []
            for y in range(area.y, area.y + area.height):
                stream.seek(self._begin + y * self._row_bytes + area.x * 4)
                rows.append(stream.read(area.width * 4))
        return rows


def changed_rows(before: list[bytes], after: list[bytes]) -> set[int]:
    """The rows in which two pictures of one area differ."""
    return {y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old != new}


def changed_columns(before: list[bytes], after: list[bytes]) -> set[int]:
    """The columns in which two pictures of one area differ."""
    return {
        x // 4
        for y in changed_rows(before, after)
        for x in range(0, len(before[y]), 4)
        if before[y][x : x + 4] != after[y][x : x + 4]
    }


def changed(before: list[bytes], after: list[bytes]) -> Area | None:
    """The smallest rectangle, relative to the grabbed one, that holds every pixel that differs."""
    rows, columns = changed_rows(before, after), changed_columns(before, after)
    if not rows:
        return None
    return Area(min(columns), min(rows), max(columns) - min(columns) + 1, max(rows) - min(rows) + 1)
