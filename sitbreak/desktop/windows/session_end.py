"""When the session ends, the user logs off, or the console is closed: the program saves, and ends.

Windows asks every window whether the session may end, and then says that it does. It ends a program as soon
as that has been answered, and 5 s later at the latest. So the answer waits until the thread that the program
lives on is at its end. A console tells its programs in a similar way, on a thread of its own.
"""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import threading
from typing import TYPE_CHECKING

from sitbreak.desktop.windows import api

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.windows.hidden_window import HiddenWindow
    from sitbreak.ports import Loop

WAIT_S = 4.5
_MAY_IT_END, _ENDS = 0x11, 0x16  # WM_QUERYENDSESSION, WM_ENDSESSION
_CLOSED = (2, 5, 6)  # CTRL_CLOSE_EVENT, …_LOGOFF_…, …_SHUTDOWN_…: the process ends with the answer


class SessionEnd:
    """To be made on the thread that the program lives on. :attr:`has_come` once it is ending for Windows'
    sake."""

    def __init__(self, loop: Loop, window: HiddenWindow, end: Callable[[], None]) -> None:
        """*end* is called on the loop's thread, and ends the program."""
        self.has_come = False
        self._loop = loop
        self._end = end
        self._lives_on = threading.current_thread()
        self._console = api.ConsoleHandler(self._console_event)  # kept: Windows holds no reference to it
        window.on_message(_MAY_IT_END, lambda _word, _long: 1)
        window.on_message(_ENDS, self._session_ends)
        api.set_console_handler(self._console, True)

    def close(self) -> None:
        api.set_console_handler(self._console, False)

    def _session_ends(self, really: int, _long: int) -> int:
        """On the front thread. Somebody else may have said no: then it does not end after all."""
        if really:
            self._end_now()
        return 0

    def _console_event(self, event: int) -> int:
        """On a thread that Windows makes for it."""
        if event in _CLOSED:
            self._end_now()
        else:
            self._loop.post(self._end)
        return 1

    def _end_now(self) -> None:
        self.has_come = True
        self._loop.post(self._end)
        self._lives_on.join(WAIT_S)
