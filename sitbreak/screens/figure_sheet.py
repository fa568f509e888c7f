"""One picture with the key poses of many routines, under their titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sitbreak.core.routines import Routine
    from sitbreak.screens.figure_files import Drawer

_TILES = 12  # in a row
_TILE_PX = (136, 122)
_MARGIN = 36
_TITLE = 30  # above the poses of a routine
_GAP = 20  # between rows
_HEADING = 56
_TITLE_SIZE, _HEADING_SIZE = 15, 24


class _Placed(NamedTuple):
    routine: Routine
    poses: Image.Image
    left: int
    upper: int


def sheet(groups: Iterable[tuple[str, Sequence[Routine]]], drawer: Drawer) -> Image.Image:
    """The key poses of all routines of *groups*, each group under its heading."""
    upper = _MARGIN // 2
    headings: list[tuple[str, int]] = []
    placed: list[_Placed] = []
    for heading, routines in groups:
        headings.append((heading, upper))
        row = list(_rows(routines, drawer, upper + _HEADING))
        placed += row
        upper = row[-1].upper + _TITLE + _TILE_PX[1] + _GAP
    width = _TILES * _TILE_PX[0] + 2 * _MARGIN
    image = Image.new("RGB", (width, upper + _MARGIN // 2), drawer.inks.ground)
    pen = ImageDraw.Draw(image)
    large, small = ImageFont.load_default(_HEADING_SIZE), ImageFont.load_default(_TITLE_SIZE)
    for heading, top in headings:
        pen.text((_MARGIN, top + 12), heading, fill=drawer.inks.near, font=large)
    for one in placed:
        pen.text((one.left + 8, one.upper), one.routine.title, fill=drawer.inks.sleeve, font=small)
        image.paste(one.poses, (one.left, one.upper + _TITLE))
    return image


def _rows(routines: Iterable[Routine], drawer: Drawer, upper: int) -> Iterator[_Placed]:
    """Where each routine goes: as many in a row as there is room for."""
    left = _MARGIN
    for routine in routines:
        poses = drawer.key_poses(routine, _TILE_PX)
        if left + poses.width > _MARGIN + _TILES * _TILE_PX[0]:
            left, upper = _MARGIN, upper + _TITLE + _TILE_PX[1] + _GAP
        yield _Placed(routine, poses, left, upper)
        left += poses.width
