"""Parts for where there is nothing to talk to, or where the user wants nothing said: they do nothing, and say
why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.core.model import Evidence
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitbreak.ports import Notice, TrayLook


class NullSenses:
    """Satisfies :class:`sitbreak.ports.Senses`; knows nothing, for the reason *why*."""

    def __init__(self, why: str) -> None:
        self._why = why

    def start(self, on_change: Callable[[], None]) -> None:
        pass

    def evidence(self) -> Evidence:
        return Evidence(idle_known=False, idle_why=self._why)

    def watch_idle(self, thresholds_s: frozenset[float]) -> None:
        pass

    @property
    def signs(self) -> frozenset[str]:
        return frozenset()

    def look_for(self, signs: frozenset[str]) -> None:
        pass

    def health(self) -> Sequence[Health]:
        return (Health(part="idle", state="absent", detail=self._why),)

    def close(self) -> None:
        pass


class NullNotifier:
    """Satisfies :class:`sitbreak.ports.Notifier`; shows nothing, for the reason *why*."""

    def __init__(self, why: str) -> None:
        self._why = why

    def capabilities(self) -> frozenset[str]:
        return frozenset()

    def show(self, notice: Notice) -> None:
        pass

    def withdraw(self) -> None:
        pass

    def shows(self, notice: Notice) -> bool | None:
        return False

    def health(self) -> Health:
        return Health(part="notifications", state="off", detail=self._why)

    def close(self) -> None:
        pass


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
