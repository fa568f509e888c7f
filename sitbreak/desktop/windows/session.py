"""Locked, asleep, or another user in front: what Windows tells the hidden window.

Each of these may get lost. A lost "locked" is found by missing input, and a lost "asleep" by the clocks. A
lost "unlocked" would make the user absent for ever, though. So when there is input in spite of what was said,
10 s and more after it, Windows is asked how it is; and where there is input, the machine is certainly not
asleep.
"""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes
from ctypes import wintypes
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sitbreak.clock import monotonic_s
from sitbreak.desktop.retries import Retries
from sitbreak.desktop.windows import api
from sitbreak.desktop.windows import session_words as words
from sitbreak.desktop.windows.session_words import Told
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.windows.hidden_window import HiddenWindow
    from sitbreak.ports import Loop

ASK_AGAIN_S = 10.0
_THIS_SESSION = 0  # NOTIFY_FOR_THIS_SESSION
_CURRENT = 0xFFFFFFFF  # WTS_CURRENT_SESSION
_INFO_EX = 25  # WTSSessionInfoEx
_ANSWER_LIMIT_B = 4096
_NOBODY = "Windows tells nothing of lock and unlock yet; absence shows by missing input."


class Session:
    """On the loop's thread. Calls *on_change* when one of :attr:`locked`, :attr:`inactive`, :attr:`asleep`
    has changed, and when the clock was set. Nothing raises; to ask Windows takes about a millisecond."""

    def __init__(self, loop: Loop, window: HiddenWindow, on_change: Callable[[], None]) -> None:
        self._loop = loop
        self._window = window
        self._on_change = on_change
        self._told = Told()
        self._told_mono_s = 0.0
        self._registered = False
        self._retries = Retries(loop, self._register)

    def start(self) -> None:
        for number, heard in (
            (words.SESSION_CHANGED, partial(self._heard, words.session_changed)),
            (words.POWER_CHANGED, partial(self._heard, words.power_changed)),
            (words.TIME_CHANGED, self._clock_was_set),
        ):
            self._window.on_message(number, heard)
        self._register()
        self._now(words.session_read(self._told, _asked()))

    @property
    def locked(self) -> bool:
        return self._told.locked

    @property
    def inactive(self) -> bool:
        return self._told.inactive

    @property
    def asleep(self) -> bool:
        return self._told.asleep

    @property
    def absent(self) -> bool:
        """Whether the user is said to be elsewhere."""
        return self._told.absent

    def input_is(self, on: bool) -> None:
        """Input goes on now, or no longer."""
        if on and self._told.absent and monotonic_s() >= self._told_mono_s + ASK_AGAIN_S:
            self._now(words.session_read(replace(self._told, asleep=False), _asked()))
            self._told_mono_s = monotonic_s()

    def health(self) -> Health:
        if not self._registered:
            return Health(part="session", state="absent", detail=_NOBODY)
        return Health(part="session", state="ok", detail="Windows session and power messages")

    def close(self) -> None:
        self._retries.stop()
        if self._registered:
            api.unregister_session(self._window.handle)
            self._registered = False

    # --- on the front thread

    def _heard(self, means: Callable[[Told, int], Told], event: int, _long: int) -> int:
        self._loop.post(lambda: self._now(means(self._told, event)))
        return 1

    def _clock_was_set(self, _word: int, _long: int) -> int:
        self._loop.post(self._on_change)
        return 0

    # --- on the loop's thread

    def _now(self, told: Told) -> None:
        if told != self._told:
            self._told = told
            self._told_mono_s = monotonic_s()
            self._on_change()

    def _register(self) -> None:
        """It fails as long as the service behind it has not started, early after the machine did."""
        if api.register_session(self._window.handle, _THIS_SESSION):
            self._registered = True
            self._retries.worked()
        else:
            self._retries.failed()


def _asked() -> bytes:
    """What Windows says of this session now; empty when it says nothing."""
    answer, length = ctypes.c_void_p(), wintypes.DWORD()
    if not api.query_session(None, _CURRENT, _INFO_EX, answer, length):
        return b""
    try:
        return ctypes.string_at(answer.value or 0, min(length.value, _ANSWER_LIMIT_B)) if answer else b""
    finally:
        api.free_session(answer)
