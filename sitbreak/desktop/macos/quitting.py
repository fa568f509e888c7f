"""When the system or the user ends the program: by a signal, or by asking every program to go.

While ``NSApplication`` waits, Python sees no signal: those that end the program come as messages of the run
loop instead. At log-out the system asks an application to end, and it is gone as soon as it has been told:
so that is answered when the program has come to its end, or after a few seconds.
"""

from __future__ import annotations

import sys

assert sys.platform == "darwin"  # the type checker reads on for this system only

import signal
import threading
from typing import TYPE_CHECKING, Any

import Foundation
from PyObjCTools import MachSignals

from sitbreak.desktop.macos import main_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.ports import Loop

_WILL_END = "NSApplicationWillTerminateNotification"
_LIMIT_S = 3.0  # the system waits longer, though not for ever


class SitbreakLastCall(Foundation.NSObject):  # type: ignore[misc]  # pyobjc has no types
    """Calls its ``end``, and waits in it."""

    end: Callable[[], None]

    def ending_(self, _notification: Any) -> None:
        self.end()


class Quitting:
    """Posts *callback* to the loop when the program is to end. Made on the thread that runs the loop."""

    def __init__(self, loop: Loop, callback: Callable[[], None]) -> None:
        self._loop = loop
        self._callback = callback
        self._program = threading.current_thread()
        self._last_call: Any = None
        main_thread.call(self._listen)

    def _listen(self) -> None:
        """On the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            MachSignals.signal(number, self._signalled)
        self._last_call = SitbreakLastCall.alloc().init()
        self._last_call.end = self._end
        centre = Foundation.NSNotificationCenter.defaultCenter()
        centre.addObserver_selector_name_object_(self._last_call, "ending:", _WILL_END, None)

    def _signalled(self, _number: int) -> None:
        self._loop.post(self._callback)

    def _end(self) -> None:
        self._loop.post(self._callback)
        self._program.join(_LIMIT_S)
