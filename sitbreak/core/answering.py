"""What the user answers to a reminder, other than by starting a break or leaving the chair.

Rules
-----
**R8** *Snooze n*: shown again when n minutes have passed (boot time), sitting time going on. It costs n of
the budget; a request beyond what is left is cut to what is left; at 0 snooze is refused and the user is
told why. Fifty clicks in a second are one.

**R9** *Not now* ends the episode as `skipped`. Sitting time goes on; the next becomes due after another 30
min.
"""

from __future__ import annotations

from dataclasses import replace

from sitbreak.core import prompting
from sitbreak.core.model import Outcome, Prompt
from sitbreak.core.prompting import Event
from sitbreak.core.state import Sheet

ONE_CLICK_S = 1.0  # rule R8


def snooze_left_min(sheet: Sheet) -> int:
    """Minutes of the snooze budget that are left in this episode."""
    return max(0, sheet.rules.snooze_budget_min - sheet.episode.snooze_used_min)


def snooze(sheet: Sheet, minutes: int) -> str:
    """*Snooze* (R8); answers why not, or an empty string."""
    episode = sheet.episode
    clicked = episode.snooze_clicked_at_s
    if clicked is not None and sheet.now - clicked <= ONE_CLICK_S and episode.prompt is Prompt.SNOOZED:
        return ""
    if sheet.running:
        return "A break is running; there is nothing to snooze."
    if episode.prompt is Prompt.NONE:
        return "No break is due; there is nothing to snooze."
    left = snooze_left_min(sheet)
    if sheet.rules.snooze_budget_min == 0:
        return "Snooze is switched off: its budget is 0 minutes."
    if left == 0:
        return f"The {sheet.rules.snooze_budget_min} minutes of snooze for this break are used up."
    granted = min(minutes, left)
    prompting.withdraw(sheet)
    prompting.happen(sheet, Event.SNOOZED)
    sheet.episode = replace(
        sheet.episode,
        reasons=(),
        snoozed_min=granted,
        snoozed_until_s=sheet.now + granted * 60.0,
        snooze_used_min=episode.snooze_used_min + granted,
        snooze_clicked_at_s=sheet.now,
    )
    return ""


def skip(sheet: Sheet) -> str:
    """*Not now* (R9); answers why not, or an empty string."""
    if sheet.episode.prompt is Prompt.NONE:
        return "No break is due; there is nothing to skip."
    prompting.close(sheet, Outcome.SKIPPED)
    sheet.episode = replace(sheet.episode, floor_sitting_s=sheet.sitting_s + prompting.MORE_SITTING_S)
    return ""
