"""``sitbreak config``: show, get, set, explain and validate the settings.

These commands read the files, variables and options themselves, so they need no daemon, and a change of the
user's file reaches a running daemon by itself. pydantic is imported where a command needs it: the other
commands of sitbreak start quicker without it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak import paths
from sitbreak.errors import EXPECTED_FAILURE, OK, SettingsError, UsageError
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.settings.keys import Key
    from sitbreak.settings.provenance import Layer, Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="config_command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        # Suppressed, so that the same option before the command is not undone
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_("answer in JSON"))
        return made

    merged = [
        command(
            "show", _("All settings that hold, and where each was said; * marks what is not at its default.")
        ),
        command("get", _("The value of one setting.")),
        command("explain", _("One setting: its meaning, what is allowed, and who says what.")),
    ]
    changing = command("set", _("Change one setting in your file; its comments stay."))
    where = command("path", _("The place of your settings file."))
    validating = command("validate", _("Check a file, or all settings; exit code 1 when something is wrong."))
    for each in (*merged, changing, where):
        each.add_argument(
            "--config", type=Path, metavar="FILE", default=argparse.SUPPRESS, help=_("another file")
        )
    for each in merged:
        each.add_argument(
            "--set", action="append", dest="sets", metavar="KEY=VALUE", default=argparse.SUPPRESS,
            help=_("as if this were set"),
        )  # fmt: skip
    for each in (*merged[1:], changing):
        each.add_argument("key", metavar="KEY", help=_("such as breaks.interval_min"))
    changing.add_argument("value", metavar="VALUE", help=_("a list: JSON, or its items with commas between"))
    validating.add_argument("file", type=Path, nargs="?", metavar="FILE")


def run(args: argparse.Namespace) -> int:
    """Do what *args* say. Raises :class:`SitbreakError` for what is wrong."""
    as_json: bool = getattr(args, "json", False)
    config: Path | None = getattr(args, "config", None)
    sets: list[str] = getattr(args, "sets", None) or []
    match args.config_command:
        case "show":
            return show(config=config, sets=sets, as_json=as_json)
        case "get":
            return get(args.key, config=config, sets=sets, as_json=as_json)
        case "explain":
            return explain(args.key, config=config, sets=sets, as_json=as_json)
        case "set":
            return set_key(args.key, args.value, config=config, as_json=as_json)
        case "path":
            return path(config=config, as_json=as_json)
        case _:
            return validate(args.file, as_json=as_json)


def show(*, config: Path | None, sets: Sequence[str], as_json: bool) -> int:
    from sitbreak.settings.checks import notes
    from sitbreak.settings.keys import keys, shown
    from sitbreak.settings.layers import all_layers, merge

    merged = merge(all_layers(config=config, sets=sets))
    told = notes(merged)
    if as_json:
        settings = {
            name: {"value": merged.values[name], "origin": merged.origins[name], "default": key.default}
            for name, key in keys().items()
        }
        return _write_json({"settings": settings, "notes": told})
    width = max(len(name) for name in keys())
    for name, key in keys().items():
        value = merged.values[name]
        sign = " " if value == key.default else "*"
        _write(f"{sign} {name:{width}}  {shown(value):16}  {merged.origins[name]}")
    for note in told:
        _write(f"{_('Note:')} {note}")
    return OK


def get(key: str, *, config: Path | None, sets: Sequence[str], as_json: bool) -> int:
    from sitbreak.settings.layers import all_layers, merge

    name = _known(key).name
    merged = merge(all_layers(config=config, sets=sets))
    value = merged.values[name]
    if as_json:
        return _write_json({"key": name, "value": value, "origin": merged.origins[name]})
    _write(_bare(value))
    return OK


def explain(key: str, *, config: Path | None, sets: Sequence[str], as_json: bool) -> int:
    from sitbreak.settings.keys import shown, variable_of
    from sitbreak.settings.layers import all_layers, merge

    known = _known(key)
    merged = merge(all_layers(config=config, sets=sets))
    value, origin = merged.values[known.name], merged.origins[known.name]
    said = [
        {"origin": layer.places[known.name].origin, "value": layer.values[known.name]}
        for layer in merged.layers
        if known.name in layer.values
    ]
    if as_json:
        about = {"default": known.default, "allowed": known.allowed, "meaning": known.meaning}
        return _write_json({"key": known.name, "value": value, "origin": origin, **about, "layers": said})
    _write(f"{known.name} = {shown(value)}")
    _write(f"  {_('meaning:')}   {known.meaning}")
    _write(f"  {_('allowed:')}   {known.allowed}")
    _write(f"  {_('variable:')}  {variable_of(known.name)}")
    for each in ({"origin": "default", "value": known.default}, *said):
        holds = _("  <- holds") if each["origin"] == origin else ""
        _write(f"  {shown(each['value'])}  {each['origin']}{holds}")
    return OK


def set_key(key: str, words: str, *, config: Path | None, as_json: bool) -> int:
    from sitbreak.settings.edit import write_key
    from sitbreak.settings.keys import shown
    from sitbreak.settings.layers import checked_changes, environment_layer, file_layer
    from sitbreak.settings.spoken import value_of

    known = _known(key)
    file = config or paths.user_settings_file()
    value = checked_changes("config set", {known.name: value_of(known, words)})[known.name]
    old = file_layer("user", file).values.get(known.name, known.default)
    try:
        write_key(file, known.name, value)
    except OSError as error:
        raise SettingsError(
            fill(_("{file} cannot be written: {why}."), file=file, why=error.strerror)
        ) from None
    stronger = environment_layer().places.get(known.name)
    if as_json:
        hidden_by = stronger.origin if stronger else None
        return _write_json(
            {"key": known.name, "old": old, "new": value, "file": str(file), "hidden_by": hidden_by}
        )
    _write(f"{known.name}: {shown(old)} -> {shown(value)} ({file})")
    if stronger:
        _write(fill(_("Note: {variable} is set, and wins over the file."), variable=stronger.source))
    return OK


def path(*, config: Path | None, as_json: bool) -> int:
    file = config or paths.user_settings_file()
    if as_json:
        return _write_json({"path": str(file), "exists": file.exists()})
    _write(str(file))
    return OK


def validate(file: Path | None, *, as_json: bool) -> int:
    """Check *file* alone; without one, the user's file and the variables."""
    from sitbreak.settings.layers import all_layers, file_layer

    layers: Sequence[Layer] = all_layers() if file is None else [file_layer("user", file, must_exist=True)]
    problems = [problem for layer in layers for problem in layer.problems]
    if as_json:
        _write_json({"problems": [_told(problem) for problem in problems]})
    for problem in () if as_json else problems:
        _write(str(problem))
    return EXPECTED_FAILURE if problems else OK


def _known(name: str) -> Key:
    from sitbreak.settings.keys import keys, nearest, printable

    if name in keys():
        return keys()[name]
    meant = nearest(name)
    hint = fill(_("Did you mean {meant}?"), meant=meant) if meant else _("`sitbreak config show` tells all.")
    raise UsageError(fill(_("There is no setting {name}."), name=printable(name)), hint)


def _told(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {"source": place.source or place.layer, "line": place.line or None, "key": problem.key or None,
            "message": problem.message}  # fmt: skip


def _bare(value: object) -> str:
    """*value* for a script: words without quotes, everything else as JSON."""
    from sitbreak.settings.model import USUAL

    if value is None:
        return USUAL
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _write_json(answer: object) -> int:
    _write(json.dumps(answer, ensure_ascii=False))
    return OK
