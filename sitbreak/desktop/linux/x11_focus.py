"""A window that appears without taking the keyboard from whoever is typing.

The user time of a window (EWMH) says when its user last did something with it. A window manager gives no
focus to a new window whose user time is 0: nobody asked for it with the keyboard.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.x11 import XConnection
from sitbreak.desktop.linux.x11_display import XError
from sitbreak.desktop.linux.x11_talk import Request

if TYPE_CHECKING:
    from sitbreak.desktop.linux.x11_talk import Conversation

_CARDINAL = 6  # predefined atom
_QUERY_TREE, _INTERN_ATOM, _CHANGE_PROPERTY, _GET_INPUT_FOCUS = 15, 16, 18, 43
_USER_TIME = b"_NET_WM_USER_TIME"
_LIMIT_S = 0.5


def appear_unfocused(window: int) -> None:
    """Let *window* and the one it lies in get no focus when they are shown; to be called before they are.
    Blocks for some milliseconds, at most 0.5 s; where it cannot be done, nothing happens."""
    loop = SelectLoop()
    connection: XConnection | None = None

    def up() -> None:
        if connection is not None:
            connection.talk(mark(), stop)

    def mark() -> Conversation[None]:
        yield from _mark(window)
        loop.stop()

    def stop(_error: XError) -> None:
        loop.stop()

    try:
        connection = XConnection(loop, os.environ, on_up=up, on_lost=stop)
        loop.call_later(_LIMIT_S, loop.stop)
        loop.run(lambda: None)
    except XError:
        return
    finally:
        if connection is not None:
            connection.close()
        loop.close()


def _mark(window: int) -> Conversation[None]:
    made = yield Request(_INTERN_ATOM, 0, struct.pack("<Hxx", len(_USER_TIME)) + _USER_TIME)
    (name,) = struct.unpack_from("<I", made, 8)
    tree = yield Request(_QUERY_TREE, 0, struct.pack("<I", window))
    root, parent = struct.unpack_from("<II", tree, 8)
    for marked in {window, parent} - {root}:
        change = struct.pack("<IIIBxxxII", marked, name, _CARDINAL, 32, 1, 0)
        yield Request(_CHANGE_PROPERTY, 0, change, replies=False)
    yield Request(_GET_INPUT_FOCUS)  # an answer to this means that the server has done the others
