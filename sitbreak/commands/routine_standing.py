"""How a routine stands on this computer: where it comes from, what packs changed, what the user said."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sitbreak import paths
from sitbreak.core.routine_packs import Kind, Origin
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sitbreak.core.routine_packs import Change, Pack
    from sitbreak.core.routines import Routine


def team_packs() -> tuple[Pack, ...]:
    """The routines that the user's team brings, if there is a team."""
    if not paths.team_copy().exists():
        return ()
    from sitbreak.settings import team_copy
    from sitbreak.settings.layers import all_layers

    return team_copy.team_packs(all_layers())


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    changes: tuple[Change, ...]  # by packs
    switched_off_by: str  # "routines.disabled", or the file of a pack; empty when nobody did
    starred: bool

    @classmethod
    def of(cls, routine: Routine, changes: Sequence[Change], values: Mapping[str, Any]) -> Standing:
        off = [change.file for change in changes if change.kind is Kind.SWITCHED_OFF]
        if routine.id in values["routines.disabled"]:
            off.insert(0, "routines.disabled")
        return cls(
            changes=tuple(changes),
            switched_off_by=off[0] if off else "",
            starred=routine.id in values["routines.starred"],
        )

    def record(self) -> dict[str, Any]:
        """For other programs."""
        return {
            "switched_off_by": self.switched_off_by or None,
            "starred": self.starred,
            "packs": [
                {"file": change.file, "of": change.origin.value, "did": change.kind.value,
                 "conflicts": sorted(change.conflicts)}
                for change in self.changes
            ],
        }  # fmt: skip

    def notes(self) -> Iterable[str]:
        """In a few words, for a list."""
        if self.switched_off_by:
            yield fill(_("off: {by}"), by=PurePath(self.switched_off_by).name)
        for change in self.changes:
            file = PurePath(change.file).name
            if change.kind is Kind.ADDED:
                text = _("yours: {file}") if change.origin is Origin.USER else _("your team's: {file}")
                yield fill(text, file=file)
            elif change.kind is not Kind.SWITCHED_OFF:
                yield fill(_("changed by {file}"), file=file)
        if self.starred:
            yield _("starred")

    def sentences(self) -> Iterable[str]:
        adder = next((change.file for change in self.changes if change.kind is Kind.ADDED), "")
        for change in self.changes:
            if change.kind is Kind.SWITCHED_OFF and change.file == adder:
                yield _("Its pack says enabled = false, so it is not suggested.")
                continue
            yield fill(_sentence(change), file=change.file, tags=", ".join(sorted(change.conflicts)))
        if self.switched_off_by == "routines.disabled":
            yield _("Switched off in your settings (routines.disabled).")
        if self.starred:
            yield _("Starred: it is suggested more often.")


def _sentence(change: Change) -> str:
    if change.origin is Origin.TEAM:
        return {
            Kind.ADDED: _("Your team's, from {file}."),
            Kind.REPLACED: _("Changed by your team's pack {file}: replaced by a routine of its own."),
            Kind.SWITCHED_OFF: _("Changed by your team's pack {file}: switched off."),
            Kind.TIGHTENED: _("Changed by your team's pack {file}: not with {tags} either."),
        }[change.kind]
    return {
        Kind.ADDED: _("Yours, from {file}."),
        Kind.REPLACED: _("Changed by your pack {file}: replaced by a routine of its own."),
        Kind.SWITCHED_OFF: _("Changed by your pack {file}: switched off."),
        Kind.TIGHTENED: _("Changed by your pack {file}: not with {tags} either."),
    }[change.kind]
