"""`sitbreak start [ROUTINE]`: a break now, its routine played in this terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from sitbreak import paths
from sitbreak.commands.talk import tell
from sitbreak.errors import INTERRUPTED, OK
from sitbreak.ipc_client import request

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "routine",
        metavar="ROUTINE",
        nargs="?",
        help="a routine's id (see `sitbreak routines list`); the suggested one when left out",
    )
    parser.add_argument(
        "--no-play", action="store_true", help="show the steps in the notification instead of here"
    )
    parser.add_argument("--json", action="store_true", help="print the answer as JSON, and do not play")


def run(args: argparse.Namespace) -> int:
    here = not (args.no_play or args.json)
    message: dict[str, Any] = {"do": "start"}
    if here and sys.stdout.isatty():  # from a hotkey nobody would see it here: the notification shows it too
        message["shown"] = "terminal"
    if args.routine:
        message["routine"] = args.routine
    answer = request(message)
    if not answer.get("ok") or not here:
        return tell(answer, as_json=args.json)
    return _play(answer)


def _play(answer: dict[str, Any]) -> int:
    """Play the routine to its end; leaving early stops the break."""
    from sitbreak.core.playing import script
    from sitbreak.routine_cache import load_cached
    from sitbreak.screens import terminal

    sys.stdout.write(f"{answer['told']}\n")
    chosen = answer["break"]
    routine = load_cached(paths.cache_folder() / "routines.json").get(chosen["routine"])
    if routine is None:
        return OK
    steps = script(routine.steps, chosen["lead_side"], easier=chosen["easier"], warm_up=chosen["warm_up"])
    to_the_end = terminal.play(routine, steps, speed=answer["speed"])
    if to_the_end:
        return OK
    tell(request({"do": "stop"}), as_json=False)
    return INTERRUPTED
