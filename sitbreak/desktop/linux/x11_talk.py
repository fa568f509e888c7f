"""Conversations with the X server: questions and answers in straight lines, though nothing waits.

A conversation is a generator. It yields a :class:`Request`, and is carried on with the reply when that has
come (at once and with nothing, for a request without one); where the server refused, an
:class:`~sitbreak.desktop.linux.x11_display.XError` is raised in it instead::

    def conversation():
        window = yield from numbers(root, name, most=1)
        ...
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sitbreak.desktop.linux.x11_display import XError

if TYPE_CHECKING:
    from sitbreak.ports import DescriptorLoop, Timer

TALK_LIMIT_S = 1.0
_QUERY_EXTENSION, _INTERN_ATOM, _GET_PROPERTY = 98, 16, 20
_HEADER_B = 32


@dataclass(frozen=True, slots=True)
class Request:
    opcode: int
    data: int = 0  # the byte after the opcode: the minor opcode of an extension
    body: bytes = b""
    replies: bool = True  # False: the request has no reply, and the conversation goes on at once


Answer = TypeVar("Answer")
Conversation = Generator[Request, bytes, Answer]


@dataclass(frozen=True, slots=True)
class Extension:
    opcode: int
    first_event: int


def extension(name: str) -> Conversation[Extension | None]:
    """The extension *name*, or None where the server has none of that name."""
    encoded = name.encode("ascii")
    reply = yield Request(_QUERY_EXTENSION, 0, struct.pack("<Hxx", len(encoded)) + encoded)
    return Extension(opcode=reply[9], first_event=reply[10]) if reply[8] else None


def atom(name: str) -> Conversation[int]:
    """The number of *name*; 0 where nobody on this display has used that name yet."""
    encoded = name.encode("ascii")
    reply = yield Request(_INTERN_ATOM, 1, struct.pack("<Hxx", len(encoded)) + encoded)
    return int(struct.unpack_from("<I", reply, 8)[0])


def numbers(window: int, name: int, *, most: int) -> Conversation[tuple[int, ...]]:
    """The property *name* of *window*: up to *most* numbers of 32 bits; empty when it is something else."""
    reply = yield Request(_GET_PROPERTY, 0, struct.pack("<IIIII", window, name, 0, 0, most))
    if reply[1] != 32:
        return ()
    (count,) = struct.unpack_from("<I", reply, 16)
    return struct.unpack_from(f"<{min(count, most)}I", reply, _HEADER_B)


class Talk:
    """One conversation under way. *ask* sends a request for it; *on_error* is told once if it fails."""

    def __init__(
        self,
        loop: DescriptorLoop,
        conversation: Conversation[None],
        ask: Callable[[Request, Talk], None],
        on_error: Callable[[XError], None],
    ) -> None:
        self._loop = loop
        self._conversation = conversation
        self._ask = ask
        self._on_error = on_error
        self._limit: Timer | None = None
        self._over = False

    def begin(self) -> None:
        self._limit = self._loop.call_later(TALK_LIMIT_S, self._too_slow)
        self._carry_on(lambda: next(self._conversation))

    def answered(self, reply: bytes) -> None:
        self._carry_on(lambda: self._conversation.send(reply))

    def refused(self, error: XError) -> None:
        self._carry_on(lambda: self._conversation.throw(error))

    def drop(self) -> None:
        """End without a word."""
        if not self._over:
            self._end()
            self._conversation.close()

    def _carry_on(self, step: Callable[[], Request]) -> None:
        while not self._over:
            try:
                request = step()
            except StopIteration:
                self._end()
            except XError as error:
                self._fail(error)
            except (struct.error, LookupError, ValueError):
                self._fail(XError("The X server gave an answer that cannot be read."))
            else:
                self._ask(request, self)
                if request.replies:
                    return
                step = self._without_reply

    def _without_reply(self) -> Request:
        return self._conversation.send(b"")

    def _too_slow(self) -> None:
        if not self._over:
            self._conversation.close()
            self._fail(XError(f"The X server does not answer within {TALK_LIMIT_S:.0f} s."))

    def _fail(self, error: XError) -> None:
        self._end()
        self._on_error(error)

    def _end(self) -> None:
        self._over = True
        if self._limit is not None:
            self._limit.cancel()
