"""How the windows about settings begin: what they are told on the command line, and their empty frame."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak.desktop import pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.screens.settings_shell import Shell


def options(window: str, arguments: Sequence[str]) -> argparse.Namespace:
    """``config``, the settings file or None, and ``sets``, a list of KEY=VALUE. Ends the process where
    *arguments* make no sense; *window* is the module they are for."""
    parser = argparse.ArgumentParser(prog=f"python -m sitbreak.screens.{window}")
    parser.add_argument("--config", type=Path, metavar="FILE")
    parser.add_argument("--set", action="append", default=[], dest="sets", metavar="KEY=VALUE")
    return parser.parse_args(arguments)


def shell(title: str, size: tuple[int, int]) -> Shell | None:
    """A frame of *size* at 96 dots an inch that is not shown yet; None without tkinter or a display."""
    seen_around = pick.begin_look()  # goes on while the rest is loaded
    try:
        from sitbreak.screens import settings_shell
    except ImportError:  # no tkinter
        return None
    return settings_shell.opened(title, size, seen_around())
