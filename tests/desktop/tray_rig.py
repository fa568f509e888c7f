"""The tray program on a private desktop: starting it, looking at its icon and menu, and using them."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from sitbreak import icons
from tests.desktop import targets, tray_menu
from tests.desktop.framebuffer import Area, changed
from tests.desktop.rig import Desktop
from tests.desktop.windows import Window

_PART = "tray"
_ENTRY_PX = 40  # no menu is smaller


class TrayProgram:
    """:mod:`tests.desktop.tray_program`, running on *desktop*."""

    def __init__(self, desktop: Desktop, *, theme: str = "auto") -> None:
        self.desktop = desktop
        folder = Path(desktop.env["XDG_CACHE_HOME"]) / "sitbreak" / "icons"
        if not folder.exists():
            icons.draw_all(folder)
        self._process = desktop.spawn(sys.executable, "-m", "tests.desktop.tray_program", theme, part=_PART)
        desktop.wait(lambda: self.said("began"), 10, "the tray program")

    @property
    def pid(self) -> int:
        """Of the interpreter itself."""
        return self._process.pid

    def said(self, kind: str) -> list[list[Any]]:
        """All it said of this *kind* so far."""
        lines = [json.loads(line) for line in self.desktop.log(_PART).splitlines() if line.startswith("[")]
        return [rest for first, *rest in lines if first == kind]

    def acts(self) -> list[tuple[str, dict[str, Any]]]:
        return [(do, details) for do, details in self.said("act")]

    def change(self) -> None:
        """Make a break due, or no longer due."""
        self._signal(signal.SIGUSR1, "due")

    def switch(self) -> None:
        """Take the icon away, or show it again."""
        self._signal(signal.SIGUSR2, "shown")

    def _signal(self, number: signal.Signals, answer: str) -> None:
        count = len(self.said(answer))
        os.kill(self.pid, number)
        self.desktop.wait(lambda: len(self.said(answer)) > count, 5, f"the answer to {number.name}")

    def wait_for_act(self, *act: Any) -> None:
        self.desktop.wait(lambda: act in self.acts(), 5, f"{act}")

    def end(self) -> tuple[int, str]:
        """How often it woke, and the state of its health before."""
        os.kill(self.pid, signal.SIGTERM)
        self.desktop.wait(lambda: self.said("ended"), 5, "the end of the tray program")
        wakeups, state = self.said("ended")[-1]
        return wakeups, state


def icon_picture(desktop: Desktop) -> list[bytes]:
    """The pixels around the icon."""
    x, y = desktop.tray_icon_position()
    return desktop.screen.grab(Area(max(0, x - 16), max(0, y - 14), 32, 28))


def icon_centre(desktop: Desktop, empty: list[bytes]) -> tuple[int, int]:
    """The middle of what the panel shows now and not in the picture *empty*."""
    area = changed(empty, desktop.screen.grab(desktop.panel_area))
    assert area is not None
    return area.centre


def first_line(desktop: Desktop) -> str:
    """The first line of the menu, as the panel was told last."""
    return tray_menu.label(tray_menu.entries(desktop)[0])


def open_menu_at(desktop: Desktop, place: tuple[int, int]) -> Window:
    """Right-click at *place*; the window of the menu that opens."""
    before = _windows(desktop)
    desktop.click(*place, button=3)
    return _new_window(desktop, before)


def open_submenu(desktop: Desktop, menu: Window, wanted: str) -> Window:
    """Click the row of *menu* that begins with *wanted*; the submenu that opens."""
    before = _windows(desktop)
    tray_menu.choose(desktop, menu, wanted, of=tray_menu.labels(desktop))
    return _new_window(desktop, before)


def _windows(desktop: Desktop) -> set[int]:
    return {window.number for window in desktop.find_windows()}


def _new_window(desktop: Desktop, before: set[int]) -> Window:
    def fresh() -> list[Window]:
        found = [window for window in desktop.find_windows() if window.number not in before]
        return [window for window in found if window.area.height > _ENTRY_PX]

    return desktop.wait(fresh, 5, "a menu")[0]


def choose_in_submenu(desktop: Desktop, submenu: Window, of: str, wanted: str) -> None:
    """Click the row of an open *submenu* of the entry *of*."""
    parent = next(entry for entry in tray_menu.entries(desktop) if tray_menu.label(entry).startswith(of))
    texts = [tray_menu.label(child) for child in parent["children"] if child.get("type") != "separator"]
    found = targets.rows(desktop, submenu)
    assert len(found) == len(texts), f"{len(found)} rows light up, but the submenu has {texts}"
    number = next(number for number, text in enumerate(texts) if text.startswith(wanted))
    desktop.click(*found[number].centre)
