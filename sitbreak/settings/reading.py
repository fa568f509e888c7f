"""The text of an entry into the value of a setting and back: lenient in what is typed, exact in what is kept.

``mon-fri 9-17.30`` becomes ``Mon-Fri 09:00-17:30``. Whether a value is allowed is for the model to say; what
cannot be read at all is told here, in one sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitbreak.core.work_ranges import DAYS, LONGEST, parse_work_range
from sitbreak.errors import SitbreakError
from sitbreak.settings.fields import Kind
from sitbreak.words import _, cut, fill

if TYPE_CHECKING:
    from typing import Any

    from sitbreak.settings.fields import Field

_NUMBER = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?", re.ASCII)
_BETWEEN_NUMBERS = re.compile(r"[,;\s]+")
_BETWEEN_RANGES = re.compile(r"\s*[\n;]\s*|(?<=[0-9])\s*,\s*")
_SHOWN = 24  # UTF-16 units of a wrong word in a sentence


class Wrong(SitbreakError):
    """An entry that cannot be used; the title says what would be right."""


def read(field: Field, text: str) -> Any:
    """The value that *text* says for *field*, a number or a list. Raises :class:`Wrong`."""
    text = text.strip()
    if field.kind is Kind.NUMBER:
        return _number(text.removesuffix(field.unit).rstrip() if field.unit else text)
    if field.kind is Kind.NUMBERS:
        return _once([_number(word) for word in _BETWEEN_NUMBERS.split(text) if word])
    if field.kind is Kind.RANGES:
        return _once([work_range(part) for part in _BETWEEN_RANGES.split(text) if part])
    raise ValueError(f"{field.key} is not written as text")


def written(field: Field, value: Any) -> str:
    """*value* of *field* as an entry shows it."""
    if field.kind is Kind.NUMBERS:
        return ", ".join(map(str, value))
    return "\n".join(value) if field.kind is Kind.RANGES else str(value)


def told(field: Field, value: Any) -> str:
    """*value* of *field* for people to read, on one line."""
    labels = {choice.value: choice.label for choice in field.choices}
    if field.kind is Kind.SWITCH:
        return _("yes") if value else _("no")
    if field.kind is Kind.NUMBER:
        return f"{value} {field.unit}".strip()
    if value is None:
        return _("the usual things")
    if not isinstance(value, list):
        return labels.get(value, str(value))
    words = "; ".join(labels.get(item, str(item)) for item in value)
    return words or (_("always") if field.kind is Kind.RANGES else _("nothing"))


def work_range(text: str) -> str:
    """The range of hours that *text* means, as it is kept. Raises :class:`Wrong`."""
    days, _blank, times = _tidy(text).rpartition(" ")
    tidy = f"{days} {times}".strip()
    try:
        parse_work_range(tidy)
    except ValueError as error:
        raise Wrong(fill(_("{entry}: {why}."), entry=cut(text.strip(), _SHOWN), why=error)) from None
    return tidy


def time_of_day(text: str) -> str:
    """``9`` and ``9.30`` as ``09:00`` and ``09:30``; what is no time as it is."""
    found = _TIME.fullmatch(text.strip())
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else text.strip()


def _tidy(text: str) -> str:
    """*text* in the form of a range as far as that is plain."""
    text = re.sub(r"\s*[-–—]\s*", "-", text[: LONGEST * 2].strip())  # noqa: RUF001 (dashes that people type)
    days, _blank, times = re.sub(r"\s*,\s*", ",", text).rpartition(" ")
    if not times[:1].isdigit():
        return text
    times = "-".join(time_of_day(time) for time in times.split("-"))
    days = re.sub(r"[^\W\d_]+", lambda found: _day(found[0]), days)
    return f"{days.strip()} {times}"


def _day(word: str) -> str:
    """``monday`` as ``Mon``; what begins like no day as it is."""
    short = word[:3].capitalize()
    whole = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return short if short in DAYS and whole[DAYS.index(short)].startswith(word.lower()) else word


def _number(word: str) -> int:
    if not _NUMBER.fullmatch(word):
        shown = cut(word, _SHOWN)
        raise Wrong(
            fill(_("{entry} is no whole number."), entry=f"'{shown}'") if word else _("Please give a number.")
        )
    return int(word)


def _once(items: list[Any]) -> list[Any]:
    for place, item in enumerate(items):
        if item in items[:place]:
            raise Wrong(fill(_("{entry} is in it twice."), entry=item))
    return items
