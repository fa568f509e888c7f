"""The rules of a system or team file: its ``[policy."SECTION.KEY"]`` tables.

A rule is made of ``lock``, ``min``, ``max``, ``one_of`` and ``reason``. A part that cannot hold is left out
with a note, and the rest of the file counts: a bound must be a value that the key allows, so no rule leads
past the bounds of the model, and a rule that would leave nothing to choose is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sitbreak.settings.checks import MOST_UNKNOWN, refused, unknown_key
from sitbreak.settings.keys import keys, printable, sections, shown
from sitbreak.settings.provenance import Problem, Rule
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.settings.keys import Key
    from sitbreak.settings.provenance import Place

POLICY = "policy"
LONGEST_REASON = 200  # characters
MOST_CHOICES = 64  # of one_of

_PARTS = ("lock", "min", "max", "one_of", "reason")

SharedBy = Literal["system", "team"]


def read_rules(
    tables: object, *, shared_by: SharedBy, said_by: str, place: Callable[[str], Place]
) -> tuple[dict[str, Rule], list[Problem]]:
    """The rules by key, and a note on everything that is left out."""
    if not isinstance(tables, dict):
        text = fill(
            _('must be tables such as [policy."breaks.interval_min"], not {value}'), value=shown(tables)
        )
        return {}, [Problem(place=place(POLICY), key=POLICY, message=text)]
    rules: dict[str, Rule] = {}
    notes: list[Problem] = []
    known = [name for name in tables if name in keys()]
    unknown = [name for name in tables if name not in keys()]
    for name in (*known, *unknown[:MOST_UNKNOWN]):
        reader = _Reader(name, shared_by, place)
        rule = reader.read(tables[name], said_by)
        notes += reader.notes
        if rule:
            rules[name] = rule
    return rules, notes


def out_of_reach(key: Key, shared_by: SharedBy, *, for_rule: bool) -> str:
    """Why a file of *shared_by* may not touch *key*; empty when it may."""
    if shared_by == "team":
        if key.reach == "value":
            return (
                _("a team may set this, and the user may always set it otherwise: no rule")
                if for_rule
                else ""
            )
        return "" if key.reach == "rules" else _("a team's file may not touch this")
    return _("a rule on this is nobody's but the user's") if for_rule and key.reach == "own" else ""


def below_team_floor(key: Key, value: object) -> str:
    """Why a team may not say *value*, which the model allows; empty when it may."""
    if key.team_from is None or not isinstance(value, int) or value >= key.team_from:
        return ""
    return fill(_("a team leaves {n} at least"), n=key.team_from)


class _Reader:
    """Reads the rule of one key, and notes what it leaves out of it."""

    def __init__(self, name: str, shared_by: SharedBy, place: Callable[[str], Place]) -> None:
        self._name = name
        self._shared_by = shared_by
        self._place = place
        self.notes: list[Problem] = []

    def read(self, table: object, said_by: str) -> Rule | None:
        key = keys().get(self._name)
        if key is None:
            self._note("", self._no_key(table))
        elif why := out_of_reach(key, self._shared_by, for_rule=True):
            self._note("", why)
        elif not isinstance(table, dict):
            self._note("", fill(_("must be a table of {parts}"), parts=", ".join(_PARTS)))
        else:
            return self._rule(key, table, said_by)
        return None

    def _no_key(self, table: object) -> str:
        if self._name in sections() and isinstance(table, dict) and table:
            example = f'[policy."{self._name}.{printable(next(iter(table)))}"]'
            return fill(_("write the key in quotes: {example}"), example=example)
        return unknown_key(self._name)

    def _rule(self, key: Key, table: Mapping[str, Any], said_by: str) -> Rule | None:
        for part in table:
            if part not in _PARTS:
                parts = ", ".join(_PARTS)
                self._note(part, fill(_("there is no such rule; there are {parts}"), parts=parts))
        reason = self._reason(table.get("reason", ""))
        place = self._place(f"{POLICY}.{self._name}")
        if self._lock(table.get("lock", False)):
            if idle := [part for part in ("min", "max", "one_of") if part in table]:
                self._note(idle[0], _("does nothing beside a lock"))
            return Rule(lock=True, reason=reason, said_by=said_by, place=place)
        low, high = self._bound(key, table, "min"), self._bound(key, table, "max")
        one_of = self._choices(key, table.get("one_of"))
        rule = Rule(low=low, high=high, one_of=one_of, reason=reason, said_by=said_by, place=place)
        return self._sensible(rule)

    def _sensible(self, rule: Rule) -> Rule | None:
        if rule.low is None and rule.high is None and rule.one_of is None:
            return None
        if rule.low is not None and rule.high is not None and rule.low > rule.high:
            self._note("", _("min is above max: this rule is left out"))
            return None
        if rule.one_of is not None and not any(within(rule, choice) for choice in rule.one_of):
            self._note("", _("nothing of one_of is from min to max: this rule is left out"))
            return None
        return rule

    def _lock(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        self._note("lock", fill(_("must be true or false, not {value}"), value=shown(value)))
        return False

    def _reason(self, value: object) -> str:
        if isinstance(value, str) and len(value) <= LONGEST_REASON and value.isprintable():
            return value.strip()
        self._note("reason", fill(_("must be one line of at most {n} plain characters"), n=LONGEST_REASON))
        return ""

    def _bound(self, key: Key, table: Mapping[str, Any], part: str) -> float | None:
        if part not in table:
            return None
        if isinstance(key.default, bool) or not isinstance(key.default, int):
            self._note(part, _("is for numbers only; use lock, or one_of for a word"))
            return None
        return table[part] if self._is_allowed(key, table[part], part) else None

    def _choices(self, key: Key, value: object) -> tuple[Any, ...] | None:
        if value is None:
            return None
        if key.is_list:
            self._note("one_of", _("is for numbers and words only; use lock for a list"))
            return None
        if not isinstance(value, list) or not 0 < len(value) <= MOST_CHOICES:
            self._note("one_of", fill(_("must be a list of 1 to {n} values"), n=MOST_CHOICES))
            return None
        choices = [choice for choice in value if self._is_allowed(key, choice, "one_of")]
        return tuple(dict.fromkeys(choices)) or None

    def _is_allowed(self, key: Key, value: object, part: str) -> bool:
        why = refused(key.name, value)
        if not why and self._shared_by == "team":
            why = below_team_floor(key, value)
        if why:
            self._note(part, why)
        return not why

    def _note(self, part: str, message: str) -> None:
        name = f"{POLICY}.{self._name}"
        at = self._place(f"{name}.{part}") if part else self._place(name)
        line = at if at.line else self._place(name)
        shown_as = f'{POLICY}."{printable(self._name)}"' + (f".{printable(part)}" if part else "")
        self.notes.append(Problem(place=line, key=shown_as, message=message))


def within(rule: Rule, value: Any) -> bool:
    """Whether the bounds of *rule* let *value* through; what a lock holds is not asked here."""
    if rule.one_of is not None and value not in rule.one_of:
        return False
    return (rule.low is None or value >= rule.low) and (rule.high is None or value <= rule.high)
