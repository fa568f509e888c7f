"""Where to click: toolkits draw buttons and menu rows without windows of their own, so they are found as a
person finds them, by what lights up under the pointer."""

from __future__ import annotations

import time

from tests.desktop.framebuffer import Area, changed
from tests.desktop.rig import Desktop, Window

_STEP_PX = 6
_STILL_S = 0.05
_SMALLEST_PX = 8
_BUTTON_ABOVE_EDGE_PX = 28


def buttons(desktop: Desktop, bubble: Window) -> list[Area]:
    """The buttons along the lower edge of a notification, left to right."""
    area = bubble.area
    y = area.y + area.height - _BUTTON_ABOVE_EDGE_PX
    found: list[Area] = []
    x = area.x + _STEP_PX
    while x < area.x + area.width:
        lit = _lit_at(desktop, area, x, y)
        if lit:
            found.append(lit)
        x = lit.x + lit.width + 1 if lit else x + _STEP_PX
    return found


def rows(desktop: Desktop, menu: Window) -> list[Area]:
    """The rows of an open menu that can be chosen, top to bottom; separators and grey rows do not light."""
    area = menu.area
    x = area.x + area.width // 2
    found: list[Area] = []
    y = area.y + 2
    while y < area.y + area.height:
        lit = _lit_at(desktop, area, x, y)
        if lit:
            found.append(lit)
        y = lit.y + lit.height + 1 if lit else y + _STEP_PX
    return found


def _lit_at(desktop: Desktop, area: Area, x: int, y: int) -> Area | None:
    """What looks otherwise within *area* when the pointer is at (*x*, *y*) than when it is outside."""
    desktop.pointer(area.x - 40, area.y + area.height // 2)
    rest = _still(desktop, area)
    desktop.pointer(x, y)
    lit = changed(rest, _still(desktop, area))
    if not lit or min(lit.width, lit.height) < _SMALLEST_PX:
        return None
    found = Area(area.x + lit.x, area.y + lit.y, lit.width, lit.height)
    inside = found.x <= x < found.x + found.width and found.y <= y < found.y + found.height
    return found if inside else None


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
