"""What the drawn figure stands on, leans on, sits on and lies on: quiet, plain shapes, in its heights.

They are drawn for a figure that faces +x. What is behind it comes from :func:`behind`; :func:`below` is the
floor and what lies on it, drawn over the figure, so that what rests on it is flat there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.screens.figure_shapes import Area, Disc, limb

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitbreak.core.pictures import Prop
    from sitbreak.screens.figure_shapes import Shape

    Box = tuple[float, float, float, float]

_DESK = 0.36
_BENCH = 0.72
_SEAT = 0.27
_BACK = 0.30  # of a chair, above its seat
_STOOL = 0.30
_BED = 0.56
_WALL, _WALL_HEIGHT = 0.045, 1.08
_BALL = 0.03
_MAT = 0.022
_LINE = 0.008
_STRIDE = 0.75  # two steps
_GAPS = 0.25
_DEEP = 0.05  # below the ground there is nothing to be seen but the line


def box(prop: Prop) -> Box:
    """The least x and y and the greatest x and y of *prop*."""
    x, y = prop.x, prop.y
    boxes: dict[str, Box] = {
        "desk": (x, 0.0, x + _DESK, y),
        "counter": (x - _DESK, 0.0, x, y),
        "bench": (x - _BENCH / 2, 0.0, x + _BENCH / 2, y),
        "chair": (x - _SEAT - 0.06, 0.0, x, y + _BACK),
        "stool": (x, 0.0, x + _STOOL, y),
        "wall": (x - _WALL, 0.0, x, _WALL_HEIGHT),
        "bed": (x - _BED, 0.0, x, y),
        "ball": (x - _BALL, y - _BALL, x + _BALL, y + _BALL),
        "seat": (x - 0.2, 0.0, x + 0.2, y + _BACK),
    }
    return boxes.get(prop.kind, (x, y, x, y))


def behind(props: Iterable[Prop]) -> Iterator[Shape]:
    """The shapes of *props*."""
    draw = {
        "desk": _desk,
        "counter": _counter,
        "bench": _bench,
        "chair": _chair,
        "stool": _stool,
        "wall": _wall,
        "bed": _bed,
        "ball": _ball,
        "seat": _seat,
    }
    for prop in props:
        if prop.kind in draw:
            yield from draw[prop.kind](prop.x, prop.y)


def below(props: Iterable[Prop], left: float, right: float, reach: tuple[float, float]) -> Iterator[Shape]:
    """The floor from *left* to *right*, and the mat under what *reaches* so far."""
    on_mat = any(prop.kind == "mat" for prop in props)
    down = _MAT if on_mat else 0.0
    yield Area("ground", _corners(left - 1, -_DEEP - 1, right + 1, 0.0))
    if on_mat:
        yield from _bar("prop_edge", reach[0] + 0.02, reach[1] - 0.02, 0.0, _MAT)
    yield from limb("line", ((left, -down - _LINE / 2), _LINE / 2), ((right, -down - _LINE / 2), _LINE / 2))


def passing(left: float, right: float, walked: float) -> Iterator[Shape]:
    """Gaps in the line of the floor, which pass below a figure that has *walked* so much of a stride."""
    place = left - (left + walked * _STRIDE) % _GAPS
    while place < right:
        if place > left:
            yield Area("ground", _corners(place, -2 * _LINE, place + 0.03, 0.0))
        place += _GAPS


def _desk(x: float, top: float) -> Iterator[Shape]:
    yield from _post(x + 0.045, top)
    yield from _post(x + _DESK - 0.045, top)
    yield from _bar("prop_edge", x, x + _DESK, top, 0.026)


def _counter(x: float, top: float) -> Iterator[Shape]:
    """A desk on the other side of the figure."""
    yield from _desk(x - _DESK, top)


def _bench(x: float, top: float) -> Iterator[Shape]:
    """A desk seen from where one stands at it."""
    for side in (-1, 1):
        yield from _post(x + side * (_BENCH / 2 - 0.05), top)
    yield from _bar("prop_edge", x - _BENCH / 2, x + _BENCH / 2, top, 0.026)


def _chair(x: float, top: float) -> Iterator[Shape]:
    back = x - _SEAT - 0.012
    yield from _post(x - 0.04, top)
    yield from _post(x - _SEAT + 0.02, top)
    yield from limb("prop", ((back, top), 0.014), ((back - 0.03, top + _BACK), 0.014))
    yield from limb(
        "prop_edge", ((back - 0.012, top + 0.12), 0.02), ((back - 0.028, top + _BACK - 0.02), 0.02)
    )
    yield from _bar("prop_edge", x - _SEAT - 0.02, x, top, 0.036)


def _seat(x: float, top: float) -> Iterator[Shape]:
    """A chair from the front."""
    for side in (-1, 1):
        yield from _post(x + side * 0.14, top)
    high = top + _BACK
    for side in (-1, 1):
        yield Disc("prop", (x + side * 0.10, high - 0.04), 0.04)
    yield Area("prop", _corners(x - 0.10, top, x + 0.10, high))
    yield Area("prop", _corners(x - 0.14, top, x + 0.14, high - 0.04))
    yield from _bar("prop_edge", x - 0.19, x + 0.19, top, 0.04)


def _stool(x: float, top: float) -> Iterator[Shape]:
    yield from _post(x + 0.035, top)
    yield from _post(x + _STOOL - 0.035, top)
    yield from _bar("prop_edge", x, x + _STOOL, top, 0.036)


def _wall(x: float, _: float) -> Iterator[Shape]:
    yield Area("prop", _corners(x - _WALL, 0.0, x, _WALL_HEIGHT))


def _bed(x: float, top: float) -> Iterator[Shape]:
    for post in (x - 0.05, x - _BED + 0.05):
        yield from _post(post, top)
    yield from _bar("prop", x - _BED, x, top, 0.09)
    yield from _bar("prop_edge", x - _BED, x, top - 0.06, 0.04)


def _ball(x: float, y: float) -> Iterator[Shape]:
    yield Disc("mark", (x, y), _BALL)


def _post(x: float, top: float) -> Iterator[Shape]:
    yield from limb("prop", ((x, 0.008), 0.011), ((x, top - 0.02), 0.011))


def _bar(ink: str, left: float, right: float, top: float, thick: float) -> Iterator[Shape]:
    """Something flat with round ends, its upper side at *top*."""
    radius = thick / 2
    yield from limb(ink, ((left + radius, top - radius), radius), ((right - radius, top - radius), radius))


def _corners(left: float, low: float, right: float, high: float) -> list[tuple[float, float]]:
    return [(left, low), (right, low), (right, high), (left, high)]
