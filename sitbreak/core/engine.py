"""One step of the core: told a moment, evidence, rules and commands, it answers with new state and effects.

The parts work in this order, each seeing what the ones before it wrote on the sheet:

1. time is credited (:mod:`.sitting`, T2, T3) and pauses run out (:mod:`.holding`);
2. presence is assessed (:mod:`.presence`) and a running break goes on or ends (:mod:`.breaks`);
3. an absence that has ended, and standing, are judged (:mod:`.sitting`, P4, P9);
4. what the user asked for is done or refused;
5. the prompt moves (:mod:`.prompting`);
6. the step says how long it can wait (:mod:`.waiting`).

Missing the asked moment is harmless: T2 bounds what a late step is credited with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sitbreak.core import answering, breaks, holding, presence, prompting, sitting, waiting
from sitbreak.core.model import Effect, Evidence, Moment, Refused, Rules
from sitbreak.core.state import Sheet, State
from sitbreak.core.wishes import (
    Command,
    ContinueBreak,
    Pause,
    PauseBreak,
    Resume,
    Sit,
    Skip,
    SkipSeconds,
    Snooze,
    Stand,
    Start,
    Stop,
    Swap,
    WasSitting,
)

NAMES: dict[type, str] = {
    Start: "start",
    Stop: "stop",
    PauseBreak: "break_pause",
    ContinueBreak: "break_continue",
    SkipSeconds: "break_next",
    Swap: "swap",
    Snooze: "snooze",
    Skip: "skip",
    Pause: "pause",
    Resume: "resume",
    Stand: "stand",
    Sit: "sit",
    WasSitting: "was_sitting",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one step answers."""

    state: State
    effects: tuple[Effect, ...]
    wait_s: float  # call again after this long at the latest
    watch_idle_s: frozenset[float]  # pauses in input of these lengths are to be told when they are reached


def step(
    state: State, moment: Moment, evidence: Evidence, rules: Rules, commands: Sequence[Command] = ()
) -> Step:
    """Bring *state* to *moment*. Never raises for any values of the right types."""
    sheet = Sheet(state, moment, evidence, rules)
    sitting.elapse(sheet)
    holding.elapse(sheet)
    presence.assess(sheet)
    breaks.elapse(sheet)
    sitting.settle(sheet)
    for command in commands:
        why = _obey(sheet, command)
        if why:
            sheet.effects.append(Refused(do=NAMES[type(command)], why=why))
    prompting.advance(sheet)
    sheet.tell_change()
    wait_s = waiting.wait_s(sheet)
    return Step(
        state=sheet.freeze(wait_s),
        effects=tuple(sheet.effects),
        wait_s=wait_s,
        watch_idle_s=waiting.watch_idle_s(sheet),
    )


def _obey(sheet: Sheet, command: Command) -> str:
    """Do what the user asks; why not, or an empty string."""
    return _DO[type(command)](sheet, command)


def _pause(sheet: Sheet, minutes: int | None) -> str:
    holding.pause(sheet, minutes)
    prompting.withdraw(sheet)
    return ""


def _resume(sheet: Sheet) -> str:
    if sheet.paused is None:
        return "Reminders are not paused."
    sheet.paused = None
    return ""


_DO: dict[type, Callable[[Sheet, Any], str]] = {
    Start: lambda sheet, asked: breaks.start(sheet, asked.routine, asked.seconds),
    Stop: lambda sheet, asked: breaks.stop(sheet),
    PauseBreak: lambda sheet, asked: breaks.pause(sheet),
    ContinueBreak: lambda sheet, asked: breaks.go_on(sheet),
    SkipSeconds: lambda sheet, asked: breaks.skip(sheet, asked.seconds),
    Swap: lambda sheet, asked: breaks.swap(sheet, asked.routine, asked.seconds),
    Snooze: lambda sheet, asked: answering.snooze(sheet, asked.minutes),
    Skip: lambda sheet, asked: answering.skip(sheet),
    Pause: lambda sheet, asked: _pause(sheet, asked.minutes),
    Resume: lambda sheet, asked: _resume(sheet),
    Stand: lambda sheet, asked: sitting.stand(sheet),
    Sit: lambda sheet, asked: sitting.sit(sheet),
    WasSitting: lambda sheet, asked: sitting.take_back(sheet),
}
