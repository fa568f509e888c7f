"""Join a team, agree to more of its file, leave it: the acts of a person, as opposed to :mod:`.updating`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sitbreak import clock
from sitbreak.errors import SettingsError
from sitbreak.settings.layers import merge
from sitbreak.settings.team_file import read_team_file
from sitbreak.team import keeping, trust
from sitbreak.team.fetch import Mark
from sitbreak.team.getting import get
from sitbreak.team.keeping import Known
from sitbreak.team.updating import described, succeeded
from sitbreak.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.settings.layers import TeamSettings
    from sitbreak.settings.provenance import Layer, Merged
    from sitbreak.settings.team_file import TeamFile
    from sitbreak.team.getting import Got
    from sitbreak.team.trust import Judged, Pairs

PATIENCE_S = 20.0  # for another process that looks at the same time


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A file that was looked at and not kept: what is shown before somebody agrees."""

    wanted: TeamSettings
    got: Got
    judged: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a file says of one key, and what comes of it here."""

    key: str
    says: Any
    old: Any  # what holds without the file
    new: Any  # and with it; a setting of one's own may stand above
    origin: str  # of the latter


def offer(wanted: TeamSettings) -> Offer:
    """The file of *wanted*, got and judged. Blocks for 15 s at the most; raises as :func:`.getting.get` and
    :func:`.trust.judge` do. Nothing is kept."""
    got = get(wanted, Mark())
    return Offer(wanted=wanted, got=got, judged=trust.judge(got, wanted, keeping.load()))


def take(offered: Offer, *, pin: bool) -> Known:
    """Keep what was offered, with leave for all it reaches; *pin*: for this content alone, and for good.
    Raises :class:`SitbreakError`, OSError."""
    judged, now_s = offered.judged, clock.wall_s()
    wanted = replace(offered.wanted, sha256=judged.sha256 if pin else "")
    asked = Known(source=wanted.source, by="join", joined_s=now_s, tried_s=now_s)
    by = trust.agreed_by(wanted, asked)
    grant = trust.pairs_of(judged.team) if by == "join" else None
    known = succeeded(wanted, replace(asked, by=by, grant=grant), offered.got, now_s)
    known = replace(described(known, judged), changed_s=now_s)
    with keeping.held(patience_s=PATIENCE_S):
        if keeping.load().source != wanted.source:
            keeping.forget()
        keeping.keep(known, judged.data)
    return known


def waiting() -> TeamFile | None:
    """The accepted file with all that is in it, when something in it waits for leave."""
    known, data = keeping.load(), keeping.accepted()
    return read_team_file(data, source=known.source) if known.pending and data is not None else None


def agree(sha256: str) -> Pairs:
    """Agree to all that the copy with this checksum reaches; answers what is new. Raises
    :class:`SettingsError` when it is another copy by now, OSError."""
    with keeping.held(patience_s=PATIENCE_S):
        known, data = keeping.load(), keeping.accepted()
        if known.sha256 != sha256 or data is None:
            raise SettingsError(_("The team's file has changed meanwhile."), _("Look at it once more."))
        team = read_team_file(data, source=known.source)
        keeping.keep(replace(known, grant=trust.pairs_of(team), pending=[]), data)
        return known.pending


def leave() -> None:
    """Forget the copy and what was agreed to. Raises :class:`SitbreakError`, OSError."""
    with keeping.held(patience_s=PATIENCE_S):
        keeping.forget()


def effects(team: TeamFile, layers: Sequence[Layer]) -> list[Effect]:
    """What comes of *team* among *layers*, for each key that it sets."""
    without = merge([layer for layer in layers if layer.name != "team"])
    beside = with_team(team, layers)
    return [
        Effect(
            key=key,
            says=says,
            old=without.values[key],
            new=beside.values[key],
            origin=beside.origins[key],
        )
        for key, says in team.values.values.items()
    ]


def with_team(team: TeamFile, layers: Sequence[Layer]) -> Merged:
    """The settings that hold once *team* counts."""
    return merge([team.values if layer.name == "team" else layer for layer in layers])


def only(team: TeamFile, pairs: Pairs) -> TeamFile:
    """What of *team* lies in *pairs*."""
    return trust.counting(team, {(key, kind) for key, kind in pairs})
