"""What comes in from outside, over the socket, from the tray's menu and the notification's buttons: one
door for all.

An answer is plain data: ``{"ok": true, "told": sentence, …}``, or ``{"ok": false, "error": sentence,
"code": n}``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sitbreak import errors
from sitbreak.asking import ACTS, command
from sitbreak.core.hours import later
from sitbreak.core.model import BreakEnded, BreakStarted, Outcome, Refused, TakenBack
from sitbreak.core.picking import Against
from sitbreak.errors import SitbreakError, UsageError
from sitbreak.words import _, clock_time, duration, exact_duration, fill

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sitbreak.coach import Coach
    from sitbreak.core.model import Effect, Moment, Report
    from sitbreak.core.routines import Routine
    from sitbreak.daemon import Daemon
    from sitbreak.ports import Json


_AGAINST: dict[Against, Callable[[], str]] = {
    Against.NOTHING: lambda: _("Enjoy."),
    Against.LEFT_OUT: lambda: _("It has a kind of movement you left out: go gently, or leave it for now."),
    Against.HURT: lambda: _("It hurt lately, or one like it did: resting it is fine too."),
    Against.LEVEL: lambda: _("It is stronger than your usual ones: begin small."),
}
_OF_A_BREAK = ("start", "stop", "break-pause", "break-continue", "break-next", "swap")


class Requests:
    """Acts that the core knows are obeyed here; *others* are what the program itself is asked for, by
    name."""

    def __init__(
        self,
        daemon: Daemon,
        coach: Coach,
        others: Mapping[str, Callable[[Mapping[str, Any]], Json]],
        *,
        before_start: Callable[[Mapping[str, Any]], None],
        after_swap: Callable[[], None],
    ) -> None:
        """*before_start* is told what was asked for; *after_swap* that the suggestion is another one."""
        self._daemon = daemon
        self._coach = coach
        self._others = others
        self._before_start = before_start
        self._after_swap = after_swap

    def handle(self, message: Json) -> Json:
        """The answer to one message from the socket. Raises :class:`SitbreakError` for one that cannot be
        understood or obeyed."""
        do = message.get("do")
        if not isinstance(do, str):
            raise UsageError("A message must say what to do.")
        if do in self._others:
            return self._others[do](message)
        if do not in ACTS:
            raise UsageError(f"{do!r} is not something to ask for.")
        self._daemon.catch_up()  # the break may be over since the last turn, as after a sleep
        if do == "swap" and self._daemon.state.running is None:
            return self._swap_the_suggestion()
        wanted = command(do, message, self._daemon, self._coach)
        if do == "start":
            self._before_start(message)
        effects = self._daemon.obey(wanted)
        refused = next((each for each in effects if isinstance(each, Refused)), None)
        if refused:
            return {"ok": False, "error": refused.why, "next_step": "", "code": errors.EXPECTED_FAILURE}
        report, moment = self._daemon.report()
        answer: Json = {"ok": True, "told": self._told(do, effects, report, moment)}
        if do == "start":
            answer["speed"] = self._daemon.speed
        if do in _OF_A_BREAK:
            answer["break"] = self._coach.played_now(report)
        return answer

    def _swap_the_suggestion(self) -> Json:
        """Another routine for the open episode (rule O12 of choosing); its reminder, if it is on the screen,
        is shown anew and counts as the same."""
        report, moment = self._daemon.report()
        routine = self._coach.swap(moment, report.sitting_s, quiet=self._daemon.is_quiet)
        self._after_swap()
        told = self._instead(routine, float(self._coach.length_s(routine)))
        return {"ok": True, "told": told, "break": None}

    def _instead(self, routine: Routine | None, seconds: float) -> str:
        title = routine.title if routine else ""
        left = self._coach.swaps_left
        more = {0: _("That was the last swap."), 1: _("One more swap is left.")}
        told = fill(_("Instead: {title}, {length}."), title=title, length=exact_duration(seconds))
        return f"{told} {more[left]}" if left in more else told

    def act(self, do: str, details: Mapping[str, Any]) -> Json:
        """As :meth:`handle`, for a click: an error is an answer too."""
        try:
            return self.handle({**details, "do": do})
        except SitbreakError as error:
            return {"ok": False, "error": error.title, "next_step": error.next_step, "code": error.exit_code}

    def _told(self, do: str, effects: tuple[Effect, ...], report: Report, moment: Moment) -> str:
        """One sentence for the user about what came of *do*."""
        plain = {
            "skip": _("Not now, then. The next reminder comes after 30 more minutes of sitting."),
            "resume": _("Reminders are on again."),
            "stand": _("Standing. Sitting time stands still."),
            "sit": _("Sitting again."),
            "break-pause": _("Paused, for 5 minutes at the most. Sitting time counts meanwhile."),
            "break-continue": _("On it goes."),
        }
        if do in plain:
            return plain[do]
        if do in _OF_A_BREAK:
            return self._told_of_a_break(do, effects, report, moment)
        if do == "snooze":
            left = duration(report.snooze_left_min * 60)
            again = duration(report.next_in_s or 0)
            return fill(_("Snoozed for {again}; {left} of snooze left."), again=again, left=left)
        if do == "pause":
            return fill(_("Paused until {time}. Sitting is still measured."), time=_until(report, moment))
        back = next(each.seconds for each in effects if isinstance(each, TakenBack))
        return fill(_("The last {absence} count as sitting."), absence=duration(back))

    def _told_of_a_break(self, do: str, effects: tuple[Effect, ...], report: Report, moment: Moment) -> str:
        if do == "start":
            return self._started(effects, moment)
        if do == "stop":
            return _stopped(effects)
        if do == "swap":
            return self._instead(self._coach.routine(report.break_routine or ""), report.break_seconds)
        return _("That was the last step.") if report.break_routine is None else _("The next step.")

    def _started(self, effects: tuple[Effect, ...], moment: Moment) -> str:
        started = next(each for each in effects if isinstance(each, BreakStarted))
        routine = self._coach.routine(started.routine)
        title = routine.title if routine else started.routine
        against = self._coach.against(routine, moment) if routine else Against.NOTHING
        text = _("{title}, {length}.") + " " + _AGAINST[against]()
        told = fill(text, title=title, length=exact_duration(started.seconds))
        if routine is not None and self._coach.choice_of(routine).warm_up:
            told += " " + _("First a few small seated knee lifts, then stand up slowly.")
        return told


def _stopped(effects: tuple[Effect, ...]) -> str:
    ended = next(each for each in effects if isinstance(each, BreakEnded))
    if ended.outcome is Outcome.DONE:
        return _("Nicely done.")
    return fill(_("Stopped after {length}."), length=exact_duration(ended.seconds))


def _until(report: Report, moment: Moment) -> str:
    until = later(moment.wall, report.paused_for_s or 0)
    if until.date() == moment.wall.date():
        return clock_time(until)
    return fill(_("tomorrow {time}"), time=clock_time(until))
