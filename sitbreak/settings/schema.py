"""JSON Schemas of the settings, for editors and for whoever checks a team's file: made from the model.

There is one for the user's file and one for a team's, which knows only what a team may touch. They are of
draft 07, which every editor knows. The numbered folder they are kept in (config/schema/1) goes with the
``version`` of the format. ``python -m sitbreak.settings.schema`` writes them there anew.
"""

from __future__ import annotations

import json
from typing import Any

from sitbreak import paths
from sitbreak.settings.keys import keys
from sitbreak.settings.model import USUAL, Settings
from sitbreak.settings.rules import LONGEST_REASON, MOST_CHOICES
from sitbreak.settings.shared_file import LARGEST_SERIAL, LONGEST_TEXT, VERSION
from sitbreak.words import fill

USER_SCHEMA = "sitbreak.schema.json"
TEAM_SCHEMA = "sitbreak-team.schema.json"

_DRAFT = "http://json-schema.org/draft-07/schema#"
_DAY = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
# Control characters, and those that are not seen and turn a line around
_PLAIN = r"^[^\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
_RANGE = "^{d}(-{d})?(,{d}(-{d})?)* +[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$"

# What the model checks by functions of its own, as far as a schema can say it
_BESIDES: dict[str, dict[str, Any]] = {
    "breaks.wait_for_pause_s": {"not": {"enum": [1]}},
    "window.scale_percent": {"anyOf": [{"enum": [0]}, {"minimum": 75}]},
    "hours.work": {"items": {"type": "string", "pattern": fill(_RANGE, d=_DAY)}},
    "team.source": {"pattern": "^(|/.+|https://.+)$"},
    "team.sha256": {"pattern": "^(|[0-9a-fA-F]{64})$"},
    "team.key": {"pattern": "^(|RW[A-Za-z0-9+/]{54})$"},
}
_MAY_REPEAT = ("hours.work",)
_OURS = ("allowed", "reach", "team_from", "title")  # of the model, and no business of an editor


def user_schema() -> str:
    """For ~/.config/sitbreak/config.toml."""
    return _written("Settings of sitbreak", {"properties": _sections(list(keys()))})


def team_schema() -> str:
    """For a file that a team shares."""
    allowed = [name for name, key in keys().items() if key.reach in ("rules", "value")]
    line = {"type": "string", "maxLength": LONGEST_TEXT, "pattern": _PLAIN}
    head = {
        "version": {"enum": [VERSION], "description": "of the format of this file"},
        "serial": {
            "type": "integer", "minimum": 0, "maximum": LARGEST_SERIAL,
            "description": "raise it with each change; a file with a lower one is refused",
        },
        "name": {**line, "description": "of the team, as its members are told it"},
        "contact": {
            **line, "pattern": "^(https://|mailto:)[!-~]+$",
            "description": "whom to ask: an https:// or mailto: address, shown and never opened",
        },
    }  # fmt: skip
    sections = _sections(allowed)
    for name in allowed:
        key, schema = keys()[name], _within(sections, name)
        if key.team_from is not None:
            schema["minimum"] = key.team_from
    policy = {"policy": _policy(sections), "pack": _pack()}
    return _written(
        "Settings of sitbreak that a team shares",
        {"properties": {**head, **sections, **policy}, "required": ["version"]},
    )


def _sections(names: list[str]) -> dict[str, Any]:
    """The tables with the keys *names*."""
    model = Settings.model_json_schema()
    sections: dict[str, Any] = {}
    for name in names:
        section, _dot, last = name.partition(".")
        of_model = model["$defs"][model["properties"][section]["$ref"].rpartition("/")[2]]
        table = sections.setdefault(
            section, {"type": "object", "additionalProperties": False, "properties": {}}
        )
        table["properties"][last] = _field(name, of_model["properties"][last])
    return sections


def _field(name: str, of_model: dict[str, Any]) -> dict[str, Any]:
    schema = {word: value for word, value in of_model.items() if word not in _OURS}
    if keys()[name].default is None:  # a list, or the word for none
        a_list = next(each for each in schema["anyOf"] if each["type"] == "array")
        schema |= {"anyOf": [{"enum": [USUAL]}, {**a_list, "uniqueItems": True}], "default": USUAL}
    elif schema["type"] == "array" and name not in _MAY_REPEAT:
        schema["uniqueItems"] = True
    return schema | _BESIDES.get(name, {})


def _within(sections: dict[str, Any], name: str) -> dict[str, Any]:
    section, _dot, last = name.partition(".")
    schema: dict[str, Any] = sections[section]["properties"][last]
    return schema


def _policy(sections: dict[str, Any]) -> dict[str, Any]:
    """The table of rules: the keys that may have one, and for each what the rule may say."""
    governed = [name for name, key in keys().items() if key.reach == "rules"]
    return {
        "type": "object",
        "description": "what holds for all members, by key",
        "propertyNames": {"enum": governed},
        "properties": {name: _rule(name, _within(sections, name)) for name in governed},
    }


def _rule(name: str, value: dict[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "lock": {"type": "boolean", "description": "the value of this file, or what holds without it, holds"},
        "reason": {
            "type": "string", "maxLength": LONGEST_REASON, "pattern": _PLAIN,
            "description": "why; every member is told it",
        },
    }  # fmt: skip
    if not keys()[name].is_list:
        bare = {word: part for word, part in value.items() if word not in ("default", "description")}
        parts["one_of"] = {"type": "array", "items": bare, "minItems": 1, "maxItems": MOST_CHOICES}
        if value["type"] == "integer":
            parts |= {"min": bare, "max": bare}
    return {"type": "object", "additionalProperties": False, "properties": parts}


def _pack() -> dict[str, Any]:
    """Routines, as in a user's own file of routines; `sitbreak config validate` knows the rest of it."""
    return {
        "type": "object",
        "description": "routines that the team adds, tightens or switches off",
        "additionalProperties": False,
        "required": ["schema_version", "routines"],
        "properties": {
            "schema_version": {"enum": [1]},
            "routines": {
                "type": "array",
                "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
            },
        },
    }


def _written(title: str, content: dict[str, Any]) -> str:
    schema = {"$schema": _DRAFT, "title": title, "type": "object", "additionalProperties": False, **content}
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    folder = paths.bundled("config", "schema", str(VERSION))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / USER_SCHEMA).write_text(user_schema(), "utf-8")
    (folder / TEAM_SCHEMA).write_text(team_schema(), "utf-8")
