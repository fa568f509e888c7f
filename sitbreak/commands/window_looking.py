"""Whether a break will have a window here: what `sitbreak doctor` knows of it."""

from __future__ import annotations

import os
from typing import NamedTuple

from sitbreak import effective, windows
from sitbreak.desktop import pick


class WindowLook(NamedTuple):
    wanted: bool = True  # by the setting window.show
    tkinter: bool = True
    display: bool = True
    screen_reader: bool = False  # one is known to be in use


def look() -> WindowLook:
    """Blocks for some tenths of a second at the most, and opens nothing."""
    settings = effective.last_known()
    display = bool(os.environ.get("DISPLAY"))
    around = pick.begin_look()() if display else None
    return WindowLook(
        wanted=settings.values["window.show"] != "never",
        tkinter=windows.has_tkinter(),
        display=display,
        screen_reader=around is not None and around.appearance.screen_reader is True,
    )
