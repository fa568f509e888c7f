"""The bitmaps of the tray icon, from the files that `prepare` drew; a plain ring when they are not there.

A file holds the pixels of a square, row by row, each as the bytes alpha, red, green, blue (alpha not
multiplied in), which is what a StatusNotifierItem sends.
"""

from __future__ import annotations

from math import atan2, hypot, pi
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    Bitmaps = list[tuple[int, int, bytes]]  # width, height, pixels

# Panels scale what they get. All are sent with every change, so these three only (sitbreak.icons draws them).
SIZES = (22, 48, 96)
_COLOURS = {"dark": (245, 246, 247), "light": (38, 44, 48), "auto": (128, 134, 138)}
_FAINT = 0.4
_STEPS = 12


class IconShelf:
    """Reads bitmaps when they are asked for, and keeps those it gave last only."""

    def __init__(self, folder: Path) -> None:
        """*folder* holds ``THEME/SHAPE-FILL-SIZE.argb``."""
        self._folder = folder
        self._last: tuple[tuple[str, int, str], Bitmaps] | None = None

    def load(self, shape: str, fill: int, theme: str) -> Bitmaps:
        """The bitmaps of *shape*, with *fill* twelfths of its ring, for a *theme* panel ("dark", "light", or
        "auto" for any).

        Reads three small files. Raises nothing: for a file that is not there or damaged, it draws.
        """
        key = (shape, fill, theme)
        if self._last is None or self._last[0] != key:
            self._last = (key, [(size, size, self._pixels(key, size)) for size in SIZES])
        return self._last[1]

    def forget(self) -> None:
        """Read the files again next time: they may have been drawn anew."""
        self._last = None

    def _pixels(self, key: tuple[str, int, str], size: int) -> bytes:
        shape, fill, theme = key
        wanted = size * size * 4
        try:
            with (self._folder / theme / f"{shape}-{fill}-{size}.argb").open("rb") as file:
                pixels = file.read(wanted + 1)
        except OSError:
            pixels = b""
        return pixels if len(pixels) == wanted else plain(key, size)


def plain(key: tuple[str, int, str], size: int) -> bytes:
    """A ring that fills clockwise; a full disc for every shape that wants the user to get up."""
    shape, fill, theme = key
    red, green, blue = _COLOURS.get(theme, _COLOURS["auto"])
    outer, inner = size / 2 - 0.5, size / 2 * 0.62
    if shape in ("due", "held"):
        inner = 0.0
    pixels = bytearray()
    for y in range(size):
        for x in range(size):
            right, down = x + 0.5 - size / 2, y + 0.5 - size / 2
            radius = hypot(right, down)
            cover = min(1.0, max(0.0, outer - radius + 0.5)) * min(1.0, max(0.0, radius - inner + 0.5))
            turned = (atan2(right, -down) % (2 * pi)) / (2 * pi) * _STEPS
            lit = shape != "sitting" or turned < fill
            pixels += bytes((round(255 * cover * (1.0 if lit else _FAINT)), red, green, blue))
    return bytes(pixels)
