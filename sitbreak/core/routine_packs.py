"""Packs of routines put together into one catalogue. Pure: a pack is what a file said, already parsed.

Rules
-----
**V19** A user's or a team's pack may add ids, or set `enabled = false` on one that is there. It replaces a
bundled routine only with `override = true`. It may add conflicts to a bundled routine, never take one away.
**V20** A bad routine is left out with a warning that names it; the rest of the pack loads. When nothing at
all is left of the packs, the bundled catalogue is what there is: packs only ever add to it and change it.

A record of a pack is thus one of three things: a whole routine with a new id; a whole routine with the id
of a bundled one and `override = true`; or a **change**, which has an `id` and nothing but `enabled` and
`conflicts` (the conflicts to add).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sitbreak.core.routine_records import RuleBroken, identifier, routine_of, tags
from sitbreak.core.routine_rules import Poses, problems
from sitbreak.core.routines import SCHEMA_VERSION, Catalogue, Routine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CHANGE = {"id", "enabled", "conflicts"}
_ROUTINES_IN_A_PACK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    file: str  # where it came from, as the user knows it
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One broken rule. *routine* is empty when the whole pack is meant."""

    rule: str
    file: str
    routine: str
    why: str

    def __str__(self) -> str:
        if not self.routine:
            return f"{self.file}: the pack is left out: {self.why} (rule {self.rule})."
        return f'{self.file}: the routine "{self.routine}" is left out: {self.why} (rule {self.rule}).'


def combine(
    bundled: Iterable[Pack], added: Iterable[Pack], poses: Poses
) -> tuple[Catalogue, tuple[Problem, ...]]:
    """The catalogue of all packs, in their order, and what was left out of it."""
    own = _Shelf(poses)
    for pack in bundled:
        own.add(pack)
    shelf = _Shelf(poses, own)
    for pack in added:
        shelf.add(pack)
    return Catalogue(shelf.routines.values()), (*own.problems, *shelf.problems)


def check(pack: Pack, bundled: Catalogue, poses: Poses) -> tuple[Problem, ...]:
    """Everything that is wrong with a user's *pack*, each broken rule of a routine by itself."""
    own = _Shelf(poses)
    own.routines = {routine.id: routine for routine in bundled}
    shelf = _Shelf(poses, own)
    shelf.first_only = False
    shelf.add(pack)
    return tuple(shelf.problems)


class _Shelf:
    """Routines being collected; *bundled* are those that packs of users and teams may change but not bend."""

    def __init__(self, poses: Poses, bundled: _Shelf | None = None) -> None:
        self.first_only = True  # tell only the first broken rule of a routine
        self._poses = poses
        self._bundled: Mapping[str, Routine] = bundled.routines if bundled else {}
        self.routines: dict[str, Routine] = dict(self._bundled)
        self.problems: list[Problem] = []
        self._seen: set[str] = set()  # in this pack

    def add(self, pack: Pack) -> None:
        self._seen.clear()
        for number, record in enumerate(self._records(pack), start=1):
            name = record.get("id") if isinstance(record, dict) else None
            try:
                self._take(record)
            except RuleBroken as error:
                self._tell(pack, str(name or f"number {number}")[:40], error)

    def _tell(self, pack: Pack, name: str, error: RuleBroken) -> None:
        others = [] if self.first_only or not isinstance(error, _ManyBroken) else error.others
        for broken in (error, *others):
            self.problems.append(Problem(rule=broken.rule, file=pack.file, routine=name, why=broken.why))

    def _records(self, pack: Pack) -> list[object]:
        records = pack.content.get("routines")
        version = pack.content.get("schema_version")
        why = ""
        if version != SCHEMA_VERSION or isinstance(version, bool):
            why = f"its schema_version is not {SCHEMA_VERSION}"
        elif unknown := sorted(set(pack.content) - {"schema_version", "routines"}):
            why = f'it has the unknown field "{unknown[0][:40]}"'
        elif not isinstance(records, list) or len(records) > _ROUTINES_IN_A_PACK:
            why = f"its routines are not a list of at most {_ROUTINES_IN_A_PACK}"
        if why or not isinstance(records, list):
            self._tell(pack, "", RuleBroken("V1", why))
            return []
        return records

    def _take(self, record: object) -> None:
        """Put one record on the shelf, or raise :class:`RuleBroken`."""
        if not isinstance(record, dict):
            raise RuleBroken("V1", "it is not a table")
        try:
            name = identifier(record.get("id"))
        except ValueError as error:
            raise RuleBroken("V1", f"its id {error}") from None
        if name in self._seen:
            raise RuleBroken("V1", "its id is there twice")
        self._seen.add(name)
        known = self.routines.get(name)
        routine = self._changed(known, record) if known and set(record) <= _CHANGE else self._whole(record)
        self.routines[name] = routine

    def _changed(self, known: Routine, record: Mapping[str, object]) -> Routine:
        """*known* switched off or with more conflicts (rule V19)."""
        enabled = record.get("enabled", True)
        if not isinstance(enabled, bool):
            raise RuleBroken("V1", '"enabled" is not true or false')
        try:
            more = tags(record.get("conflicts", []))
        except ValueError as error:
            raise RuleBroken("V1", f'"conflicts" {error}') from None
        return replace(known, enabled=known.enabled and enabled, conflicts=known.conflicts | more)

    def _whole(self, record: Mapping[str, Any]) -> Routine:
        fields = dict(record)
        override = fields.pop("override", False)
        routine = routine_of(fields)
        broken = [RuleBroken(rule, why) for rule, why in problems(routine, self._poses)]
        if routine.id in self.routines:
            broken += self._not_replaceable(routine, override is True)
        if broken:
            raise _ManyBroken(broken)
        return routine

    def _not_replaceable(self, routine: Routine, override: bool) -> list[RuleBroken]:
        if routine.id not in self._bundled:
            return [] if override else [RuleBroken("V1", "another pack has a routine of this id")]
        if not override:
            return [RuleBroken("V19", "it would replace a bundled routine without override = true")]
        lost = sorted(self.routines[routine.id].conflicts - routine.conflicts)
        return [RuleBroken("V19", f"it takes the conflict {lost[0]} from a bundled routine")] if lost else []


class _ManyBroken(RuleBroken):
    """A routine breaks several rules; it is told by its first."""

    def __init__(self, broken: list[RuleBroken]) -> None:
        super().__init__(broken[0].rule, broken[0].why)
        self.others = broken[1:]
