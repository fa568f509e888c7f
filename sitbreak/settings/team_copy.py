"""The team layer, from the accepted copy of the team's file. Never from the network or a share: those are
asked at another time, by another process, which leaves the copy here.

Beside the copy lies ``state.json``: from which *source* it came, and the *grant*, what somebody has agreed to
(a list of ``[key, kind]``, null for everything). The copy counts only for the source that the settings name.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sitbreak import paths
from sitbreak.core.routine_packs import Origin, Pack
from sitbreak.settings.provenance import Layer, Place, Problem
from sitbreak.settings.team_file import read_team_file, restrict
from sitbreak.settings.toml_file import Refused, read_text
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sitbreak.settings.team_file import TeamFile

LARGEST_STATE_B = 256 * 1024


def team_packs(layers: Sequence[Layer]) -> tuple[Pack, ...]:
    """The routines that a team's file among *layers* brings, for whoever reads routines."""
    return tuple(
        Pack(file=layer.source, content=layer.pack, origin=Origin.TEAM)
        for layer in layers
        if layer.pack is not None
    )


def state_file() -> Path:
    return paths.team_folder() / "state.json"


def team_layer(source: str) -> Layer:
    """The layer of the team's file from *source*; an empty one for no source, or with one note when nothing
    from there was accepted or the copy is damaged."""
    if not source:
        return Layer(name="team")
    try:
        team = accepted(source)
    except Refused as refused:
        place = Place(layer="team", source=str(paths.team_copy()), line=refused.line)
        text = fill(_("the copy of the team's file is ignored: {why}"), why=refused.message)
        return Layer(name="team", notes=(Problem(place=place, message=text),))
    if team is None:
        place = Place(layer="team", source=source)
        text = _("nothing from there counts yet; `sitbreak team status` tells why")
        return Layer(name="team", notes=(Problem(place=place, message=text),))
    return team.values


def accepted(source: str) -> TeamFile | None:
    """The accepted file of *source*, without what nobody has agreed to; None when there is none. Raises
    :class:`Refused` for a damaged copy."""
    state = _state()
    if state.get("source") != source:
        return None
    try:
        text = read_text(paths.team_copy())
    except FileNotFoundError:
        return None
    team = read_team_file(text, source=source)  # what the user knows; the lines are those of the copy
    grant = state.get("grant")
    return team if grant is None else restrict(team, _pairs(grant))


def _state() -> dict[str, Any]:
    """What is known of the copy; nothing when that is damaged, so that a damaged file grants nothing."""
    try:
        with state_file().open("rb") as stream:
            data = stream.read(LARGEST_STATE_B + 1)
        state = json.loads(data) if len(data) <= LARGEST_STATE_B else None
    except (OSError, ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}


def _pairs(grant: object) -> set[tuple[str, str]]:
    pairs = grant if isinstance(grant, list) else []
    return {(str(pair[0]), str(pair[1])) for pair in pairs if isinstance(pair, list) and len(pair) == 2}
