"""On which line of a TOML file each key stands, which the parser does not tell.

The text is valid TOML already (the parser has taken it), so this needs to know only as much of TOML as
decides what is a key: table headers, dotted and quoted keys, inline tables, and the strings, comments and
arrays in which nothing is one. Tables within arrays are passed over: no setting lives in one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Each alternative ends where it must, so the time is in proportion to the length of the text.
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""+'
    r"|'''.*?'''+"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[A-Za-z0-9_-]+"
    r"|[^\s]"
    r"|\n",
    re.DOTALL,
)


def key_lines(text: str) -> dict[str, int]:
    """Dotted key or table -> the number of the line on which it is first named, from 1."""
    return _Reader().read(text)


class _Reader:
    """Where we are in the text. A *base* is the path of keys to the table that is being filled."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}
        self._table: tuple[str, ...] = ()  # of the last header
        self._open: list[tuple[str, ...] | None] = []  # base of each open inline table; None: an array
        self._path: list[str] = []  # the key being read
        self._in_value = False
        self._in_header = False

    def read(self, text: str) -> dict[str, int]:
        for number, token in _tokens(text):
            if self._in_header:
                self._header(token, number)
            elif self._in_value:
                self._value(token)
            else:
                self._key(token, number)
        return self._lines

    def _header(self, token: str, number: int) -> None:
        if token == "\n":
            self._table = tuple(self._path)
            self._note(self._table, number)
            self._path.clear()
            self._in_header = False
        elif token not in ".[]" and token[0] != "#":
            self._path.append(_plain(token))

    def _key(self, token: str, number: int) -> None:
        if token == "=":
            base = self._open[-1] if self._open else self._table
            self._note((*(base or ()), *self._path), number)
            self._in_value = True
        elif token == "[":
            self._in_header = True
        elif token == "}":
            self._close()
        elif token not in "\n.," and token[0] != "#":
            self._path.append(_plain(token))

    def _value(self, token: str) -> None:
        in_array = bool(self._open) and self._open[-1] is None
        if token == "{" and not in_array:
            base = self._open[-1] if self._open else self._table
            self._open.append((*(base or ()), *self._path))
            self._path.clear()
            self._in_value = False
        elif token in "[{":
            self._open.append(None)
        elif token in "]}":
            self._close()
        elif token in "\n," and not in_array:
            self._path.clear()
            self._in_value = False

    def _close(self) -> None:
        if self._open:
            self._open.pop()
        self._in_value = True  # of what held the table or the array
        if not self._open:
            self._path.clear()

    def _note(self, path: tuple[str, ...], number: int) -> None:
        """Remember the line of *path*, and of the tables on the way that were never named alone."""
        for length in range(1, min(len(path), 3) + 1):  # settings are two deep
            self._lines.setdefault(".".join(path[:length]), number)


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    number, counted_to = 1, 0
    for found in _TOKEN.finditer(text):
        number += text.count("\n", counted_to, found.start())
        counted_to = found.start()
        yield number, found.group()
    yield number + text.count("\n", counted_to), "\n"


def _plain(token: str) -> str:
    return token[1:-1] if token[0] in "\"'" else token
