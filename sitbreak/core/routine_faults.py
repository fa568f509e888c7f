"""What is wrong with a routine: which rule it breaks, where, how, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_WORD = 40  # a longer one is no slip of the pen


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    rule: str  # "V2"
    why: str  # "its steps last 55 s and not 56 s", in words that follow the id of the routine
    advice: str  # "set total_seconds to 55"
    at: tuple[str | int, ...] = ()  # the way to it from the routine: "steps", 0, "seconds"

    def inside(self, *way: str | int, before: str = "") -> Fault:
        """The same fault told from further outside, *before* put before its words."""
        return replace(self, at=(*way, *self.at), why=before + self.why)


class RuleBroken(ValueError):
    """A routine, or a part of one, cannot be used."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(f"{first.why} (rule {first.rule})")


def broken(why: str, advice: str, *, rule: str = "V1", at: tuple[str | int, ...] = ()) -> RuleBroken:
    """The error for one fault."""
    return RuleBroken([Fault(rule=rule, why=why, advice=advice, at=at)])


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Advice for a *word* that is not one of the *known*: the nearest of them, or *otherwise*."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6) if len(word) <= _LONGEST_WORD else []
    return f"did you mean {near[0]}?" if near else otherwise


def quoted(value: object) -> str:
    """*value* as a complaint can show it: short, on one line, without signs that steer a terminal."""
    if isinstance(value, str):
        text = "".join(sign if sign.isprintable() else "\ufffd" for sign in value[: _LONGEST_WORD + 1])
        return f'"{text}"' if len(value) <= _LONGEST_WORD else f'"{text[:_LONGEST_WORD]}…"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) > 10**15:
        return "a very large number"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else "a date or time"
