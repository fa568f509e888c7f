"""What a key is declared with: its meaning, what is allowed, and who besides the user may have a say in it.

Every key has a *reach*. Who writes a new key and gives none, forbids it to teams: nobody has decided yet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic.fields import FieldInfo

if TYPE_CHECKING:
    from pydantic.config import JsonDict

Reach = Literal["rules", "value", "system", "own"]
"""Who may say something about a key besides the user.

``rules``   a team's file may set it, lock it and bound it
``value``   a team's file may set it; the user may always set it otherwise
``system``  no team's file may touch it; the system file, written by whoever owns the computer, may set, lock
            and bound it
``own``     no team's file may touch it; the system file may set it, for those who set nothing themselves
"""

_LONGEST_SOURCE = 400  # characters

_Item = TypeVar("_Item")


def described(meaning: str, allowed: str, reach: Reach = "system") -> FieldInfo:
    """*meaning* is one line; *allowed* completes the sentence "it must be ..."."""
    return FieldInfo(description=meaning, json_schema_extra={"allowed": allowed, "reach": reach})


def between(
    low: int, high: int, meaning: str, reach: Reach = "system", *, team_from: int | None = None
) -> FieldInfo:
    """*team_from*: the lowest number that a team's file may say, where it is not *low*."""
    extra: JsonDict = {
        "allowed": f"a whole number from {low} to {high}",
        "reach": reach,
        "team_from": team_from,
    }
    return FieldInfo(ge=low, le=high, description=meaning, json_schema_extra=extra)


def zero_or_between(
    low: int, high: int, meaning: str, reach: Reach = "system", *, zero: str = "off"
) -> FieldInfo:
    extra: JsonDict = {"allowed": f"0 ({zero}) or a whole number from {low} to {high}", "reach": reach}
    return FieldInfo(ge=0, le=high, description=meaning, json_schema_extra=extra)


def switch(meaning: str, reach: Reach = "system") -> FieldInfo:
    return described(meaning, "true or false", reach)


def one_of(words: object, meaning: str, reach: Reach = "system") -> FieldInfo:
    *most, last = get_args(words)
    return described(meaning, f"{', '.join(most)} or {last}", reach)


def some_of(words: object, meaning: str, reach: Reach = "system", *, or_word: str = "") -> FieldInfo:
    allowed = f"a list of {', '.join(get_args(words))}"
    return described(meaning, f"{or_word} or {allowed}" if or_word else allowed, reach)


def long_enough(seconds: int) -> int:
    if seconds == 1:
        raise ValueError("1 s is too short to be a pause")
    return seconds


def large_enough(percent: int) -> int:
    if 0 < percent < 75:
        raise ValueError(f"{percent} % is too small to read")
    return percent


def no_twice(items: list[_Item]) -> list[_Item]:
    for place, item in enumerate(items):
        if item in items[:place]:
            raise ValueError(f"{item} is in it twice")
    return items


def file_or_address(text: str) -> str:
    """Of a file, its whole path; of an address, https without a password, and no more than a line holds."""
    if not text or (text.startswith("/") and text.isprintable() and len(text) <= _LONGEST_SOURCE):
        return text
    if len(text) > _LONGEST_SOURCE or not re.fullmatch(r"https://[!-~]+", text):
        raise ValueError("write /path/to/file.toml or https://host/file.toml")
    parts = urlsplit(text)
    if not parts.hostname or "@" in parts.netloc or parts.fragment:
        raise ValueError("an address has a host, and neither a name, a password nor a #fragment")
    return text


def checksum(text: str) -> str:
    if text and not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise ValueError("`sha256sum FILE` tells it")
    return text.lower()


def public_key(text: str) -> str:
    if text and not re.fullmatch("RW[A-Za-z0-9+/]{54}", text):
        raise ValueError("it is the second line of minisign.pub and begins with RW")
    return text
