"""The drawn figure: where its joints are in a pose, and on the way from one key pose to the next. Pure.

All lengths are fractions of the figure's height; y points up and the ground is y = 0. Angles are degrees of
joints, zero when standing straight. Seen from the **side** the figure faces +x; N is the near limb, F the
far one. `trunk` leans forward, `hip` is the thigh against the trunk (+ forward), `knee` bends the heel
back, `ankle` lifts the toes, `sh` raises the arm forward, `el` bends the forearm forward, `neck` drops the
chin. Seen from the **front** L is the figure's own left (+x). `abd` is the thigh out from straight down,
`knee` turns the shank inward, `arm` and `el` lead outward from the trunk. In both views what points at the
viewer, or away, is shorter: `thighk`, `shankk`, `armk` and `forearmk` say how much is left of a limb, from 0
to 1, and from the front `trunkk` and `neckk`.

The pelvis is never placed by hand: one joint, the **anchor**, is put where the animation says, so feet do
not slide. On the way the angles are interpolated (rule A2). With a **foot lock** the angles of that leg are
found again so that its ankle goes straight from where it was to where it will be (rule A4); its toes, which
may turn over on the way, stay out of the ground.
"""

from __future__ import annotations

from math import acos, atan2, cos, degrees, hypot, radians, sin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitbreak.core.routines import Animation

    Angles = Mapping[str, float]
    Point = tuple[float, float]
    Joints = dict[str, Point]

_NECK, _HEAD = 0.052, 0.065
_TRUNK = 0.288
_UPPER_ARM, _FOREARM = 0.172, 0.157 + 0.05
_THIGH, _SHANK, _FOOT = 0.245, 0.246, 0.12
_FOOT_SLOPE = 71.0  # degrees from straight down of a flat foot
_SHOULDER_HALF, _HIP_HALF = 0.115, 0.085
_SHARES = ("trunkk", "neckk", "thighk", "shankk", "armk", "forearmk")  # 1 where a pose says nothing

_SEEN_AT = 10  # a move is looked at in so many steps


def joints(animation: Animation, angles: Angles) -> Joints:
    """Where every joint is. Raises :class:`KeyError` when an angle or the anchor is unknown."""
    found = _front(angles) if animation.view == "front" else _side(angles)
    anchor = found[animation.anchor]
    dx, dy = animation.at[0] - anchor[0], animation.at[1] - anchor[1]
    return {name: (x + dx, y + dy) for name, (x, y) in found.items()}


def joint_names(animation: Animation) -> frozenset[str]:
    """The joints that an animation can be held by."""
    body, limbs = (
        ("pelvis breast head", "LR") if animation.view == "front" else ("pelvis shoulder head", "NF")
    )
    parts = "hip shoulder knee ankle elbow hand" if animation.view == "front" else "knee ankle toe elbow hand"
    return frozenset([*body.split(), *(part + limb for part in parts.split() for limb in limbs)])


def between(animation: Animation, start: Angles, end: Angles, part: float) -> Joints:
    """The joints at *part* (0 to 1) of the way from *start* to *end*, eased (rule A2)."""
    return blended(animation, start, end, eased(part))


def eased(part: float) -> float:
    """How far a move is when *part* (0 to 1) of its time has passed: it begins and ends gently (rule A2)."""
    return part * part * (3 - 2 * part)


def blended(animation: Animation, start: Angles, end: Angles, share: float) -> Joints:
    """The joints when every angle has gone *share* (0 to 1) of its way from *start* to *end*; a locked foot
    has gone so much of its path (rule A4)."""
    names = _angle_names(start) | _angle_names(end)
    angles = {name: _angle(start, name) * (1 - share) + _angle(end, name) * share for name in names}
    if animation.foot_lock:
        ankle = f"ankle{animation.foot_lock}"
        first, last = joints(animation, start)[ankle], joints(animation, end)[ankle]
        goal = (first[0] + (last[0] - first[0]) * share, first[1] + (last[1] - first[1]) * share)
        _lock(angles, animation, goal)
    found = joints(animation, angles)
    if animation.foot_lock:
        x, y = found[f"toe{animation.foot_lock}"]
        found[f"toe{animation.foot_lock}"] = (x, max(y, 0.0))
    return found


def path(animation: Animation, start: Angles, end: Angles) -> Iterator[Joints]:
    """The joints on the way, ends included."""
    for step in range(_SEEN_AT + 1):
        yield between(animation, start, end, step / _SEEN_AT)


def _angle_names(pose: Angles) -> set[str]:
    return {name for name, value in pose.items() if isinstance(value, int | float)}


def _angle(pose: Angles, name: str) -> float:
    return pose.get(name, 1.0 if name.startswith(_SHARES) else 0.0)


def _from(start: Point, length: float, degrees_from_down: float) -> Point:
    angle = radians(degrees_from_down)
    return start[0] + length * sin(angle), start[1] - length * cos(angle)


def _side(angles: Angles) -> Joints:
    trunk = angles["trunk"]
    pelvis = (0.0, 0.0)
    shoulder = _from(pelvis, -_TRUNK, -trunk)
    head = _from(shoulder, -(_NECK + _HEAD), -(trunk + angles["neck"]))
    found = {"pelvis": pelvis, "shoulder": shoulder, "head": head}
    for limb in "NF":
        thigh = angles[f"hip{limb}"] - trunk
        shank = thigh - angles[f"knee{limb}"]
        upper_arm = angles[f"sh{limb}"] - trunk
        above_knee, below_knee, above_elbow, below_elbow = _lengths(angles, limb)
        knee = found[f"knee{limb}"] = _from(pelvis, above_knee, thigh)
        ankle = found[f"ankle{limb}"] = _from(knee, below_knee, shank)
        found[f"toe{limb}"] = _from(ankle, _FOOT, shank + _FOOT_SLOPE + angles[f"ankle{limb}"])
        elbow = found[f"elbow{limb}"] = _from(shoulder, above_elbow, upper_arm)
        found[f"hand{limb}"] = _from(elbow, below_elbow, upper_arm + angles[f"el{limb}"])
    return found


def _front(angles: Angles) -> Joints:
    trunk = angles["trunk"]
    pelvis = (0.0, 0.0)
    breast = _from(pelvis, -_TRUNK * _angle(angles, "trunkk"), -trunk)
    head = _from(breast, -(_NECK + _HEAD) * _angle(angles, "neckk"), -(trunk + angles["neck"]))
    found = {"pelvis": pelvis, "breast": breast, "head": head}
    for limb, out in (("L", 1), ("R", -1)):
        hip = found[f"hip{limb}"] = (out * _HIP_HALF, 0.0)
        shoulder = found[f"shoulder{limb}"] = _from(breast, out * _SHOULDER_HALF, 90 - trunk)
        thigh = angles[f"abd{limb}"]
        arm = angles[f"arm{limb}"]
        above_knee, below_knee, above_elbow, below_elbow = _lengths(angles, limb)
        knee = found[f"knee{limb}"] = _from(hip, above_knee, out * thigh)
        shank = out * (thigh - angles[f"knee{limb}"])
        found[f"ankle{limb}"] = _from(knee, below_knee, shank)
        elbow = found[f"elbow{limb}"] = _from(shoulder, above_elbow, out * arm - trunk)
        found[f"hand{limb}"] = _from(elbow, below_elbow, out * (arm + angles[f"el{limb}"]) - trunk)
    return found


def _lengths(angles: Angles, limb: str) -> tuple[float, float, float, float]:
    """How much is to be seen of thigh, shank, upper arm and forearm of one side."""
    return (
        _THIGH * _angle(angles, f"thighk{limb}"),
        _SHANK * _angle(angles, f"shankk{limb}"),
        _UPPER_ARM * _angle(angles, f"armk{limb}"),
        _FOREARM * _angle(angles, f"forearmk{limb}"),
    )


def _lock(angles: dict[str, float], animation: Animation, goal: Point) -> None:
    """Bend hip and knee of the locked leg, seen in its whole length, so that its ankle is at *goal*, or as
    near as the leg reaches."""
    limb = animation.foot_lock
    pelvis = joints(animation, angles)["pelvis"]
    dx, dy = goal[0] - pelvis[0], goal[1] - pelvis[1]
    reach = min(max(hypot(dx, dy), abs(_THIGH - _SHANK) + 1e-6), _THIGH + _SHANK - 1e-6)
    inner = acos((_THIGH**2 + reach**2 - _SHANK**2) / (2 * _THIGH * reach))
    bend = acos((_THIGH**2 + _SHANK**2 - reach**2) / (2 * _THIGH * _SHANK))
    hip = degrees(atan2(dx, -dy) + inner) + angles["trunk"]
    knee = 180 - degrees(bend)
    angles[f"hip{limb}"], angles[f"knee{limb}"] = hip, knee
