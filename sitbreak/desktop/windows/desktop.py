"""A Windows desktop: the loop of the program, and the front thread with the window that Windows talks to."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

from sitbreak import paths
from sitbreak.desktop.icon_shelf import IconShelf
from sitbreak.desktop.queue_loop import QueueLoop
from sitbreak.desktop.toast_notifier import ToastNotifier
from sitbreak.desktop.windows import colours
from sitbreak.desktop.windows.hidden_window import HiddenWindow
from sitbreak.desktop.windows.notifications import BalloonNotifier
from sitbreak.desktop.windows.senses import WindowsSenses
from sitbreak.desktop.windows.session_end import SessionEnd
from sitbreak.desktop.windows.tray import Tray
from sitbreak.desktop.windows.tray_area import TrayArea
from sitbreak.desktop.windows.watch import FileWatch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sitbreak.ports import Act, Clock, Health, Notifier, TrayIcon, TrayView


class WindowsDesktop:
    """Satisfies :class:`sitbreak.ports.Desktop`. Belongs to the thread that made it."""

    def __init__(self, clock: Clock) -> None:
        self.loop = QueueLoop()
        self._window = HiddenWindow()
        self._icons = IconShelf(paths.cache_folder() / "icons")
        self._picture = paths.bundled("assets", "icons", "sitbreak-48.png")
        self._area = TrayArea(self.loop, self._window, self._picture)
        self._area.draw(self._icons.load("due", 0, colours.taskbar_theme()), "sitbreak")
        self.senses = WindowsSenses(self.loop, clock, self._window)
        self._tray: Tray | None = None
        self._watch: FileWatch | None = None
        self._session_end: SessionEnd | None = None
        self._window.on_message(colours.CHANGED, self._colours_changed)

    def notifier(self, on_button: Callable[[str], None]) -> Notifier:
        """Notifications with buttons where the extra `toast` is installed and can show them."""
        balloons = BalloonNotifier(self._area, on_button)
        if PathFinder.find_spec("desktop_notifier") is None:
            return balloons
        return ToastNotifier(self.loop, on_button, fallback=balloons, icon=str(self._picture))

    def tray(self, view: Callable[[], TrayView], act: Act, *, theme: str) -> TrayIcon:
        self._tray = Tray(self._area, self._icons, view, act, theme=theme)
        return self._tray

    def watch_file(
        self, path: Path, on_change: Callable[[], None], may_look: Callable[[], bool] = lambda: True
    ) -> None:
        if self._watch is None:
            self._watch = FileWatch(self.loop, path, on_change, may_look)
        else:
            self._watch.add(path, on_change, may_look)

    def on_quit_signal(self, callback: Callable[[], None]) -> None:
        self._session_end = SessionEnd(self.loop, self._window, callback)

    def health(self) -> Sequence[Health]:
        return ()

    def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
        self.senses.close()
        self._area.close()
        if self._session_end is not None:
            self._session_end.close()
        self._window.close(wait=self._session_end is None or not self._session_end.has_come)

    def _colours_changed(self, _word: int, _long: int) -> int:
        """On the front thread."""
        self.loop.post(self._redraw)
        return 0

    def _redraw(self) -> None:
        if self._tray is not None:
            self._tray.colours_changed()
