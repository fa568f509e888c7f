"""The daemon: wait, sense, step the core, act, remember.

:meth:`Daemon.turn` is one round of it. The loop calls it after each event and when the time it asked for
has come; `simulate` calls the very same method under a simulated clock. The daemon sees ports and the core
only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sitbreak.core import engine, saving, waiting
from sitbreak.core.model import (
    BreakEnded,
    BreakStarted,
    Command,
    Effect,
    Evidence,
    Moment,
    Prompt,
    Reason,
    Remind,
    Report,
    Rules,
    StandingEnded,
    Withdraw,
)
from sitbreak.core.state import CLOSE_S, State, new_state

if TYPE_CHECKING:
    from sitbreak.coach import Coach
    from sitbreak.ports import Clock, Json, Senses

ASK_AHEAD_REAL_S = 2.0  # reasons that send no signal are asked for this long before a reminder
ASK_AGAIN_REAL_S = 15.0  # … and this often while they hold one back
_ASKED_FOR = {Reason.CALL, Reason.FULLSCREEN, Reason.DND}


class Voice(Protocol):
    """What the user sees and hears of the effects."""

    def remind(self, effect: Remind, report: Report) -> None: ...

    def withdraw(self) -> None: ...

    def break_started(self, effect: BreakStarted, moment: Moment) -> None: ...

    def break_ended(self, effect: BreakEnded, report: Report) -> None: ...

    def standing_ended(self, effect: StandingEnded) -> None: ...

    def speak_on(self, moment: Moment) -> float | None:
        """Say what is to be said by *moment*; seconds until there is more to say, None when there is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    clock: Clock
    senses: Senses
    coach: Coach
    voice: Voice
    remember: Callable[[State, Moment], None]
    watch: Callable[[Moment, Sequence[Effect]], None]  # told of every step, with its effects carried out


class Daemon:
    def __init__(self, parts: Parts, rules: Rules, saved: Json | None = None) -> None:
        self._parts = parts
        self.rules = rules
        moment = parts.clock.now()
        self.state = self._begin(saved, moment)
        self._moment = moment
        self._evidence = Evidence()
        self._watched: frozenset[float] = frozenset()
        self._remembered_at_s = moment.boot_s
        self._asked_at_s: float | None = None
        self._wait_s = 0.0

    def _begin(self, saved: Json | None, moment: Moment) -> State:
        if saved is not None:
            try:
                restored = saving.restore(saved, moment, self._parts.clock.boot_id)
            except saving.Unusable:
                restored = None  # of another version, or damaged: as good as none (P10)
            if restored is not None:
                return restored
        return new_state(moment)

    def turn(self) -> float:
        """One round; real seconds until the next is wanted at the latest."""
        self._step(())
        clock = self._parts.clock
        waits = [self._wait_s]
        more_s = self._parts.voice.speak_on(self._moment)
        if more_s is not None:
            waits.append(more_s)
        ask_s = self._ask_ahead()
        if ask_s is not None:
            waits.append(ask_s)
        return clock.real_s(max(0.0, min(waits)))

    def obey(self, command: Command) -> tuple[Effect, ...]:
        """Do what the user asks, now; the effects tell what came of it."""
        return self._step((command,))

    def reload(self, rules: Rules) -> None:
        """Obey new rules from now on (R11)."""
        self.rules = rules
        self._step(())

    def report(self) -> tuple[Report, Moment]:
        """How things stand, and when that is."""
        moment = self._parts.clock.now()
        return waiting.report(self.state, moment, self._evidence, self.rules), moment

    def save(self) -> None:
        """Remember the state as it is, at a step of its own."""
        self._step(())
        self._remember()

    def _step(self, commands: Sequence[Command]) -> tuple[Effect, ...]:
        parts = self._parts
        self._moment = moment = parts.clock.now()
        self._evidence = parts.senses.evidence()
        answer = engine.step(self.state, moment, self._evidence, self.rules, commands)
        self.state = answer.state
        self._wait_s = answer.wait_s
        if answer.watch_idle_s != self._watched:
            self._watched = answer.watch_idle_s
            parts.senses.watch_idle(frozenset(parts.clock.real_s(each) for each in answer.watch_idle_s))
        for effect in answer.effects:
            self._act(effect)
        if answer.effects or commands or moment.boot_s - self._remembered_at_s >= waiting.SAVE_S - 1:
            self._remember()
        parts.watch(moment, answer.effects)
        return answer.effects

    def _act(self, effect: Effect) -> None:
        parts, moment = self._parts, self._moment
        parts.coach.follow(effect, moment, quiet=self._evidence.call or self._evidence.fullscreen)
        match effect:
            case Remind():
                parts.voice.remind(effect, self.report()[0])
            case Withdraw():
                parts.voice.withdraw()
            case BreakStarted():
                parts.voice.break_started(effect, moment)
            case BreakEnded():
                parts.voice.break_ended(effect, self.report()[0])
            case StandingEnded():
                parts.voice.standing_ended(effect)

    def _remember(self) -> None:
        self._remembered_at_s = self._moment.boot_s
        self._parts.remember(self.state, self._moment)

    def _ask_ahead(self) -> float | None:
        """Have the reasons that send no signal asked for shortly before they matter, and again while only
        they or typing keep a reminder back; seconds until the next time, None when none is near."""
        clock, now_s = self._parts.clock, self._moment.boot_s
        reasons = set(self.state.episode.reasons)
        if self.state.episode.prompt is Prompt.WAITING or (reasons and reasons <= _ASKED_FOR):
            again_s = ASK_AGAIN_REAL_S * clock.speed
            due_s = 0.0 if self._asked_at_s is None else self._asked_at_s + again_s - now_s
        elif self._wait_s > waiting.SAVE_S:
            return None
        else:
            next_s = waiting.report(self.state, self._moment, self._evidence, self.rules).next_in_s
            if next_s is None:
                return None
            again_s = None
            due_s = next_s - ASK_AHEAD_REAL_S * clock.speed
        if due_s > CLOSE_S:
            return due_s
        if self._asked_at_s is None or now_s - self._asked_at_s > ASK_AHEAD_REAL_S * clock.speed:
            self._asked_at_s = now_s
            self._parts.senses.ask_holds()
        return again_s
