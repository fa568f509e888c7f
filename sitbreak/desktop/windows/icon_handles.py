"""Icons as Windows wants them: handles, which have to be given back."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak.desktop.windows import api
from sitbreak.desktop.windows.icon_pixels import shrunk

if TYPE_CHECKING:
    from sitbreak.desktop.icon_shelf import Bitmaps

_SMALL_ICON_WIDTH = 49  # SM_CXSMICON
_FILE_LIMIT_B = 64 * 1024
_VERSION = 0x00030000


def small_icon(bitmaps: Bitmaps) -> int:
    """A handle to the icon drawn in *bitmaps*, in the size of the tray; 0 when Windows makes none."""
    wanted_px = max(16, api.system_metric(_SMALL_ICON_WIDTH))
    size_px, _height, pixels = next((each for each in bitmaps if each[0] == wanted_px), bitmaps[-1])
    return _icon(shrunk(pixels, size_px, min(wanted_px, size_px)), min(wanted_px, size_px))


def icon_of_file(file: Path, size_px: int) -> int:
    """A handle to the icon in the PNG *file*; 0 when there is none."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_FILE_LIMIT_B)
    except OSError:
        return 0
    handle = api.create_icon_of_file(data, len(data), True, _VERSION, size_px, size_px, 0)
    return int(handle or 0)


def _icon(pixels: bytes, size_px: int) -> int:
    header = api.BitmapHeader(
        size_b=ctypes.sizeof(api.BitmapHeader), width_px=size_px, height_px=-size_px, planes=1, bits=32
    )
    place = ctypes.c_void_p()
    colours = api.create_pixels(None, header, 0, place, None, 0)
    if not colours or not place:
        return 0
    ctypes.memmove(place, pixels, len(pixels))
    mask = api.create_bitmap(size_px, size_px, 1, 1, bytes(size_px * (-(-size_px // 16) * 2)))
    try:
        return int(api.create_icon(api.IconInfo(is_icon=True, mask=mask, colours=colours)) or 0)
    finally:
        api.delete_object(mask)
        api.delete_object(colours)
