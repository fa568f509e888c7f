"""One look for a newer file of the team: get it, judge it, keep it or say why not. The last good one stays.

Before anything is asked, it is written down when to try again: a crash in the middle, at each start, asks no
server more often than failures do.
"""

from __future__ import annotations

import hashlib
import random
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sitbreak import clock
from sitbreak.errors import SitbreakError
from sitbreak.settings import team_copy
from sitbreak.settings.toml_file import Refused
from sitbreak.team import keeping, notes, refresh, trust
from sitbreak.team.address import is_url
from sitbreak.team.fetch import DEADLINE_S, Mark
from sitbreak.team.fetch_errors import FetchFailed
from sitbreak.team.getting import get
from sitbreak.team.keeping import Known
from sitbreak.team.share import ShareFailed
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from sitbreak.settings.layers import TeamSettings
    from sitbreak.settings.team_file import TeamFile
    from sitbreak.team.getting import Got
    from sitbreak.team.trust import Judged


class NotJoined(SitbreakError):
    """Nobody has agreed to this address yet; nothing is fetched from it. Exit code 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of it. *new*: a newer file was accepted. *changed*: what counts, or what is told of it,
    differs from before."""

    known: Known
    new: bool = False
    changed: bool = False
    error: SitbreakError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What `prepare` needs to know: *notes* for the user, and *watched*, files whose change matters."""

    notes: list[str]
    watched: list[str]


def before_merging(wanted: TeamSettings) -> Brought:
    """Bring a team's file that lies in a folder up to date; nothing is fetched from a network address. Blocks
    for 4 s at the most. A file that cannot be had is no reason to have no settings: nothing is raised."""
    if wanted.source and not is_url(wanted.source):
        with suppress(SitbreakError, OSError):  # another looks already; the disk takes nothing
            look(wanted)
    known = keeping.load()
    if not wanted.source or known.source != wanted.source:
        return Brought(notes=[], watched=[])
    said = notes.notes(wanted.source, known, clock.wall_s())
    return Brought(notes=said, watched=[known.watch] if known.watch else [])


def look(wanted: TeamSettings, *, deadline_s: float = DEADLINE_S) -> Looked:
    """Look now, and keep what was found. Blocks for *deadline_s* (a file: 4 s) and the disk.

    Raises :class:`SitbreakError` when another process looks at the same time, OSError of the disk; all else
    that goes wrong is in the answer.
    """
    with keeping.held():
        known = keeping.load()
        by = trust.agreed_by(wanted, known)
        if not wanted.source or not by:
            return Looked(known=known, error=_not_joined(wanted.source) if wanted.source else None)
        if known.source != wanted.source:  # the copy of another team must never pass for this one's
            keeping.forget()
        now_s = clock.wall_s()
        before = _of_source(wanted, known, by)
        if _is_pinned(wanted, before):
            after, error = replace(before, next_at_s=None), None
        else:
            after, error = _look(wanted, before, now_s, deadline_s)
        told = notes.notes(wanted.source, after, now_s)
        new = after.sha256 != known.sha256 or after.source != known.source
        after = replace(after, told=told)
        keeping.keep(after)
        return Looked(known=after, new=new, changed=new or told != known.told, error=error)


def _look(
    wanted: TeamSettings, known: Known, now_s: float, deadline_s: float
) -> tuple[Known, SitbreakError | None]:
    tried = replace(known, tried_s=now_s, failures=known.failures + 1)
    tried = replace(tried, next_at_s=_after_failure(wanted, tried, now_s, None))
    keeping.keep(tried)
    try:
        got = get(wanted, _mark(wanted, known), deadline_s=deadline_s)
        judged = None if got.data is None else trust.judge(got, wanted, known)
    except SitbreakError as error:
        return _failed(wanted, tried, now_s, error), error
    found = succeeded(wanted, tried, got, now_s)
    if judged is not None and (judged.sha256 != known.sha256 or judged.data != keeping.accepted()):
        found = _accepted(wanted, found, judged, now_s)
        keeping.keep(found, judged.data)
    return found, None


def _not_joined(source: str) -> NotJoined:
    return NotJoined(
        fill(_("Nobody has agreed to the team's file at {source} yet."), source=source),
        fill(_("`sitbreak team join {source}` shows what it says, and asks."), source=source),
    )


# --- what is known, after something happened ----------------------------------------------------------------


def _of_source(wanted: TeamSettings, known: Known, by: str) -> Known:
    """What is known of the source of *wanted*; of another one, nothing is carried over."""
    if known.source != wanted.source:
        known = Known(source=wanted.source)
    return known if by == "join" else replace(known, by=by, grant=None, pending=[])


def _is_pinned(wanted: TeamSettings, known: Known) -> bool:
    """Whether the one content that the settings allow is here already."""
    return bool(wanted.sha256) and known.sha256 == wanted.sha256 == _kept_sha256()


def _mark(wanted: TeamSettings, known: Known) -> Mark:
    """The mark of the copy; none when that is gone or damaged, or when its signature is still to be seen."""
    if known.key != wanted.key or wanted.sha256 or known.sha256 != _kept_sha256():
        return Mark()
    return Mark(url=known.came_from, etag=known.etag, last_modified=known.last_modified)


def _kept_sha256() -> str:
    data = keeping.accepted()
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _failed(wanted: TeamSettings, tried: Known, now_s: float, error: SitbreakError) -> Known:
    asked_s = error.retry_after_s if isinstance(error, FetchFailed) else None
    trouble = "refused"
    if isinstance(error, FetchFailed | ShareFailed):
        trouble = "gone" if error.gone else "network"
    since_s = (tried.gone_since_s or now_s) if trouble == "gone" else 0
    if isinstance(error, ShareFailed) and not error.local:  # nobody may so much as look at it from now on
        tried = replace(tried, watch="")
    next_at_s = _after_failure(wanted, tried, now_s, asked_s)
    return replace(tried, problem=str(error), trouble=trouble, gone_since_s=since_s, next_at_s=next_at_s)


def _after_failure(wanted: TeamSettings, tried: Known, now_s: float, asked_s: float | None) -> float:
    if not is_url(wanted.source):
        return refresh.of_share(now_s, dice=random.random())
    return refresh.after_failure(now_s, failures=tried.failures, dice=random.random(), retry_after_s=asked_s)


def succeeded(wanted: TeamSettings, tried: Known, got: Got, now_s: float) -> Known:
    """*tried*, after an answer that was accepted."""
    dice = random.random()
    if is_url(wanted.source) or got.local:
        next_at_s = refresh.after_success(now_s, dice=dice, max_age_s=got.max_age_s)
    else:
        next_at_s = refresh.of_share(now_s, dice=dice)
    return replace(
        tried,
        came_from=got.came_from,
        etag=got.mark.etag,
        last_modified=got.mark.last_modified,
        key=wanted.key,
        succeeded_s=now_s,
        failures=0,
        problem="",
        trouble="",
        gone_since_s=0,
        next_at_s=None if wanted.sha256 else next_at_s,
        watch=wanted.source if got.local else "",
    )


def _accepted(wanted: TeamSettings, known: Known, judged: Judged, now_s: float) -> Known:
    """*known*, with the new copy."""
    old = _counted(wanted.source)
    changes = trust.changes(old, trust.counting(judged.team, known.granted)) if old else []
    return replace(
        described(known, judged),
        pending=trust.beyond(judged.team, known.granted),
        changes=changes,
        changed_s=now_s,
    )


def described(known: Known, judged: Judged) -> Known:
    """*known*, of the copy that was judged."""
    return replace(
        known,
        sha256=judged.sha256,
        size_b=len(judged.data),
        serial=judged.team.serial,
        name=judged.team.name,
        contact=judged.team.contact,
        comment=judged.comment,
    )


def _counted(source: str) -> TeamFile | None:
    """What counted so far."""
    with suppress(Refused):
        return team_copy.accepted(source)
    return None
