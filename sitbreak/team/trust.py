"""Whether a team's file may count, and how much of it.

Somebody agrees to what a file *reaches* (which keys it sets, locks and bounds), not to each of its bytes.
A newer file within that counts by itself. What reaches beyond it waits until somebody agrees again.

Who agrees: with an address, whoever says `sitbreak team join`. To a file on a disk or a share, who lets it
be written there. To whatever the system file names, the administrator. To a checksum in the settings, who
wrote it there: it is one content, and no other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitbreak.errors import BAD_SIGNATURE, SitbreakError
from sitbreak.settings.keys import keys, shown
from sitbreak.settings.team_file import reach_of, read_team_file, restrict
from sitbreak.settings.toml_file import Refused
from sitbreak.team import signature
from sitbreak.team.address import is_url
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Collection

    from sitbreak.settings.layers import TeamSettings
    from sitbreak.settings.team_file import TeamFile
    from sitbreak.team.getting import Got
    from sitbreak.team.keeping import Known

Pairs = list[list[str]]

MOST_CHANGES = 5  # told of one new file


class FileRefused(SitbreakError):
    """The team's file cannot be used: its content is none, or of a newer format. Exit code 1."""


class WrongFile(SitbreakError):
    """The team's file is not the one that was agreed on, or an old one; exit code 5."""

    exit_code = BAD_SIGNATURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A file that may count."""

    team: TeamFile
    data: bytes
    sha256: str
    comment: str = ""  # that was signed with it


def agreed_by(wanted: TeamSettings, known: Known) -> str:
    """Who has agreed to the source of *wanted*: "system", "file", "pin", "join", or "" for nobody."""
    if wanted.said_by == "system":
        return "system"
    if not is_url(wanted.source):
        return "file"
    if wanted.sha256:
        return "pin"
    return "join" if known.source == wanted.source and known.by == "join" else ""


def judge(got: Got, wanted: TeamSettings, known: Known) -> Judged:
    """The file that came. Raises :class:`WrongFile`, :class:`FileRefused`, :class:`SignatureRefused`."""
    data = got.data or b""
    sha256 = hashlib.sha256(data).hexdigest()
    if wanted.sha256 and sha256 != wanted.sha256:
        text = _("The team's file has another checksum ({found}…) than the one in team.sha256 ({wanted}…).")
        raise WrongFile(fill(text, found=sha256[:12], wanted=wanted.sha256[:12]))
    comment = signature.check(data, got.signature, wanted.key) if wanted.key else ""
    try:
        team = read_team_file(data, source=wanted.source)
    except Refused as refused:
        place = f"{wanted.source}:{refused.line}" if refused.line else wanted.source
        raise FileRefused(f"{place}: {refused.message}.") from None
    if known.source == wanted.source and team.serial < known.serial:
        text = _("The team's file is older (serial {found}) than the one that counts (serial {known}).")
        raise WrongFile(fill(text, found=team.serial, known=known.serial))
    return Judged(team=team, data=data, sha256=sha256, comment=comment)


def pairs_of(team: TeamFile) -> Pairs:
    """All that *team* reaches, in a fixed order, as it is written down."""
    return [[key, kind] for key, kind in sorted(reach_of(team))]


def beyond(team: TeamFile, grant: Collection[tuple[str, str]] | None) -> Pairs:
    """What *team* reaches without leave; nothing when everything was agreed to."""
    return [] if grant is None else [pair for pair in pairs_of(team) if (pair[0], pair[1]) not in grant]


def counting(team: TeamFile, grant: Collection[tuple[str, str]] | None) -> TeamFile:
    """What of *team* counts."""
    return team if grant is None else restrict(team, grant)


def changes(old: TeamFile, new: TeamFile) -> list[str]:
    """What *new* says differently from *old*, a line each, the first few of them."""
    lines = []
    said, says = old.values.values, new.values.values
    for key in keys():
        if said.get(key) != says.get(key):
            before, after = (shown(each[key]) if key in each else _("yours") for each in (said, says))
            lines.append(fill(_("team: {key} {old} → {new}"), key=key, old=before, new=after))
    for key in keys():
        rule, other = old.rules.get(key), new.rules.get(key)
        if (rule and _bounds(rule)) != (other and _bounds(other)):
            lines.append(fill(_("team: what {key} may be has changed"), key=key))
    if old.pack != new.pack:
        lines.append(_("team: the routines it brings have changed"))
    more = len(lines) - MOST_CHANGES
    if more > 0:
        lines[MOST_CHANGES:] = [fill(_("team: and {n} more changes"), n=more)]
    return lines


def _bounds(rule: object) -> tuple[object, ...]:
    return tuple(getattr(rule, name) for name in ("lock", "low", "high", "one_of"))
