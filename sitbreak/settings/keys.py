"""The keys of the settings by their dotted names (``breaks.interval_min``), read off the model."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sitbreak.settings.model import USUAL, Settings

if TYPE_CHECKING:
    from sitbreak.settings.declaring import Reach

PREFIX = "SITBREAK_"  # of the variables
SHOWN_AT_MOST = 60  # characters of a value in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One setting. *allowed* completes the sentence "it must be ..."."""

    name: str
    default: Any
    allowed: str
    meaning: str
    reach: Reach  # who may say something about it besides the user
    team_from: int | None = None  # the lowest number that a team's file may say; None: as anybody

    @property
    def is_list(self) -> bool:
        return self.default is None or isinstance(self.default, list)  # only a list may be not set

    @property
    def has_numbers(self) -> bool:
        return isinstance(self.default, list) and any(isinstance(item, int) for item in self.default)


@cache
def keys() -> dict[str, Key]:
    """Every key, in the order of the model."""
    found = {}
    defaults = flat(Settings())
    for section, field in Settings.model_fields.items():
        for name, key in field.default.__class__.model_fields.items():
            dotted = f"{section}.{name}"
            found[dotted] = Key(
                name=dotted,
                default=defaults[dotted],
                allowed=key.json_schema_extra["allowed"],
                meaning=key.description,
                reach=key.json_schema_extra["reach"],
                team_from=key.json_schema_extra.get("team_from"),
            )
    return found


def sections() -> tuple[str, ...]:
    return tuple(Settings.model_fields)


def flat(settings: Settings) -> dict[str, Any]:
    """The values of *settings* by dotted key."""
    return {
        f"{section}.{name}": value
        for section, values in settings.model_dump().items()
        for name, value in values.items()
    }


def variable_of(key: str) -> str:
    """The variable that sets *key*."""
    return PREFIX + key.upper().replace(".", "__")


def nearest(name: str) -> str:
    """The key that *name* was probably meant to be; empty when none is like it."""
    wanted = name.lower()[:SHOWN_AT_MOST]
    begun = [dotted for dotted in keys() if dotted.startswith(wanted)]
    if len(begun) == 1:
        return begun[0]
    if close := difflib.get_close_matches(wanted, keys(), n=1, cutoff=0.7):
        return close[0]
    # "interval" or "intervall_min" without its section
    last_words = {dotted.partition(".")[2]: dotted for dotted in keys()}
    close = difflib.get_close_matches(wanted.rpartition(".")[2], last_words, n=1, cutoff=0.7)
    return last_words[close[0]] if close else ""


def shown(value: object) -> str:
    """*value* as it is written in a settings file, on one line and cut when it is long."""
    return printable(json.dumps(USUAL if value is None else value, ensure_ascii=False, default=str))


def printable(text: str, longest: int = SHOWN_AT_MOST) -> str:
    """*text* on one line, cut when it is long, and without what would steer a terminal."""
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[: longest + 1])
    return text if len(text) <= longest else text[: longest - 1] + "…"
