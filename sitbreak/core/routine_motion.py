"""Rule V16: what a routine shows can be drawn.

Every pose exists, and the figure moves through them as rules A1 to A4 ask (see :mod:`.figure`): held by one
joint of its own (A1), bent as joints bend (A2), not sinking into the ground and not sliding on it (A3) unless
the leg is locked or the pictures fade (A4). A pack brings no poses of its own: it names bundled ones.
"""

from __future__ import annotations

from sitbreak.core import figure
from sitbreak.core.routine_faults import did_you_mean, quoted
from sitbreak.core.routines import Transition, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from sitbreak.core.routines import Routine

    Poses = Mapping[str, Mapping[str, Any]]
    Found = Iterator[tuple[tuple[str | int, ...], str, str]]  # where, why, and what would mend it

GROUND, DRIFT = 0.03, 0.02  # rule A3, in heights of the figure
_ANGLES = (-113, 176)  # rule A2
_ON_THE_GROUND = 0.06  # a joint lower than this rests on something


def v16(routine: Routine, poses: Poses) -> Found:
    """What cannot be drawn; the later rules only for what keeps the earlier ones."""
    for look in (_strangers, _held, _bent, _moving):
        found = list(look(routine, poses))
        yield from found
        if found:
            return


def _strangers(routine: Routine, poses: Poses) -> Found:
    """Poses that are not there, or not seen from where the others are."""
    moves = routine.animation
    named: list[tuple[tuple[str | int, ...], str]]
    named = [(("animation", "poses", number), name) for number, name in enumerate(moves.poses)]
    named += [(("steps", number, "pose"), step.pose) for number, step in enumerate(routine.steps)]
    same_view = [name for name, pose in poses.items() if pose["view"] == moves.view]
    for at, name in named:
        if name not in poses:
            advice = did_you_mean(name, same_view, "name a bundled one; `sitbreak routines new` lists them")
            yield at, f"there is no pose {quoted(name)}", advice
        elif name not in same_view:
            why = f"pose {name} is not seen from the {moves.view}, as its animation is"
            yield at, why, "name poses of one view; `sitbreak routines new` lists them"


def _held(routine: Routine, _poses: Poses) -> Found:
    moves = routine.animation
    joints = figure.joint_names(moves)
    if moves.anchor not in joints:
        why = f"its figure has no joint {moves.anchor} to be held by (A1)"
        yield ("animation", "anchor"), why, did_you_mean(moves.anchor, joints, f"take {min(joints)}")
    if moves.foot_lock and moves.view is not View.SIDE:
        why = "a foot is locked only in a figure seen from the side (A4)"
        yield ("animation", "foot_lock"), why, "take it out"


def _bent(routine: Routine, poses: Poses) -> Found:
    least, most = _ANGLES
    for number, name in enumerate(routine.animation.poses):
        angles = [value for value in poses[name].values() if isinstance(value, int | float)]
        if not all(least <= angle <= most for angle in angles):
            why = f"pose {name} has an angle outside of {least} to {most} degrees (A2)"
            yield ("animation", "poses", number), why, "name another pose"


def _moving(routine: Routine, poses: Poses) -> Found:
    moves = routine.animation
    for start, end in zip(moves.poses, moves.poses[1:] or moves.poses, strict=False):
        if moves.transition is Transition.FADE:  # A4: nothing moves on the way
            way = [figure.joints(moves, poses[start]), figure.joints(moves, poses[end])]
        else:
            way = list(figure.path(moves, poses[start], poses[end]))
        for name, here in way[0].items():
            if min(at[name][1] for at in way) < -GROUND:
                why = f"{name} sinks into the ground between {start} and {end} (A3)"
                yield ("animation", "at"), why, "hold the figure by a joint on the ground, or higher up"
            planted = here[1] < _ON_THE_GROUND and _apart(here, way[-1][name]) <= DRIFT
            if planted and max(_apart(here, at[name]) for at in way) > DRIFT:
                why = f"{name} slides between {start} and {end} (A3)"
                yield (
                    ("animation", "transition"),
                    why,
                    'lock a foot (foot_lock = "N" or "F"), or write "fade"',
                )


def _apart(one: figure.Point, other: figure.Point) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))
