"""Sitting time: the one quantity this program is about.

Rules
-----
**T1** A moment carries wall time with zone, monotonic time (stops in suspend) and boot time (does not). One
moment a step.

**T2** Sitting time grows only by observed steps, never by "now minus start". A step is credited with at
most what the program asked to wait plus 10 s; the rest of a longer step is absence of unknown kind
(`away`), not sitting.

**T4** Steps of the wall clock, daylight saving and travel between zones change no interval, snooze or
pause. Wall time serves only working hours, "until tomorrow", the day of a statistic and what people read.

**P4** (see :mod:`.presence`) decides on return whether an absence was a rest.

**P7** Input that never pauses for 4 h is still reminded of.

**P8** *I was sitting*: within 10 min of a return the user can take a rest back; the absence then counts as
sitting and the rest is struck from the history. A suspend cannot be taken back.

**P9** `standing`: sitting time is frozen; after ``rest_after`` of standing it is 0. It ends by *sit*, by
``standing.max``, or by an absence that is a rest.
"""

from __future__ import annotations

from dataclasses import replace

from sitbreak.core import prompting
from sitbreak.core.model import Presence, Rested, RestKind, StandingEnded, TakenBack
from sitbreak.core.presence import SLEEP_GAP_S
from sitbreak.core.state import CLOSE_S, Sheet, Standing, Undo

LATE_S = 10  # rule T2
TAKE_BACK_WITHIN_S = 600  # rule P8


def elapse(sheet: Sheet) -> None:
    """Credit the time since the last step to what went on then (T2, T3, P1)."""
    was, moment = sheet.was, sheet.moment
    awake_s = max(0.0, moment.mono_s - was.mono_s)
    ahead_s = (moment.boot_s - was.boot_s) - awake_s
    sheet.asleep_s = ahead_s if ahead_s >= SLEEP_GAP_S else 0.0
    sheet.awake_s = min(awake_s, was.asked_s + LATE_S)
    if sheet.present:
        sheet.lost_s = awake_s - sheet.awake_s
    if sheet.growing:
        sheet.sitting_s += sheet.awake_s
        sheet.run_s += sheet.awake_s
    elif sheet.where.presence is not Presence.UNKNOWN:
        sheet.run_s = 0.0


def settle(sheet: Sheet) -> None:
    """Judge an absence that has ended, and standing (P4, P9)."""
    if sheet.where.absent_since_s is not None and (sheet.present or _unlocked(sheet)):
        _come_back(sheet)
    if sheet.standing is not None:
        _stand_on(sheet, sheet.standing)


def _unlocked(sheet: Sheet) -> bool:
    """A return even when no source can tell more (P5)."""
    unknown = sheet.where.presence is Presence.UNKNOWN
    return unknown and sheet.was.where.barred and not sheet.where.barred


def _come_back(sheet: Sheet) -> None:
    where, now = sheet.where, sheet.now
    assert where.absent_since_s is not None
    absent_s = now - where.absent_since_s
    sheet.where = replace(where, absent_since_s=None, slept_s=0)
    sheet.run_s = 0.0
    if absent_s < sheet.rules.rest_after_s - CLOSE_S:
        return
    suspended = where.slept_s > 0
    before = (sheet.sitting_s, sheet.episode)
    sheet.standing = None
    natural = rest(sheet, RestKind.SUSPEND if suspended else RestKind.ABSENCE, absent_s)
    if not suspended:
        sheet.undo = Undo(
            sitting_s=before[0],
            absent_s=absent_s,
            until_s=now + TAKE_BACK_WITHIN_S,
            episode=before[1],
            natural=natural,
        )


def _stand_on(sheet: Sheet, standing: Standing) -> None:
    stood_s = sheet.now - standing.since_s
    if (
        not standing.rested
        and sheet.where.absent_since_s is None
        and _reached(stood_s, sheet.rules.rest_after_s)
    ):
        rest(sheet, RestKind.STANDING, stood_s)
        sheet.standing = replace(standing, rested=True)
    if _reached(stood_s, sheet.rules.standing_max_s):
        sheet.standing = None
        sheet.effects.append(StandingEnded(seconds=stood_s))


def _reached(value_s: float, bound_s: float) -> bool:
    return value_s >= bound_s - CLOSE_S


def rest(sheet: Sheet, kind: RestKind, seconds: float) -> bool:
    """Set sitting time to 0 and close the episode; answers whether that was a natural break (B3)."""
    sheet.effects.append(Rested(kind=kind, seconds=seconds, sat_s=sheet.sitting_s))
    sheet.sitting_s = 0.0
    sheet.run_s = 0.0
    sheet.undo = None
    return prompting.close_by_rest(sheet, kind)


def take_back(sheet: Sheet) -> str:
    """*I was sitting* (P8); answers why not, or an empty string."""
    undo = sheet.undo
    if undo is None or sheet.now > undo.until_s + CLOSE_S:
        return "There is no absence of the last 10 minutes to take back."
    if sheet.running:
        return "A break is running."
    sheet.sitting_s += undo.sitting_s + undo.absent_s
    sheet.undo = None
    sheet.effects.append(TakenBack(seconds=undo.absent_s, natural=undo.natural))
    prompting.reopen(sheet, undo.episode)
    return ""


def stand(sheet: Sheet) -> str:
    """*I'm standing*; answers why not, or an empty string."""
    if sheet.standing:
        return "You are standing already."
    sheet.standing = Standing(since_s=sheet.now)
    sheet.run_s = 0.0
    prompting.withdraw(sheet)
    return ""


def sit(sheet: Sheet) -> str:
    """*I'm sitting*; answers why not, or an empty string."""
    if not sheet.standing:
        return "You are sitting already."
    sheet.standing = None
    return ""
