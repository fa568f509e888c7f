"""A routine from what somebody wrote in a pack: rule V1 of the validity rules.

**V1** Ids are unique; all enumerated values are known; unknown fields are rejected. (That ids are unique
within a catalogue is seen where packs are put together, in :mod:`.routine_packs`.) The types of all fields
are checked here too, so that the other rules, in :mod:`.routine_rules`, can look at a whole routine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sitbreak.core.routine_faults import Fault, RuleBroken, broken, did_you_mean, quoted
from sitbreak.core.routines import (
    WORD_LISTS_OF_ROUTINE,
    WORDS_OF_ANIMATION,
    WORDS_OF_ROUTINE,
    WORDS_OF_STEP,
    Animation,
    Place,
    Routine,
    Step,
    Tag,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from enum import StrEnum

    # From the name and the value of a field to what a routine holds; raises RuleBroken
    Reader = Callable[[str, object], object]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEXT_SIGNS = 400  # no text is longer, whatever its own limit (rule V15)
_ITEMS = 24  # no list is longer
_UNKNOWN_TOLD = 5  # of the unknown fields of one table: looking for what was meant takes time


def routine_of(record: Mapping[str, object]) -> Routine:
    """The routine that *record* describes. Raises :class:`RuleBroken` with all that rule V1 has against
    it."""
    return Routine(**_read(record, _ROUTINE, _OPTIONAL_OF_ROUTINE))


def _read(record: object, readers: Mapping[str, Reader], optional: frozenset[str]) -> dict[str, Any]:
    """The fields of *record*, each read by its reader."""
    if not isinstance(record, dict):
        raise broken(f"it is {quoted(record)} and not a table", "write fields with values")
    unknown = [field for field in record if field not in readers]
    faults = [_unknown(field, readers) for field in unknown[:_UNKNOWN_TOLD]]
    for field in readers:
        if field not in record and field not in optional:
            faults.append(Fault(rule="V1", why=f'it has no field "{field}"', advice="add it"))
    values: dict[str, Any] = {}
    for field in readers:
        if field in record:
            try:
                values[field] = readers[field](field, record[field])
            except RuleBroken as error:
                faults += [fault.inside(field) for fault in error.faults]
    if faults:
        raise RuleBroken(faults)
    return values


def _unknown(field: str, known: Iterable[str]) -> Fault:
    advice = did_you_mean(field, known, "take it out")
    return Fault(rule="V1", why=f"it has the unknown field {quoted(field)}", advice=advice, at=(field,))


# --- readers ------------------------------------------------------------------------------------------------


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise broken(f'"{name}" is {quoted(value)} and not a text', "put it in quotation marks")
    if len(value) > _TEXT_SIGNS:
        raise broken(f'"{name}" is longer than {_TEXT_SIGNS} characters', "make it shorter")
    if not value.isprintable():
        raise broken(f'"{name}" has signs that cannot be shown', "write it anew on one line")
    return value


def identifier(name: str, value: object) -> str:
    """A routine's id, also a family and a cap. Raises :class:`RuleBroken`."""
    text = _text(name, value)
    if not 3 <= len(text) <= 40 or not _ID.fullmatch(text):
        raise broken(
            f'"{name}" is {quoted(text)} and not 3 to 40 small letters, digits and single hyphens',
            'write it like "my-own-reach"',
        )
    return text


def _name_in_drawing(name: str, value: object) -> str:
    text = _text(name, value)
    if not re.fullmatch(r"[A-Za-z0-9_]{1,40}", text):
        raise broken(f'"{name}" is {quoted(text)}, and nothing is called so', 'write it like "f_reach"')
    return text


def flag(name: str, value: object) -> bool:
    """Yes or no. Raises :class:`RuleBroken`."""
    if not isinstance(value, bool):
        raise broken(f'"{name}" is {quoted(value)} and not true or false', "write it without quotation marks")
    return value


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000:
        raise broken(
            f'"{name}" is {quoted(value)} and not a whole number from 0 to 1000',
            "write one without quotation marks",
        )
    return value


def _level(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in (1, 2, 3):
        raise broken(
            f'"{name}" is {quoted(value)} and not 1, 2 or 3', "write 1 for gentle, 2 moderate, 3 strong"
        )
    return value


def _point(name: str, value: object) -> tuple[float, float]:
    match value:
        case [int() | float() as x, int() | float() as y] if abs(x) <= 2 and abs(y) <= 2:
            return x, y
    raise broken(f'"{name}" is not a pair of numbers from -2 to 2', "write it like [0.0, 0.039]")


def _word_of(*words: str) -> Reader:
    def read(name: str, value: object) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise broken(
            f'"{name}" is {quoted(value)} and not one of {", ".join(words)}',
            did_you_mean(value if isinstance(value, str) else "", words, "take one of these"),
        )

    return read


def _one_of(kind: type[StrEnum]) -> Reader:
    read_word = _word_of(*kind)

    def read(name: str, value: object) -> StrEnum:
        return kind(str(read_word(name, value)))

    return read


def _list_of(reader: Reader, least: int = 0, most: int = _ITEMS) -> Callable[[str, object], tuple[Any, ...]]:
    def read(name: str, value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise broken(f'"{name}" is {quoted(value)} and not a list', "put it in square brackets")
        if not least <= len(value) <= most:
            raise broken(
                f'"{name}" has {len(value)} items and not {least} to {most}', "add some or take some out"
            )
        items, faults = [], []
        for number, item in enumerate(value):
            try:
                items.append(reader(name, item))
            except RuleBroken as error:
                faults += [fault.inside(number) for fault in error.faults]
        if faults:
            raise RuleBroken(faults)
        return tuple(items)

    return read


def _set_of(kind: type[StrEnum], least: int = 0) -> Callable[[str, object], tuple[Any, ...]]:
    read_list = _list_of(_one_of(kind), least)

    def read(name: str, value: object) -> tuple[Any, ...]:
        items = read_list(name, value)
        if len(set(items)) < len(items):
            raise broken(f'"{name}" names something twice', "name it once")
        return items

    return read


def tags(name: str, value: object) -> frozenset[Tag]:
    """A list of kinds of movement to leave out. Raises :class:`RuleBroken`."""
    return frozenset(_set_of(Tag)(name, value))


def _step(_name: str, value: object) -> Step:
    return Step(**_read(value, _STEP, frozenset({"reps", "rep_seconds"})))


def _steps(name: str, value: object) -> tuple[Step, ...]:
    try:
        return _list_of(_step, least=3, most=12)(name, value)
    except RuleBroken as error:
        raise RuleBroken(map(_of_its_step, error.faults)) from None


def _of_its_step(fault: Fault) -> Fault:
    match fault.at:
        case [int() as number, *_]:
            return fault.inside(before=f"step {number + 1}: ")
    return fault


def _animation(_name: str, value: object) -> Animation:
    try:
        return Animation(**_read(value, _ANIMATION, frozenset({"foot_lock"})))
    except RuleBroken as error:
        raise RuleBroken(fault.inside(before="animation: ") for fault in error.faults) from None


_STEP: Mapping[str, Reader] = {
    **{field: _one_of(kind) for field, kind in WORDS_OF_STEP.items()},
    "seconds": _whole,
    "cue": _text,
    "reps": _whole,
    "rep_seconds": _whole,
    "pose": _name_in_drawing,
}

_ANIMATION: Mapping[str, Reader] = {
    **{field: _one_of(kind) for field, kind in WORDS_OF_ANIMATION.items()},
    "anchor": _name_in_drawing,
    "at": _point,
    "poses": _list_of(_name_in_drawing, least=1, most=8),
    "near_limb": _word_of("working", "other"),
    "foot_lock": _word_of("N", "F"),
}

_ROUTINE: Mapping[str, Reader] = {
    **{field: _one_of(kind) for field, kind in WORDS_OF_ROUTINE.items()},
    **{field: _set_of(kind) for field, kind in WORD_LISTS_OF_ROUTINE.items()},
    "id": identifier,
    "title": _text,
    "summary": _text,
    "family": identifier,
    "muscles": _list_of(_text, least=1, most=4),
    "places": _set_of(Place, least=1),
    "discreet": flag,
    "level": _level,
    "steps": _steps,
    "total_seconds": _whole,
    "breathing": _text,
    "why": _text,
    "cautions": _list_of(_text, least=1, most=3),
    "conflicts": tags,
    "daily_cap": identifier,
    "sources": _list_of(_text),
    "animation": _animation,
    "enabled": flag,
}
_OPTIONAL_OF_ROUTINE = frozenset({"daily_cap", "enabled"})
