"""Progression, feedback and kindness: rules P1 to P6 and P8 of choosing.

**P1** The level starts at 1. Level 2 is offered, never switched to, after 12 breaks done on 5 different
days within 21 days, when none of the last 12 hurt and at most 2 were hard. A declined offer sleeps for 14
days. It comes with the thanks for a "good"; who never says how a break was gets it by itself, once.
**P2** Level 3 comes only by an explicit setting.
**P3** A routine that was hard in 2 of its last 3 showings has half the weight and three quarters of its
repetitions (alternating: an even number, at least 4; others at least 3). Three times good in a row restores
it.
**P4** A routine that hurt is not shown for 14 days, its family not for 3, and the level is one lower (1 at
least) for 7 days. A second hurt within 14 days, whatever the routine: only settling routines and the walk,
until the user says that it is fine again.
**P5** Seconds, repetitions and holds never grow past the catalogue, and nothing is caught up on.
**P6** After two skips in a row the next suggestion is of level 1 and at most 60 s. After three only the
plain message comes, until something is done; then, at most once a week, the user is asked whether the
rhythm fits.
**P8** Who is easily dizzy, or has sat for more than 90 min, warms up with small seated knee lifts first,
where the routine is not a seated one.
"""

from __future__ import annotations

from dataclasses import replace

from sitbreak.core.routines import BodyPosture, Group, Routine, Step, StepSide, Tag
from sitbreak.core.suggestions import DAY_S, Feedback, History, Note, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.core.routines import Catalogue

LONG_SITTING_S = 90 * 60.0
WALK = "walk-break"

_QUARANTINE_S = 14 * DAY_S
_FAMILY_S = 3 * DAY_S
_LOWER_S = 7 * DAY_S
_OFFER_SLEEPS_S = 14 * DAY_S
_ASK_AGAIN_S = 7 * DAY_S


def level_offer(history: History, now_s: float, level: int = 1) -> bool:
    """Whether to offer level 2 now to a user of *level* (rule P1). Tell the history of the offer with
    :attr:`Note.LEVEL_OFFERED`, and of its refusal with :attr:`Note.LEVEL_DECLINED`."""
    if level != 1 or _within(history, Note.LEVEL_OFFERED, now_s, _OFFER_SLEEPS_S):
        return False
    if _within(history, Note.LEVEL_DECLINED, now_s, _OFFER_SLEEPS_S):
        return False
    recent = history.since(now_s - 21 * DAY_S)
    done = [event for event in recent if event.outcome == Result.DONE]
    if len(done) < 12 or len({event.day for event in done}) < 5:
        return False
    last_twelve = recent[recent.index(done[-12]) :]
    felt = [event.feedback for event in last_twelve]
    return Feedback.HURT not in felt and felt.count(Feedback.HARD) <= 2


def rhythm_question(history: History, now_s: float) -> bool:
    """Whether to ask now if the interval and the quiet hours fit (rule P6). Tell the history that it was
    asked with :attr:`Note.RHYTHM_ASKED`."""
    return history.stalled and not _within(history, Note.RHYTHM_ASKED, now_s, _ASK_AGAIN_S)


def _within(history: History, note: Note, now_s: float, length_s: float) -> bool:
    at_s = history.notes.get(note)
    return at_s is not None and now_s - at_s < length_s


def easier(routine: Routine) -> Routine:
    """*routine* with three quarters of its repetitions, its seconds summed up again (rule P3)."""
    steps = tuple(_easier_step(step) for step in routine.steps)
    return replace(routine, steps=steps, total_seconds=sum(step.seconds for step in steps))


def _easier_step(step: Step) -> Step:
    if not step.reps or not step.rep_seconds:
        return step
    fewer = step.reps * 3 // 4
    fewer = max(4, fewer - fewer % 2) if step.side is StepSide.ALTERNATE else max(3, fewer)
    reps = min(step.reps, fewer)
    return replace(step, reps=reps, seconds=reps * step.rep_seconds)


def level_now(level: int, history: History, now_s: float) -> int:
    """The level cap of today, one lower for a while after something hurt (rule P4)."""
    hurt = any(now_s - at_s < _LOWER_S for _, at_s in history.hurts)
    return max(1, level - 1) if hurt else level


def bearable(catalogue: Catalogue, history: History, now_s: float) -> Callable[[Routine], bool]:
    """Tells of a routine whether nothing that hurt speaks against it (rule P4, part of S7)."""
    ids = {name for name, at_s in history.hurts if now_s - at_s < _QUARANTINE_S}
    named = (catalogue.get(name) for name, at_s in history.hurts if now_s - at_s < _FAMILY_S)
    families = {routine.family for routine in named if routine}
    settle_only = history.settle_only

    def fine(routine: Routine) -> bool:
        if routine.id in ids or routine.family in families:
            return False
        return not settle_only or routine.group is Group.SETTLE or routine.id == WALK

    return fine


def warm_up(exclusions: frozenset[Tag], sitting_s: float, routine: Routine) -> bool:
    """Whether small seated knee lifts come before *routine* (rule P8)."""
    if routine.posture is BodyPosture.CHAIR:
        return False
    return Tag.DIZZINESS in exclusions or sitting_s > LONG_SITTING_S
