"""`sitbreak config show`, `get`, `explain` and `path`: what holds, and whose word it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sitbreak import paths
from sitbreak.commands.answers import write, write_json
from sitbreak.commands.config_answers import known_key, remark, rule_record
from sitbreak.errors import OK
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sitbreak.settings.keys import Key
    from sitbreak.settings.provenance import Layer, Merged

_HOLDS = "  <- "
_WIDEST = 32  # letters of a value that its column makes room for


def show(*, config: Path | None, sets: Sequence[str], origin: bool, as_json: bool) -> int:
    """All settings; with *origin*, below each all who say something about it."""
    from sitbreak.settings.checks import notes
    from sitbreak.settings.keys import keys, shown
    from sitbreak.settings.layers import all_layers, merge

    merged = merge(all_layers(config=config, sets=sets))
    told = notes(merged)
    if as_json:
        settings = {name: _record(key, merged, stack=origin) for name, key in keys().items()}
        return write_json({"settings": settings, "notes": told})
    width = max(len(name) for name in keys())
    room = min(_WIDEST, max(len(shown(merged.values[name])) for name in keys()))
    for name, key in keys().items():
        value = merged.values[name]
        sign = " " if value == key.default else "*"
        said = f"{merged.origins[name]} {remark(name, merged)}".rstrip()
        write(f"{sign} {name:{width}}  {shown(value):{room}}  {said}")
        if origin and (name in merged.rules or merged.origins[name] != "default"):
            for line in _stack(key, merged):
                write(f"      {line}")
    for note in told:
        write(f"{_('Note:')} {note}")
    return OK


def get(key: str, *, config: Path | None, sets: Sequence[str], as_json: bool) -> int:
    from sitbreak.settings.layers import all_layers, merge

    name = known_key(key).name
    merged = merge(all_layers(config=config, sets=sets))
    value = merged.values[name]
    if as_json:
        return write_json({"key": name, "value": value, "origin": merged.origins[name]})
    write(_bare(value))
    return OK


def explain(key: str, *, config: Path | None, sets: Sequence[str], as_json: bool) -> int:
    """One setting: its meaning, and the whole stack of who says what about it, with file and line."""
    from sitbreak.settings.keys import shown, variable_of
    from sitbreak.settings.layers import all_layers, merge

    known = known_key(key)
    merged = merge(all_layers(config=config, sets=sets))
    notes = [note for note in merged.notes if known.name in note]
    if as_json:
        about = {"allowed": known.allowed, "meaning": known.meaning, "notes": notes}
        return write_json({"key": known.name, **_record(known, merged, stack=True), **about})
    write(f"{known.name} = {shown(merged.values[known.name])}")
    write(f"  {_('meaning:')}   {known.meaning}")
    write(f"  {_('allowed:')}   {known.allowed}")
    write(f"  {_('variable:')}  {variable_of(known.name)}")
    write(f"  {_('others:')}    {_who_else(known)}")
    for line in _stack(known, merged):
        write(f"  {line}")
    for note in notes:
        write(f"  {_('Note:')} {note}")
    return OK


def files(*, config: Path | None, sets: Sequence[str], as_json: bool) -> int:
    """Every place where settings may come from, whether it is there, and whether it counts."""
    from sitbreak.settings.layers import all_layers

    candidates = [_candidate(layer, config, sets) for layer in all_layers(config=config, sets=sets)]
    if as_json:
        return write_json({"files": candidates})
    for each in candidates:
        there = _("is there") if each["exists"] else _("is not there")
        write(f"{each['layer']:7} {each['place']}  {there}; {fill(_('keys: {n}'), n=each['keys'])}")
        for line in each["told"]:
            write(f"        {line}")
    return OK


def path(*, config: Path | None, as_json: bool) -> int:
    file = config or paths.user_settings_file()
    if as_json:
        return write_json({"path": str(file), "exists": file.exists()})
    write(str(file))
    return OK


def _record(key: Key, merged: Merged, *, stack: bool) -> dict[str, Any]:
    """What there is to say of one key, for JSON."""
    name = key.name
    record = {"value": merged.values[name], "origin": merged.origins[name], "default": key.default}
    if stack:
        record["layers"] = [
            {"origin": layer.places[name].origin, "value": layer.values[name]}
            for layer in merged.layers
            if name in layer.values
        ]
        record["rules"] = [rule_record(layer.rules[name]) for layer in merged.layers if name in layer.rules]
    if name in merged.asked:
        record["asked"] = merged.asked[name].value
    if name in merged.rules:
        record["rule"] = rule_record(merged.rules[name])
    return record


def _stack(key: Key, merged: Merged) -> list[str]:
    """Who says what about *key*, the lowest first, then the rules; the line that holds is marked."""
    from sitbreak.settings.keys import shown
    from sitbreak.settings.rule_words import ruling

    name, value, origin = key.name, merged.values[key.name], merged.origins[key.name]
    said = [(key.default, "default")]
    said += [(each.values[name], each.places[name].origin) for each in merged.layers if name in each.values]
    lines = []
    marked = False
    for each, where in said:
        holds = where == origin and each == value
        marked = marked or holds
        lines.append(f"{shown(each)}  {where}{_HOLDS + _('holds') if holds else ''}")
    for layer in merged.layers:
        if rule := layer.rules.get(name):
            where = f"  {rule.place.origin}" if rule.place else ""
            lines.append(fill(_("rule: {ruling}"), ruling=ruling(rule)) + where)
    if not marked:
        lines.append(f"{shown(value)}{_HOLDS}{_('holds, by the rules')}")
    return lines


def _who_else(key: Key) -> str:
    return {
        "rules": _("a team's file may set this, and say what is allowed"),
        "value": _("a team's file may set this, and you may always set it otherwise"),
        "system": _("no team's file may touch this; the file of the system may"),
        "own": _("no team's file may touch this, and nobody may say what is allowed"),
    }[key.reach]


def _candidate(layer: Layer, config: Path | None, sets: Sequence[str]) -> dict[str, Any]:
    from sitbreak.settings.layers import team_settings

    file = {
        "system": paths.system_settings_file(),
        "team": paths.team_copy(),
        "user": config or paths.user_settings_file(),
    }.get(layer.name)
    told = [str(each) for each in (*layer.problems, *layer.notes)]
    if layer.name == "team":
        source = team_settings(config=config, sets=sets).source
        told.insert(0, fill(_("copy of {source}"), source=source) if source else _("no team was joined"))
    return {
        "layer": layer.name,
        "place": str(file) if file else {"env": "SITBREAK_*", "--set": "KEY=VALUE"}[layer.name],
        "exists": file.exists() if file else bool(layer.values or layer.problems),
        "keys": len(layer.values.keys() | layer.rules.keys()),
        "told": told,
    }


def _bare(value: object) -> str:
    """*value* for a script: words without quotes, everything else as JSON."""
    from sitbreak.settings.model import USUAL

    if value is None:
        return USUAL
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
