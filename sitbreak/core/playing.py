"""A routine laid out in time: which step runs when, with the sides named.

The data of a routine never says left or right. A step is done on the *first* or the *second* side, and the
lead side, which changes from one time to the next (rule O8), says which side is first. The words "left" and
"right" come in here, in place of ``{side}`` or, where a cue of one side does not name it, in front of it.

An **easier** script has three quarters of the repetitions (rule P3 of choosing): at least 4 and an even
number where they alternate, at least 3 elsewhere. Holds stay as long as they are.

A **warm-up** (rule P8 of choosing) is one step more, before the first: small knee lifts while still seated.
"""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol

    class Step(Protocol):
        """What is needed of one step of a routine."""

        @property
        def kind(self) -> str: ...
        @property
        def side(self) -> str: ...
        @property
        def seconds(self) -> int: ...
        @property
        def cue(self) -> str: ...
        @property
        def pose(self) -> str: ...
        @property
        def reps(self) -> int | None: ...
        @property
        def rep_seconds(self) -> int | None: ...


WARM_UP_S = 20
WARM_UP_CUE = "Still seated, lift one knee a little, then the other. Then stand up slowly."

_OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayStep:
    """One step of a script, *number* counted from 1."""

    number: int
    at_s: int  # seconds after the start of the routine
    seconds: int
    kind: str  # setup, hold, reps, walk, switch, rest, finish
    side: str  # "left", "right", or empty when the step has no one side
    cue: str  # what to do, the side named
    pose: str = ""  # key pose that the drawn figure moves to; none is known of a warm-up
    rep_seconds: int = 0  # of one repetition; 0: no repetitions
    alternating: bool = False  # every other repetition is done with the other limb


def script(
    steps: Iterable[Step], lead_side: str, *, easier: bool = False, warm_up: bool = False
) -> tuple[PlayStep, ...]:
    """*steps* in time, the first side being *lead_side* ("left" or "right")."""
    played = [_warm_up()] if warm_up else []
    at_s = length_s(played)
    for number, step in enumerate(steps, start=len(played) + 1):
        side = _side(step.side, lead_side)
        one = PlayStep(
            number=number,
            at_s=at_s,
            seconds=_easier_seconds(step) if easier else step.seconds,
            kind=step.kind,
            side=side,
            cue=_with_side(step.cue, side),
            pose=step.pose,
            rep_seconds=step.rep_seconds or 0,
            alternating=step.side == "alternate",
        )
        played.append(one)
        at_s += one.seconds
    return tuple(played)


def length_s(steps: Sequence[PlayStep]) -> int:
    """Seconds from the start of a script to its end."""
    return steps[-1].at_s + steps[-1].seconds if steps else 0


def step_at(steps: Sequence[PlayStep], elapsed_s: float) -> PlayStep | None:
    """The step that runs *elapsed_s* seconds after the start; None once the script is over."""
    for step in steps:
        if elapsed_s < step.at_s + step.seconds:
            return step
    return None


def _warm_up() -> PlayStep:
    return PlayStep(number=1, at_s=0, seconds=WARM_UP_S, kind="setup", side="", cue=WARM_UP_CUE)


def _side(side: str, lead_side: str) -> str:
    if side == "first":
        return lead_side
    return _OTHER[lead_side] if side == "second" else ""


def _with_side(cue: str, side: str) -> str:
    if not side:
        return cue
    if "{side}" not in cue:
        return f"{side.capitalize()} side. {cue}"
    named = cue.replace("{side}", side)
    return named[:1].upper() + named[1:]


def _easier_seconds(step: Step) -> int:
    if not step.reps or not step.rep_seconds:
        return step.seconds
    fewer = step.reps * 3 // 4
    fewer = max(4, fewer - fewer % 2) if step.side == "alternate" else max(3, fewer)
    return min(step.reps, fewer) * step.rep_seconds
