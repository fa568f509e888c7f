"""The last page of the first run: what the icon means, and a reminder to try."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sitbreak.screens import setup_words, widgets
from sitbreak.screens.look import LARGE, MEDIUM, SMALL
from sitbreak.words import _

if TYPE_CHECKING:
    from tkinter import ttk

    from sitbreak.screens.setup_page import Setup, Take

_ICON_PX = 32
_POLL_MS = 100


def build(setup: Setup, parent: ttk.Frame) -> Take:
    look = setup.look
    card = widgets.card(parent)
    card.pack(fill="x", padx=look.shapes.box_room)
    meanings = setup_words.icon_meanings()
    rows = (len(meanings) + 1) // 2
    for number, each in enumerate(meanings):
        cell = widgets.frame(card)
        cell.grid(row=number % rows, column=number // rows, sticky="ew", pady=look.pad(SMALL, SMALL))
        picture = widgets.text(cell, "", wraps=False)
        picture.configure(image=setup.icon(each.shape, each.full, _ICON_PX))
        picture.pack(side="left", anchor="n", padx=look.pad(0, MEDIUM))
        widgets.text(cell, each.meaning).pack(side="left", fill="x", expand=True)
    card.columnconfigure((0, 1), weight=1, uniform="half")
    _offer_reminder(setup, parent)
    return lambda: True


def _offer_reminder(setup: Setup, parent: ttk.Frame) -> None:
    look = setup.look

    def ask() -> None:
        button.state(["disabled"])
        told.configure(text="")
        asking = threading.Thread(target=lambda: answers.append(setup_words.test_reminder()), daemon=True)
        asking.start()
        parent.after(_POLL_MS, look_for_answer)

    def look_for_answer() -> None:
        if answers:
            told.configure(text=answers.pop())
            button.state(["!disabled"])
        else:
            parent.after(_POLL_MS, look_for_answer)

    answers: list[str] = []
    row = widgets.frame(parent)
    row.pack(fill="x", pady=look.pad(LARGE, 0))
    button = widgets.button(row, _("Show a reminder now"), ask)
    button.pack(side="left", anchor="n")
    told = widgets.text(row, "", "Muted")
    told.pack(side="left", fill="x", expand=True, padx=look.pad(MEDIUM, 0), pady=look.pad(SMALL, 0))
