"""Views for tests of the tray: an ordinary morning, and what differs from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sitbreak.core.model import Moment, Posture, Presence, Prompt, Report
from sitbreak.ports import RoutineEntry, TrayView

MARCH = RoutineEntry(routine="standing-march", title="Standing march", seconds=60)
STRETCH = RoutineEntry(routine="hip-flexor", title="Hip-flexor stretch", seconds=40)
WALK = RoutineEntry(routine="walk", title="Short walk", seconds=180)

_REPORT = Report(
    sitting_s=32 * 60.0,
    presence=Presence.ACTIVE,
    why_unknown="",
    posture=Posture.SITTING,
    prompt=Prompt.NONE,
    reasons=(),
    next_in_s=13 * 60.0,
    snooze_left_min=15,
    paused_for_s=None,
    break_routine=None,
    break_left_s=0.0,
    can_take_back=False,
    reminders=0,
)
_WALL = datetime(2026, 3, 9, 14, 37, 20, tzinfo=ZoneInfo("Europe/Berlin"))
_VIEW = TrayView(
    report=_REPORT,
    now=Moment(wall=_WALL, mono_s=5000.0, boot_s=5000.0),
    interval_s=45 * 60.0,
    current=None,
    suggestion=MARCH,
    routines=(MARCH, STRETCH, WALK),
    snooze_choices_min=(5, 10, 15),
    pause_choices_min=(30, 60, 120),
    break_title="",
    sat_today_s=3 * 3600.0 + 10 * 60,
    breaks_today=4,
)


def make_view(*, wall: datetime | None = None, notes: tuple[str, ...] = (), **report: Any) -> TrayView:
    """Monday 14:37, sitting for 32 min, the next break in 13 min; but for what *report* says."""
    now = replace(_VIEW.now, wall=wall) if wall else _VIEW.now
    title = {MARCH.routine: MARCH.title, STRETCH.routine: STRETCH.title, WALK.routine: WALK.title}
    playing = report.get("break_routine") or ""
    told = replace(_REPORT, **report)
    return replace(_VIEW, report=told, now=now, notes=notes, break_title=title.get(playing, playing))
