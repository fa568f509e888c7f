"""Small pictures the widgets are made of, with smooth edges at every scale.

Tk draws no smooth curves, so rounded boxes, ticks and dots are drawn with Pillow, larger than needed, and
reduced. A stretched box keeps its corners: only its middle grows.
"""

from __future__ import annotations

import struct
import tkinter as tk
import zlib
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Sequence

_FINER = 4  # drawn so many times larger, then reduced

RADIUS, FOCUS_GAP, FOCUS_WIDTH = 7, 2, 2  # of buttons and fields, at 96 dots an inch


class Shapes:
    """Draws for one window. Keeps every picture: Tk forgets one that nobody holds."""

    def __init__(self, root: tk.Tk, scale: float) -> None:
        self._root = root
        self._scale = scale
        self._kept: list[tk.PhotoImage] = []

    def box(self, fill: str, *, outline: str = "", focus: str = "", width: float = 1) -> tk.PhotoImage:
        """A rounded box to be stretched; without a *fill* it is empty. Around it is room for a ring of the
        colour *focus*, whether it is drawn or not: a widget keeps its size when it gets the focus."""
        corner = self.box_border
        picture, draw = _canvas(2 * corner + 2)
        edge, gap, radius = picture.width - 1, self._fine(FOCUS_GAP + FOCUS_WIDTH), self._fine(RADIUS)
        if focus:
            draw.rounded_rectangle(
                (0, 0, edge, edge), radius + gap, outline=focus, width=self._fine(FOCUS_WIDTH)
            )
        line = self._fine(width) if outline else 0
        inner = (gap, gap, edge - gap, edge - gap)
        draw.rounded_rectangle(inner, radius, fill=fill or None, outline=outline or None, width=line)
        return self._keep(_widened(picture.reduce(_FINER), corner, self._px(120), self._px(24)))

    @property
    def box_border(self) -> int:
        """Of what :meth:`box` answers: so many pixels at each side are not stretched."""
        return self._px(RADIUS + FOCUS_GAP + FOCUS_WIDTH)

    @property
    def box_room(self) -> int:
        """Of what :meth:`box` answers: so many pixels at each side are outside of the box."""
        return self._px(FOCUS_GAP + FOCUS_WIDTH)

    def card(self, fill: str, outline: str, ground: str) -> tk.PhotoImage:
        """A rounded box on *ground*, to be stretched far."""
        corner = self.card_border
        picture = Image.new("RGBA", ((2 * corner + 2) * _FINER,) * 2, ground)
        edge = picture.width - 1
        ImageDraw.Draw(picture).rounded_rectangle(
            (0, 0, edge, edge), self._fine(RADIUS + 3), fill=fill, outline=outline, width=self._fine(1)
        )
        return self._keep(_widened(picture.reduce(_FINER), corner, self._px(96), self._px(96)))

    @property
    def card_border(self) -> int:
        return self._px(RADIUS + 3)

    def tick(self, fill: str, outline: str, mark: str = "", *, focus: str = "") -> tk.PhotoImage:
        """The box of a check button; *mark*: the colour of its tick."""
        picture, draw, (left, right) = self._indicator(focus, round_=False)
        draw.rounded_rectangle(
            (left, left, right, right), self._fine(4), fill=fill, outline=outline, width=self._fine(1.5)
        )
        if mark:
            _round_line(draw, [self._at(9, 13.2), self._at(12, 16), self._at(17, 10)], mark, self._fine(2.1))
        return self._keep(picture.reduce(_FINER))

    def dot(self, fill: str, outline: str, mark: str = "", *, focus: str = "") -> tk.PhotoImage:
        """The circle of a radio button; *mark*: the colour of its dot."""
        picture, draw, (left, right) = self._indicator(focus, round_=True)
        draw.ellipse((left, left, right, right), fill=fill, outline=outline, width=self._fine(1.5))
        if mark:
            inset = self._fine(5)
            draw.ellipse((left + inset, left + inset, right - inset, right - inset), fill=mark)
        return self._keep(picture.reduce(_FINER))

    def arrow(self, colour: str, *, up: bool = False) -> tk.PhotoImage:
        """The small angle of a list that opens, or of a number that is counted."""
        picture, draw = _canvas(self._px(18))
        tip, ends = (3, 7) if up else (7, 3)
        points = [self._at(5, ends), self._at(9, tip), self._at(13, ends)]
        _round_line(draw, points, colour, self._fine(1.6))
        return self._keep(picture.reduce(_FINER).crop((0, 0, self._px(18), self._px(10))))

    def grip(self, colour: str) -> tk.PhotoImage:
        """The handle of a scroll bar."""
        size = self._px(12)
        picture, draw = _canvas(size)
        inset, whole = self._fine(3), size * _FINER
        draw.rounded_rectangle(
            (inset, inset, whole - 1 - inset, whole - 1 - inset), self._fine(3), fill=colour
        )
        return self._keep(picture.reduce(_FINER))

    # --- drawing

    def _indicator(
        self, focus: str, *, round_: bool
    ) -> tuple[Image.Image, ImageDraw.ImageDraw, tuple[int, int]]:
        """Paper for a box of 18, with room for a focus ring around and for a gap to the text on the right."""
        size = self._px(26)
        picture, draw = _canvas(size)
        left, right = self._fine(4), self._fine(22) - 1
        if focus:
            room = self._fine(FOCUS_GAP + 1.5)
            ring = (left - room, left - room, right + room, right + room)
            radius = self._fine(13) if round_ else self._fine(7)
            draw.rounded_rectangle(ring, radius, outline=focus, width=self._fine(1.5))
        return picture, draw, (left, right)

    def _px(self, length: float) -> int:
        return max(1, round(length * self._scale))

    def _fine(self, length: float) -> int:
        return max(1, round(length * self._scale * _FINER))

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * self._scale * _FINER, y * self._scale * _FINER

    def _keep(self, picture: Image.Image) -> tk.PhotoImage:
        photo = tk.PhotoImage(master=self._root, data=png(picture), format="png")
        self._kept.append(photo)
        return photo


def png(picture: Image.Image) -> bytes:
    """An RGBA *picture* as Tk reads it. Pillow could write it too, but would first load every format there
    is, which takes as long as all our drawing."""
    width, height = picture.size
    raw, row = picture.tobytes(), 4 * width
    rows = b"".join(b"\0" + raw[start : start + row] for start in range(0, len(raw), row))
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def ppm(picture: Image.Image) -> bytes:
    """An RGB *picture* as Tk reads it fastest."""
    return b"P6 %d %d 255\n" % picture.size + picture.tobytes()


def _canvas(size: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGBA", (size * _FINER, size * _FINER), (0, 0, 0, 0))
    return picture, ImageDraw.Draw(picture)


def _widened(box: Image.Image, corner: int, width: int, height: int) -> Image.Image:
    """*box* with a middle of that size. Tk fills a widget with copies of the middle, each of which costs, so
    it has to be large."""
    middle = box.width - 2 * corner
    wide = Image.new("RGBA", (2 * corner + width, 2 * corner + height))
    columns = (
        (0, corner, 0, corner),
        (corner, middle, corner, width),
        (corner + middle, corner, corner + width, corner),
    )
    rows = (
        (0, corner, 0, corner),
        (corner, middle, corner, height),
        (corner + middle, corner, corner + height, corner),
    )
    for x, w, to_x, to_w in columns:
        for y, h, to_y, to_h in rows:
            wide.paste(
                box.crop((x, y, x + w, y + h)).resize((to_w, to_h), Image.Resampling.NEAREST), (to_x, to_y)
            )
    return wide


def _round_line(
    draw: ImageDraw.ImageDraw, points: Sequence[tuple[float, float]], colour: str, width: int
) -> None:
    draw.line(points, fill=colour, width=width, joint="curve")
    radius = width / 2
    for x, y in (points[0], points[-1]):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
