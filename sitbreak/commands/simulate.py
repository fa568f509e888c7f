"""`sitbreak simulate FILE`: a scripted day through the daemon's own rounds, with no desktop and no
waiting; with `--team`, as a member of a team would have it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitbreak.errors import OK, SettingsError, UsageError
from sitbreak.words import _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping

    from sitbreak.commands.team_day import TeamDay
    from sitbreak.core.routines import Catalogue
    from sitbreak.ports import Json
    from sitbreak.simulation.script import Line, Script

LARGEST_B = 64 * 1024 * 1024
_INSTALL_ID = "simulation"  # the same dice for everybody: the same script gives the same output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a script of JSON lines; - for standard input")
    parser.add_argument(
        "--my-settings",
        action="store_true",
        help="begin with your own settings instead of the defaults; the script's `config` goes on top",
    )
    parser.add_argument(
        "--team",
        type=Path,
        metavar="TEAM_FILE",
        help=_("as if this team's file counted; what it does not let through is told on standard error"),
    )


def run(args: argparse.Namespace) -> int:
    if args.team:
        from sitbreak.commands.team_day import team_day

        team = team_day(args.team, my_settings=args.my_settings)
        output, told = simulated_in_team(_lines(args.file), team)
        sys.stderr.write("".join(f"{line}\n" for line in told))
    else:
        output = simulated(_lines(args.file), _my_values() if args.my_settings else None)
    sys.stdout.write("".join(f"{json.dumps(line)}\n" for line in output))
    return OK


def simulated(text_lines: Iterable[str], base: Mapping[str, Any] | None = None) -> list[Json]:
    """The output of the script *text_lines*, over the settings *base* or the defaults; all of it, or
    :class:`UsageError`."""
    from sitbreak import effective, routine_files
    from sitbreak.simulation.script import parse

    values = effective.defaults().values if base is None else base
    script = parse(text_lines, _check_config)
    return _output(script, routine_files.load()[0], lambda config: {**values, **config})


def simulated_in_team(text_lines: Iterable[str], team: TeamDay) -> tuple[list[Json], list[str]]:
    """The same for a member of *team*, and what is to be told of it."""
    from sitbreak.simulation.script import parse

    script = parse(text_lines, _check_config)
    return _output(script, team.catalogue, team.values), list(team.told(script))


def _output(
    script: Script, catalogue: Catalogue, values: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> list[Json]:
    """What becomes of *script*; *values* makes all settings of those that it has said so far."""
    from sitbreak import dice, effective
    from sitbreak.core.choosing import Profile
    from sitbreak.simulation.run import Choosers, Simulation

    _check_routines(script.lines, {routine.id for routine in catalogue})
    choosers = Choosers(
        rules=lambda config: effective.rules(values(config)),
        advice=lambda config: (catalogue, Profile.from_keys(values(config))),
        dice=lambda day, number: dice.draw(_INSTALL_ID, str(day), number),
    )
    output: list[Json] = []
    Simulation(script, choosers, output.append).run()
    return output


def _my_values() -> dict[str, Any]:
    from sitbreak.prepare import prepare

    return dict(prepare().values)


def _lines(file: str) -> list[str]:
    """The lines of the script; :class:`UsageError` when it cannot be read."""
    try:
        if file == "-":
            content = sys.stdin.buffer.read(LARGEST_B + 1)
        else:
            with Path(file).open("rb") as stream:
                content = stream.read(LARGEST_B + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None
    if len(content) > LARGEST_B:
        raise UsageError(f"{file} is larger than {LARGEST_B // 1024 // 1024} MiB.")
    try:
        return content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(f"Line {line}: this is not UTF-8.") from None


def _check_config(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """*config* checked as the settings files are; :class:`UsageError` with the first thing wrong."""
    if not config:
        return config
    from sitbreak.settings.layers import checked_changes  # takes half of a short simulation's time

    try:
        return checked_changes("config", config)
    except SettingsError as error:
        raise UsageError(str(error).splitlines()[0]) from None


def _check_routines(lines: Iterable[Line], known: set[str]) -> None:
    for line in lines:
        routine = line.keys.get("routine")
        if routine is not None and routine not in known:
            raise UsageError(f"Line {line.number}: there is no routine {routine!r}.")
