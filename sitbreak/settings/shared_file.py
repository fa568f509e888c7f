"""What a file for more than one user says: a team's file, or the system file.

Its ``[section]`` tables are values that a user may change, its ``[policy]`` is what holds for all. It may
have been written for a newer sitbreak, or by somebody in a hurry: whatever is unknown, wrong or not for such
a file is left out with a note, and the rest of it counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitbreak.settings.checks import tolerated
from sitbreak.settings.keys import keys, shown
from sitbreak.settings.provenance import Layer, Problem
from sitbreak.settings.rules import POLICY, below_team_floor, out_of_reach, read_rules, within
from sitbreak.settings.tables import flattened, places_of
from sitbreak.settings.toml_file import Refused
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.settings.provenance import Place, Rule
    from sitbreak.settings.rules import SharedBy
    from sitbreak.settings.toml_file import TomlFile

VERSION = 1  # of the format
LONGEST_TEXT = 200  # characters of a name or a contact
MOST_NOTES = 20
SYSTEM = "system"  # who says the rules of the system file
PACK = "pack"

_HEAD = ("version", "serial", "name", "contact")
_NO_TEAM = (
    SYSTEM,
    "the system file",
    "administrator",
    "the administrator of this computer",
    "you",
    "default",
)
_CONTACT = re.compile(r"https://[!-~]+|mailto:[!-~]+@[!-~]+")
LARGEST_SERIAL = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFile:
    version: int
    serial: int  # 0 when it has none
    name: str
    contact: str  # an address to show, never to open
    layer: Layer


def read_shared(content: TomlFile, *, shared_by: SharedBy, source: str) -> SharedFile:
    """What *content*, of the file *source*, says. Raises :class:`Refused` when it is of a newer format, or a
    team's file that does not say of which."""
    place = places_of(shared_by, source, content)
    head = _Head(content, place)
    version, serial = head.version(must_be_there=shared_by == "team"), head.serial()
    name, contact = head.name(), head.contact()
    said_by = SYSTEM if shared_by == "system" else name or _("the team file")
    values, notes = _values(content, shared_by, place)
    rules, about_rules = read_rules(
        content.values.get(POLICY, {}), shared_by=shared_by, said_by=said_by, place=place
    )
    pack, about_pack = _pack(content, shared_by, place)
    about_rules += _against_own_values(rules, values, wrong={note.key for note in notes})
    places = {key: place(key) for key in values}
    notes += [*head.notes, *about_rules, *about_pack]
    layer = Layer(
        name=shared_by,
        values=values,
        places=places,
        rules=rules,
        notes=_sorted(notes, place),
        pack=pack,
        source=source,
    )
    return SharedFile(version=version, serial=serial, name=name, contact=contact, layer=layer)


class _Head:
    """What stands above the first table: of which format the file is, and whose."""

    def __init__(self, content: TomlFile, place: Callable[[str], Place]) -> None:
        self._values = content.values
        self._place = place
        self.notes: list[Problem] = []

    def version(self, *, must_be_there: bool) -> int:
        if "version" not in self._values:
            if must_be_there:
                raise Refused(fill(_("this is no team file: it does not say version = {n}"), n=VERSION))
            return VERSION
        version = self._values["version"]
        line = self._place("version").line
        if not _is_number(version) or version < 1:
            raise Refused(fill(_("version must be {n}, not {value}"), n=VERSION, value=shown(version)), line)
        if version > VERSION:
            text = _("this file is of the newer format {value}; this sitbreak reads {n}")
            raise Refused(fill(text, value=shown(version), n=VERSION), line)
        return VERSION

    def serial(self) -> int:
        """Raises :class:`Refused`, for who cannot count on it cannot tell an older file from a newer one."""
        serial: Any = self._values.get("serial", 0)
        if _is_number(serial) and 0 <= serial <= LARGEST_SERIAL:
            return int(serial)
        text = fill(_("serial must be a whole number that rises, not {value}"), value=shown(serial))
        raise Refused(text, self._place("serial").line)

    def text(self, name: str) -> str:
        text = self._values.get(name, "")
        if isinstance(text, str) and len(text) <= LONGEST_TEXT and text.isprintable():
            return text.strip()
        self._note(name, fill(_("must be one line of at most {n} plain characters"), n=LONGEST_TEXT))
        return ""

    def name(self) -> str:
        """Of whoever shares the file; nobody passes for the owner of the computer, or for its user."""
        name = self.text("name")
        if name.casefold() not in _NO_TEAM:
            return name
        self._note("name", _("means somebody else here: name the team"))
        return ""

    def contact(self) -> str:
        text = self.text("contact")
        if not text or _CONTACT.fullmatch(text):
            return text
        self._note("contact", _("must begin with https:// or mailto:"))
        return ""

    def _note(self, name: str, message: str) -> None:
        self.notes.append(Problem(place=self._place(name), key=name, message=message))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _values(
    content: TomlFile, shared_by: SharedBy, place: Callable[[str], Place]
) -> tuple[dict[str, Any], list[Problem]]:
    """What the file sets, and notes on what it may not set or sets wrongly."""
    said, notes = flattened(content, place, but=(*_HEAD, POLICY, PACK))
    values: dict[str, Any] = {}
    for key, value in said.items():
        known = keys().get(key)
        why = ""
        if known:
            why = out_of_reach(known, shared_by, for_rule=False)
            if not why and shared_by == "team":
                why = below_team_floor(known, value)
        if why:
            notes.append(Problem(place=place(key), key=key, message=why))
        else:
            values[key] = value
    understood, refusals = tolerated(values, {key: place(key) for key in values})
    return understood, notes + refusals


def _pack(
    content: TomlFile, shared_by: SharedBy, place: Callable[[str], Place]
) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The routines that a team brings along, to be checked by whoever reads routines."""
    pack = content.values.get(PACK)
    if pack is None:
        return None, []
    if shared_by == "team" and isinstance(pack, dict):
        return pack, []
    text = (
        _("must be a table of routines") if shared_by == "team" else _("only a team's file brings routines")
    )
    return None, [Problem(place=place(PACK), key=PACK, message=text)]


def _against_own_values(rules: dict[str, Rule], values: dict[str, Any], wrong: set[str]) -> list[Problem]:
    """Notes on rules that do not go with what the same file sets. A lock on a value that is *wrong*, and so
    left out, goes out of *rules*: it would hold something that nobody meant."""
    notes = []
    for key, rule in list(rules.items()):
        text = ""
        if rule.lock and key in wrong:
            text = _("the value to lock is left out, and so is the lock")
            del rules[key]
        elif not rule.lock and key in values and not within(rule, values[key]):
            text = _("the value that this file sets is outside of its own rule")
        if text and rule.place:
            notes.append(Problem(place=rule.place, key=f'{POLICY}."{key}"', message=text))
    return notes


def _sorted(notes: list[Problem], place: Callable[[str], Place]) -> tuple[Problem, ...]:
    """*notes* by their lines, and no more than anybody reads."""
    notes.sort(key=lambda note: note.place.line)
    if len(notes) > MOST_NOTES:
        text = fill(_("and {n} more things are left out"), n=len(notes) - MOST_NOTES + 1)
        notes[MOST_NOTES - 1 :] = [Problem(place=place(""), message=text)]
    return tuple(notes)
