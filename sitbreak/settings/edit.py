"""Change one key in the user's file, and leave everything else in it as it is, comments too."""

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
    from pathlib import Path

_HEADER = re.compile(r"\[\s*(\w+)\s*\]")
_LONGEST_LIST = LONGEST_LINE_B // 2  # characters; a longer one is written with a line for each item


def write_key(file: Path, key: str, value: object) -> None:
    """Set *key* to *value*, which is one the model allows, in *file*; makes the file when there is none.

    Raises :class:`BadSettings` when something else in the file is wrong, :class:`SettingsError` when the file
    cannot be changed, OSError when the disk does not take it. The file is then as it was.
    """
    try:
        text = read_text(file)
    except FileNotFoundError:
        text = ""
    except Refused as refused:
        raise _cannot(file, refused.message) from None
    others = [problem for problem in text_layer("user", file, text).problems if problem.key != key]
    if others:
        raise BadSettings(others)
    changed = _changed(file, text, key, USUAL if value is None else value)
    target = file.resolve()  # of a link, what it points to
    private_folder(target.parent)
    write_whole(target, changed.encode())


def _changed(file: Path, text: str, key: str, value: object) -> str:
    """*text* with *key* set; read again, it says so and nothing else differs."""
    section, _dot, name = key.partition(".")
    if text and not text.endswith("\n"):
        text += "\n"
    before = parse_toml(text).values
    wanted = {**before, section: {**before.get(section, {}), name: value}}
    ways = [_with_tomlkit] if name in before.get(section, {}) else [_below_its_comment, _with_tomlkit]
    for way in ways:
        with suppress(TOMLKitError, Refused):
            changed = way(text, section, name, value)
            if parse_toml(text_of(changed.encode())).values == wanted:
                return changed
    raise _cannot(file, _("it is written in a way that only an editor can change safely"))


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
