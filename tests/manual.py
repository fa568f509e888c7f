"""The manual page and what shells complete, made from the parsers of the command line.

``python -m tests.manual`` says whether the files in assets/desktop show the code as it is (exit code 1 when
they do not); ``--write`` brings them up to date. shtab writes for bash and zsh, :mod:`tests.manual_fish` for
fish.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import shtab

from sitbreak.cli import whole_parser
from tests.manual_fish import fish

FOLDER = Path(__file__).parent.parent / "assets" / "desktop"

_BEGINNING = r"""
.\" Made from the parsers of the command line: python -m tests.manual --write
.TH SITBREAK 1 "" sitbreak "User Commands"
.SH NAME
sitbreak \- measures how long you sit and reminds you to move
.SH SYNOPSIS
.B sitbreak
.I COMMAND
.RI [ OPTION ]...
.SH DESCRIPTION
sitbreak sits in the tray, measures how long you have been sitting at the computer, and suggests a short
movement when it is time.
Only an absence of some minutes, or a break that was taken, is a rest: a reminder that was put off is not.
In calls, full screens and outside working hours it keeps quiet.
.PP
It suggests gentle movement. It is not medical advice. Stop if anything hurts.
.PP
.B sitbreak run
is the program that stays; the other commands talk to it, or read and change its settings.
.SH COMMANDS
"""

_END = r"""
.SH EXIT STATUS
.TP
.B 0
all went well
.TP
.B 1
it could not be done; a sentence on standard error says why
.TP
.B 2
the words on the command line were not understood
.TP
.B 3
the network, or what is at the other end
.TP
.B 4
a setting is locked by the system's or the team's file
.TP
.B 5
a signature is not the right one
.TP
.B 70
a bug; a report was written, and the message says where
.TP
.B 130
interrupted
.SH FILES
.TP
.I ~/.config/sitbreak/config.toml
your settings
.TP
.I /etc/xdg/sitbreak/sitbreak.toml
the settings of the computer's owner
.TP
.I ~/.config/autostart/sitbreak.desktop
starts sitbreak at login
.TP
.I ~/.config/systemd/user/sitbreak.service
the same by systemd
.TP
.I ~/.local/share/sitbreak
your history
.TP
.I ~/.local/state/sitbreak
the log, reports of bugs, and what is kept of a team's file
.TP
.I ~/.cache/sitbreak
what can be made anew at any time
.PP
The variables of the XDG base directories move these.
.B sitbreak purge
removes those of yours, after asking.
"""


def manual(parser: argparse.ArgumentParser) -> str:
    """The manual page, in the language of man(7)."""
    commands = "\n".join(line for each in _commands_of(parser) for line in _section(*each))
    return f"{_BEGINNING.strip()}\n{commands}\n{_END.strip()}\n"


def files() -> dict[Path, str]:
    """What each file ought to say."""
    parser = whole_parser()
    _know_files(parser)
    completions = FOLDER / "completions"
    return {
        FOLDER / "sitbreak.1": manual(parser),
        completions / "sitbreak.bash": shtab.complete(parser, "bash"),
        completions / "_sitbreak": shtab.complete(parser, "zsh"),
        completions / "sitbreak.fish": fish(parser),
    }


def main(arguments: list[str]) -> int:
    old = [file for file, text in files().items() if not file.exists() or file.read_text("utf-8") != text]
    if "--write" not in arguments:
        for file in old:
            print(f"{file} does not show the code as it is; run: python -m tests.manual --write")
        return 1 if old else 0
    for file, text in files().items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return 0


def _commands_of(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """The parsers of all commands and of the commands in commands, with what they do."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            about = {each.dest: each.help or "" for each in action._choices_actions}
            for name, inner in action.choices.items():
                yield inner, about.get(name, "")
                yield from _commands_of(inner)


def _section(parser: argparse.ArgumentParser, about: str) -> Iterator[str]:
    """One command: how it is written, what it does, and what can be said to it."""
    told = [each for each in parser._actions if not isinstance(each, argparse._HelpAction)]
    plain = [each for each in told if not isinstance(each, argparse._SubParsersAction)]
    head = " ".join(
        [rf"\fB{_text(parser.prog)}\fR"]
        + [_positional(each) for each in plain if not each.option_strings]
        + [r"\fICOMMAND\fR" for each in told if each not in plain]
    )
    yield f".SS {head}"
    yield _line(f"{about[:1].upper()}{about[1:]}" + ("" if about.endswith((".", "?")) else "."))
    formatter = parser._get_formatter()
    for action in plain:
        if action.help and action.help is not argparse.SUPPRESS:
            yield ".TP"
            yield _head(action)
            yield _line(formatter._expand_help(action))


def _head(action: argparse.Action) -> str:
    if not action.option_strings:
        return _positional(action)
    value = rf" \fI{_text(_value(action))}\fR" if action.nargs != 0 else ""
    return ", ".join(rf"\fB{_text(each)}\fR{value}" for each in action.option_strings)


def _positional(action: argparse.Action) -> str:
    name = rf"\fI{_text(_value(action))}\fR"
    if action.nargs in ("?", "*"):
        name = f"[{name}]"
    return f"{name}..." if action.nargs in ("*", "+") else name


def _value(action: argparse.Action) -> str:
    if isinstance(action.metavar, str):
        return action.metavar
    return "|".join(map(str, action.choices)) if action.choices else action.dest.upper()


def _text(words: str) -> str:
    r"""*words* as they are, for man(7): a hyphen is one that can be copied, and `such` is bold."""
    plain = words.replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"`([^`]*)`", r"\\fB\1\\fR", plain)


def _line(words: str) -> str:
    text = _text(" ".join(words.split()))
    return rf"\&{text}" if text.startswith((".", "'")) else text


def _know_files(parser: argparse.ArgumentParser) -> None:
    """Mark what names a file, for shtab."""
    for each in (parser, *(inner for inner, _about in _commands_of(parser))):
        for action in each._actions:
            if action.type is Path or "FILE" in str(action.metavar):
                action.complete = shtab.FILE  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
