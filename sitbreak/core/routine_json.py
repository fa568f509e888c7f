"""Routines as JSON, for the cache: written once they are checked, read back without checking them again.

Reading is quick and needs nothing but the values themselves, so that the resident program can do it.
"""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum

from sitbreak.core.routines import (
    WORD_LISTS_OF_ROUTINE,
    WORDS_OF_ANIMATION,
    WORDS_OF_ROUTINE,
    WORDS_OF_STEP,
    Animation,
    Routine,
    Step,
    Tag,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def record_of(routine: Routine) -> dict[str, Any]:
    """*routine* as JSON can hold it; fields that say nothing are left out."""
    record = _record(routine)
    record["conflicts"] = [tag.value for tag in Tag if tag in routine.conflicts]
    record["steps"] = [_record(step) for step in routine.steps]
    record["animation"] = _record(routine.animation)
    if routine.enabled:
        del record["enabled"]
    return record


def routine_of_record(record: Mapping[str, Any]) -> Routine:
    """The routine of a record that :func:`record_of` made. Raises :class:`ValueError`, :class:`KeyError` or
    :class:`TypeError` for many records that it did not make, and believes the others."""
    values = _with_words(record, WORDS_OF_ROUTINE)
    for field, kind in WORD_LISTS_OF_ROUTINE.items():
        values[field] = tuple(kind(word) for word in values[field])
    for field in ("muscles", "cautions", "sources"):
        values[field] = tuple(values[field])
    values["conflicts"] = frozenset(values["conflicts"])
    values["steps"] = tuple(Step(**_with_words(step, WORDS_OF_STEP)) for step in values["steps"])
    values["animation"] = _animation(values["animation"])
    return Routine(**values)


def _animation(record: Mapping[str, Any]) -> Animation:
    values = _with_words(record, WORDS_OF_ANIMATION)
    values["at"] = tuple(values["at"])
    values["poses"] = tuple(values["poses"])
    return Animation(**values)


def _with_words(record: Mapping[str, Any], kinds: Mapping[str, type[StrEnum]]) -> dict[str, Any]:
    """A copy of *record* in which the fields of *kinds* are of these."""
    values: dict[str, Any] = dict(record)
    for field, kind in kinds.items():
        values[field] = kind(values[field])
    return values


def _record(value: Routine | Step | Animation) -> dict[str, Any]:
    told = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return {name: item for name, item in told.items() if item is not None}


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
