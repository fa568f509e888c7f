"""A Linux desktop: one loop, two buses, and what hangs on them."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from sitbreak import paths
from sitbreak.desktop.icon_shelf import IconShelf
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.notifications import DBusNotifier
from sitbreak.desktop.linux.senses import LinuxSenses
from sitbreak.desktop.linux.service_manager import ServiceManager
from sitbreak.desktop.linux.tray import Tray
from sitbreak.desktop.linux.watch import FileWatch
from sitbreak.desktop.plyer_notifier import PlyerNotifier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sitbreak.ports import Act, Clock, Health, Notifier, TrayIcon, TrayView


class LinuxDesktop:
    """Satisfies :class:`sitbreak.ports.Desktop`."""

    def __init__(self, clock: Clock) -> None:
        self._manager = ServiceManager(os.environ)
        self.loop = SelectLoop(self._manager.turned)
        self._session = BusLink(self.loop, "session")
        self._system = BusLink(self.loop, "system")
        self.senses = LinuxSenses(self.loop, clock, self._session, self._system, os.environ)
        self._watch: FileWatch | None = None

    def notifier(self, on_button: Callable[[str], None]) -> Notifier:
        icon = str(paths.bundled("assets", "icons", "sitbreak-48.png"))
        last_resort = PlyerNotifier(self.loop)
        return DBusNotifier(self.loop, self._session, on_button, fallback=last_resort, icon=icon)

    def tray(self, view: Callable[[], TrayView], act: Act, *, theme: str) -> TrayIcon:
        icons = IconShelf(paths.cache_folder() / "icons")
        return Tray(self.loop, self._session, view=view, act=act, icons=icons, theme=theme)

    def watch_file(
        self, path: Path, on_change: Callable[[], None], may_look: Callable[[], bool] = lambda: True
    ) -> None:
        if self._watch is None:
            self._watch = FileWatch(self.loop, path, on_change, may_look)
        else:
            self._watch.add(path, on_change, may_look)

    def on_quit_signal(self, callback: Callable[[], None]) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            self.loop.on_signal(number, callback)

    def health(self) -> Sequence[Health]:
        return (self._session.health(), self._system.health())

    def close(self) -> None:
        self._manager.stopping()
        if self._watch:
            self._watch.close()
        self.senses.close()
        self._session.close()
        self._system.close()
        self.loop.close()
