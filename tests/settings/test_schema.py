"""The JSON Schemas say what the model says. They are checked with as much of a validator as they use."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sitbreak import paths
from sitbreak.cli import main
from sitbreak.commands.config_check import validate
from sitbreak.settings.checks import refused
from sitbreak.settings.keys import keys
from sitbreak.settings.schema import TEAM_SCHEMA, USER_SCHEMA, team_schema, user_schema
from sitbreak.settings.team_file import read_team_file
from tests.settings.wrong_files import Whose, right_files, wrong_files

_TYPES: dict[str, type | tuple[type, ...]] = {
    "integer": int,
    "string": str,
    "boolean": bool,
    "array": list,
    "object": dict,
}


def allows(schema: dict[str, Any], value: Any) -> bool:
    """Whether *value* is valid by *schema*, of draft 07. Knows the words that ours use, and no other."""
    schema = {
        word: rule
        for word, rule in schema.items()
        if word not in ("description", "default", "title", "$schema")
    }
    return all(_OBEYS[word](rule, value, schema) for word, rule in schema.items())


def _is(name: str, value: Any) -> bool:
    return isinstance(value, _TYPES[name]) and (name != "integer" or not isinstance(value, bool))


def _all_known(allowed: bool, value: Any, schema: dict[str, Any]) -> bool:
    return allowed or not isinstance(value, dict) or value.keys() <= schema.get("properties", {}).keys()


_OBEYS: dict[str, Any] = {
    "type": lambda rule, value, _: _is(rule, value),
    "enum": lambda rule, value, _: any(each == value and type(each) is type(value) for each in rule),
    "minimum": lambda rule, value, _: not _is("integer", value) or value >= rule,
    "maximum": lambda rule, value, _: not _is("integer", value) or value <= rule,
    "minItems": lambda rule, value, _: not _is("array", value) or len(value) >= rule,
    "maxItems": lambda rule, value, _: not _is("array", value) or len(value) <= rule,
    "uniqueItems": lambda _rule, value, __: not _is("array", value) or all(
        each not in value[:place] for place, each in enumerate(value)
    ),
    "minLength": lambda rule, value, _: not _is("string", value) or len(value) >= rule,
    "maxLength": lambda rule, value, _: not _is("string", value) or len(value) <= rule,
    "pattern": lambda rule, value, _: not _is("string", value) or bool(re.search(rule, value)),
    "items": lambda rule, value, _: not _is("array", value) or all(allows(rule, each) for each in value),
    "properties": lambda rule, value, _: not _is("object", value) or all(
        allows(rule[name], each) for name, each in value.items() if name in rule
    ),
    "propertyNames": lambda rule, value, _: all(allows(rule, name) for name in value),
    "additionalProperties": _all_known,
    "required": lambda rule, value, _: not _is("object", value) or set(rule) <= value.keys(),
    "anyOf": lambda rule, value, _: any(allows(each, value) for each in rule),
    "not": lambda rule, value, _: not allows(rule, value),
}  # fmt: skip

USER = json.loads(user_schema())
TEAM = json.loads(team_schema())

VALUES: tuple[Any, ...] = (
    *(-1, 0, 1, 2, 3, 4, 5, 6, 10, 11, 15, 16, 29, 30, 31, 39, 40, 45, 59, 60, 61, 74, 75, 119, 120, 121),
    *(180, 240, 241, 300, 301, 480, 481, 899, 900, 901, 1799, 1800, 1801, 3650, 3651, 10**12),
    *(True, False, "", "x", "usual", "auto", "light", "office", "normal", "urgent", "any", "full", "never"),
    *([], [5], [5, 5], [30], [31], [4], [480], [481], [0], list(range(1, 9)), list(range(1, 10)), [True]),
    *(["knee"], ["knee", "knee"], ["wall"], ["sofa"], ["abc"], ["ab"], ["a--b"], ["Mon-Fri 09:00-12:30"]),
    *(["Mon,Wed-Fri 22:00-06:00"], ["Monday 9-5"], ["Mon 9:00-10:00"], {}, {"a": 1}),
    *("/a/b.toml", "relative.toml", "https://h/x", "http://h/x", "ab" * 32, "RW" + "Q" * 54, "RW"),
)


def file_of(key: str, value: object) -> dict[str, Any]:
    section, _dot, name = key.partition(".")
    return {section: {name: value}}


@pytest.mark.parametrize("key", keys())
def test_the_schema_allows_what_the_model_allows(key: str) -> None:
    for value in VALUES:
        assert allows(USER, file_of(key, value)) is not bool(refused(key, value)), (key, value)


@pytest.mark.parametrize("key", keys())
def test_the_schema_for_teams_allows_what_a_team_may_set(key: str) -> None:
    for value in VALUES:
        file = {"version": 1, **file_of(key, value)}
        text = f"version = 1\n[{key.partition('.')[0]}]\n{key.partition('.')[2]} = {toml(value)}\n"
        assert allows(TEAM, file) is not bool(read_team_file(text, source="t").notes), (key, value)


@pytest.mark.parametrize("key", keys())
@pytest.mark.parametrize("part", ["lock", "min", "max", "one_of", "reason"])
def test_the_schema_for_teams_allows_the_rules_a_team_may_make(key: str, part: str) -> None:
    for value in (*VALUES, [30, 45], ["normal"]):
        file = {"version": 1, "policy": {key: {part: value}}}
        text = f'version = 1\n[policy."{key}"]\n{part} = {toml(value)}\n'
        assert allows(TEAM, file) is not bool(read_team_file(text, source="t").notes), (key, part, value)


def toml(value: object) -> str:
    return "{ a = 1 }" if value == {"a": 1} else "{}" if value == {} else json.dumps(value)


@pytest.mark.parametrize(
    "file",
    [
        {},
        {"version": 2},
        {"version": 1, "serial": -1},
        {"version": 1, "name": "two\nlines"},
        {"version": 1, "name": "x" * 201},
        {"version": 1, "contact": "http://x"},
        {"version": 1, "future": {}},
        {"version": 1, "hold": {}},
        {"version": 1, "breaks": {"future": 1}},
        {"version": 1, "policy": {"hold.call": {"lock": True}}},
        {"version": 1, "policy": {"breaks.interval_min": {"future": 1}}},
        {"version": 1, "pack": {"routines": []}},
    ],
)
def test_the_schema_for_teams_refuses_what_a_team_file_is_not(file: dict[str, Any]) -> None:
    assert not allows(TEAM, file)


def test_the_examples_are_valid_and_name_their_schema() -> None:
    example = paths.bundled("config", "team.example.toml")
    text = example.read_text("utf-8")
    assert allows(TEAM, tomllib.loads(text))
    name = text.partition("\n")[0].removeprefix("#:schema ")
    assert json.loads((example.parent / name).read_text("utf-8")) == TEAM
    every = re.sub(
        r"^# (?=[a-z0-9_]+ = )", "", paths.bundled("config", "default.toml").read_text("utf-8"), flags=re.M
    )
    assert allows(USER, tomllib.loads(every))


def test_the_schemas_that_are_shipped_are_those_of_the_model() -> None:
    folder: Path = paths.bundled("config", "schema", "1")
    assert (folder / USER_SCHEMA).read_text("utf-8") == user_schema()
    assert (folder / TEAM_SCHEMA).read_text("utf-8") == team_schema()


def test_a_schema_tells_meanings_and_defaults_and_nothing_of_ours() -> None:
    interval = USER["properties"]["breaks"]["properties"]["interval_min"]
    assert interval == {
        "type": "integer",
        "minimum": 30,
        "maximum": 60,
        "default": 45,
        "description": keys()["breaks.interval_min"].meaning,
    }
    assert USER["$schema"] == TEAM["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize(("whose", "name"), right_files())
def test_program_and_schema_take_the_right_files(whose: Whose, name: str, tmp_path: Path) -> None:
    text = right_files()[whose, name]
    file = tmp_path / "right.toml"
    file.write_text(text, "utf-8")
    assert validate(str(file), as_whose=whose, as_json=False) == 0
    assert allows(TEAM if whose == "team" else USER, tomllib.loads(text))


@pytest.mark.parametrize(("whose", "name"), wrong_files())
def test_program_and_schema_refuse_the_wrong_files(
    whose: Whose, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = wrong_files()[whose, name]
    file = tmp_path / "wrong.toml"
    file.write_text(text, "utf-8")
    assert validate(str(file), as_whose=whose, as_json=False) == 1
    told = capsys.readouterr().out.splitlines()
    assert all(line.startswith(str(file)) and line.isprintable() for line in told)
    assert not allows(TEAM if whose == "team" else USER, tomllib.loads(text))


def test_config_schema_prints_the_schemas_that_are_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    folder: Path = paths.bundled("config", "schema", "1")
    for words, name in (((), USER_SCHEMA), (("--team",), TEAM_SCHEMA)):
        assert main(["config", "schema", *words]) == 0
        assert capsys.readouterr().out == (folder / name).read_text("utf-8")
