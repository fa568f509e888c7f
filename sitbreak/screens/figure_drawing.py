"""Draws the pictures of a film with Pillow: flat, calm, and smooth at every size.

Shapes are drawn two to four times as large as they will be, and reduced. What is around the figure is drawn
once; of the figure only the part of the frame that it covers. A figure that faces the other way is the same
picture mirrored. The same pictures come back with every repetition, so the last ones are kept, in a bounded
number of bytes and as Tk reads them: nearly a third of the work at three times the size was to draw and to
convert them again.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw

from sitbreak.screens.figure_body import body
from sitbreak.screens.figure_props import behind, below, box, passing
from sitbreak.screens.figure_shapes import Disc

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sitbreak.core.animating import Film
    from sitbreak.core.pictures import Picture, Prop
    from sitbreak.screens.figure_inks import Inks
    from sitbreak.screens.figure_shapes import Shape

    Pixels = tuple[int, int, int, int]  # left, upper, right, lower

_FLIP = Image.Transpose.FLIP_LEFT_RIGHT
KEPT_BYTES = 32 * 1024 * 1024  # a repetition of both sides of the widest figure in 1020 × 900 pixels
_TALL = 1.32  # heights of the figure in the height of the frame, where its width allows
_AROUND, _AROUND_HAND = 0.085, 0.025  # how far the body reaches beyond its joints, at most
_UNDER = 0.05  # below the ground
_ARROW_ROOM = 18  # twice so many parts of the width are left for the arrow


class Patch(NamedTuple):
    """A part of a frame, and where its upper left corner goes."""

    rgb: bytes  # row by row
    size_px: tuple[int, int]
    left: int
    upper: int

    @property
    def image(self) -> Image.Image:
        """A new image each time."""
        return Image.frombytes("RGB", self.size_px, self.rgb)

    @property
    def ppm(self) -> bytes:
        """The image as Tk reads it fastest."""
        return b"P6 %d %d 255\n" % self.size_px + self.rgb


def patch_of(image: Image.Image, left: int = 0, upper: int = 0) -> Patch:
    """An RGB *image*, to be put there."""
    return Patch(image.tobytes(), image.size, left, upper)


class Painter:
    """Draws *film* in a frame of *size_px* (width, height). Nothing it draws leaves the frame."""

    def __init__(self, film: Film, size_px: tuple[int, int], inks: Inks) -> None:
        self.size_px = size_px
        self.kept_bytes = 0
        self._film = film
        self._inks = inks
        self._layout = _Layout(film, size_px, _finer(size_px[1]))
        self._rooms: dict[tuple[Prop, ...], _Room] = {}
        self._kept: OrderedDict[object, Patch] = OrderedDict()

    def paint(self, picture: Picture) -> Image.Image:
        """The whole frame, as an RGB image of its own."""
        if picture.fades_from:
            now = replace(picture, fades_from=None, mix=1.0)
            return Image.blend(self.paint(picture.fades_from), self.paint(now), picture.mix)
        frame = self.room(picture).copy()
        figure = self._figure(picture)
        frame.paste(figure.image, (figure.left, figure.upper))
        if picture.walked is not None:
            strip, place = self._room(picture.props).floor(picture.walked)
            frame.paste(strip if picture.facing > 0 else strip.transpose(_FLIP), place)
        return frame

    def room(self, picture: Picture) -> Image.Image:
        """The frame of *picture* without its figure: the same for all that have its props and its facing.
        Not to be drawn into."""
        room = self._room(picture.props)
        return room.mirrored if picture.facing < 0 else room.plain

    def patch(self, picture: Picture) -> Patch:
        """What a window has to put over the :meth:`room` of *picture*: where only the figure moves, a small
        part of the frame, and in a fade and on a floor that passes all of it."""
        if picture.fades_from or picture.walked is not None:
            return patch_of(self.paint(picture))
        return self._figure(picture)

    def paint_side_by_side(self, pictures: Sequence[Picture]) -> Image.Image:
        """The key poses of a step in one frame, an arrow between two (rule A8)."""
        if len(pictures) == 1:
            return self.paint(pictures[0])
        width, height = self.size_px
        half = Painter(self._film, ((width - 2 * (width // _ARROW_ROOM)) // 2, height), self._inks)
        frame = Image.new("RGB", self.size_px, self._inks.ground)
        for picture, left in zip(pictures, (0, width - half.size_px[0]), strict=True):
            frame.paste(half.paint(picture), (left, 0))
        sign = arrow(width // _ARROW_ROOM * 2, self._inks)
        frame.paste(sign, ((width - sign.width) // 2, (height - sign.height) // 2))
        return frame

    def _room(self, around: tuple[Prop, ...]) -> _Room:
        if around not in self._rooms:
            self._rooms[around] = _Room(self._layout, around, self._inks)
        return self._rooms[around]

    def _figure(self, picture: Picture) -> Patch:
        """The part of the frame that the figure covers."""
        joints = tuple(picture.joints.items())
        marks = (picture.tilt, picture.breath, picture.squeeze, picture.curve, picture.swell, picture.bowed)
        key = (picture.view, picture.facing, joints, marks, picture.props)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        image, (left, upper, right, _) = self._room(picture.props).with_figure(picture)
        if picture.facing < 0:
            image, left = image.transpose(_FLIP), self.size_px[0] - right
        drawn = patch_of(image, left, upper)
        self._keep(key, drawn)
        return drawn

    def _keep(self, key: object, drawn: Patch) -> None:
        self._kept[key] = drawn
        self.kept_bytes += len(drawn.rgb)
        while self.kept_bytes > KEPT_BYTES:
            self.kept_bytes -= len(self._kept.popitem(last=False)[1].rgb)


def arrow(size_px: int, inks: Inks) -> Image.Image:
    """A square picture of an arrow to the right."""
    size = size_px * 4
    image = Image.new("RGB", (size, size), inks.ground)
    pen = ImageDraw.Draw(image)
    tip, tail, wing, thick = size * 0.76, size * 0.24, size * 0.18, max(round(size * 0.07), 1)
    middle = size / 2
    shaft = [(tail, middle), (tip, middle)]
    head = [(tip - wing, middle - wing), (tip, middle), (tip - wing, middle + wing)]
    for line in (shaft, head):
        pen.line(line, fill=inks.prop_edge, width=thick, joint="curve")
        for x, y in line:
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=inks.prop_edge)
    return image.reduce(4)


def _finer(height_px: int) -> int:
    """How many times larger shapes are drawn than they will be: of a large figure less can be seen."""
    return 4 if height_px < 450 else 3 if height_px < 750 else 2


class _Layout:
    """Where in the frame a film takes place: the same for all its pictures, so that nothing jumps."""

    def __init__(self, film: Film, size_px: tuple[int, int], finer: int) -> None:
        width, height = size_px
        body = [
            (x0 - around, x1 + around, y1 + around)
            for name, (x0, _, x1, y1) in film.extents().items()
            for around in [_AROUND_HAND if name.startswith("hand") else _AROUND]
        ]
        around = [*body, *((x0, x1, y1) for x0, _, x1, y1 in map(box, film.props()))]
        left, right, top = min(b[0] for b in around), max(b[1] for b in around), max(b[2] for b in around)
        self.size_px = size_px
        self.finer = finer
        self.reach = (min(b[0] for b in body), max(b[1] for b in body))
        self.scale = min(height / _TALL, height / (top + 2 * _UNDER), width / (right - left + 0.06))
        self.origin = (
            width / 2 - (left + right) / 2 * self.scale,
            (height + (top - _UNDER) * self.scale) / 2,
        )
        self.sides = (
            (0.03 * width - self.origin[0]) / self.scale,
            (0.97 * width - self.origin[0]) / self.scale,
        )

    def pixels(self, shapes: Iterable[Shape]) -> Pixels:
        """The part of the frame that *shapes* cover."""
        xs: list[float] = []
        ys: list[float] = []
        for shape in shapes:
            points, radius = (
                ([shape.centre], shape.radius) if isinstance(shape, Disc) else (shape.points, 0.0)
            )
            for x, y in points:
                xs += (x - radius, x + radius)
                ys += (y - radius, y + radius)
        x, y = self.origin
        return (
            max(floor(x + min(xs) * self.scale) - 1, 0),
            max(floor(y - max(ys) * self.scale) - 1, 0),
            min(ceil(x + max(xs) * self.scale) + 1, self.size_px[0]),
            min(ceil(y - min(ys) * self.scale) + 1, self.size_px[1]),
        )

    def draw(self, image: Image.Image, shapes: Iterable[Shape], corner: tuple[int, int], inks: Inks) -> None:
        """Draw *shapes* into *image*, whose upper left corner is so many pixels into the frame."""
        pen = ImageDraw.Draw(image)
        scale = self.scale * self.finer
        left = (self.origin[0] - corner[0]) * self.finer - 0.5
        upper = (self.origin[1] - corner[1]) * self.finer - 0.5
        for shape in shapes:
            ink = getattr(inks, shape.ink)
            if isinstance(shape, Disc):
                x, y, radius = (
                    left + shape.centre[0] * scale,
                    upper - shape.centre[1] * scale,
                    shape.radius * scale,
                )
                pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
            else:
                pen.polygon([(left + x * scale, upper - y * scale) for x, y in shape.points], fill=ink)


class _Room:
    """What is around the figure, drawn once: as it is, and mirrored."""

    def __init__(self, layout: _Layout, around: tuple[Prop, ...], inks: Inks) -> None:
        self._layout, self._around, self._inks = layout, around, inks
        width, height = layout.size_px
        self._large = Image.new("RGB", (width * layout.finer, height * layout.finer), inks.ground)
        layout.draw(self._large, behind(around), (0, 0), inks)
        whole = self._large.copy()
        layout.draw(whole, self._below(), (0, 0), inks)
        self.plain = whole.reduce(layout.finer)
        self.mirrored = self.plain.transpose(_FLIP)

    def with_figure(self, picture: Picture) -> tuple[Image.Image, Pixels]:
        """The part of the frame that the figure covers, and where it is."""
        shapes = list(body(picture))
        at = self._layout.pixels(shapes)
        finer = self._layout.finer
        image = self._large.crop((at[0] * finer, at[1] * finer, at[2] * finer, at[3] * finer))
        self._layout.draw(image, [*shapes, *self._below()], at[:2], self._inks)
        return image.reduce(finer), at

    def floor(self, walked: float) -> tuple[Image.Image, tuple[int, int]]:
        """The line of the floor as it passes below, and where it is."""
        layout = self._layout
        width, upper = layout.size_px[0], ceil(layout.origin[1])
        high = ceil(0.02 * layout.scale)
        image = Image.new("RGB", (width * layout.finer, high * layout.finer), self._inks.ground)
        shapes = [*self._below(), *passing(*layout.sides, walked)]
        layout.draw(image, shapes, (0, upper), self._inks)
        return image.reduce(layout.finer), (0, upper)

    def _below(self) -> Iterable[Shape]:
        yield from below(self._around, *self._layout.sides, self._layout.reach)
