"""How things stand, as plain data for the command line and as a view for the tray."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from sitbreak import __version__
from sitbreak.core import hours
from sitbreak.ports import RoutineEntry, TrayLook, TrayView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sitbreak.coach import Coach
    from sitbreak.core.model import Moment, Report
    from sitbreak.core.routines import Routine
    from sitbreak.daemon import Daemon
    from sitbreak.ports import Health, Json
    from sitbreak.recording import Recorder

_DECISIONS_LIMIT_B = 48 * 1024


class Teller:
    def __init__(
        self, daemon: Daemon, coach: Coach, recorder: Recorder, *, notes: Callable[[], tuple[str, ...]]
    ) -> None:
        """*notes*: what the user ought to know of the settings, a sentence each."""
        self._daemon = daemon
        self._coach = coach
        self._recorder = recorder
        self._notes = notes

    def look(self) -> TrayLook:
        """What the tray shows while its menu is closed."""
        report, now = self._daemon.report()
        rules = self._daemon.rules
        return TrayLook(
            report=report,
            now=now,
            interval_s=rules.interval_s,
            current=self._coach.current_id,
            snooze_choices_min=rules.snooze_choices_min,
            pause_choices_min=rules.pause_choices_min,
            notes=self._notes(),
        )

    def view(self) -> TrayView:
        """What the tray shows with its menu."""
        look = self.look()
        report, now = look.report, look.now
        sat_s, breaks = self._today(report, now)
        suggested = self._coach.suggestion(now, report.sitting_s).routine
        playing = self._coach.routine(report.break_routine) if report.break_routine else None
        return TrayView(
            report=report,
            now=now,
            interval_s=look.interval_s,
            current=look.current,
            snooze_choices_min=look.snooze_choices_min,
            pause_choices_min=look.pause_choices_min,
            notes=look.notes,
            suggestion=self._entry(suggested) if suggested else None,
            routines=tuple(self._entry(each) for each in self._coach.others(now) if each is not suggested),
            break_title=playing.title if playing else report.break_routine or "",
            sat_today_s=sat_s,
            breaks_today=breaks,
        )

    def status(self, parts: Sequence[Health], speed: float) -> Json:
        """The answer to `status`. Times are ISO 8601 with the zone; lengths are seconds."""
        report, now = self._daemon.report()
        sat_s, breaks = self._today(report, now)
        suggested = self._coach.suggestion(now, report.sitting_s).routine
        return {
            "ok": True,
            "version": __version__,
            "pid": os.getpid(),
            "speed": speed,
            "now": _time(now.wall, 0.0),
            "sitting_s": round(report.sitting_s),
            "interval_s": self._daemon.rules.interval_s,
            "presence": str(report.presence),
            "why_unknown": report.why_unknown,
            "posture": str(report.posture),
            "prompt": str(report.prompt),
            "reasons": [str(reason) for reason in report.reasons],
            "next_in_s": None if report.next_in_s is None else round(report.next_in_s),
            "next_at": _time(now.wall, report.next_in_s),
            "reminders": report.reminders,
            "held_for_s": None if report.held_for_s is None else round(report.held_for_s),
            "last_input_ago_s": None if report.last_input_ago_s is None else round(report.last_input_ago_s),
            "input_for_s": round(report.input_for_s),
            "snooze_left_min": report.snooze_left_min,
            "paused_until": _time(now.wall, report.paused_for_s),
            "can_take_back": report.can_take_back,
            "break": self._coach.played_now(report),
            "last_break": self._last_break(),
            "suggestion": self._json_entry(suggested) if suggested else None,
            "settle_only": self._coach.history.settle_only,
            "today": {"sat_s": round(sat_s), "breaks": breaks},
            "parts": [{"part": each.part, "state": each.state, "detail": each.detail} for each in parts],
            "notes": list(self._notes()),
        }

    def decisions(self) -> Json:
        """The answer to `decisions`: those the store does not have, the newest that fit a message."""
        lines: list[Json] = []
        room_b = _DECISIONS_LIMIT_B
        for line in reversed(self._recorder.recent()):
            room_b -= len(json.dumps(line))
            if room_b < 0:
                break
            lines.append(line)
        return {"ok": True, "decisions": lines[::-1]}

    def _last_break(self) -> Json | None:
        """The last break that was started since sitbreak runs."""
        if self._coach.last_played is None:
            return None
        last, _ended_at_s = self._coach.last_played
        return {"routine": last.routine, "outcome": str(last.outcome), "seconds": round(last.seconds)}

    def _today(self, report: Report, now: Moment) -> tuple[float, int]:
        """Seconds sat and breaks taken since the day turned."""
        began_s = hours.day_began(now.wall).timestamp()
        kept = self._recorder.today(began_s)
        running_s = min(report.sitting_s, now.wall.timestamp() - began_s)
        return kept["sat_s"] + max(0.0, running_s), kept["breaks"]

    def _entry(self, routine: Routine) -> RoutineEntry:
        return RoutineEntry(routine=routine.id, title=routine.title, seconds=self._coach.length_s(routine))

    def _json_entry(self, routine: Routine) -> Json:
        entry = self._entry(routine)
        return {"routine": entry.routine, "title": entry.title, "seconds": entry.seconds}


def _time(now: datetime, in_s: float | None) -> str | None:
    if in_s is None:
        return None
    return hours.later(now, in_s).isoformat(timespec="seconds")
