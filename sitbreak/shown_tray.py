"""The icon in the panel, as the settings in force want it: shown or not, and in which colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop.null import NullTray

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sitbreak.ports import Act, Desktop, Health, TrayIcon, TrayLook, TrayView


class ShownTray:
    """On the loop's thread."""

    def __init__(
        self,
        desktop: Desktop,
        view: Callable[[], TrayView],
        act: Act,
        *,
        settings: Callable[[], Mapping[str, Any]],
    ) -> None:
        """*settings* are those in force, of which ``tray.*`` count. *view* and *act*: as for
        :meth:`~sitbreak.ports.Desktop.tray`."""
        self._desktop = desktop
        self._view = view
        self._act = act
        self._settings = settings
        self._icon = self._new()

    def refresh(self, look: TrayLook) -> None:
        self._icon.refresh(look)

    def health(self) -> Health:
        return self._icon.health()

    def obey(self) -> None:
        """The settings were read again, and what is drawn of them was drawn anew."""
        values = self._settings()
        if values["tray.show"] == isinstance(self._icon, NullTray):
            self._icon.close()
            self._icon = self._new()
        self._icon.redraw(values["tray.theme"])

    def close(self) -> None:
        self._icon.close()

    def _new(self) -> TrayIcon:
        values = self._settings()
        if not values["tray.show"]:
            return NullTray("switched off by the setting tray.show")
        return self._desktop.tray(self._view, self._act, theme=values["tray.theme"])
