"""`sitbreak purge`: remove everything that sitbreak has kept for this user, after saying what that is.

The program itself stays: whatever installed it removes it. Removed are the folders of sitbreak and what
starts it at login; of the folder of data everything but the environment that `.ci/install` has put there. A
link is removed, never what it leads to.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from sitbreak import paths
from sitbreak.errors import EXPECTED_FAILURE, OK, SitbreakError, UsageError
from sitbreak.words import _, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sitbreak.desktop.autostart import Autostart

_PROGRAM = "venv"  # in the folder of data: the program, where `.ci/install` has installed it


class Holding(NamedTuple):
    """Something that is kept for the user."""

    what: str  # in words
    places: tuple[Path, ...]  # that are there, and go


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(args: argparse.Namespace) -> int:
    from sitbreak.desktop import pick
    from sitbreak.instance import is_held

    at_login = pick.autostart()
    held = is_held(paths.runtime_folder())
    found = list(holdings())
    starts = at_login.status()
    if not found and not held and not starts.kind:
        sys.stdout.write(_("There is nothing here that sitbreak has kept.") + "\n")
        return OK
    _tell(found, starts.place if starts.kind else "", runs=held)
    if not args.yes and not _agreed():
        sys.stdout.write(_("Nothing was removed.") + "\n")
        return EXPECTED_FAILURE
    if held:
        _end_the_running()
    _forget_login(at_login)
    _remove([place for each in holdings() for place in each.places])
    sys.stdout.write(_("All of it is removed. The program itself is still installed.") + "\n")
    return OK


def holdings() -> Iterator[Holding]:
    """What there is, in the order in which it is told and removed."""
    for what, folder in (
        (_("your settings and own routines"), paths.config_folder()),
        (_("your history"), paths.data_folder()),
        (_("the log, reports of bugs, what is kept of a team's file"), paths.state_folder()),
        (_("the cache"), paths.cache_folder()),
    ):
        places = tuple(_inside(folder))
        if places:
            yield Holding(what, places)
    runtime = paths.runtime_folder()
    if any(runtime.iterdir()):  # asking for it has made it
        yield Holding(_("the lock and the socket"), (runtime,))


def _inside(folder: Path) -> Iterator[Path]:
    """*folder*; where the program lies in it, everything else in it; nothing where it is not there."""
    if folder.is_symlink() or not (folder / _PROGRAM).exists():
        if os.path.lexists(folder):
            yield folder
        return
    yield from (each for each in sorted(folder.iterdir()) if each.name != _PROGRAM)


def _tell(found: list[Holding], starts_from: str, *, runs: bool) -> None:
    lines = [_("This will be removed for good:")]
    for each in found:
        lines += [f"  {place}  ({each.what})" for place in each.places]
    if starts_from:
        lines.append(f"  {starts_from}  ({_('what starts sitbreak at login')})")
    if runs:
        lines.append(_("sitbreak runs. It is ended first."))
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _agreed() -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(_("Nobody is there to ask."), _("`sitbreak purge --yes` removes it without asking."))
    try:
        return input(_("Remove all of this? [y/N] ")).strip().lower() in ("y", "yes", _("y"), _("yes"))
    except EOFError:
        return False


def _end_the_running() -> None:
    from sitbreak.commands.talk import wait_for_the_end
    from sitbreak.ipc_client import request

    answer = request({"do": "quit"})
    if not answer.get("ok"):
        raise SitbreakError(str(answer.get("error", "")), str(answer.get("next_step", "")))
    wait_for_the_end()


def _forget_login(at_login: Autostart) -> None:
    """Let the user have no say on starting at login any more, not even a no."""
    at_login.off()
    left = Path(at_login.status().place or "/")
    if left.is_relative_to(Path.home()):
        _remove([left])


def _remove(places: list[Path]) -> None:
    """Remove what can be. Raises :class:`SitbreakError` that tells of the first that cannot."""
    failed: OSError | None = None
    for place in places:
        try:
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)
        except OSError as error:
            failed = failed or error
    if failed is not None:
        why = failed.strerror or failed
        raise SitbreakError(fill(_("{file} cannot be removed: {why}."), file=failed.filename, why=why))
