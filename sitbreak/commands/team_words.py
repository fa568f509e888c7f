"""What a team's file would do, in words and as data, before anybody agrees to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak.settings.keys import shown
from sitbreak.settings.rule_words import ruling
from sitbreak.team.address import address_of, is_url
from sitbreak.team.joining import effects
from sitbreak.team.signature import public_key
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.settings.provenance import Layer
    from sitbreak.settings.team_file import TeamFile
    from sitbreak.team.joining import Effect, Offer


def shown_offer(offered: Offer, layers: Sequence[Layer], *, pin: bool) -> str:
    """All of it, in lines; *pin*: this content would be taken for good."""
    team, judged = offered.judged.team, offered.judged
    lines = [*_head(offered), "", _("It does this:"), *reached(team, team, layers)]
    if team.notes:
        lines += ["", _("This in it does not count:"), *(f"  {note}" for note in team.notes)]
    lines += ["", *what_the_host_sees(offered.wanted.source, for_good=pin)]
    if not judged.comment and not offered.wanted.key and is_url(offered.wanted.source):
        lines.append(_("The file is not signed: whoever can write to that host can change it."))
    return "\n".join(lines)


def reached(part: TeamFile, whole: TeamFile, layers: Sequence[Layer]) -> list[str]:
    """What *part* of the file *whole* does, a line each: values old and new, locks and bounds, routines."""
    told = part.values.values
    lines = [_effect(each) for each in effects(whole, layers) if each.key in told]
    lines += [f"  {key}: {ruling(rule)}" for key, rule in part.rules.items()]
    if part.pack is not None:
        lines.append("  " + _("It brings routines of its own; `sitbreak routines list` shows them then."))
    return lines or ["  " + _("nothing")]


def what_the_host_sees(source: str, *, for_good: bool) -> list[str]:
    """The privacy of it, in two lines; *for_good*: the file is here, and never looked for again."""
    if not is_url(source):
        return [_("The file is read where it lies. Nothing is sent.")]
    looks = _(
        "{host} sees your address and the time of each look, about four a day, and which version you have."
    )
    once = _("{host} saw your address when the file was fetched. It is not asked again.")
    return [
        fill(once if for_good else looks, host=address_of(source).host),
        _("Nothing about you, your settings or your breaks is sent."),
    ]


def as_data(offered: Offer, layers: Sequence[Layer]) -> dict[str, Any]:
    judged, team = offered.judged, offered.judged.team
    return {
        "source": offered.wanted.source,
        "came_from": offered.got.came_from,
        "size_b": len(judged.data),
        "sha256": judged.sha256,
        "signed_by": public_key(offered.wanted.key).id if offered.wanted.key else None,
        "comment": judged.comment or None,
        "name": team.name,
        "contact": team.contact,
        "serial": team.serial,
        "values": [
            {"key": each.key, "says": each.says, "old": each.old, "new": each.new, "origin": each.origin}
            for each in effects(team, layers)
        ],
        "rules": {key: ruling(rule) for key, rule in team.rules.items()},
        "routines": team.pack is not None,
        "left_out": list(team.notes),
    }


def _head(offered: Offer) -> list[str]:
    judged, team, source = offered.judged, offered.judged.team, offered.wanted.source
    rows = [(_("Team"), " ".join(filter(None, (team.name or _("(without a name)"), team.contact))))]
    if is_url(source):
        rows.append((_("Host"), address_of(source).host))
    rows.append((_("File"), source))
    if offered.got.came_from != source:
        rows.append((_("From"), offered.got.came_from))
    rows.append((_("Size"), fill(_("{n} bytes, serial {serial}"), n=len(judged.data), serial=team.serial)))
    rows.append(("SHA-256", judged.sha256))
    if offered.wanted.key:
        signed = fill(
            _("by key {id}: {comment}"), id=public_key(offered.wanted.key).id, comment=judged.comment
        )
        rows.append((_("Signed"), signed))
    return [f"{name:8} {value}" for name, value in rows]


def _effect(each: Effect) -> str:
    old, new, says = shown(each.old), shown(each.new), shown(each.says)
    if each.says == each.new:
        return (
            f"  {each.key}: {old} → {new}"
            if old != new
            else fill(_("  {key}: {old}, as now"), key=each.key, old=old)
        )
    text = _("  {key}: {new} stays, by {origin} (the team says {says})")
    return fill(text, key=each.key, new=new, origin=each.origin, says=says)
