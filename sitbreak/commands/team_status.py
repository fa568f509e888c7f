"""How the team's file is doing, in words and as data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sitbreak.commands.team_words import what_the_host_sees
from sitbreak.team.address import is_url
from sitbreak.team.notes import notes, time_of
from sitbreak.team.signature import SignatureRefused, public_key
from sitbreak.team.trust import agreed_by
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from sitbreak.settings.layers import TeamSettings
    from sitbreak.team.keeping import Known


def lines(wanted: TeamSettings, known: Known, now_s: float) -> list[str]:
    if not wanted.source:
        return [_("There is no team file. `sitbreak team join URL` shows one, and asks whether to join.")]
    rows = [(_("File"), wanted.source), (_("Agreed"), _agreed(wanted, known))]
    if known.source == wanted.source:
        rows += _about_the_copy(known)
        rows += _about_the_tries(wanted, known, now_s)
    rows += [(_("Known by"), _known_by(wanted, known))]
    told = [f"{name:10} {value}" for name, value in rows]
    return [*told, *_what_the_host_sees(wanted, known), *notes(wanted.source, known, now_s)]


def as_data(wanted: TeamSettings, known: Known, now_s: float) -> dict[str, Any]:
    about = asdict(known) if known.source == wanted.source else {}
    return {
        **about,
        "source": wanted.source or None,
        "named_by": wanted.said_by if wanted.source else None,
        "agreed_by": agreed_by(wanted, known) or None if wanted.source else None,
        "pin": wanted.sha256 or None,
        "key": wanted.key or None,
        "host_sees": _what_the_host_sees(wanted, known) if wanted.source else [],
        "notes": notes(wanted.source, known, now_s),
    }


def _agreed(wanted: TeamSettings, known: Known) -> str:
    match agreed_by(wanted, known):
        case "system":
            return _("by the administrator, in the system file")
        case "file":
            return _("by whoever may write that file")
        case "pin":
            return _("to one content, by the checksum in the settings")
        case "join":
            return fill(_("by you, on {time}"), time=time_of(known.joined_s))
        case _:
            return _("not yet: `sitbreak team join` shows it and asks; nothing is fetched until then")


def _about_the_copy(known: Known) -> list[tuple[str, str]]:
    if not known.sha256:
        return [(_("Copy"), _("none yet"))]
    text = _("{n} bytes, serial {serial}, SHA-256 {sha256}…")
    copy = fill(text, n=known.size_b, serial=known.serial, sha256=known.sha256[:16])
    rows = [(_("Team"), " ".join(filter(None, (known.name, known.contact))))] if known.name else []
    rows.append((_("Copy"), copy))
    rows += [(_("Waits"), f"{key} ({_kind(kind)})") for key, kind in known.pending]
    return rows


def _about_the_tries(wanted: TeamSettings, known: Known, now_s: float) -> list[tuple[str, str]]:
    rows = []
    if known.failures:
        since = time_of(known.succeeded_s) if known.succeeded_s else _("ever")
        rows.append((_("Refreshed"), fill(_("not since {time}: {why}"), time=since, why=known.problem)))
    elif known.succeeded_s:
        rows.append((_("Refreshed"), time_of(known.succeeded_s)))
    if known.watch:
        rows.append((_("Next"), _("at once when the file changes")))
    elif known.next_at_s is None:
        rows.append((_("Next"), _("never: the content is pinned")))
    elif known.next_at_s <= now_s:
        rows.append((_("Next"), _("soon, while sitbreak runs")))
    else:
        rows.append((_("Next"), time_of(known.next_at_s)))
    return rows


def _what_the_host_sees(wanted: TeamSettings, known: Known) -> list[str]:
    is_here = known.source == wanted.source and bool(known.sha256)
    return what_the_host_sees(wanted.source, for_good=is_here and known.next_at_s is None)


def _known_by(wanted: TeamSettings, known: Known) -> str:
    said = []
    if wanted.key:
        try:
            said.append(fill(_("signature of key {id}"), id=public_key(wanted.key).id))
        except SignatureRefused as refused:
            said.append(str(refused))
        if known.source == wanted.source and known.comment:
            said.append(known.comment)
    if wanted.sha256:
        said.append(fill(_("checksum {sha256}…"), sha256=wanted.sha256[:16]))
    if not said:
        said.append(_("its address alone") if is_url(wanted.source) else _("its place alone"))
    return ", ".join(said)


def _kind(kind: str) -> str:
    return {"value": _("a value"), "lock": _("a lock"), "bound": _("a limit")}.get(kind, kind)
