"""A part for where the user wants nothing shown: it does nothing, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.ports import Health

if TYPE_CHECKING:
    from sitbreak.ports import TrayLook


class NullTray:
    """Satisfies :class:`sitbreak.ports.TrayIcon`; shows no icon, for the reason *why*."""

    def __init__(self, why: str) -> None:
        self._why = why

    def refresh(self, look: TrayLook) -> None:
        pass

    def redraw(self, theme: str) -> None:
        pass

    def health(self) -> Health:
        return Health(part="tray", state="off", detail=self._why)

    def close(self) -> None:
        pass
