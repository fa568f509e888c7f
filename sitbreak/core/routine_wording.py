"""Rules of the words of a routine.

**V14** No words that press, judge or promise (see :mod:`.tone`); no left or right but `{side}`.
**V15** Texts keep their lengths, measured with `{side}` filled in.
"""

from __future__ import annotations

import re

from sitbreak.core.routine_faults import quoted
from sitbreak.core.tone import lint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitbreak.core.routines import Routine

    Way = tuple[str | int, ...]
    Found = Iterator[tuple[Way, str, str]]  # where, why, and what would mend it


def v14(routine: Routine) -> Found:
    cues = [(("steps", number, "cue"), step.cue) for number, step in enumerate(routine.steps)]
    for at, text in (*_texts(routine), *cues):
        for word in lint(text):
            yield at, f'"{word}" is not for "{text[:40]}"', "say it without pressure, blame or a promise"
    for at, cue in cues:
        if found := re.search(r"\b(left|right)\b", cue, re.IGNORECASE):
            yield at, f'a cue says "{found[0]}", which only {{side}} can', "write {side} in its place"
        if others := set(re.findall(r"\{[^}]*\}?|\}", cue)) - {"{side}"}:
            why = f"a cue has the placeholder {quoted(min(others))}, and only {{side}} is filled in"
            yield at, why, "write {side}, or no braces"


def v15(routine: Routine) -> Found:
    limits = {
        "title": (3, 28),
        "summary": (10, 60),
        "breathing": (0, 80),
        "why": (0, 120),
        "cautions": (1, 120),
    }
    for at, text in _texts(routine):
        yield from _unfit(at, f'"{at[0]}"', text, limits[str(at[0])])
    for number, step in enumerate(routine.steps):
        cue = step.cue.replace("{side}", "right")
        yield from _unfit(("steps", number, "cue"), f"the cue of step {number + 1}", cue, (1, 100))


def _texts(routine: Routine) -> Iterator[tuple[Way, str]]:
    """All texts but the cues."""
    for field in ("title", "summary", "why", "breathing"):
        yield (field,), getattr(routine, field)
    for number, caution in enumerate(routine.cautions):
        yield ("cautions", number), caution


def _unfit(at: Way, name: str, text: str, limits: tuple[int, int]) -> Found:
    least, most = limits
    if not least <= len(text) <= most:
        advice = "make it shorter" if len(text) > most else "say more"
        yield at, f"{name} has {len(text)} characters and not {least} to {most}", advice
