"""How routines are told by the command line: rows in columns, or JSON for other programs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from sitbreak import routine_words
from sitbreak.core.routines import Tag
from sitbreak.errors import OK, UsageError
from sitbreak.words import _, exact_duration, fill

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sitbreak.core.choosing import Choice
    from sitbreak.core.routines import Catalogue, Routine


def find(catalogue: Catalogue, identifier: str) -> Routine:
    """The routine of that id. Raises :class:`UsageError`, with the nearest id, when there is none."""
    from difflib import get_close_matches

    if routine := catalogue.get(identifier):
        return routine
    near = get_close_matches(identifier, [routine.id for routine in catalogue], n=1, cutoff=0.5)
    hint = (
        fill(_("Did you mean {near}?"), near=near[0]) if near else _("`sitbreak routines list` lists them.")
    )
    raise UsageError(fill(_('There is no routine "{name}".'), name=identifier[:60]), hint)


def length_s(routine: Routine, choice: Choice) -> int:
    """Seconds that *routine* lasts as it was chosen: easier, or with a warm-up."""
    from sitbreak.core.playing import WARM_UP_S
    from sitbreak.core.progression import easier

    seconds = (easier(routine) if choice.easier else routine).total_seconds
    return seconds + WARM_UP_S * choice.warm_up


def summary(routine: Routine) -> dict[str, Any]:
    """*routine* without its steps, for other programs."""
    return {
        "id": routine.id,
        "title": routine.title,
        "summary": routine.summary,
        "seconds": routine.total_seconds,
        "level": routine.level,
        "category": routine.category.value,
        "group": routine.group.value,
        "family": routine.family,
        "posture": routine.posture.value,
        "places": [place.value for place in routine.places],
        "equipment": [item.value for item in routine.equipment],
        "clothing": routine.clothing.value,
        "discreet": routine.discreet,
        "conflicts": [tag.value for tag in Tag if tag in routine.conflicts],
    }


def row(routine: Routine) -> tuple[str, ...]:
    """*routine* as a line of the list."""
    return (
        routine.id,
        routine.title,
        f"{routine.total_seconds} s",
        str(routine.level),
        routine.category,
        routine.posture,
        " ".join(routine.places),
    )


def described(routine: Routine, remarks: Iterable[str] = ()) -> Iterable[str]:
    """The page of *routine*, line by line, with *remarks* below its summary."""
    from sitbreak.core.playing import script

    yield f"{routine.title} ({routine.id})"
    yield routine.summary
    yield from remarks
    yield ""
    nothing = _("nothing")
    facts = [
        (_("Time"), exact_duration(routine.total_seconds)),
        (_("Level"), f"{routine.level}, {routine_words.level(routine.level)}"),
        (_("Kind"), f"{routine.category}, {routine.posture}"),
        (_("Places"), ", ".join(routine.places)),
        (_("Needs"), ", ".join(routine.equipment) or nothing),
        (_("Clothes"), routine.clothing.value),
        (_("Not with"), ", ".join(tag for tag in Tag if tag in routine.conflicts) or nothing),
        (_("Breathing"), routine.breathing),
        (_("Why"), routine.why),
    ]
    yield from aligned(facts)
    yield f"\n{_('Steps')}"
    steps = [
        (f"  {step.at_s // 60}:{step.at_s % 60:02}", f"{step.seconds} s", step.cue)
        for step in script(routine.steps, "left")
    ]
    yield from aligned(steps)
    if any(step.side == "first" for step in routine.steps):
        yield _("  (the side that comes first changes each time)")
    yield f"\n{_('Take care')}"
    yield from (f"  {caution}" for caution in routine.cautions)
    yield f"\n{_('Stop')}"
    yield from (f"  {routine_words.stop_sign(sign)}" for sign in routine.stop_signs)
    yield f"\n{routine_words.not_reviewed()}"


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """*rows* as lines with their columns under each other."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def write(lines: Iterable[str]) -> int:
    """Write *lines* to standard output; answers the exit code."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return OK


def write_json(value: object) -> int:
    return write([json.dumps(value, ensure_ascii=False, indent=2)])
