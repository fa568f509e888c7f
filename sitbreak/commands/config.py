"""``sitbreak config``: show, explain, change, compare and check the settings.

These commands read the files, variables and options themselves, so they need no daemon, and a change of the
user's file reaches a running daemon by itself. What each does is in config_show, config_change, config_edit
and config_check. pydantic is imported where a command needs it: the other commands of sitbreak start quicker
without it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak.errors import UsageError
from sitbreak.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

WHOSE = ("user", "team", "system")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="config_command", required=True, metavar="COMMAND")
    made = {name: _command(commands, name, text) for name, text in _commands().items()}
    _add_places(made)
    for name in ("get", "explain", "set", "unset"):
        made[name].add_argument("key", metavar="KEY", help=_("such as breaks.interval_min"))
    made["set"].add_argument(
        "value", metavar="VALUE", help=_("a list: JSON, or its items with commas between")
    )
    made["show"].add_argument(
        "--origin", action="store_true", help=_("below each setting all who say something about it")
    )
    made["show"].add_argument(
        "--files", action="store_true", help=_("every file that may say something, and whether it is there")
    )
    made["validate"].add_argument(
        "source", nargs="?", metavar="FILE|URL", help=_("of a team's file also an https:// address")
    )
    made["diff"].add_argument(
        "files", type=Path, nargs="*", metavar="FILE", help=_("two files, to compare them instead")
    )
    made["diff"].add_argument("--team", action="store_true", help=_("only what the team's file changes"))
    made["schema"].add_argument("--team", action="store_true", help=_("of a file for a team"))
    for name in ("validate", "diff"):
        made[name].add_argument(
            "--as", dest="as_whose", choices=WHOSE, default="user", help=_("whose file it is")
        )


def run(args: argparse.Namespace) -> int:
    """Do what *args* say. Raises :class:`SitbreakError` for what is wrong."""
    match args.config_command:
        case "show" | "get" | "explain" | "path":
            return _show(args)
        case "init" | "set" | "unset" | "edit":
            return _change(args)
        case _:
            return _check(args)


def _commands() -> dict[str, str]:
    return {
        "show": _("All settings that hold, and where each was said; * marks what is not at its default."),
        "get": _("The value of one setting."),
        "explain": _("One setting: its meaning, what is allowed, who says what, and who wins."),
        "set": _("Change one setting in your file; its comments stay."),
        "unset": _("Take one setting out of your file."),
        "edit": _("Open your file in your editor; it is taken over only when it can be used."),
        "init": _("Make your file, with every setting explained; one that is there stays."),
        "validate": _("Check a file, or all settings; exit code 1 when something is wrong."),
        "diff": _("What holds against the defaults, or what one file says otherwise than another."),
        "schema": _("The JSON Schema of the settings, for editors."),
        "path": _("The place of your settings file."),
    }


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=text, description=text)
    # Suppressed, so that the same option before the command is not undone
    made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_("answer in JSON"))
    return made


def _add_places(made: dict[str, argparse.ArgumentParser]) -> None:
    """The options that say from where settings are read."""

    def each(names: Iterable[str]) -> list[argparse.ArgumentParser]:
        return [made[name] for name in names]

    for parser in each(("show", "get", "explain", "set", "unset", "edit", "init", "diff", "path")):
        parser.add_argument(
            "--config", type=Path, metavar="FILE", default=argparse.SUPPRESS, help=_("another file")
        )
    for parser in each(("show", "get", "explain", "diff")):
        parser.add_argument(
            "--set", action="append", dest="sets", metavar="KEY=VALUE", default=argparse.SUPPRESS,
            help=_("as if this were set"),
        )  # fmt: skip


def _as_json(args: argparse.Namespace) -> bool:
    return bool(getattr(args, "json", False))


def _config(args: argparse.Namespace) -> Path | None:
    config: Path | None = getattr(args, "config", None)
    return config


def _sets(args: argparse.Namespace) -> list[str]:
    sets: list[str] = getattr(args, "sets", None) or []
    return sets


def _show(args: argparse.Namespace) -> int:
    from sitbreak.commands import config_show

    config, sets, as_json = _config(args), _sets(args), _as_json(args)
    match args.config_command:
        case "show" if args.files:
            return config_show.files(config=config, sets=sets, as_json=as_json)
        case "show":
            return config_show.show(config=config, sets=sets, origin=args.origin, as_json=as_json)
        case "get":
            return config_show.get(args.key, config=config, sets=sets, as_json=as_json)
        case "explain":
            return config_show.explain(args.key, config=config, sets=sets, as_json=as_json)
        case _:
            return config_show.path(config=config, as_json=as_json)


def _change(args: argparse.Namespace) -> int:
    from sitbreak.commands import config_change, config_edit

    config, as_json = _config(args), _as_json(args)
    match args.config_command:
        case "init":
            return config_change.init(config=config, as_json=as_json)
        case "set":
            return config_change.set_key(args.key, args.value, config=config, as_json=as_json)
        case "unset":
            return config_change.unset(args.key, config=config, as_json=as_json)
        case _:
            return config_edit.edit(config=config, as_json=as_json)


def _check(args: argparse.Namespace) -> int:
    from sitbreak.commands import config_check

    as_json = _as_json(args)
    match args.config_command:
        case "validate":
            return config_check.validate(args.source, as_whose=args.as_whose, as_json=as_json)
        case "schema":
            return config_check.schema(team=args.team)
        case _ if not args.files:
            return config_check.diff(config=_config(args), sets=_sets(args), team=args.team, as_json=as_json)
        case _ if len(args.files) == 2:
            return config_check.diff_files(*args.files, as_whose=args.as_whose, as_json=as_json)
        case _:
            raise UsageError(_("Two files can be compared."), _("Name both, or none."))
