"""What a break window shows after the routine: how it was, a notice, a question. All of it is optional."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitbreak.screens import widgets
from sitbreak.screens.look import LARGE, MEDIUM, SMALL, TIGHT
from sitbreak.words import _, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from tkinter import ttk

    from sitbreak.screens.look import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button, and the digit that presses it."""

    label: str
    key: str
    act: Callable[[], object]


class FinishView:
    """Fills *words* and *buttons*, frames of the window, with one page after the other."""

    def __init__(self, look: Look, words: ttk.Frame, buttons: ttk.Frame, width_px: int) -> None:
        """*width_px*: how wide the words are."""
        self._look = look
        self._width_px = width_px
        self._words = words
        self._buttons = buttons
        self._keys: list[str] = []
        self._offered: list[ttk.Button] = []

    def show(
        self, title: str, body: str, *, question: str = "", choices: Sequence[Choice] = (), warm: bool = False
    ) -> None:
        """A page: what was done, and what can be answered. *warm*: it is about something that hurt."""
        look = self._look
        self._clear()
        inset = 0 if warm else look.shapes.box_room  # in line with the buttons below
        place, width = self._words, self._width_px - inset
        if warm:
            width -= 2 * look.px(LARGE)
            place = widgets.warm_card(self._words)
            place.grid(row=0, column=0, sticky="new")
            place.columnconfigure(0, weight=1)
        head = widgets.text(place, clean(title), "Title", width_px=width)
        head.grid(row=0, column=0, sticky="ew", padx=(inset, 0))
        under = widgets.text(place, clean(body), "Lead", width_px=width)
        under.grid(row=1, column=0, sticky="ew", padx=(inset, 0), pady=look.pad(SMALL, 0))
        if question:
            asked = widgets.text(place, clean(question), "Heading", width_px=width)
            asked.grid(row=2, column=0, sticky="ew", padx=(inset, 0), pady=look.pad(LARGE + TIGHT, SMALL))
        elif choices:
            place.rowconfigure(2, minsize=look.px(LARGE))
        for row, choice in enumerate(choices, start=3):
            self._offer(place, row, choice)

    def show_close(self, close: Callable[[], object], *, hint: str) -> None:
        """The way out, below on the right; it is the main thing where nothing else can be chosen."""
        self._buttons.columnconfigure(0, weight=1)
        said = widgets.text(self._buttons, hint, "Small")
        said.grid(row=0, column=0, sticky="ew", padx=self._look.px(TIGHT))
        button = widgets.button(self._buttons, _("Close"), close, "" if self._offered else "Primary")
        button.grid(row=0, column=1)
        widgets.text(self._buttons, _("Esc"), "Small", wraps=False).grid(row=1, column=1)

    def answered(self) -> None:
        """One answer is enough: none can be given until the next page."""
        self._let_go_of_keys()
        for button in self._offered:
            button.state(["disabled"])

    def _offer(self, place: ttk.Frame, row: int, choice: Choice) -> None:
        line = widgets.frame(place)
        line.grid(row=row, column=0, sticky="ew", pady=self._look.pad(0, TIGHT))
        line.columnconfigure(0, weight=1)
        button = widgets.button(line, choice.label, choice.act)
        button.grid(row=0, column=0, sticky="ew")
        hint = widgets.text(line, choice.key, "Small", wraps=False)
        hint.grid(row=0, column=1, padx=self._look.pad(MEDIUM, SMALL))
        self._offered.append(button)
        self._look.root.bind(f"<KeyPress-{choice.key}>", lambda _event: choice.act())
        self._keys.append(choice.key)

    def _clear(self) -> None:
        self._let_go_of_keys()
        self._offered.clear()
        for parent in (self._words, self._buttons):
            for child in parent.winfo_children():
                child.destroy()

    def _let_go_of_keys(self) -> None:
        for key in self._keys:
            self._look.root.unbind(f"<KeyPress-{key}>")
        self._keys.clear()
