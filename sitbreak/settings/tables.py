"""The tables of a settings file as dotted keys, each with its line; and what has the wrong shape for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak.settings.keys import keys, sections, shown
from sitbreak.settings.provenance import Place, Problem
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sitbreak.settings.toml_file import TomlFile


def places_of(layer: str, source: str, content: TomlFile) -> Callable[[str], Place]:
    """Tells for a dotted key or table where it stands."""
    return lambda key: Place(layer=layer, source=source, line=content.lines.get(key, 0))


def flattened(
    content: TomlFile, place: Callable[[str], Place], *, but: Collection[str] = ()
) -> tuple[dict[str, Any], list[Problem]]:
    """The values of *content* by dotted key, known or not, and what is misshapen. The names of *but*, which
    are no settings, are passed over."""
    values: dict[str, Any] = {}
    misshapen = []
    for section, table in content.values.items():
        if section in but:
            continue
        if isinstance(table, dict) and table:
            values.update({f"{section}.{key}": value for key, value in table.items()})
        elif section in keys():
            text = _("write the name without quotes")
            misshapen.append(Problem(place=place(section), key=section, message=text))
        elif section not in sections():
            values[section] = table
        elif not isinstance(table, dict):
            text = fill(_("must be a table of settings, not {value}"), value=shown(table))
            misshapen.append(Problem(place=place(section), key=section, message=text))
    return values, misshapen
