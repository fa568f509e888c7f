"""The tray icon of sitbreak on Linux: what a view says, shown by a :class:`.status_icon.StatusIcon`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop import tray_texts
from sitbreak.desktop.linux.status_icon import StatusIcon
from sitbreak.desktop.menu import choices, tray_menu
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.icon_shelf import IconShelf
    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import Act, DescriptorLoop, TrayLook, TrayView

_NAME = "sitbreak"


class Tray:
    """Satisfies :class:`sitbreak.ports.TrayIcon`. Blocks for nothing but reading two small files.

    The icon is there whenever the session bus and a panel are, whichever comes first and however often they
    come back.
    """

    def __init__(  # noqa: PLR0913 - it stands between the daemon and the desktop
        self,
        loop: DescriptorLoop,
        session: BusLink,
        *,
        view: Callable[[], TrayView],
        act: Act,
        icons: IconShelf,
        theme: str,
    ) -> None:
        """*theme*: "dark" or "light", as the panel is, or "auto": for any."""
        self._icons = icons
        self._theme = theme
        first = view()
        self._sign = tray_texts.sign(first)
        self._choices = choices(first)
        self._icon = StatusIcon(
            _NAME,
            icons.load(*self._sign, self._theme),
            tray_texts.tooltip(first),
            tray_menu(view, act),
            loop=loop,
        )
        self._icon.run_detached()
        self._session = session
        session.follow(self._icon.attach, self._icon.detach)

    def refresh(self, look: TrayLook) -> None:
        """Tell the panel what differs from what it was told last, if anything does."""
        sign = tray_texts.sign(look)
        if sign != self._sign:
            self._sign = sign
            self._icon.icon = self._icons.load(*sign, self._theme)
        self._icon.title = tray_texts.tooltip(look)
        offered = choices(look)
        if offered != self._choices:
            self._choices = offered
            self._icon.update_menu()
        else:
            self._icon.update_open_menu()

    def redraw(self, theme: str) -> None:
        """The bitmaps were drawn anew, or the *theme* of the panel changed: show them."""
        self._theme = theme
        self._icons.forget()
        self._icon.icon = self._icons.load(*self._sign, self._theme)

    def health(self) -> Health:
        why_not = self._icon.why_not
        if why_not:
            return Health(part="tray", state="absent", detail=f"No icon is shown: {why_not}.")
        return Health(part="tray", state="ok", detail="The icon is in the tray.")

    def close(self) -> None:
        """Take the icon away. The bus is left to its owner."""
        self._session.unfollow(self._icon.attach, self._icon.detach)
        self._icon.stop()
