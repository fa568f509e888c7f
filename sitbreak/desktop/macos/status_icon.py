"""pystray's icon in the menu bar, kept to the main thread.

pystray as it comes breaks Apple's rule by itself: a thread of its own shows the icon, and whoever changes
something touches AppKit from where he is. Here nothing is called but on the main thread, and no thread is
started. The menu is made when it opens, so what it says is right at that moment. Bitmaps come drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import AppKit
import Foundation
from pystray._darwin import Icon

if TYPE_CHECKING:
    from collections.abc import Callable

_SIDE_POINTS = 18  # the bar is 22 to 37 points high


class Sign(NamedTuple):
    """What the icon shows."""

    png: bytes
    adapts: bool  # only its shape counts: the bar colours it as it does its own signs


class SitbreakMenuDelegate(Foundation.NSObject):  # type: ignore[misc]  # pyobjc has no types
    """Has the menu made anew before it opens."""

    fill: Callable[[Any], None]

    def menuNeedsUpdate_(self, menu: Any) -> None:  # noqa: N802 - AppKit's name
        self.fill(menu)


class StatusIcon(Icon):  # type: ignore[misc]  # pystray has no types
    """For the main thread, all of it. ``icon`` is a :class:`Sign`, ``title`` the tooltip. It appears with
    :meth:`run_detached`, and goes with :meth:`stop`."""

    HAS_NOTIFICATION = False

    def __init__(self, name: str, icon: Sign, title: str, menu: Any) -> None:
        super().__init__(name, icon, title, menu)
        self._menu_delegate = SitbreakMenuDelegate.alloc().init()
        self._menu_delegate.fill = self._fill
        self._menu_handle: Any = None
        self._icon_image: Any = None

    def __del__(self) -> None:
        """Nothing: pystray's would hide the icon from whichever thread lets go of it last."""

    def run_detached(self) -> None:
        """Be in the bar. Whoever runs ``NSApplication`` does not matter."""
        self._running = True
        self.update_menu()
        self.visible = True

    def stop(self) -> None:
        """Leave the bar. ``NSApplication`` goes on."""
        if self._running:
            self._running = False
            self._status_bar.removeStatusItem_(self._status_item)
            self._visible = False

    def _update_menu(self) -> None:
        """The menu is set once: it is filled whenever it opens."""
        if self._menu_handle is None:
            nsmenu = AppKit.NSMenu.alloc().initWithTitle_(self.name)
            nsmenu.setAutoenablesItems_(False)
            nsmenu.setDelegate_(self._menu_delegate)
            self._menu_handle = (nsmenu, [])
            self._status_item.setMenu_(nsmenu)

    def _fill(self, nsmenu: Any) -> None:
        items = list(self.menu)
        callbacks: list[Callable[..., None]] = []
        nsmenu.removeAllItems()
        for item in items:
            nsmenu.addItem_(self._create_menu_item(item, callbacks))
            callbacks.append(self._handler(item))
        self._menu_handle = (nsmenu, callbacks)

    def _assert_image(self) -> None:
        if self._icon_image is None:
            data = Foundation.NSData.dataWithBytes_length_(self._icon.png, len(self._icon.png))
            image = AppKit.NSImage.alloc().initWithData_(data)
            image.setSize_(AppKit.NSMakeSize(_SIDE_POINTS, _SIDE_POINTS))
            image.setTemplate_(self._icon.adapts)
            self._icon_image = image
            self._status_item.button().setImage_(image)
