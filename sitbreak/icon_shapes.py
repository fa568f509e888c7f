"""What the icons look like: colours, signs, and how they are put together. Drawn by :mod:`sitbreak.icons`.

Every tray icon is a ring with a sign in it. The ring fills with sitting time, clockwise from the top. What it
means never hangs on colour: each shape differs from every other in outline too.

=========  =====================================================================
sitting    the ring fills in twelve steps around a seated figure
due        a full disc with an arrow upwards, out of the chair
held       a full ring with one bar: a reminder is due, and something forbids it
snoozed    a full ring with a z
paused     a faint ring with two bars
standing   a faint ring with an upright figure
break      a full disc with a walking figure
away       a dashed ring around nothing
unknown    a faint ring with a question mark
=========  =====================================================================

All lengths are in units of a grid of 22, the smallest size drawn, so that straight edges fall between its
pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

GRID = 22
CENTRE = 11.0
RADIUS = 8.7  # to the middle of the ring
RING = 2.6
FAINT_RING = 1.5
DISC_RADIUS = 10.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours (red, green, blue) for one kind of panel."""

    sign: tuple[int, int, int]
    calm: tuple[int, int, int]
    warm: tuple[int, int, int]
    halo: tuple[int, int, int] | None = None  # drawn around everything, so that it shows on any panel


THEMES = {
    "dark": Theme(sign=(245, 246, 247), calm=(94, 214, 200), warm=(255, 184, 77)),
    "light": Theme(sign=(38, 44, 48), calm=(0, 105, 100), warm=(158, 84, 0)),
    "auto": Theme(sign=(245, 246, 247), calm=(94, 214, 200), warm=(255, 184, 77), halo=(30, 36, 40)),
}
HALO = 190  # alpha
HALO_WIDTH = 1.0
FAINT = 110  # alpha of what is only a hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A drawing of round-ended lines and discs."""

    width: float
    lines: tuple[tuple[Point, ...], ...] = ()
    discs: tuple[tuple[float, float, float], ...] = ()  # x, y, radius


def _question_mark() -> Sign:
    hook = tuple(
        (11 + 2.6 * math.cos(math.radians(angle)), 8.6 + 2.6 * math.sin(math.radians(angle)))
        for angle in range(190, 451, 10)
    )
    return Sign(width=2, lines=((*hook, (11, 12.6)),), discs=((11, 15.6, 1.3),))


SEATED = Sign(
    width=2,
    lines=(((9, 10), (9, 13), (13, 13), (13, 15.6)),),
    discs=((9, 6.5, 1.8),),
)
UPRIGHT = Sign(
    width=2,
    lines=(((8, 12.4), (9.4, 9.6), (12.6, 9.6), (14, 12.4)), ((10, 10), (10, 16.4)), ((12, 10), (12, 16.4))),
    discs=((11, 6, 1.7),),
)
WALKING = Sign(
    width=1.8,
    lines=(
        ((11.6, 8.6), (10.8, 12.2), (12.8, 14), (13, 16.8)),
        ((10.8, 12.2), (9.6, 14.8), (7.6, 16.2)),
        ((8.2, 11.6), (9.2, 9.2), (11.6, 8.6), (13, 10.6), (14.8, 10.8)),
    ),
    discs=((12.4, 5.4, 1.7),),
)
ARROW = Sign(width=2.6, lines=(((11, 15.6), (11, 6.8)), ((7, 10.2), (11, 6.2), (15, 10.2))))
BAR = Sign(width=4, lines=(((8.6, 11), (13.4, 11)),))
TWO_BARS = Sign(width=2, lines=(((9, 8), (9, 14)), ((13, 8), (13, 14))))
LETTER_Z = Sign(width=2, lines=(((8.4, 8), (13.6, 8), (8.4, 14), (13.6, 14)),))
QUESTION = _question_mark()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How one icon is put together, outermost first. Colours are names of fields of :class:`Theme`."""

    ring: str = ""  # colour of a full ring
    faint: bool = False  # a thin, faint ring
    dashed: bool = False
    disc: str = ""  # colour of a full disc, out of which the sign is cut
    sign: Sign | None = None


SHAPES = {
    "sitting": Shape(faint=True, sign=SEATED),
    "due": Shape(disc="warm", sign=ARROW),
    "held": Shape(ring="warm", sign=BAR),
    "snoozed": Shape(ring="calm", sign=LETTER_Z),
    "paused": Shape(faint=True, sign=TWO_BARS),
    "standing": Shape(faint=True, sign=UPRIGHT),
    "break": Shape(disc="calm", sign=WALKING),
    "away": Shape(dashed=True),
    "unknown": Shape(faint=True, sign=QUESTION),
}
