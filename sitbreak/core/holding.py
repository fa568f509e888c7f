"""Why a reminder is held back. One of three machines that never reach into each other.

Rules
-----
**R2** Due and a reason is true: `held`. The reasons, by these names: `call`, `fullscreen`, `dnd`, `locked`,
`away`, `hours` (outside them), `paused`, `standing`. **Held is not rested**: no hold, pause, call or quiet
hour ever lowers sitting time.

**R10** *Pause* has an end, always. Sitting time is still measured. At the end R4 applies. *Resume* ends it
early. "Until tomorrow" ends when the local day turns at 04:00, and 25 h after it was asked for at the
latest, whatever becomes of the wall clock.
"""

from __future__ import annotations

from sitbreak.core import hours
from sitbreak.core.model import Moment, Reason
from sitbreak.core.state import ABSENT, CLOSE_S, Paused, Sheet

DAY_S = 24 * 3600.0
LONGEST_DAY_S = 25 * 3600.0


def reasons(sheet: Sheet) -> tuple[Reason, ...]:
    """The reasons that are true at this step, in the order of rule R2."""
    told, rules = sheet.evidence, sheet.rules
    held = []
    if told.call and rules.hold_call:
        held.append(Reason.CALL)
    if told.fullscreen and rules.hold_fullscreen:
        held.append(Reason.FULLSCREEN)
    if told.dnd and rules.hold_dnd:
        held.append(Reason.DND)
    if told.locked:
        held.append(Reason.LOCKED)
    if sheet.where.presence in ABSENT:
        held.append(Reason.AWAY)
    if rules.work and not hours.inside(rules.work, sheet.moment.wall):
        held.append(Reason.HOURS)
    if sheet.paused is not None:
        held.append(Reason.PAUSED)
    if sheet.standing is not None:
        held.append(Reason.STANDING)
    return tuple(held)


def pause(sheet: Sheet, minutes: int | None) -> None:
    """Begin a pause of *minutes*, or until tomorrow; it takes the place of one that runs."""
    if minutes is None:
        sheet.paused = Paused(until_s=sheet.now + LONGEST_DAY_S, day=hours.day_of(sheet.moment.wall))
    else:
        sheet.paused = Paused(until_s=sheet.now + minutes * 60.0)


def elapse(sheet: Sheet) -> None:
    """End a pause whose time has come."""
    if sheet.paused is not None and pause_left_s(sheet, sheet.paused) <= CLOSE_S:
        sheet.paused = None


def pause_left_s(sheet: Sheet, paused: Paused) -> float:
    """Seconds until the pause ends; not more than 0 when it is over."""
    return pause_left_at_s(sheet.moment, paused)


def pause_left_at_s(moment: Moment, paused: Paused) -> float:
    """As :func:`pause_left_s`, at any *moment*."""
    left_s = paused.until_s - moment.boot_s
    if paused.day is None:
        return left_s
    days_ahead = paused.day - hours.day_of(moment.wall)  # more than 0: the wall clock was set back
    if days_ahead < 0:
        return 0.0
    return min(left_s, hours.until_day_turns_s(moment.wall) + days_ahead * DAY_S)
