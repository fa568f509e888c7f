"""The server of JSON lines on Linux: a unix socket on the loop, without a thread.

It never waits. Of those who come while 8 are served, the system keeps the next ones waiting.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from sitbreak import log
from sitbreak.errors import UsageError
from sitbreak.ipc_replies import CLIENT_LIMIT_S, MAX_CLIENTS, reply_to
from sitbreak.ipc_wire import MAX_MESSAGE_B, encode, first_line, refusal
from sitbreak.words import _

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

    from sitbreak.ports import DescriptorLoop, Json, Loop, Timer

assert sys.platform == "linux"  # noqa: TID251 - the type checker reads on for this system only

from sitbreak.ipc_socket import file_id, is_ours, listen  # noqa: E402

_ACCEPT_AGAIN_S = 1.0  # when no descriptor could be had for a client


class _Client:
    """One connection: what came so far, what has yet to go, and when it is cut."""

    __slots__ = ("incoming", "outgoing", "sock", "timer", "watching")

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.incoming = bytearray()
        self.outgoing = bytearray()
        self.timer: Timer | None = None
        self.watching = False


class Server:
    """Answers clients with what *handle* makes of their message. Only the holder of the lock may have one.

    *handle* is called on the loop's thread and must not block; what it may raise, :func:`reply_to` says. The
    constructor raises :class:`~sitbreak.errors.SitbreakError` when the socket cannot be had.
    """

    def __init__(
        self,
        loop: Loop,
        socket_path: Path,
        handle: Callable[[Json], Json],
        *,
        client_limit_s: float = CLIENT_LIMIT_S,
    ) -> None:
        self._loop = cast("DescriptorLoop", loop)  # as all are on Linux
        self._path = socket_path
        self._handle = handle
        self._client_limit_s = client_limit_s
        self._asking: set[_Client] = set()
        self._watchers: set[_Client] = set()
        self._accept_timer: Timer | None = None
        self._listener, self._file_id = listen(socket_path)
        self._accepting = False
        self._accept_or_not()

    @property
    def is_watched(self) -> bool:
        """Whether anybody would get what is pushed."""
        return bool(self._watchers)

    def push(self, message: Json) -> None:
        """Send *message* to all who watch; one who does not read what it was sent before is dropped."""
        if not self._watchers:
            return
        line = encode(message)
        for watcher in tuple(self._watchers):
            if len(watcher.outgoing) + len(line) > MAX_MESSAGE_B:
                self._drop(watcher)
            else:
                watcher.outgoing += line
                self._send(watcher)

    def refresh(self) -> None:
        """Make the socket look used, or listen anew when somebody removed it. Every few hours."""
        with suppress(FileNotFoundError):
            if file_id(self._path) == self._file_id:
                os.utime(self._path)
                return
        log.note("ipc", "the socket was removed; listening again")
        listener, its_id = listen(self._path)
        self._stop_listening()
        self._listener, self._file_id = listener, its_id
        self._accept_or_not()

    def close(self) -> None:
        """Remove the socket and close every connection."""
        with suppress(OSError):
            if file_id(self._path) == self._file_id:
                self._path.unlink()
        self._stop_listening()
        for client in (*self._asking, *self._watchers):
            self._forget(client)

    # --- clients come

    def _accept_or_not(self) -> None:
        """Accept while there is room; those who come meanwhile wait in the system's queue."""
        room = len(self._asking) < MAX_CLIENTS and self._accept_timer is None
        wanted = room and self._listener.fileno() >= 0
        if wanted and not self._accepting:
            self._loop.add_reader(self._listener.fileno(), self._accept)
        elif self._accepting and not wanted:
            self._loop.remove_reader(self._listener.fileno())
        self._accepting = wanted

    def _accept(self) -> None:
        try:
            sock, _address = self._listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        except OSError as error:  # no descriptor left, most likely: asking again at once would never end
            log.problem("ipc", error)
            self._accept_timer = self._loop.call_later(_ACCEPT_AGAIN_S, self._accept_again)
            self._accept_or_not()
            return
        if not is_ours(sock):
            sock.close()
            return
        sock.setblocking(False)
        client = _Client(sock)
        client.timer = self._loop.call_later(self._client_limit_s, lambda: self._cut(client))
        self._asking.add(client)
        self._loop.add_reader(sock.fileno(), lambda: self._read(client))
        self._accept_or_not()

    def _accept_again(self) -> None:
        self._accept_timer = None
        self._accept_or_not()

    def _stop_listening(self) -> None:
        if self._accept_timer is not None:
            self._accept_timer.cancel()
            self._accept_timer = None
        if self._accepting:
            self._loop.remove_reader(self._listener.fileno())
            self._accepting = False
        self._listener.close()

    # --- clients ask

    def _read(self, client: _Client) -> None:
        try:
            received = client.sock.recv(MAX_MESSAGE_B + 1 - len(client.incoming))
        except BlockingIOError:
            return
        except OSError:
            received = b""
            client.incoming.clear()
        if client.watching or (not received and not client.incoming):
            self._drop(client)  # it has gone, or talks where it should listen
            return
        client.incoming += received
        try:
            line = first_line(client.incoming, ended=not received)
        except UsageError as error:
            self._say(client, encode(refusal(error)))
            return
        if line is not None:
            self._answer(client, line)

    def _answer(self, client: _Client, line: bytes) -> None:
        reply, watches = reply_to(line, self._handle, len(self._watchers))
        if watches:
            self._let_watch(client)
        self._say(client, reply)

    def _let_watch(self, client: _Client) -> None:
        client.watching = True
        client.incoming.clear()
        self._asking.discard(client)
        self._watchers.add(client)
        if client.timer is not None:
            client.timer.cancel()
        self._accept_or_not()

    def _say(self, client: _Client, reply: bytes) -> None:
        """Send *reply*, and close unless the client watches."""
        if not client.watching:
            self._loop.remove_reader(client.sock.fileno())
        client.outgoing += reply
        self._send(client)

    def _send(self, client: _Client) -> None:
        """Send what the system takes now, the rest when it takes more."""
        try:
            del client.outgoing[: client.sock.send(client.outgoing)]
        except BlockingIOError:
            pass
        except OSError:
            self._drop(client)
            return
        if client.outgoing:
            self._loop.add_writer(client.sock.fileno(), lambda: self._send(client))
        elif client.watching:
            self._loop.remove_writer(client.sock.fileno())
        else:
            self._drop(client)

    # --- clients go

    def _cut(self, client: _Client) -> None:
        """The time of *client* is over."""
        if not client.outgoing:
            late = refusal(UsageError(_("The message did not come in time.")))
            with suppress(OSError):
                client.sock.send(encode(late))
        self._drop(client)

    def _drop(self, client: _Client) -> None:
        self._forget(client)
        self._accept_or_not()

    def _forget(self, client: _Client) -> None:
        self._asking.discard(client)
        self._watchers.discard(client)
        if client.timer is not None:
            client.timer.cancel()
        if client.sock.fileno() >= 0:
            self._loop.remove_reader(client.sock.fileno())
            self._loop.remove_writer(client.sock.fileno())
            client.sock.close()
