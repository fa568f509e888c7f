"""Draws the tray icons as raw bitmaps, and the icon of the application. Only short-lived processes run this.

Bitmaps are straight (not premultiplied) ARGB32 in big-endian bytes, as a StatusNotifierItem wants them, in
``THEME/SHAPE-FILL-SIZE.argb``. The theme says which panel it is for: light signs on a *dark* one, dark signs
on a *light* one; those for *auto* are light with a dark edge, and show on any. ``icons.json``, written last,
tells the version, the sizes and how many fills each shape has; without it, or with a bitmap of the wrong
length, all are to be drawn again.
"""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak.errors import OK, USAGE
from sitbreak.icon_shapes import (
    CENTRE,
    DISC_RADIUS,
    FAINT,
    FAINT_RING,
    GRID,
    HALO,
    HALO_WIDTH,
    RADIUS,
    RING,
    SEATED,
    SHAPES,
    THEMES,
    Sign,
    Theme,
)
from sitbreak.systems.files import files
from sitbreak.whole_file import open_privately, write_whole

if TYPE_CHECKING:
    from PIL.Image import Image

VERSION = 3

SIZES = (22, 48, 96)  # panels scale: 22 to 48 px, and twice that at double density
FILLS = 13  # of the shape "sitting": nothing to full in twelve steps; all other shapes have one


def draw_all(folder: Path) -> None:
    """Draw every icon into *folder*. Raises OSError when the disk does not take them."""
    index = folder / "icons.json"
    index.unlink(missing_ok=True)
    for theme in THEMES:
        (folder / theme).mkdir(mode=0o700, parents=True, exist_ok=True)
    for shape in SHAPES:
        for fill in range(fills(shape)):
            for size in SIZES:
                layers = _layers(shape, fill, size)
                for theme, colours in THEMES.items():
                    file = folder / theme / f"{shape}-{fill}-{size}.argb"
                    _write(file, argb(_coloured(layers, colours, size)))
    about = {"version": VERSION, "sizes": SIZES, "fills": {shape: fills(shape) for shape in SHAPES}}
    write_whole(index, json.dumps(about).encode())


def fills(shape: str) -> int:
    return FILLS if shape == "sitting" else 1


def draw(shape: str, fill: int, size: int, theme: str) -> Image:
    """One icon as an RGBA image."""
    return _coloured(_layers(shape, fill, size), THEMES[theme], size)


def argb(image: Image) -> bytes:
    """The pixels of an RGBA image as bytes A, R, G, B."""
    from PIL import Image as Images

    red, green, blue, alpha = image.split()
    return Images.merge("RGBA", (alpha, red, green, blue)).tobytes()


def _write(file: Path, data: bytes) -> None:
    """Write *file* whole, without waiting for the disk: a bitmap that a power cut shortens has the wrong
    length, and is drawn again."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with open_privately(beside, "wb") as stream:
            stream.write(data)
        files.replace(beside, file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


# --- the icon of the application

_APP_SIZES = (48, 128)
_APP_GROUND = (0, 92, 88)
_APP_CORNER = 5.0
_APP_SHRINK = 0.84  # of the ring, within the ground


def draw_application(folder: Path) -> None:
    """Write sitbreak.svg and sitbreak-SIZE.png into *folder*: the tray icon, three quarters full."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitbreak.svg").write_text(_application_svg(), encoding="utf-8")
    for size in _APP_SIZES:
        _application_image(size).save(folder / f"sitbreak-{size}.png", optimize=True)


def _application_image(size: int) -> Image:
    from PIL import Image as Images

    ground = Images.new("RGBA", (size, size), (*_APP_GROUND, 0))
    ground.putalpha(_Mask(size).ground(_APP_CORNER).done())
    ring = draw("sitting", 9, round(size * _APP_SHRINK / 2) * 2, "dark")
    inset = (size - ring.width) // 2
    ground.alpha_composite(ring, (inset, inset))
    return ground


def _application_svg() -> str:
    colours = THEMES["dark"]
    turn = 2 * math.pi * RADIUS
    circle = f'<circle cx="{CENTRE}" cy="{CENTRE}" r="{RADIUS}" fill="none"'
    lines = "".join(
        '<polyline points="' + " ".join(f"{x},{y}" for x, y in line) + '"/>' for line in SEATED.lines
    )
    discs = "".join(f'<circle cx="{x}" cy="{y}" r="{radius}"/>' for x, y, radius in SEATED.discs)
    move = CENTRE * (1 - _APP_SHRINK)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {GRID} {GRID}" width="128" height="128">
<title>sitbreak</title>
<rect width="{GRID}" height="{GRID}" rx="{_APP_CORNER}" fill="{_hex(_APP_GROUND)}"/>
<g transform="translate({move:g} {move:g}) scale({_APP_SHRINK})">
{circle} stroke="{_hex(colours.sign)}" stroke-opacity="{FAINT / 255:.2f}" stroke-width="{FAINT_RING}"/>
{circle} stroke="{_hex(colours.calm)}" stroke-width="{RING}" stroke-dasharray="{turn * 0.75:.3f} {turn:.3f}"
 transform="rotate(-90 {CENTRE} {CENTRE})"/>
<g fill="none" stroke="{_hex(colours.sign)}" stroke-width="{SEATED.width}" stroke-linecap="round"
 stroke-linejoin="round">{lines}</g>
<g fill="{_hex(colours.sign)}">{discs}</g>
</g>
</svg>
"""


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


# --- drawing

Layer = tuple["Image", str, int]  # mask, name of its colour in the theme, alpha


def _layers(name: str, fill: int, size: int) -> list[Layer]:
    """The layers of an icon, lowest first."""
    shape = SHAPES[name]
    layers: list[Layer] = []
    if shape.faint:
        layers.append((_Mask(size).arc(0, 1, FAINT_RING).done(), "sign", FAINT))
    if shape.dashed:
        layers.append((_Mask(size).dashes(8, 0.55, RING * 0.8).done(), "sign", 255))
    if shape.ring:
        layers.append((_Mask(size).arc(0, 1, RING).done(), shape.ring, 255))
    if name == "sitting" and fill:
        layers.append((_Mask(size).arc(0, fill / (FILLS - 1), RING).done(), "calm", 255))
    if shape.disc and shape.sign:
        layers.append((_Mask(size).disc(DISC_RADIUS).sign(shape.sign, ink=0).done(), shape.disc, 255))
    elif shape.sign:
        layers.append((_Mask(size).sign(shape.sign).done(), "sign", 255))
    return layers


def _coloured(layers: list[Layer], theme: Theme, size: int) -> Image:
    from PIL import Image as Images

    picture = Images.new("RGBA", (size, size), (0, 0, 0, 0))
    if theme.halo:
        picture.paste((*theme.halo, 0), (0, 0, size, size))
        picture.putalpha(_halo([mask for mask, _, _ in layers], size))
    for mask, colour, alpha in layers:
        layer = Images.new("RGBA", (size, size), (*getattr(theme, colour), 0))
        layer.putalpha(mask if alpha == 255 else mask.point([value * alpha // 255 for value in range(256)]))
        picture = Images.alpha_composite(picture, layer)
    return picture


def _halo(masks: list[Image], size: int) -> Image:
    """Where *masks* have ink, and a little around."""
    from PIL import ImageChops, ImageFilter

    ink = masks[0]
    for mask in masks[1:]:
        ink = ImageChops.lighter(ink, mask)
    wider = ink.filter(ImageFilter.MaxFilter(2 * max(1, round(size * HALO_WIDTH / GRID)) + 1))
    return wider.filter(ImageFilter.GaussianBlur(size / GRID / 4)).point(lambda value: value * HALO // 255)


class _Mask:
    """Where there is ink, drawn large and then reduced."""

    def __init__(self, size: int) -> None:
        from PIL import Image as Images
        from PIL import ImageDraw

        self._size = size
        large = size * (8 if size < 48 else 4)  # more cannot be seen, and takes its time
        self._scale = large / GRID
        self._image = Images.new("L", (large, large), 0)
        self._draw = ImageDraw.Draw(self._image)

    def ground(self, corner: float) -> _Mask:
        """All of it, with rounded corners."""
        last = self._image.width - 1
        self._draw.rounded_rectangle((0, 0, last, last), radius=corner * self._scale, fill=255)
        return self

    def arc(self, begin: float, end: float, width: float) -> _Mask:
        """A piece of the ring, from *begin* to *end* of a turn clockwise from the top."""
        outer = RADIUS + width / 2
        self._draw.arc(
            self._box(CENTRE, CENTRE, outer),
            start=begin * 360 - 90,
            end=end * 360 - 90,
            fill=255,
            width=round(width * self._scale),
        )
        return self

    def dashes(self, count: int, share: float, width: float) -> _Mask:
        """A ring of *count* dashes, which take *share* of the turn."""
        for number in range(count):
            middle = (number + 0.5) / count
            self.arc(middle - share / count / 2, middle + share / count / 2, width)
        return self

    def disc(self, radius: float, x: float = CENTRE, y: float = CENTRE, ink: int = 255) -> _Mask:
        self._draw.ellipse(self._box(x, y, radius), fill=ink)
        return self

    def sign(self, sign: Sign, ink: int = 255) -> _Mask:
        """The lines and discs of *sign*; *ink* 0 cuts them out."""
        for line in sign.lines:
            points = [(x * self._scale - 0.5, y * self._scale - 0.5) for x, y in line]
            self._draw.line(points, fill=ink, width=round(sign.width * self._scale), joint="curve")
            for x, y in line:
                self.disc(sign.width / 2, x, y, ink)
        for x, y, radius in sign.discs:
            self.disc(radius, x, y, ink)
        return self

    def done(self) -> Image:
        from PIL import Image as Images

        return self._image.resize((self._size, self._size), Images.Resampling.LANCZOS)

    def _box(self, x: float, y: float, radius: float) -> tuple[float, float, float, float]:
        """What Pillow wants to know of a circle: the first and the last pixel it covers."""
        scale = self._scale
        return (
            (x - radius) * scale,
            (y - radius) * scale,
            (x + radius) * scale - 1,
            (y + radius) * scale - 1,
        )


def main(arguments: list[str]) -> int:
    """``python -m sitbreak.icons --app FOLDER`` draws the icon of the application anew."""
    if len(arguments) != 2 or arguments[0] != "--app":
        sys.stderr.write("usage: python -m sitbreak.icons --app FOLDER\n")
        return USAGE
    draw_application(Path(arguments[1]))
    return OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
