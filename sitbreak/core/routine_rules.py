"""The validity rules of a routine, V2 to V18. Each is a function that answers what is wrong.

**V2** `total_seconds` is the sum of the seconds of the steps, and 40 to 180.
**V3** The first step is `setup`, the last `finish`.
**V4** `setup`, `switch`, `rest` and `finish` steps last 3 to 10 s.
**V5** No step lasts longer than 64 s.
**V6** A step has `reps` exactly when its kind is `reps`; then `seconds == reps * rep_seconds`,
`rep_seconds` is 2 or more, and `reps` at most 12 a side (24 when alternating).
**V7** Alternating steps have an even number of reps.
**V8** With `sides = "each"` the first and the second side last equally long, a `switch` between them.
**V9** A `hold` of a stretch lasts 15 to 30 s; a strenuous one at most 10 s.
**V10** Posture kneeling conflicts with kneeling, knee and floor; posture floor with floor; standing with
standing.
**V11** Level 2 or 3, or posture kneeling, floor or table, conflicts with pregnancy.
**V12** `office` among the places means posture standing or chair, and no mat.
**V13** A routine that uses the floor ends with a cue for getting up.
**V14** No words that press, judge or promise (see :mod:`.tone`); no left or right but `{side}`.
**V15** Texts keep their lengths, measured with `{side}` filled in.
**V16** Every pose exists; every animation passes A1 to A4 (see :mod:`.figure`).
**V17** Every exercise the bundled catalogue goes back to is a source of some routine.
**V18** At least 18 standing routines for the office in any clothes; at least 4 for the default office
profile, whatever is left out.

V1 is in :mod:`.routine_records`, V19 and V20 are in :mod:`.routine_packs`. V17 and V18 are about the bundled
catalogue as a whole: the tests of the project hold it to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sitbreak.core import figure
from sitbreak.core.routines import (
    BodyPosture,
    Category,
    Equipment,
    Place,
    Routine,
    Sides,
    StepKind,
    StepSide,
    StopSign,
    Tag,
    Transition,
)
from sitbreak.core.tone import lint

Poses = Mapping[str, Mapping[str, Any]]
Rule = Callable[[Routine], Iterator[str]]

GROUND, DRIFT = 0.03, 0.02  # rule A3, in heights of the figure
_ANGLES = (-113, 176)  # rule A2
_ON_THE_GROUND = 0.06  # a joint lower than this rests on something

ALWAYS_STOP = (
    StopSign.SHARP_PAIN,
    StopSign.SPREADING_PAIN,
    StopSign.NUMBNESS,
    StopSign.DIZZY,
    StopSign.CHEST,
)


def problems(routine: Routine, poses: Poses) -> Iterator[tuple[str, str]]:
    """Every rule that *routine* breaks, and how: ("V2", "its steps last 61 s …"). Nothing when it is fine."""
    for rule, check in RULES.items():
        for why in check(routine):
            yield rule, why
    for why in v16(routine, poses):
        yield "V16", why


def v2(routine: Routine) -> Iterator[str]:
    seconds = sum(step.seconds for step in routine.steps)
    if seconds != routine.total_seconds:
        yield f"its steps last {seconds} s and not {routine.total_seconds} s"
    if not 40 <= routine.total_seconds <= 180:
        yield f"it lasts {routine.total_seconds} s and not 40 to 180 s"


def v3(routine: Routine) -> Iterator[str]:
    if routine.steps[0].kind is not StepKind.SETUP:
        yield "its first step is not setup"
    if routine.steps[-1].kind is not StepKind.FINISH:
        yield "its last step is not finish"


def v4(routine: Routine) -> Iterator[str]:
    short = (StepKind.SETUP, StepKind.SWITCH, StepKind.REST, StepKind.FINISH)
    for number, step in enumerate(routine.steps, start=1):
        if step.kind in short and not 3 <= step.seconds <= 10:
            yield f"step {number} ({step.kind}) lasts {step.seconds} s and not 3 to 10 s"


def v5(routine: Routine) -> Iterator[str]:
    for number, step in enumerate(routine.steps, start=1):
        if not 1 <= step.seconds <= 64:
            yield f"step {number} lasts {step.seconds} s and not 1 to 64 s"


def v6(routine: Routine) -> Iterator[str]:
    for number, step in enumerate(routine.steps, start=1):
        if step.kind is not StepKind.REPS:
            if step.reps is not None or step.rep_seconds is not None:
                yield f"step {number} has repetitions but is of kind {step.kind}"
            continue
        if not step.reps or not step.rep_seconds:
            yield f"step {number} is of kind reps but has no repetitions"
            continue
        if step.seconds != step.reps * step.rep_seconds:
            yield f"step {number} lasts {step.seconds} s and not {step.reps} times {step.rep_seconds} s"
        if step.rep_seconds < 2:
            yield f"step {number} has repetitions of less than 2 s"
        most = 24 if step.side is StepSide.ALTERNATE else 12
        if step.reps > most:
            yield f"step {number} has {step.reps} repetitions and not at most {most}"


def v7(routine: Routine) -> Iterator[str]:
    for number, step in enumerate(routine.steps, start=1):
        if step.side is StepSide.ALTERNATE and step.reps and step.reps % 2:
            yield f"step {number} alternates an odd number of times"


def v8(routine: Routine) -> Iterator[str]:
    sides = [step.side for step in routine.steps]
    if routine.sides is not Sides.EACH:
        if StepSide.FIRST in sides or StepSide.SECOND in sides:
            yield 'it has a first or second side without sides = "each"'
        return
    first, second = (
        sum(step.seconds for step in routine.steps if step.side is side)
        for side in (StepSide.FIRST, StepSide.SECOND)
    )
    if first != second or not first:
        yield f"its first side lasts {first} s and its second {second} s"
        return
    last_first = max(at for at, side in enumerate(sides) if side is StepSide.FIRST)
    first_second = sides.index(StepSide.SECOND)
    if not any(step.kind is StepKind.SWITCH for step in routine.steps[last_first:first_second]):
        yield "it does not switch between the first and the second side"


def v9(routine: Routine) -> Iterator[str]:
    holds = [step.seconds for step in routine.steps if step.kind is StepKind.HOLD]
    if routine.category is Category.STRETCH and not all(15 <= seconds <= 30 for seconds in holds):
        yield "it is a stretch with a hold that does not last 15 to 30 s"
    strenuous = routine.category is Category.STRENGTHEN and Tag.HEART in routine.conflicts
    if strenuous and any(seconds > 10 for seconds in holds):
        yield "it has a strenuous hold of more than 10 s"


def v10(routine: Routine) -> Iterator[str]:
    needed = {
        BodyPosture.KNEELING: {Tag.KNEELING, Tag.KNEE, Tag.FLOOR},
        BodyPosture.FLOOR: {Tag.FLOOR},
        BodyPosture.STANDING: {Tag.STANDING},
    }.get(routine.posture, set())
    for tag in sorted(needed - routine.conflicts):
        yield f"its posture is {routine.posture}, so it conflicts with {tag}"


def v11(routine: Routine) -> Iterator[str]:
    low = routine.posture in (BodyPosture.KNEELING, BodyPosture.FLOOR, BodyPosture.TABLE)
    if (routine.level > 1 or low) and Tag.PREGNANCY not in routine.conflicts:
        yield f"at level {routine.level} and with posture {routine.posture} it conflicts with pregnancy"


def v12(routine: Routine) -> Iterator[str]:
    if Place.OFFICE not in routine.places:
        return
    if routine.posture not in (BodyPosture.STANDING, BodyPosture.CHAIR):
        yield f"its posture is {routine.posture}, which is not for the office"
    if Equipment.MAT in routine.equipment:
        yield "it needs a mat, which is not for the office"


def v13(routine: Routine) -> Iterator[str]:
    low = routine.posture in (BodyPosture.KNEELING, BodyPosture.FLOOR, BodyPosture.TABLE)
    if (low or Tag.FLOOR in routine.conflicts) and not re.search(r"\bup\b", routine.steps[-1].cue):
        yield "its last cue does not say how to get up"


def v14(routine: Routine) -> Iterator[str]:
    cues = [step.cue for step in routine.steps]
    for text in (routine.title, routine.summary, routine.why, routine.breathing, *routine.cautions, *cues):
        for word in lint(text):
            yield f'"{word}" is not for "{text[:40]}"'
    for cue in cues:
        if found := re.search(r"\b(left|right)\b", cue, re.IGNORECASE):
            yield f'a cue says "{found[0]}", which only {{side}} can'
        if set(re.findall(r"\{[^}]*\}?|\}", cue)) - {"{side}"}:
            yield "a cue has a placeholder other than {side}"


def v15(routine: Routine) -> Iterator[str]:
    texts = [("title", routine.title, 3, 28), ("summary", routine.summary, 10, 60)]
    texts += [("breathing", routine.breathing, 0, 80), ("why", routine.why, 0, 120)]
    texts += [("a caution", caution, 1, 120) for caution in routine.cautions]
    texts += [("a cue", step.cue.replace("{side}", "right"), 1, 100) for step in routine.steps]
    for name, text, least, most in texts:
        if not least <= len(text) <= most:
            yield f"{name} has {len(text)} characters and not {least} to {most}"


def stop_signs(routine: Routine) -> Iterator[str]:
    """Part of V1: five stop signs belong to every routine."""
    for sign in ALWAYS_STOP:
        if sign not in routine.stop_signs:
            yield f"its stop signs lack {sign}"


def v16(routine: Routine, poses: Poses) -> Iterator[str]:
    moves = routine.animation
    named = dict.fromkeys((*moves.poses, *(step.pose for step in routine.steps)))
    if unknown := [name for name in named if name not in poses]:
        yield f"there is no pose {unknown[0]}"
        return
    if any(poses[name]["view"] != moves.view for name in moves.poses):
        yield "its poses are not all seen from where its animation is"
        return
    for name in moves.poses:
        angles = [value for value in poses[name].values() if isinstance(value, int | float)]
        if not all(_ANGLES[0] <= angle <= _ANGLES[1] for angle in angles):
            yield f"pose {name} has an angle outside of {_ANGLES[0]} to {_ANGLES[1]} degrees (A2)"
    if moves.anchor not in figure.joint_names(moves):
        yield f"its figure has no joint {moves.anchor} to be held by (A1)"
        return
    yield from _a3(routine, poses)


def _a3(routine: Routine, poses: Poses) -> Iterator[str]:
    moves = routine.animation
    ends = zip(moves.poses, moves.poses[1:] or moves.poses, strict=False)
    for start, end in ends:
        if moves.transition is Transition.FADE:  # A4: nothing moves on the way
            way = [figure.joints(moves, poses[start]), figure.joints(moves, poses[end])]
        else:
            way = list(figure.path(moves, poses[start], poses[end]))
        for name, here in way[0].items():
            if min(at[name][1] for at in way) < -GROUND:
                yield f"{name} sinks into the ground between {start} and {end} (A3)"
            planted = here[1] < _ON_THE_GROUND and _apart(here, way[-1][name]) <= DRIFT
            if planted and max(_apart(here, at[name]) for at in way) > DRIFT:
                yield f"{name} slides between {start} and {end} (A3)"


def _apart(one: figure.Point, other: figure.Point) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


RULES: Mapping[str, Rule] = {
    "V1": stop_signs,
    "V2": v2,
    "V3": v3,
    "V4": v4,
    "V5": v5,
    "V6": v6,
    "V7": v7,
    "V8": v8,
    "V9": v9,
    "V10": v10,
    "V11": v11,
    "V12": v12,
    "V13": v13,
    "V14": v14,
    "V15": v15,
}
