"""The icon of sitbreak in the menu bar: what a view says, shown by a :class:`.status_icon.StatusIcon`.

The view belongs to the loop's thread, the icon to the main one. What differs is handed over; when the menu
opens, the main thread asks the loop for a fresh view, and shows the one it has when none comes in time.
"""

from __future__ import annotations

import queue
from functools import partial
from typing import TYPE_CHECKING, Any

from sitbreak.desktop import tray_texts
from sitbreak.desktop.macos import main_thread
from sitbreak.desktop.macos.png import png
from sitbreak.desktop.macos.status_icon import Sign, StatusIcon
from sitbreak.desktop.menu import tray_menu
from sitbreak.ports import Health
from sitbreak.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.desktop.icon_shelf import IconShelf
    from sitbreak.ports import Act, Json, Loop, TrayLook, TrayView

_NAME = "sitbreak"
_FRESH_VIEW_LIMIT_S = 0.3  # the menu opens no later than that
_BITMAP_PX = 48  # twice and more of what is shown, for screens of double density


class Tray:
    """Satisfies :class:`sitbreak.ports.TrayIcon`; of its methods, those with an underscore that say so run on
    the main thread. Blocks for nothing but reading small files."""

    def __init__(  # noqa: PLR0913 - it stands between the daemon and the desktop
        self,
        loop: Loop,
        *,
        view: Callable[[], TrayView],
        act: Act,
        icons: IconShelf,
        theme: str,
    ) -> None:
        """*theme*: "dark" or "light", as the bar is, or "auto": the bar colours the sign itself."""
        self._loop = loop
        self._view = view
        self._act = act
        self._icons = icons
        self._theme = theme
        self._seen = view()  # the latest the main thread knows
        self._sign = tray_texts.sign(self._seen)
        self._title = tray_texts.tooltip(self._seen)
        self._icon: StatusIcon | None = None  # the main thread's
        main_thread.call(partial(self._appear, self._drawn(), self._title))

    def refresh(self, look: TrayLook) -> None:
        """Have the main thread show what differs from what it was told last, if anything does."""
        sign, title = tray_texts.sign(look), tray_texts.tooltip(look)
        if sign != self._sign:
            self._sign = sign
            main_thread.call(partial(self._show_sign, self._drawn()))
        if title != self._title:
            self._title = title
            main_thread.call(partial(self._show_title, title))

    def redraw(self, theme: str) -> None:
        """The bitmaps were drawn anew, or the *theme* of the bar changed: show them."""
        self._theme = theme
        self._icons.forget()
        main_thread.call(partial(self._show_sign, self._drawn()))

    def health(self) -> Health:
        if self._icon is None:
            return Health(part="tray", state="absent", detail=_("No icon is shown yet."))
        detail = _("The icon is in the menu bar, unless the system has hidden it for lack of room.")
        return Health(part="tray", state="ok", detail=detail)

    def close(self) -> None:
        """Take the icon away, soon."""
        main_thread.call(self._disappear)

    def _look_anew(self) -> TrayView:
        self._seen = self._view()
        return self._seen

    def _do(self, do: str, details: Mapping[str, Any]) -> None:
        self._act(do, details)

    def _drawn(self) -> Sign:
        """The sign of now. A sign that adapts is one for light bars: of it, only the shape counts."""
        adapts = self._theme == "auto"
        bitmaps = self._icons.load(*self._sign, "light" if adapts else self._theme)
        width, height, pixels = next(each for each in bitmaps if each[0] >= _BITMAP_PX)
        return Sign(png(width, height, pixels), adapts)

    # --- on the main thread

    def _appear(self, sign: Sign, title: str) -> None:
        self._icon = StatusIcon(_NAME, sign, title, tray_menu(self._fresh_view, self._post_act))
        self._icon.run_detached()

    def _show_sign(self, sign: Sign) -> None:
        if self._icon is not None:
            self._icon.icon = sign

    def _show_title(self, title: str) -> None:
        if self._icon is not None:
            self._icon.title = title

    def _disappear(self) -> None:
        icon, self._icon = self._icon, None
        if icon is not None:
            icon.stop()

    def _fresh_view(self) -> TrayView:
        answer: queue.SimpleQueue[TrayView] = queue.SimpleQueue()
        self._loop.post(lambda: answer.put(self._look_anew()))
        try:
            return answer.get(timeout=_FRESH_VIEW_LIMIT_S)
        except queue.Empty:
            return self._seen

    def _post_act(self, do: str, details: Mapping[str, Any]) -> Json:
        """The loop acts; nobody reads the answer of a click."""
        self._loop.post(lambda: self._do(do, details))
        return {}
