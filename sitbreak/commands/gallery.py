"""`sitbreak routines show ID --save FILE` and `sitbreak routines gallery`: routines as pictures, for looking
at them, for printing, for showing them to others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak import routine_files
from sitbreak.errors import OK, SitbreakError, UsageError
from sitbreak.words import _, fill

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from sitbreak.core.routines import Catalogue, Routine
    from sitbreak.screens.figure_files import Drawer

_ENDINGS = (".gif", ".png")
_CARD_LIGHT, _CARD_DARK = (255, 255, 255), (39, 45, 48)


def add_saving(parser: argparse.ArgumentParser) -> None:
    """What `show` takes besides."""
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="its movement as FILE.gif, or its poses as FILE.png"
    )
    parser.add_argument("--dark", action="store_true", help="with --save: for a dark page")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", nargs="?", help="where the page goes")
    parser.add_argument("--sheet", type=Path, metavar="FILE", help="one PNG with all poses of all routines")
    parser.add_argument("--dark", action="store_true", help="with --sheet: for a dark page")


def save_routine(routine: Routine, file: Path, *, dark: bool) -> int:
    """Write the picture of *routine* that the ending of *file* asks for. Raises :class:`SitbreakError`."""
    ending = file.suffix.lower()
    if ending not in _ENDINGS:
        raise UsageError(
            fill(_("{file}: a picture is a .gif, which moves, or a .png, which does not."), file=file)
        )
    drawer = _drawer(dark=dark)
    _write(file, drawer.gif(routine) if ending == ".gif" else drawer.png(routine))
    return _told(file)


def gallery(catalogue: Catalogue, folder: Path | None, sheet: Path | None, *, dark: bool) -> int:
    """Write the page with all routines into *folder*, or all of them on one *sheet*, or both. Takes about
    twenty seconds for a page. Raises :class:`SitbreakError`."""
    if not folder and not sheet:
        raise UsageError(_("Where to?"), _("Name a FOLDER for the page, or a FILE with --sheet."))
    routines = [routine for routine in catalogue if routine.enabled]
    if sheet:
        from sitbreak.screens.figure_files import png
        from sitbreak.screens.figure_sheet import sheet as drawn
        from sitbreak.screens.gallery_page import grouped, heading

        drawer = _drawer(dark=dark)
        groups = [(heading(posture), these) for posture, these in grouped(routines)]
        _write(sheet, png(drawn(groups, drawer), drawer.inks))
        _told(sheet)
    if folder:
        _write_page(routines, folder)
        _told(folder / "index.html")
    return OK


def _write_page(routines: Sequence[Routine], folder: Path) -> None:
    from sitbreak.screens import gallery_page
    from sitbreak.screens.figure_files import GIF_PX, Drawer
    from sitbreak.screens.figure_inks import dark_inks, light_inks

    poses = routine_files.bundled_poses()
    themes = {
        gallery_page.LIGHT: Drawer(poses, light_inks(_CARD_LIGHT)),
        gallery_page.DARK: Drawer(poses, dark_inks(_CARD_DARK)),
    }
    _make(folder / gallery_page.FIGURES)
    for routine in routines:
        for theme, drawer in themes.items():
            _write(folder / gallery_page.figure(routine, theme, "gif"), drawer.gif(routine))
            _write(folder / gallery_page.figure(routine, theme, "png"), drawer.still(routine))
    _write(folder / "index.html", gallery_page.page(routines, GIF_PX).encode())


def _drawer(*, dark: bool) -> Drawer:
    from sitbreak.screens.figure_files import Drawer
    from sitbreak.screens.figure_inks import dark_inks, light_inks

    return Drawer(routine_files.bundled_poses(), dark_inks() if dark else light_inks())


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SitbreakError(f"{folder}: {error.strerror}.") from None


def _write(file: Path, data: bytes) -> None:
    """Put *data* into *file*, whole and for all to read. Raises :class:`SitbreakError`."""
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_bytes(data)
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise SitbreakError(f"{file}: {error.strerror}.") from None


def _told(file: Path) -> int:
    sys.stdout.write(f"{file}\n")
    return OK
