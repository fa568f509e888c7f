"""Pauses of input from the MIT-SCREEN-SAVER extension, for servers that have no alarms.

The count can only be read here. It is read at the moment at which it would pass the next threshold if no
input came: that misses no pause longer than a threshold. A moment before, it is read as well: others act by
the clock when a pause they know of reaches a threshold, and should hear in time that it has ended long ago.
Past the largest threshold nothing but a reading can show that input has come back, so a few more are made,
each a short pause apart.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from sitbreak.desktop.linux.x11_talk import Request, extension

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.x11 import XConnection
    from sitbreak.desktop.linux.x11_display import XError
    from sitbreak.desktop.linux.x11_talk import Conversation, Extension
    from sitbreak.ports import Loop, Timer

_QUERY_INFO = 1
_LATER_S = 0.02  # the server counts in milliseconds: read when the threshold has surely been passed
_BEFORE_S = 0.25
_LOOK_FOR_RETURN_S = (5.0, 30.0)  # how long to wait between two looks for it: at least, at most


def readings(
    loop: Loop, connection: XConnection, told: Callable[[float], None], failed: Callable[[XError], None]
) -> Conversation[Readings | None]:
    """A watch by readings; None where the server has no such extension."""
    saver = yield from extension("MIT-SCREEN-SAVER")
    return None if saver is None else Readings(loop, connection, saver, told=told, failed=failed)


class Readings:
    """The readings on one connection; *told* hears of each, in seconds."""

    how = "by readings"

    def __init__(
        self,
        loop: Loop,
        connection: XConnection,
        saver: Extension,
        *,
        told: Callable[[float], None],
        failed: Callable[[XError], None],
    ) -> None:
        self._loop = loop
        self._connection = connection
        self._opcode = saver.opcode
        self._told = told
        self._failed = failed
        self._thresholds_s: list[float] = []
        self._next: Timer | None = None

    def watch(self, thresholds_s: frozenset[float], pause_s: float) -> None:
        """The length of a pause, *pause_s*, does not matter here: a reading shows whatever has ended."""
        self._thresholds_s = sorted(thresholds_s)
        self._read()

    def close(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _read(self) -> None:
        self.close()
        self._connection.talk(self._ask(), self._failed)

    def _ask(self) -> Conversation[None]:
        reply = yield Request(self._opcode, _QUERY_INFO, struct.pack("<I", self._connection.root))
        (idle_ms,) = struct.unpack_from("<I", reply, 16)
        self.close()
        if self._thresholds_s:
            self._next = self._loop.call_later(self._wait_s(idle_ms / 1000), self._read)
        self._told(idle_ms / 1000)

    def _wait_s(self, idle_s: float) -> float:
        for threshold_s in self._thresholds_s:
            left_s = threshold_s - idle_s
            if left_s > 2 * _BEFORE_S:
                return left_s - _BEFORE_S
            if left_s > 0:
                return left_s + _LATER_S
        least_s, most_s = _LOOK_FOR_RETURN_S
        return min(max(self._thresholds_s[0], least_s), most_s)
