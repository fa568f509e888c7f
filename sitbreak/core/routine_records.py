"""A routine from what somebody wrote in a pack: rule V1 of the validity rules.

**V1** Ids are unique; all enumerated values are known; unknown fields are rejected. (That ids are unique
within a catalogue is seen where packs are put together, in :mod:`.routine_packs`.) The types of all fields
are checked here too, so that the other rules, in :mod:`.routine_rules`, can look at a whole routine.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, TypeVar

from sitbreak.core.routines import (
    Animation,
    BodyPosture,
    Category,
    Clothing,
    Equipment,
    Place,
    Routine,
    Sides,
    Step,
    StepKind,
    StepSide,
    StopSign,
    Tag,
    Transition,
    View,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Reader = Callable[[object], object]

E = TypeVar("E", bound=StrEnum)

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEXT_SIGNS = 400  # no text is longer, whatever its own limit (rule V15)
_ITEMS = 24  # no list is longer


class RuleBroken(ValueError):
    """A routine cannot be used: *rule* ("V1" …) is broken, and *why* says how, in words that follow the
    id."""

    def __init__(self, rule: str, why: str) -> None:
        super().__init__(f"{why} (rule {rule})")
        self.rule = rule
        self.why = why


def routine_of(record: Mapping[str, object]) -> Routine:
    """The routine that *record* describes. Raises :class:`RuleBroken` for rule V1."""
    return Routine(**_read(record, _ROUTINE, _OPTIONAL_OF_ROUTINE, "the routine"))


def _read(
    record: object, readers: Mapping[str, Reader], optional: frozenset[str], where: str
) -> dict[str, Any]:
    """The fields of *record*, read one by one. *where* names it in a complaint."""
    if not isinstance(record, dict):
        raise RuleBroken("V1", f"{where} is not a table")
    if unknown := sorted(str(field) for field in record if field not in readers):
        raise RuleBroken("V1", f"{where} has the unknown field {_short(unknown[0])}")
    if missing := [field for field in readers if field not in record and field not in optional]:
        raise RuleBroken("V1", f'{where} has no field "{missing[0]}"')
    values: dict[str, Any] = {}
    for field, value in record.items():
        try:
            values[field] = readers[field](value)
        except ValueError as error:
            raise RuleBroken("V1", f'"{field}" of {where} {error}') from None
    return values


# --- readers: each answers the value of a field, or raises ValueError in words that follow the field ----


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("is not a text")  # noqa: TRY004 (one kind of complaint)
    if len(value) > _TEXT_SIGNS or not value.isprintable():
        raise ValueError("is too long or has signs that cannot be shown")
    return value


def identifier(value: object) -> str:
    """A routine's id, also a family and a cap. Raises :class:`ValueError`."""
    text = _text(value)
    if not 3 <= len(text) <= 40 or not _ID.fullmatch(text):
        raise ValueError("is not 3 to 40 small letters, digits and single hyphens")
    return text


def _pose(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"[A-Za-z0-9_]{1,40}", text):
        raise ValueError("is not the name of a pose")
    return text


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("is not true or false")  # noqa: TRY004 (one kind of complaint)
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000:
        raise ValueError("is not a whole number from 0 to 1000")
    return value


def _level(value: object) -> int:
    if value not in (1, 2, 3) or not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("is not 1, 2 or 3")
    return value


def _one_of(kind: type[E]) -> Callable[[object], E]:
    def read(value: object) -> E:
        if isinstance(value, str) and value in list(kind):
            return kind(value)
        allowed = ", ".join(kind)
        raise ValueError(f"is {_short(value)}, not one of {allowed}")

    return read


def _list_of(
    reader: Callable[[object], object], least: int = 0, most: int = _ITEMS
) -> Callable[[object], tuple[Any, ...]]:
    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise ValueError(f"is not a list of {least} to {most}")
        return tuple(reader(item) for item in value)

    return read


def _set_of(kind: type[E], least: int = 0) -> Callable[[object], tuple[E, ...]]:
    read_list = _list_of(_one_of(kind), least)

    def read(value: object) -> tuple[E, ...]:
        items = read_list(value)
        if len(set(items)) < len(items):
            raise ValueError("names something twice")
        return items

    return read


def tags(value: object) -> frozenset[Tag]:
    """A list of kinds of movement to leave out. Raises :class:`ValueError`."""
    return frozenset(_set_of(Tag)(value))


def _point(value: object) -> tuple[float, float]:
    match value:
        case [int() | float() as x, int() | float() as y] if abs(x) <= 2 and abs(y) <= 2:
            return x, y
    raise ValueError("is not a pair of numbers from -2 to 2")


def _word_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise ValueError(f"is {_short(value)}, not one of {', '.join(words)}")

    return read


def _step(value: object) -> Step:
    return Step(**_read(value, _STEP, frozenset({"reps", "rep_seconds"}), "a step"))


def _animation(value: object) -> Animation:
    return Animation(**_read(value, _ANIMATION, frozenset({"foot_lock"}), "the animation"))


def _short(value: object) -> str:
    """*value* as a complaint can quote it."""
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


_STEP: Mapping[str, Reader] = {
    "kind": _one_of(StepKind),
    "side": _one_of(StepSide),
    "seconds": _whole,
    "cue": _text,
    "reps": _whole,
    "rep_seconds": _whole,
    "pose": _pose,
}

_ANIMATION: Mapping[str, Reader] = {
    "view": _one_of(View),
    "anchor": _pose,
    "at": _point,
    "poses": _list_of(_pose, least=1, most=8),
    "transition": _one_of(Transition),
    "near_limb": _word_of("working", "other"),
    "foot_lock": _word_of("N", "F"),
}

_ROUTINE: Mapping[str, Reader] = {
    "id": identifier,
    "title": _text,
    "summary": _text,
    "category": _one_of(Category),
    "family": identifier,
    "muscles": _list_of(_text, least=1, most=4),
    "posture": _one_of(BodyPosture),
    "places": _set_of(Place, least=1),
    "equipment": _set_of(Equipment),
    "clothing": _one_of(Clothing),
    "discreet": _flag,
    "level": _level,
    "sides": _one_of(Sides),
    "steps": _list_of(_step, least=3, most=12),
    "total_seconds": _whole,
    "breathing": _text,
    "why": _text,
    "cautions": _list_of(_text, least=1, most=3),
    "stop_signs": _set_of(StopSign),
    "conflicts": tags,
    "daily_cap": identifier,
    "sources": _list_of(_text),
    "animation": _animation,
    "enabled": _flag,
}
_OPTIONAL_OF_ROUTINE = frozenset({"daily_cap", "enabled"})
