"""Every text the user reads can be translated, and none of them presses, blames or promises."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sitbreak
from sitbreak.core import tone

NAMES_OF_FORMATS = {"JSON", "TOML"}

# Where the command line and the settings speak of values and names ("must be 30 to 60", "KEY=VALUE",
# "validate FILE", the variable EDITOR), and not of what a person does, these are no fault.
OF_VALUES = {"must", "VALUE", "FILE", "FOLDER", "EDITOR"}
EXEMPT = "screens/disclaimer.py"  # says what sitbreak does not do, in the words for that
SPEAKS_OF_VALUES = ("settings/", "commands/", "cli.py")


def faults(text: str, place: str = "") -> list[str]:
    """What the tone rules say against *text* in the file *place*. The head of a column may be in capitals."""
    if text.isalpha() and text.isupper():
        return []
    if place.startswith(EXEMPT):
        return []
    allowed = NAMES_OF_FORMATS | (OF_VALUES if place.startswith(SPEAKS_OF_VALUES) else set())
    return [word for word in tone.lint(text) if word not in allowed]


def marked_texts(file: Path) -> list[tuple[int, str | None]]:
    """Line and text of every ``_(…)`` in *file*; None for one that is no literal."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
    ]
    return [(call.lineno, _literal(call)) for call in calls]


def _literal(call: ast.Call) -> str | None:
    argument = call.args[0] if len(call.args) == 1 else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def all_marked() -> list[tuple[str, str | None]]:
    root = Path(sitbreak.__file__).parent
    return [
        (f"{file.relative_to(root).as_posix()}:{line}", text)
        for file in sorted(root.rglob("*.py"))
        for line, text in marked_texts(file)
    ]


def test_every_text_the_user_reads_follows_the_tone_rules() -> None:
    marked = all_marked()
    assert any(place.startswith("notices.py") for place, _text in marked)
    assert {place: faults(text, place) for place, text in marked if text and faults(text, place)} == {}


def test_every_marked_text_is_a_literal_that_can_be_collected() -> None:
    assert [place for place, text in all_marked() if text is None] == []


@pytest.mark.parametrize(
    "text",
    ["You should move", "Again! Again!", "Fix your hips", "NEVER sit", "You missed one", "no pain, no gain"],
)
def test_the_tone_rules_catch_what_they_are_for(text: str) -> None:
    assert faults(text)
