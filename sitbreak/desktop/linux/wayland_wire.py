"""The bytes between us and a Wayland compositor.

A message is the number of an object, then in one word its own length (upper half) and which event or request
it is, then its arguments; all in whole words of the machine's byte order.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGE_LIMIT_B = 4096  # what the usual library can hold; no longer one comes to a client that asks for none
_HEADER_B = 8


def number(value: int) -> bytes:
    return struct.pack("=I", value)


def text(value: str) -> bytes:
    encoded = value.encode() + b"\0"
    return number(len(encoded)) + encoded + bytes(-len(encoded) % 4)


def request(made: int, opcode: int, body: bytes) -> bytes:
    """A message to the object *made*."""
    return struct.pack("=II", made, (_HEADER_B + len(body)) << 16 | opcode) + body


class Reader:
    """Cuts what was received into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, received: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Object, number and body of each message that *received* completes. Raises ValueError when there
        is one of a length that cannot be."""
        self._buffer += received
        while len(self._buffer) >= _HEADER_B:
            made, word = struct.unpack_from("=II", self._buffer)
            length = word >> 16
            if length % 4 or not _HEADER_B <= length <= MESSAGE_LIMIT_B:
                raise ValueError(f"a message of {length} bytes")
            if len(self._buffer) < length:
                return
            body = bytes(self._buffer[_HEADER_B:length])
            del self._buffer[:length]
            yield made, word & 0xFFFF, body


def text_at(body: bytes, at: int) -> tuple[str, int]:
    """The text there, and where it ends. Raises ValueError or struct.error when there is none."""
    (length,) = struct.unpack_from("=I", body, at)
    at += 4
    if not 0 < length <= len(body) - at:
        raise ValueError(f"a text of {length} bytes")
    return body[at : at + length - 1].decode("utf-8", "replace"), at + length + (-length % 4)
