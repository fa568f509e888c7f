"""What `status` and the tray say of the team's file, a line each: news, and what somebody can do something
about. A network that is not there is neither."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sitbreak.words import _, fill

if TYPE_CHECKING:
    from sitbreak.team.keeping import Known

DAY_S = 86400.0
LONG_S = 30 * DAY_S  # a file that is gone, or cannot be reached, for so long is told of
NEWS_S = DAY_S  # a change is told of for so long


def notes(source: str, known: Known, now_s: float) -> list[str]:
    """What there is to say of the file from *source* at *now_s*."""
    if not source or known.source != source:
        return []
    said = []
    if known.changed_s <= now_s < known.changed_s + NEWS_S:
        said += known.changes
    if known.pending:
        said.append(_("The team's file reaches further than you agreed to: `sitbreak team accept` shows it."))
    if known.trouble == "refused":
        said.append(fill(_("A team file was refused, the last good one holds: {why}"), why=known.problem))
    elif known.gone_since_s and now_s - known.gone_since_s >= LONG_S:
        text = _("The team's file is gone since {day}; `sitbreak team leave` if it is no more.")
        said.append(fill(text, day=day_of(known.gone_since_s)))
    elif known.failures and known.succeeded_s and now_s - known.succeeded_s >= LONG_S:
        text = _("The team's file was last seen on {day}; `sitbreak team status` tells why.")
        said.append(fill(text, day=day_of(known.succeeded_s)))
    return said


def day_of(moment_s: float) -> str:
    """The local day, as 2026-03-01."""
    return _local(moment_s).strftime("%Y-%m-%d")


def time_of(moment_s: float) -> str:
    """The local day and time, as 2026-03-01 14:50."""
    return _local(moment_s).strftime("%Y-%m-%d %H:%M")


def _local(moment_s: float) -> datetime:
    return datetime.fromtimestamp(moment_s, UTC).astimezone()
