"""Which routines can be suggested at all: the hard filters S1 to S9 of choosing, never relaxed.

A routine is eligible only if

**S1** its conflicts and what the user left out share nothing;
**S2** the user's place is among its places;
**S3** the user has all its equipment (by default in the office: support, wall, chair; on a journey:
support, chair; at home: support, wall, chair, mat);
**S4** its level is not above the user's, which is lower for a while after something hurt (P4);
**S5** it can be done in any clothes, unless the user's are stretchy;
**S6** it fits into the time offered: `breaks.routine_max_s`, and 180 s on a long break;
**S7** it is not switched off by the user or a pack, and nothing that hurt speaks against it (P4);
**S8** routines of its daily cap were shown fewer than twice today;
**S9** in quiet mode it is discreet.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from sitbreak.core.progression import bearable, level_now
from sitbreak.core.routines import Catalogue, Clothing, Equipment, Place, Routine, Tag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sitbreak.core.suggestions import History

LONG_S = 180  # time offered on a long break
_A_DAY = 2  # routines of one daily cap


def usual_equipment(place: Place) -> frozenset[Equipment]:
    """What somebody has who did not say (rule S3)."""
    has = {Equipment.SUPPORT, Equipment.CHAIR}
    if place is not Place.TRAVEL:
        has.add(Equipment.WALL)
    if place is Place.HOME:
        has.add(Equipment.MAT)
    return frozenset(has)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the user said about herself or himself. The defaults are those of the settings."""

    place: Place = Place.OFFICE
    level: int = 1  # 1 to 3
    exclusions: frozenset[Tag] = frozenset()
    equipment: frozenset[Equipment] | None = None  # None: the usual of the place
    clothing: Clothing = Clothing.ANY
    disabled: frozenset[str] = frozenset()  # ids
    starred: frozenset[str] = frozenset()  # ids
    quiet: bool = False  # in a call, a presentation or a shared room
    long_every: int = 3  # so many shorter breaks before a long one; 0: none
    routine_max_s: int = 120

    @classmethod
    def from_keys(cls, values: Mapping[str, object]) -> Profile:
        """The profile that settings, named by their dotted keys, describe; what is not named is the default.
        Raises :class:`ValueError` for a value that no setting can have."""
        equipment = values.get("routines.equipment")  # None: the usual things of the place
        return cls(
            place=Place(str(values.get("routines.place", Place.OFFICE))),
            level=_number(values.get("routines.level", 1)),
            exclusions=frozenset(Tag(word) for word in _words(values.get("routines.exclusions"))),
            equipment=None if equipment is None else frozenset(map(Equipment, _words(equipment))),
            clothing=Clothing(str(values.get("routines.clothing", Clothing.ANY))),
            disabled=frozenset(_words(values.get("routines.disabled"))),
            starred=frozenset(_words(values.get("routines.starred"))),
            long_every=_number(values.get("breaks.long_every", 3)),
            routine_max_s=_number(values.get("breaks.routine_max_s", 120)),
        )


def _words(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple | set | frozenset):
        raise ValueError(f"{value!r} is not a list")  # noqa: TRY004 (one kind of complaint)
    return tuple(str(word) for word in value)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is not a number")  # noqa: TRY004 (one kind of complaint)
    return int(value)


@lru_cache(maxsize=8)
def suitable(catalogue: Catalogue, profile: Profile, level: int) -> tuple[Routine, ...]:
    """What passes the filters that only a changed profile changes: S1 to S5, S7 but for what hurt, S9."""
    has = usual_equipment(profile.place) if profile.equipment is None else profile.equipment
    return tuple(
        routine
        for routine in catalogue
        if profile.exclusions.isdisjoint(routine.conflicts)
        and profile.place in routine.places
        and has.issuperset(routine.equipment)
        and routine.level <= level
        and (profile.clothing is Clothing.STRETCHY or routine.clothing is Clothing.ANY)
        and routine.enabled
        and routine.id not in profile.disabled
        and (routine.discreet or not profile.quiet)
    )


def eligible(
    catalogue: Catalogue, profile: Profile, history: History, *, day: int, now_s: float
) -> tuple[Routine, ...]:
    """What passes all filters but S6, in the order of the catalogue. *now_s* is wall time."""
    level = level_now(profile.level, history, now_s) if history.hurts else profile.level
    routines: Iterable[Routine] = suitable(catalogue, profile, level)
    if history.hurts:
        routines = filter(bearable(catalogue, history, now_s), routines)
    if spent := _spent_caps(catalogue, history, day):
        routines = (routine for routine in routines if routine.daily_cap not in spent)
    return tuple(routines)


def _spent_caps(catalogue: Catalogue, history: History, day: int) -> set[str]:
    """The daily caps that are reached (rule S8)."""
    shown = (catalogue.get(event.routine) for event in history.shown_on(day))
    caps = Counter(routine.daily_cap for routine in shown if routine and routine.daily_cap)
    return {cap for cap, times in caps.items() if cap and times >= _A_DAY}
