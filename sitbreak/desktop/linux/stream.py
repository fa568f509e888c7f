"""A connected socket on the loop. Nothing here waits: what the peer does not take yet is kept, up to a limit,
and sent when it does."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from sitbreak.ports import DescriptorLoop

_CHUNK_B = 65536  # bytes received at once
_UNSENT_LIMIT_B = 64 * 1024


class Stream:
    """*sock* is connected and does not block. *on_data* gets what comes. *on_end* gets one plain sentence
    about *peer* ("The X server") when it is gone or takes nothing; it is to :meth:`close`. Neither is called
    from inside :meth:`send`, or after :meth:`close`."""

    def __init__(
        self,
        loop: DescriptorLoop,
        sock: socket.socket,
        peer: str,
        *,
        on_data: Callable[[bytes], None],
        on_end: Callable[[str], None],
    ) -> None:
        self._loop = loop
        self._socket: socket.socket | None = sock
        self._peer = peer
        self._on_data = on_data
        self._on_end = on_end
        self._unsent = bytearray()
        loop.add_reader(sock.fileno(), self._read)

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def send(self, data: bytes) -> None:
        """Does nothing when it is closed."""
        if self._socket is not None:
            self._unsent += data
            self._flush()

    def close(self) -> None:
        if self._socket is not None:
            self._loop.remove_reader(self._socket.fileno())
            self._loop.remove_writer(self._socket.fileno())
            self._socket.close()
            self._socket = None

    def _flush(self) -> None:
        if self._socket is None:
            return
        try:
            with suppress(BlockingIOError):
                del self._unsent[: self._socket.send(self._unsent)]
        except OSError:
            # What it said last, maybe why it hangs up, is still to be read; then the end shows by itself.
            self._unsent.clear()
        if len(self._unsent) > _UNSENT_LIMIT_B:
            self._loop.post(lambda: self._end("takes no requests"))
        elif self._unsent:
            self._loop.add_writer(self._socket.fileno(), self._flush)
        else:
            self._loop.remove_writer(self._socket.fileno())

    def _read(self) -> None:
        if self._socket is None:
            return
        try:
            received = self._socket.recv(_CHUNK_B)
        except BlockingIOError:
            return
        except OSError as error:
            self._end(f"is gone ({error.strerror})")
            return
        if received:
            self._on_data(received)
        else:
            self._end("has closed the connection")

    def _end(self, what: str) -> None:
        if self._socket is not None:
            self._on_end(f"{self._peer} {what}.")
