"""The layers of the settings, from the lowest to the highest:

defaults, the system file, the team's file, the user's file, ``SITBREAK_SECTION__KEY`` variables,
``--set SECTION.KEY=VALUE`` options.

A higher layer replaces a value whole, lists too. A layer is a flat table of dotted keys, each with the place
where it was said. Every layer is checked by itself: a slip is told even where a higher layer hides it. At the
end the rules of the system file and of the team's file narrow what came out (:mod:`.narrowing`). A slip of
the user is an error; one in a file that the user cannot mend costs that line alone, and is a note.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_settings import BaseSettings, SettingsConfigDict

from sitbreak import paths
from sitbreak.settings.checks import checked
from sitbreak.settings.keys import PREFIX, keys
from sitbreak.settings.narrowing import narrowed
from sitbreak.settings.provenance import BadSettings, Layer, Place, Problem
from sitbreak.settings.spoken import LONGEST, value_of
from sitbreak.settings.system_file import system_layer
from sitbreak.settings.tables import flattened, places_of
from sitbreak.settings.team_copy import team_layer
from sitbreak.settings.toml_file import Refused, parse_toml, read_toml
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sitbreak.settings.provenance import Merged
    from sitbreak.settings.toml_file import TomlFile


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSettings:
    """Where the team's file is and how it is known to be the right one; empty: not said."""

    source: str  # a file or an https address
    sha256: str
    key: str
    said_by: str  # the layer that names the source


def all_layers(*, config: Path | None = None, sets: Sequence[str] = ()) -> tuple[Layer, ...]:
    """Every layer above the defaults, lowest first. A *config* file that was named must exist."""
    system, *own = _without_team(config, sets)
    return (system, team_layer(_team_settings([system, *own]).source), *own)


def team_settings(*, config: Path | None = None, sets: Sequence[str] = ()) -> TeamSettings:
    """What the layers other than the team's own say about it."""
    return _team_settings(_without_team(config, sets))


def merge(layers: Sequence[Layer]) -> Merged:
    """The settings of *layers*, lowest first. Raises :class:`BadSettings` with the problems of all."""
    problems = [problem for layer in layers for problem in layer.problems]
    if problems:
        raise BadSettings(problems)
    return narrowed(layers)


def _without_team(config: Path | None, sets: Sequence[str]) -> list[Layer]:
    file = config or paths.user_settings_file()
    return [
        system_layer(),
        file_layer("user", file, must_exist=config is not None),
        environment_layer(),
        options_layer(sets),
    ]


def _team_settings(layers: Sequence[Layer]) -> TeamSettings:
    merged = narrowed(layers)
    values = merged.values
    said_by = merged.origins["team.source"].partition(" ")[0]
    return TeamSettings(
        source=values["team.source"], sha256=values["team.sha256"], key=values["team.key"], said_by=said_by
    )


def checked_changes(said_by: str, changes: Mapping[str, object]) -> dict[str, Any]:
    """*changes* by dotted key, as the model understands them. Raises :class:`BadSettings`."""
    layer = checked(said_by, changes, dict.fromkeys(changes, Place(layer=said_by)))
    if layer.problems:
        raise BadSettings(layer.problems)
    return layer.values


# --- the file -----------------------------------------------------------------------------------------------


def file_layer(name: str, file: Path, *, must_exist: bool = False) -> Layer:
    try:
        content = read_toml(file)
    except FileNotFoundError:
        if not must_exist:
            return Layer(name=name)
        return _refused(name, file, Refused(_("there is no such file")))
    except Refused as refused:
        return _refused(name, file, refused)
    return _content_layer(name, file, content)


def text_layer(name: str, file: Path, text: str) -> Layer:
    """The layer that *file* would be if *text* stood in it. *text* is within the bounds of a file."""
    try:
        return _content_layer(name, file, parse_toml(text))
    except Refused as refused:
        return _refused(name, file, refused)


def _refused(name: str, file: Path, refused: Refused) -> Layer:
    place = Place(layer=name, source=str(file), line=refused.line)
    return Layer(name=name, problems=(Problem(place=place, message=refused.message),))


def _content_layer(name: str, file: Path, content: TomlFile) -> Layer:
    place = places_of(name, str(file), content)
    values, misshapen = flattened(content, place)
    return checked(name, values, {key: place(key) for key in values}, also=misshapen)


# --- variables and options ----------------------------------------------------------------------------------


_Words = dict[str, Any] | str


class _Variables(BaseSettings):
    """What the ``SITBREAK_*`` variables say: words by section and key. Which words a key takes is decided by
    the checks, and variables that name no key are found by their names."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="ignore", enable_decoding=False
    )
    breaks: _Words = {}
    snooze: _Words = {}
    standing: _Words = {}
    pause: _Words = {}
    hours: _Words = {}
    hold: _Words = {}
    presence: _Words = {}
    routines: _Words = {}
    notify: _Words = {}
    window: _Words = {}
    tray: _Words = {}
    history: _Words = {}
    team: _Words = {}


def environment_layer() -> Layer:
    """The ``SITBREAK_*`` variables of this process, in whatever case they are written."""
    names = {
        variable[len(PREFIX) :].lower().replace("__", ".", 1): variable
        for variable in os.environ
        if variable.upper().startswith(PREFIX)
    }
    words = {
        f"{section}.{key}": word
        for section, table in _Variables().model_dump().items()
        if isinstance(table, dict)
        for key, word in table.items()
    }
    places = {key: Place(layer="env", source=variable) for key, variable in names.items()}
    return _spoken_layer("env", {key: words.get(key) for key in names}, places)


def options_layer(sets: Sequence[str]) -> Layer:
    """What ``--set KEY=VALUE`` options say; the last one of a key wins."""
    words: dict[str, object] = {}
    for option in sets:
        key, equals, word = option.partition("=")
        words[key.strip()] = word if equals else None
    return _spoken_layer("--set", words, dict.fromkeys(words, Place(layer="--set")))


def _spoken_layer(name: str, words: Mapping[str, object], places: Mapping[str, Place]) -> Layer:
    """The layer of values given as words; None: no value was given."""
    values: dict[str, object] = {}
    problems = []
    for key, word in words.items():
        known = keys().get(key)
        if known is None or not isinstance(word, str | None):
            values[key] = word  # for the checks to refuse
        elif word is None or len(word) > LONGEST:
            text = fill(_("write {key}=VALUE, VALUE being {allowed}"), key=key, allowed=known.allowed)
            problems.append(Problem(place=places[key], key=key, message=text))
        else:
            values[key] = value_of(known, word)
    return checked(name, values, places, also=problems)
