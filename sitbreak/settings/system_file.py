"""The settings of whoever owns the computer, for all who use it.

The file counts only when nobody else can have written it: it and its folder belong to root, and neither the
group nor others may write there. On Windows its place is one where users may not write. It is fixed.
Whatever is wrong with it is a note, for the user cannot mend it.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from sitbreak import paths
from sitbreak.settings.provenance import Layer, Place, Problem
from sitbreak.settings.shared_file import read_shared
from sitbreak.settings.toml_file import Refused, read_toml
from sitbreak.systems.files import files
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from pathlib import Path

ROOT = 0  # the number of the user whose file it is


def system_layer() -> Layer:
    """The layer of the system file; an empty one when there is none, or with one note when it is ignored."""
    file = paths.system_settings_file()
    try:
        if why := distrust(file):
            raise Refused(why)
        return read_shared(read_toml(file), shared_by="system", source=str(file)).layer
    except FileNotFoundError:
        return Layer(name="system")
    except Refused as refused:
        place = Place(layer="system", source=str(file), line=refused.line)
        text = fill(_("this file is ignored: {why}"), why=refused.message)
        return Layer(name="system", notes=(Problem(place=place, message=text),))


def distrust(file: Path) -> str:
    """Why *file* may be somebody else's than root's; empty when it is root's. FileNotFoundError when there is
    none."""
    try:
        real = file.resolve(strict=True)
        for each in dict.fromkeys((real, real.parent, file.parent)) if files.OWNERS_ARE_TOLD else ():
            found = each.stat()
            if found.st_uid != ROOT:
                return fill(_("{file} does not belong to root"), file=each)
            if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return fill(_("others than root may write to {file}"), file=each)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(str(file)) from None
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError up to Python 3.12
        return fill(_("it cannot be looked at: {why}"), why=getattr(error, "strerror", None) or error)
    return ""
