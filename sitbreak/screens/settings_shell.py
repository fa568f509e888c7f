"""The frame of the windows about settings: a heading, room that scrolls, and buttons below.

It appears before any setting is read, because that takes longer than appearing. What is wrong with a file of
settings is told in it; nothing is offered then that would touch the file.
"""

from __future__ import annotations

import tkinter as tk
from itertools import product
from typing import TYPE_CHECKING

from sitbreak import effective
from sitbreak.screens import opening, placement, widgets
from sitbreak.screens.look import LARGE, MEDIUM, SMALL, WIDE, Look, scale_from
from sitbreak.screens.placement import FRAME_HEIGHT, FRAME_WIDTH
from sitbreak.screens.styles import Styles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from tkinter import ttk

    from sitbreak.desktop.surroundings import Area, Surroundings

_WHEEL = ("<MouseWheel>", "<Shift-MouseWheel>", "<Button-4>", "<Button-5>")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def opened(title: str, size: tuple[int, int], seen: Surroundings) -> Shell | None:
    """A window of *size* at 96 dots an inch, to be filled and then shown; None where there can be none. It is
    smaller where the monitor has no room for so much."""
    settings = effective.last_known().values
    scale = scale_from(settings["window.scale_percent"], seen.screens.dpi)
    try:
        look = opening.hidden(title, seen, settings, scale)
    except tk.TclError:  # no display
        return None
    Styles(look).everything()
    return Shell(look, size, placement.usable(seen.screens))


class Shell:
    """The window: :attr:`side` on the left is empty until something is put into it."""

    def __init__(self, look: Look, size: tuple[int, int], area: Area) -> None:
        root = look.root
        self.root = root
        self.look = look
        self.inset = look.shapes.box_room
        opening.set_icon(root)
        self._place(size, area)
        root.rowconfigure(0, weight=1)
        root.columnconfigure(1, weight=1)
        self.side = widgets.frame(root)
        self.side.grid(row=0, column=0, sticky="ns")
        self._main = widgets.frame(root)
        self._main.grid(row=0, column=1, sticky="nswe")
        self.foot = widgets.frame(root, padding=(look.px(WIDE) - self.inset, look.px(MEDIUM)))
        widgets.line(root, look).grid(row=2, column=0, columnspan=2, sticky="ew")
        self.foot.grid(row=3, column=0, columnspan=2, sticky="ew")
        self._notice = widgets.warm_card(root)
        self._sentence = widgets.text(self._notice, "", "Caution")
        self._sentence.pack(fill="x")
        head = widgets.frame(self._main, padding=look.pad(WIDE, 0))
        head.pack(fill="x", pady=look.pad(WIDE, MEDIUM))
        self._title = widgets.text(head, "", "Title")
        self._title.pack(fill="x")
        self._intro = widgets.text(head, "", "Muted")
        for widget, event in product(("TSpinbox", "TCombobox"), _WHEEL):
            root.unbind_class(widget, event)  # it scrolls the page, and changes nothing on its way
        self._area: widgets.ScrollArea | None = None
        self._taken_letters: list[str] = []

    def _place(self, size: tuple[int, int], area: Area) -> None:
        """In the middle of *area*, and not larger than it with the frame that a window manager draws."""
        look, frame_px = self.look, self.look.px(FRAME_HEIGHT)
        width = min(look.px(size[0]), area.width - look.px(FRAME_WIDTH))
        height = min(look.px(size[1]), area.height - frame_px)
        x, y = placement.position((width, height), area, frame=frame_px)
        self.root.geometry(f"{width}x{height}+{x}+{y}")
        self.root.minsize(min(width, look.px(480)), min(height, look.px(320)))

    def show_page(self, title: str, intro: str = "") -> ttk.Frame:
        """Begin a page: what was on the one before is gone. Answers the frame to fill: controls are flush
        with the title in it, and what has no room for a focus ring keeps :attr:`inset` from its sides."""
        if self._area is not None:
            self._area.frame.destroy()
        self._title.configure(text=title)
        self._intro.configure(text=intro)
        if intro:
            self._intro.pack(fill="x", pady=self.look.pad(SMALL, 0))
        else:
            self._intro.pack_forget()
        self._area = widgets.ScrollArea(self._main, self.look)
        self._area.frame.pack(
            fill="both", expand=True, padx=(self.look.px(WIDE) - self.inset, self.look.px(SMALL))
        )
        page = widgets.frame(self._area.inside)
        page.pack(fill="both", expand=True, padx=self.look.pad(0, LARGE), pady=self.look.pad(SMALL, LARGE))
        return page

    def tell(self, sentence: str) -> None:
        """Show *sentence* above the buttons; an empty one: nothing."""
        self._sentence.configure(text=sentence)
        if sentence:
            x, y = self.look.px(WIDE), self.look.pad(0, MEDIUM)
            self._notice.grid(row=1, column=0, columnspan=2, sticky="ew", padx=x, pady=y)
        else:
            self._notice.grid_remove()

    def paint(self) -> None:
        """Let the window appear as it is."""
        self.root.deiconify()
        self.root.update()

    def tell_broken(self, error: Exception) -> None:
        """Say what is wrong with the settings instead of showing them."""
        from sitbreak.words import _

        page = self.show_page(
            _("The settings cannot be read"),
            _("Nothing was changed. Open the file in an editor, put this right, and come back."),
        )
        card = widgets.warm_card(page)
        card.pack(fill="x", padx=self.inset)
        for line in str(error).splitlines():
            widgets.text(card, line, "Caution").pack(fill="x")

    def on_keys(self, keys: Mapping[str, Callable[[], object]]) -> None:
        """Let keys of the window do something, by their Tk names. Return is left to a button that has the
        focus, and to a text of several lines."""
        for name, act in keys.items():
            self.root.bind(name, lambda event, act=act: self._act(event, act))  # type: ignore[misc]

    def _act(self, event: tk.Event[tk.Misc], act: Callable[[], object]) -> None:
        takes_return = isinstance(event.widget, tk.Text) or (
            isinstance(event.widget, tk.Widget) and event.widget.winfo_class() == "TButton"
        )
        if not (takes_return and event.keysym in ("Return", "KP_Enter")):
            act()

    def letter_keys(self, *buttons: ttk.Button) -> None:
        """Give each of *buttons*, and no other, an underlined letter that presses it together with Alt."""
        for letter in self._taken_letters:
            self.root.unbind(f"<Alt-{letter}>")
        self._taken_letters = []
        free = set(_LETTERS)
        for button in buttons:
            words = str(button.cget("text"))
            place = next((at for at, sign in enumerate(words.lower()) if sign in free), -1)
            button.configure(underline=place)
            if place >= 0:
                letter = words[place].lower()
                free.discard(letter)
                self._taken_letters.append(letter)
                self.root.bind(f"<Alt-{letter}>", lambda _event, button=button: button.invoke())  # type: ignore[misc]
