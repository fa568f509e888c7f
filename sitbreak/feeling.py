"""What the user says of a break, and what the user is asked back: rules P1, P4 and P6 of choosing.

Questions are asked when the rules say so and at no other time; that one was asked is remembered, so that it
is not asked soon again. Whoever never says how a break was is offered the higher level all the same: once,
ever, some time after a break that nothing was said of. Nothing of this leaves the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitbreak import break_notices
from sitbreak.core import hours, progression
from sitbreak.core.model import BreakEnded, Outcome, Presence
from sitbreak.core.suggestions import DAY_S, Feedback, Note
from sitbreak.core.wishes import Stop
from sitbreak.errors import SitbreakError, UsageError
from sitbreak.notices import REMINDER_SECONDS, made
from sitbreak.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from sitbreak.coach import Coach
    from sitbreak.core.model import Effect, Moment
    from sitbreak.daemon import Daemon
    from sitbreak.ports import Json, Loop, Notifier
    from sitbreak.recording import Recorder

LATEST_S = 3600.0  # a break that ended longer ago is not spoken of any more …
LATEST_HURT_S = DAY_S  # … but pain may come later
SILENCE_S = 60.0  # real; so long after a break nothing is said of it any more, and its window is gone
FINE = "fine"  # all is fine again, after something hurt
_HOWS = (Feedback.GOOD, Feedback.HARD, Feedback.HURT)
_LEVEL, _RHYTHM = "level", "rhythm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """What follows from an answer, and is done elsewhere."""

    raise_level: Callable[[], None]  # write level 2 into the user's settings
    open_preferences: Callable[[], bool]  # the window; False when it cannot be
    suggest_anew: Callable[[], None]  # show the live reminder with another routine


class Feeling:
    """Lives on the loop's thread; nothing here blocks."""

    def __init__(self, daemon: Daemon, coach: Coach, recorder: Recorder, deeds: Deeds) -> None:
        self._daemon = daemon
        self._coach = coach
        self._history = coach.history
        self._recorder = recorder
        self._deeds = deeds
        self._asked = ""  # the question that waits for an answer

    # --- how it was

    def feel(self, message: Mapping[str, Any]) -> Json:
        """The answer to `feel`. Raises :class:`SitbreakError` when there is no break to speak of. With
        ``"ask": false`` no question comes back."""
        how = message.get("how")
        if how == FINE:
            return self._fine_again()
        if how not in _HOWS:
            raise UsageError(_("A break can have been good, hard or hurt; or all is fine again."))
        report, moment = self._daemon.report()
        identifier = report.break_routine or self._last_played(how, moment)
        if how == Feedback.HURT and report.break_routine:
            self._daemon.obey(Stop())
        shown = self._history.of(identifier)
        if shown is not None and shown.last.feedback == Feedback.HURT and how != Feedback.HURT:
            raise SitbreakError(_("You said that it hurt, so it stays off the list for two weeks."))
        event = self._history.answer(identifier, feedback=how)
        if event is not None:
            self._recorder.answered(event)
        self._decided(how, identifier, moment)
        if how == Feedback.HURT:
            return self._hurt(identifier, moment)
        answer: Json = {"ok": True, "told": self._thanks(how, identifier)}
        question = self._question(moment) if message.get("ask", True) and how == Feedback.GOOD else ""
        return {**answer, "question": _worded(question)} if question else answer

    def _last_played(self, how: str, moment: Moment) -> str:
        """The routine of the last break; of one before a restart the history tells."""
        hurt, now_s = how == Feedback.HURT, moment.wall.timestamp()
        latest_s = LATEST_HURT_S if hurt else LATEST_S
        if self._coach.last_played is not None:
            last, ended_at_s = self._coach.last_played
            if last.routine and 0 <= now_s - ended_at_s <= latest_s:
                return last.routine
        elif (before := self._history.last_taken(now_s - latest_s)) is not None:
            return before.routine
        if hurt:
            raise SitbreakError(_("There was no break within the last day."))
        raise SitbreakError(_("There was no break within the last hour."))

    def _thanks(self, how: str, identifier: str) -> str:
        if how == Feedback.GOOD:
            return _("Good to hear.")
        shown = self._history.of(identifier)
        if shown is not None and shown.eased:
            return _("Thanks for saying so. It comes less often now, and with fewer repetitions.")
        return _("Thanks for saying so. It comes less often for two weeks.")

    def _hurt(self, identifier: str, moment: Moment) -> Json:
        report, _now = self._daemon.report()
        if self._coach.avoid(moment, report.sitting_s, quiet=self._daemon.is_quiet):
            self._deeds.suggest_anew()
        notice = break_notices.after_hurt(self._title(identifier), settle_only=self._history.settle_only)
        told = f"{notice.title}. {notice.body}"
        return {"ok": True, "told": told, "notice": {"title": notice.title, "body": notice.body}}

    def _fine_again(self) -> Json:
        """Rule P4: the user says so. What hurt keeps its two weeks all the same."""
        moment = self._daemon.report()[1]
        if not self._history.settle_only:
            told = _("Glad to hear it. Nothing changes by that: what hurt keeps its two weeks of rest.")
            return {"ok": True, "told": told}
        self._note(Note.FINE_AGAIN, moment)
        self._decided(FINE, "", moment)
        told = _("Glad to hear it. All kinds of routines may come; what hurt keeps its two weeks of rest.")
        return {"ok": True, "told": told}

    def _title(self, identifier: str) -> str:
        routine = self._coach.routine(identifier)
        return routine.title if routine else identifier

    def _decided(self, how: str, identifier: str, moment: Moment) -> None:
        settle_only = self._history.settle_only
        line: Json = {"kind": "felt", "how": str(how), "routine": identifier, "settle_only": settle_only}
        self._recorder.decided([{"at_s": moment.wall.timestamp(), **line}])

    def _note(self, note: Note, moment: Moment) -> None:
        event = self._history.note(note, moment.wall.timestamp(), hours.day_of(moment.wall))
        self._recorder.shown(event)

    # --- what is asked back

    def _question(self, moment: Moment) -> str:
        """What is to be asked after a break, remembered as asked; empty: nothing."""
        if progression.level_offer(self._history, moment.wall.timestamp(), self._coach.level):
            self._note(Note.LEVEL_OFFERED, moment)
            self._asked = _LEVEL
            return _LEVEL
        return self.after_a_skip()

    def after_silence(self) -> str:
        """The offer of the higher level to somebody who says nothing of breaks, when it is time for the very
        first one; remembered as asked. Empty: it is not."""
        report, moment = self._daemon.report()
        last, _ended_at_s = self._coach.last_played or (None, 0.0)
        shown = self._history.of(last.routine) if last and last.routine else None
        spoken_of = shown is None or shown.last.feedback
        is_there = report.presence in (Presence.ACTIVE, Presence.UNKNOWN)
        if spoken_of or not is_there or not self.may_offer_unasked():
            return ""
        self._note(Note.LEVEL_OFFERED, moment)
        self._asked = _LEVEL
        return _LEVEL

    def may_offer_unasked(self) -> bool:
        """Whether the higher level was never offered, and can be now."""
        now_s = self._daemon.report()[1].wall.timestamp()
        return Note.LEVEL_OFFERED not in self._history.notes and progression.level_offer(
            self._history, now_s, self._coach.level
        )

    def after_a_skip(self) -> str:
        """Whether the rhythm fits, when it is time to ask that; remembered as asked. Empty: it is not."""
        moment = self._daemon.report()[1]
        if not progression.rhythm_question(self._history, moment.wall.timestamp()):
            return ""
        self._note(Note.RHYTHM_ASKED, moment)
        self._asked = _RHYTHM
        return _RHYTHM

    def answer(self, message: Mapping[str, Any]) -> Json:
        """The answer to `answer`. Raises :class:`SitbreakError` when that was not asked."""
        question, yes = message.get("question"), message.get("yes")
        if question not in (_LEVEL, _RHYTHM) or not isinstance(yes, bool):
            raise UsageError(_("An answer names its question, level or rhythm, and is yes or no."))
        if question != self._asked:
            raise SitbreakError(_("That was not asked just now."))
        self._asked = ""
        told = self._level(yes=yes) if question == _LEVEL else self._rhythm(yes=yes)
        return {"ok": True, "told": told}

    def _level(self, *, yes: bool) -> str:
        if not yes:
            self._note(Note.LEVEL_DECLINED, self._daemon.report()[1])
            return _("Gentle it stays.")
        self._deeds.raise_level()
        return _("A few slightly stronger ones may come from now on. `sitbreak preferences` takes them back.")

    def _rhythm(self, *, yes: bool) -> str:
        if not yes:
            return _("It stays as it is.")
        if self._deeds.open_preferences():
            return _("The preferences open; the interval is there.")
        return _("`sitbreak config set breaks.interval_min 60` makes it an hour.")


class FeelingNotices:
    """The same by notifications: how a break was, said by a click, and the questions."""

    def __init__(
        self, feeling: Feeling, notifier: Notifier, loop: Loop, *, is_busy: Callable[[], bool]
    ) -> None:
        """*is_busy*: something is on the screen, which no question takes the place of."""
        self._feeling = feeling
        self._notifier = notifier
        self._loop = loop
        self._is_busy = is_busy

    def follow(self, effects: Sequence[Effect]) -> None:
        """Ask what is to be asked after *effects*."""
        for ended in (each for each in effects if isinstance(each, BreakEnded)):
            if ended.outcome is Outcome.SKIPPED:
                self._ask(self._feeling.after_a_skip())
            elif ended.outcome is Outcome.DONE and self._feeling.may_offer_unasked():
                self._loop.call_later(SILENCE_S, self._after_silence)

    def clicked(self, key: str) -> None:
        """A button of :mod:`.break_notices` was clicked."""
        try:
            answer = self._answer_to(key)
        except SitbreakError:
            return  # it was about a break of long ago
        if "notice" in answer:
            self._notifier.show(made(**answer["notice"], seconds=REMINDER_SECONDS))
        elif "question" in answer:
            self._notifier.show(break_notices.question(answer["question"]["id"]))

    def _answer_to(self, key: str) -> Json:
        if key.startswith(break_notices.FEELING):
            return self._feeling.feel({"how": key.removeprefix(break_notices.FEELING)})
        question, _dash, said = key.removeprefix(break_notices.ANSWER).partition("-")
        return self._feeling.answer({"question": question, "yes": said == "yes"})

    def _after_silence(self) -> None:
        if not self._is_busy():  # else after the next break
            self._ask(self._feeling.after_silence())

    def _ask(self, question: str) -> None:
        if question:
            self._notifier.show(break_notices.question(question))


def _worded(question: str) -> Json:
    text, yes, no = break_notices.question_words(question)
    return {"id": question, "text": text, "yes": yes, "no": no}
