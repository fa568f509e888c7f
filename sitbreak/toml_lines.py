"""On which line of a TOML text each key and each item of a list stands, which the parser does not tell.

The text is valid TOML already (the parser has taken it), so this needs to know only as much of TOML as
decides what is a key: table headers, dotted and quoted keys, inline tables, lists, and the strings and
comments in which nothing is one.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Way = tuple[str | int, ...]  # "routines", 0, "steps", 2, "seconds"

_DEEPEST = 8  # what lies deeper is found on the line of what holds it

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


def lines_of(text: str) -> dict[Way, int]:
    """The way to each key, table and item of a list, and the line on which it is first named, from 1."""
    return _Reader().read(text)


def line_of(way: Way, lines: dict[Way, int]) -> int:
    """The line of what is at *way*, else of the nearest thing around it; 0 when nothing of it is there."""
    while way and way not in lines:
        way = way[:-1]
    return lines.get(way, 0)


class _Reader:
    """Where we are in the text. *open* holds the inline tables and lists that are not closed yet, each by the
    way to it; for a list, with the number of the item that comes or is being read."""

    def __init__(self) -> None:
        self._lines: dict[Way, int] = {}
        self._table: Way = ()  # of the last header
        self._open: list[tuple[Way, int | None]] = []
        self._key: list[str] = []  # the key being read
        self._value: Way = ()  # the way to the value being read
        self._reads = self._in_key
        self._is_list = False  # the header being read has two brackets
        self._last_item: dict[Way, int] = {}  # of each list of tables

    def read(self, text: str) -> dict[Way, int]:
        for line, token in _tokens(text):
            if token[0] != "#":
                self._reads(token, line)
        return self._lines

    def _in_header(self, token: str, line: int) -> None:
        if token == "\n":
            self._table = self._headed(line)
            self._key.clear()
            self._reads = self._in_key
        elif token == "[":
            self._is_list = True
        elif token not in ".]":
            self._key.append(_plain(token))

    def _headed(self, line: int) -> Way:
        """The way to the table whose header was read: of a list of tables in it, the last one is meant."""
        way: Way = ()
        for number, key in enumerate(self._key, start=1):
            way = (*way, key)
            self._note(way, line)
            if self._is_list and number == len(self._key):
                self._last_item[way] = self._last_item.get(way, -1) + 1
            if way in self._last_item:
                way = (*way, self._last_item[way])
                self._note(way, line)
        return way

    def _in_key(self, token: str, line: int) -> None:
        if token == "=":
            base = self._open[-1][0] if self._open else self._table
            for length in range(1, min(len(self._key), _DEEPEST) + 1):
                self._note((*base, *self._key[:length]), line)
            self._value = (*base, *self._key)
            self._key.clear()
            self._reads = self._in_value
        elif token == "[" and not self._open:
            self._is_list = False
            self._reads = self._in_header
        elif token == "}":
            self._close()
        elif token not in "\n.,":
            self._key.append(_plain(token))

    def _in_value(self, token: str, line: int) -> None:
        way, item = self._open[-1] if self._open else ((), None)
        if item is not None and token not in "],\n":
            self._value = (*way, item)
            self._note(self._value, line)
        if token == "[":
            self._open.append((self._value, 0))
        elif token == "{":
            self._open.append((self._value, None))
            self._reads = self._in_key
        elif token in "]}":
            self._close()
        elif token == "," and item is not None:
            self._open[-1] = (way, item + 1)
        elif token == "," or (token == "\n" and not self._open):
            self._reads = self._in_key

    def _close(self) -> None:
        if self._open:
            self._open.pop()
        self._reads = self._in_value  # of what held the table or the list

    def _note(self, way: Way, line: int) -> None:
        if len(way) <= _DEEPEST:
            self._lines.setdefault(way, line)


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    line, counted_to = 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", counted_to, found.start())
        counted_to = found.start()
        yield line, found.group()
    yield line + text.count("\n", counted_to), "\n"


def _plain(token: str) -> str:
    return token[1:-1] if token[0] in "\"'" else token
