"""The widgets windows are put together from, in the styles of :mod:`sitbreak.screens.styles`.

Each is made inside *parent* and not yet placed: the caller packs or grids it. What it lies on, and so its
style, follows from its parent: :func:`card` and :func:`warm_card` are grounds of their own.
"""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk
from typing import TYPE_CHECKING

from sitbreak.screens.look import SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.screens.look import Look

_GROUNDS = ("Card.", "Warm.")
_FIRST_LINE = 44  # letters in a line of a text that wraps, until its column is known


def ground(parent: tk.Misc) -> str:
    """What *parent* lies on or is: an empty string, ``Card.`` or ``Warm.``."""
    style = str(parent.cget("style")) if isinstance(parent, ttk.Widget) else ""
    return next((on for on in _GROUNDS if style.startswith(on)), "")


def frame(parent: tk.Misc, *, padding: tuple[int, int] = (0, 0)) -> ttk.Frame:
    """A frame to arrange things in; *padding* in pixels of the window (:meth:`Look.pad`)."""
    return ttk.Frame(parent, style=f"{ground(parent)}TFrame", padding=padding)


def card(parent: tk.Misc) -> ttk.Frame:
    """A rounded box for things that belong together."""
    return _box(parent, "Card.Box.TFrame")


def warm_card(parent: tk.Misc) -> ttk.Frame:
    """A rounded box for what is to be taken care of."""
    return _box(parent, "Warm.Box.TFrame")


def _box(parent: tk.Misc, style: str) -> ttk.Frame:
    return ttk.Frame(parent, style=style, padding=ttk.Style(parent).lookup(style, "padding"))


def text(
    parent: tk.Misc, words: str = "", kind: str = "", *, wraps: bool = True, width_px: int = 0
) -> ttk.Label:
    """*words* as they are. *kind*: ``Title``, ``Heading``, ``Lead``, ``Strong``, ``Muted``, ``Fine``,
    ``Small`` (fine and muted), ``Error``, ``Caution``, or empty for body text. One that wraps is to be placed
    so that it is as wide as its column (``fill="x"``, ``sticky="ew"``): it takes the lines it needs then.
    *width_px*: about how wide that will be, if it is known before the window is shown."""
    dot = "." if kind else ""
    label = ttk.Label(parent, text=words, style=f"{ground(parent)}{kind}{dot}TLabel", justify="left")
    if wraps:
        letter = 0 if width_px else int(label.tk.call("font", "measure", "TkDefaultFont", "n"))
        label.configure(wraplength=width_px or _FIRST_LINE * letter)
        label.bind("<Configure>", lambda event: _wrap(label, event.width))
    return label


def _wrap(label: ttk.Label, width: int) -> None:
    if width > 1 and int(str(label.cget("wraplength"))) != width:  # 1: it has not been placed yet
        label.configure(wraplength=width)


def button(parent: tk.Misc, words: str, command: Callable[[], object], kind: str = "") -> ttk.Button:
    """*kind*: ``Primary``, ``Quiet`` or empty. The space bar and Enter press it while it has the focus."""
    dot = "." if kind else ""
    made = ttk.Button(parent, text=words, command=command, style=f"{ground(parent)}{kind}{dot}TButton")
    made.bind("<Return>", lambda _event: made.invoke())
    made.bind("<KP_Enter>", lambda _event: made.invoke())
    return made


def check(parent: tk.Misc, words: str, variable: tk.BooleanVar) -> ttk.Checkbutton:
    """Something that is on or off. Its words wrap when the widget is as wide as its column."""
    made = ttk.Checkbutton(parent, text=words, variable=variable, style=f"{ground(parent)}TCheckbutton")
    made.state(["!alternate"])
    return made


def radio(parent: tk.Misc, words: str, variable: tk.StringVar, value: str) -> ttk.Radiobutton:
    """One of several choices."""
    return ttk.Radiobutton(
        parent, text=words, variable=variable, value=value, style=f"{ground(parent)}TRadiobutton"
    )


def page_choice(parent: tk.Misc, words: str, variable: tk.StringVar, value: str) -> ttk.Radiobutton:
    """An entry of the list of pages of a window, as wide as the list."""
    return ttk.Radiobutton(parent, text=words, variable=variable, value=value, style="Page.TRadiobutton")


def entry(parent: tk.Misc, variable: tk.StringVar, *, width: int = 20) -> ttk.Entry:
    """A line of text, *width* characters wide."""
    return ttk.Entry(
        parent, textvariable=variable, width=width, style=f"{ground(parent)}TEntry", font="TkDefaultFont"
    )


def number(
    parent: tk.Misc, variable: tk.StringVar, *, bounds: tuple[int, int], step: int = 1, width: int = 6
) -> ttk.Spinbox:
    """A whole number, typed or counted by *step*; what is typed may be anything, so check it."""
    return ttk.Spinbox(
        parent,
        textvariable=variable,
        from_=bounds[0],
        to=bounds[1],
        increment=step,
        width=width,
        style=f"{ground(parent)}TSpinbox",
        font="TkDefaultFont",
    )


def choice(
    parent: tk.Misc, variable: tk.StringVar, values: tuple[str, ...], *, width: int = 20
) -> ttk.Combobox:
    """One of *values*, from a list that opens."""
    made = ttk.Combobox(
        parent,
        textvariable=variable,
        values=values,
        width=width,
        state="readonly",
        style=f"{ground(parent)}TCombobox",
        font="TkDefaultFont",
    )
    made.bind("<<ComboboxSelected>>", lambda _event: made.selection_clear(), add=True)
    return made


def line(parent: tk.Misc, look: Look) -> tk.Frame:
    """A thin line between things, to be filled along x."""
    return tk.Frame(parent, height=look.px(1), background=look.colours.line, borderwidth=0)


class Field:
    """A named control with a line of help under it and room for what is wrong with it.

    Make the *control* inside :attr:`frame` (``Field(parent, look, "Interval")`` then ``field.holds(number(
    field.frame, …))``). The error takes no room while there is none.
    """

    def __init__(self, parent: tk.Misc, look: Look, name: str, help_text: str = "") -> None:
        self.frame = frame(parent)
        self.frame.columnconfigure(0, weight=1)
        self._look = look
        self._control: tk.Widget | None = None
        text(self.frame, name, "Strong").grid(row=0, column=0, sticky="ew", padx=look.shapes.box_room)
        self._help = text(self.frame, "", "Small")
        self._say(self._help, help_text, row=2)
        self._error = text(self.frame, "", "Error")

    def holds(self, control: tk.Widget, *, sticky: str = "w") -> None:
        self._control = control
        control.grid(in_=self.frame, row=1, column=0, sticky=sticky)

    def set_error(self, sentence: str) -> None:
        """Say what is wrong beside the control; an empty *sentence*: nothing is."""
        self._say(self._error, sentence, row=3)
        if isinstance(self._control, ttk.Widget):
            self._control.state(["invalid" if sentence else "!invalid"])

    def lock(self, reason: str) -> None:
        """Grey the control out, and say why instead of its help."""
        if isinstance(self._control, ttk.Widget):
            self._control.state(["disabled"])
        self._say(self._help, reason, row=2)

    def _say(self, label: ttk.Label, sentence: str, *, row: int) -> None:
        label.configure(text=sentence)
        if sentence:
            room = self._look.shapes.box_room  # in line with the box of the control
            label.grid(row=row, column=0, sticky="ew", padx=room, pady=self._look.pad(2, 0))
        else:
            label.grid_remove()


class ScrollArea:
    """Room for more than fits: put things into :attr:`inside`. The wheel and the keyboard scroll it, and
    what gets the focus comes into view."""

    def __init__(self, parent: tk.Misc, look: Look) -> None:
        self.frame = frame(parent)
        self._canvas = tk.Canvas(
            self.frame, background=look.colours.ground, highlightthickness=0, borderwidth=0
        )
        self._canvas.configure(yscrollincrement=look.px(SMALL))
        self._bar = ttk.Scrollbar(self.frame, orient="vertical", command=self._canvas.yview)
        self._canvas.configure(yscrollcommand=self._scrolled)
        self._canvas.pack(side="left", fill="both", expand=True)
        self.inside = ttk.Frame(self._canvas, style="TFrame")
        self._item = self._canvas.create_window(0, 0, window=self.inside, anchor="nw")
        self.inside.bind("<Configure>", lambda _event: self._measure())
        self._canvas.bind(
            "<Configure>", lambda event: self._canvas.itemconfigure(self._item, width=event.width)
        )
        top = self.frame.winfo_toplevel()
        top.bind("<Button-4>", lambda _event: self._scroll(-6), add=True)
        top.bind("<Button-5>", lambda _event: self._scroll(6), add=True)
        top.bind("<MouseWheel>", lambda event: self._scroll(-6 if event.delta > 0 else 6), add=True)
        top.bind("<Prior>", lambda _event: self._canvas.yview_scroll(-1, "pages"), add=True)
        top.bind("<Next>", lambda _event: self._canvas.yview_scroll(1, "pages"), add=True)
        top.bind("<FocusIn>", lambda event: self._show(event.widget), add=True)

    def _scrolled(self, first: float | str, last: float | str) -> None:
        """Show the bar only where there is something to scroll."""
        if float(first) <= 0 and float(last) >= 1:
            self._bar.pack_forget()
        else:
            self._bar.pack(side="right", fill="y")
        self._bar.set(float(first), float(last))

    def _measure(self) -> None:
        self._canvas.configure(scrollregion=(0, 0, 0, self.inside.winfo_reqheight()))

    def _scroll(self, units: int) -> None:
        if self._canvas.winfo_viewable() and self.inside.winfo_reqheight() > self._canvas.winfo_height():
            self._canvas.yview_scroll(units, "units")

    def _show(self, widget: object) -> None:
        if not isinstance(widget, tk.Widget) or not str(widget).startswith(f"{self.inside}."):
            return
        top = widget.winfo_rooty() - self.inside.winfo_rooty()
        above = self._canvas.canvasy(0)
        height, whole = self._canvas.winfo_height(), max(1, self.inside.winfo_reqheight())
        if top < above:
            self._canvas.yview_moveto(top / whole)
        elif top + widget.winfo_height() > above + height:
            self._canvas.yview_moveto((top + widget.winfo_height() - height) / whole)
