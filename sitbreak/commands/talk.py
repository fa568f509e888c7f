"""The commands that tell the running sitbreak one thing and print what came of it."""

from __future__ import annotations

import sys

from sitbreak import errors
from sitbreak.ipc_client import request

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any


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
    """A whole number of minutes from 1 to 1440; ValueError for anything else, which argparse reports."""
    number = int(text)
    if not 1 <= number <= 1440:
        raise ValueError(text)
    return number


def minutes_or_tomorrow(text: str) -> int | str:
    return text if text == "tomorrow" else minutes(text)


def run(args: argparse.Namespace) -> int:
    message: dict[str, Any] = {"do": args.command}
    asked = getattr(args, "minutes", None)
    if asked == "tomorrow":
        message["until"] = asked
    elif asked is not None:
        message["minutes"] = asked
    return tell(request(message), as_json=args.json)


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
