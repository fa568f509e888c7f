"""On which line of a TOML text each key and each item stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as some

from sitbreak import paths
from sitbreak.toml_lines import line_of, lines_of

TRICKY = '''a = [1, 2,
  # a comment with ] and "
  { x = 1, y = [
    { z = "}" } ] },
  """
several ] " lines
""",
  3]
[t.u]
k."l m" = 1979-05-27T07:32:00Z
[[t.v]]
q = 1.5
[[t.v.w]]
r = 'x # not a comment'
[[t.v]]
[[t.v.w]]
r = { a.b = 1, "c d" = [[1], [2, { e = 1 }]] }
[t.v.after]
s = true
'''


def ways(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to everything in *value*."""
    if way:
        yield way
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from ways(item, (*way, key))


def files() -> list[str]:
    bundled = sorted(paths.bundled("assets", "routines").glob("*.toml"))
    return [file.read_text() for file in (*bundled, paths.bundled("config", "default.toml"))]


@pytest.mark.parametrize("text", [TRICKY, TRICKY.replace("\n", "\r\n"), *files()])
def test_everything_the_parser_finds_has_a_line_and_nothing_else_has(text: str) -> None:
    shallow = {way for way in ways(tomllib.loads(text)) if len(way) <= 8}
    assert set(lines_of(text)) == shallow


def test_the_lines_are_the_right_ones() -> None:
    lines = lines_of(TRICKY)
    assert lines["a", 2, "y", 0, "z"] == 4
    assert lines["a", 3] == 5
    assert lines["a", 4] == 8
    assert lines["t",] == 9
    assert lines["t", "u", "k", "l m"] == 10
    assert lines["t", "v", 0] == 11
    assert lines["t", "v", 0, "w", 0, "r"] == 14
    assert lines["t", "v", 1] == 15
    assert lines["t", "v", 1, "w", 0, "r", "a", "b"] == 17
    assert lines["t", "v", 1, "after", "s"] == 19


def test_what_has_no_line_is_found_where_its_surroundings_are() -> None:
    lines = lines_of(TRICKY)
    assert line_of(("t", "v", 0, "w", 0, "missing"), lines) == 13
    assert line_of(("t", "v", 0, "missing", 3), lines) == 11
    assert line_of(("nothing",), lines) == 0


@given(some.text(max_size=300))
def test_any_text_is_read_to_its_end(text: str) -> None:
    """The parser has refused most of these, so they do not come; they would do no harm."""
    assert all(1 <= line <= text.count("\n") + 1 for line in lines_of(text).values())


leaves = some.one_of(some.integers(-9, 9), some.booleans(), some.text("ab#\"'[]{}=,.\n", max_size=6))
tables = some.recursive(
    leaves,
    lambda inner: some.one_of(
        some.lists(inner, max_size=3),
        some.dictionaries(some.text("ab .", min_size=1, max_size=3), inner, max_size=3),
    ),
    max_leaves=12,
)


@given(some.dictionaries(some.text("cde", min_size=1, max_size=3), tables, max_size=4))
def test_whatever_a_writer_of_toml_writes_is_found(content: dict[str, Any]) -> None:
    text = tomlkit.dumps(content)
    shallow = {way for way in ways(tomllib.loads(text)) if len(way) <= 8}
    assert set(lines_of(text)) == shallow
