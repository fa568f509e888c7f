"""The short-lived child of the resident program: everything heavy, done once and left behind as plain files.

``python -m sitbreak.prepare [--config FILE] [--set KEY=VALUE]...`` reads, merges and checks the settings,
reads the routines and draws the icons. What it makes lies in the cache folder:

``effective.json``  the settings that hold, where each was said, and from what they were made
``routines.json``   the routines, read and checked
``icons/``          bitmaps for the tray

It answers with one JSON object on standard output: ``{"problems": [...], "notes": [...]}``, a sentence each.
With problems the exit code is 1 and ``effective.json`` is as it was: the last good settings stay.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak import __version__, effective, icons, paths, routine_cache, routine_files
from sitbreak.errors import EXPECTED_FAILURE, OK, SitbreakError
from sitbreak.icon_shapes import SHAPES, THEMES
from sitbreak.mounts import is_local
from sitbreak.settings import checks
from sitbreak.settings.layers import all_layers, merge, team_settings
from sitbreak.settings.provenance import BadSettings
from sitbreak.settings.team_copy import team_packs
from sitbreak.team.updating import before_merging
from sitbreak.whole_file import write_whole
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.settings.provenance import Merged


def prepare(*, config: Path | None = None, sets: Sequence[str] = ()) -> effective.Effective:
    """Bring the cache up to date; answers the settings that hold from now on. Raises :class:`BadSettings`,
    and OSError when the disk does not take the settings."""
    team = before_merging(team_settings(config=config, sets=sets))
    # Looked at before they are read: a change from here on makes the result stale, never falsely fresh.
    files = (*effective.settings_files(config), *_routine_inputs())
    inputs = [effective.mark(file) for file in files]
    shared = [effective.mark(file) for file in team.watched if is_local(file)]
    environment = effective.environment()
    merged = merge(all_layers(config=config, sets=sets))
    folder = paths.private_folder(paths.cache_folder())
    notes, outputs = [*checks.notes(merged), *team.notes], []
    for make in (_make_icons, _make_routines):
        file, said = make(folder, merged)
        notes += said
        outputs += [str(file)] if file else []
    content = {
        "format": effective.FORMAT,
        "sitbreak": __version__,
        "values": merged.values,
        "origins": merged.origins,
        "notes": notes,
        "inputs": inputs,
        "shared": shared,  # as inputs are, but touched only while they lie on this computer
        "outputs": outputs,  # when one of these is gone, all is made again
        "environment": environment,
        "sets": list(sets),
    }
    write_whole(effective.effective_file(), json.dumps(content, indent=1).encode())
    return effective.Effective(values=merged.values, origins=merged.origins, notes=tuple(notes))


# --- what is made beside the settings: the file that shows that it is there, if it is, and notes ------------
# A failure here is told, and no reason to refuse settings.


def _make_routines(folder: Path, merged: Merged) -> tuple[Path | None, list[str]]:
    try:
        catalogue, said = routine_files.load(team_packs(merged.layers))
        write_whole(folder / "routines.json", routine_cache.to_json(catalogue).encode())
    except (SitbreakError, OSError) as error:
        return None, [fill(_("The routines cannot be prepared: {why}"), why=error)]
    notes = list(said)
    for key in ("routines.disabled", "routines.starred"):
        for name in merged.values[key]:
            if catalogue.get(name) is None:
                notes.append(fill(_("{key} names {name}, which is no routine."), key=key, name=name))
    return folder / "routines.json", notes


def _routine_inputs() -> list[str]:
    """The files of routines, and the folder in which the user may put more."""
    bundled = sorted(paths.bundled("assets", "routines").iterdir())
    own = paths.config_folder() / "routines"
    return [str(file) for file in (*bundled, own, *routine_files.user_files())]


def _make_icons(folder: Path, _merged: Merged) -> tuple[Path | None, list[str]]:
    icon_folder = folder / "icons"
    try:
        if not _icons_are_drawn(icon_folder):
            icons.draw_all(icon_folder)
    except OSError as error:
        return None, [fill(_("The icons of the tray cannot be drawn: {why}."), why=error)]
    return icon_folder / "icons.json", []


def _icons_are_drawn(folder: Path) -> bool:
    """Whether *folder* holds the icons of this version, none of them cut short."""
    try:
        about = json.loads((folder / "icons.json").read_bytes())
        bitmaps = list(folder.glob("*/*.argb"))
        lengths = [bitmap.stat().st_size for bitmap in bitmaps]
    except (OSError, ValueError):
        return False
    expected = len(THEMES) * len(icons.SIZES) * sum(icons.fills(shape) for shape in SHAPES)
    sizes = [int(bitmap.stem.rpartition("-")[2]) for bitmap in bitmaps]
    return (
        isinstance(about, dict)
        and about.get("version") == icons.VERSION
        and len(bitmaps) == expected
        and all(length == 4 * size * size for length, size in zip(lengths, sizes, strict=True))
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m sitbreak.prepare", description=_("Prepare the settings.")
    )
    parser.add_argument("--config", type=Path, metavar="FILE")
    parser.add_argument("--set", action="append", default=[], dest="sets", metavar="KEY=VALUE")
    options = parser.parse_args(arguments)
    problems: list[str] = []
    notes: tuple[str, ...] = ()
    try:
        notes = prepare(config=options.config, sets=options.sets).notes
    except BadSettings as error:
        problems = [str(problem) for problem in error.problems]
    except OSError as error:
        problems = [fill(_("The settings cannot be prepared: {why}."), why=error)]
    sys.stdout.write(json.dumps({"problems": problems, "notes": notes}) + "\n")
    return EXPECTED_FAILURE if problems else OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
