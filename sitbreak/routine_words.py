"""What the user reads about routines besides their own texts: stop signs, why one was chosen, how strong it
is, and how it ended."""

from __future__ import annotations

from sitbreak.words import _, fill


def not_reviewed() -> str:
    return _("No clinician has reviewed this routine. It is an idea for gentle movement, not medical advice.")


def stop_sign(key: str) -> str:
    """The text of a stop sign; an unknown one is answered as it is."""
    known = {
        "sharp-pain": _("Sharp or sudden pain: stop now."),
        "spreading-pain": _("Pain that spreads into the groin, buttock or leg: stop now."),
        "numbness": _("Numbness, tingling or weakness: stop now."),
        "dizzy": _("Dizzy or light-headed: sit down and breathe normally."),
        "chest": _("Chest pain or trouble breathing: stop and get help at once."),
        "front-hip-pinch": _("A pinch at the front of the hip: lower the leg or choose another routine."),
        "low-back-ache": _("Low back starting to ache: make it smaller or stop."),
        "knee-pain": _("Knee pain: stop and choose a standing or chair routine."),
    }
    return known.get(str(key), str(key))


def level(number: int) -> str:
    return {1: _("gentle"), 2: _("moderate"), 3: _("strong, only when asked for")}.get(number, str(number))


def reason(key: str) -> str:
    """Why a routine was chosen, as a sentence; an unknown reason is answered as it is.

    *key* is a :class:`sitbreak.core.choosing.Why` or its value.
    """
    known = {
        "opening": _("The day opens with a movement."),
        "long-sitting": _("After more than an hour and a half of sitting, moving comes first."),
        "long-break": _("A few short breaks have gone by, so this one may be longer."),
        "balance": _("It keeps today's mix of moving, stretching, strengthening and settling in balance."),
        "short": _("The last two were skipped, so this one is short and gentle."),
        "stalled": _("The last three were skipped. Until a break is done there is only the plain reminder."),
        "nothing-eligible": _("No routine fits your settings just now. A change of position is a break too."),
    }
    return known.get(str(key), str(key))


def to_the_end(title: str, *, done: bool, rested: bool) -> tuple[str, str]:
    """What is said, as a heading and a sentence, once the routine *title* has come to its end. It may be not
    *done*, for the steps passed over or the typing (rules B2 and B7); then the user may have *rested* all the
    same."""
    if done:
        return _("Nicely done"), fill(_("That was {routine}."), routine=title)
    if rested:
        some = _("That was some of {routine}, and it counts as a rest.")
    else:
        some = _("That was some of {routine}. The next nudge comes a little sooner.")
    return _("A little is fine too"), fill(some, routine=title)
