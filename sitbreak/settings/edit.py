"""Change keys in the user's file, and leave everything else in it as it is, comments too.

A change is made whole or not at all: it is made in the text, the text is read again and compared with what
was wanted, and only then takes the place of the file.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from sitbreak.errors import SettingsError
from sitbreak.paths import private_folder
from sitbreak.settings.layers import text_layer
from sitbreak.settings.model import USUAL
from sitbreak.settings.provenance import BadSettings
from sitbreak.settings.toml_file import LONGEST_LINE_B, Refused, parse_toml, read_text, text_of
from sitbreak.whole_file import write_whole
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

_HEADER = re.compile(r"\[\s*(\w+)\s*\]")
_LONGEST_LIST = LONGEST_LINE_B // 2  # characters; a longer one is written with a line for each item


def write_key(file: Path, key: str, value: object) -> None:
    """Set *key* to *value*, which is one the model allows, in *file*; as :func:`write_keys`."""
    write_keys(file, {key: value})


def write_keys(file: Path, values: Mapping[str, object], *, unset: Collection[str] = ()) -> None:
    """Set the keys of *values* to values that the model allows, and take those of *unset* out, in one go.
    Makes the file when there is none.

    Raises :class:`BadSettings` when something else in the file is wrong, :class:`SettingsError` when the file
    cannot be changed, OSError when the disk does not take it. The file is then as it was.
    """
    before = text = _text_of(file)
    layer = text_layer("user", file, text)
    others = [each for each in layer.problems if each.key not in values and each.key not in unset]
    if others:
        raise BadSettings(others)
    try:
        for key, value in values.items():
            text = _changed(text, key, USUAL if value is None else value)
        for key in unset:  # last: what empties a table takes it away
            text = _without(text, key)
    except _TooHard:
        raise _cannot(file, _("it is written in a way that only an editor can change safely")) from None
    if text == before:
        return
    target = file.resolve()  # of a link, what it points to
    private_folder(target.parent)
    write_whole(target, text.encode())


def unset_key(file: Path, key: str) -> bool:
    """Take *key* out of *file*, with a comment behind it on its line, and with its table when nothing is left
    in it; whether it was there. Raises as :func:`write_keys` does."""
    section, _dot, name = key.partition(".")
    with suppress(Refused):  # for write_keys to tell
        if name not in _table(parse_toml(_text_of(file)).values, section):
            return False
    write_keys(file, {}, unset=(key,))
    return True


class _TooHard(Exception):
    """No way to change the text has brought about what was wanted, and that alone."""


def _text_of(file: Path) -> str:
    try:
        return read_text(file)
    except FileNotFoundError:
        return ""
    except Refused as refused:
        raise _cannot(file, refused.message) from None


def _changed(text: str, key: str, value: object) -> str:
    """*text* with *key* set; read again, it says so and nothing else differs."""
    section, _dot, name = key.partition(".")
    if text and not text.endswith("\n"):
        text += "\n"
    before = parse_toml(text).values
    wanted = {**before, section: {**_table(before, section), name: value}}
    ways = [_with_tomlkit] if name in _table(before, section) else [_below_its_comment, _with_tomlkit]
    for way in ways:
        with suppress(TOMLKitError, Refused):
            changed = way(text, section, name, value)
            if parse_toml(text_of(changed.encode())).values == wanted:
                return changed
    raise _TooHard


def _without(text: str, key: str) -> str:
    """*text* without *key*; read again, nothing else differs but its table, which may be empty or gone."""
    section, _dot, name = key.partition(".")
    before = parse_toml(text).values
    table = _table(before, section)
    if name not in table:
        return text
    wanted = {**before, section: {other: value for other, value in table.items() if other != name}}
    with suppress(TOMLKitError, Refused):
        document: Any = tomlkit.parse(text)
        del document[section][name]
        changed = tomlkit.dumps(document)
        for way in (_without_header(changed, section), changed):
            if _filled(parse_toml(text_of(way.encode())).values) == _filled(wanted):
                return way
    raise _TooHard


def _without_header(text: str, section: str) -> str:
    """*text* without the header of *section*, when nothing stands below it. A comment there, beside it or
    right above it is something, and keeps it."""
    lone = rf"(\A|(?<=\n)\r?\n)\[\s*{re.escape(section)}\s*\][ \t]*\r?\n\s*(\Z|(?=\[))"
    return re.sub(lone, lambda found: "" if found.end() == len(text) else found[1], text, count=1)


def _table(values: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    table = values.get(section)
    return table if isinstance(table, dict) else {}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != {}}


def _below_its_comment(text: str, section: str, name: str, value: object) -> str:
    """The key after the line where it stands commented out, as in the file of defaults; where there is no
    such line, *text* as it was."""
    commented = re.compile(rf"#\s*{re.escape(name)}\s*=")
    lines = text.splitlines(keepends=True)
    here = ""
    for number, line in enumerate(lines, start=1):
        if header := _HEADER.match(line):
            here = header.group(1)
        elif here == section and commented.match(line):
            return "".join(lines[:number]) + tomlkit.dumps({name: _item(value)}) + "".join(lines[number:])
    return text


def _with_tomlkit(text: str, section: str, name: str, value: object) -> str:
    document: Any = tomlkit.parse(text)
    if section not in document:
        if text.strip():
            document.add(tomlkit.nl())
        document[section] = tomlkit.table()
    document[section][name] = _item(value)
    return tomlkit.dumps(document)


def _item(value: object) -> object:
    if not isinstance(value, list):
        return value
    items = tomlkit.array()
    items.extend(value)
    return items.multiline(len(str(value)) > _LONGEST_LIST)


def _cannot(file: Path, why: str) -> SettingsError:
    return SettingsError(fill(_("{file} cannot be changed: {why}."), file=file, why=why))
