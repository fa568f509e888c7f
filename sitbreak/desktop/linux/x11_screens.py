"""Monitors, pointer, panels and the wanted size of text, as an X server tells them (RandR 1.5, EWMH)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from sitbreak.desktop.linux.x11_display import XError
from sitbreak.desktop.linux.x11_talk import Request, atom, extension, numbers
from sitbreak.desktop.surroundings import Area, Screens

if TYPE_CHECKING:
    from sitbreak.desktop.linux.x11_talk import Conversation

_GET_GEOMETRY, _GET_PROPERTY, _QUERY_POINTER = 14, 20, 38
_GET_MONITORS = 42  # of RandR
_RESOURCES = 23  # the atom of RESOURCE_MANAGER, the same on every server
_MOST_MONITORS = 32
_MOST_RESOURCES = 16384  # in units of four bytes
_LEAST_DPI, _MOST_DPI = 24.0, 960.0


def screens(root: int) -> Conversation[Screens]:
    """All of it. What the server does not know is left out."""
    pointer = yield Request(_QUERY_POINTER, 0, struct.pack("<I", root))
    return Screens(
        monitors=(yield from _monitors(root)),
        work=(yield from _work_area(root)),
        pointer=struct.unpack_from("<hh", pointer, 16),
        dpi=(yield from _dpi(root)),
    )


def _monitors(root: int) -> Conversation[tuple[Area, ...]]:
    """The monitors; without RandR 1.5 the whole of the screen as one."""
    found: tuple[Area, ...] = ()
    randr = yield from extension("RANDR")
    if randr is not None:
        try:
            reply = yield Request(randr.opcode, _GET_MONITORS, struct.pack("<IB3x", root, 1))
        except XError:
            reply = b""
        found = _listed(reply)
    if found:
        return found
    reply = yield Request(_GET_GEOMETRY, 0, struct.pack("<I", root))
    width, height = struct.unpack_from("<HH", reply, 16)
    return (Area(x=0, y=0, width=width, height=height),)


def _listed(reply: bytes) -> tuple[Area, ...]:
    """The monitors in the answer of RandR; those without a size are left out."""
    if not reply:
        return ()
    (count,) = struct.unpack_from("<I", reply, 12)
    areas = []
    at = 32
    for _ in range(min(count, _MOST_MONITORS)):
        (outputs,) = struct.unpack_from("<H", reply, at + 6)
        x, y, width, height = struct.unpack_from("<hhHH", reply, at + 8)
        at += 24 + 4 * outputs
        if width and height:
            areas.append(Area(x=x, y=y, width=width, height=height))
    return tuple(areas)


def _work_area(root: int) -> Conversation[Area | None]:
    """What panels leave free of the first desktop; they are the same on all of them nearly everywhere."""
    name = yield from atom("_NET_WORKAREA")
    area = (yield from numbers(root, name, most=4)) if name else ()
    if len(area) != 4 or not area[2] or not area[3]:
        return None
    return Area(x=area[0], y=area[1], width=area[2], height=area[3])


def _dpi(root: int) -> Conversation[float | None]:
    """Xft.dpi of the X resources, which desktops set as the user likes the size of text."""
    reply = yield Request(_GET_PROPERTY, 0, struct.pack("<IIIII", root, _RESOURCES, 0, 0, _MOST_RESOURCES))
    if reply[1] != 8:
        return None
    (length,) = struct.unpack_from("<I", reply, 16)
    for line in reply[32 : 32 + length].decode("latin-1").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "Xft.dpi":
            return _number(value.strip())
    return None


def _number(text: str) -> float | None:
    try:
        dpi = float(text)
    except ValueError:
        return None
    return dpi if _LEAST_DPI <= dpi <= _MOST_DPI else None
