"""What the tray says and which sign it shows, from one :class:`~sitbreak.ports.TrayLook`; what the headline
of the menu says, from a whole :class:`~sitbreak.ports.TrayView`."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from sitbreak.core.model import Posture, Presence, Prompt, Reason
from sitbreak.words import _, clean, clock_time, duration, fill, reason_words

if TYPE_CHECKING:
    from datetime import datetime

    from sitbreak.core.model import Report
    from sitbreak.ports import TrayLook, TrayView

FULL = 12  # the ring fills in so many steps

_DUE = (Prompt.DUE, Prompt.WAITING, Prompt.SHOWN, Prompt.SILENT)
_GONE = (Presence.AWAY, Presence.ASLEEP)
_SAID_ELSEWHERE = (Reason.AWAY, Reason.STANDING, Reason.PAUSED)


def is_due(report: Report) -> bool:
    """Whether a break is due and nothing speaks against it."""
    return report.prompt in _DUE and report.break_routine is None


def headline(view: TrayView) -> str:
    """How things stand, in one line: "Sitting 32 min · break at 14:50"."""
    return _two(_where(view), _what(view))


def tooltip(look: TrayLook) -> str:
    """As :func:`headline`, but without anything that grows: it stays true until the state changes."""
    report = look.report
    if report.break_routine is not None:
        return _("On a break")
    if report.posture is Posture.STANDING:
        return _two(_("Standing"), _what(look))
    if report.presence in _GONE:
        return _two(_("Away"), _what(look))
    what = _what(look)
    return what[:1].upper() + what[1:] if what else _("Sitting")


def sign(look: TrayLook) -> tuple[str, int]:
    """The shape of the icon, and how full its ring is (0 to :data:`FULL`; only of "sitting")."""
    shape = _shape(look.report)
    if shape != "sitting" or look.interval_s <= 0:
        return shape, 0
    return shape, max(0, min(FULL, int(look.report.sitting_s * FULL / look.interval_s)))


def _shape(report: Report) -> str:
    found = [
        shape
        for shape, shown in (
            ("break", report.break_routine is not None),
            ("standing", report.posture is Posture.STANDING),
            ("paused", report.paused_for_s is not None),
            ("unknown", report.presence is Presence.UNKNOWN),
            ("away", report.presence in _GONE),
            ("snoozed", report.prompt is Prompt.SNOOZED),
            ("held", report.prompt is Prompt.HELD),
            ("due", report.prompt in _DUE),
        )
        if shown
    ]
    return found[0] if found else "sitting"


def _where(view: TrayView) -> str:
    """What the user does, as far as we know."""
    report = view.report
    sat = duration(report.sitting_s)
    if report.break_routine is not None:
        return fill(_("Break: {routine}"), routine=view.break_title)
    if report.posture is Posture.STANDING:
        return _("Standing")
    if report.presence in _GONE:
        return fill(_("Away, sat {length} before"), length=sat)
    if report.presence is Presence.UNKNOWN:
        return fill(_("Sat {length}"), length=sat)
    return fill(_("Sitting {length}"), length=sat)


def _what(look: TrayLook) -> str:
    """What comes next, or what keeps it from coming; empty when there is nothing to say."""
    return _at_rest(look) or _coming(look)


def _at_rest(look: TrayLook) -> str:
    """Why no reminder is on its way whatever the prompt says; empty when one may be."""
    report = look.report
    if report.break_routine is not None:
        text = _("paused, {length} left") if report.break_paused else _("{length} left")
        return fill(text, length=duration(report.break_left_s))
    if report.paused_for_s is not None:
        return fill(_("paused until {time}"), time=_time(look.now.wall, report.paused_for_s))
    if report.posture is Posture.STANDING:
        return _("reminders wait until you sit")
    if report.presence is Presence.UNKNOWN:
        why = clean(report.why_unknown).rstrip(".")
        return fill(_("cannot tell whether you are here: {why}"), why=why) if why else _("nothing to go by")
    return ""


def _coming(look: TrayLook) -> str:
    """Where the reminder stands."""
    report = look.report
    reasons = [reason_words(reason) for reason in report.reasons if reason not in _SAID_ELSEWHERE]
    if report.prompt is Prompt.SNOOZED and report.next_in_s is not None:
        return fill(_("snoozed until {time}"), time=_time(look.now.wall, report.next_in_s))
    if report.prompt is Prompt.HELD and reasons:
        return fill(_("a break waits: {reason}"), reason=reasons[0])
    if report.prompt is not Prompt.NONE:
        return _("time for a break")
    if report.next_in_s is not None:
        return fill(_("break at {time}"), time=_time(look.now.wall, report.next_in_s))
    return reasons[0] if reasons else ""


def _two(first: str, second: str) -> str:
    return f"{first} · {second}" if second else first


def _time(now: datetime, in_s: float) -> str:
    """The time of day *in_s* after *now*; with the day when that is not today. The wall clock may be set
    forward meanwhile, for summer time: what is added is time that passes, not time on the clock."""
    then = (now.astimezone(UTC) + timedelta(seconds=in_s)).astimezone(now.tzinfo)
    if then.date() == now.date():
        return clock_time(then)
    if then.date() == now.date() + timedelta(days=1):
        return fill(_("tomorrow {time}"), time=clock_time(then))
    return fill(_("{day} {time}"), day=_weekday(then), time=clock_time(then))


def _weekday(moment: datetime) -> str:
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return days[moment.weekday()]
