"""``python -m tests.screens.finish_program``: the pages after a break, with words of every length, none of
which may reach beyond its column. On the display it is given, in a process of its own."""

from __future__ import annotations

import tkinter as tk

from sitbreak.screens import widgets
from sitbreak.screens.finish_view import FinishView
from sitbreak.screens.look import Look
from sitbreak.screens.styles import Styles

COLUMN = 308
BODIES = [f"{'i' * letters} of a march. Stopping when it suits you is always fine." for letters in range(40)]


def main() -> None:
    look = Look(tk.Tk(), dark=False, scale=1.0)
    Styles(look).everything()
    words, buttons = widgets.frame(look.root), widgets.frame(look.root)
    words.columnconfigure(0, weight=1, minsize=COLUMN)
    words.pack()
    page = FinishView(look, words, buttons, COLUMN)
    for warm in (False, True):
        for body in BODIES:
            page.show("Stopped here", body, question=body, warm=warm)
            look.root.update()
            assert words.winfo_reqwidth() == COLUMN, (warm, body, words.winfo_reqwidth())


if __name__ == "__main__":
    main()
