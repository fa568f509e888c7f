"""What the user sees of the core's effects: reminders, and a break, in its window or else step by step in the
notification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak import break_notices, notices
from sitbreak.core import playing
from sitbreak.core.model import (
    BreakChanged,
    BreakEnded,
    BreakStarted,
    Moment,
    Outcome,
    Remind,
    Report,
    StandingEnded,
)
from sitbreak.core.wishes import Stop
from sitbreak.errors import SitbreakError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sitbreak.coach import Coach
    from sitbreak.core.playing import PlayStep
    from sitbreak.daemon import Daemon
    from sitbreak.ports import Json, Notice, Notifier
    from sitbreak.windows import Windows


class Speaker:
    """Satisfies :class:`sitbreak.daemon.Voice` with notifications and the window of a break."""

    def __init__(
        self,
        notifier: Notifier,
        coach: Coach,
        daemon: Callable[[], Daemon],
        windows: Windows,
        *,
        settings: Callable[[], Mapping[str, Any]],
    ) -> None:
        """*settings* are those in force, of which ``notify.*`` count."""
        self._notifier = notifier
        self._coach = coach
        self._daemon = daemon
        self._windows = windows
        self._settings = settings
        self._shown_elsewhere = False  # a terminal plays the next break
        self._reminded: Remind | None = None  # the last one
        self._last_pattern = ""
        self._played_elsewhere = False  # a terminal plays this break
        self._title = ""
        self._script: tuple[PlayStep, ...] = ()  # of the break whose steps are told here
        self._told_step = 0

    # --- reminders

    def remind(self, effect: Remind, report: Report) -> None:
        self._reminded = effect
        self._show_reminder(effect, report)

    def remind_anew(self) -> None:
        """The suggestion is another one: the reminder on the screen says so, and counts as the same."""
        daemon = self._daemon()
        if self._reminded is not None and daemon.state.episode.live:
            self._show_reminder(self._reminded, daemon.report()[0])

    def _show_reminder(self, effect: Remind, report: Report) -> None:
        offer = self._coach.current
        routine = offer.routine if offer else None
        choices = self._daemon().rules.snooze_choices_min
        left_min = report.snooze_left_min
        occasion = notices.Occasion(
            sitting_s=report.sitting_s,
            routine=notices.Suggested(
                title=routine.title,
                seconds=self._coach.length_s(routine),
                family=routine.family,
                discreet=routine.discreet,
            )
            if routine
            else None,
            first_of_day=self._coach.first_of_day,
            held_before=effect.after_hold,
            after_snooze_min=effect.after_snooze_min,
            swap=self._coach.swaps_left > 0 and "many buttons" in self._notifier.capabilities(),
            snooze_choice_min=min(choices[0], left_min) if left_min else None,
            last_pattern=self._last_pattern,
        )
        notice, self._last_pattern = notices.reminder(occasion)
        wanted = self._settings()
        urgent, sound = wanted["notify.style"] == "urgent", bool(wanted["notify.sound"])
        self._notifier.show(notices.styled(notice, urgent=urgent, sound=sound))

    def withdraw(self) -> None:
        self._notifier.withdraw()

    def standing_ended(self, effect: StandingEnded) -> None:
        self._notifier.show(notices.standing_ended(effect.seconds))

    # --- breaks

    def note_where_it_plays(self, message: Mapping[str, Any]) -> None:
        """What was asked for with *message* is a break, and says whether a terminal plays it."""
        self._shown_elsewhere = message.get("shown") == "terminal"

    def break_started(self, effect: BreakStarted, report: Report) -> None:
        self._played_elsewhere, self._shown_elsewhere = self._shown_elsewhere, False
        # What still asks about the break before goes: an answer, or the end of its window, would be taken
        # for this one's.
        self._windows.close_break()
        self._notifier.withdraw()
        if not self._played_elsewhere:
            self._play(report)

    def break_changed(self, effect: BreakChanged, report: Report) -> None:
        if self._script:
            self._tell_steps(effect.routine)
        elif effect.swapped and self._played_elsewhere:  # a terminal plays one routine, and no other
            self._played_elsewhere = False
            self._play(report)

    def _play(self, report: Report) -> None:
        """Show the running break in its window, or else step by step."""
        played = self._coach.played_now(report)
        if played is not None and not self._windows.open_break({**played, "speed": self._daemon().speed}):
            self._tell_steps(played["routine"])

    def window_ended(self, *, shown: bool) -> None:
        """The window of a break is gone, or could not be *shown* at all: then the steps are told here, from
        where the break is now. One that closes ends its break (rule B5)."""
        running = self._daemon().state.running
        if running is None:
            return
        if shown:
            self._daemon().obey(Stop())
        else:
            self._tell_steps(running.routine)

    def break_ended(self, effect: BreakEnded, report: Report) -> None:
        if effect.routine is None:
            return
        self._script = ()
        routine = self._coach.routine(effect.routine)
        if effect.outcome is not Outcome.DONE or routine is None:
            self._notifier.withdraw()
        elif not self._windows.plays:  # else the window says the same
            ask = not self._played_elsewhere
            self._notifier.show(break_notices.break_done(routine.title, report.next_in_s, ask=ask))

    def _tell_steps(self, identifier: str) -> None:
        """Tell the steps of the running break one by one, from the one that runs now."""
        routine = self._coach.routine(identifier)
        self._title = routine.title if routine else ""
        self._script = self._coach.script(routine) if routine else ()
        self._told_step = 0

    def speak_on(self, moment: Moment) -> float | None:
        if not self._script:
            return None
        report, _now = self._daemon().report()
        step = playing.step_at(self._script, report.break_elapsed_s)
        if step is None or report.break_paused:
            return None
        if step.number != self._told_step:
            self._told_step = step.number
            self._notifier.show(break_notices.break_step(self._title, self._script, step.number))
        return step.at_s + step.seconds - report.break_elapsed_s


class Trial:
    """A reminder on trial: was it shown, and what did the user do with it? Whoever wants to know asks again
    and again; nothing here waits."""

    def __init__(self, notifier: Notifier, is_something_shown: Callable[[], bool]) -> None:
        """Nothing takes the place of what *is_something_shown* tells of."""
        self._notifier = notifier
        self._is_something_shown = is_something_shown
        self._notice: Notice | None = None
        self._was_shown = False
        self._clicked = ""

    def asked(self, message: Mapping[str, Any]) -> Json:
        """The answer to `test-reminder`: begin, or with ``then`` "ask" how it goes or "end" it."""
        match message.get("then"):
            case "ask":
                return {"ok": True, **self.told()}
            case "end":
                self.end()
            case _:
                if self._is_something_shown():
                    raise SitbreakError("A reminder or a break is on the screen now.", "Answer that one.")
                self.begin()
        return {"ok": True}

    def begin(self) -> None:
        """Show it, in place of what is shown now."""
        self._notice = notices.trial()
        self._was_shown = False
        self._clicked = ""
        self._notifier.show(self._notice)

    def clicked(self, key: str) -> None:
        if self._notice is not None:
            self._clicked = next(each.label for each in self._notice.buttons if each.key == key)

    def told(self) -> Json:
        """``state``: ``none``, ``sent``, ``shown``, ``closed`` or ``clicked``, as far as the service tells;
        ``button``: the label of the clicked one; ``certain``: whether the service tells at all; ``part``: how
        the notifications are."""
        shows = None if self._notice is None else self._notifier.shows(self._notice)
        self._was_shown = self._was_shown or bool(shows)
        if self._notice is None:
            state = "none"
        elif self._clicked:
            state = "clicked"
        elif self._was_shown:
            state = "shown" if shows else "closed"
        else:
            state = "sent"
        health = self._notifier.health()
        return {
            "state": state,
            "button": self._clicked,
            "certain": shows is not None,
            "part": {"state": health.state, "detail": health.detail},
        }

    def end(self) -> None:
        """Take it away if it is still there."""
        if self._notice is not None and self._notifier.shows(self._notice):
            self._notifier.withdraw()
        self._notice = None
