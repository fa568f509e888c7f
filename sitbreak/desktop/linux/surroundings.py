"""One look around before a window appears: the X server and the session bus are asked at the same time.

For the short-lived processes that show windows; the resident program has no use for it.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from sitbreak import clock
from sitbreak.desktop.linux.appearance import AppearanceLook
from sitbreak.desktop.linux.bus import Bus, BusError
from sitbreak.desktop.linux.buslink import session_address
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.x11 import XConnection
from sitbreak.desktop.linux.x11_display import XError
from sitbreak.desktop.linux.x11_screens import screens
from sitbreak.desktop.surroundings import Appearance, Screens, Surroundings

if TYPE_CHECKING:
    from sitbreak.desktop.linux.x11_talk import Conversation

LIMIT_S = 0.15


class Look:
    """A look that has begun, in a thread of its own: others can make ready meanwhile."""

    def __init__(self, *, limit_s: float = LIMIT_S) -> None:
        self._end_s = clock.monotonic_s() + limit_s
        self._loop = SelectLoop()
        self._screens = Screens()
        self._appearance: AppearanceLook | None = None
        self._open = {"screens", "appearance"}
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self) -> Surroundings:
        """What was found. Blocks until everything is, at most until the time limit."""
        self._thread.join(max(0.0, self._end_s - clock.monotonic_s()))
        seen = self._appearance
        return Surroundings(screens=self._screens, appearance=Appearance() if seen is None else seen.found)

    # --- in the thread

    def _run(self) -> None:
        display = self._ask_display()
        bus = self._ask_bus()
        self._loop.call_later(max(0.0, self._end_s - clock.monotonic_s()), self._loop.stop)
        if self._open:
            self._loop.run(lambda: None)
        if display is not None:
            display.close()
        if bus is not None:
            bus.close()
        self._loop.close()

    def _ask_display(self) -> XConnection | None:
        def up() -> None:
            if connection is not None:
                connection.talk(self._look_at(connection.root), failed)

        def failed(_error: XError) -> None:
            self._finish("screens")

        connection: XConnection | None = None
        try:
            connection = XConnection(self._loop, os.environ, on_up=up, on_lost=failed)
        except XError:
            self._finish("screens")
        return connection

    def _look_at(self, root: int) -> Conversation[None]:
        self._screens = yield from screens(root)
        self._finish("screens")

    def _ask_bus(self) -> Bus | None:
        left_s = max(0.0, self._end_s - clock.monotonic_s())
        try:
            bus = Bus.connect(self._loop, session_address(), limit_s=left_s)
        except BusError:
            self._finish("appearance")
            return None
        self._appearance = AppearanceLook(bus, left_s, lambda: self._finish("appearance"))
        return bus

    def _finish(self, part: str) -> None:
        self._open.discard(part)
        if not self._open:
            self._loop.stop()
