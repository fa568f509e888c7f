"""What was suggested before: the memory that choosing works from.

An **event** is one suggestion that was shown, with what became of it. A **note** is an event without a
routine: the user said that everything is fine again, or was asked something. Both are stored alike, so that
a history read back after a restart is the same history. An event is added when it is shown and revised when
the user answers.

A history keeps what the rules look back on and nothing else: the events of the last weeks by day, and for
each routine when it was last shown and how it was felt to be. Adding one costs the same however long it
grows.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

DAY_S = 86_400.0
REMEMBERED_S = 400 * DAY_S  # a history given this much of the past forgets nothing that matters

_DAYS = 40  # days whose events are kept
_HURT_AGAIN_S = 14 * DAY_S  # rule P4


class Result(StrEnum):
    """What became of a suggestion. Empty: not known yet."""

    OPEN = ""
    DONE = "done"
    PARTIAL = "partial"
    NATURAL = "natural"
    SKIPPED = "skipped"
    SWAPPED = "swapped"
    SNOOZED = "snoozed"
    EXPIRED = "expired"


_TAKEN = (Result.DONE, Result.PARTIAL)


class Feedback(StrEnum):
    NONE = ""
    GOOD = "good"
    HARD = "hard"
    HURT = "hurt"


class Note(StrEnum):
    """Outcomes of events that are notes."""

    FINE_AGAIN = "fine-again"  # the user says so after something hurt (rule P4)
    LEVEL_OFFERED = "level-offered"  # rule P1
    LEVEL_DECLINED = "level-declined"
    RHYTHM_ASKED = "rhythm-asked"  # rule P6


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """One event. A *routine* that is empty makes it a note."""

    routine: str
    shown_at_s: float  # wall time, seconds since 1970
    day: int  # ordinal of the day, which turns at 04:00 local
    outcome: str = Result.OPEN
    lead_side: str = "left"
    feedback: str = Feedback.NONE

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Suggested:
        """The event of a line of history. Raises :class:`KeyError`, :class:`TypeError` or
        :class:`ValueError`."""
        return cls(
            routine=str(record["routine"] or ""),
            shown_at_s=float(record["at_s"]),
            day=int(record["day"]),
            outcome=str(record.get("outcome") or ""),
            lead_side="right" if record.get("lead_side") == "right" else "left",
            feedback=str(record.get("feedback") or ""),
        )

    def to_record(self) -> dict[str, Any]:
        """The event as a line of history, for :meth:`from_record`."""
        return {
            "routine": self.routine,
            "at_s": self.shown_at_s,
            "day": self.day,
            "outcome": str(self.outcome),
            "lead_side": self.lead_side,
            "feedback": str(self.feedback),
        }


class Shown:
    """How one routine went so far."""

    __slots__ = ("disliked_at_s", "eased", "felt", "good_in_a_row", "last", "number")

    def __init__(self) -> None:
        self.last: Suggested  # set by the first event
        self.number = 0  # of the last event, counted over all routines
        self.disliked_at_s: float | None = None  # swapped away or felt to be hard (rule O7)
        self.felt: deque[str] = deque(maxlen=3)  # the last three showings (rule P3)
        self.good_in_a_row = 0
        self.eased = False

    def feel(self, feedback: str) -> None:
        """How the last showing was felt to be. Rule P3: hard in two of the last three showings eases, three
        times good in a row restores."""
        self.felt[-1] = feedback
        if feedback == Feedback.GOOD:
            self.good_in_a_row += 1
            if self.good_in_a_row >= 3:
                self.eased = False
        else:
            self.good_in_a_row = 0
        if feedback == Feedback.HARD:
            self.disliked_at_s = self.last.shown_at_s
            if list(self.felt).count(Feedback.HARD) >= 2:
                self.eased = True


class History:
    """Events, oldest first. Not a value: it grows."""

    __slots__ = ("_days", "_routines", "count", "hurts", "notes", "settle_only", "skips", "stalled")

    def __init__(self, events: Iterable[Suggested] = ()) -> None:
        self._days: dict[int, list[Suggested]] = {}
        self._routines: dict[str, Shown] = {}
        self.count = 0  # suggestions ever shown
        self.hurts: deque[tuple[str, float]] = deque(maxlen=50)  # routine and time, oldest first
        self.notes: dict[str, float] = {}  # when each kind of note was last made
        self.settle_only = False  # hurt twice within two weeks, and not fine again yet (rule P4)
        self.skips = 0  # skipped in a row, up to now
        self.stalled = False  # skipped three times in a row, and nothing done since (rule P6)
        for event in events:
            self.append(event)

    def append(self, event: Suggested) -> None:
        """Add the next event."""
        if not event.routine:
            self.notes[event.outcome] = event.shown_at_s
            if event.outcome == Note.FINE_AGAIN:
                self.settle_only = False
            return
        self.count += 1
        self._days.setdefault(event.day, []).append(event)
        if len(self._days) > _DAYS:
            del self._days[next(iter(self._days))]
        shown = self._routines.setdefault(event.routine, Shown())
        shown.last = event
        shown.number = self.count
        shown.felt.append(Feedback.NONE)
        self._came_to(shown, event)

    def note(self, kind: Note, at_s: float, day: int) -> Suggested:
        """Add a note made at wall time *at_s*; answers it, to be stored."""
        event = Suggested(routine="", shown_at_s=at_s, day=day, outcome=kind)
        self.append(event)
        return event

    def answer(self, routine: str, *, outcome: str = "", feedback: str = "") -> Suggested | None:
        """Revise the last event of *routine*: what became of it, how it felt. Answers it as it is now, or
        None when it was never shown."""
        shown = self._routines.get(routine)
        if shown is None:
            return None
        before = shown.last
        changed = replace(before, outcome=outcome or before.outcome, feedback=feedback or before.feedback)
        if changed == before:
            return before
        shown.last = changed
        events = self._days.get(before.day, [])
        for at in range(len(events) - 1, -1, -1):
            if events[at] is before:
                events[at] = changed
                break
        news = replace(
            changed,
            outcome=changed.outcome if changed.outcome != before.outcome else "",
            feedback=changed.feedback if changed.feedback != before.feedback else "",
        )
        self._came_to(shown, news)
        return changed

    def _came_to(self, shown: Shown, event: Suggested) -> None:
        """Draw the conclusions from outcome and feedback."""
        match event.outcome:
            case Result.SKIPPED:
                self.skips += 1
                self.stalled = self.stalled or self.skips >= 3
            case Result.DONE:
                self.skips = 0
                self.stalled = False
            case Result.SWAPPED:
                shown.disliked_at_s = event.shown_at_s
            case Result.PARTIAL | Result.NATURAL | Result.EXPIRED:
                self.skips = 0
        if event.feedback:
            shown.feel(event.feedback)
        if event.feedback == Feedback.HURT:
            again = self.hurts and event.shown_at_s - self.hurts[-1][1] <= _HURT_AGAIN_S
            self.settle_only = self.settle_only or bool(again)
            self.hurts.append((event.routine, event.shown_at_s))

    def of(self, routine: str) -> Shown | None:
        """How *routine* went so far; None when it was never shown."""
        return self._routines.get(routine)

    def shown_on(self, day: int) -> list[Suggested]:
        """All suggestions of *day*, oldest first, swapped ones too."""
        return self._days.get(day, [])

    def kept_on(self, day: int) -> list[Suggested]:
        """The suggestions of *day* that were not swapped away, oldest first."""
        return [event for event in self.shown_on(day) if event.outcome != Result.SWAPPED]

    def next_number(self, day: int) -> int:
        """Which suggestion of *day* the next one is, counted from 1; a swap does not count (rule O12)."""
        return len(self.kept_on(day)) + 1

    def last_taken(self, since_s: float) -> Suggested | None:
        """The last suggestion, of those shown after wall time *since_s*, that became a break."""
        taken = (event for event in reversed(self.since(since_s)) if event.outcome in _TAKEN)
        return next(taken, None)

    def since(self, at_s: float) -> list[Suggested]:
        """The suggestions shown after wall time *at_s*, oldest first, as far as they are kept (40 days)."""
        return [event for events in self._days.values() for event in events if event.shown_at_s > at_s]
