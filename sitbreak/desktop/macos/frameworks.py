"""The few C functions of macOS that are called with ctypes, and their prototypes.

A wrong prototype is a wrong figure at best. So the table is plain data, which a test compares with what
pyobjc knows of the same functions.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_bool, c_char_p, c_double, c_int, c_int32, c_long, c_uint32, c_ulong, c_void_p
from typing import Any, NamedTuple


class PropertyAddress(ctypes.Structure):
    """What names a property of an object of CoreAudio, and of CoreMediaIO: selector, scope, element."""

    _fields_ = (("selector", c_uint32), ("scope", c_uint32), ("element", c_uint32))


class Prototype(NamedTuple):
    result: Any  # a type of ctypes, or None
    arguments: tuple[Any, ...]


_FRAMEWORKS = "/System/Library/Frameworks/{name}.framework/{name}"

PROTOTYPES: dict[str, dict[str, Prototype]] = {
    "CoreGraphics": {
        # Source and kind of event; seconds.
        "CGEventSourceSecondsSinceLastEventType": Prototype(c_double, (c_int32, c_uint32)),
        # To be released; NULL outside a session with a screen.
        "CGSessionCopyCurrentDictionary": Prototype(c_void_p, ()),
    },
    "CoreFoundation": {
        "CFStringCreateWithCString": Prototype(c_void_p, (c_void_p, c_char_p, c_uint32)),
        "CFDictionaryGetValue": Prototype(c_void_p, (c_void_p, c_void_p)),
        "CFGetTypeID": Prototype(c_ulong, (c_void_p,)),
        "CFBooleanGetTypeID": Prototype(c_ulong, ()),
        "CFBooleanGetValue": Prototype(c_bool, (c_void_p,)),
        "CFNumberGetTypeID": Prototype(c_ulong, ()),
        "CFNumberGetValue": Prototype(c_bool, (c_void_p, c_long, c_void_p)),
        "CFRelease": Prototype(None, (c_void_p,)),
    },
    "CoreAudio": {
        # Object, address, size and place of a qualifier, room; answers an error number.
        "AudioObjectGetPropertyDataSize": Prototype(
            c_int32, (c_uint32, POINTER(PropertyAddress), c_uint32, c_void_p, POINTER(c_uint32))
        ),
        # … room and place of the value: the size used takes the place of the room.
        "AudioObjectGetPropertyData": Prototype(
            c_int32, (c_uint32, POINTER(PropertyAddress), c_uint32, c_void_p, POINTER(c_uint32), c_void_p)
        ),
    },
    "CoreMediaIO": {
        "CMIOObjectGetPropertyDataSize": Prototype(
            c_int32, (c_uint32, POINTER(PropertyAddress), c_uint32, c_void_p, POINTER(c_uint32))
        ),
        # Unlike CoreAudio's: room, where the size used goes, place of the value.
        "CMIOObjectGetPropertyData": Prototype(
            c_int32,
            (
                c_uint32,
                POINTER(PropertyAddress),
                c_uint32,
                c_void_p,
                c_uint32,
                POINTER(c_uint32),
                c_void_p,
            ),
        ),
    },
}

CF_INT = 9  # kCFNumberIntType: a C int
UTF8 = 0x08000100  # kCFStringEncodingUTF8
INT = c_int


def load(framework: str) -> Any:
    """The functions of *framework* in the table, as attributes. Raises OSError where one is missing."""
    library = ctypes.CDLL(_FRAMEWORKS.format(name=framework))
    for name, prototype in PROTOTYPES[framework].items():
        function = getattr(library, name, None)
        if function is None:
            raise OSError(f"{framework} has no {name}")
        function.restype = prototype.result
        function.argtypes = prototype.arguments
    return library
