"""Where a window goes: in the middle of the monitor with the pointer, whole, clear of the panels. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop.surroundings import Area

if TYPE_CHECKING:
    from sitbreak.desktop.surroundings import Screens

FRAME_WIDTH, FRAME_HEIGHT = 12, 48  # what a window manager may draw around a window, at 96 dots an inch
_NOMINAL = Area(x=0, y=0, width=1024, height=768)  # where nothing is known


def usable(screens: Screens) -> Area:
    """What windows may cover of the monitor with the pointer, or of the first one."""
    monitors = screens.monitors or (screens.work or _NOMINAL,)
    chosen = monitors[0]
    if screens.pointer is not None:
        x, y = screens.pointer
        chosen = next((area for area in monitors if area.holds(x, y)), chosen)
    return (screens.work and chosen.shared(screens.work)) or chosen


def fitting_scale(wanted: float, size: tuple[float, float], area: Area) -> float:
    """*wanted*, or less where a window of *size* (at 96 dots an inch) would not fit into *area*."""
    across = area.width / (size[0] + FRAME_WIDTH)
    down = area.height / (size[1] + FRAME_HEIGHT)
    return min(wanted, across, down)


def position(size: tuple[int, int], area: Area, *, frame: int) -> tuple[int, int]:
    """The upper left corner of a window of *size* pixels, *frame* of which its frame takes at the top."""
    width, height = size
    x = area.x + max(0, (area.width - width) // 2)
    y = area.y + max(0, (area.height - height - frame) // 2)
    return x, y
