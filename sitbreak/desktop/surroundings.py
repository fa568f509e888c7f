"""What a window needs to know of the desktop it is about to appear on. Everything may be unknown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle of the screen, in pixels; *x* and *y* are its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, x: int, y: int) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def shared(self, other: Area) -> Area | None:
        """What lies in both; None when nothing does."""
        left, top = max(self.x, other.x), max(self.y, other.y)
        right = min(self.x + self.width, other.x + other.width)
        bottom = min(self.y + self.height, other.y + other.height)
        if right <= left or bottom <= top:
            return None
        return Area(x=left, y=top, width=right - left, height=bottom - top)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """How the user wants programs to look and to behave; None: nobody says."""

    dark: bool | None = None
    reduced_motion: bool | None = None
    screen_reader: bool | None = None  # one is in use
    event_sounds: bool | None = None  # sounds for events are wanted
    font_family: str = ""  # of the desktop's own programs


@dataclass(frozen=True, slots=True, kw_only=True)
class Screens:
    """Where windows can be."""

    monitors: tuple[Area, ...] = ()
    work: Area | None = None  # of all monitors together, what panels leave free
    pointer: tuple[int, int] | None = None
    dpi: float | None = None  # that the user wants text to be sized for


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    appearance: Appearance = Appearance()
    screens: Screens = Screens()
