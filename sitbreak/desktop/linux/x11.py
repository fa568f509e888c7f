"""A connection to the X server: a bare socket on the loop, and what is spoken over it.

Nothing waits. Whatever the server sends is bounded in size and time; one that sends nonsense is a lost one.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from sitbreak import log
from sitbreak.desktop.linux.stream import Stream
from sitbreak.desktop.linux.x11_display import XError, connected, cookie, display_number, greeting, padded
from sitbreak.desktop.linux.x11_talk import Talk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.desktop.linux.x11_talk import Conversation, Request
    from sitbreak.ports import DescriptorLoop

SET_UP_LIMIT_S = 2.0
_PACKET_LIMIT_B = 256 * 1024
_PACKET_B = 32  # every packet is this long; replies and generic events may go on
_ERROR, _REPLY, _GENERIC_EVENT = 0, 1, 35


class XConnection:
    """One connection to a display, on *loop*.

    Exactly one of *on_up* and *on_lost* comes first, within :data:`SET_UP_LIMIT_S`; *on_lost* comes at most
    once, and never after :meth:`close`. Making one raises :class:`XError` when there is no such display.
    """

    def __init__(
        self,
        loop: DescriptorLoop,
        environ: Mapping[str, str],
        *,
        on_up: Callable[[], None],
        on_lost: Callable[[XError], None],
    ) -> None:
        number = display_number(environ.get("DISPLAY", ""))
        self.root = 0  # the root window, once up
        self._loop = loop
        self._on_up = on_up
        self._on_lost = on_lost
        self._up = False
        self._received = bytearray()
        self._sequence = 0
        self._ids_base = 0
        self._ids_given = 0
        self._talks: dict[int, Talk] = {}  # by the sequence number of the request that waits for its reply
        self._listeners: dict[int, Callable[[bytes], None]] = {}
        self._stream = Stream(loop, connected(number), "The X server", on_data=self._read, on_end=self._lose)
        self._limit = loop.call_later(SET_UP_LIMIT_S, self._too_slow)
        self._stream.send(greeting(cookie(environ, number)))

    # --- what users of a connection do

    def talk(self, conversation: Conversation[None], on_error: Callable[[XError], None]) -> None:
        """Carry *conversation* on to its end. *on_error* is told of an :class:`XError` that it did not catch,
        of a reply that it could not read, and of replies that took longer than :data:`TALK_LIMIT_S`."""
        Talk(self._loop, conversation, self._ask, on_error).begin()

    def listen(self, event: int, listener: Callable[[bytes], None]) -> None:
        """Call *listener* with each event of that code."""
        self._listeners[event] = listener

    def new_id(self) -> int:
        """A name for something that is made on the server."""
        self._ids_given += 1
        return self._ids_base | self._ids_given

    def close(self) -> None:
        """Give the display up. Conversations end without a word, and nothing is called any more."""
        self._limit.cancel()
        talks = list(self._talks.values())
        self._talks.clear()
        self._listeners.clear()
        self._stream.close()
        for talk in talks:
            talk.drop()

    # --- sending

    def _ask(self, request: Request, talk: Talk) -> None:
        if not self._stream.is_open:
            talk.drop()
            return
        self._sequence = (self._sequence + 1) & 0xFFFF
        body = padded(request.body)
        if request.replies:
            self._talks[self._sequence] = talk
        self._stream.send(struct.pack("<BBH", request.opcode, request.data, 1 + len(body) // 4) + body)

    # --- receiving

    def _read(self, received: bytes) -> None:
        self._received += received
        try:
            while self._stream.is_open and (packet := self._next_packet()):
                self._take(packet)
        except (struct.error, IndexError):
            self._lose("The X server sends nonsense.")

    def _next_packet(self) -> bytes:
        """The next whole packet; empty when it is not all there."""
        if len(self._received) < (_PACKET_B if self._up else 8):
            return b""
        if not self._up:
            length = 8 + 4 * int(struct.unpack_from("<H", self._received, 6)[0])
        elif self._received[0] & 0x7F in (_REPLY, _GENERIC_EVENT):
            length = _PACKET_B + 4 * int(struct.unpack_from("<I", self._received, 4)[0])
        else:
            length = _PACKET_B
        if length > _PACKET_LIMIT_B + _PACKET_B:
            self._lose("The X server sends too much.")
            return b""
        if len(self._received) < length:
            return b""
        packet = bytes(self._received[:length])
        del self._received[:length]
        return packet

    def _take(self, packet: bytes) -> None:
        if not self._up:
            self._take_welcome(packet)
            return
        kind = packet[0] & 0x7F
        if kind not in (_ERROR, _REPLY):
            listener = self._listeners.get(kind)
            if listener is not None:
                listener(packet)
            return
        talk = self._talks.pop(struct.unpack_from("<H", packet, 2)[0], None)
        if kind == _ERROR:
            error = XError(f"The X server refuses request {packet[10]} (error {packet[1]}).")
            if talk is None:
                log.problem("x11", error)
            else:
                talk.refused(error)
        elif talk is not None:
            talk.answered(packet)

    def _take_welcome(self, packet: bytes) -> None:
        if packet[0] != 1:
            why = (
                packet[8 : 8 + packet[1]].decode("latin-1").strip()
                if packet[0] == 0
                else "more authentication"
            )
            self._lose(f"The X server refuses the connection ({why}).")
            return
        (self._ids_base,) = struct.unpack_from("<I", packet, 12)
        (vendor,) = struct.unpack_from("<H", packet, 24)
        (self.root,) = struct.unpack_from("<I", packet, 40 + vendor + (-vendor % 4) + 8 * packet[29])
        self._up = True
        self._limit.cancel()
        self._on_up()

    # --- losing

    def _too_slow(self) -> None:
        self._lose(f"The X server does not answer within {SET_UP_LIMIT_S:.0f} s.")

    def _lose(self, why: str) -> None:
        if self._stream.is_open:
            self.close()
            self._on_lost(XError(why))
