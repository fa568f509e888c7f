"""Pictures of routines as files: an animated GIF of the main movement, a PNG of the key poses."""

from __future__ import annotations

from dataclasses import astuple
from io import BytesIO
from itertools import chain, groupby
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from sitbreak.core.acts import FRAMES_PER_S
from sitbreak.core.animating import Film
from sitbreak.core.loops import key_poses, loop, main_step
from sitbreak.core.playing import script
from sitbreak.screens.figure_drawing import Painter, arrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.core.acts import Poses
    from sitbreak.core.routines import Routine
    from sitbreak.screens.figure_inks import Inks

GIF_PX = (340, 300)
_COLOURS = 64
_APART = 8
_SAMPLED = 6  # frames from which the colours of a GIF are taken


class Drawer(NamedTuple):
    """How pictures become files."""

    poses: Poses
    inks: Inks

    def gif(self, routine: Routine, size_px: tuple[int, int] = GIF_PX) -> bytes:
        """The main movement of *routine*, repeated for ever."""
        steps = script(routine.steps, "right")
        painter = Painter(Film(routine.animation, steps, self.poses), size_px, self.inks)
        runs = [
            (picture, len(list(same)))
            for picture, same in groupby(loop(routine.animation, steps, self.poses))
        ]
        frames = [painter.paint(picture) for picture, _ in runs]
        palette = _palette(frames, self.inks)
        first, *rest = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
        file = BytesIO()
        first.save(
            file,
            "GIF",
            save_all=True,
            append_images=rest,
            duration=_durations_ms([count for _, count in runs]),
            loop=0,
            optimize=False,
        )
        return file.getvalue()

    def png(self, routine: Routine, size_px: tuple[int, int] = GIF_PX) -> bytes:
        """The key poses of *routine* side by side, arrows between them."""
        return png(self.key_poses(routine, size_px), self.inks)

    def still(self, routine: Routine, size_px: tuple[int, int] = GIF_PX) -> bytes:
        """The main movement of *routine* for who wants no motion (rule A8), as a PNG."""
        steps = script(routine.steps, "right")
        film = Film(routine.animation, steps, self.poses)
        pictures = film.key_pictures(main_step(steps).at_s)
        return png(Painter(film, size_px, self.inks).paint_side_by_side(pictures), self.inks)

    def key_poses(self, routine: Routine, size_px: tuple[int, int]) -> Image.Image:
        """The key poses of *routine* in frames of *size_px*, arrows between them."""
        steps = script(routine.steps, "right")
        pictures = key_poses(routine.animation, steps, self.poses)
        painter = Painter(Film(routine.animation, steps, self.poses), size_px, self.inks)
        width, height = size_px
        row = Image.new("RGB", (width * len(pictures), height), self.inks.ground)
        sign = arrow(width // 9, self.inks)
        for number, picture in enumerate(pictures):
            row.paste(painter.paint(picture), (number * width, 0))
        for number in range(1, len(pictures)):
            row.paste(sign, (number * width - sign.width // 2, (height - sign.height) // 2))
        return row


def png(image: Image.Image, inks: Inks) -> bytes:
    """*image* as a small PNG: flat pictures do with few colours."""
    file = BytesIO()
    few = image.quantize(palette=_palette([image], inks), dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


def _palette(frames: Sequence[Image.Image], inks: Inks) -> Image.Image:
    """The colours of all *frames*: the inks as they are, and what lies between them at edges."""
    some = frames[:: max(1, len(frames) // _SAMPLED)]
    together = Image.new("RGB", (some[0].width, some[0].height * len(some)))
    for number, frame in enumerate(some):
        together.paste(frame, (0, number * frame.height))
    plain = dict.fromkeys(astuple(inks))
    edges = together.quantize(
        _COLOURS - len(plain), method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    found = edges.getpalette() or []
    between = zip(*[iter(found)] * 3, strict=True)
    others = [colour for colour in between if all(_differ(colour, ink) for ink in plain)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*chain(*plain, *others)])
    return palette


def _differ(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether Pillow keeps two colours of a palette apart: it looks them up by their upper bits."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) > _APART


def _durations_ms(counts: Sequence[int]) -> list[int]:
    """How long pictures that stand for so many frames are shown: a GIF counts hundredths of a second, and
    what is cut from one is given to a later one."""
    shown = [0]
    for count in counts:
        shown.append(shown[-1] + count)
    hundredths = [round(frame * 100 / FRAMES_PER_S) for frame in shown]
    return [(end - start) * 10 for start, end in zip(hundredths, hundredths[1:], strict=False)]
