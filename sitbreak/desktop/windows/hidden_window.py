"""A window that nobody sees, and the thread that Windows talks to it on.

Windows tells of the end of the session, of lock and sleep, and of a new taskbar by messages, and to top-level
windows only; what a window owns, an icon in the tray for one, belongs to the thread of the window. That
thread is the *front* of the program. It does nothing but wait for messages and hand them on: the program
itself lives on the thread of its loop, where an open menu, or a taskbar that does not answer, keeps nobody
waiting.
"""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes
import threading
from collections import deque
from contextlib import suppress
from ctypes import wintypes
from typing import TYPE_CHECKING

from sitbreak import log
from sitbreak.desktop.windows import api

if TYPE_CHECKING:
    from collections.abc import Callable

    Callback = Callable[[], None]
    Handler = Callable[[int, int], int]

CLASS_NAME = "sitbreak hidden window"
POSTED = 0x8000 + 1  # WM_APP + 1: something waits to be called
_WS_POPUP = 0x80000000
_START_LIMIT_S = 5.0
_END_LIMIT_S = 1.0


class HiddenWindow:
    """The window and its thread. What happens there is told to *handlers* of messages, and to what others
    :meth:`post`."""

    def __init__(self) -> None:
        """Answers when the window is there. Raises OSError when Windows gives none."""
        api.see_real_pixels()
        self.handle = 0
        self._handlers: dict[int, Handler] = {}
        self._posted: deque[Callback] = deque()
        self._depth = 0  # calls of what was posted within another: more than one while a menu is open
        self._procedure = api.WindowProcedure(self._message)  # kept: Windows holds no reference to it
        self._failure: OSError | None = None
        self._made = threading.Event()
        self._thread = threading.Thread(target=self._run, name="front", daemon=True)
        self._thread.start()
        self._made.wait(_START_LIMIT_S)
        if self._failure is not None:
            raise self._failure

    def on_message(self, number: int, handler: Handler) -> None:
        """Have *handler* answer message *number*: it is called on the front thread with the two words of the
        message, and answers at once."""
        self._handlers[number] = handler

    def post(self, callback: Callback) -> None:
        """Call back soon, on the front thread, also while a menu is open. From any thread."""
        self._posted.append(callback)
        api.post_message(self.handle, POSTED, 0, 0)

    def post_after_menu(self, callback: Callback) -> None:
        """As :meth:`post`, but once no menu is open: one that is gets closed, as its owner is about to go."""

        def attempt() -> None:
            if self._depth > 1:
                api.end_menu()
                self.post(attempt)
            else:
                callback()

        self.post(attempt)

    def close(self, *, wait: bool = True) -> None:
        """Take the window away. With *wait* it blocks for at most a second: a menu that cannot be closed, or
        a taskbar that does not answer, is left to the end of the process."""
        self.post_after_menu(self._end)
        if wait:
            self._thread.join(_END_LIMIT_S)

    # --- on the front thread

    def _run(self) -> None:
        try:
            self._make()
        except OSError as error:
            self._failure = error
            return
        finally:
            self._made.set()
        message = wintypes.MSG()
        while api.get_message(message, None, 0, 0) > 0:
            api.translate_message(message)
            api.dispatch_message(message)
        api.unregister_class(CLASS_NAME, api.module_handle(None))

    def _make(self) -> None:
        instance = api.module_handle(None)
        about = api.WindowClass(procedure=self._procedure, instance=instance, name=CLASS_NAME)
        if not api.register_class(about):
            raise ctypes.WinError(ctypes.get_last_error())
        self.handle = api.create_window(
            0, CLASS_NAME, "sitbreak", _WS_POPUP, 0, 0, 0, 0, None, None, instance, None
        )
        if not self.handle:
            raise ctypes.WinError(ctypes.get_last_error())

    def _message(self, window: int, number: int, word: int, long: int) -> int:
        """Windows calls this with every message to the window. Nothing may be raised into it."""
        try:
            if number == POSTED:
                self._call_posted()
                return 0
            handler = self._handlers.get(number)
            if handler is not None:
                return handler(word, long)
        except Exception as error:  # noqa: BLE001 - Windows cannot take it; the next message matters as much
            log.problem("front", error)
            return 0
        return int(api.default_procedure(window, number, word, long))

    def _call_posted(self) -> None:
        """Call what was posted until now. What these post comes with a message of its own."""
        self._depth += 1
        for _ in range(len(self._posted)):
            with suppress(IndexError):  # a menu that has opened meanwhile has taken it
                callback = self._posted.popleft()
                try:
                    callback()
                except Exception as error:  # noqa: BLE001 - as above, for each of them
                    log.problem("front", error)
        self._depth -= 1

    def _end(self) -> None:
        api.destroy_window(self.handle)
        api.post_quit_message(0)
