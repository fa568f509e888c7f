"""What is written into the history, and how a store that fails costs the history only, never the reminder."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from sitbreak import log
from sitbreak.core import decisions, saving
from sitbreak.core.model import BreakEnded, Remind, Rested, TakenBack
from sitbreak.core.suggestions import REMEMBERED_S, History, Suggested
from sitbreak.errors import SitbreakError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitbreak.core.model import Effect, Moment
    from sitbreak.core.state import State
    from sitbreak.ports import Health, Json
    from sitbreak.store import Store

Answer = TypeVar("Answer")

_IN_MEMORY = 200  # decisions that the store does not have


class Recorder:
    """Satisfies :class:`sitbreak.coach.Diary` too. Nothing here raises for a store that fails."""

    def __init__(self, store: Store, boot_id: str, *, keep: bool | None) -> None:
        """*keep*: the setting history.keep; None while it is not known, when nothing is written yet."""
        self._store = store
        self._boot_id = boot_id
        self.keep = keep
        self._suggestions: dict[str, int] = {}  # number of the last one of each routine in the store
        self._state: State | None = None  # after the step before
        self._recent: deque[Json] = deque(maxlen=_IN_MEMORY)
        self._parts: dict[str, str] = {}  # state of each part
        self._today: tuple[float, Json] | None = None  # since when, and what was read; None: read it anew

    def remember(self, state: State, moment: Moment) -> None:
        """Keep the state for a restart."""
        self._try(lambda: self._store.save_state(saving.save(state, moment, self._boot_id)))

    def recall(self) -> Json | None:
        """The state as it was kept last."""
        return self._try(self._store.load_state)

    def history(self, now_s: float) -> History:
        """The suggestions of the past; lines that cannot be understood are passed over."""
        history = History()
        for line in self._try(lambda: self._store.suggestions(now_s - REMEMBERED_S)) or ():
            with suppress(KeyError, TypeError, ValueError):
                event = Suggested.from_record(line)
                history.append(event)
                self._suggestions[event.routine] = line["number"]  # it may still be answered
        return history

    def install_id(self) -> str:
        """What makes this installation's choices its own; without a store, the same for all."""
        return self._try(self._store.install_id) or "no-store"

    def today(self, since_s: float) -> Json:
        """What the history holds since wall time *since_s*; read again only once something was written."""
        if self._today is None or self._today[0] != since_s:
            read = self._try(lambda: self._store.today(since_s))
            if read is None:
                return {"sat_s": 0.0, "breaks": 0, "reminders": 0}
            self._today = since_s, read
        return self._today[1]

    def prune(self, before_s: float) -> None:
        """Forget all lines older than wall time *before_s*."""
        self._today = None
        self._try(lambda: self._store.prune(before_s))

    def forget_decisions(self, now_s: float) -> None:
        """Forget the decisions of the day before yesterday."""
        self._try(lambda: self._store.forget_decisions(now_s))

    def obey(self, *, keep: bool) -> None:
        """The setting history.keep is *keep* from now on. What was decided before it was known is written
        now, if anything may be."""
        waiting = list(self._recent) if self.keep is None and keep else []
        self.keep = keep
        if waiting:
            self._recent.clear()
            self.decided(waiting)

    def begin(self, state: State, moment: Moment, saved: Json | None) -> None:
        """The program starts with *state*, which may be made from what was *saved*."""
        self._state = state
        last_at_s = saved.get("wall_s") if saved else None
        if not isinstance(last_at_s, int | float):
            last_at_s = None
        self.decided([{"kind": "started", "at_s": moment.wall.timestamp(), "last_at_s": last_at_s}])

    def end(self, at_s: float) -> None:
        """The program ends at wall time *at_s*."""
        self.decided([{"kind": "stopped", "at_s": at_s}])

    def follow(self, state: State, moment: Moment, effects: Sequence[Effect], routine: str | None) -> None:
        """Write down what the step to *state* at *moment* brought, wholly or not at all; *routine* is the one
        suggested now."""
        was, self._state = self._state, state
        lines = [] if was is None else decisions.of_step(was, state, moment, effects)
        if not effects and not lines:
            return
        if self.keep and self._try(lambda: self._write_all(moment, effects, routine, lines)):
            return
        self._recent.extend(lines)

    def decided(self, lines: Sequence[Json]) -> None:
        """Add *lines* to the log of decisions; those the store does not get are remembered here."""
        if lines and not (self.keep and self._try(lambda: self._store.decide(lines))):
            self._recent.extend(lines)

    def parts_are(self, at_s: float, parts: Sequence[Health]) -> None:
        """How these parts of the program are at wall time *at_s*. What is well at first is not worth a
        line."""
        for health in parts:
            before = self._parts.get(health.part, "ok")
            self._parts[health.part] = health.state
            if health.state != before:
                told = {"part": health.part, "state": health.state, "detail": health.detail}
                self.decided([{"kind": "part", "at_s": at_s, **told}])

    def recent(self) -> list[Json]:
        """The last decisions that are not in the store, oldest first."""
        return list(self._recent)

    def first_time(self, what: str) -> bool:
        """Whether the user was never told *what*; False when that cannot be remembered."""
        return self._try(lambda: self._store.first_time(what)) or False

    def _write_all(
        self, moment: Moment, effects: Sequence[Effect], routine: str | None, lines: Sequence[Json]
    ) -> bool:
        self._today = None
        with self._store.transaction():
            for effect in effects:
                self._write(effect, moment.wall.timestamp(), routine)
            if lines:
                self._store.decide(lines)
        return True

    def _write(self, effect: Effect, at_s: float, routine: str | None) -> None:
        match effect:
            case Remind(n=n, sitting_s=sitting_s):
                self._record("reminder", at_s, n=n, sitting_s=sitting_s, routine=routine)
            case Rested(kind=kind, seconds=seconds, sat_s=sat_s):
                began_s = at_s - seconds
                if sat_s:
                    self._record("stretch", began_s, start_s=began_s - sat_s, end_s=began_s, seconds=sat_s)
                self._record("rest", at_s, rest=str(kind), seconds=seconds)
            case BreakEnded(outcome=outcome, routine=done, seconds=seconds):
                self._record("break", at_s, outcome=str(outcome), routine=done, seconds=seconds)
            case TakenBack(seconds=seconds):
                self._try(lambda: self._strike_rest(seconds))

    def shown(self, event: Suggested) -> None:
        self._suggestions.pop(event.routine, None)
        if self.keep:
            line = event.to_record()
            number = self._record("suggestion", line.pop("at_s"), **line)
            self._suggestions[event.routine] = number

    def answered(self, event: Suggested) -> None:
        number = self._suggestions.get(event.routine)
        if number and self.keep:
            self._try(
                lambda: self._store.mark_suggestion(
                    number, outcome=str(event.outcome), feedback=str(event.feedback)
                )
            )

    def _record(self, kind: str, at_s: float, **details: object) -> int:
        """The number of the new line; 0 when the store does not take it."""
        return self._try(lambda: self._store.record(kind, at_s, **details)) or 0

    def _strike_rest(self, seconds: float) -> None:
        """The lines are looked for in the store: the program may have ended since they were written."""
        for number in self._store.lines_of_rest(seconds):
            self._store.strike(number)

    def _try(self, ask: Callable[[], Answer]) -> Answer | None:
        try:
            return ask()
        except SitbreakError as error:
            log.problem("store", error)
            return None
