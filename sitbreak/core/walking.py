"""A walking figure: its joints in the course of a stride, two steps long, the ground passing below. Pure."""

from __future__ import annotations

from itertools import chain

from sitbreak.core import figure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sitbreak.core.figure import Angles, Joints
    from sitbreak.core.routines import Animation

    Pose = Mapping[str, Any]

_SOLE = 0.039  # from the ankle to the ground
_OTHER = {"N": "F", "F": "N", "L": "R", "R": "L"}


def stride(animation: Animation, poses: Sequence[Pose], share: float) -> Joints:
    """The joints at *share* (0 to 1) of a stride through *poses*, and through them with the limbs swapped.
    The pelvis keeps its place ahead, and the lower foot is on the ground."""
    keys = [*map(_angles, poses), *(_swapped(_angles(pose)) for pose in poses)]
    place = share * len(keys)
    number, part = int(place) % len(keys), place - int(place)
    around = [keys[(number + step) % len(keys)] for step in (-1, 0, 1, 2)]
    angles = {name: _smooth([key[name] for key in around], part) for name in keys[0]}
    found = figure.joints(animation, angles)
    return _grounded(found)


def swapped(view: str, joints: Joints) -> Joints:
    """*joints* with the limbs exchanged: the other one moves, where the first has moved. Seen from the front
    the figure is mirrored for it, so that L stays its left."""
    across = 1 if view == "side" else -1
    return {_other(name): (x * across, y) for name, (x, y) in joints.items()}


def _grounded(joints: Joints) -> Joints:
    soles = [y - _SOLE for name, (_, y) in joints.items() if name.startswith("ankle")]
    toes = [y for name, (_, y) in joints.items() if name.startswith("toe")]
    left, lowest = joints["pelvis"][0], min(chain(soles, toes))
    return {name: (x - left, y - lowest) for name, (x, y) in joints.items()}


def _angles(pose: Pose) -> Angles:
    return {name: value for name, value in pose.items() if isinstance(value, int | float)}


def _swapped(angles: Angles) -> Angles:
    return {_other(name): value for name, value in angles.items()}


def _other(name: str) -> str:
    return name[:-1] + _OTHER.get(name[-1], name[-1])


def _smooth(values: Sequence[float], part: float) -> float:
    """Between the second and the third of four *values*, without a jerk at either (Catmull and Rom)."""
    a, b, c, d = values
    return b + 0.5 * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a)))
