"""Calls of ours on a bus that wait for their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jeepney.low_level import HeaderFields, Message, MessageType

from sitbreak import log
from sitbreak.desktop.linux.bus_signals import DAEMON
from sitbreak.desktop.linux.bus_wire import BusError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.ports import DescriptorLoop, Timer

    # gets (body, None) or (None, error)
    Reply = Callable[[tuple[Any, ...] | None, BusError | None], None]

_MOST_CALLS = 100  # dbus-daemon itself allows 128 on a connection


class _Call:
    __slots__ = ("destination", "reply", "timer")

    def __init__(self, destination: str, reply: Reply, timer: Timer) -> None:
        self.destination = destination
        self.reply = reply
        self.timer = timer

    def accepts(self, sender: str) -> bool:
        """Whether *sender* can have answered. For a call to a service by its well-known name that is for the
        bus to know; it lets nobody answer who was not asked."""
        known = self.destination == DAEMON or self.destination.startswith(":")
        return not known or sender in (self.destination, DAEMON)


class Calls:
    """Every call gets exactly one reply: the answer, an error, or that time ran out. A reply that raises is
    told to the log."""

    def __init__(self, loop: DescriptorLoop) -> None:
        self._loop = loop
        self._calls: dict[int, _Call] = {}

    def require_room(self) -> None:
        """Raises :class:`BusError` when too many calls wait already."""
        if len(self._calls) >= _MOST_CALLS:
            raise BusError("LimitsExceeded", "too many calls are waiting for their answers")

    def add(self, serial: int, destination: str, reply: Reply, timeout_s: float) -> None:
        timer = self._loop.call_later(timeout_s, lambda: self._time_out(serial))
        self._calls[serial] = _Call(destination, reply, timer)

    def answered(self, message: Message) -> None:
        """*message* answers a call. One that nobody waits for is ignored."""
        fields = message.header.fields
        serial = fields.get(HeaderFields.reply_serial)
        call = self._calls.get(serial)
        if call is None or not call.accepts(fields.get(HeaderFields.sender, "")):
            return
        del self._calls[serial]
        call.timer.cancel()
        if message.header.message_type is MessageType.method_return:
            guarded(call.reply, message.body, None)
        else:
            text = message.body[0] if message.body and isinstance(message.body[0], str) else ""
            guarded(call.reply, None, BusError(fields.get(HeaderFields.error_name, "Failed"), text))

    def fail_all(self, error: BusError) -> None:
        calls, self._calls = self._calls, {}
        for call in calls.values():
            call.timer.cancel()
            guarded(call.reply, None, error)

    def forget_all(self) -> None:
        for call in self._calls.values():
            call.timer.cancel()
        self._calls.clear()

    def _time_out(self, serial: int) -> None:
        call = self._calls.pop(serial, None)
        if call is not None:
            guarded(call.reply, None, BusError("Timeout", f"{call.destination} did not answer in time"))


def guarded(callback: Callable[..., None], *arguments: object) -> None:
    """Call, and outlive it: one part that stumbles must not take the connection of the others with it."""
    try:
        callback(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever a part raises
        log.problem("bus", error)
