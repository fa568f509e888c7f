"""The command line: names the commands, loads the one that was asked for, and turns errors into words.

Only the module of the one command is imported, so that `sitbreak status` stays as quick as an interpreter
can be. Exit codes are those of :mod:`sitbreak.errors`.
"""

from __future__ import annotations

import errno
import sys
from importlib import import_module

from sitbreak import errors
from sitbreak.errors import SitbreakError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from types import ModuleType

_TALK = "sitbreak.commands.talk"
_SHOWN = 40  # characters of a word that is no command
_NOT_TAKEN = (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS)  # the system's fault, not ours

# name: (module, what it does)
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("sitbreak.commands.run", "run sitbreak: sit in the tray, measure, remind"),
    "quit": (_TALK, "end the running sitbreak"),
    "status": ("sitbreak.commands.status", "how long you have sat, what comes next, and how the parts are"),
    "why": ("sitbreak.commands.why", "what was decided in the last day, and why"),
    "doctor": ("sitbreak.commands.doctor", "will you be reminded, why were you not, and is all in order?"),
    "start": ("sitbreak.commands.start", "start a break now and play its routine here"),
    "stop": (_TALK, "end the running break before its end"),
    "swap": (_TALK, "another routine in place of the suggested or running one"),
    "feel": (
        "sitbreak.commands.feeling",
        "say how the last break was: good, hard or hurt; or all is fine again",
    ),
    "snooze": (_TALK, "be reminded again in a few minutes"),
    "skip": (_TALK, "not now: be reminded again after 30 more minutes of sitting"),
    "pause": (_TALK, "no reminders for a while; sitting is still measured"),
    "resume": (_TALK, "end the pause"),
    "stand": (_TALK, "say that you are standing"),
    "sit": (_TALK, "say that you are sitting again"),
    "was-sitting": (_TALK, "say that the last absence was sitting after all"),
    "simulate": ("sitbreak.commands.simulate", "run a scripted day through the rules, without waiting"),
    "routines": ("sitbreak.commands.routines", "list and show the routines, or what comes next"),
    "setup": ("sitbreak.commands.setup", "a few questions on first use, in a window or here; all optional"),
    "preferences": ("sitbreak.commands.preferences", "the window with every setting"),
    "config": ("sitbreak.commands.config", "show, change and check the settings"),
    "team": ("sitbreak.commands.team", "share settings with a team: join, leave, status, refresh, accept"),
    "autostart": ("sitbreak.commands.autostart", "start sitbreak at login, or not"),
    "purge": ("sitbreak.commands.purge", "remove all that sitbreak keeps of yours, after asking"),
    "demo": ("sitbreak.commands.demo", "see one whole cycle on your desktop in under a minute"),
    "version": ("sitbreak.commands.version", "which sitbreak, Python and libraries these are"),
}


def main(argv: Sequence[str]) -> int:
    """Run the command that *argv* names; answers the exit code."""
    try:
        code = _run(list(argv))
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader that is gone and a full disk are met with words
        return code
    except SitbreakError as error:
        print(f"sitbreak: {error}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    except KeyboardInterrupt:
        return errors.INTERRUPTED
    except Exception as error:  # noqa: BLE001 (the one funnel: a bug becomes a report, never a bare traceback)
        return _unforeseen(error)


def whole_parser() -> argparse.ArgumentParser:
    """All commands in one parser. It loads every one of them, so it is for the manual and for what shells
    complete, never for a run."""
    import argparse

    parser = argparse.ArgumentParser(prog="sitbreak")
    parser.add_argument("-V", "--version", action="store_true", help="the same as `sitbreak version`")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module_name, about) in COMMANDS.items():
        _fill(commands.add_parser(name, help=about, description=about), name, module_name)
    return parser


def _fill(parser: argparse.ArgumentParser, name: str, module_name: str) -> ModuleType:
    """Give *parser* the arguments of the command *name*; the module that has it."""
    module = import_module(module_name)
    parser.set_defaults(command=name)
    module.add_arguments(parser)
    return module


def _unforeseen(error: Exception) -> int:
    if isinstance(error, BrokenPipeError):  # the reader has read enough (`sitbreak routines list | head`)
        _write_no_more()
        return errors.OK
    if isinstance(error, OSError) and error.errno in _NOT_TAKEN:
        print(f"sitbreak: That could not be written: {error.strerror}.", file=sys.stderr)  # noqa: T201
        _write_no_more()
        return errors.EXPECTED_FAILURE
    from sitbreak.bug_report import report

    print(f"sitbreak: {report(error)}", file=sys.stderr)  # noqa: T201
    return errors.BUG


def _run(argv: list[str]) -> int:
    if argv[:1] == ["help"] and argv[1:]:  # `sitbreak help pause`, as other programs have it
        argv = [argv[1], "--help"]
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
    parser = argparse.ArgumentParser(prog=f"sitbreak {name}", description=f"{about[0].upper()}{about[1:]}.")
    module = _fill(parser, name, module_name)
    try:
        args = parser.parse_args(argv[1:])
    except SystemExit as told:  # the help, or what is wrong with the words
        return int(told.code or errors.OK)
    code: int = module.run(args)
    return code


def _no_command(name: str) -> int:
    if name in ("--help", "-h", "help"):
        print(_help())  # noqa: T201
        return errors.OK
    raise errors.UsageError(f"There is no command {name[:_SHOWN]!r}.", _hint(name))


def _hint(name: str) -> str:
    """What the user may have meant: the commands that begin so, else the one that is spelt most like it."""
    from difflib import get_close_matches

    begun = [command for command in COMMANDS if command.startswith(name)]
    near = begun or get_close_matches(name, COMMANDS, n=1)
    if not near:
        return "`sitbreak --help` lists the commands."
    return f"Did you mean {' or '.join(map(repr, near))}?"


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


def _write_no_more() -> None:
    """Let what is still to be written when the interpreter ends go nowhere."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
