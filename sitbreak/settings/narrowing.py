"""What the rules of the system file and of the team's file make of what everybody has said.

Each file's rule for a key leaves some values to choose from. A lock leaves one: that of its own file or,
where that file has none, what holds without it. The lower file is the stronger. A rule that leaves none of
what stronger rules leave is dropped with a note, so there is always a value to hold; a rule can only narrow.
What somebody asked for and a rule does not leave is replaced by the nearest value that it leaves, and that is
told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sitbreak.settings.keys import keys, shown
from sitbreak.settings.provenance import DEFAULT, Asked, Merged
from sitbreak.settings.rule_words import ruling, who_said
from sitbreak.settings.rules import within
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.settings.provenance import Layer, Rule

_SHARED = ("system", "team")


def narrowed(layers: Sequence[Layer]) -> Merged:
    """The settings of *layers*, lowest first. A layer with problems says nothing."""
    values = {name: key.default for name, key in keys().items()}
    origins = dict.fromkeys(values, DEFAULT)
    left: dict[str, _Left] = {}
    notes = [str(note) for layer in layers for note in layer.notes]
    for layer in layers:
        values.update(layer.values)
        origins.update({key: layer.places[key].origin for key in layer.values})
        for key, rule in layer.rules.items():
            here = _Left(rule=rule, value=values[key], origin=origins[key])
            if key in left and key not in layer.values:
                here = left[key].beneath(here)
            joined = left[key].joined(here) if key in left else here
            if joined is None:
                notes.append(_dropped(key, rule, left[key].rule))
            else:
                left[key] = joined
    asked: dict[str, Asked] = {}
    for key, each in left.items():
        if not each.allows(values[key]):
            wish = Asked(value=values[key], origin=origins[key])
            values[key], origins[key] = each.nearest(wish.value), each.origin_instead_of(wish.origin)
            if wish.origin != DEFAULT:  # that a default gives way needs no word
                asked[key] = wish
                notes.append(_changed(key, wish, values[key], each.rule))
    return Merged(
        values=values,
        origins=origins,
        layers=tuple(layers),
        rules={key: each.rule for key, each in left.items()},
        asked=asked,
        notes=tuple(notes),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What *rule* leaves of one key. *value* is what held where the rule was said: what a lock leaves."""

    rule: Rule
    value: Any
    origin: str

    def allows(self, value: Any) -> bool:
        return bool(value == self.value) if self.rule.lock else within(self.rule, value)

    def beneath(self, weaker: _Left) -> _Left:
        """*weaker* with the value that it finds when this has held already."""
        if self.allows(weaker.value):
            return weaker
        origin = self.origin_instead_of(weaker.origin)
        return replace(weaker, value=self.nearest(weaker.value), origin=origin)

    def joined(self, weaker: _Left) -> _Left | None:
        """What both leave; None when that is nothing."""
        if self.rule.lock:
            return self if weaker.allows(self.value) else None
        if weaker.rule.lock:
            return weaker if self.allows(weaker.value) else None
        rule = _both(self.rule, weaker.rule)
        return replace(weaker, rule=rule) if rule else None

    def nearest(self, value: Any) -> Any:
        if self.rule.lock:
            return self.value
        choices = self._choices()
        if choices is None:  # bounds alone are for numbers alone
            low = value if self.rule.low is None else max(value, self.rule.low)
            return low if self.rule.high is None else min(low, self.rule.high)
        if isinstance(value, int) and not isinstance(value, bool):
            return min(choices, key=lambda choice: (abs(choice - value), choice))
        return self.value if self.value in choices else choices[0]

    def origin_instead_of(self, asked: str) -> str:
        """Whose word the value is that holds: with a lock, of who said it; else still of who asked, since the
        rule only bounds that; and where nobody asked, the rule's."""
        if self.rule.lock:
            return self.origin
        return asked if asked != DEFAULT or self.rule.place is None else self.rule.place.origin

    def _choices(self) -> list[Any] | None:
        if self.rule.one_of is None:
            return None
        return [choice for choice in self.rule.one_of if within(self.rule, choice)]


def _both(strong: Rule, weak: Rule) -> Rule | None:
    """The bounds of both rules; None when nothing is within both."""
    low = max((bound for bound in (strong.low, weak.low) if bound is not None), default=None)
    high = min((bound for bound in (strong.high, weak.high) if bound is not None), default=None)
    one_of = weak.one_of if strong.one_of is None else strong.one_of
    if strong.one_of is not None and weak.one_of is not None:
        one_of = tuple(choice for choice in strong.one_of if choice in weak.one_of)
    for rule in (strong, weak):
        if (rule.low, rule.high, rule.one_of) == (low, high, one_of):
            return rule
    both = replace(
        weak,
        low=low,
        high=high,
        one_of=one_of,
        reason="; ".join(dict.fromkeys(rule.reason for rule in (strong, weak) if rule.reason)),
        said_by=fill(_("{one} and {other}"), one=who_said(strong), other=who_said(weak)),
    )
    if one_of is not None:
        return both if any(within(both, choice) for choice in one_of) else None
    return both if low is None or high is None or low <= high else None


def _changed(key: str, wish: Asked, value: object, rule: Rule) -> str:
    shared = wish.origin.partition(" ")[0] in _SHARED
    text = (
        _("{key}: {origin} asks for {asked}, and {value} holds ({ruling}).")
        if shared
        else _("{key}: you asked for {asked}, and {value} holds ({ruling}).")
    )
    return fill(
        text,
        key=key,
        origin=wish.origin,
        asked=shown(wish.value),
        value=shown(value),
        ruling=ruling(rule),
    )


def _dropped(key: str, rule: Rule, stronger: Rule) -> str:
    text = _("{key}: a rule is left out ({ruling}), for it leaves nothing of a stronger one ({stronger}).")
    return fill(text, key=key, ruling=ruling(rule), stronger=ruling(stronger))
