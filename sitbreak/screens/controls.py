"""What a value is set with: one control for each kind of it, all used in the same way.

A control lies in :attr:`frame`. ``show`` puts a value into it, ``given`` tells what somebody has put in, and
*changed* is called when somebody has. Those that are clicked are here, those that are typed into in
:mod:`.typed`.
"""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk
from typing import TYPE_CHECKING, Protocol

from sitbreak.screens import widgets
from sitbreak.screens.look import SMALL, TIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitbreak.screens.look import Look
    from sitbreak.settings.bounds import Limits
    from sitbreak.settings.choices import Choice

    Changed = Callable[[], object]

MARK = 34  # from the left edge of a check or radio button to its words, at 96 dots an inch
_HALF = "Half."  # the style of check buttons in two columns


class Control(Protocol):
    @property
    def frame(self) -> ttk.Frame: ...
    def show(self, value: object) -> None: ...
    def given(self) -> object: ...
    def enable(self, on: bool) -> None: ...
    def mark_wrong(self, wrong: bool) -> None: ...


class Switch:
    """On or off."""

    def __init__(self, parent: tk.Misc, words: str, changed: Changed) -> None:
        self.frame = widgets.frame(parent)
        self._on = tk.BooleanVar(parent)
        self._check = widgets.check(self.frame, words, self._on)
        self._check.configure(command=changed)
        self._check.pack(anchor="w")

    def show(self, value: object) -> None:
        self._on.set(bool(value))

    def given(self) -> object:
        return self._on.get()

    def enable(self, on: bool) -> None:
        self._check.state(["!disabled" if on else "disabled"])

    def mark_wrong(self, wrong: bool) -> None:
        """A switch is never wrong."""


class OneOf:
    """One of *choices*, with a line of help below each that has one. Those outside *limits* are greyed.

    Tab comes to the chosen one, and the keys up and down choose another.
    """

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        choices: Sequence[Choice],
        changed: Changed,
        limits: Limits | None = None,
    ) -> None:
        self.frame = widgets.frame(parent)
        self._chosen = tk.StringVar(parent)
        self._values = {str(choice.value): choice.value for choice in choices}
        self._look = look
        self._radios: list[tuple[ttk.Radiobutton, bool]] = []  # and whether it may be chosen
        self._last_of: dict[str, tk.Widget] = {}  # what is lowest of each choice
        self._below: dict[str, ttk.Frame] = {}
        for choice in choices:
            radio = widgets.radio(self.frame, choice.label, self._chosen, str(choice.value))
            radio.configure(command=changed)
            radio.pack(anchor="w")
            radio.bind("<Up>", lambda event: self._move(event, -1))
            radio.bind("<Down>", lambda event: self._move(event, 1))
            self._radios.append((radio, limits is None or limits.allows(choice.value)))
            self._last_of[str(choice.value)] = radio
            if choice.help:
                help_text = widgets.text(self.frame, choice.help, "Small")
                help_text.pack(fill="x", padx=look.pad(MARK, 0), pady=look.pad(0, TIGHT))
                self._last_of[str(choice.value)] = help_text
        self._chosen.trace_add("write", lambda *_about: self._let_tab_stop())
        self.enable(True)

    def below(self, value: str) -> ttk.Frame:
        """Room below the choice *value*, in line with its words, for what belongs to it. It is there once it
        is unfolded."""
        inner = self._below[value] = widgets.frame(self.frame)
        inner.lift(self._last_of[value])  # Tab comes to it next
        return inner

    def unfold(self, *values: str) -> None:
        """Show what lies below *values*, and below no other."""
        for value, inner in self._below.items():
            if value in values:
                around = self._look.pad(TIGHT, SMALL)
                inner.pack(
                    fill="x",
                    padx=self._look.pad(MARK, 0),
                    pady=around,
                    after=self._last_of[value],
                )
            else:
                inner.pack_forget()

    def show(self, value: object) -> None:
        self._chosen.set(str(value))

    def given(self) -> object:
        return self._values.get(self._chosen.get())

    def enable(self, on: bool) -> None:
        for radio, is_allowed in self._radios:
            radio.state(["!disabled" if on and is_allowed else "disabled"])
        self._let_tab_stop()

    def mark_wrong(self, wrong: bool) -> None:
        """What is on offer is never wrong."""

    def _open(self) -> list[ttk.Radiobutton]:
        return [radio for radio, _is_allowed in self._radios if not radio.instate(["disabled"])]

    def _let_tab_stop(self) -> None:
        """Only at the chosen one; at the first where none is chosen."""
        chosen = [radio for radio in self._open() if str(radio.cget("value")) == self._chosen.get()]
        stop = next(iter(chosen or self._open()), None)
        for radio, _is_allowed in self._radios:
            radio.configure(takefocus=radio is stop)

    def _move(self, event: tk.Event[tk.Misc], by: int) -> str:
        radios = self._open()
        if event.widget in radios:
            radio = radios[(radios.index(event.widget) + by) % len(radios)]
            radio.focus_set()
            radio.invoke()
        return "break"


class SomeOf:
    """Any of *choices*, in two columns of at least *column*, the first half on the left; in one column where
    there is no room for two."""

    def __init__(
        self, parent: tk.Misc, look: Look, choices: Sequence[Choice], changed: Changed, *, column: int = 300
    ) -> None:
        self.frame = widgets.frame(parent)
        self._ticks = {str(choice.value): tk.BooleanVar(parent) for choice in choices}
        self._checks = []
        style = f"{_HALF}TCheckbutton"
        ttk.Style(parent).configure(style, wraplength=look.px(column - MARK - SMALL))
        for choice in choices:
            check = widgets.check(self.frame, choice.label, self._ticks[str(choice.value)])
            check.configure(command=changed, style=style)
            self._checks.append(check)
        self._gap = look.pad(0, TIGHT)
        self._columns = 0
        self._arrange(2)
        for_two = 2 * look.px(column - SMALL)
        self.frame.bind("<Configure>", lambda event: self._arrange(2 if event.width >= for_two else 1))

    def show(self, value: object) -> None:
        ticked = value if isinstance(value, list) else []
        for name, tick in self._ticks.items():
            tick.set(name in ticked)

    def given(self) -> list[str]:
        return [name for name, tick in self._ticks.items() if tick.get()]

    def enable(self, on: bool) -> None:
        for check in self._checks:
            check.state(["!disabled" if on else "disabled"])

    def mark_wrong(self, wrong: bool) -> None:
        """What is on offer is never wrong."""

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        rows = -(-len(self._checks) // columns)
        for number, check in enumerate(self._checks):
            check.grid(row=number % rows, column=number // rows, sticky="nw", pady=self._gap)
        self.frame.columnconfigure(0, weight=1, uniform="half")
        self.frame.columnconfigure(1, weight=columns - 1, uniform="half" if columns == 2 else "")
