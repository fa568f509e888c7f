"""The daemon: wait, sense, step the core, act, remember.

:meth:`Daemon.turn` is one round of it. The loop calls it after each event and when the time it asked for
has come; `simulate` calls the very same method under a simulated clock. The daemon sees ports and the core
only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sitbreak.core import engine, looking, saving, waiting
from sitbreak.core.model import (
    BreakChanged,
    BreakEnded,
    BreakStarted,
    Effect,
    Evidence,
    Moment,
    Remind,
    Report,
    Rules,
    StandingEnded,
    Withdraw,
)
from sitbreak.core.state import CLOSE_S, State, new_state
from sitbreak.core.wishes import Command

if TYPE_CHECKING:
    from sitbreak.coach import Coach
    from sitbreak.ports import Clock, Json, Senses

# Signs that nobody announces are looked for so long before they matter, and so often while they do.
LOOK_AHEAD_REAL_S = 2.0
HOLD_AGAIN_REAL_S = 30.0
PROOF_AGAIN_REAL_S = 60.0


class Voice(Protocol):
    """What the user sees and hears of the effects."""

    def remind(self, effect: Remind, report: Report) -> None: ...

    def withdraw(self) -> None: ...

    def break_started(self, effect: BreakStarted, report: Report) -> None: ...

    def break_changed(self, effect: BreakChanged, report: Report) -> None: ...

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
    problem: Callable[[Exception], None]  # told of a part that raised where nothing may


class Daemon:
    def __init__(self, parts: Parts, rules: Rules, saved: Json | None = None) -> None:
        self._parts = parts
        moment = parts.clock.now()
        self.state = self._begin(saved, moment)
        self._moment = moment
        self._evidence = Evidence()
        self._watched: frozenset[float] = frozenset()
        self._remembered_at_s = moment.boot_s
        self._looked_at_s: dict[str, float] = {}  # sign -> boot time
        self._pace = looking.Pace(
            ahead_s=LOOK_AHEAD_REAL_S * parts.clock.speed,
            hold_again_s=HOLD_AGAIN_REAL_S * parts.clock.speed,
            proof_again_s=PROOF_AGAIN_REAL_S * parts.clock.speed,
        )
        self._wait_s = 0.0
        self._look_at_s = math.inf  # on the boot clock: when the next sign is to be looked for
        self._new = True  # something has changed since that was found out
        self._take(rules)

    def _take(self, rules: Rules) -> None:
        self.rules = rules
        self._ahead_of_absence = looking.watch_idle_s(rules, self._pace)
        self._new = True

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
        look_s = self._look()
        if look_s is not None:
            waits.append(look_s)
        return clock.real_s(max(0.0, min(waits)))

    def catch_up(self) -> None:
        """Bring all to this moment."""
        self._step(())

    def obey(self, command: Command) -> tuple[Effect, ...]:
        """Do what the user asks, now; the effects tell what came of it."""
        return self._step((command,))

    def reload(self, rules: Rules) -> None:
        """Obey new rules from now on (R11)."""
        self._take(rules)
        self.catch_up()

    def report(self) -> tuple[Report, Moment]:
        """How things stand, and when that is."""
        moment = self._parts.clock.now()
        return waiting.report(self.state, moment, self._evidence, self.rules), moment

    def save(self) -> None:
        """Remember the state as it is now."""
        self.catch_up()
        self._remember()

    def _step(self, commands: Sequence[Command]) -> tuple[Effect, ...]:
        parts = self._parts
        self._moment = moment = parts.clock.now()
        before, self._evidence = self._evidence, parts.senses.evidence()
        answer = engine.step(self.state, moment, self._evidence, self.rules, commands)
        self.state = answer.state
        self._wait_s = answer.wait_s
        self._new = self._new or bool(commands or answer.effects) or self._evidence != before
        watched = answer.watch_idle_s | self._ahead_of_absence
        if watched != self._watched:
            self._watched = watched
            parts.senses.watch_idle(frozenset(parts.clock.real_s(each) for each in watched))
        for effect in answer.effects:
            self._guarded(self._learn, effect)
            self._guarded(self._say, effect)
        if answer.effects or commands or moment.boot_s - self._remembered_at_s >= waiting.SAVE_S - 1:
            self._remember()
        parts.watch(moment, answer.effects)
        return answer.effects

    def _guarded(self, act: Callable[[Effect], None], effect: Effect) -> None:
        """The state is a step further already: what follows from it is not lost for one part that fails."""
        try:
            act(effect)
        except Exception as error:  # noqa: BLE001 - a reminder, or a save, comes after this one
            self._parts.problem(error)

    @property
    def speed(self) -> float:
        """How much faster than real time all lengths pass."""
        return self._parts.clock.speed

    @property
    def is_quiet(self) -> bool:
        """Whether only what is discreet is to be suggested (rule S9 of choosing)."""
        return self._evidence.call or self._evidence.fullscreen

    def _learn(self, effect: Effect) -> None:
        self._parts.coach.follow(effect, self._moment, quiet=self.is_quiet)

    def _say(self, effect: Effect) -> None:
        parts = self._parts
        match effect:
            case Remind():
                parts.voice.remind(effect, self.report()[0])
            case Withdraw():
                parts.voice.withdraw()
            case BreakStarted():
                parts.voice.break_started(effect, self.report()[0])
            case BreakChanged():
                parts.voice.break_changed(effect, self.report()[0])
            case BreakEnded():
                parts.voice.break_ended(effect, self.report()[0])
            case StandingEnded():
                parts.voice.standing_ended(effect)

    def _remember(self) -> None:
        self._remembered_at_s = self._moment.boot_s
        self._parts.remember(self.state, self._moment)

    def _look(self) -> float | None:
        """Have the signs looked for whose time has come; seconds until the next, None when none is near.

        As long as nothing changes, that time stays where it is and is not worked out again.
        """
        if not self._parts.senses.signs:
            return None
        now_s = self._moment.boot_s
        if self._new or self._look_at_s <= now_s + CLOSE_S:
            looks = self._next_looks()
            signs = frozenset(sign for sign, at_s in looks.items() if at_s <= now_s + CLOSE_S)
            if signs:
                self._looked_at_s.update(dict.fromkeys(signs, now_s))
                self._parts.senses.look_for(signs)
                looks = self._next_looks()
            self._look_at_s = min(looks.values(), default=math.inf)
            self._new = False
        return None if self._look_at_s == math.inf else self._look_at_s - now_s

    def _next_looks(self) -> dict[str, float]:
        scene = looking.Scene(
            state=self.state, moment=self._moment, evidence=self._evidence, rules=self.rules
        )
        return looking.next_looks(scene, self._pace, self._looked_at_s)
