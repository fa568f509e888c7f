"""`sitbreak config validate`, `diff` and `schema`: for the user, and for whoever writes a file for others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitbreak.commands.answers import write, write_json
from sitbreak.commands.config_answers import problem_record, rule_record
from sitbreak.errors import EXPECTED_FAILURE, OK, UsageError
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.settings.provenance import Layer, Merged, Problem, Rule
    from sitbreak.settings.rules import SharedBy


def validate(source: str | None, *, as_whose: str, as_json: bool) -> int:
    """Check the file *source* alone, of a team's also one at an https address; without one, the user's file
    and the variables. Of a file for others, all that sitbreak would leave out of it counts as a problem.

    Raises :class:`UsageError`, and :class:`FetchFailed` when nothing came from the address.
    """
    from sitbreak.settings.layers import all_layers
    from sitbreak.team.address import is_url

    layers: Sequence[Layer]
    if source is None and as_whose == "user":
        layers = all_layers()
    elif source is None:
        raise UsageError(_("Which file?"), _("`sitbreak config validate FILE --as team` checks one."))
    elif not is_url(source):
        layers = [_layer(Path(source), as_whose)]
    elif as_whose == "team":
        layers = [_fetched_layer(source)]
    else:
        raise UsageError(
            _("Only a team's file may lie at an address."),
            _("Say --as team, or name a file on this computer."),
        )
    problems = [problem for layer in layers for problem in layer.problems]
    notes = [note for layer in layers for note in layer.notes]
    if as_json:
        write_json(
            {"problems": [problem_record(each) for each in problems]}
            | ({"notes": [problem_record(each) for each in notes]} if notes else {})
        )
    else:
        for problem in problems:
            write(str(problem))
        for note in notes:
            write(f"{_('Note:')} {note}")
    return EXPECTED_FAILURE if problems else OK


def diff(*, config: Path | None, sets: Sequence[str], team: bool, as_json: bool) -> int:
    """What holds against the defaults; with *team*, against what would hold without the team's file."""
    from sitbreak.settings.layers import all_layers, merge
    from sitbreak.settings.narrowing import narrowed

    layers = all_layers(config=config, sets=sets)
    merged = merge(layers)
    without = narrowed([layer for layer in layers if layer.name != "team"] if team else [])
    rules = {
        key: rule for layer in layers if layer.name == "team" or not team for key, rule in layer.rules.items()
    }
    return _tell_difference(without, merged, rules, as_json=as_json)


def diff_files(one: Path, other: Path, *, as_whose: str, as_json: bool) -> int:
    """What the file *other* says otherwise than *one*."""
    from sitbreak.settings.narrowing import narrowed
    from sitbreak.settings.provenance import BadSettings

    layers = [_layer(one, as_whose), _layer(other, as_whose)]
    problems = [problem for layer in layers for problem in layer.problems]
    if unusable := [each for each in problems if as_whose == "user" or not each.key]:
        raise BadSettings(unusable)
    before, after = (narrowed([layer]) for layer in layers)
    rules = {
        key: after.rules.get(key)
        for key in (*before.rules, *after.rules)
        if _essence(before.rules.get(key)) != _essence(after.rules.get(key))
    }
    return _tell_difference(before, after, rules, as_json=as_json)


def schema(*, team: bool) -> int:
    from sitbreak.settings.schema import team_schema, user_schema

    sys.stdout.write(team_schema() if team else user_schema())
    return OK


def _layer(file: Path, as_whose: str) -> Layer:
    """*file* as the layer of that name, with all that would be left out of it as problems."""
    from sitbreak.settings.layers import file_layer
    from sitbreak.settings.toml_file import Refused, read_text

    if as_whose == "user":
        return file_layer("user", file, must_exist=True)
    try:
        return _shared_layer(read_text(file), as_whose, str(file))
    except FileNotFoundError:
        return _unusable(as_whose, str(file), _("there is no such file"))
    except Refused as refused:
        return _unusable(as_whose, str(file), refused.message, refused.line)


def _fetched_layer(url: str) -> Layer:
    """The same of the team's file at *url*. Blocks for 15 s at the most."""
    from sitbreak.settings.toml_file import Refused, text_of
    from sitbreak.team.fetch import fetch

    data = fetch(url).data or b""
    try:
        return _shared_layer(text_of(data), "team", url)
    except Refused as refused:
        return _unusable("team", url, refused.message, refused.line)


def _shared_layer(text: str, as_whose: str, source: str) -> Layer:
    """Raises :class:`Refused`."""
    from dataclasses import replace

    from sitbreak.settings.shared_file import read_shared
    from sitbreak.settings.toml_file import parse_toml

    shared_by: SharedBy = "team" if as_whose == "team" else "system"
    layer = read_shared(parse_toml(text), shared_by=shared_by, source=source).layer
    return replace(layer, notes=(), problems=(*layer.notes, *_pack_problems(layer, text, source)))


def _unusable(as_whose: str, source: str, why: str, line: int = 0) -> Layer:
    from sitbreak.settings.provenance import Layer, Place, Problem

    place = Place(layer=as_whose, source=source, line=line)
    return Layer(name=as_whose, problems=(Problem(place=place, message=why),))


def _pack_problems(layer: Layer, text: str, source: str) -> list[Problem]:
    """What is wrong with the routines of a team's file, on their lines."""
    from sitbreak import routine_files, toml_lines
    from sitbreak.core.routine_packs import Origin, Pack
    from sitbreak.settings.provenance import Place, Problem

    if layer.pack is None:
        return []
    lines = toml_lines.lines_of(text)
    pack = Pack(file=source, content=layer.pack, origin=Origin.TEAM)
    return [
        Problem(
            place=Place(layer="team", source=source, line=toml_lines.line_of(("pack", *each.at), lines)),
            key=f"pack.{each.routine}" if each.routine else "pack",
            message=f"{each.why} ({fill(_('rule {name}'), name=each.rule)})" if each.rule else each.why,
        )
        for each in routine_files.check_pack(pack)
    ]


def _tell_difference(before: Merged, after: Merged, rules: dict[str, Any], *, as_json: bool) -> int:
    from sitbreak.settings.keys import shown
    from sitbreak.settings.rule_words import ruling

    changed = [key for key in after.values if after.values[key] != before.values[key]]
    if as_json:
        values = {
            key: {"from": before.values[key], "to": after.values[key], "origin": after.origins[key]}
            for key in changed
        }
        told = {key: rule and rule_record(rule) for key, rule in rules.items()}
        return write_json({"values": values, "rules": told})
    for key in changed:
        write(f"{key}: {shown(before.values[key])} -> {shown(after.values[key])}  {after.origins[key]}")
    for key, rule in rules.items():
        write(f"{key}: {ruling(rule) if rule else _('no rule any more')}")
    return OK


def _essence(rule: Rule | None) -> tuple[object, ...] | None:
    """What *rule* says, wherever it stands."""
    return (rule.lock, rule.low, rule.high, rule.one_of, rule.reason) if rule else None
