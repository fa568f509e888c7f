"""The drawn figure in a window: moving, or for who wants no motion its key poses side by side (rule A8).

What is around the figure is one image of the pane, and stays; the figure is another, small one over it. At
three times the size that is a third of the work.
"""

from __future__ import annotations

import tkinter as tk
from typing import TYPE_CHECKING

from PIL import ImageColor
from PIL.Image import new as new_image

from sitbreak.screens.figure_drawing import Painter, Patch, arrow, patch_of
from sitbreak.screens.figure_inks import dark_inks, light_inks

if TYPE_CHECKING:
    from PIL.Image import Image

    from sitbreak.core.animating import Film
    from sitbreak.core.pictures import Picture
    from sitbreak.screens.look import Look

_FAR_S = 1e9  # nothing changes by itself
_FLAT = 2.4  # poses that are so many times as wide as high fit into half the pane
_ARROW_SHARE = 9  # the arrow between two poses is that part of the width


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
        self.widget = tk.Canvas(
            parent, width=width, height=height, background=ground, borderwidth=0, highlightthickness=0
        )
        self._around = tk.PhotoImage(master=look.root)
        self._photo = tk.PhotoImage(master=look.root)
        self._room: Image | None = None
        self.widget.create_image(0, 0, image=self._around, anchor="nw")
        self._place = self.widget.create_image(0, 0, image=self._photo, anchor="nw")

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
                self._put(patch_of(self._posed(self._painter, poses)))
            return _FAR_S
        picture = self._film.at(elapsed_s)
        if picture != self._shown:
            self._shown = picture
            if (room := self._painter.room(picture)) is not self._room:
                self._room = room
                self._around.configure(data=patch_of(room).ppm, format="ppm")
            self._put(self._painter.patch(picture))
        return picture.next_change_s

    def _posed(self, painter: Painter, poses: tuple[Picture, ...]) -> Image:
        """Key poses beside each other, or where the figure lies down one below the other: it is as large then
        as when it moves, as nothing is lost but what is empty above and below."""
        points = [point for pose in poses for point in pose.joints.values()]
        across, up = ([point[axis] for point in points] for axis in (0, 1))
        if len(poses) == 1 or max(across) - min(across) < _FLAT * (max(up) - min(up)):
            return painter.paint_side_by_side(poses)
        width, height = self._size_px
        sign = arrow(width // _ARROW_SHARE, self._inks).rotate(-90)
        band = (height - sign.height) // 2
        above = (height - band) // 2
        frame = new_image("RGB", self._size_px, self._inks.ground)
        frame.paste(sign, ((width - sign.width) // 2, band))
        for pose, upper in zip(poses, (0, height - band), strict=True):
            frame.paste(painter.paint(pose).crop((0, above, width, above + band)), (0, upper))
        return frame

    def _put(self, patch: Patch) -> None:
        self._photo.configure(data=patch.ppm, format="ppm")
        self.widget.coords(self._place, patch.left, patch.upper)
