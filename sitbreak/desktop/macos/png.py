"""A bitmap as a PNG file, which NSImage reads: no image library stays in the resident program for that."""

from __future__ import annotations

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA_8_BIT = (8, 6, 0, 0, 0)


def png(width: int, height: int, argb: bytes) -> bytes:
    """*argb*: the pixels row by row, each as alpha, red, green, blue."""
    rgba = bytearray(len(argb))
    for place, source in enumerate((1, 2, 3, 0)):
        rgba[place::4] = argb[source::4]
    row_b = width * 4
    rows = b"".join(b"\0" + rgba[y * row_b : (y + 1) * row_b] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, *_RGBA_8_BIT)
    return (
        _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 1)) + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
