"""The settings that hold, as the resident program reads them: what ``prepare`` wrote into ``effective.json``.

No TOML, no pydantic: json, and a comparison of what the file was made from with what is there now. The file
lies in the user's own cache. It is still read with a limit and with doubt, because a damaged one must not
keep sitbreak from starting: such a file counts as none.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from sitbreak import __version__, paths
from sitbreak.core.eligible import Profile
from sitbreak.core.model import Rules
from sitbreak.core.work_ranges import parse_work_range
from sitbreak.mounts import is_local

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

FORMAT = 1
LARGEST_B = 256 * 1024

_PREFIX = "SITBREAK_"
_OPTION = "--set"  # the origin of what was said on the command line

_DEFAULTS: dict[str, Any] = {
    "breaks.interval_min": 45,
    "breaks.wait_for_pause_s": 5,
    "breaks.wait_limit_min": 5,
    "breaks.away_after_s": 180,
    "breaks.rest_after_s": 300,
    "breaks.repeat_min": 5,
    "breaks.repeat_max": 3,
    "breaks.routine_max_s": 120,
    "breaks.long_every": 3,
    "snooze.choices_min": [5, 10, 15],
    "snooze.budget_min": 15,
    "standing.max_min": 60,
    "pause.choices_min": [30, 60, 120],
    "hours.work": [],
    "hold.call": True,
    "hold.fullscreen": True,
    "hold.dnd": True,
    "presence.call": True,
    "presence.video": True,
    "routines.place": "office",
    "routines.level": 1,
    "routines.exclusions": [],
    "routines.equipment": None,
    "routines.clothing": "any",
    "routines.disabled": [],
    "routines.starred": [],
    "notify.style": "normal",
    "notify.sound": False,
    "window.show": "auto",
    "window.theme": "auto",
    "window.motion": "auto",
    "window.scale_percent": 0,
    "window.sound": False,
    "tray.show": True,
    "tray.theme": "auto",
    "history.keep": True,
    "history.keep_days": 400,
    "team.source": "",
    "team.sha256": "",
    "team.key": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    values: Mapping[str, Any]  # every key; routines.equipment may be None: the usual things of the place
    origins: Mapping[str, str]  # "default", "LAYER FILE:LINE", "env NAME" or "--set"
    notes: tuple[str, ...] = ()  # what the user ought to know, a sentence each


def effective_file() -> Path:
    return paths.cache_folder() / "effective.json"


def defaults() -> Effective:
    """The built-in settings, for when nothing was ever prepared."""
    values = {key: list(value) if isinstance(value, list) else value for key, value in _DEFAULTS.items()}
    return Effective(values=values, origins=dict.fromkeys(_DEFAULTS, "default"))


def load(sets: Sequence[str] = (), config: Path | None = None) -> Effective | None:
    """The prepared settings; None when there are none or when anything they were made from has changed."""
    stored = _stored()
    if stored is None or not _is_fresh(stored, sets, config):
        return None
    return _effective(stored)


def load_last_good(sets: Sequence[str] | None = None) -> Effective | None:
    """The prepared settings, fresh or not; None when there are none. A key they lack is at its default.

    Who starts with the options *sets* is not given what was an option of another start: such a key is at its
    default too. (What lay beneath the option is not known.)
    """
    stored = _stored()
    if stored is None:
        return None
    last = _effective(stored)
    return last if sets is None or stored.get("sets") == list(sets) else _without_options(last)


def last_known(sets: Sequence[str] | None = None) -> Effective:
    """The prepared settings as :func:`load_last_good` has them; the built-in ones where nothing was ever
    prepared."""
    return load_last_good(sets) or defaults()


def rules(values: Mapping[str, Any]) -> Rules:
    """The settings as the core obeys them."""
    return Rules(
        interval_s=values["breaks.interval_min"] * 60,
        wait_for_pause_s=values["breaks.wait_for_pause_s"],
        wait_limit_s=values["breaks.wait_limit_min"] * 60,
        away_after_s=values["breaks.away_after_s"],
        rest_after_s=values["breaks.rest_after_s"],
        repeat_s=values["breaks.repeat_min"] * 60,
        repeat_max=values["breaks.repeat_max"],
        routine_max_s=values["breaks.routine_max_s"],
        long_every=values["breaks.long_every"],
        snooze_choices_min=tuple(values["snooze.choices_min"]),
        snooze_budget_min=values["snooze.budget_min"],
        standing_max_s=values["standing.max_min"] * 60,
        pause_choices_min=tuple(values["pause.choices_min"]),
        work=tuple(parse_work_range(text) for text in values["hours.work"]),
        hold_call=values["hold.call"],
        hold_fullscreen=values["hold.fullscreen"],
        hold_dnd=values["hold.dnd"],
        presence_call=values["presence.call"],
        presence_video=values["presence.video"],
    )


# --- what the settings are made from ------------------------------------------------------------------------


def settings_file(config: Path | None) -> str:
    """The user's file: *config* when one was named."""
    return str((config or paths.user_settings_file()).absolute())


def settings_files(config: Path | None) -> tuple[str, ...]:
    """The files that settings are read from, all on this computer: the user's, the system's, and the copy of
    the team's, which is written anew whenever something about the team's file changes."""
    return (settings_file(config), str(paths.system_settings_file()), str(paths.team_copy()))


def as_options(config: Path | None, sets: Sequence[str]) -> list[str]:
    """What tells a child which settings are meant, on its command line."""
    named = [] if config is None else ["--config", str(config)]
    return named + [word for each in sets for word in ("--set", each)]


def mark(file: str) -> dict[str, Any]:
    """What differs once *file* was written anew; None where there is no file."""
    try:
        found = Path(file).stat()
    except OSError:
        return {"path": file, "mtime_ns": None, "size": None}
    return {"path": file, "mtime_ns": found.st_mtime_ns, "size": found.st_size}


def environment() -> dict[str, str]:
    """The variables that are settings, in whatever case they are written."""
    return {name: value for name, value in os.environ.items() if name.upper().startswith(_PREFIX)}


def _is_fresh(stored: Mapping[str, Any], sets: Sequence[str], config: Path | None) -> bool:
    inputs, shared, outputs = (stored.get(name) for name in ("inputs", "shared", "outputs"))
    files = settings_files(config)
    if not isinstance(inputs, list) or not isinstance(shared, list) or not isinstance(outputs, list):
        return False
    return (
        stored.get("sitbreak") == __version__
        and stored.get("sets") == list(sets)
        and stored.get("environment") == environment()
        and inputs[: len(files)] == [mark(file) for file in files]
        and all(_is_as_marked(made) for made in inputs[len(files) :])
        and all(isinstance(made, dict) and is_local(str(made.get("path"))) for made in shared)
        and all(_is_as_marked(made) for made in shared)
        and all(isinstance(file, str) and Path(file).exists() for file in outputs)
    )


def _is_as_marked(made: object) -> bool:
    return isinstance(made, dict) and made == mark(str(made.get("path")))


# --- reading ------------------------------------------------------------------------------------------------


def _stored() -> dict[str, Any] | None:
    """What effective.json holds, when it can be believed."""
    try:
        with effective_file().open("rb") as stream:
            data = stream.read(LARGEST_B + 1)
        stored = json.loads(data) if len(data) <= LARGEST_B else None
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        return None
    return stored if _is_sound(stored.get("values")) else None


def _is_sound(values: object) -> bool:
    """Whether *values* are of the types the program relies on. The bounds are the business of ``prepare``."""
    if not isinstance(values, dict):
        return False
    if not all(_fits(values[key], default) for key, default in _DEFAULTS.items() if key in values):
        return False
    try:
        rules(_DEFAULTS | values)
        Profile.from_keys(_DEFAULTS | values)
    except ValueError:  # a range of hours that is none, a place of another version of sitbreak
        return False
    return True


def _fits(value: object, default: object) -> bool:
    if isinstance(default, list) or (default is None and value is not None):
        kind = int if default and isinstance(default, list) else str
        return isinstance(value, list) and all(type(item) is kind for item in value)
    return type(value) is type(default)


def _without_options(last: Effective) -> Effective:
    built_in = defaults()
    options = {key for key, origin in last.origins.items() if origin == _OPTION}
    return Effective(
        values={**last.values, **{key: built_in.values[key] for key in options}},
        origins={**last.origins, **dict.fromkeys(options, "default")},
        notes=last.notes,
    )


def _effective(stored: Mapping[str, Any]) -> Effective:
    known = {key: value for key, value in stored["values"].items() if key in _DEFAULTS}
    origins, notes = stored.get("origins"), stored.get("notes")
    said = origins if isinstance(origins, dict) else {}
    return Effective(
        values={**defaults().values, **known},
        origins={key: str(said.get(key, "default")) for key in _DEFAULTS},
        notes=tuple(str(note) for note in notes) if isinstance(notes, list) else (),
    )
