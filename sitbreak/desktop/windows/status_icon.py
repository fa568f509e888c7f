"""pystray's icon for Windows, with its faults mended from outside.

========================================  ====================================================================
pystray                                   here
========================================  ====================================================================
says no to the end of the session         says yes; the hidden window saves and ends the program
takes an icon that Windows refused for    notices, and :attr:`StatusIcon.shown` says so: whoever owns it tries
shown (a taskbar that starts slowly)      again
raises for texts longer than their field  cuts them
draws with Pillow, through a file         makes a handle of the pixels of the cache
makes the menu long before it opens       makes it of the entries it is given when it opens
hears no word of its balloons             tells of them
needs a thread and a loop of its own      lives on the front thread, of the hidden window
========================================  ====================================================================

All of it belongs to the front thread, but for the constructor.
"""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import os
from typing import TYPE_CHECKING, Any

from sitbreak.desktop.windows import api
from sitbreak.desktop.windows.icon_handles import icon_of_file, small_icon
from sitbreak.words import cut

os.environ["PYSTRAY_BACKEND"] = "win32"  # whatever the user's environment says

from pystray import Icon
from pystray._util import win32

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


TITLE_UNITS, BODY_UNITS, TIP_UNITS = 63, 255, 127  # UTF-16 units that have room, with the zero at the end

_QUERY_END_SESSION, _END_SESSION = 0x11, 0x16
_BALLOON_WORDS = {0x402: "shown", 0x403: "gone", 0x404: "gone", 0x405: "clicked"}  # NIN_BALLOON…
_NULL = 0  # WM_NULL
_LEFT_UP, _RIGHT_UP = 0x202, 0x205
_CHOSEN, _RIGHT_BUTTON_TOO = 0x100, 0x2  # TPM_RETURNCMD, TPM_RIGHTBUTTON
_BOTTOM, _RIGHT = 0x20, 0x8
_OUR_ICON, _LARGE_ICON, _NO_SOUND = 0x4, 0x20, 0x10  # NIIF_…
_BALLOON_ICON_PX = 48


class StatusIcon(Icon):  # type: ignore[misc]  # pystray has no types
    """``icon`` is a list of bitmaps (width, height, ARGB bytes), ``title`` the tooltip.

    *told* hears of ``click``, ``menu`` (somebody wants it), ``shown``, ``gone`` and ``clicked`` (of a
    balloon), ``taskbar`` (a new one) and ``icon`` (:attr:`shown` has changed).
    """

    def __init__(self, name: str, told: Callable[[str], None], picture: Path) -> None:
        """*picture*: the PNG of the application, for balloons."""
        super().__init__(name, [], "")
        self.shown = False  # Windows has taken the icon
        self._told = told
        self._picture = picture
        self._balloon_icon = 0
        self._icon_handle = 0
        self._message_handlers[_QUERY_END_SESSION] = lambda _word, _long: 1
        self._message_handlers[_END_SESSION] = lambda _word, _long: 0

    def __del__(self) -> None:
        """Nothing: pystray's would ask for the window, long gone, of another thread."""

    def open(self) -> None:
        """Make the window behind the icon, which is not shown yet. Raises OSError."""
        self._hwnd = self._create_window(self._atom)
        self._HWND_TO_ICON[self._hwnd] = self
        self._running = True

    def close(self) -> None:
        """Take everything away again."""
        if not self._running:
            return
        self._running = False
        self.visible = False
        del self._HWND_TO_ICON[self._hwnd]
        win32.DestroyWindow(self._hwnd)
        self._unregister_class(self._atom)
        self._release_icon()
        if self._balloon_icon:
            api.destroy_icon(self._balloon_icon)
            self._balloon_icon = 0

    def add_again(self) -> None:
        """Offer the icon once more to a taskbar that has refused it, or to a new one."""
        if self.visible:
            self._show()

    def pop_up(self, items: Sequence[Any]) -> Callable[[], None] | None:
        """Show a menu of *items* at the pointer until it is closed: what was chosen, to be called."""
        if not self._running:
            return None
        callbacks: list[Callable[..., None]] = []
        menu = self._create_menu(items, callbacks)
        try:
            win32.SetForegroundWindow(self._hwnd)  # else the menu stays when somebody clicks elsewhere
            point = win32.wintypes.POINT()
            win32.GetCursorPos(point)
            how = _CHOSEN | _RIGHT_BUTTON_TOO | _BOTTOM | _RIGHT
            index = win32.TrackPopupMenuEx(menu, how, point.x, point.y, self._hwnd, None)
            win32.PostMessage(self._hwnd, _NULL, 0, 0)  # else the next menu closes at once
        finally:
            win32.DestroyMenu(menu)
        return callbacks[index - 1] if index > 0 else None

    # --- what pystray asks of a back end

    def _show(self) -> None:
        self._assert_icon_handle()
        self._set_shown(
            self._message(
                win32.NIM_ADD,
                win32.NIF_MESSAGE | win32.NIF_ICON | win32.NIF_TIP,
                uCallbackMessage=win32.WM_NOTIFY,
                hIcon=self._icon_handle,
                szTip=cut(self.title, TIP_UNITS),
            )
            # One that is there already, from before a refusal that came too late, is no failure.
            or self._message(win32.NIM_MODIFY, win32.NIF_TIP, szTip=cut(self.title, TIP_UNITS))
        )

    def _hide(self) -> None:
        self._message(win32.NIM_DELETE, 0)
        self._set_shown(False)

    def _set_shown(self, shown: bool) -> None:
        if shown != self.shown or not shown:
            self.shown = shown
            self._told("icon")

    def _update_title(self) -> None:
        self._message(win32.NIM_MODIFY, win32.NIF_TIP, szTip=cut(self.title, TIP_UNITS))

    def _notify(self, message: str, title: str | None = None) -> None:
        if not self._balloon_icon:
            self._balloon_icon = icon_of_file(self._picture, _BALLOON_ICON_PX)
        self._message(
            win32.NIM_MODIFY,
            win32.NIF_INFO,
            szInfo=cut(message, BODY_UNITS),
            szInfoTitle=cut(title or self._name, TITLE_UNITS),
            dwInfoFlags=_NO_SOUND | _OUR_ICON | (_LARGE_ICON if self._balloon_icon else 0),
            hBalloonIcon=self._balloon_icon,
        )

    def _update_menu(self) -> None:
        """It is made when it opens."""

    def _assert_icon_handle(self) -> None:
        if not self._icon_handle:
            self._icon_handle = small_icon(self.icon)

    def _create_menu_item(self, descriptor: Any, callbacks: list[Any]) -> Any:
        item = super()._create_menu_item(descriptor, callbacks)
        if item.dwTypeData:
            item.dwTypeData = item.dwTypeData.replace("&", "&&")  # one alone underlines the next sign
        return item

    def _handler(self, callback: Any) -> Callable[[], None]:
        return lambda: callback(self)

    def _message(self, code: int, flags: int, **fields: Any) -> bool:
        """Whether the taskbar took it."""
        return bool(
            win32.Shell_NotifyIcon(
                code,
                win32.NOTIFYICONDATAW(
                    cbSize=win32.ctypes.sizeof(win32.NOTIFYICONDATAW), hWnd=self._hwnd, uFlags=flags, **fields
                ),
            )
        )

    def _on_notify(self, _word: int, long: int) -> None:
        event = {_LEFT_UP: "click", _RIGHT_UP: "menu"}.get(long) or _BALLOON_WORDS.get(long)
        if event:
            self._told(event)

    def _on_taskbarcreated(self, _word: int, _long: int) -> None:
        self.add_again()
        self._told("taskbar")
