"""A macOS desktop: a loop on the program's thread, AppKit on the main one. It has never run on a Mac."""

from __future__ import annotations

import sys

assert sys.platform == "darwin"  # the type checker reads on for this system only

from typing import TYPE_CHECKING

from sitbreak import paths
from sitbreak.desktop.icon_shelf import IconShelf
from sitbreak.desktop.macos.notifications import ScriptNotifier
from sitbreak.desktop.macos.quitting import Quitting
from sitbreak.desktop.macos.senses import MacSenses
from sitbreak.desktop.macos.tray import Tray
from sitbreak.desktop.macos.watch import FileWatch
from sitbreak.desktop.queue_loop import QueueLoop
from sitbreak.desktop.toast_notifier import ToastNotifier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sitbreak.ports import Act, Clock, Health, Notifier, TrayIcon, TrayView


class MacDesktop:
    """Satisfies :class:`sitbreak.ports.Desktop`. Made inside :func:`.main_thread.run_beside`."""

    def __init__(self, clock: Clock) -> None:
        self.loop = QueueLoop()
        self.senses = MacSenses(self.loop, clock)
        self._watch: FileWatch | None = None
        self._quitting: Quitting | None = None

    def notifier(self, on_button: Callable[[str], None]) -> Notifier:
        return ToastNotifier(self.loop, on_button, fallback=ScriptNotifier(self.loop))

    def tray(self, view: Callable[[], TrayView], act: Act, *, theme: str) -> TrayIcon:
        icons = IconShelf(paths.cache_folder() / "icons")
        return Tray(self.loop, view=view, act=act, icons=icons, theme=theme)

    def watch_file(
        self, path: Path, on_change: Callable[[], None], may_look: Callable[[], bool] = lambda: True
    ) -> None:
        if self._watch is None:
            self._watch = FileWatch(self.loop)
        self._watch.add(path, on_change, may_look)

    def on_quit_signal(self, callback: Callable[[], None]) -> None:
        self._quitting = Quitting(self.loop, callback)

    def health(self) -> Sequence[Health]:
        return ()

    def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
        self.senses.close()
