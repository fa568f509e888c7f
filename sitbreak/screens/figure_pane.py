"""The drawn figure in a window: moving, or for who wants no motion its key poses side by side (rule A8)."""

from __future__ import annotations

import tkinter as tk
from typing import TYPE_CHECKING

from PIL import ImageColor

from sitbreak.screens.figure_drawing import Painter
from sitbreak.screens.figure_inks import dark_inks, light_inks
from sitbreak.screens.shapes import ppm

if TYPE_CHECKING:
    from sitbreak.core.animating import Film
    from sitbreak.core.pictures import Picture
    from sitbreak.screens.look import Look

_FAR_S = 1e9  # nothing changes by itself


class FigurePane:
    """Of *size_px*, on the colour *ground*. Draws only what is not shown already."""

    def __init__(
        self, parent: tk.Misc, look: Look, ground: str, size_px: tuple[int, int], *, reduced: bool
    ) -> None:
        red, green, blue = ImageColor.getrgb(ground)[:3]
        self._inks = (dark_inks if look.dark else light_inks)((red, green, blue))
        self._size_px = size_px
        self._reduced = reduced
        self._film: Film | None = None
        self._painter: Painter | None = None
        self._shown: Picture | tuple[Picture, ...] | None = None
        width, height = size_px
        self._photo = tk.PhotoImage(master=look.root, width=width, height=height)
        self.widget = tk.Label(parent, image=self._photo, background=ground, borderwidth=0, padx=0, pady=0)

    def begin(self, film: Film) -> None:
        """Show the pictures of *film* from now on."""
        self._film = film
        self._painter = Painter(film, self._size_px, self._inks)
        self._shown = None

    def show(self, elapsed_s: float) -> float:
        """Show what is to be seen then; until when that stays so, in seconds after the start."""
        if self._film is None or self._painter is None:
            return _FAR_S
        if self._reduced:
            poses = self._film.key_pictures(elapsed_s)
            if poses != self._shown:
                self._shown = poses
                self._photo.configure(data=ppm(self._painter.paint_side_by_side(poses)), format="ppm")
            return _FAR_S
        picture = self._film.at(elapsed_s)
        if picture != self._shown:
            self._shown = picture
            self._photo.configure(data=self._painter.ppm(picture), format="ppm")
        return picture.next_change_s
