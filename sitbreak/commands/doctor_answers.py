"""The two questions of `sitbreak doctor`, answered before any check: will I be reminded, why was I not?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitbreak.commands.decision_words import stamp
from sitbreak.words import _, duration, fill, reason_words

if TYPE_CHECKING:
    from sitbreak.commands.doctor_facts import Facts, Json

YES, NO, NOT_NOW = "yes", "no", "not now"
_LAST = 6  # decisions


class Answer(NamedTuple):
    answer: str
    text: str  # one or two sentences


def will_i(facts: Facts) -> Answer:
    """Whether a reminder comes, and when or why not."""
    status = facts.status
    if status is None:
        if facts.hangs:
            return Answer(NO, _("No: a sitbreak is there, but it does not answer."))
        return Answer(NO, _("No: sitbreak is not running. `sitbreak run --background` starts it."))
    if status["presence"] == "unknown":
        why = status["why_unknown"] or _("No source answers.")
        text = _("No: nobody can tell whether you are there, so sitting time stands still. {why}")
        return Answer(NO, fill(text, why=why))
    if not _is_there(facts, "notifications") and not _is_there(facts, "tray"):
        return Answer(NO, _("No: there is neither a tray nor a notification service to remind you by."))
    answer = _now(status)
    if answer.answer != NO and not _is_there(facts, "notifications"):
        only = _("Only the icon in the tray will tell: notifications are not there.")
        return Answer(answer.answer, f"{answer.text} {only}")
    return answer


def _is_there(facts: Facts, part: str) -> bool:
    found = facts.part(part)
    return found is not None and found["state"] == "ok"


def _now(status: Json) -> Answer:
    """By how things stand, given that a reminder could be seen."""
    sat, at = duration(status["sitting_s"]), (status["next_at"] or "")[11:16]
    reasons = ", ".join(reason_words(reason) for reason in status["reasons"])
    if status["break"]:
        return Answer(NOT_NOW, _("Not now: you are on a break. After it sitting time begins anew."))
    if status["prompt"] == "held":
        text = _("Not while {reasons}. You have sat {sat}, and the reminder comes when that ends.")
        return Answer(NOT_NOW, fill(text, reasons=reasons, sat=sat))
    if at:
        return Answer(YES, fill(_coming(status), time=at, sat=sat, n=status["reminders"], reasons=reasons))
    if reasons:
        text = _("Not while {reasons}. You have sat {sat} of {interval}.")
        interval = duration(status["interval_s"])
        return Answer(NOT_NOW, fill(text, reasons=reasons, sat=sat, interval=interval))
    return Answer(NO, _("No reminder is coming as things stand."))


def _coming(status: Json) -> str:
    """What comes at a known time."""
    prompt = status["prompt"]
    if prompt == "snoozed":
        return _("Yes, at {time}: you snoozed.")
    if prompt == "silent":
        return _(
            "Yes, at {time}, if you sit on: {n} reminders had no answer, so sitbreak is quiet until then."
        )
    if prompt == "shown":
        return _("You are being reminded: number {n} was shown. The next comes at {time}.")
    if prompt in ("due", "waiting"):
        return _("Yes, any moment: a break is due, and sitbreak waits for a pause in your typing.")
    if status["reasons"]:
        return _("Yes, at {time} at the earliest; not before, because {reasons}.")
    return _("Yes, at {time} if you sit on. You have sat {sat}.")


def why_not(facts: Facts) -> list[str]:
    """Why no reminder came: the last one, and the last decisions."""
    if facts.log_problem:
        return [facts.log_problem]
    reminders = [each for each in facts.told if any(line["kind"] == "reminded" for line in each.lines)]
    if reminders:
        last = stamp(reminders[-1].at_s, facts.now)
        lines = [fill(_("You were: the last reminder was shown at {time}."), time=last)]
    elif facts.told:
        lines = [_("No reminder was shown in the last 24 h. This is what was decided:")]
    else:
        lines = [_("Nothing is known of the last 24 h: sitbreak did not run, or keeps no history.")]
    return [*lines, *(f"{stamp(each.at_s, facts.now)}  {each.text}" for each in facts.told[-_LAST:])]
