"""The body of the drawn figure: from joints to flat shapes, those farther off first.

The figure faces +x. Limbs taper and are round at their ends; the trunk has the outline of a person. Seen from
the side the far limbs are paler and narrower (rule A9), and a little farther up and ahead, so that they are
seen at all behind the near ones.
"""

from __future__ import annotations

from math import cos, pi, radians, sin
from typing import TYPE_CHECKING

from sitbreak.screens.figure_shapes import Area, Disc, Frame, Shape, limb, smooth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitbreak.core.figure import Joints, Point
    from sitbreak.core.pictures import Picture

_HIP, _KNEE, _ANKLE = 0.056, 0.039, 0.025
_SHOULDER, _ELBOW, _WRIST = 0.034, 0.026, 0.020
_HAND, _FINGERS = 0.019, 0.016
_PALM = 0.2415  # of the way from the elbow to the finger tips that is hand
_FRONT_HIP, _INWARDS = 0.047, 0.08  # seen from the front; so far between the hips the legs begin
_FAR = 0.86  # of the width of a near limb
_AHEAD, _ABOVE = 0.018, 0.008  # of a far limb
_ON_THE_GROUND = 0.06  # a joint below that

# How wide the trunk is behind and before its axis, from below the pelvis (0) to above the shoulder (1).
_BACK = (
    (-0.13, 0.040),
    (0.02, 0.069),
    (0.16, 0.062),
    (0.42, 0.046),
    (0.66, 0.052),
    (0.86, 0.054),
    (1.02, 0.044),
)
_BREAST = (
    (1.06, 0.026),
    (0.92, 0.050),
    (0.74, 0.064),
    (0.55, 0.058),
    (0.38, 0.051),
    (0.16, 0.054),
    (-0.02, 0.052),
)
_PROFILE = smooth([*((along, -off) for along, off in _BACK), *_BREAST], 8)
_BELT = 0.215


def _arc(wide: float, high: float, begin: int, end: int) -> list[Point]:
    """A part of an oval around the middle of the head, in degrees forwards from its top."""
    step = 8 if end > begin else -8
    angles = [radians(degrees) for degrees in range(begin, end, step)]
    return [(wide * sin(angle), high * cos(angle)) for angle in angles]


_SKULL = _arc(0.053, 0.063, 0, 360)
_HAIR = smooth([*_arc(0.058, 0.068, 48, -136), (-0.016, -0.026), (-0.010, 0.001), (0.014, 0.020)], 4)
_FRINGE = smooth([*_arc(0.058, 0.068, -84, 85), (0.047, 0.017), (0.012, 0.030), (-0.046, 0.020)], 4)
_FROM_BEHIND = smooth(
    [*_arc(0.058, 0.068, -84, 85), (0.050, -0.02), (0.034, -0.05), (-0.034, -0.05), (-0.050, -0.02)], 4
)
_OUTLINE = (
    (-0.12, 0.050),
    (0.0, 0.096),
    (0.16, 0.094),
    (0.42, 0.078),
    (0.66, 0.094),
    (0.86, 0.118),
    (0.98, 0.116),
)
_COLLAR = ((1.06, 0.072), (1.10, 0.034))


def body(picture: Picture) -> Iterator[Shape]:
    """The shapes of the figure, for a figure that faces +x."""
    joints = {name: (x * picture.facing, y) for name, (x, y) in picture.joints.items()}
    if picture.view == "side":
        yield from _side(joints, picture)
    elif picture.bowed is not None:
        yield from _on_hands_and_knees(joints, picture, picture.bowed)
    else:
        yield from _front(joints, picture)


# --- from the side -----------------------------------------------------------------------------------------


def _side(joints: Joints, picture: Picture) -> Iterator[Shape]:
    far = {name: (x + _AHEAD, y + _ABOVE) for name, (x, y) in joints.items()}
    yield from _arm(far, "F", "far_sleeve", "far_skin", _FAR)
    yield from _leg(far, "F", "far", "far_shoe", _FAR)
    yield from _head(joints)
    yield from _trunk(joints, picture)
    leg = list(_leg(joints, "N", "near", "shoe", 1.0))
    outside = _is_outside(joints)
    yield from () if outside else leg
    yield from _belt(joints, picture)
    yield from _arm(joints, "N", "sleeve", "skin", 1.0)
    yield from leg if outside else ()
    yield from _rings(joints, picture)


def _is_outside(joints: Joints) -> bool:
    """Whether the near foot is beside the near hand on the ground: it is nearer to us then."""
    (across, up), ankle = joints["handN"], joints["ankleN"]
    leans_on_it = up < _ON_THE_GROUND < joints["shoulder"][1] - 0.2
    return leans_on_it and ankle[1] < _ON_THE_GROUND and abs(ankle[0] - across) < 0.1


def _leg(joints: Joints, side: str, ink: str, shoe: str, wide: float) -> Iterator[Shape]:
    knee, ankle, toe = (joints[part + side] for part in ("knee", "ankle", "toe"))
    yield from _shoe(shoe, ankle, toe, wide)
    yield from limb(ink, (joints["pelvis"], _HIP * wide), (knee, _KNEE * wide), (ankle, _ANKLE * wide))


def _shoe(ink: str, ankle: Point, toe: Point, wide: float) -> Iterator[Shape]:
    """A shoe whose sole is flat when the foot is. The toe joint lies on the sole."""
    foot = Frame(ankle, toe)
    (ux, uy), slope = foot.up, radians(19)
    along = (ux * cos(slope) - uy * sin(slope), ux * sin(slope) + uy * cos(slope))
    up = (-along[1], along[0])

    def place(forward: float, above: float, of: Point) -> Point:
        return of[0] + along[0] * forward + up[0] * above, of[1] + along[1] * forward + up[1] * above

    heel, ball, tip = place(-0.016, -0.017, ankle), place(-0.034, 0.021, toe), place(-0.006, 0.014, toe)
    yield from limb(ink, (heel, 0.022), (ball, 0.021), (tip, 0.014))
    yield from limb(ink, (place(0.0, -0.004, ankle), 0.024 * wide), (ball, 0.021))


def _arm(joints: Joints, side: str, ink: str, skin: str, wide: float) -> Iterator[Shape]:
    shoulder = joints.get("shoulder" + side) or joints["shoulder"]
    elbow, hand = joints["elbow" + side], joints["hand" + side]
    wrist = Frame(elbow, hand).at(1 - _PALM)
    yield from limb(skin, (wrist, _HAND * wide), (Frame(elbow, hand).at(0.93), _FINGERS * wide))
    yield from limb(ink, (shoulder, _SHOULDER * wide), (elbow, _ELBOW * wide), (wrist, _WRIST * wide))


def _trunk(joints: Joints, picture: Picture) -> Iterator[Shape]:
    spine = Frame(joints["pelvis"], joints["shoulder"])
    deeper = 1 + 0.06 * picture.swell

    def place(along: float, off: float) -> Point:
        bent = -picture.curve * 4 * max(along, 0.0) * (1 - min(along, 1.0)) * spine.length
        return spine.at(along, bent + off * (deeper if along > 0.3 and off > 0 else 1.0))

    yield Area("shirt", [place(along, off) for along, off in _PROFILE])
    yield Area("near", [place(along, off * 1.015) for along, off in _PROFILE if along <= _BELT])


def _head(joints: Joints) -> Iterator[Shape]:
    head = Frame(joints["shoulder"], joints["head"])
    yield from limb("skin", (head.at(0.1), 0.031), (head.at(0.75), 0.027))
    yield Area("skin", _around(head, _SKULL))
    yield Disc("skin", head.at(0.93, 0.051), 0.010)
    yield Area("hair", _around(head, _HAIR))


def _around(head: Frame, outline: Iterable[Point]) -> list[Point]:
    """Points told from the middle of the head, forwards and towards its top."""
    return [head.at(1 + up / head.length, forward) for forward, up in outline]


def _belt(joints: Joints, picture: Picture) -> Iterator[Shape]:
    """The pelvis marker."""
    spine = Frame(joints["pelvis"], joints["shoulder"])
    if picture.tilt is not None:
        angle = radians(picture.tilt)
        ends = [
            spine.at(0.12 - sign * 0.062 * sin(angle) / spine.length, sign * 0.062 * cos(angle))
            for sign in (-1, 1)
        ]
        yield from limb("mark", *((end, 0.009) for end in ends))


def _rings(joints: Joints, picture: Picture) -> Iterator[Shape]:
    """The markers of a breath and of a squeeze."""
    spine = Frame(joints["pelvis"], joints["shoulder"])
    if picture.breath is not None:
        yield from _ring(spine.at(0.38, 0.0), 0.034 + 0.036 * picture.breath)
    if picture.squeeze is not None:
        yield from _ring(spine.at(-0.02, -0.026), 0.044 - 0.016 * picture.squeeze)


def _ring(centre: Point, radius: float) -> Iterator[Shape]:
    wide = 0.006
    outer = [
        (centre[0] + (radius + wide) * cos(a * pi / 20), centre[1] + (radius + wide) * sin(a * pi / 20))
        for a in range(41)
    ]
    inner = [
        (centre[0] + (radius - wide) * cos(a * pi / 20), centre[1] + (radius - wide) * sin(a * pi / 20))
        for a in range(41)
    ]
    yield Area("mark", [*outer, *inner[::-1]])


# --- from the front ----------------------------------------------------------------------------------------


def _front(joints: Joints, picture: Picture) -> Iterator[Shape]:
    for side in "RL":
        yield from _front_leg(joints, side)
    yield from _front_head(joints, away=picture.view == "back")
    yield from _front_trunk(joints, picture)
    for side in "RL":
        yield from _arm(joints, side, "sleeve", "skin", 1.0)


def _front_leg(joints: Joints, side: str) -> Iterator[Shape]:
    knee, ankle = joints["knee" + side], joints["ankle" + side]
    hip = Frame(joints["hip" + side], joints["pelvis"]).at(2 * _INWARDS)
    shin = Frame(knee, ankle)
    out = 0.02 if side == "L" else -0.02
    low = shin.at(1 + 0.014 / shin.length)
    yield from limb("shoe", (low, 0.024), ((low[0] + out, low[1] - 0.001), 0.024))
    yield from limb("near", (hip, _FRONT_HIP), (knee, _KNEE), (ankle, _ANKLE))


def _front_trunk(joints: Joints, picture: Picture) -> Iterator[Shape]:
    spine = Frame(joints["pelvis"], joints["breast"])
    deeper = 1 + 0.03 * picture.swell
    right = [spine.at(along, off * deeper) for along, off in (*_OUTLINE, *_COLLAR)]
    left = [spine.at(along, -off * deeper) for along, off in (*_OUTLINE, *_COLLAR)]
    yield Area("shirt", smooth([*right, *left[::-1]]))
    hips = Frame(joints["hipR"], joints["hipL"])
    yield from limb("near", *((hips.at(along), _FRONT_HIP) for along in (_INWARDS, 1 - _INWARDS)))


def _front_head(joints: Joints, *, away: bool) -> Iterator[Shape]:
    head = Frame(joints["breast"], joints["head"])
    yield from limb("skin", (head.at(0.1), 0.032), (head.at(0.75), 0.028))
    yield from (Disc("skin", head.at(0.97, off), 0.011) for off in (-0.053, 0.053))
    yield Area("skin", _around(head, _SKULL))
    yield Area("hair", _around(head, _FROM_BEHIND if away else _FRINGE))


# --- from the front, on hands and knees --------------------------------------------------------------------


def _on_hands_and_knees(joints: Joints, picture: Picture, bowed: float) -> Iterator[Shape]:
    """The head is nearest to us, then the arms; the thighs are behind them, and the shanks behind those."""
    for side in "RL":
        yield from _front_leg(joints, side)
    hips = Frame(joints["hipR"], joints["hipL"])
    yield from limb("near", *((hips.at(along), _FRONT_HIP) for along in (_INWARDS, 1 - _INWARDS)))
    x, y = joints["breast"]
    high = 0.034 + 0.3 * picture.curve + 0.004 * picture.swell
    half = ((0.0, high), (0.062, high * 0.86), (0.116, 0.014), (0.100, -0.046), (0.052, -0.078))
    yield Area(
        "shirt",
        smooth([*((x + off, y + up) for off, up in half), *((x - off, y + up) for off, up in half[:0:-1])]),
    )
    for side in "RL":
        yield from _arm(joints, side, "sleeve", "skin", 1.0)
    yield from _bowed_head(joints["head"], joints["breast"], bowed)


def _bowed_head(head: Point, breast: Point, bowed: float) -> Iterator[Shape]:
    """The farther it hangs, the less is seen of the face below the hair."""
    upright = Frame((head[0], head[1] - 0.1), head)
    yield from limb("skin", (breast, 0.032), (head, 0.028))
    yield from (Disc("skin", upright.at(1 + 0.1 * bowed, off), 0.011) for off in (-0.053, 0.053))
    yield Area("skin", _around(upright, _SKULL))
    line = 0.024 - 0.088 * bowed  # where the hair ends, from the middle of the head
    half = 0.056 * (1 - (line / 0.075) ** 2) ** 0.5  # as wide as the head is there
    hair = [
        *_arc(0.058, 0.068, -84, 85),
        (half, line - 0.004),
        (0.010, line + 0.003 - 0.014 * bowed),
        (-half, line),
    ]
    yield Area("hair", _around(upright, smooth(hair, 4)))
