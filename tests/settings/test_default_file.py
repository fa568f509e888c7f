"""The file of defaults teaches by example, so its examples have to be true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitbreak import paths
from sitbreak.settings.keys import keys
from sitbreak.settings.layers import file_layer, merge
from sitbreak.settings.toml_file import read_toml

SETTING = re.compile(r"^# (?=[a-z0-9_]+ = )", re.MULTILINE)
EXAMPLE = re.compile(r"^#   (?=work = )", re.MULTILINE)


@pytest.fixture
def text() -> str:
    return paths.bundled("config", "default.toml").read_text("utf-8")


def test_as_it_is_it_changes_nothing(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    assert file_layer("user", file).values == {}
    assert file_layer("user", file).problems == ()


def test_with_every_line_set_it_says_every_key_at_its_default(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SETTING.sub("", text))
    layer = file_layer("user", file)
    assert layer.problems == ()
    assert layer.values == {name: key.default for name, key in keys().items()}
    assert list(layer.values) == list(keys())
    assert merge([layer]).values == layer.values


@pytest.mark.parametrize("number", [0, 1])
def test_its_examples_can_be_used(tmp_path: Path, text: str, number: int) -> None:
    file = tmp_path / "config.toml"
    examples = [line for line in text.splitlines() if EXAMPLE.match(line)]
    assert len(examples) == 2
    file.write_text("[hours]\n" + EXAMPLE.sub("", examples[number]) + "\n")
    layer = file_layer("user", file)
    assert layer.problems == ()
    assert layer.values["hours.work"]


def test_it_names_the_bounds_of_every_number(tmp_path: Path, text: str) -> None:
    """The words above a key hold the numbers that the model allows."""
    file = tmp_path / "config.toml"
    file.write_text(SETTING.sub("", text))
    lines = read_toml(file).lines
    comments = text.splitlines()
    for name, key in keys().items():
        numbers = re.findall(r"\d+", key.allowed) if "whole number" in key.allowed else []
        above = " ".join(comments[max(0, lines[name] - 5) : lines[name] - 1])
        assert all(re.search(rf"\b{number}\b", above) for number in numbers), name
