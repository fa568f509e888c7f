"""The command line: names the commands, loads the one that was asked for, and turns errors into words.

Only the module of the one command is imported, so that `sitbreak status` stays as quick as an interpreter
can be. Exit codes are those of :mod:`sitbreak.errors`.
"""

from __future__ import annotations

import sys
from importlib import import_module

from sitbreak import errors
from sitbreak.errors import SitbreakError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_TALK = "sitbreak.commands.talk"

# name: (module, what it does)
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("sitbreak.commands.run", "run sitbreak: sit in the tray, measure, remind"),
    "quit": (_TALK, "end the running sitbreak"),
    "status": ("sitbreak.commands.status", "how long you have sat, what comes next, and how the parts are"),
    "start": ("sitbreak.commands.start", "start a break now and play its routine here"),
    "stop": (_TALK, "end the running break before its end"),
    "snooze": (_TALK, "be reminded again in a few minutes"),
    "skip": (_TALK, "not now: be reminded again after 30 more minutes of sitting"),
    "pause": (_TALK, "no reminders for a while; sitting is still measured"),
    "resume": (_TALK, "end the pause"),
    "stand": (_TALK, "say that you are standing"),
    "sit": (_TALK, "say that you are sitting again"),
    "was-sitting": (_TALK, "say that the last absence was sitting after all"),
    "simulate": ("sitbreak.commands.simulate", "run a scripted day through the rules, without waiting"),
    "routines": ("sitbreak.commands.routines", "list and show the routines, or what comes next"),
    "config": ("sitbreak.commands.config", "show, change and check the settings"),
    "autostart": ("sitbreak.commands.autostart", "start sitbreak at login, or not"),
    "demo": ("sitbreak.commands.demo", "see one whole cycle on your desktop in under a minute"),
    "version": ("sitbreak.commands.version", "which sitbreak, Python and libraries these are"),
}


def main(argv: Sequence[str]) -> int:
    """Run the command that *argv* names; answers the exit code."""
    try:
        return _run(list(argv))
    except SitbreakError as error:
        print(f"sitbreak: {error}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    except KeyboardInterrupt:
        return errors.INTERRUPTED
    except BrokenPipeError:
        return _reader_is_gone()
    except Exception as error:  # noqa: BLE001 (the one funnel: a bug becomes a report, never a bare traceback)
        from sitbreak.bug_report import report

        print(f"sitbreak: {report(error)}", file=sys.stderr)  # noqa: T201
        return errors.BUG


def _run(argv: list[str]) -> int:
    name = argv[0] if argv else "--help"
    if name in ("--version", "-V"):
        name = "version"
    if name not in COMMANDS:
        return _no_command(name)
    if argv == ["run"]:  # what stays resident does without argparse and all it brings along (1 MiB)
        from sitbreak.commands.run import run_plainly

        return run_plainly()
    import argparse

    module_name, about = COMMANDS[name]
    module = import_module(module_name)
    parser = argparse.ArgumentParser(prog=f"sitbreak {name}", description=f"{about[0].upper()}{about[1:]}.")
    parser.set_defaults(command=name)
    module.add_arguments(parser)
    code: int = module.run(parser.parse_args(argv[1:]))
    return code


def _no_command(name: str) -> int:
    if name in ("--help", "-h", "help"):
        print(_help())  # noqa: T201
        return errors.OK
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "`sitbreak --help` lists the commands."
    raise errors.UsageError(f"There is no command {name!r}.", hint)


def _help() -> str:
    lines = [
        "usage: sitbreak COMMAND [OPTION]...",
        "",
        "sitbreak measures how long you sit and reminds you to move. It suggests gentle movement.",
        "It is not medical advice. Stop if anything hurts.",
        "",
        "commands:",
        *(f"  {name:<12} {about}" for name, (_, about) in COMMANDS.items()),
        "",
        "`sitbreak COMMAND --help` tells more of each.",
    ]
    return "\n".join(lines)


def _reader_is_gone() -> int:
    """The other end of a pipe was closed (`sitbreak routines list | head`): nothing is wrong."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return errors.OK
