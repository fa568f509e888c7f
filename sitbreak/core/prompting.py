"""Reminding: when the user is told, and when not. One of three machines that never reach into each other.

An **episode** runs from becoming due to the next rest, skip or done break; at most one is open.

Rules
-----
**R1** Due when sitting time reaches ``interval``. Due is a state: missing the exact second loses nothing.

**R2** Due and a hold reason is true: `held` (:mod:`.holding`). An open episode survives a taken-back
stretch.

**R3** Due and not held: wait for ``wait_for_pause`` without input, at most ``wait_limit``, never past 60
min of sitting, then shown.

**R4** When the last reason ends, R3 applies at once: one reminder, saying how long the user has sat. Never
several. A reminder that is still fresh on the screen (R5) is not repeated for it.

**R5** An unanswered reminder is replaced, not stacked, every ``repeat``, until ``repeat_max`` were shown in
the episode; then `silent`: the tray stays in its due state, and the next reminder comes only after 30 more
minutes of sitting.

**R6** Never two live notifications. Never two reminders within 5 min, except after a snooze or when the
user asks.

**R7** A rest closes the episode, withdraws the notification and voids any snooze.

**R8**, **R9** *Snooze* and *Not now* are in :mod:`.answering`.

**R11** A new interval by reload acts at once: due now if sitting time has passed it, once. One that sitting
time has not reached ends an episode that the old one had opened, as `expired`.

The machine is :data:`TABLE`. What is not in it is refused and changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from sitbreak.core import holding
from sitbreak.core.model import (
    BreakEnded,
    Hold,
    Outcome,
    Prompt,
    Reason,
    Release,
    Remind,
    RestKind,
    Withdraw,
)
from sitbreak.core.state import CLOSE_S, Episode, Sheet

LATEST_SITTING_S = 3600.0  # rule R3
GAP_S = 300.0  # rule R6
MORE_SITTING_S = 1800.0  # rules R5, R9


class Event(StrEnum):
    """What can happen to a prompt."""

    REACHED = "sitting time reaches the interval"
    BARRED = "a hold reason is true"
    FREED = "the last reason ends"
    STILL_SHOWN = "the last reason ends, reminder still fresh"
    STILL_SILENT = "due again, but shown often enough"
    TYPING = "input goes on"
    TOLD = "reminder shown"
    UNANSWERED = "shown repeat_max times"
    SAT_ON = "30 more minutes of sitting"
    SNOOZED = "snooze"
    ELAPSED = "snooze is over"
    CLOSED = "rest, not now, or a longer interval"
    STARTED = "break started"
    CUT_SHORT = "break cut short"
    TAKEN_BACK = "rest taken back"


_OPEN = (Prompt.DUE, Prompt.HELD, Prompt.WAITING, Prompt.SHOWN, Prompt.SNOOZED, Prompt.SILENT)

TABLE: dict[tuple[Prompt, Event], Prompt] = {
    (Prompt.NONE, Event.REACHED): Prompt.DUE,
    (Prompt.NONE, Event.TAKEN_BACK): Prompt.DUE,
    (Prompt.NONE, Event.CUT_SHORT): Prompt.SNOOZED,
    (Prompt.DUE, Event.BARRED): Prompt.HELD,
    (Prompt.DUE, Event.TYPING): Prompt.WAITING,
    (Prompt.DUE, Event.TOLD): Prompt.SHOWN,
    (Prompt.WAITING, Event.BARRED): Prompt.HELD,
    (Prompt.WAITING, Event.TOLD): Prompt.SHOWN,
    (Prompt.SHOWN, Event.BARRED): Prompt.HELD,
    (Prompt.SHOWN, Event.TOLD): Prompt.SHOWN,
    (Prompt.SHOWN, Event.UNANSWERED): Prompt.SILENT,
    (Prompt.SILENT, Event.BARRED): Prompt.HELD,
    (Prompt.SILENT, Event.SAT_ON): Prompt.DUE,
    (Prompt.HELD, Event.FREED): Prompt.DUE,
    (Prompt.HELD, Event.STILL_SHOWN): Prompt.SHOWN,
    (Prompt.HELD, Event.STILL_SILENT): Prompt.SILENT,
    (Prompt.DUE, Event.STILL_SILENT): Prompt.SILENT,
    (Prompt.SNOOZED, Event.ELAPSED): Prompt.DUE,
    **{(prompt, Event.SNOOZED): Prompt.SNOOZED for prompt in _OPEN},
    **{(prompt, Event.CLOSED): Prompt.NONE for prompt in _OPEN},
    **{(prompt, Event.STARTED): Prompt.NONE for prompt in _OPEN},
}


def happen(sheet: Sheet, event: Event) -> bool:
    """Move the prompt as :data:`TABLE` says; False, and nothing changed, when it says nothing."""
    target = TABLE.get((sheet.episode.prompt, event))
    if target is None:
        return False
    sheet.episode = replace(sheet.episode, prompt=target, since_s=sheet.now)
    return True


def advance(sheet: Sheet) -> None:
    """Bring the prompt to where this step's sitting time, reasons and clock say it belongs."""
    if sheet.running:
        return
    _expire(sheet)
    due_at_s = max(sheet.rules.interval_s, sheet.episode.floor_sitting_s)
    if sheet.episode.prompt is Prompt.NONE and sheet.sitting_s >= due_at_s - CLOSE_S:
        happen(sheet, Event.REACHED)
        sheet.episode = replace(sheet.episode, interval_s=sheet.rules.interval_s)
    if sheet.episode.prompt is Prompt.SNOOZED and sheet.now >= sheet.episode.snoozed_until_s - CLOSE_S:
        happen(sheet, Event.ELAPSED)
    if sheet.episode.prompt in (Prompt.NONE, Prompt.SNOOZED):
        return
    reasons = holding.reasons(sheet)
    if reasons:
        _hold(sheet, reasons)
        return
    if sheet.episode.prompt is Prompt.HELD:
        _let_go(sheet)
    _unheld(sheet)


def _expire(sheet: Sheet) -> None:
    """R11: the episode was opened by an interval shorter than the one in force now."""
    episode, interval_s = sheet.episode, sheet.rules.interval_s
    if episode.prompt is Prompt.NONE or interval_s <= episode.interval_s:
        return
    if sheet.sitting_s < interval_s - CLOSE_S:
        close(sheet, Outcome.EXPIRED)
    else:
        sheet.episode = replace(episode, interval_s=interval_s)


def _hold(sheet: Sheet, reasons: tuple[Reason, ...]) -> None:
    if happen(sheet, Event.BARRED) or reasons != sheet.episode.reasons:
        sheet.episode = replace(sheet.episode, reasons=reasons, was_held=True)
        sheet.effects.append(Hold(reasons=reasons))


def _let_go(sheet: Sheet) -> None:
    """R4: the last reason has ended."""
    episode = sheet.episode
    sheet.effects.append(Release(reasons=episode.reasons))
    fresh = episode.live and sheet.now < _repeat_at_s(sheet) - CLOSE_S
    if fresh:
        happen(sheet, Event.STILL_SHOWN)
    elif _shown_out(sheet):
        happen(sheet, Event.STILL_SILENT)
    else:
        happen(sheet, Event.FREED)
    sheet.episode = replace(sheet.episode, reasons=())


def _shown_out(sheet: Sheet) -> bool:
    """R5: shown often enough, and not 30 more minutes of sitting ago."""
    episode = sheet.episode
    return (
        episode.n >= sheet.rules.repeat_max
        and sheet.sitting_s < episode.again_at_sitting_s - CLOSE_S
        and not episode.snoozed_min
    )


def _unheld(sheet: Sheet) -> None:
    """R3 and R5: due, waiting, shown or silent, and nothing forbids showing."""
    episode = sheet.episode
    if episode.prompt is Prompt.SILENT and sheet.sitting_s >= episode.again_at_sitting_s - CLOSE_S:
        happen(sheet, Event.SAT_ON)
    elif episode.prompt is Prompt.SHOWN and sheet.now >= _repeat_at_s(sheet) - CLOSE_S:
        if episode.n < sheet.rules.repeat_max:
            _remind(sheet)
        else:
            happen(sheet, Event.UNANSWERED)
    if sheet.episode.prompt is Prompt.DUE and not _show_now(sheet):
        happen(sheet, Event.TYPING)
    if sheet.episode.prompt in (Prompt.DUE, Prompt.WAITING) and _show_now(sheet):
        _remind(sheet)


def _show_now(sheet: Sheet) -> bool:
    """Whether a due reminder is shown at this step (R3, R6)."""
    return show_in_s(sheet) <= CLOSE_S


def show_in_s(sheet: Sheet) -> float:
    """Seconds until a reminder that is due and not held is shown, if input stays as it is (R3, R6)."""
    episode, rules, where = sheet.episode, sheet.rules, sheet.where
    if episode.snoozed_min:
        return 0.0
    waited_from_s = episode.since_s if episode.prompt is Prompt.WAITING else sheet.now
    limit_s = min(waited_from_s + rules.wait_limit_s - sheet.now, LATEST_SITTING_S - sheet.sitting_s)
    if where.input_on:
        pause_s = limit_s if rules.wait_for_pause_s else 0.0
    elif where.input_at_s is None or not sheet.evidence.idle_known:
        pause_s = 0.0
    else:
        pause_s = where.input_at_s + rules.wait_for_pause_s - sheet.now
    gap_s = 0.0 if episode.reminded_at_s is None else episode.reminded_at_s + GAP_S - sheet.now
    return max(0.0, min(pause_s, limit_s), gap_s)


def _repeat_at_s(sheet: Sheet) -> float:
    return (sheet.episode.reminded_at_s or 0.0) + sheet.rules.repeat_s


def _remind(sheet: Sheet) -> None:
    happen(sheet, Event.TOLD)
    episode, rules = sheet.episode, sheet.rules
    n = episode.n + 1
    sheet.effects.append(
        Remind(
            n=n,
            sitting_s=sheet.sitting_s,
            after_snooze_min=episode.snoozed_min,
            after_hold=episode.was_held,
        )
    )
    sheet.episode = replace(
        episode,
        n=n,
        live=True,
        was_held=False,
        snoozed_min=0,
        reminded_at_s=sheet.now,
        again_at_sitting_s=sheet.sitting_s + rules.repeat_s + MORE_SITTING_S,
    )


def withdraw(sheet: Sheet) -> None:
    """Take the shown reminder away, if there is one."""
    if sheet.episode.live:
        sheet.effects.append(Withdraw())
        sheet.episode = replace(sheet.episode, live=False)


def close_by_rest(sheet: Sheet, kind: RestKind) -> bool:
    """R7; answers whether the rest was a natural break (B3), which the end of a started break is not."""
    natural = sheet.episode.prompt is not Prompt.NONE and kind is not RestKind.BREAK
    if natural:
        close(sheet, Outcome.NATURAL)
    sheet.episode = replace(fresh(sheet.episode), interval_s=0.0)
    return natural


def close(sheet: Sheet, outcome: Outcome) -> None:
    """End the open episode, with nothing but *outcome* to tell of it."""
    withdraw(sheet)
    happen(sheet, Event.CLOSED)
    sheet.episode = fresh(sheet.episode)
    sheet.effects.append(BreakEnded(outcome=outcome))


def fresh(episode: Episode) -> Episode:
    """No episode; only what outlives one is kept."""
    return Episode(reminded_at_s=episode.reminded_at_s, snooze_clicked_at_s=episode.snooze_clicked_at_s)


def reopen(sheet: Sheet, before: Episode) -> None:
    """P8: the rest that closed *before* is taken back."""
    if before.prompt is Prompt.NONE:
        sheet.episode = replace(sheet.episode, floor_sitting_s=before.floor_sitting_s)
    elif happen(sheet, Event.TAKEN_BACK):
        sheet.episode = replace(
            before, prompt=Prompt.DUE, since_s=sheet.now, live=False, reasons=(), snoozed_min=0
        )
        if _shown_out(sheet):
            happen(sheet, Event.STILL_SILENT)
