"""Whether the screen is locked and whether this session is in front, as the window server says when asked."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, NamedTuple

from sitbreak.desktop.macos import frameworks

if TYPE_CHECKING:
    from collections.abc import Callable

_LOCKED = b"CGSSessionScreenIsLocked"  # documented nowhere, and there since 10.x; absent while it is not
_IN_FRONT = b"kCGSSessionOnConsoleKey"  # kCGSessionOnConsoleKey


class Facts(NamedTuple):
    locked: bool = False
    inactive: bool = False  # another user's session is in front


def reader(graphics: Any = None, foundation: Any = None) -> Callable[[], Facts]:
    """What answers the facts of now, at once; it raises OSError where there is no session with a screen.

    *graphics*, *foundation*: CoreGraphics and CoreFoundation, for tests. Raises OSError where these cannot be
    loaded.
    """
    graphics = graphics if graphics is not None else frameworks.load("CoreGraphics")
    foundation = foundation if foundation is not None else frameworks.load("CoreFoundation")
    locked_key, in_front_key = (
        foundation.CFStringCreateWithCString(None, name, frameworks.UTF8) for name in (_LOCKED, _IN_FRONT)
    )

    def read() -> Facts:
        told = graphics.CGSessionCopyCurrentDictionary()
        if not told:
            raise OSError("there is no session with a screen")
        try:
            locked = _flag(foundation, foundation.CFDictionaryGetValue(told, locked_key))
            in_front = _flag(foundation, foundation.CFDictionaryGetValue(told, in_front_key))
        finally:
            foundation.CFRelease(told)
        return Facts(locked=bool(locked), inactive=in_front is False)

    return read


def _flag(foundation: Any, value: int | None) -> bool | None:
    """A value that is a boolean, or a number in its place; None for anything else, and for none."""
    if not value:
        return None
    kind = foundation.CFGetTypeID(value)
    if kind == foundation.CFBooleanGetTypeID():
        return bool(foundation.CFBooleanGetValue(value))
    if kind == foundation.CFNumberGetTypeID():
        number = frameworks.INT()
        if foundation.CFNumberGetValue(value, frameworks.CF_INT, ctypes.byref(number)):
            return number.value != 0
    return None
