"""`sitbreak preferences`: the window with every setting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak.errors import SitbreakError
from sitbreak.words import _

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", help=_("another settings file"))


def run(args: argparse.Namespace) -> int:
    """Open the window and wait until it is closed. Raises :class:`SitbreakError` where there can be none."""
    from sitbreak.screens import CANNOT_SHOW, preferences_window

    code = preferences_window.main(["--config", str(args.config)] if args.config else [])
    if code == CANNOT_SHOW:
        raise SitbreakError(
            _("A window cannot be shown here."),
            _("`sitbreak setup --terminal` asks here, and `sitbreak config` changes any setting."),
        )
    return code
