"""Breaks the user starts.

Rules
-----
**B1** *Start* opens the break with its routine and stops sitting time. It is `done` when the routine has
run to its end; then sitting time is 0.

**B2** Input during more than 40 % of the break makes it `partial` (someone kept typing). So does stopping
before the end. Partial with input-free seconds of at least half the routine counts as a rest; less counts
as a snooze of the smallest choice.

**B3** Outcomes recorded are exactly: `done`, `partial`, `natural` (an absence or standing while due),
`skipped`, `expired` (the episode ended without an answer). A reminder that was shown is never recorded as a
break taken.

**B4** A break can be started at any time, due or not, with any routine.

**B5** The break ends by itself: a closed window, a crash of it, a lost desktop or a suspend leaves no state
behind.
"""

from __future__ import annotations

from dataclasses import replace

from sitbreak.core import prompting, sitting
from sitbreak.core.model import BreakEnded, BreakStarted, Outcome, Prompt, RestKind
from sitbreak.core.prompting import Event
from sitbreak.core.state import CLOSE_S, RunningBreak, Sheet

TYPED_SHARE = 0.4  # rule B2
REST_SHARE = 0.5  # rule B2


def start(sheet: Sheet, routine: str, seconds: float) -> str:
    """*Start*; answers why not, or an empty string."""
    if sheet.running:
        return "A break is running already."
    prompting.withdraw(sheet)
    before = sheet.episode
    prompting.happen(sheet, Event.STARTED)
    sheet.episode = prompting.fresh(before)
    sheet.run_s = 0.0
    sheet.running = RunningBreak(routine=routine, seconds=seconds, started_at_s=sheet.now, episode=before)
    sheet.effects.append(BreakStarted(routine=routine, seconds=seconds))
    return ""


def stop(sheet: Sheet) -> str:
    """*Stop* before the end; answers why not, or an empty string."""
    if not sheet.running:
        return "No break is running."
    _end(sheet, sheet.running, sheet.now - sheet.running.started_at_s)
    return ""


def elapse(sheet: Sheet) -> None:
    """Count the input of a running break, and end it when its time has come or nobody could see it (B5)."""
    running = sheet.running
    if running is None:
        return
    running = replace(running, input_s=max(0.0, running.input_s + _input_s(sheet)))
    ran_s = sheet.now - running.started_at_s
    unseen_s = sheet.lost_s + sheet.asleep_s
    if running.cut_at_s is not None:
        unseen_s += sheet.now - running.cut_at_s
    if unseen_s:
        _end(sheet, running, min(running.seconds, max(0.0, ran_s - unseen_s)), broken_off=True)
    elif ran_s >= running.seconds - CLOSE_S:
        _end(sheet, running, running.seconds)
    else:
        sheet.running = running


def _input_s(sheet: Sheet) -> float:
    """Seconds of this step with input. Negative when it turns out that input had stopped before the step
    began."""
    if not sheet.was.where.input_on:
        return 0.0
    if sheet.where.input_on or sheet.where.input_at_s is None:
        return sheet.awake_s
    return min(sheet.awake_s, sheet.where.input_at_s - sheet.was.boot_s)


def _end(sheet: Sheet, running: RunningBreak, ran_s: float, *, broken_off: bool = False) -> None:
    sheet.running = None
    whole = ran_s >= running.seconds - CLOSE_S and not broken_off
    done = whole and running.input_s <= TYPED_SHARE * running.seconds
    free_s = max(0.0, ran_s - running.input_s)
    rested = done or free_s >= REST_SHARE * running.seconds - CLOSE_S
    if rested:
        sitting.rest(sheet, RestKind.BREAK, ran_s)
    ended = BreakEnded(
        outcome=Outcome.DONE if done else Outcome.PARTIAL, routine=running.routine, seconds=ran_s
    )
    sheet.effects.append(ended)
    if not rested and running.episode.prompt is not Prompt.NONE:
        _snooze_shortest(sheet, running)


def _snooze_shortest(sheet: Sheet, running: RunningBreak) -> None:
    """A break cut short counts as a snooze of the smallest choice; with no budget left, as none."""
    before = running.episode
    prompting.happen(sheet, Event.CUT_SHORT)
    left = max(0, sheet.rules.snooze_budget_min - before.snooze_used_min)
    minutes = min(left, *sheet.rules.snooze_choices_min)
    sheet.episode = replace(
        before,
        prompt=Prompt.SNOOZED,
        since_s=sheet.now,
        reasons=(),
        live=False,
        snoozed_min=minutes,
        snoozed_until_s=sheet.now + minutes * 60.0,
        snooze_used_min=before.snooze_used_min + minutes,
    )
