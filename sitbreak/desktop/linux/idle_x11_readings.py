"""Pauses of input from the MIT-SCREEN-SAVER extension, for servers that have no alarms.

The count can only be read here, at moments that are computed (:mod:`sitbreak.desktop.idle_moments`).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from sitbreak.desktop.idle_moments import next_reading_s
from sitbreak.desktop.linux.x11_talk import Request, extension

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.x11 import XConnection
    from sitbreak.desktop.linux.x11_display import XError
    from sitbreak.desktop.linux.x11_talk import Conversation, Extension
    from sitbreak.ports import DescriptorLoop, Timer

_QUERY_INFO = 1
_STEP_S = 0.02  # it counts in milliseconds


def readings(
    loop: DescriptorLoop,
    connection: XConnection,
    told: Callable[[float], None],
    failed: Callable[[XError], None],
) -> Conversation[Readings | None]:
    """A watch by readings; None where the server has no such extension."""
    saver = yield from extension("MIT-SCREEN-SAVER")
    return None if saver is None else Readings(loop, connection, saver, told=told, failed=failed)


class Readings:
    """The readings on one connection; *told* hears of each, in seconds."""

    how = "by readings"
    tells = False

    def __init__(
        self,
        loop: DescriptorLoop,
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
        self._thresholds_s: frozenset[float] = frozenset()
        self._next: Timer | None = None

    def watch(self, thresholds_s: frozenset[float], pause_s: float) -> None:
        """The length of a pause, *pause_s*, does not matter here: a reading shows whatever has ended."""
        self._thresholds_s = thresholds_s
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
        wait_s = next_reading_s(self._thresholds_s, idle_ms / 1000, _STEP_S)
        if wait_s is not None:
            self._next = self._loop.call_later(wait_s, self._read)
        self._told(idle_ms / 1000)
