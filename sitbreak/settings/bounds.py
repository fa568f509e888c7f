"""What a form may offer: the bounds of the model, narrowed by the rules of shared files, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, get_args

from annotated_types import Ge, Le

from sitbreak.settings.model import Settings
from sitbreak.settings.shared_file import SYSTEM
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sitbreak.settings.provenance import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From *low* to *high*, for each item of a list; None: no bound. *words* is a sentence on what a shared
    file leaves; empty when none narrows it."""

    low: float | None = None
    high: float | None = None
    one_of: tuple[Any, ...] | None = None
    words: str = ""

    def complaint(self, value: object) -> str:
        """Why *value*, which the model allows, is not within the rules; empty when it is."""
        return "" if all(self.allows(item) for item in _items(value)) else self.words

    def allows(self, item: object) -> bool:
        """Whether the rules allow *item*, one value or one of a list."""
        if self.one_of is not None and item not in self.one_of:
            return False
        if isinstance(item, bool) or not isinstance(item, int) or not self.words:
            return True
        return (self.low is None or item >= self.low) and (self.high is None or item <= self.high)


def limits(key: str, rule: Rule | None) -> Limits:
    """The limits of *key*: those of the model, and where there is a *rule*, its own."""
    low, high = _of_model(key)
    if rule is None or (rule.low is None and rule.high is None and rule.one_of is None):
        return Limits(low=low, high=high)
    return Limits(
        low=_inner(max, low, rule.low),
        high=_inner(min, high, rule.high),
        one_of=rule.one_of,
        words=_bound_words(rule),
    )


def lock_words(rule: Rule) -> str:
    """Who has locked a setting, and why."""
    return _because(fill(_("{who} has set this"), who=_who(rule)), rule)


def _bound_words(rule: Rule) -> str:
    if rule.one_of is not None:
        allowed = ", ".join(map(str, rule.one_of))
    elif rule.low is None:
        allowed = fill(_("up to {high}"), high=f"{rule.high:g}")
    elif rule.high is None:
        allowed = fill(_("{low} or more"), low=f"{rule.low:g}")
    else:
        allowed = fill(_("{low} to {high}"), low=f"{rule.low:g}", high=f"{rule.high:g}")
    return _because(fill(_("{who} allows {allowed}"), who=_who(rule), allowed=allowed), rule)


def _because(said: str, rule: Rule) -> str:
    reason = rule.reason.strip().rstrip(".")
    return f"{said}: {reason}." if reason else f"{said}."


def _who(rule: Rule) -> str:
    return _("The administrator of this computer") if rule.said_by == SYSTEM else rule.said_by


def _inner(choose: Any, first: float | None, second: float | None) -> float | None:
    there = [bound for bound in (first, second) if bound is not None]
    return choose(there) if there else None


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


@cache
def _of_model(key: str) -> tuple[float | None, float | None]:
    """The bounds of a number, or of the numbers of a list."""
    section, _dot, name = key.partition(".")
    field = Settings.model_fields[section].default.__class__.model_fields[name]
    found = [*field.metadata]
    for part in get_args(field.annotation):
        for argument in get_args(part)[1:]:
            found += argument.metadata if hasattr(argument, "metadata") else [argument]
    return _bound(found, Ge, "ge"), _bound(found, Le, "le")


def _bound(found: Iterable[object], kind: type, name: str) -> float | None:
    return next((getattr(each, name) for each in found if isinstance(each, kind)), None)
