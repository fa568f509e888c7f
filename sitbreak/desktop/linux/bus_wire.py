"""The bytes between us and a D-Bus daemon: addresses, the way in, what is received and what is sent."""

from __future__ import annotations

import os
import socket
import struct
from collections import deque
from typing import TYPE_CHECKING, Any

from jeepney.auth import BEGIN, AuthenticationError, Authenticator
from jeepney.low_level import Message, calc_msg_size

from sitbreak import clock, log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitbreak.ports import DescriptorLoop

LONGEST_MESSAGE = 1 << 20  # bytes; D-Bus itself would allow 128 MiB
_MOST_UNSENT = 4 << 20  # bytes that may wait for a bus that does not read
_FIXED_HEADER = 16  # so many bytes tell how long a message is
_ERRORS = "org.freedesktop.DBus.Error."


class BusError(Exception):
    """The bus, or a peer on it, said no. *name* is the D-Bus name of the error; str() is its text."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(text or name)
        self.name = name if "." in name else _ERRORS + name


def dial(address: str, limit_s: float) -> socket.socket:
    """A connected and authenticated socket to the first place of *address* that answers.

    Blocks for at most *limit_s*. Raises :class:`BusError` when no place answers.
    """
    deadline_s = clock.monotonic_s() + limit_s
    why = "the address names no Unix socket"
    for place in places(address):
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.settimeout(remaining_s(deadline_s))
            sock.connect(place)
            _authenticate(sock, deadline_s)
        except (OSError, AuthenticationError) as error:
            why = getattr(error, "strerror", None) or str(error)  # no numbers: users read it in `status`
            sock.close()
        else:
            return sock
    raise BusError("NoServer", why)


def remaining_s(deadline_s: float) -> float:
    """Seconds until *deadline_s*; raises TimeoutError when it has passed."""
    left_s = deadline_s - clock.monotonic_s()
    if left_s <= 0:
        raise TimeoutError("the bus did not answer in time")
    return left_s


def _authenticate(sock: socket.socket, deadline_s: float) -> None:
    sock.sendall(b"\0")
    conversation = Authenticator(inc_null_byte=False)
    for line in conversation:
        sock.settimeout(remaining_s(deadline_s))
        sock.sendall(line)
        answer = sock.recv(1024)
        if not answer:
            raise ConnectionResetError("the bus hung up during authentication")
        conversation.feed(answer)
    sock.sendall(BEGIN)


def places(address: str) -> Iterator[str]:
    """The Unix sockets a D-Bus address names, as :meth:`socket.socket.connect` takes them.

    An address is several ones with ``;`` between them, best first. Those we cannot use are left out.
    """
    for one in address.split(";"):
        transport, _, rest = one.strip().partition(":")
        if transport != "unix":
            continue
        keys = dict(pair.partition("=")[::2] for pair in rest.split(","))
        try:
            place = _place({key: _unescaped(value) for key, value in keys.items()})
        except ValueError:
            continue
        if place:
            yield place


def _place(keys: dict[str, str]) -> str:
    if "path" in keys:
        return keys["path"]
    if "abstract" in keys:
        return "\0" + keys["abstract"]
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return f"{folder}/bus" if keys.get("runtime") == "yes" and folder else ""


def _unescaped(value: str) -> str:
    """*value* with each ``%41`` as the byte it stands for. Raises ValueError when one is cut short."""
    first, *others = value.split("%")
    whole = os.fsencode(first)
    for part in others:
        if len(part) < 2:
            raise ValueError(value)
        whole += bytes.fromhex(part[:2]) + os.fsencode(part[2:])
    return os.fsdecode(whole)


class Framer:
    """Cuts what was received into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that *data* completes.

        Raises :class:`BusError` when one is longer than :data:`LONGEST_MESSAGE`, or when it cannot be told
        where one ends: nothing that follows could be read. One that cannot be understood is left out.
        """
        self._buffer += data
        while len(self._buffer) >= _FIXED_HEADER:
            size = self._size_of_next()
            if len(self._buffer) < size:
                return
            raw = bytes(self._buffer[:size])
            del self._buffer[:size]
            try:
                message = Message.from_buffer(raw)
            except Exception as error:  # noqa: BLE001 - jeepney raises whatever it trips over
                log.problem("bus", error)
                continue
            yield message

    def _size_of_next(self) -> int:
        try:
            size = int(calc_msg_size(bytes(self._buffer[:_FIXED_HEADER])))
        except KeyError:
            raise BusError("InconsistentMessage", "the bus sent something that is no D-Bus message") from None
        if size > LONGEST_MESSAGE:
            raise BusError("LimitsExceeded", f"a message of {size} bytes was sent to us")
        return size


def written(message: Message, serial: int) -> bytes:
    """*message* as bytes. Raises :class:`BusError` when its body is not what its signature says."""
    try:
        _refuse_nul(message.body)
        return bytes(message.serialise(serial=serial))
    except (ValueError, TypeError, LookupError, struct.error) as error:
        raise BusError("InvalidArgs", f"a message cannot be written down: {error}") from error


def _refuse_nul(value: Any) -> None:
    """Raises ValueError for text with a NUL in it, for which the bus would cut the connection."""
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("there is a NUL in the text")
    elif isinstance(value, dict):
        for pair in value.items():
            _refuse_nul(pair)
    elif isinstance(value, (tuple, list)):
        for part in value:
            _refuse_nul(part)


class Outbox:
    """Sends at once what the socket takes, and the rest when it takes more."""

    def __init__(self, loop: DescriptorLoop, sock: socket.socket, on_failure: Callable[[], None]) -> None:
        """*on_failure* is called when the bus does not take what we send, even from inside :meth:`send`."""
        self._loop = loop
        self._sock = sock
        self._on_failure = on_failure
        self._waiting: deque[memoryview] = deque()
        self._waiting_bytes = 0
        self._watching = False

    def send(self, data: bytes) -> None:
        if self._waiting_bytes + len(data) > _MOST_UNSENT:
            self._on_failure()
            return
        self._waiting.append(memoryview(data))
        self._waiting_bytes += len(data)
        if not self._watching:
            self._flush()

    def close(self) -> None:
        """Forget what is not sent. Before the socket is closed."""
        self._waiting.clear()
        self._waiting_bytes = 0
        self._watch(False)

    def _flush(self) -> None:
        try:
            while self._waiting:
                count = self._sock.send(self._waiting[0])
                self._waiting_bytes -= count
                self._waiting[0] = self._waiting[0][count:]
                if not self._waiting[0]:
                    self._waiting.popleft()
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            self.close()
            self._on_failure()
        self._watch(bool(self._waiting))

    def _watch(self, wanted: bool) -> None:
        """Be called, or not, when the socket takes more."""
        if wanted and not self._watching:
            self._loop.add_writer(self._sock.fileno(), self._flush)
        elif self._watching and not wanted:
            self._loop.remove_writer(self._sock.fileno())
        self._watching = wanted
