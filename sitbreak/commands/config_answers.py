"""What the `config` commands have in common: the key that was meant, rules and slips as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak.errors import UsageError
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from sitbreak.settings.keys import Key
    from sitbreak.settings.provenance import Merged, Problem, Rule


def known_key(name: str) -> Key:
    """The key *name*. Raises :class:`UsageError` when there is none, with the one that was probably meant."""
    from sitbreak.settings.keys import keys, nearest, printable

    if name in keys():
        return keys()[name]
    meant = nearest(name)
    hint = fill(_("Did you mean {meant}?"), meant=meant) if meant else _("`sitbreak config show` tells all.")
    raise UsageError(fill(_("There is no setting {name}."), name=printable(name)), hint)


def remark(key: str, merged: Merged) -> str:
    """What a rule has to do with the value of *key*: "(asked 90; 30 to 60 by Platform team)"; else empty."""
    from sitbreak.settings.keys import shown
    from sitbreak.settings.rule_words import allowed_by, who_said

    rule, asked = merged.rules.get(key), merged.asked.get(key)
    if rule is None or not (asked or rule.lock):
        return ""
    said = fill(_("{allowed} by {who}"), allowed=allowed_by(rule), who=who_said(rule))
    return f"({fill(_('asked {value}'), value=shown(asked.value))}; {said})" if asked else f"({said})"


def rule_record(rule: Rule) -> dict[str, Any]:
    """*rule* for JSON, in the words of the file."""
    record: dict[str, Any] = {"lock": True} if rule.lock else {}
    for name, bound in (("min", rule.low), ("max", rule.high), ("one_of", rule.one_of)):
        if bound is not None:
            record[name] = bound
    place = rule.place.origin if rule.place else None
    return {**record, "reason": rule.reason or None, "said_by": rule.said_by, "origin": place}


def problem_record(problem: Problem) -> dict[str, object]:
    """*problem* for JSON."""
    place = problem.place
    return {
        "source": place.source or place.layer,
        "line": place.line or None,
        "key": problem.key or None,
        "message": problem.message,
    }
