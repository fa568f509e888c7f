"""Rules of shared files as words: "30 to 60 by Platform team: works council agreement 2026-04"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.settings.keys import shown
from sitbreak.settings.shared_file import SYSTEM
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from sitbreak.settings.provenance import Rule


def ruling(rule: Rule) -> str:
    """What *rule* allows, whose it is and why."""
    said = fill(_("{allowed} by {who}"), allowed=allowed_by(rule), who=who_said(rule))
    return f"{said}: {rule.reason}" if rule.reason else said


def allowed_by(rule: Rule) -> str:
    """ "locked", "30 to 60", "at most 60", "one of 30, 45"."""
    if rule.lock:
        return _("locked")
    if rule.one_of is not None:
        return fill(_("one of {choices}"), choices=", ".join(shown(choice) for choice in rule.one_of))
    if rule.low is None:
        return fill(_("at most {high}"), high=rule.high)
    if rule.high is None:
        return fill(_("at least {low}"), low=rule.low)
    return fill(_("{low} to {high}"), low=rule.low, high=rule.high)


def who_said(rule: Rule) -> str:
    return _("the system file") if rule.said_by == SYSTEM else rule.said_by
