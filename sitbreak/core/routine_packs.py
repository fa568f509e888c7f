"""Packs of routines put together into one catalogue. Pure: a pack is what a file said, already parsed.

Rules
-----
**V19** A user's or a team's pack may add ids, or set `enabled = false` on one that is there. A user's pack
replaces a routine only with `override = true`; a team's pack never replaces a bundled one. Any pack may add
conflicts to a routine. None takes a conflict away, and none switches on what another switched off.
**V20** A bad routine is left out with a warning that names it; the rest of the pack loads. When nothing at
all is left of the packs, the bundled catalogue is what there is: packs only ever add to it and change it.

A record of a pack is thus one of three things: a whole routine with a new id; a whole routine with the id
of one that is there and `override = true`; or a **change**, which has an `id` and nothing but `enabled` and
`conflicts` (the conflicts to add).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sitbreak.core.routine_faults import Fault, RuleBroken, broken, did_you_mean, quoted
from sitbreak.core.routine_records import flag, identifier, routine_of, tags
from sitbreak.core.routine_rules import problems
from sitbreak.core.routines import SCHEMA_VERSION, Catalogue, Routine, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sitbreak.core.routine_motion import Poses

ROUTINES_IN_A_PACK = 100
ROUTINES_ADDED = 300  # by all packs of user and team together
_FIELDS = ("schema_version", "routines")
_CHANGE = {"id", "enabled", "conflicts"}


class Origin(StrEnum):
    BUNDLE = "bundle"
    TEAM = "team"
    USER = "user"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    file: str  # where it came from, as the user knows it
    content: Mapping[str, Any]
    origin: Origin = Origin.USER


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One broken rule. *routine* is empty when the whole pack is meant, and *rule* when it is no pack."""

    rule: str
    file: str
    routine: str
    why: str
    advice: str = ""
    at: tuple[str | int, ...] = ()  # the way to it in the pack: "routines", 0, "steps", 2, "seconds"
    line: int = 0  # 0: not known
    stays: bool = False  # a routine of this id is there without this pack, and stays as it was

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        what = f'the routine "{self.routine}"' if self.routine else "the pack"
        if self.stays:
            what = f'what it says of "{self.routine}"'
        rule = f" (rule {self.rule})" if self.rule else ""
        return f"{self.place}: {what} is left out: {self.why}{rule}."


class Kind(StrEnum):
    ADDED = "added"
    REPLACED = "replaced"
    SWITCHED_OFF = "switched off"
    TIGHTENED = "tightened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a pack did to a routine."""

    kind: Kind
    file: str
    origin: Origin
    conflicts: frozenset[Tag] = frozenset()  # those that were added


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    catalogue: Catalogue
    problems: tuple[Problem, ...]  # what was left out
    changes: Mapping[str, tuple[Change, ...]] = field(
        default_factory=dict
    )  # by id, in the order of the packs


def combine(bundled: Iterable[Pack], added: Iterable[Pack], poses: Poses) -> Combined:
    """The catalogue of all packs, in their order: the bundled ones, then those of a team and of the user."""
    own = _Shelf(poses)
    for pack in bundled:
        own.add(pack)
    shelf = _Shelf(poses, own.routines)
    for pack in added:
        shelf.add(pack)
    return Combined(
        catalogue=Catalogue(shelf.routines.values()),
        problems=(*own.problems, *shelf.problems),
        changes={name: tuple(changes) for name, changes in shelf.changes.items()},
    )


def check(pack: Pack, bundled: Catalogue, poses: Poses, others: Iterable[Pack] = ()) -> tuple[Problem, ...]:
    """Everything that is wrong with a *pack* on top of the bundle and of *others*, each broken rule by
    itself."""
    shelf = _Shelf(poses, {routine.id: routine for routine in bundled})
    for other in others:
        shelf.add(other)
    shelf.problems.clear()
    shelf.first_only = False
    shelf.add(pack)
    return tuple(shelf.problems)


class _Shelf:
    """Routines being collected; *bundled* are those that packs of users and teams may change but not bend."""

    def __init__(self, poses: Poses, bundled: Mapping[str, Routine] | None = None) -> None:
        self.first_only = True  # tell only the first broken rule of a routine
        self._poses = poses
        self._bundled: Mapping[str, Routine] = bundled or {}
        self.routines: dict[str, Routine] = dict(self._bundled)
        self.changes: dict[str, list[Change]] = {}
        self.problems: list[Problem] = []
        self._seen: set[str] = set()  # in this pack

    def add(self, pack: Pack) -> None:
        self._seen.clear()
        try:
            records = _records(pack.content)
        except RuleBroken as error:
            self._tell(pack, "", error.faults)
            return
        for number, record in enumerate(records):
            try:
                self._take(record, pack)
            except RuleBroken as error:
                name = record.get("id") if isinstance(record, dict) else None
                told = quoted(name)[1:-1] if name and isinstance(name, str) else f"number {number + 1}"
                self._tell(pack, told, [fault.inside("routines", number) for fault in error.faults])

    def _tell(self, pack: Pack, name: str, faults: Iterable[Fault]) -> None:
        for fault in list(faults)[: 1 if self.first_only else None]:
            self.problems.append(
                Problem(
                    rule=fault.rule,
                    file=pack.file,
                    routine=name,
                    why=fault.why,
                    advice=fault.advice,
                    at=fault.at,
                    stays=name in self.routines,
                )
            )

    def _take(self, record: object, pack: Pack) -> None:
        """Put one record on the shelf, or raise :class:`RuleBroken`."""
        if not isinstance(record, dict):
            raise broken(f"it is {quoted(record)} and not a table", "begin each routine with [[routines]]")
        name = _id_of(record)
        if name in self._seen:
            raise broken("its id is there twice", "give one of the two another id", at=("id",))
        self._seen.add(name)
        known = self.routines.get(name)
        if known and set(record) <= _CHANGE:
            routine, changes = _changed(known, record, pack)
        else:
            routine, changes = self._whole(record, known, pack)
        self.routines[name] = routine
        if pack.origin is not Origin.BUNDLE:
            self.changes.setdefault(name, []).extend(changes)

    def _whole(
        self, record: Mapping[str, Any], known: Routine | None, pack: Pack
    ) -> tuple[Routine, Iterator[Change]]:
        fields = dict(record)
        try:
            override = flag("override", fields.pop("override", False))
        except RuleBroken as error:
            raise RuleBroken(fault.inside("override") for fault in error.faults) from None
        routine = routine_of(fields)
        faults = list(problems(routine, self._poses))
        if known:
            faults += self._not_replaceable(routine, known, pack, override=override)
        elif len(self.routines) >= len(self._bundled) + ROUTINES_ADDED and self._bundled:
            why = f"packs have added {ROUTINES_ADDED} routines already"
            faults.append(Fault(rule="V20", why=why, advice="take some out"))
        if faults:
            raise RuleBroken(faults)
        kind = Kind.REPLACED if known else Kind.ADDED
        return replace(routine, enabled=routine.enabled and (known is None or known.enabled)), _changes(
            pack, kind, is_off=not routine.enabled
        )

    def _not_replaceable(
        self, routine: Routine, known: Routine, pack: Pack, *, override: bool
    ) -> Iterator[Fault]:
        is_bundled = routine.id in self._bundled
        if is_bundled and pack.origin is Origin.TEAM:
            why = "a team does not replace a bundled routine"
            yield Fault(rule="V19", why=why, advice="give yours another id", at=("id",))
        elif is_bundled and not override:
            why = "sitbreak brings a routine of this id itself (perhaps since an upgrade)"
            advice = "give yours another id, or write override = true to have yours in its place"
            yield Fault(rule="V19", why=why, advice=advice, at=("id",))
        elif not override:
            why = "another pack has a routine of this id"
            advice = "give one of the two another id, or write override = true to have this one"
            yield Fault(rule="V1", why=why, advice=advice, at=("id",))
        for tag in sorted(known.conflicts - routine.conflicts):
            why = f"it takes the conflict {tag} from the routine that it replaces"
            yield Fault(rule="V19", why=why, advice=f'add "{tag}"', at=("conflicts",))


def _records(content: Mapping[str, Any]) -> list[object]:
    """The records of a pack. Raises :class:`RuleBroken` when the whole of it cannot be used."""
    for name in content:
        if name not in _FIELDS:
            advice = did_you_mean(name, _FIELDS, "put the fields of a routine below [[routines]]")
            raise broken(f"it has the unknown field {quoted(name)}", advice, at=(name,))
    version = content.get("schema_version")
    if version != SCHEMA_VERSION or isinstance(version, bool):
        advice = f"write schema_version = {SCHEMA_VERSION} above the first [[routines]]"
        raise broken(f"its schema_version is not {SCHEMA_VERSION}", advice, at=("schema_version",))
    records = content.get("routines")
    if not isinstance(records, list) or len(records) > ROUTINES_IN_A_PACK:
        why = f"its routines are not a list of at most {ROUTINES_IN_A_PACK}"
        raise broken(why, "begin each routine with [[routines]]", at=("routines",))
    return records


def _id_of(record: Mapping[str, Any]) -> str:
    if "id" not in record:
        raise broken('it has no field "id"', 'add it, like id = "my-own-reach"')
    try:
        return identifier("id", record["id"])
    except RuleBroken as error:
        raise RuleBroken(fault.inside("id") for fault in error.faults) from None


def _changed(known: Routine, record: Mapping[str, object], pack: Pack) -> tuple[Routine, Iterator[Change]]:
    """*known* switched off or with more conflicts (rule V19)."""
    faults: list[Fault] = []
    enabled, more = True, frozenset[Tag]()
    for name in record:
        try:
            if name == "enabled":
                enabled = flag(name, record[name])
            elif name == "conflicts":
                more = tags(name, record[name])
        except RuleBroken as error:
            faults += [fault.inside(name) for fault in error.faults]
    if faults:
        raise RuleBroken(faults)
    routine = replace(known, enabled=known.enabled and enabled, conflicts=known.conflicts | more)
    return routine, _changes(pack, Kind.TIGHTENED, is_off=not enabled, conflicts=more - known.conflicts)


def _changes(
    pack: Pack, kind: Kind, *, is_off: bool, conflicts: frozenset[Tag] = frozenset()
) -> Iterator[Change]:
    if kind is not Kind.TIGHTENED or conflicts:
        yield Change(kind=kind, file=pack.file, origin=pack.origin, conflicts=conflicts)
    if is_off:
        yield Change(kind=Kind.SWITCHED_OFF, file=pack.file, origin=pack.origin)
