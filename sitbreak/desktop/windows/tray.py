"""The tray icon of sitbreak on Windows: what a view says, shown by a :class:`.tray_area.TrayArea`."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

from typing import TYPE_CHECKING

from sitbreak.desktop import tray_texts
from sitbreak.desktop.menu import tray_menu
from sitbreak.desktop.windows.colours import taskbar_theme
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.icon_shelf import IconShelf
    from sitbreak.desktop.windows.tray_area import TrayArea
    from sitbreak.ports import Act, TrayLook, TrayView


class Tray:
    """Satisfies :class:`sitbreak.ports.TrayIcon`. Blocks for nothing but reading two small files.

    A click on the icon starts the suggested break when one is due, and opens the menu otherwise, as a click
    with the other button always does. The menu is made from a fresh view when it opens.
    """

    def __init__(
        self, area: TrayArea, icons: IconShelf, view: Callable[[], TrayView], act: Act, *, theme: str
    ) -> None:
        """*theme*: "dark" or "light", as the taskbar is, or "auto": found out."""
        self._area = area
        self._icons = icons
        self._menu = tray_menu(view, act)
        self._theme = theme
        first = view()
        self._sign = tray_texts.sign(first)
        self._title = tray_texts.tooltip(first)
        self._draw()
        area.on_click = self._clicked
        area.on_menu = self._menu_wanted
        area.keep(True)

    def refresh(self, look: TrayLook) -> None:
        """Tell the taskbar what differs from what it was told last, if anything does."""
        sign, title = tray_texts.sign(look), tray_texts.tooltip(look)
        if (sign, title) != (self._sign, self._title):
            self._sign, self._title = sign, title
            self._draw()

    def redraw(self, theme: str) -> None:
        """The bitmaps were drawn anew, or the *theme* changed: show them."""
        self._theme = theme
        self._icons.forget()
        self._draw()

    def colours_changed(self) -> None:
        """The taskbar may have become dark or light."""
        self._draw()

    def health(self) -> Health:
        if not self._area.shown:
            return Health(
                part="tray", state="absent", detail="No icon is shown: the taskbar did not take it."
            )
        return Health(part="tray", state="ok", detail="The icon is in the tray.")

    def close(self) -> None:
        """Take the icon away."""
        self._area.keep(False)

    def _draw(self) -> None:
        theme = taskbar_theme() if self._theme == "auto" else self._theme
        self._area.draw(self._icons.load(*self._sign, theme), self._title)

    def _clicked(self) -> None:
        items = list(self._menu)
        default = next((item for item in self._menu.items if item.default), None)
        if default is not None:
            default(None)
        else:
            self._area.pop_up(items)

    def _menu_wanted(self) -> None:
        self._area.pop_up(list(self._menu))
