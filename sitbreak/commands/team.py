"""``sitbreak team``: share settings with a team, and stay the one who decides.

Joining shows all that the file says before anything of it counts; leaving is always possible, unless the
computer's owner has joined for everybody. Exit codes: 3 network, 4 decided by the system file, 5 not the file
that was agreed on.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak import paths
from sitbreak.commands.answers import cannot_write, write, write_json
from sitbreak.errors import OK, LockedByPolicy, NotRunning, SettingsError, SitbreakError, UsageError
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from sitbreak.settings.layers import TeamSettings
    from sitbreak.team.joining import Offer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="team_command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.add_argument("--json", action="store_true", help=_("answer in JSON"))
        made.add_argument("--config", type=Path, metavar="FILE", help=_("another settings file"))
        return made

    joining = command("join", _("Look at a team's file and, if you agree, let it count."))
    joining.add_argument("source", metavar="URL|FILE", help=_("a https:// address, or a file"))
    joining.add_argument(
        "--key", default="", metavar="RW...", help=_("accept files signed by this minisign key only")
    )
    joining.add_argument("--pin", action="store_true", help=_("accept this content only, for good"))
    command("leave", _("Forget the team's file; your own settings stay."))
    command("status", _("Which file it is, how it is doing, what it may do, and what its host can see."))
    command("refresh", _("Look for a newer file now."))
    agreeing = command("accept", _("Agree to what a newer file reaches beyond what you agreed to."))
    for each in (joining, agreeing):
        each.add_argument("--yes", action="store_true", help=_("do not ask"))
        each.add_argument("--sha256", default="", metavar="HEX", help=_("the checksum that you expect"))


def run(args: argparse.Namespace) -> int:
    """Do what *args* say. Raises :class:`SitbreakError` for what is wrong."""
    match args.team_command:
        case "join":
            return join(args)
        case "leave":
            return leave(config=args.config, as_json=args.json)
        case "status":
            return status(config=args.config, as_json=args.json)
        case "refresh":
            return refresh(config=args.config, as_json=args.json)
        case _:
            return accept(args)


def join(args: argparse.Namespace) -> int:
    from sitbreak.commands.team_words import as_data, shown_offer
    from sitbreak.settings.layers import all_layers
    from sitbreak.team.address import is_url
    from sitbreak.team.joining import offer, take

    wanted = _candidate(args)
    if args.yes and is_url(wanted.source) and not args.sha256:
        raise UsageError(
            _("--yes needs --sha256: nobody would see what is agreed to."),
            fill(_("`sitbreak team join {source} --json` tells the checksum."), source=wanted.source),
        )
    offered = offer(wanted)
    layers = all_layers(config=args.config)
    if args.json and not args.yes:
        return write_json({"joined": False, **as_data(offered, layers)})
    if not args.json:
        write(shown_offer(offered, layers, pin=args.pin))
    if not args.yes and not _agrees(_("Join? [y/N] ")):
        write(_("Nothing was changed."))
        return OK
    known = take(offered, pin=args.pin)
    _name_it(args, offered)
    _tell_the_daemon()
    _see_that_it_counts(args)
    if args.json:
        return write_json({"joined": True, **as_data(offered, layers)})
    text = _("Joined. {team} counts from now on; `sitbreak team leave` ends it.")
    write(fill(text, team=known.name or _("The team's file")))
    return write(_("Your answers, exclusions and breaks stay on this computer."))


def leave(*, config: Path | None, as_json: bool) -> int:
    from sitbreak.settings.edit import write_keys
    from sitbreak.settings.layers import file_layer, team_settings
    from sitbreak.team.joining import leave as forget

    before = team_settings(config=config)
    own = file_layer("user", _file(config))
    if before.said_by == "system":
        raise LockedByPolicy(
            fill(_("The team's file {source} is named in the system file."), source=before.source),
            fill(_("Its removal from {file} is up to the administrator."), file=paths.system_settings_file()),
        )
    forget()
    if own.values.keys() & set(_KEYS) or own.problems:
        try:
            write_keys(_file(config), {}, unset=_KEYS)
        except OSError as error:
            raise cannot_write(_file(config), error) from None
    _tell_the_daemon()
    after = team_settings(config=config)
    if as_json:
        return write_json({"left": before.source or None, "still": after.source or None})
    if not before.source:
        write(_("There was no team file."))
    else:
        write(
            fill(
                _("{source} does not count any more. Your own settings are as they were."),
                source=before.source,
            )
        )
    if after.source:
        text = _("Note: {source} is still named, by {where}.")
        write(fill(text, source=after.source, where=_said_by(after)))
    return OK


def status(*, config: Path | None, as_json: bool) -> int:
    from sitbreak import clock
    from sitbreak.commands.team_status import as_data, lines
    from sitbreak.settings.layers import team_settings
    from sitbreak.team import keeping

    wanted, known = team_settings(config=config), keeping.load()
    if as_json:
        return write_json(as_data(wanted, known, clock.wall_s()))
    for line in lines(wanted, known, clock.wall_s()):
        write(line)
    return OK


def refresh(*, config: Path | None, as_json: bool) -> int:
    from sitbreak.settings.layers import team_settings
    from sitbreak.team.updating import look

    wanted = _joined(team_settings(config=config))
    looked = look(wanted)
    if looked.changed:
        _tell_the_daemon()
    if looked.error is not None:
        raise looked.error
    known = looked.known
    if as_json:
        new = known.changes if looked.new else []
        return write_json({"new": looked.new, "changes": new, "pending": known.pending})
    if not looked.new:
        write(_("There is nothing new."))
    else:
        write("\n".join(known.changes) or _("There is a newer file; nothing changes for you."))
    if known.pending:
        write(_("Some of it waits for you: `sitbreak team accept` shows what."))
    return OK


def accept(args: argparse.Namespace) -> int:
    from sitbreak.commands.team_words import reached
    from sitbreak.settings.layers import all_layers, team_settings
    from sitbreak.team import joining, keeping

    _joined(team_settings(config=args.config))
    known, team = keeping.load(), joining.waiting()
    if team is None:
        return write_json({"accepted": []}) if args.json else write(_("Nothing waits for you."))
    if args.sha256 and args.sha256.lower() != known.sha256:
        from sitbreak.team.trust import WrongFile

        raise WrongFile(_("The file that waits has another checksum than the one you expect."))
    if args.json and not args.yes:
        return write_json({"accepted": [], "pending": known.pending, "sha256": known.sha256})
    if not args.json:
        news = joining.only(team, known.pending)
        write(
            "\n".join(
                [_("The newer file also does this:"), *reached(news, team, all_layers(config=args.config))]
            )
        )
    if not args.yes and not _agrees(_("Agree? [y/N] ")):
        return write(_("Nothing was changed."))
    accepted = joining.agree(known.sha256)
    _tell_the_daemon()
    return write_json({"accepted": accepted}) if args.json else write(_("Agreed. It counts from now on."))


# --- what the commands share --------------------------------------------------------------------------------

_KEYS = ("team.source", "team.sha256", "team.key")


def _file(config: Path | None) -> Path:
    return config or paths.user_settings_file()


def _candidate(args: argparse.Namespace) -> TeamSettings:
    """What the settings would say of the team after joining. Raises :class:`BadSettings` for bad words."""
    from sitbreak.settings.layers import TeamSettings, checked_changes
    from sitbreak.team.address import address_of, is_url

    source = args.source if is_url(args.source) else str(Path(args.source).absolute())
    if is_url(source):
        address_of(source)
    values = checked_changes(
        "team join", {"team.source": source, "team.sha256": args.sha256, "team.key": args.key}
    )
    return TeamSettings(
        source=values["team.source"],
        sha256=values["team.sha256"],
        key=values["team.key"],
        said_by="user",
    )


def _name_it(args: argparse.Namespace, offered: Offer) -> None:
    """Write the source into the user's settings, and what it has to be known by."""
    from sitbreak.settings.edit import write_keys

    wanted = {
        "team.source": offered.wanted.source,
        "team.sha256": offered.judged.sha256 if args.pin else "",
        "team.key": offered.wanted.key,
    }
    values: dict[str, object] = {key: value for key, value in wanted.items() if value}
    try:
        write_keys(_file(args.config), values, unset=[key for key in _KEYS if key not in values])
    except OSError as error:
        raise cannot_write(_file(args.config), error) from None


def _see_that_it_counts(args: argparse.Namespace) -> None:
    """Raises :class:`SettingsError` when something above the user's file names another source."""
    from sitbreak.settings.layers import team_settings

    holds = team_settings(config=args.config)
    if holds.source != _candidate(args).source:
        error = LockedByPolicy if holds.said_by == "system" else SettingsError
        text = _("It is in your settings now, but {where} names {source}, which counts instead.")
        raise error(fill(text, where=_said_by(holds), source=holds.source))


def _joined(wanted: TeamSettings) -> TeamSettings:
    if not wanted.source:
        raise SettingsError(
            _("There is no team file."), _("`sitbreak team join URL` shows one, and asks whether to join.")
        )
    return wanted


def _agrees(question: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(_("There is nobody to ask."), _("In a script, say --yes with --sha256."))
    try:
        return input(question).strip().lower() in ("y", "yes", _("y"), _("yes"))
    except EOFError:
        return False


def _tell_the_daemon() -> None:
    """Let a running sitbreak read its settings again, if there is one."""
    from sitbreak.ipc_client import request

    with contextlib.suppress(NotRunning, SitbreakError):
        request({"do": "reload"})


def _said_by(wanted: TeamSettings) -> str:
    return {"system": _("the system file"), "env": "SITBREAK_TEAM__SOURCE"}.get(
        wanted.said_by, wanted.said_by
    )
