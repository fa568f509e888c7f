"""The server of JSON lines on Windows and macOS: a thread waits for those who call, and one talks to each.

Their messages are answered on the loop's thread, one after the other. With nobody there, one thread waits and
costs nothing.
"""

from __future__ import annotations

import queue
import sys
import threading
from typing import TYPE_CHECKING

from sitbreak import clock, log
from sitbreak.errors import UsageError
from sitbreak.ipc_replies import CLIENT_LIMIT_S, MAX_CLIENTS, reply_to
from sitbreak.ipc_wire import MAX_MESSAGE_B, encode, first_line, refusal
from sitbreak.words import _

if sys.platform == "win32":  # noqa: TID251
    from sitbreak.ipc_pipe_listener import Listener
else:
    from sitbreak.ipc_socket_listener import Listener

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitbreak.ipc_line import Line
    from sitbreak.ports import Json, Loop

_MOST_WAITING = 16  # pushed lines that a watcher has yet to read
_ACCEPT_AGAIN_S = 1.0


class Server:
    """Answers clients with what *handle* makes of their message. Only the holder of the lock may have one.

    *handle* is called on the loop's thread and must not block; what it may raise, :func:`reply_to` says. The
    constructor raises :class:`~sitbreak.errors.SitbreakError` when nobody could call.
    """

    def __init__(
        self,
        loop: Loop,
        path: Path,
        handle: Callable[[Json], Json],
        *,
        client_limit_s: float = CLIENT_LIMIT_S,
    ) -> None:
        self._loop = loop
        self._path = path
        self._handle = handle
        self._client_limit_s = client_limit_s
        self._room = threading.BoundedSemaphore(MAX_CLIENTS)
        self._watchers: set[_Watcher] = set()  # belongs to the loop's thread
        self._lines: set[Line] = set()
        self._closed = False
        self._listen()

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
            if watcher.waiting.qsize() >= _MOST_WAITING:
                watcher.line.hang_up()
            else:
                watcher.waiting.put(line)

    def refresh(self) -> None:
        """Keep it from being cleaned away, or listen anew when it was. Every few hours."""
        if not self._listener.refresh():
            log.note("ipc", "the way to call was removed; listening again")
            self._listener.close()
            self._listen()

    def close(self) -> None:
        """Listen no more, and hang up on everybody. Their threads end by themselves."""
        self._closed = True
        self._listener.close()
        for line in tuple(self._lines):
            line.hang_up()

    def _listen(self) -> None:
        self._listener = Listener(self._path)
        threading.Thread(target=self._accept, args=(self._listener,), name="ipc", daemon=True).start()

    # --- on threads of their own

    def _accept(self, listener: Listener) -> None:
        while True:
            self._room.acquire()
            try:
                line = listener.accept()
            except OSError as error:
                log.problem("ipc", error)
                self._room.release()
                threading.Event().wait(_ACCEPT_AGAIN_S)
                continue
            if line is None:
                self._room.release()
                return
            threading.Thread(target=self._serve, args=(line,), name="ipc client", daemon=True).start()

    def _serve(self, line: Line) -> None:
        self._lines.add(line)
        watcher: _Watcher | None = None
        try:
            if not self._closed and line.is_ours(self._client_limit_s):
                watcher = self._answer(line)
        except OSError:
            pass  # it has gone
        finally:
            self._room.release()
        if watcher is not None:
            threading.Thread(target=watcher.send_on, name="ipc watcher", daemon=True).start()
            line.read(1, None)  # until it goes, or talks where it should listen
            self._loop.post(lambda: self._watchers.discard(watcher))
            watcher.waiting.put(b"")
            watcher.sent.wait(self._client_limit_s)
        self._lines.discard(line)
        line.close()

    def _answer(self, line: Line) -> _Watcher | None:
        """Answer the one message of *line*; how to go on, when it watches. Raises OSError."""
        try:
            message = self._message(line)
        except UsageError as error:
            line.write(encode(refusal(error)), self._client_limit_s)
            return None
        if not message:
            return None
        answers: queue.SimpleQueue[_Watcher | bytes] = queue.SimpleQueue()
        self._loop.post(lambda: answers.put(self._reply(line, message)))
        try:
            answer = answers.get(timeout=self._client_limit_s)
        except queue.Empty:  # the program ends, or hangs: the client is told by the end of the line
            return None
        if isinstance(answer, _Watcher):
            return answer
        line.write(answer, self._client_limit_s)
        return None

    def _message(self, line: Line) -> bytes:
        """The one line that is sent within the limit; empty when the client goes without a word. Raises
        :class:`UsageError` for one that is too long, cut, or late."""
        incoming = bytearray()
        end_s = clock.monotonic_s() + self._client_limit_s
        while True:
            received = line.read(MAX_MESSAGE_B + 1 - len(incoming), max(0.001, end_s - clock.monotonic_s()))
            if received is None:
                raise UsageError(_("The message did not come in time."))
            if not received and not incoming:
                return b""
            incoming += received
            found = first_line(incoming, ended=not received)
            if found is not None:
                return found or b" "  # an empty line is no JSON either

    # --- on the loop's thread

    def _reply(self, line: Line, message: bytes) -> _Watcher | bytes:
        reply, watches = reply_to(message, self._handle, len(self._watchers))
        if not watches or self._closed:
            return reply
        watcher = _Watcher(line, reply, self._client_limit_s)
        self._watchers.add(watcher)
        return watcher


class _Watcher:
    """One who watches, and what has yet to be sent to it."""

    def __init__(self, line: Line, first: bytes, limit_s: float) -> None:
        self.line = line
        self.waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.waiting.put(first)
        self.sent = threading.Event()  # nothing more will be sent
        self._limit_s = limit_s

    def send_on(self) -> None:
        """Send what comes, on a thread of its own, until an empty line comes or the watcher does not read."""
        try:
            while data := self.waiting.get():
                self.line.write(data, self._limit_s)
        except OSError:
            self.line.hang_up()
        self.sent.set()
