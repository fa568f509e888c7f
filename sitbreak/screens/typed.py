"""Controls that are typed into, used as those of :mod:`.controls`; what they give is text, still to be read.

*changed* is called on leaving them, and in a line of text on Return. A moment after the last key *tried* is
called, to say what is wrong with the text: half a word is nothing to keep yet.
"""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk
from typing import TYPE_CHECKING

from sitbreak.screens import widgets
from sitbreak.screens.look import SMALL

if TYPE_CHECKING:
    from sitbreak.screens.controls import Changed
    from sitbreak.screens.look import Look

_PAUSE_MS = 700  # after the last key


class Typed:
    """A line of text, or a number that can be counted where it has *bounds*."""

    def __init__(
        self,
        parent: tk.Misc,
        changed: Changed,
        *,
        tried: Changed,
        bounds: tuple[int, int] | None = None,
        width: int = 16,
    ) -> None:
        self.frame = widgets.frame(parent)
        self._text = tk.StringVar(parent)
        self.box: ttk.Entry
        if bounds:
            self.box = widgets.number(self.frame, self._text, bounds=bounds)
            self.box.configure(command=changed)
        else:
            self.box = widgets.entry(self.frame, self._text, width=width)
        self.box.pack(anchor="w")
        self.box.bind("<Control-a>", lambda _event: _select_all(self.box))
        _after_typing(self.box, changed, tried)

    def show(self, value: object) -> None:
        self._text.set(str(value))

    def given(self) -> object:
        return self._text.get()

    def enable(self, on: bool) -> None:
        self.box.state(["!disabled" if on else "disabled"])

    def mark_wrong(self, wrong: bool) -> None:
        self.box.state(["invalid" if wrong else "!invalid"])


class Lines:
    """Text of several lines."""

    def __init__(
        self, parent: tk.Misc, look: Look, changed: Changed, *, tried: Changed, height: int = 4
    ) -> None:
        colours = look.colours
        _lay_out_box(parent)
        self.frame = ttk.Frame(parent, style="Lines.TFrame", padding=look.px(SMALL))
        self._text = tk.Text(
            self.frame, height=height, width=34, wrap="word", relief="flat", borderwidth=0,
            background=colours.card, foreground=colours.text, insertbackground=colours.text,
            selectbackground=colours.accent, selectforeground=colours.on_accent, font=look.fonts["body"],
            highlightthickness=0, spacing3=look.px(2), undo=True,
        )  # fmt: skip
        self._text.pack(fill="both", expand=True)
        self._colours = colours
        self._is_on = True
        self._text.bind("<FocusIn>", lambda _event: self.frame.state(["focus"]), add=True)
        self._text.bind("<FocusOut>", lambda _event: self.frame.state(["!focus"]), add=True)
        self._text.bind("<Control-a>", lambda _event: self._select_all())
        self._text.bind("<Tab>", lambda event: _leave(event.widget.tk_focusNext()))
        self._text.bind("<Shift-Tab>", lambda event: _leave(event.widget.tk_focusPrev()))
        self._text.bind("<ISO_Left_Tab>", lambda event: _leave(event.widget.tk_focusPrev()))
        _after_typing(self._text, changed, tried)

    def show(self, value: object) -> None:
        self._text.configure(state="normal")
        self._text.delete("1.0", "end")
        self._text.insert("1.0", str(value))
        self._text.configure(state="normal" if self._is_on else "disabled")

    def given(self) -> object:
        return self._text.get("1.0", "end").strip()

    def enable(self, on: bool) -> None:
        colours = self._colours
        self._is_on = on
        self._text.configure(
            state="normal" if on else "disabled",
            foreground=colours.text if on else colours.off_text,
            background=colours.card if on else colours.off,
        )
        self.frame.state(["!disabled" if on else "disabled"])

    def mark_wrong(self, wrong: bool) -> None:
        self.frame.state(["invalid" if wrong else "!invalid"])

    def _select_all(self) -> str:
        self._text.tag_add("sel", "1.0", "end-1c")
        return "break"


def _select_all(box: ttk.Entry) -> str:
    box.selection_range(0, "end")
    box.icursor("end")
    return "break"


def _lay_out_box(parent: tk.Misc) -> None:
    """The edge of an entry, around a widget that has none of its own."""
    ttk.Style(parent).layout("Lines.TFrame", [("Look.field", {"sticky": "nswe"})])


def _leave(to: tk.Misc | None) -> str:
    if to is not None:
        to.focus_set()
    return "break"


def _after_typing(box: tk.Widget, changed: Changed, tried: Changed) -> None:
    """Call *tried* a moment after the last key, *changed* on leaving and, in a line of text, on Return."""
    waiting: list[str] = []

    def typed(_event: tk.Event[tk.Misc]) -> None:
        stop()
        waiting.append(box.after(_PAUSE_MS, rests))

    def rests() -> None:
        waiting.clear()
        tried()

    def done(_event: tk.Event[tk.Misc]) -> None:
        stop()
        changed()

    def stop() -> None:
        while waiting:
            box.after_cancel(waiting.pop())

    box.bind("<KeyRelease>", typed, add=True)
    box.bind("<FocusOut>", done, add=True)
    box.bind("<Destroy>", lambda _event: stop(), add=True)
    if not isinstance(box, tk.Text):
        box.bind("<Return>", done, add=True)
        box.bind("<KP_Enter>", done, add=True)
