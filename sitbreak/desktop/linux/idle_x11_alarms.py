"""Pauses of input from the SYNC extension: alarms on the server's own counter IDLETIME.

One alarm for each threshold goes off when the count passes it upwards; one more goes off when the count
falls below the length of a pause, which is the first input after one. An alarm stays armed. What is already
past when an alarm is made does not set it off, so the count is asked for right after.
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

from sitbreak.desktop.linux.x11_talk import Request, extension

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.x11 import XConnection
    from sitbreak.desktop.linux.x11_display import XError
    from sitbreak.desktop.linux.x11_talk import Conversation, Extension

EXTENSION = "SYNC"
_INITIALIZE, _LIST_COUNTERS, _QUERY_COUNTER, _CREATE_ALARM, _DESTROY_ALARM = 0, 1, 5, 8, 11
_ALARM_NOTIFY = 1  # after the extension's first event
_ALL_ATTRIBUTES = 0x3F
_ABSOLUTE = 0
_UPWARDS, _DOWNWARDS = 0, 1
_TELL = 1  # this client, by an event
_SMALLEST_MS = 20


def alarms(
    connection: XConnection, told: Callable[[float], None], failed: Callable[[XError], None]
) -> Conversation[Alarms | None]:
    """A watch by alarms; None where the server has no such extension or counter."""
    sync = yield from extension(EXTENSION)
    if sync is None:
        return None
    yield Request(sync.opcode, _INITIALIZE, struct.pack("<BBxx", 3, 1))
    counter = _idle_counter((yield Request(sync.opcode, _LIST_COUNTERS)))
    if not counter:
        return None
    return Alarms(connection, sync, counter, told=told, failed=failed)


class Alarms:
    """The alarms on one connection; *told* hears of each idle time the server reports, in seconds."""

    how = "by alarms"
    tells = True

    def __init__(
        self,
        connection: XConnection,
        sync: Extension,
        counter: int,
        *,
        told: Callable[[float], None],
        failed: Callable[[XError], None],
    ) -> None:
        self._told = told
        self._failed = failed
        self._connection = connection
        self._opcode = sync.opcode
        self._counter = counter
        self._armed: list[int] = []
        connection.listen(sync.first_event + _ALARM_NOTIFY, self._went_off)

    def watch(self, thresholds_s: frozenset[float], pause_s: float) -> None:
        self._connection.talk(self._arm(thresholds_s, pause_s), self._failed)

    def close(self) -> None:
        self._connection.talk(self._disarm(), self._failed)

    def _disarm(self) -> Conversation[None]:
        for alarm in self._armed:
            yield Request(self._opcode, _DESTROY_ALARM, struct.pack("<I", alarm), replies=False)
        self._armed.clear()

    def _arm(self, thresholds_s: frozenset[float], pause_s: float) -> Conversation[None]:
        yield from self._disarm()
        for length_ms in {_milliseconds(length_s) for length_s in thresholds_s}:
            yield self._new_alarm(length_ms, _UPWARDS)
        if thresholds_s:
            yield self._new_alarm(_milliseconds(pause_s) - 1, _DOWNWARDS)
        reply = yield Request(self._opcode, _QUERY_COUNTER, struct.pack("<I", self._counter))
        self._told(_seconds(reply, 8))

    def _new_alarm(self, value_ms: int, direction: int) -> Request:
        alarm = self._connection.new_id()
        self._armed.append(alarm)
        value = (value_ms >> 32, value_ms & 0xFFFFFFFF)  # the high half comes first
        staying_armed = (0, 0)  # the value moves by this much each time the alarm goes off
        body = struct.pack(
            "<IIIIiIIiII",
            *(alarm, _ALL_ATTRIBUTES, self._counter, _ABSOLUTE, *value, direction, *staying_armed, _TELL),
        )
        return Request(self._opcode, _CREATE_ALARM, body, replies=False)

    def _went_off(self, event: bytes) -> None:
        (alarm,) = struct.unpack_from("<I", event, 4)
        if alarm in self._armed:
            self._told(_seconds(event, 8))


def _milliseconds(length_s: float) -> int:
    """Rounded up, so that a count that has reached them has reached *length_s*."""
    return max(_SMALLEST_MS, math.ceil(length_s * 1000))


def _seconds(packet: bytes, at: int) -> float:
    """The 64-bit count of milliseconds there: the high half comes first."""
    high, low = struct.unpack_from("<iI", packet, at)
    return float((high << 32 | low) / 1000)


def _idle_counter(reply: bytes) -> int:
    """The number of the counter IDLETIME in the server's list; 0 when it is not there."""
    at = 32
    while at + 14 <= len(reply):
        counter, length = struct.unpack_from("<I8xH", reply, at)
        if reply[at + 14 : at + 14 + length] == b"IDLETIME":
            return int(counter)
        at += 14 + length + (-(14 + length) % 4)
    return 0
