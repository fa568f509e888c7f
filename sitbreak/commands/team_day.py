"""What a team's file makes of a simulated day: its values lie under the day's own, its rules narrow them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitbreak import routine_files
from sitbreak.core.routine_packs import Origin, Pack
from sitbreak.errors import UsageError
from sitbreak.settings.checks import checked
from sitbreak.settings.layers import all_layers, merge
from sitbreak.settings.narrowing import narrowed
from sitbreak.settings.provenance import Layer, Place
from sitbreak.settings.team_file import read_team_file
from sitbreak.settings.toml_file import Refused, read_text
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sitbreak.core.routines import Catalogue
    from sitbreak.settings.provenance import Merged
    from sitbreak.simulation.script import Script

_DAY = "config"  # the layer of what the script says


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """The layers that a day's own settings come to lie on, and the routines there are."""

    beneath: tuple[Layer, ...]
    catalogue: Catalogue
    left_out: tuple[str, ...]  # of the team's routines, a sentence each

    def values(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """All settings that hold when the day says *config*, which has been checked."""
        return self._merged(config).values

    def told(self, script: Script) -> Iterator[str]:
        """What was left out of the file, and what it makes of the settings of *script*, a line each."""
        known = self._merged({}).notes  # on the file, and on the user's own settings
        yield from (*known, *self.left_out)
        config: dict[str, Any] = {}
        for where, said in _said(script):
            config.update(said)
            notes = self._merged(config).notes
            yield from (f"{where}: {note}" for note in notes if note not in known)
            known = notes

    def _merged(self, config: Mapping[str, Any]) -> Merged:
        return narrowed([*self.beneath, checked(_DAY, config, dict.fromkeys(config, Place(layer=_DAY)))])


def team_day(file: Path, *, my_settings: bool) -> TeamDay:
    """The day of somebody who has nothing but *file*, or with *my_settings* has it beside their own, in place
    of a team's file that counts now. Raises :class:`UsageError` for a file that cannot be used, and
    :class:`BadSettings` for one's own settings that cannot."""
    try:
        team = read_team_file(read_text(file), source=str(file))
    except FileNotFoundError:
        raise UsageError(fill(_("{file}: there is no such file."), file=file)) from None
    except Refused as refused:
        place = f"{file}:{refused.line}" if refused.line else file
        raise UsageError(f"{place}: {refused.message}.") from None
    packs = [] if team.pack is None else [Pack(file=str(file), content=team.pack, origin=Origin.TEAM)]
    catalogue, left_out = routine_files.load(packs)
    own = all_layers() if my_settings else [Layer(name="team")]
    layers = tuple(team.values if layer.name == "team" else layer for layer in own)
    merge(layers)
    return TeamDay(beneath=layers, catalogue=catalogue, left_out=left_out)


def _said(script: Script) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Where *script* says something about settings, and what."""
    yield _DAY, script.config
    for line in script.lines:
        if "set" in line.keys:
            yield fill(_("line {n}"), n=line.number), line.keys["set"]
