"""A team's file: what it says, what it reaches for, and what of it somebody has agreed to.

Nothing here asks where the file came from or reads any; see :mod:`.team_copy` for the copy that counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from sitbreak.settings.shared_file import PACK, read_shared
from sitbreak.settings.toml_file import parse_toml, text_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sitbreak.settings.provenance import Layer, Rule

Kind = Literal["value", "lock", "bound"]
Reached = tuple[str, Kind]
"""One thing that a team's file does: set a key, lock it, or bound it. Routines are ``("pack", "value")``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFile:
    version: int
    serial: int  # rises with each issue of the file; 0 when it has none
    name: str  # of the team, one line of plain text; may be empty
    contact: str  # https:// or mailto:, to show and never to open; may be empty
    values: Layer  # the team layer: values, rules, notes and routines, each key with its line

    @property
    def rules(self) -> dict[str, Rule]:
        return self.values.rules

    @property
    def pack(self) -> dict[str, Any] | None:
        """The routines it brings, as a pack's own file has them."""
        return self.values.pack

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out of it, a line each: file, line, key and why."""
        return tuple(map(str, self.values.notes))


def read_team_file(text: str | bytes, *, source: str) -> TeamFile:
    """The team file that holds *text*; *source* is what its lines are named after. Raises
    :class:`.toml_file.Refused`, with the line, when it cannot be used at all."""
    text = text_of(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    shared = read_shared(parse_toml(text), shared_by="team", source=source)
    return TeamFile(
        version=shared.version,
        serial=shared.serial,
        name=shared.name,
        contact=shared.contact,
        values=shared.layer,
    )


def reach_of(team: TeamFile) -> frozenset[Reached]:
    """All that *team* does, for somebody to agree to."""
    values: set[Reached] = {(key, "value") for key in team.values.values}
    rules: set[Reached] = {(key, "lock" if rule.lock else "bound") for key, rule in team.rules.items()}
    pack: set[Reached] = {(PACK, "value")} if team.pack is not None else set()
    return frozenset(values | rules | pack)


def restrict(team: TeamFile, grant: Collection[tuple[str, str]]) -> TeamFile:
    """*team* without what goes beyond *grant*. A lock whose value was not agreed to holds what the layers
    below say."""
    layer = team.values
    granted = set(grant)
    values = {key: value for key, value in layer.values.items() if (key, "value") in granted}
    return replace(
        team,
        values=replace(
            layer,
            values=values,
            places={key: layer.places[key] for key in values},
            rules={
                key: rule
                for key, rule in layer.rules.items()
                if (key, "lock" if rule.lock else "bound") in granted
            },
            pack=layer.pack if (PACK, "value") in granted else None,
        ),
    )
