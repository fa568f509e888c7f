"""`sitbreak simulate FILE`: a scripted day through the daemon's own rounds, with no desktop and no
waiting."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitbreak.errors import OK, SettingsError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping

    from sitbreak.ports import Json
    from sitbreak.simulation.script import Line

LARGEST_B = 64 * 1024 * 1024
_INSTALL_ID = "simulation"  # the same dice for everybody: the same script gives the same output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a script of JSON lines; - for standard input")
    parser.add_argument(
        "--my-settings",
        action="store_true",
        help="begin with your own settings instead of the defaults; the script's `config` goes on top",
    )


def run(args: argparse.Namespace) -> int:
    base = _my_values() if args.my_settings else None
    lines = [json.dumps(line) for line in simulated(_lines(args.file), base)]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return OK


def simulated(text_lines: Iterable[str], base: Mapping[str, Any] | None = None) -> list[Json]:
    """The output of the script *text_lines*, over the settings *base* or the defaults; all of it, or
    :class:`UsageError`."""
    from sitbreak import dice, effective, routine_files
    from sitbreak.core.choosing import Profile
    from sitbreak.simulation.run import Choosers, Simulation
    from sitbreak.simulation.script import parse

    values = effective.defaults().values if base is None else base
    script = parse(text_lines, _check_config)
    catalogue, _ = routine_files.load()
    _check_routines(script.lines, {routine.id for routine in catalogue})
    choosers = Choosers(
        rules=lambda config: effective.rules({**values, **config}),
        advice=lambda config: (catalogue, Profile.from_keys({**values, **config})),
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
