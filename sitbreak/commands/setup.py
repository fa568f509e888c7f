"""`sitbreak setup`: the questions of the first run, in a window or in this terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak.commands.answers import write_json
from sitbreak.words import _

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--terminal", action="store_true", help=_("ask here, also where there could be a window")
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help=_("another settings file"))
    parser.add_argument("--json", action="store_true", help=_("ask nothing; tell the present answers"))


def run(args: argparse.Namespace) -> int:
    if args.json:
        return tell(args.config)
    if not args.terminal:
        from sitbreak.screens import CANNOT_SHOW, setup_window

        code = setup_window.main(["--config", str(args.config)] if args.config else [])
        if code != CANNOT_SHOW:
            return code
    from sitbreak.screens import setup_terminal

    return setup_terminal.ask(args.config)


def tell(config: Path | None) -> int:
    """The present answers, where each comes from, and where they are kept."""
    from sitbreak.desktop import pick
    from sitbreak.settings.form import Form
    from sitbreak.settings.questions import ASKED

    form = Form.load(config=config)
    answers = {
        key: {"value": form.value(key), "origin": form.origins[key], "locked": form[key].locked or None}
        for key in ASKED
    }
    login = pick.autostart().status().word
    told = {"answers": answers, "start_at_login": login, "file": str(form.file)}
    return write_json(told)
