"""Our place in the taskbar: one icon, which the tray and the balloons share.

The icon is there while the tray keeps it, or while a balloon needs it: where the user wants no icon in the
tray, it comes and goes with each balloon. It is shown from the front thread, as the taskbar may take seconds
to answer; everything here is for the loop's thread, and answers at once.
"""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

from typing import TYPE_CHECKING, Any

from sitbreak.desktop.retries import Retries
from sitbreak.desktop.windows.status_icon import StatusIcon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sitbreak.desktop.icon_shelf import Bitmaps
    from sitbreak.desktop.windows.hidden_window import HiddenWindow
    from sitbreak.ports import Loop


class TrayArea:
    """:attr:`on_click`, :attr:`on_menu` and :attr:`on_balloon` are called on the loop's thread; who uses the
    icon sets them."""

    def __init__(self, loop: Loop, window: HiddenWindow, picture: Path) -> None:
        """*picture*: the PNG of the application."""
        self.on_click: Callable[[], None] = _nothing
        self.on_menu: Callable[[], None] = _nothing
        self.on_balloon: Callable[[str], None] = lambda _event: None
        self.shown = False  # Windows has taken the icon
        self.wanted = False
        self._loop = loop
        self._window = window
        self._kept = self._balloon = False  # who wants it
        self._retries = Retries(loop, self._try_again)
        self._icon = StatusIcon("sitbreak", self._told, picture)
        window.post(self._icon.open)

    def draw(self, bitmaps: Bitmaps, title: str) -> None:
        """What the icon looks like from now on, and its tooltip."""

        def draw() -> None:
            if self._icon.icon is not bitmaps:
                self._icon.icon = bitmaps
            self._icon.title = title

        self._window.post(draw)

    def keep(self, kept: bool) -> None:
        """Whether the icon is in the tray all the time."""
        self._kept = kept
        self._show()

    def balloon(self, title: str, body: str) -> None:
        """Show a balloon, in place of the one before. It needs to have been drawn."""
        self._balloon = True
        self._show()
        self._window.post(lambda: self._icon.notify(body, title))

    def end_balloon(self) -> None:
        """Take it away; does nothing when there is none."""
        if self._balloon:
            self._balloon = False
            self._window.post(self._icon.remove_notification)
            self._show()

    def pop_up(self, items: Sequence[Any]) -> None:
        """Open a menu of *items* at the pointer. What is chosen is called on the loop's thread."""

        def pop_up() -> None:
            chosen = self._icon.pop_up(items)
            if chosen is not None:
                self._loop.post(chosen)

        self._window.post(pop_up)

    def close(self) -> None:
        self._retries.stop()
        self._window.post_after_menu(self._icon.close)

    def _show(self) -> None:
        self.wanted = wanted = self._kept or self._balloon

        def show() -> None:
            if wanted or self._icon.visible:
                self._icon.visible = wanted

        self._window.post(show)

    # --- what the icon tells

    def _told(self, event: str) -> None:
        """On the front thread."""
        shown = self._icon.shown
        self._loop.post(lambda: self._hear(event, shown))

    def _hear(self, event: str, shown: bool) -> None:
        if event == "click":
            self.on_click()
        elif event == "menu":
            self.on_menu()
        elif event == "icon":
            self._has_changed(shown)
        elif event != "taskbar":
            self.on_balloon(event)

    def _has_changed(self, shown: bool) -> None:
        self.shown = shown
        if shown:
            self._retries.worked()
        elif self.wanted:
            self._retries.failed()

    def _try_again(self) -> None:
        if self.wanted:
            self._window.post(self._icon.add_again)


def _nothing() -> None:
    pass
