"""Which routine a break has: chosen once for each episode, remembered with what became of it.

Choosing itself is pure (:mod:`sitbreak.core.choosing`); the coach keeps its memory and throws its dice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from sitbreak.core import choosing, hours, picking, playing
from sitbreak.core.choosing import Choice
from sitbreak.core.eligible import eligible, suitable
from sitbreak.core.model import (
    BreakChanged,
    BreakEnded,
    BreakStarted,
    Outcome,
    Prompt,
    Remind,
    StateChanged,
)
from sitbreak.core.suggestions import Result, Suggested
from sitbreak.errors import SitbreakError, UsageError
from sitbreak.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitbreak.core.choosing import Profile
    from sitbreak.core.model import Effect, Moment, Report
    from sitbreak.core.picking import Against
    from sitbreak.core.playing import PlayStep
    from sitbreak.core.routines import Catalogue, Routine
    from sitbreak.core.suggestions import History
    from sitbreak.ports import Json


class Diary(Protocol):
    """Keeps suggestions over a restart."""

    def shown(self, event: Suggested) -> None: ...

    def answered(self, event: Suggested) -> None:
        """The last event of its routine is now *event*."""


class Coach:
    def __init__(
        self,
        catalogue: Catalogue,
        profile: Profile,
        history: History,
        *,
        dice: Callable[[int, int], float],
        diary: Diary | None = None,
    ) -> None:
        """*dice* answers, for a day and the number of its suggestion, a number from 0 up to 1: always the
        same for the same two (rule O11)."""
        self._catalogue = catalogue
        self._profile = profile
        self._history = history
        self._dice = dice
        self._diary = diary
        self.current: Choice | None = None  # what the open episode or break suggests
        self.first_of_day = False
        self.last_played: tuple[BreakEnded, float] | None = None  # and the wall time of its end
        self._swapped: set[str] = set()  # ids swapped away for the current one (rule O12)
        self._playing = False  # a break runs
        self._sat_s = 0.0  # when a routine was picked, until its break ends
        self._cut_short: Choice | None = None  # what the break had that ended early just now

    def reconsider(self, catalogue: Catalogue, profile: Profile) -> None:
        """Choose by these from now on. What they leave out is not suggested any more, in the open episode
        either; a break that runs goes on."""
        self._catalogue = catalogue
        self._profile = profile
        if not self._playing and self.current_id not in {
            routine.id for routine in suitable(catalogue, profile, profile.level)
        }:
            self.current = None

    @property
    def knows_routines(self) -> bool:
        return len(self._catalogue) > 0

    @property
    def current_id(self) -> str | None:
        return self.current.routine.id if self.current and self.current.routine else None

    @property
    def history(self) -> History:
        return self._history

    @property
    def level(self) -> int:
        """The setting routines.level."""
        return self._profile.level

    @property
    def swaps_left(self) -> int:
        """How often the current choice can be swapped (rule O12)."""
        return choosing.MOST_SWAPS - len(self._swapped) if self.current_id else 0

    def routine(self, identifier: str) -> Routine | None:
        """The routine *identifier*; the current one also when it is in no pack any more."""
        if self.current is not None and self.current_id == identifier:
            return self.current.routine
        return self._catalogue.get(identifier)

    def played_now(self, report: Report) -> Json | None:
        """The running break as whoever plays it needs it; None when none runs."""
        routine = self.routine(report.break_routine) if report.break_routine else None
        if routine is None:
            return None
        choice = self.choice_of(routine)
        return {
            "routine": routine.id,
            "title": routine.title,
            "seconds": round(report.break_seconds),
            "lead_side": choice.lead_side,
            "easier": choice.easier,
            "warm_up": choice.warm_up,
            "elapsed_s": round(report.break_elapsed_s, 2),
            "left_s": round(report.break_left_s),
            "paused": report.break_paused,
            "swaps_left": self.swaps_left,
        }

    def length_s(self, routine: Routine) -> int:
        """Seconds *routine* takes as it would be played now."""
        return playing.length_s(self.script(routine))

    def script(self, routine: Routine) -> tuple[PlayStep, ...]:
        """*routine* in time, with the lead side and the ease of the current choice when it is that one."""
        choice = self.choice_of(routine)
        return playing.script(routine.steps, choice.lead_side, easier=choice.easier, warm_up=choice.warm_up)

    def choice_of(self, routine: Routine) -> Choice:
        """The current choice when it is *routine*, else *routine* as if the user had picked it."""
        if self.current is not None and self.current_id == routine.id:
            return self.current
        return choosing.chosen(routine, self._profile, self._history, self._sat_s)

    def suggestion(self, moment: Moment, sitting_s: float, *, quiet: bool = False) -> Choice:
        """What is or would be suggested now. Asking changes nothing, and asking twice answers the same."""
        if self.current is not None:
            return self.current
        day = hours.day_of(moment.wall)
        return choosing.choose(
            self._catalogue,
            self._profile_now(quiet=quiet),
            self._history,
            day=day,
            now_s=moment.wall.timestamp(),
            sitting_s=sitting_s,
            draw=self._dice(day, self._history.next_number(day)),
        )

    def others(self, moment: Moment, *, quiet: bool = False) -> Sequence[Routine]:
        """The routines to pick from instead."""
        now_s, day = moment.wall.timestamp(), hours.day_of(moment.wall)
        profile = self._profile_now(quiet=quiet)
        return picking.offered(self._catalogue, profile, self._history, day=day, now_s=now_s)

    def against(self, routine: Routine, moment: Moment) -> Against:
        """What speaks against starting *routine*, which the user may do all the same (rule B4)."""
        now_s = moment.wall.timestamp()
        return picking.against(routine, self._catalogue, self._profile, self._history, now_s)

    def pick(self, identifier: str | None, moment: Moment, sitting_s: float) -> tuple[str, float]:
        """The routine a break starts with, *identifier*, the suggested one, or when nothing is suggested
        (rule P6) the first of the others; and its length in seconds. Raises :class:`SitbreakError` when there
        is none."""
        if not self.knows_routines:
            raise SitbreakError(
                "The routines are not read yet.",
                "Try again in a moment; if it stays so, `sitbreak status` tells why.",
            )
        if identifier is None:
            routine = self.suggestion(moment, sitting_s).routine or next(iter(self.others(moment)), None)
            if routine is None:
                raise SitbreakError(
                    "No routine fits your settings just now; a change of position is a break too.",
                    "Name one to do it all the same: `sitbreak start ROUTINE`.",
                )
        else:
            routine = self._catalogue.get(identifier)
            if routine is None:
                raise UsageError(
                    f"There is no routine {identifier!r}.", "`sitbreak routines list` lists them."
                )
        self._sat_s = sitting_s
        return routine.id, float(self.length_s(routine))

    def swap(self, moment: Moment, sitting_s: float, *, quiet: bool = False) -> Routine:
        """Suggest another routine in place of the current one (rule O12). Raises :class:`SitbreakError` when
        there is no current one, no swap left or nothing else that fits."""
        current = self.current.routine if self.current else None
        if current is None:
            raise SitbreakError(
                _("No routine is suggested just now."), _("`sitbreak start` takes any of them.")
            )
        if not self.swaps_left:
            raise SitbreakError(
                _("That was the third swap for this break."), _("`sitbreak routines list` has all of them.")
            )
        away = {*self._swapped, current.id}
        longest_s = max(self._profile.routine_max_s, current.total_seconds)
        fitting = (each for each in self.others(moment, quiet=quiet) if each.total_seconds <= longest_s)
        rest = [each for each in fitting if each.id not in away]
        if not rest:
            raise SitbreakError(_("Nothing else fits your settings just now."))
        self._answer(Result.SWAPPED, current.id)
        self.current, self._swapped = None, away
        choice = self.suggestion(moment, sitting_s, quiet=quiet)
        if choice.routine is None or choice.routine.id in away:
            choice = self.choice_of(rest[0])
        self._show(choice, moment)
        return choice.routine or rest[0]

    def follow(self, effect: Effect, moment: Moment, *, quiet: bool = False) -> None:
        """Learn from what happened."""
        match effect:
            case Remind() if self.current is None:
                self._offer(moment, effect.sitting_s, quiet=quiet)
            case BreakStarted(routine=routine):
                self._playing = True
                self._begin(routine, moment)
            case BreakChanged(routine=routine):
                self._begin(routine, moment)
            case BreakEnded(outcome=outcome):
                self._playing = False
                self._sat_s = 0.0
                self._swapped = set()
                if effect.routine:
                    self.last_played = effect, moment.wall.timestamp()
                self._answer(Result(outcome), effect.routine or self.current_id)
                self._cut_short = self.current if outcome is Outcome.PARTIAL else None
                self.current = None
            case StateChanged(prompt=prompt):
                if prompt is Prompt.SNOOZED and self.current is None:
                    self.current = self._cut_short  # the episode goes on, and so does its suggestion
                self._cut_short = None

    def avoid(self, moment: Moment, sitting_s: float, *, quiet: bool) -> bool:
        """Something hurt just now: suggest another routine when the current one is not to be shown any more
        (rule P4). Whether that was so."""
        routine = self.current.routine if self.current else None
        if self._playing or routine is None or self._is_eligible(routine, moment):
            return False
        self.current = None
        self._offer(moment, sitting_s, quiet=quiet)
        return True

    def _profile_now(self, *, quiet: bool) -> Profile:
        return replace(self._profile, quiet=True) if quiet else self._profile

    def _is_eligible(self, routine: Routine, moment: Moment) -> bool:
        day, now_s = hours.day_of(moment.wall), moment.wall.timestamp()
        return routine in eligible(self._catalogue, self._profile, self._history, day=day, now_s=now_s)

    def _offer(self, moment: Moment, sitting_s: float, *, quiet: bool) -> None:
        self._swapped = set()
        choice = self.suggestion(moment, sitting_s, quiet=quiet)
        self.first_of_day = not self._history.shown_on(hours.day_of(moment.wall))
        self._show(choice, moment)

    def _show(self, choice: Choice, moment: Moment) -> None:
        self.current = choice
        if choice.routine is None:
            return
        event = Suggested(
            routine=choice.routine.id,
            shown_at_s=moment.wall.timestamp(),
            day=hours.day_of(moment.wall),
            lead_side=choice.lead_side,
        )
        self._history.append(event)
        if self._diary:
            self._diary.shown(event)

    def _begin(self, identifier: str, moment: Moment) -> None:
        if identifier == self.current_id:
            return
        if self.current is not None:
            self._answer(Result.SWAPPED, self.current_id)
        routine = self._catalogue.get(identifier)
        if routine is not None:
            self._show(self.choice_of(routine), moment)

    def _answer(self, outcome: Result, identifier: str | None) -> None:
        if identifier is None:
            return
        event = self._history.answer(identifier, outcome=outcome)
        if event and self._diary:
            self._diary.answered(event)
