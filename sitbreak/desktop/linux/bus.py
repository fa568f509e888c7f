"""A peer on a D-Bus: calls out, signals in and out, objects for others. Nothing here waits for an answer.

Only :meth:`Bus.connect` blocks, for at most two seconds. Everything else comes back at once; what comes later
comes by callback, on the loop's thread, and never from inside the method it was given to. What others send is
bounded: the length of a message, the number of calls under way, the bytes that wait to be sent, and the time
a call may take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jeepney.low_level import Message, MessageFlag, MessageType
from jeepney.wrappers import DBusAddress, new_method_call, new_signal

from sitbreak import clock, log
from sitbreak.desktop.linux.bus_calls import Calls, guarded
from sitbreak.desktop.linux.bus_objects import Objects, failure
from sitbreak.desktop.linux.bus_signals import DAEMON, DAEMON_PATH, Signals, match_rule
from sitbreak.desktop.linux.bus_wire import BusError, Framer, Outbox, dial, remaining_s, written

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from sitbreak.desktop.linux.bus_calls import Reply
    from sitbreak.desktop.linux.bus_objects import Methods, Properties
    from sitbreak.desktop.linux.bus_signals import SignalCallback
    from sitbreak.ports import DescriptorLoop

    Body = tuple[Any, ...]

__all__ = ["DAEMON", "DAEMON_PATH", "Bus", "BusError"]

_CONNECT_LIMIT_S = 2.0
_CHUNK = 32768  # bytes received at once
_DO_NOT_QUEUE = 4  # flag of RequestName
_NAME_IS_OURS = (1, 4)  # answers of RequestName: now, and already


class Bus:
    """One connection. Made by :meth:`connect`; of no more use once lost or closed."""

    def __init__(self, loop: DescriptorLoop, sock: socket.socket) -> None:
        """*sock* is connected and authenticated. For :meth:`connect` only."""
        self.unique_name = ""
        self.on_lost: Callable[[], None] | None = None
        self._loop = loop
        self._sock: socket.socket | None = sock
        self._framer = Framer()
        self._objects = Objects()
        self._signals = Signals()
        self._serial = 0
        self._calls = Calls(loop)
        self._outbox = Outbox(loop, sock, self._cannot_send)

    @classmethod
    def connect(cls, loop: DescriptorLoop, address: str, *, limit_s: float = _CONNECT_LIMIT_S) -> Bus:
        """A connection to the bus at *address*, known there by its ``unique_name``.

        Blocks until the bus has answered, at most *limit_s*. Raises :class:`BusError`.
        """
        deadline_s = clock.monotonic_s() + limit_s
        sock = dial(address, limit_s)
        bus = cls(loop, sock)
        try:
            bus._say_hello(sock, deadline_s)
        except (OSError, BusError) as error:
            bus.close()
            raise error if isinstance(error, BusError) else BusError("NoReply", str(error)) from error
        sock.setblocking(False)
        loop.add_reader(sock.fileno(), bus._readable)
        return bus

    def _say_hello(self, sock: socket.socket, deadline_s: float) -> None:
        sock.settimeout(remaining_s(deadline_s))
        failed: list[BusError] = []

        def answered(body: Body | None, error: BusError | None) -> None:
            if body:
                self.unique_name = body[0]
            failed.extend([error] if error else [])

        self.call(DAEMON, DAEMON_PATH, DAEMON, "Hello", reply=answered)
        while not self.unique_name:
            sock.settimeout(remaining_s(deadline_s))
            data = sock.recv(_CHUNK)
            if not data:
                raise ConnectionResetError("the bus hung up")
            for message in self._framer.feed(data):
                self._receive(message)
            if failed:
                raise failed[0]

    # --- what we say

    def call(  # noqa: PLR0913, PLR0917 - a call on D-Bus has so many parts
        self,
        destination: str,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        body: Body = (),
        *,
        reply: Reply | None = None,
        timeout_s: float = 25,
        autostart: bool = False,
    ) -> None:
        """Call a method of another peer. *reply* gets ``(body, None)`` or ``(None, error)``, exactly once:
        after *timeout_s* at the latest, or when the connection is lost; never after :meth:`close`. Raises
        ValueError for a destination, path or name that is none.
        """
        message = new_method_call(DBusAddress(path, destination, interface), member, signature or None, body)
        if not autostart:
            message.header.flags |= MessageFlag.no_auto_start
        if reply is None:
            message.header.flags |= MessageFlag.no_reply_expected
        try:
            self._calls.require_room()
            serial = self._send(message)
        except BusError as error:
            log.problem("bus", error)
            self._fail_later(reply, error)
            return
        if self._sock is None:
            self._fail_later(reply, _lost())
        elif reply is not None:
            self._calls.add(serial, destination, reply, timeout_s)

    def signal(self, path: str, interface: str, member: str, signature: str = "", body: Body = ()) -> None:
        """Tell whoever listens. Does nothing when the connection is gone."""
        try:
            self._send(new_signal(DBusAddress(path, interface=interface), member, signature or None, body))
        except BusError as error:
            log.problem("bus", error)

    def subscribe(  # noqa: PLR0913 - the parts of a match rule
        self,
        callback: SignalCallback,
        *,
        sender: str | None = None,
        path: str | None = None,
        interface: str | None = None,
        member: str | None = None,
        arg0: str | None = None,
    ) -> None:
        """Call ``callback(path, member, body)`` for every signal that fits. With *sender* (a service or a
        unique name) nobody else's signals come through."""
        wanted = {"sender": sender, "path": path, "interface": interface, "member": member, "arg0": arg0}
        filters = {key: value for key, value in wanted.items() if value is not None}
        follow = self._signals.follow(sender) if sender else None
        if sender and follow:
            self._match(follow)
            self._ask_owner(sender)
        self._signals.listen(filters, callback)
        self._match(filters)

    def _match(self, filters: dict[str, str]) -> None:
        def answered(_body: Body | None, error: BusError | None) -> None:
            if error is not None and self._sock is not None:
                log.problem("bus", error)

        self._ask_daemon("AddMatch", "s", (match_rule(filters),), answered)

    def _ask_owner(self, service: str) -> None:
        def answered(body: Body | None, _error: BusError | None) -> None:
            self._signals.owner_is(service, body[0] if body else "")

        self._ask_daemon("GetNameOwner", "s", (service,), answered)

    def _ask_daemon(self, member: str, signature: str, body: Body, reply: Reply) -> None:
        self.call(DAEMON, DAEMON_PATH, DAEMON, member, signature, body, reply=reply)

    # --- what we offer

    def export(self, path: str, interface: str, methods: Methods, properties: Properties) -> None:
        """Offer an object. *methods*: member to (signature of its answer, what to call with the arguments);
        what is called answers the body of the reply as a tuple, or raises :class:`BusError`. *properties*:
        name to what answers (signature, value)."""
        self._objects.export(path, interface, methods, properties)

    def request_name(self, name: str, reply: Reply) -> None:
        """Ask to own *name*; *reply* gets an error when somebody else does."""

        def answered(body: Body | None, error: BusError | None) -> None:
            if body is not None and body[0] not in _NAME_IS_OURS:
                body, error = None, BusError("AddressInUse", f"{name} is taken")
            reply(body, error)

        self._ask_daemon("RequestName", "su", (name, _DO_NOT_QUEUE), answered)

    # --- the end

    def close(self) -> None:
        """End the connection. No callback comes any more, neither of calls nor ``on_lost``."""
        self._calls.forget_all()
        self.on_lost = None
        self._hang_up()

    def _hang_up(self) -> None:
        sock, self._sock = self._sock, None
        if sock is not None:
            self._loop.remove_reader(sock.fileno())
            self._outbox.close()
            sock.close()

    def _lose(self) -> None:
        """The connection is gone, or not worth keeping: tell everybody who waits, then ``on_lost``."""
        self._hang_up()
        self._calls.fail_all(_lost())
        on_lost, self.on_lost = self.on_lost, None
        if on_lost is not None:
            guarded(on_lost)

    # --- receiving

    def _readable(self) -> None:
        if self._sock is None:
            return
        try:
            data = self._sock.recv(_CHUNK)
            if not data:
                raise ConnectionResetError("the bus hung up")
            for message in self._framer.feed(data):
                self._receive(message)
                if self._sock is None:
                    return  # closed by a callback
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._lose()
        except BusError as error:
            log.problem("bus", error)
            self._lose()

    def _receive(self, message: Message) -> None:
        kind = message.header.message_type
        if kind is MessageType.signal:
            self._signals.dispatch(message)
        elif kind is MessageType.method_call:
            self._answer(message)
        else:
            self._calls.answered(message)

    def _answer(self, call: Message) -> None:
        answer = self._objects.answer(call)
        if call.header.flags & MessageFlag.no_reply_expected:
            return
        try:
            self._send(answer)
        except BusError as error:
            log.problem("bus", error)
            self._send(failure(call, BusError("Failed", "the answer cannot be sent")))

    def _fail_later(self, reply: Reply | None, error: BusError) -> None:
        if reply is not None:
            self._loop.post(lambda: reply(None, error))

    # --- sending

    def _send(self, message: Message) -> int:
        """Send *message*, or drop it when the connection is gone; its serial number. Raises
        :class:`BusError` for what cannot be written down."""
        self._serial = self._serial % 0xFFFFFFFF + 1
        data = written(message, self._serial)
        if self._sock is not None:
            self._outbox.send(data)
        return self._serial

    def _cannot_send(self) -> None:
        self._loop.post(self._lose)  # later: whoever sends must not be called back from inside


def _lost() -> BusError:
    return BusError("Disconnected", "the connection to the bus is gone")
