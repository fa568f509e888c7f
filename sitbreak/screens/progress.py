"""The countdown ring and the bar of steps, drawn with Pillow as Tk has no smooth curves.

Both remember what they show and draw only when it changes by a pixel, as large as that is at 96 dots an inch:
on a dense screen smaller steps could hardly be seen, and cost the most.
"""

from __future__ import annotations

import math
import tkinter as tk
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from sitbreak.screens.shapes import ppm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.screens.look import Look

RING_PX, _RING_WIDTH = 72, 6  # at 96 dots an inch
_BAR_HEIGHT, _BAR_GAP = 6, 3


class Ring:
    """A ring that empties clockwise, with a word in it."""

    def __init__(self, parent: tk.Misc, look: Look, ground: str) -> None:
        self._look = look
        self._ground = ground
        self._size = look.px(RING_PX)
        self._finer = _finer(look)
        self._shown: tuple[int, bool] | None = None
        self._photo = tk.PhotoImage(master=look.root, width=self._size, height=self._size)
        self.widget = tk.Label(
            parent,
            image=self._photo,
            compound="center",
            background=ground,
            foreground=look.colours.text,
            font=look.fonts["ring"],
            borderwidth=0,
            padx=0,
            pady=0,
        )

    def show(self, left: float, word: str, *, paused: bool = False) -> None:
        """*left*: the share of the ring that is still full."""
        steps = round(math.pi * self._size / self._look.scale)
        wanted = (round(min(max(left, 0.0), 1.0) * steps), paused)
        if wanted != self._shown:
            self._shown = wanted
            self._photo.configure(data=ppm(self._draw(wanted[0] / steps, paused=paused)), format="ppm")
        if self.widget.cget("text") != word:
            self.widget.configure(text=word)

    def _draw(self, share: float, *, paused: bool) -> Image.Image:
        colours = self._look.colours
        size = self._size * self._finer
        width = max(self._finer, round(_RING_WIDTH * self._look.scale * self._finer))
        picture = Image.new("RGB", (size, size), self._ground)
        draw = ImageDraw.Draw(picture)
        edge = (1, 1, size - 2, size - 2)
        draw.ellipse(edge, outline=colours.track, width=width)
        if share > 0:
            ink = colours.muted if paused else colours.accent
            begin = 270 + 360 * (1 - share)
            draw.arc(edge, begin, 630, fill=ink, width=width)
            for angle in (begin, 630):
                _round_end(draw, size, width, angle, ink)
        return picture.reduce(self._finer)


def _finer(look: Look) -> int:
    """How many times larger shapes are drawn than they will be: of large ones less can be seen, and they cost
    more, twelve times a second."""
    return 4 if look.scale < 1.5 else 3 if look.scale < 2.5 else 2


def _round_end(draw: ImageDraw.ImageDraw, size: int, width: int, angle: float, ink: str) -> None:
    middle, radius = size / 2 - 0.5, (size - 3 - width) / 2
    x = middle + radius * math.cos(math.radians(angle))
    y = middle + radius * math.sin(math.radians(angle))
    half = width / 2 - 0.5
    draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)


class StepBar:
    """All steps of a script in a row, each as long as it takes, filled as far as it has been played."""

    def __init__(self, parent: tk.Misc, look: Look, ground: str, width_px: int) -> None:
        self._look = look
        self._ground = ground
        self._size = (width_px, look.px(_BAR_HEIGHT))
        self._finer = _finer(look)
        self._lengths: Sequence[int] = ()
        self._shown = -1
        self._photo = tk.PhotoImage(master=look.root, width=self._size[0], height=self._size[1])
        self.widget = tk.Label(parent, image=self._photo, background=ground, borderwidth=0, padx=0, pady=0)

    def begin(self, lengths_s: Sequence[int]) -> None:
        """Show steps of these lengths."""
        self._lengths = lengths_s
        self._shown = -1

    def show(self, elapsed_s: float) -> None:
        whole_s = sum(self._lengths)
        passed = min(max(elapsed_s / whole_s, 0.0), 1.0)
        wanted = round(passed * self._size[0] / self._look.scale)
        if wanted != self._shown:
            self._shown = wanted
            self._photo.configure(data=ppm(self._draw(elapsed_s)), format="ppm")

    def _draw(self, elapsed_s: float) -> Image.Image:
        colours = self._look.colours
        width, height = self._size[0] * self._finer, self._size[1] * self._finer
        picture = Image.new("RGB", (width, height), self._ground)
        draw = ImageDraw.Draw(picture)
        gap = self._look.px(_BAR_GAP) * self._finer
        per_s = (width - gap * (len(self._lengths) - 1)) / sum(self._lengths)
        left, began_s = 0.0, 0
        for length_s in self._lengths:
            right = left + length_s * per_s
            _bar(draw, (left, right), height, colours.track)
            played_s = min(max(elapsed_s - began_s, 0.0), length_s)
            if played_s * per_s >= height / 2:
                _bar(draw, (left, max(left + height, left + played_s * per_s)), height, colours.accent)
            left, began_s = right + gap, began_s + length_s
        return picture.reduce(self._finer)


def _bar(draw: ImageDraw.ImageDraw, ends: tuple[float, float], height: int, ink: str) -> None:
    left, right = ends
    radius = min(height / 2, (right - left) / 2)
    draw.rounded_rectangle((left, 0, max(left, right - 1), height - 1), radius, fill=ink)
