"""Read one settings file, as if somebody hostile had written it.

The parser of the standard library takes 14 s and 3.4 GiB for 60 KB of one dotted key, so its input is bounded
before it sees any: a regular file of at most 64 KiB, no line longer than 512 bytes. Within these bounds the
worst known file takes less than half a second.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitbreak.systems.files import files
from sitbreak.toml_lines import lines_of
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_B = 64 * 1024
LONGEST_LINE_B = 512
DEEPEST = 6  # tables and lists within each other

_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")


class Refused(Exception):
    """The file cannot be used, for this reason; *line* is 0 when it has no single place."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlFile:
    values: dict[str, Any]
    lines: dict[str, int]  # dotted key or table -> line


def read_text(file: Path) -> str:
    """The text of *file*. Raises :class:`Refused`; FileNotFoundError when there is none."""
    return text_of(_read_bytes(file))


def text_of(data: bytes) -> str:
    """The text of a file that holds *data*. Raises :class:`Refused`."""
    if len(data) > LARGEST_B:
        raise Refused(fill(_("the file is larger than {n} KiB"), n=LARGEST_B // 1024))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(_("the file is UTF-16, not UTF-8: save it as UTF-8"))
    for number, line in enumerate(data.split(b"\n"), start=1):
        if len(line) > LONGEST_LINE_B:
            raise Refused(fill(_("the line is longer than {n} bytes"), n=LONGEST_LINE_B), number)
        if b"\0" in line:
            raise Refused(_("there is a NUL character in the line"), number)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(_("the line is not UTF-8 text"), data.count(b"\n", 0, error.start) + 1) from None


def read_toml(file: Path) -> TomlFile:
    """The content of *file*. Raises :class:`Refused`; FileNotFoundError when there is none."""
    return parse_toml(read_text(file))


def parse_toml(text: str) -> TomlFile:
    """The content of *text*, which is within the bounds of a settings file. Raises :class:`Refused`."""
    try:
        values = tomllib.loads(text)
    except RecursionError:
        raise Refused(_too_deep()) from None
    except ValueError as error:  # of the parser, and of numbers and dates it makes
        raise _no_toml(str(error), text) from None
    lines = _key_lines(text)
    for key, value in values.items():
        if _is_deeper(value, DEEPEST - 1):
            raise Refused(_too_deep(), lines.get(key, 0))
    return TomlFile(values=values, lines=lines)


def _key_lines(text: str) -> dict[str, int]:
    """Dotted key or table -> the line on which it is first named. What lies in a list has no such name."""
    found: dict[str, int] = {}
    for way, line in lines_of(text).items():
        names = [part for part in way if isinstance(part, str)]
        if len(names) == len(way):
            found.setdefault(".".join(names), line)
    return found


def _read_bytes(file: Path) -> bytes:
    """What *file* holds, at most one byte more than is allowed."""
    try:
        opened = os.open(file, files.READING)
        try:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise Refused(_("this is not a regular file"))
            data = b""
            while len(data) <= LARGEST_B and (more := os.read(opened, LARGEST_B + 1 - len(data))):
                data += more
        finally:
            os.close(opened)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Refused(fill(_("the file cannot be read: {why}"), why=error.strerror)) from None
    return data


def _no_toml(said: str, text: str) -> Refused:
    """What the parser *said*, with the line it names."""
    found = _AT_LINE.search(said)
    line = int(found.group(1)) if found else text.count("\n") + 1 if "end of document" in said else 0
    said = said.removesuffix(" (at end of document)")
    what = "".join(sign if sign.isprintable() else " " for sign in _AT_LINE.sub("", said))
    return Refused(fill(_("this is not TOML: {what}"), what=what[:120].rstrip(".")), line)


def _too_deep() -> str:
    return fill(_("tables and lists are nested deeper than {n} levels"), n=DEEPEST)


def _is_deeper(value: object, levels: int) -> bool:
    """Whether more than *levels* tables and lists lie within each other. Knows no recursion limit."""
    layer = [value]
    for _level in range(levels + 1):
        layer = [
            item
            for part in layer
            if isinstance(part, (dict, list))
            for item in (part.values() if isinstance(part, dict) else part)
        ]
    return bool(layer)
