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

**B6** *Pause the break*: its clock stands still until it is to *continue*. Meanwhile input is not input
during the break, and who sits is measured as sitting (P1), though no reminder comes. A pause has an end:
after 5 min the break ends as one that was stopped.

**B7** *Next step* passes over the rest of the running one. Seconds passed over were not spent: the break is
`done` only if they and those with input are together at most 40 % of the routine; else it is `partial`, and
B2 weighs the input-free seconds that were spent. Recorded are the seconds spent.

**B8** *Swap* puts another routine in the place of the running one. It begins at its beginning, and nothing
of the one before counts for it: neither time spent, nor input, nor what was passed over, nor a pause. (How
often one may swap is rule O12 of choosing.)
"""

from __future__ import annotations

from dataclasses import replace

from sitbreak.core import prompting, sitting
from sitbreak.core.model import BreakChanged, BreakEnded, BreakStarted, Outcome, Prompt, RestKind
from sitbreak.core.prompting import Event
from sitbreak.core.state import CLOSE_S, RunningBreak, Sheet

TYPED_SHARE = 0.4  # rule B2
REST_SHARE = 0.5  # rule B2
LONGEST_PAUSE_S = 300.0  # rule B6

_NONE_RUNS = "No break is running."


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
        return _NONE_RUNS
    _end(sheet, sheet.running, position_s(sheet.running, sheet.now))
    return ""


def pause(sheet: Sheet) -> str:
    """*Pause the break* (B6); answers why not, or an empty string."""
    if not sheet.running:
        return _NONE_RUNS
    if sheet.running.paused_at_s is not None:
        return "The break is paused already."
    _change(sheet, replace(sheet.running, paused_at_s=sheet.now))
    return ""


def go_on(sheet: Sheet) -> str:
    """*Continue the break* (B6); answers why not, or an empty string."""
    if not sheet.running:
        return _NONE_RUNS
    if sheet.running.paused_at_s is None:
        return "The break is not paused."
    stood_s = sheet.now - sheet.running.paused_at_s
    going = replace(sheet.running, started_at_s=sheet.running.started_at_s + stood_s, paused_at_s=None)
    _change(sheet, going)
    return ""


def skip(sheet: Sheet, seconds: float) -> str:
    """*Next step*, *seconds* further on (B7); answers why not, or an empty string."""
    running = sheet.running
    if not running:
        return _NONE_RUNS
    left_s = running.seconds - position_s(running, sheet.now)
    passed_s = max(0.0, min(seconds, left_s))
    running = replace(
        running, started_at_s=running.started_at_s - passed_s, skipped_s=running.skipped_s + passed_s
    )
    if passed_s >= left_s - CLOSE_S:
        _end(sheet, running, running.seconds)
    else:
        _change(sheet, running)
    return ""


def swap(sheet: Sheet, routine: str, seconds: float) -> str:
    """*Swap* (B8); answers why not, or an empty string."""
    if not sheet.running:
        return _NONE_RUNS
    running = RunningBreak(
        routine=routine, seconds=seconds, started_at_s=sheet.now, episode=sheet.running.episode
    )
    _change(sheet, running, swapped=True)
    return ""


def _change(sheet: Sheet, running: RunningBreak, *, swapped: bool = False) -> None:
    sheet.running = running
    effect = BreakChanged(routine=running.routine, seconds=running.seconds, swapped=swapped)
    sheet.effects.append(effect)


def position_s(running: RunningBreak, at_s: float) -> float:
    """How far the routine has come at *at_s* on the boot clock."""
    if running.paused_at_s is not None:
        at_s = min(at_s, running.paused_at_s)
    return max(0.0, at_s - running.started_at_s)


def next_turn_s(running: RunningBreak, now_s: float) -> float:
    """Seconds until the break ends if nobody does anything."""
    if running.paused_at_s is not None:
        return running.paused_at_s + LONGEST_PAUSE_S - now_s
    return running.started_at_s + running.seconds - now_s


def elapse(sheet: Sheet) -> None:
    """Count the input of a running break, and end it when its time has come or nobody could see it (B5)."""
    running = sheet.running
    if running is None:
        return
    if running.paused_at_s is None:
        running = replace(running, input_s=max(0.0, running.input_s + _input_s(sheet)))
    unseen_s = sheet.lost_s + sheet.asleep_s
    if running.cut_at_s is not None:
        unseen_s += sheet.now - running.cut_at_s
    at_s = min(running.seconds, position_s(running, sheet.now - unseen_s))
    if unseen_s:
        _end(sheet, running, at_s, broken_off=True)
    elif next_turn_s(running, sheet.now) <= CLOSE_S:
        _end(sheet, running, running.seconds if running.paused_at_s is None else at_s)
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


def _end(sheet: Sheet, running: RunningBreak, at_s: float, *, broken_off: bool = False) -> None:
    """The break ends where its routine has come to *at_s*."""
    sheet.running = None
    whole = at_s >= running.seconds - CLOSE_S and not broken_off
    lost_s = running.input_s + running.skipped_s
    done = whole and lost_s <= TYPED_SHARE * running.seconds + CLOSE_S
    spent_s = max(0.0, at_s - running.skipped_s)
    rested = done or spent_s - running.input_s >= REST_SHARE * running.seconds - CLOSE_S
    if rested:
        sitting.rest(sheet, RestKind.BREAK, spent_s)
    ended = BreakEnded(
        outcome=Outcome.DONE if done else Outcome.PARTIAL, routine=running.routine, seconds=spent_s
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
