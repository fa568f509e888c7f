"""Where to click: toolkits draw buttons and menu rows without windows of their own, so they are found as a
person finds them, by what lights up under the pointer."""

from __future__ import annotations

import time

from tests.desktop.framebuffer import Area, changed_columns, changed_rows
from tests.desktop.rig import Desktop
from tests.desktop.windows import Window

_STEP_PX = 6
_STILL_S = 0.05
_SMALLEST_PX = 8
_BUTTON_ABOVE_EDGE_PX = 28  # the middle of a button of xfce4-notifyd, above the lower edge of the bubble
_STRIP_PX = 24  # a submenu that opens beside its row stays out of a strip down the middle


def buttons(desktop: Desktop, bubble: Window) -> list[Area]:
    """The buttons along the lower edge of a notification, left to right."""
    area = bubble.area
    y = area.y + area.height - _BUTTON_ABOVE_EDGE_PX
    strip = Area(area.x, y - _STRIP_PX // 2, area.width, _STRIP_PX)
    rest = _rest(desktop, area, strip)
    found: list[Area] = []
    x = _STEP_PX
    while x < area.width:
        desktop.pointer(area.x + x, y)
        lit = _run_through(x, changed_columns(rest, _still(desktop, strip)))
        if len(lit) > _SMALLEST_PX:
            found.append(Area(area.x + lit.start, strip.y, len(lit), _STRIP_PX))
        x = max(x, lit.stop) + _STEP_PX
    return found


def rows(desktop: Desktop, menu: Window) -> list[Area]:
    """The rows of an open menu that can be chosen, top to bottom; separators and grey rows do not light."""
    area = menu.area
    x = area.x + area.width // 2
    strip = Area(x - _STRIP_PX // 2, area.y, _STRIP_PX, area.height)
    rest = _rest(desktop, area, strip)
    found: list[Area] = []
    y = 2
    while y < area.height:
        desktop.pointer(x, area.y + y)
        lit = _run_through(y, changed_rows(rest, _still(desktop, strip)))
        if len(lit) > _SMALLEST_PX:
            found.append(Area(strip.x, area.y + lit.start, _STRIP_PX, len(lit)))
        y = max(y, lit.stop) + _STEP_PX
    return found


def _run_through(place: int, lit: set[int]) -> range:
    """The unbroken run of *lit* lines around *place*: what changed elsewhere, such as a figure, is not it."""
    first = last = place
    while first - 1 in lit:
        first -= 1
    while last in lit:
        last += 1
    return range(first, last) if place in lit else range(place, place)


def _rest(desktop: Desktop, area: Area, strip: Area) -> list[bytes]:
    """How *strip* looks with the pointer below *area*."""
    desktop.pointer(area.x + area.width // 2, area.y + area.height + 12)
    return _still(desktop, strip)


def _still(desktop: Desktop, area: Area) -> list[bytes]:
    """The picture of *area* once two looks in a row are the same."""
    last: list[bytes] = []
    for _ in range(40):
        time.sleep(_STILL_S)
        picture = desktop.screen.grab(area)
        if picture == last:
            return picture
        last = picture
    raise TimeoutError("The screen does not stand still.")
