"""Flat shapes the drawn figure is made of: discs and areas, in heights of the figure."""

from __future__ import annotations

from math import acos, atan2, cos, hypot, sin
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitbreak.core.figure import Point


class Disc(NamedTuple):
    ink: str  # the name of a field of Inks
    centre: Point
    radius: float


class Area(NamedTuple):
    ink: str
    points: Sequence[Point]


Shape = Disc | Area


def limb(ink: str, *rounds: tuple[Point, float]) -> Iterator[Shape]:
    """A band around discs of these centres and radii, from each to the next."""
    for centre, radius in rounds:
        yield Disc(ink, centre, radius)
    for (start, wide), (end, narrow) in zip(rounds, rounds[1:], strict=False):
        if edges := _edges(start, wide, end, narrow):
            yield Area(ink, edges)


def _edges(start: Point, wide: float, end: Point, narrow: float) -> Sequence[Point]:
    """The four points at which two discs are touched by the lines along both; none when one holds the
    other."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    apart = hypot(dx, dy)
    if apart <= abs(wide - narrow):
        return ()
    along, off = atan2(dy, dx), acos((wide - narrow) / apart)

    def touched(centre: Point, radius: float, angle: float) -> Point:
        return centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)

    return (
        touched(start, wide, along + off),
        touched(end, narrow, along + off),
        touched(end, narrow, along - off),
        touched(start, wide, along - off),
    )


class Frame:
    """Places given along an axis, from *start* towards *end*, and off it: forwards, for a figure that faces
    +x and whose axis points up."""

    def __init__(self, start: Point, end: Point) -> None:
        dx, dy = end[0] - start[0], end[1] - start[1]
        self.length = hypot(dx, dy) or 1e-9
        self.origin = start
        self.up = (dx / self.length, dy / self.length)

    def at(self, along: float, off: float = 0.0) -> Point:
        """The point *along* lengths up the axis, and *off* heights to its right."""
        (x, y), (ux, uy) = self.origin, self.up
        return x + ux * along * self.length + uy * off, y + uy * along * self.length - ux * off


def smooth(points: Sequence[Point], between: int = 5) -> Sequence[Point]:
    """A closed line through *points* without corners (Catmull and Rom)."""
    found = []
    count = len(points)
    for number in range(count):
        a, b, c, d = (points[(number + step) % count] for step in (-1, 0, 1, 2))
        for step in range(between):
            part = step / between
            found.append((_between(a[0], b[0], c[0], d[0], part), _between(a[1], b[1], c[1], d[1], part)))
    return found


def _between(a: float, b: float, c: float, d: float, part: float) -> float:
    return b + 0.5 * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a)))
