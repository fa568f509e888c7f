"""Values as words: in a variable, after ``--set`` and after ``config set KEY``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from sitbreak.settings.model import USUAL

if TYPE_CHECKING:
    from sitbreak.settings.keys import Key

LONGEST = 4096  # characters of a value given as words

_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
# A comma may also stand within a range: "Sat,Sun 10:00-12:00,Mon 09:00-12:00" are two.
_BETWEEN_RANGES = re.compile(r"(?<=[0-9])\s*,\s*")


def value_of(key: Key, words: str) -> object:
    """What *words* say for *key*. Words that make no sense are answered as they are, for the model to refuse.

    A list is JSON, or its items with commas between; nothing at all is the empty list.
    """
    words = words.strip()
    if key.is_list:
        return _list_of(key, words)
    if isinstance(key.default, bool):
        return {"true": True, "false": False}.get(words.lower(), words)
    if isinstance(key.default, int):
        return _number_or_word(words)
    return words


def _list_of(key: Key, words: str) -> object:
    if words.startswith("["):
        try:
            return json.loads(words)
        except (ValueError, RecursionError):
            return words
    if not words:
        return []
    if words == USUAL:
        return words
    if key.name == "hours.work":
        return _BETWEEN_RANGES.split(words)
    items = [item.strip() for item in words.split(",")]
    return [_number_or_word(item) for item in items] if key.has_numbers else items


def _number_or_word(words: str) -> object:
    return int(words) if _NUMBER.fullmatch(words) else words
