"""Routines that the user picks by hand: which are offered, how one is played then, and what is to be said of
it first.

Any routine may be started (rule B4), also one that would never be suggested; whoever does so is told what
speaks against it.
"""

from __future__ import annotations

from enum import StrEnum

from sitbreak.core.choosing import Choice, weight
from sitbreak.core.eligible import LONG_S, eligible
from sitbreak.core.progression import bearable, level_now, warm_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sitbreak.core.eligible import Profile
    from sitbreak.core.routines import Catalogue, Routine
    from sitbreak.core.suggestions import History

DEFAULTS = ("standing-march", "supported-march", "standing-hip-flexor-stretch", "kneeling-hip-flexor-stretch")

_IN_THE_MENU = 8


class Against(StrEnum):
    """What speaks against a routine for this user."""

    NOTHING = ""
    LEFT_OUT = "left-out"  # it has a kind of movement that the user left out (rule S1)
    HURT = "hurt"  # it hurt, or one like it did (rule P4)
    LEVEL = "level"  # it is stronger than the user's level (rule S4)


def offered(
    catalogue: Catalogue, profile: Profile, history: History, *, day: int, now_s: float
) -> tuple[Routine, ...]:
    """Up to 8 eligible routines to start by hand: the default ones first, then those with the largest
    weights. A break that is asked for may be a long one."""
    fitting = [
        routine
        for routine in eligible(catalogue, profile, history, day=day, now_s=now_s)
        if routine.total_seconds <= max(LONG_S, profile.routine_max_s)
    ]
    first = [routine for routine in fitting if routine.id in DEFAULTS]
    rest = [routine for routine in fitting if routine.id not in DEFAULTS]
    first.sort(key=lambda routine: DEFAULTS.index(routine.id))
    rest.sort(key=lambda routine: -weight(profile, history, routine, now_s))
    return tuple([*first, *rest][:_IN_THE_MENU])


def picked(routine: Routine, profile: Profile, history: History, sitting_s: float) -> Choice:
    """*routine* with the lead side, the ease and the warm-up that choosing would give it after *sitting_s* of
    sitting."""
    shown = history.of(routine.id)
    return Choice(
        routine=routine,
        lead_side="right" if shown and shown.last.lead_side == "left" else "left",
        easier=bool(shown and shown.eased),
        warm_up=warm_up(profile.exclusions, sitting_s, routine),
    )


def against(
    routine: Routine, catalogue: Catalogue, profile: Profile, history: History, now_s: float
) -> Against:
    """What speaks against starting *routine* at wall time *now_s*, the gravest first."""
    if not bearable(catalogue, history, now_s)(routine):
        return Against.HURT
    if not profile.exclusions.isdisjoint(routine.conflicts):
        return Against.LEFT_OUT
    stronger = routine.level > level_now(profile.level, history, now_s)
    return Against.LEVEL if stronger else Against.NOTHING
