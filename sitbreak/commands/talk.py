"""The commands that tell the running sitbreak one thing and print what came of it."""

from __future__ import annotations

import sys

from sitbreak import errors
from sitbreak.errors import SitbreakError, UsageError
from sitbreak.ipc_client import PATIENCE_S, request
from sitbreak.words import _, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any


_LOOK_EVERY_S = 0.02


def add_arguments(parser: argparse.ArgumentParser) -> None:
    command = parser.get_default("command")
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    if command == "snooze":
        parser.add_argument(
            "minutes",
            metavar="MIN",
            nargs="?",
            type=minutes,
            help="minutes until the next reminder (the first of snooze.choices_min when left out)",
        )
    elif command == "pause":
        parser.add_argument(
            "minutes",
            metavar="MIN|tomorrow",
            nargs="?",
            type=minutes_or_tomorrow,
            help="how many minutes, or `tomorrow` (the first of pause.choices_min when left out)",
        )


def minutes(text: str) -> int:
    """A whole number of minutes from 1 to 1440; :class:`UsageError` for anything else."""
    return _minutes(text, _("Say whole minutes, from 1 to 1440."))


def minutes_or_tomorrow(text: str) -> int | str:
    """As :func:`minutes`, or the word."""
    if text == "tomorrow":
        return text
    return _minutes(text, _("Say whole minutes, from 1 to 1440, or `tomorrow`."))


def _minutes(text: str, what_can_be: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    if not 1 <= number <= 1440:
        raise UsageError(fill(_("{said} is no length of time here."), said=repr(text[:40])), what_can_be)
    return number


def run(args: argparse.Namespace) -> int:
    message: dict[str, Any] = {"do": args.command}
    asked = getattr(args, "minutes", None)
    if asked == "tomorrow":
        message["until"] = asked
    elif asked is not None:
        message["minutes"] = asked
    answer = request(message)
    if args.command == "quit" and answer.get("ok"):
        wait_for_the_end()
    return tell(answer, as_json=args.json)


def wait_for_the_end() -> None:
    """Until the lock is free, so that `sitbreak quit && sitbreak run` starts a new one."""
    from time import sleep

    from sitbreak import paths
    from sitbreak.instance import is_held

    folder = paths.runtime_folder()
    for _attempt in range(round(PATIENCE_S / _LOOK_EVERY_S)):
        if not is_held(folder):
            return
        sleep(_LOOK_EVERY_S)
    raise SitbreakError(_("sitbreak was asked to end and is still at it. Try again in a moment."))


def tell(answer: dict[str, Any], *, as_json: bool) -> int:
    """Print *answer*; the exit code."""
    if as_json:
        import json

        sys.stdout.write(json.dumps(answer, indent=2) + "\n")
        return errors.OK if answer.get("ok") else int(answer.get("code", errors.EXPECTED_FAILURE))
    if answer.get("ok"):
        sys.stdout.write(f"{answer.get('told', '')}\n")
        return errors.OK
    words = " ".join(filter(None, (answer.get("error"), answer.get("next_step"))))
    sys.stderr.write(f"sitbreak: {words}\n")
    return int(answer.get("code", errors.EXPECTED_FAILURE))
