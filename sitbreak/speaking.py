"""What the user sees of the core's effects: reminders, and a break's steps one by one in the notification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak import notices
from sitbreak.core import playing
from sitbreak.core.model import (
    BreakEnded,
    BreakStarted,
    Moment,
    Outcome,
    Remind,
    Report,
    Rules,
    StandingEnded,
)
from sitbreak.errors import SitbreakError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sitbreak.coach import Coach
    from sitbreak.core.playing import PlayStep
    from sitbreak.ports import Json, Notice, Notifier


class Speaker:
    """Satisfies :class:`sitbreak.daemon.Voice` with notifications."""

    def __init__(self, notifier: Notifier, coach: Coach, rules: Callable[[], Rules], *, urgent: bool) -> None:
        self._notifier = notifier
        self._coach = coach
        self._rules = rules
        self.urgent = urgent
        self.shown_elsewhere = False  # a terminal plays the next break
        self._last_pattern = ""
        self._title = ""
        self._script: tuple[PlayStep, ...] = ()
        self._started_at_s = 0.0
        self._told_step = 0

    def remind(self, effect: Remind, report: Report) -> None:
        offer = self._coach.current
        routine = offer.routine if offer else None
        choices = self._rules().snooze_choices_min
        left_min = report.snooze_left_min
        occasion = notices.Occasion(
            sitting_s=effect.sitting_s,
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
            snooze_choice_min=min(choices[0], left_min) if left_min else None,
            last_pattern=self._last_pattern,
        )
        notice, self._last_pattern = notices.reminder(occasion)
        self._notifier.show(notices.pressing(notice) if self.urgent else notice)

    def withdraw(self) -> None:
        self._notifier.withdraw()

    def break_started(self, effect: BreakStarted, moment: Moment) -> None:
        elsewhere, self.shown_elsewhere = self.shown_elsewhere, False
        routine = self._coach.routine(effect.routine)
        if routine is None or elsewhere:
            return
        self._title = routine.title
        self._script = self._coach.script(routine)
        self._started_at_s = moment.boot_s
        self._told_step = 0

    def break_ended(self, effect: BreakEnded, report: Report) -> None:
        if effect.routine is None:
            return
        self._script = ()
        routine = self._coach.routine(effect.routine)
        if effect.outcome is Outcome.DONE and routine is not None:
            self._notifier.show(notices.break_done(routine.title, report.next_in_s))
        else:
            self._notifier.withdraw()

    def standing_ended(self, effect: StandingEnded) -> None:
        self._notifier.show(notices.standing_ended(effect.seconds))

    def speak_on(self, moment: Moment) -> float | None:
        elapsed_s = moment.boot_s - self._started_at_s
        step = playing.step_at(self._script, elapsed_s) if self._script else None
        if step is None:
            return None
        if step.number != self._told_step:
            self._told_step = step.number
            self._notifier.show(notices.break_step(self._title, self._script, step.number))
        return step.at_s + step.seconds - elapsed_s


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
