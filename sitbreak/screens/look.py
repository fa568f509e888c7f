"""How every window of sitbreak looks: colours, type, spacing, and the scale all of it is multiplied by.

One :class:`Look` is made for a window and handed to whatever draws in it. All lengths are written for 96 dots
an inch and go through :meth:`Look.px`, fonts have sizes in pixels, so that everything grows together. Text
has a contrast of 4.5:1 or more on every ground it may stand on. The colours are those of the tray icon.
"""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from tkinter import font as tkfont
from typing import TYPE_CHECKING

from sitbreak.screens.shapes import Shapes

if TYPE_CHECKING:
    from typing import Literal

NOMINAL_DPI = 96.0
LARGEST_SCALE = 3.0
SMALLEST_SCALE = 0.75
_SCALE_STEPS = 8  # a measured scale is rounded to an eighth: 100 dots an inch are no reason for odd lines

CLASS = "Sitbreak"  # of every window, for rules of window managers

# Spacing, in pixels at 96 dots an inch.
TIGHT, SMALL, MEDIUM, LARGE, WIDE = 4, 8, 12, 20, 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """As ``#rrggbb``. A *ground* has text on it; an *on* colour is text for the colour it names."""

    ground: str  # of the window
    card: str  # of what lies on it: a group of settings, a field
    line: str  # around a card, between things
    edge: str  # around what can be typed in or ticked: 3:1 on ground and card
    text: str
    muted: str  # text of less weight
    accent: str  # what to press, what is chosen, what has passed
    accent_hover: str
    accent_press: str
    on_accent: str
    soft: str  # ground of a quieter button
    soft_hover: str
    soft_press: str
    off: str  # ground of a button that cannot be pressed now
    off_text: str  # on it; readable though faint (3:1)
    warm: str  # text of what to take care of, and of errors
    warm_ground: str
    track: str  # of the ring, where nothing has passed yet


LIGHT = Colours(
    ground="#f6f6f3",
    card="#ffffff",
    line="#dedfda",
    edge="#868c8c",
    text="#1f2629",
    muted="#566064",
    accent="#006964",
    accent_hover="#005a56",
    accent_press="#004a47",
    on_accent="#ffffff",
    soft="#e5eae7",
    soft_hover="#d9e1dd",
    soft_press="#ccd6d2",
    off="#ececea",
    off_text="#848a8b",
    warm="#8a4600",
    warm_ground="#fbf0df",
    track="#dfe5e1",
)
DARK = Colours(
    ground="#1d2224",
    card="#272d30",
    line="#3a4246",
    edge="#7e8a8e",
    text="#eef1f0",
    muted="#aab5b6",
    accent="#5ed6c8",
    accent_hover="#7ce0d4",
    accent_press="#97e8de",
    on_accent="#06211e",
    soft="#333b3e",
    soft_hover="#3d474a",
    soft_press="#485356",
    off="#2b3133",
    off_text="#7f898b",
    warm="#ffc069",
    warm_ground="#3b3020",
    track="#38423f",
)

# Sizes in pixels at 96 dots an inch, and weight.
_TYPE: dict[str, tuple[int, Literal["normal", "bold"]]] = {
    "small": (12, "normal"),
    "body": (14, "normal"),
    "strong": (14, "bold"),
    "lead": (17, "normal"),
    "cue": (20, "normal"),
    "heading": (17, "bold"),
    "title": (22, "bold"),
    "ring": (20, "bold"),
}


class Look:
    """The look of one window and everything in it.

    *root* is its application; *dark* chooses the colours, *scale* is 1.0 at 96 dots an inch, *family* the
    font's (empty: the usual one of the system).
    """

    def __init__(self, root: tk.Tk, *, dark: bool = False, scale: float = 1.0, family: str = "") -> None:
        self.root = root
        self.dark = dark
        self.colours = DARK if dark else LIGHT
        self.scale = scale
        self.shapes = Shapes(root, scale)
        family = family or str(tkfont.nametofont("TkDefaultFont", root).actual("family"))
        self.fonts = {
            name: tkfont.Font(root, family=family, size=-self.px(size), weight=weight)
            for name, (size, weight) in _TYPE.items()
        }
        for name in ("TkDefaultFont", "TkTextFont", "TkMenuFont", "TkHeadingFont"):
            tkfont.nametofont(name, root).configure(family=family, size=-self.px(_TYPE["body"][0]))
        root.configure(background=self.colours.ground)

    def px(self, length: float) -> int:
        """*length* at 96 dots an inch, in pixels of this window; a length of some never becomes none."""
        scaled = round(length * self.scale)
        return scaled or (length > 0) - (length < 0)

    def pad(self, first: float, second: float) -> tuple[int, int]:
        """The same for two lengths, as ``padding=`` (x, y) and ``pady=`` (above, below) take them."""
        return self.px(first), self.px(second)


def scale_from(percent: int, dpi: float | None) -> float:
    """The scale of windows: *percent* of the setting, or for 0 what the desktop's *dpi* asks for."""
    if percent:
        wanted = percent / 100
    else:
        wanted = round((dpi or NOMINAL_DPI) / NOMINAL_DPI * _SCALE_STEPS) / _SCALE_STEPS
    return min(max(wanted, SMALLEST_SCALE), LARGEST_SCALE)
