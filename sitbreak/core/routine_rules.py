"""The validity rules of a routine, V2 to V18. Each is a function that answers what is wrong:
where, why, and what would mend it.

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

V1 is in :mod:`.routine_records`, V14 and V15 are in :mod:`.routine_wording`, V16 is in
:mod:`.routine_motion`, V19 and V20 are in :mod:`.routine_packs`. V17 and V18 are about the bundled
catalogue as a whole: the tests of the project hold it to them.
"""

from __future__ import annotations

import re

from sitbreak.core.routine_faults import Fault
from sitbreak.core.routine_motion import v16
from sitbreak.core.routine_wording import v14, v15
from sitbreak.core.routines import (
    BodyPosture,
    Category,
    Equipment,
    Place,
    Routine,
    Sides,
    Step,
    StepKind,
    StepSide,
    StopSign,
    Tag,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sitbreak.core.routine_motion import Poses

    Found = Iterator[tuple[tuple[str | int, ...], str, str]]  # where, why, and what would mend it
    Rule = Callable[[Routine], Found]

ALWAYS_STOP = (
    StopSign.SHARP_PAIN,
    StopSign.SPREADING_PAIN,
    StopSign.NUMBNESS,
    StopSign.DIZZY,
    StopSign.CHEST,
)


def problems(routine: Routine, poses: Poses) -> Iterator[Fault]:
    """Every rule that *routine* breaks, in the order of the rules. Nothing when it is fine."""
    for rule, check in RULES.items():
        for at, why, advice in check(routine):
            yield Fault(rule=rule, why=why, advice=advice, at=at)
    for at, why, advice in v16(routine, poses):
        yield Fault(rule="V16", why=why, advice=advice, at=at)


def stop_signs(routine: Routine) -> Found:
    """Part of V1: five stop signs belong to every routine."""
    for sign in ALWAYS_STOP:
        if sign not in routine.stop_signs:
            yield ("stop_signs",), f"its stop signs lack {sign}", f'add "{sign}"'


def v2(routine: Routine) -> Found:
    at = ("total_seconds",)
    seconds = sum(step.seconds for step in routine.steps)
    if seconds != routine.total_seconds:
        why = f"its steps last {seconds} s and not {routine.total_seconds} s"
        yield at, why, f"set total_seconds to {seconds}, or change the seconds of a step"
    if not 40 <= routine.total_seconds <= 180:
        advice = "make its steps longer or fewer" if routine.total_seconds > 180 else "make its steps longer"
        yield at, f"it lasts {routine.total_seconds} s and not 40 to 180 s", advice


def v3(routine: Routine) -> Found:
    if routine.steps[0].kind is not StepKind.SETUP:
        yield ("steps", 0, "kind"), "its first step is not setup", "begin with a step of kind setup"
    last = len(routine.steps) - 1
    if routine.steps[last].kind is not StepKind.FINISH:
        yield ("steps", last, "kind"), "its last step is not finish", "end with a step of kind finish"


def v4(routine: Routine) -> Found:
    short = (StepKind.SETUP, StepKind.SWITCH, StepKind.REST, StepKind.FINISH)
    for at, name, step in _steps(routine):
        if step.kind in short and not 3 <= step.seconds <= 10:
            why = f"{name} ({step.kind}) lasts {step.seconds} s and not 3 to 10 s"
            yield (*at, "seconds"), why, "write 3 to 10 seconds"


def v5(routine: Routine) -> Found:
    for at, name, step in _steps(routine):
        if not 1 <= step.seconds <= 64:
            why = f"{name} lasts {step.seconds} s and not 1 to 64 s"
            yield (*at, "seconds"), why, "split it into two steps" if step.seconds else "give it some seconds"


def v6(routine: Routine) -> Found:
    for at, name, step in _steps(routine):
        if step.kind is not StepKind.REPS:
            if step.reps is not None or step.rep_seconds is not None:
                why = f"{name} has repetitions but is of kind {step.kind}"
                yield (*at, "kind"), why, 'make it of kind "reps", or take reps and rep_seconds out'
            continue
        if not step.reps or not step.rep_seconds:
            why = f"{name} is of kind reps but has no repetitions"
            yield (*at, "kind"), why, "add reps and rep_seconds, both 1 or more"
            continue
        product = step.reps * step.rep_seconds
        if step.seconds != product:
            why = f"{name} lasts {step.seconds} s and not {step.reps} times {step.rep_seconds} s"
            yield (*at, "seconds"), why, f"set seconds to {product}, or change reps or rep_seconds"
        if step.rep_seconds < 2:
            yield (*at, "rep_seconds"), f"{name} has repetitions of less than 2 s", "make them slower"
        most = 24 if step.side is StepSide.ALTERNATE else 12
        if step.reps > most:
            why = f"{name} has {step.reps} repetitions and not at most {most}"
            yield (*at, "reps"), why, f"write {most} or fewer"


def v7(routine: Routine) -> Found:
    for at, name, step in _steps(routine):
        if step.side is StepSide.ALTERNATE and step.reps and step.reps % 2:
            yield (*at, "reps"), f"{name} alternates an odd number of times", "write an even number of reps"


def v8(routine: Routine) -> Found:
    sides = [step.side for step in routine.steps]
    if routine.sides is not Sides.EACH:
        if StepSide.FIRST in sides or StepSide.SECOND in sides:
            why = 'it has a first or second side without sides = "each"'
            yield ("sides",), why, 'write sides = "each"'
        return
    first, second = (
        sum(step.seconds for step in routine.steps if step.side is side)
        for side in (StepSide.FIRST, StepSide.SECOND)
    )
    if first != second or not first:
        why = f"its first side lasts {first} s and its second {second} s"
        yield ("steps",), why, "give both sides the same seconds"
        return
    last_first = max(at for at, side in enumerate(sides) if side is StepSide.FIRST)
    first_second = sides.index(StepSide.SECOND)
    if not any(step.kind is StepKind.SWITCH for step in routine.steps[last_first:first_second]):
        why = "it does not switch between the first and the second side"
        yield ("steps", first_second), why, 'put a step of kind "switch" before this one'


def v9(routine: Routine) -> Found:
    strenuous = routine.category is Category.STRENGTHEN and Tag.HEART in routine.conflicts
    for at, name, step in _steps(routine):
        if step.kind is not StepKind.HOLD:
            continue
        if routine.category is Category.STRETCH and not 15 <= step.seconds <= 30:
            why = f"it is a stretch with a hold that lasts {step.seconds} s and not 15 to 30 s ({name})"
            yield (*at, "seconds"), why, "write 15 to 30 seconds"
        if strenuous and step.seconds > 10:
            why = f"it has a strenuous hold of {step.seconds} s, more than 10 s ({name})"
            yield (*at, "seconds"), why, "write 10 seconds or fewer, and hold again after a rest"


def v10(routine: Routine) -> Found:
    needed = {
        BodyPosture.KNEELING: {Tag.KNEELING, Tag.KNEE, Tag.FLOOR},
        BodyPosture.FLOOR: {Tag.FLOOR},
        BodyPosture.STANDING: {Tag.STANDING},
    }.get(routine.posture, set())
    for tag in sorted(needed - routine.conflicts):
        why = f"its posture is {routine.posture}, so it conflicts with {tag}"
        yield ("conflicts",), why, f'add "{tag}"'


def v11(routine: Routine) -> Found:
    if (routine.level > 1 or _is_low(routine)) and Tag.PREGNANCY not in routine.conflicts:
        why = f"at level {routine.level} and with posture {routine.posture} it conflicts with pregnancy"
        yield ("conflicts",), why, 'add "pregnancy"'


def v12(routine: Routine) -> Found:
    if Place.OFFICE not in routine.places:
        return
    if routine.posture not in (BodyPosture.STANDING, BodyPosture.CHAIR):
        why = f"its posture is {routine.posture}, which is not for the office"
        yield ("places",), why, 'take "office" out'
    if Equipment.MAT in routine.equipment:
        yield ("equipment",), "it needs a mat, which is not for the office", 'take "mat" or "office" out'


def v13(routine: Routine) -> Found:
    on_the_floor = _is_low(routine) or Tag.FLOOR in routine.conflicts
    if on_the_floor and not re.search(r"\bup\b", routine.steps[-1].cue):
        at = ("steps", len(routine.steps) - 1, "cue")
        yield at, "its last cue does not say how to get up", 'say how, with the word "up"'


def _is_low(routine: Routine) -> bool:
    return routine.posture in (BodyPosture.KNEELING, BodyPosture.FLOOR, BodyPosture.TABLE)


def _steps(routine: Routine) -> Iterator[tuple[tuple[str, int], str, Step]]:
    """The steps, each after the way to it and what a complaint calls it."""
    for number, step in enumerate(routine.steps):
        yield ("steps", number), f"step {number + 1}", step


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
