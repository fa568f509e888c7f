"""How long the program can wait, which pauses in input matter, and how things stand.

The wait ends at the next moment at which a rule could do something by itself. It is at most
:data:`SAVE_S`, so that state is saved at least once a minute (P10) and a stall is noticed (T2). Only while
the user is absent, and nothing is counted, it may be longer: the state of before tells as much after a
restart.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitbreak.core import answering, breaks, holding, hours, prompting
from sitbreak.core.model import Evidence, Moment, Posture, Presence, Prompt, Reason, Report, Rules
from sitbreak.core.presence import last_evidence_s
from sitbreak.core.state import ABSENT, CLOSE_S, Sheet, State

SAVE_S = 60.0  # rule P10
LONGEST_S = 600.0
TYPING_PAUSE_S = 2.0  # during a break a pause this long in input is no longer typing (B2)
_BY_THE_CLOCK = (Reason.HOURS, Reason.PAUSED)  # these end by themselves, at a time that is known


def wait_s(sheet: Sheet) -> float:
    """Seconds until the next moment at which something can happen without an event from outside."""
    absent = sheet.where.presence in ABSENT
    bound_s = LONGEST_S if absent and sheet.running is None and sheet.standing is None else SAVE_S
    return max(CLOSE_S, min([bound_s, *_moments(sheet)]))


def _moments(sheet: Sheet) -> Iterator[float]:
    now, rules, where = sheet.now, sheet.rules, sheet.where
    if where.presence is Presence.QUIET and not where.proof_on and sheet.evidence.idle_known:
        yield last_evidence_s(where) + rules.away_after_s - now
    if sheet.running is not None:
        yield breaks.next_turn_s(sheet.running, now)
    if sheet.standing is not None:
        yield sheet.standing.since_s + rules.standing_max_s - now
        if not sheet.standing.rested and where.absent_since_s is None:
            yield sheet.standing.since_s + rules.rest_after_s - now
    if sheet.paused is not None:
        yield holding.pause_left_s(sheet, sheet.paused)
    if sheet.running is None:
        yield from _prompt_moments(sheet)


def _prompt_moments(sheet: Sheet) -> Iterator[float]:
    episode, rules, now = sheet.episode, sheet.rules, sheet.now
    match episode.prompt:
        case Prompt.NONE if sheet.growing:
            yield max(rules.interval_s, episode.floor_sitting_s) - sheet.sitting_s
        case Prompt.SILENT if sheet.growing:
            yield episode.again_at_sitting_s - sheet.sitting_s
        case Prompt.WAITING:
            yield prompting.show_in_s(sheet)
        case Prompt.SHOWN:
            yield (episode.reminded_at_s or now) + rules.repeat_s - now
        case Prompt.SNOOZED:
            yield episode.snoozed_until_s - now
    if rules.work and episode.prompt not in (Prompt.NONE, Prompt.SNOOZED):
        yield hours.until_turn_s(rules.work, sheet.moment.wall)


def watch_idle_s(sheet: Sheet) -> frozenset[float]:
    """The pauses in input that a source must tell of."""
    watched = {sheet.rules.away_after_s}
    if sheet.running is not None:
        watched.add(TYPING_PAUSE_S)
    if sheet.episode.prompt is Prompt.WAITING and sheet.rules.wait_for_pause_s:
        watched.add(sheet.rules.wait_for_pause_s)
    return frozenset(watched)


def report(state: State, moment: Moment, evidence: Evidence, rules: Rules) -> Report:
    """How things stand at *moment*, which is that of the last step or a little later."""
    sheet = Sheet(state, moment, evidence, rules)
    since_step_s = min(max(0.0, moment.mono_s - state.mono_s), state.asked_s)
    if sheet.growing:
        sheet.sitting_s += since_step_s
    running = state.running
    elapsed_s = min(running.seconds, breaks.position_s(running, sheet.now)) if running else 0.0
    undo = state.undo
    return Report(
        sitting_s=sheet.sitting_s,
        presence=state.where.presence,
        why_unknown=state.where.why_unknown,
        posture=Posture.STANDING if state.standing else Posture.SITTING,
        prompt=state.episode.prompt,
        reasons=holding.reasons(sheet),
        next_in_s=next_in_s(sheet),
        snooze_left_min=answering.snooze_left_min(sheet),
        paused_for_s=max(0.0, holding.pause_left_s(sheet, state.paused)) if state.paused else None,
        break_routine=running.routine if running else None,
        break_left_s=running.seconds - elapsed_s if running else 0.0,
        break_elapsed_s=elapsed_s,
        break_seconds=running.seconds if running else 0.0,
        break_paused=running is not None and running.paused_at_s is not None,
        can_take_back=undo is not None and sheet.now <= undo.until_s and running is None,
        reminders=state.episode.n,
        held_for_s=sheet.now - state.episode.since_s if state.episode.prompt is Prompt.HELD else None,
        last_input_ago_s=_last_input_ago_s(sheet),
        input_for_s=0.0 if state.where.busy_since_s is None else sheet.now - state.where.busy_since_s,
    )


def _last_input_ago_s(sheet: Sheet) -> float | None:
    where = sheet.where
    if where.input_on:
        return 0.0
    return None if where.input_at_s is None else max(0.0, sheet.now - where.input_at_s)


def next_in_s(sheet: Sheet) -> float | None:
    """Seconds until the next reminder at the earliest, if all stays as it is; None when nothing is coming."""
    endless = [reason for reason in holding.reasons(sheet) if reason not in _BY_THE_CLOCK]
    unheld_s = _unheld_in_s(sheet)
    if endless or unheld_s is None:
        return None
    ahead_s = max(0.0, unheld_s)
    if sheet.paused is not None:
        ahead_s = max(ahead_s, holding.pause_left_s(sheet, sheet.paused))
    if sheet.rules.work:
        opens_s = hours.until_inside_s(sheet.rules.work, hours.later(sheet.moment.wall, ahead_s))
        if opens_s is None:
            return None
        ahead_s += opens_s
    return ahead_s


def _unheld_in_s(sheet: Sheet) -> float | None:
    """As :func:`next_in_s`, were there no hold."""
    episode, rules, now = sheet.episode, sheet.rules, sheet.now
    if sheet.running is not None:
        return None
    match episode.prompt:
        case Prompt.SNOOZED:
            return episode.snoozed_until_s - now
        case Prompt.SHOWN if episode.n < rules.repeat_max:
            return (episode.reminded_at_s or now) + rules.repeat_s - now
        case Prompt.SHOWN | Prompt.SILENT:
            left_s = episode.again_at_sitting_s - sheet.sitting_s
        case Prompt.NONE:
            left_s = max(rules.interval_s, episode.floor_sitting_s) - sheet.sitting_s
        case _:
            return prompting.show_in_s(sheet)
    return left_s if sheet.growing else None
