"""Routines that the user picks by hand: which are offered, and what is to be said of one first.

Any routine may be started (rule B4), also one that would never be suggested; whoever does so is told what
speaks against it.
"""

from __future__ import annotations

from enum import StrEnum

from sitbreak.core.choosing import weight
from sitbreak.core.eligible import LONG_S, eligible
from sitbreak.core.progression import bearable, level_now

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
