"""Choosing the next routine: rules O1 to O12. Pure: the same history and the same draw give the same
routine.

Words: **E** is what is eligible in the time offered (:mod:`.eligible`), **today** the suggestions since
04:00 that were not swapped away, oldest first, **k** the number of the next one, and **N** = min(4, |E| -
1). The target **shares** are: move 0.30, stretch 0.30, strengthen 0.25, settle 0.15, of the groups that
have an eligible routine.

Rules
-----
**O1** No id of the last N of today; for k = 1 not yesterday's last. The walk is exempt on long breaks.
**O2** Not the same family as the one before it today.
**O3** Not the same group as the one before it today, if two or more groups have eligible routines.
**O4** For k = 1, and after more than 90 min of unbroken sitting: a level-1 routine that moves, of the first
family that has one in march, step, walk, seated-march, pelvis. (Move before you hold. After so long this
matters more than O3: moving may follow moving.)
**O5** Otherwise the group that lags furthest behind its share; ties in the order move, stretch, strengthen,
settle.
**O6** At least half of all moves are marches and at least half of all stretches are for the hip flexors:
while the group's anchor family lags behind, its routines go first.
**O7** A weighted draw: 1 + min(a, 40) / 10, where a suggestions were shown since this one last was (40 if
never); times 1.3 if starred; times 0.5 if it was swapped away or hard in the last 14 days, or is made
easier (P3).
**O8** The lead side is the other one than last time; the very first time it is left.
**O9** A long break is due when `breaks.long_every` shorter ones have passed today since the last of 120 s
or more (0: never). Then a routine of 120 s or more is taken that is not of the previous group; if there is
none, the choice is an ordinary one and the long break stays due.
**O10** When nothing is left, O2 is given up first, then O3, then N becomes N - 1 … 0. The filters never.
**O11** The draw comes from the installation, the local date and k, so asking twice shows the same.
**O12** A swap draws again without what was shown, with the same k; at most 3 times for one break.

Kindness (P1 to P8) is in :mod:`.progression`, what the user picks by hand in :mod:`.picking`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sitbreak.core.eligible import LONG_S, Profile, eligible
from sitbreak.core.progression import LONG_SITTING_S, WALK, warm_up
from sitbreak.core.routines import Catalogue, Group, Routine
from sitbreak.core.suggestions import DAY_S, History, Result, Suggested

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["Choice", "History", "Profile", "Suggested", "Why", "choose", "weight"]

SHARES = {Group.MOVE: 0.30, Group.STRETCH: 0.30, Group.STRENGTHEN: 0.25, Group.SETTLE: 0.15}
ANCHORS = {Group.MOVE: "march", Group.STRETCH: "hip-flexor-stretch"}
MOST_SWAPS = 3  # rule O12
FIRST_MOVES = ("march", "step", "walk", "seated-march", "pelvis")

_WINDOW = 4
_LONG_FROM_S = 120
_DISLIKED_S = 14 * DAY_S


class Why(StrEnum):
    """What decided."""

    OPENING = "opening"  # O4: the first of the day
    LONG_SITTING = "long-sitting"  # O4
    LONG_BREAK = "long-break"  # O9
    BALANCE = "balance"  # O5
    SHORT = "short"  # P6: two skips in a row
    STALLED = "stalled"  # P6: three skips in a row, so nothing is suggested
    NOTHING_ELIGIBLE = "nothing-eligible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What to suggest. *routine* is as the catalogue has it: *easier* says that it is to be played with fewer
    repetitions (see :func:`.progression.easier`). None: only the plain message."""

    routine: Routine | None
    lead_side: str = "left"
    easier: bool = False  # rule P3
    warm_up: bool = False  # rule P8
    reason: Why = Why.BALANCE


def choose(  # noqa: PLR0913 (all that a choice rests on, each by its name)
    catalogue: Catalogue,
    profile: Profile,
    history: History,
    *,
    day: int,
    now_s: float,
    sitting_s: float,
    draw: float,
    swapped: frozenset[str] = frozenset(),
) -> Choice:
    """The next suggestion on *day* (ordinal of the day that turns at 04:00) at wall time *now_s* after
    *sitting_s* of unbroken sitting. *draw* is from 0 up to 1; *swapped* are ids just swapped away."""
    if history.stalled:
        return Choice(routine=None, reason=Why.STALLED)
    fitting = eligible(catalogue, profile, history, day=day, now_s=now_s)
    now = _Now(catalogue, history, day, swapped)
    if history.skips >= 2:
        pool = [r for r in fitting if r.level == 1 and r.total_seconds <= min(60, profile.routine_max_s)]
        left, reason = now.balanced(pool), Why.SHORT
    else:
        left, reason = _candidates(now, profile, fitting, sitting_s)
    if not left:
        return Choice(routine=None, reason=Why.NOTHING_ELIGIBLE)
    routine = _drawn(left, [weight(profile, history, one, now_s) for one in left], draw)
    return chosen(routine, profile, history, sitting_s, reason)


def chosen(
    routine: Routine, profile: Profile, history: History, sitting_s: float, reason: Why = Why.BALANCE
) -> Choice:
    """*routine* with the lead side (rule O8), the ease (P3) and the warm-up (P8) it has after *sitting_s* of
    sitting; for one that the user picked by hand, too."""
    shown = history.of(routine.id)
    return Choice(
        routine=routine,
        lead_side="right" if shown and shown.last.lead_side == "left" else "left",
        easier=bool(shown and shown.eased),
        warm_up=warm_up(profile.exclusions, sitting_s, routine),
        reason=reason,
    )


def _candidates(
    now: _Now, profile: Profile, fitting: Sequence[Routine], sitting_s: float
) -> tuple[list[Routine], Why]:
    """What is drawn from, and by which rule."""
    pool = [routine for routine in fitting if routine.total_seconds <= profile.routine_max_s]
    if not now.today or sitting_s > LONG_SITTING_S:
        left = now.first_moves(pool)
        if left:
            return left, Why.LONG_SITTING if now.today else Why.OPENING
    if now.long_break_due(profile.long_every):
        left = now.long_ones([r for r in fitting if r.total_seconds <= max(LONG_S, profile.routine_max_s)])
        if left:
            return left, Why.LONG_BREAK
    return now.balanced(pool), Why.BALANCE


def weight(profile: Profile, history: History, routine: Routine, now_s: float) -> float:
    """Rule O7."""
    shown = history.of(routine.id)
    ago = min(history.count - shown.number, 40) if shown else 40
    heavy = 1 + ago / 10
    if routine.id in profile.starred:
        heavy *= 1.3
    if shown and (
        shown.eased or (shown.disliked_at_s is not None and now_s - shown.disliked_at_s < _DISLIKED_S)
    ):
        heavy *= 0.5
    return heavy


def _drawn(routines: Sequence[Routine], weights: Sequence[float], draw: float) -> Routine:
    mark = draw * sum(weights)
    for routine, weight in zip(routines, weights, strict=True):
        mark -= weight
        if mark < 0:
            return routine
    return routines[-1]


class _Now:
    """Today up to now, as the rules of order look at it."""

    def __init__(self, catalogue: Catalogue, history: History, day: int, swapped: frozenset[str]) -> None:
        self.today = history.kept_on(day)
        self._picks = [catalogue.get(event.routine) for event in self.today]
        self._ids = [event.routine for event in self.today]
        self._before = self._picks[-1] if self._picks else None
        self._swapped = set(swapped)
        for event in reversed(history.shown_on(day)):
            if event.outcome != Result.SWAPPED:
                break
            self._swapped.add(event.routine)
        yesterday = history.kept_on(day - 1)
        self._yesterday = yesterday[-1].routine if yesterday and not self.today else ""

    def long_break_due(self, long_every: int) -> bool:
        """Rule O9."""
        passed = 0
        for pick in reversed(self._picks):
            if pick and pick.total_seconds >= _LONG_FROM_S:
                break
            passed += 1
        return 0 < long_every <= passed

    def first_moves(self, pool: Sequence[Routine]) -> list[Routine]:
        """Rule O4: what is left of the first family, under O1 and O2."""
        movers = [routine for routine in pool if routine.level == 1 and routine.group is Group.MOVE]
        left = self._left(movers, self._recent(_window(pool)), family=True, group=False)
        for family in FIRST_MOVES:
            if found := [routine for routine in left if routine.family == family]:
                return found
        return []

    def long_ones(self, pool: Sequence[Routine]) -> list[Routine]:
        """Rule O9: what is left of the long routines; the walk may come again (O1)."""
        recent = self._recent(_window(pool)) - ({WALK} - self._swapped)
        left = self._left(pool, recent, family=True, group=False)
        return [
            routine
            for routine in left
            if routine.total_seconds >= _LONG_FROM_S
            and not (self._before and routine.group is self._before.group)
        ]

    def balanced(self, pool: Sequence[Routine]) -> list[Routine]:
        """Rules O5 and O6 over what is left under O1 to O3, relaxed as O10 says."""
        left = self._relaxed(pool)
        if not left:
            return []
        chosen = self._lagging(pool, {routine.group for routine in left})
        found = [routine for routine in left if routine.group is chosen]
        anchor = ANCHORS.get(chosen)
        if not anchor:
            return found
        picks = [pick for pick in self._picks if pick and pick.group is chosen]
        anchored = sum(pick.family == anchor for pick in picks)
        if anchored * 2 < len(picks) + 1:
            return [routine for routine in found if routine.family == anchor] or found
        return found

    def _lagging(self, pool: Sequence[Routine], open_groups: set[Group]) -> Group:
        """The group of *open_groups* with the largest deficit (rule O5)."""
        present = {routine.group for routine in pool}
        whole = sum(SHARES[group] for group in present)
        number = len(self.today) + 1

        def deficit(group: Group) -> float:
            count = sum(1 for pick in self._picks if pick and pick.group is group)
            return SHARES[group] / whole * number - count

        return max((group for group in Group if group in open_groups), key=deficit)

    def _relaxed(self, pool: Sequence[Routine]) -> list[Routine]:
        """Rule O10."""
        window = _window(pool)
        several = len({routine.group for routine in pool}) > 1
        recent = self._recent(window)
        for family, group in ((True, several), (False, several), (False, False)):
            if left := self._left(pool, recent, family=family, group=group):
                return left
        for shorter in range(window - 1, -1, -1):
            if left := self._left(pool, self._recent(shorter), family=False, group=False):
                return left
        return list(pool)

    def _recent(self, window: int) -> set[str]:
        """The ids that O1 forbids, looking back on *window* suggestions."""
        recent = set(self._swapped)
        if window:
            recent.update(self._ids[-window:])
            recent.add(self._yesterday)
        return recent

    def _left(
        self, pool: Sequence[Routine], recent: Collection[str], *, family: bool, group: bool
    ) -> list[Routine]:
        """What O1 to O3 leave; *family* and *group* say whether O2 and O3 hold."""
        before = self._before
        return [
            routine
            for routine in pool
            if routine.id not in recent
            and not (before and family and routine.family == before.family)
            and not (before and group and routine.group is before.group)
        ]


def _window(pool: Sequence[Routine]) -> int:
    """N of rule O1."""
    return max(0, min(_WINDOW, len(pool) - 1))
