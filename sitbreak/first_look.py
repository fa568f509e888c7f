"""What is done some time after the start, once the parts have had the time to find each other: the user is
told where there is no tray, and is asked the first questions; each once, ever."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sitbreak import break_notices, notices
from sitbreak.windows import SETUP

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.ports import Health, Loop, Notifier
    from sitbreak.recording import Recorder
    from sitbreak.windows import Windows

SETUP_S = 3.0  # after the start
LOOK_S = 30.0
_AGAIN_S = 60.0


class FirstLook:
    """Lives on the loop's thread. Nothing is shown in the place of what *is_something_shown* tells of."""

    def __init__(
        self,
        loop: Loop,
        recorder: Recorder,
        notifier: Notifier,
        windows: Windows,
        *,
        is_something_shown: Callable[[], bool],
    ) -> None:
        self._loop = loop
        self._recorder = recorder
        self._notifier = notifier
        self._windows = windows
        self._is_something_shown = is_something_shown
        self.done = False  # what was not found by now is missing

    def begin(self, tray: Callable[[], Health], *, setup: bool) -> None:
        """*tray* tells how the tray is. With *setup* a user who never was asked the first questions is asked
        them."""
        if setup:
            self._loop.call_later(SETUP_S, self._set_up)
        self._loop.call_later(LOOK_S, lambda: self._look(tray))

    def not_shown(self, window: str) -> None:
        """*window* could not be shown: say how the same is done without it."""
        if not self._is_something_shown():
            self._notifier.show(break_notices.no_window(window))

    def _set_up(self) -> None:
        if self._recorder.first_time("setup"):
            self._windows.open(SETUP)

    def _look(self, tray: Callable[[], Health]) -> None:
        self.done = True
        if tray().state != "absent" or self._notifier.health().state != "ok":
            return
        if self._is_something_shown():
            self._loop.call_later(_AGAIN_S, lambda: self._look(tray))
        elif self._recorder.first_time("no tray"):
            on_gnome = "GNOME" in os.environ.get("XDG_CURRENT_DESKTOP", "")
            self._notifier.show(notices.no_tray(on_gnome=on_gnome))
