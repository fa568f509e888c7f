"""Every routine by its title, and whether it comes more often, as usual or never."""

from __future__ import annotations

import tkinter as tk
from typing import TYPE_CHECKING

from sitbreak.screens import widgets
from sitbreak.screens.look import LARGE, MEDIUM, SMALL
from sitbreak.words import _, clean, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from tkinter import ttk

    from sitbreak.core.routines import Routine
    from sitbreak.screens.look import Look
    from sitbreak.settings.form import Form

STARRED, DISABLED = "routines.starred", "routines.disabled"
_LETTERS = 13  # of the longest answer, with room for the arrow


class RoutineList:
    """A search field and a line for each routine. *changed* gets the two lists when somebody has answered."""

    def __init__(
        self,
        parent: ttk.Frame,
        look: Look,
        form: Form,
        routines: Iterable[Routine],
        changed: Callable[[dict[str, list[str]]], object],
    ) -> None:
        self._look = look
        self._form = form
        self._changed = changed
        self._answers = {STARRED: _("More often"), "": _("As usual"), DISABLED: _("Never")}
        self._search = tk.StringVar(parent)
        self._search.trace_add("write", lambda *_about: self._find())
        self._routines = sorted(routines, key=lambda routine: routine.title)
        inset = look.shapes.box_room
        for locked in dict.fromkeys(form[key].locked for key in (STARRED, DISABLED)):
            if locked:
                widgets.text(parent, locked, "Caution").pack(fill="x", padx=inset, pady=look.pad(0, MEDIUM))
        head = widgets.frame(parent)
        head.pack(fill="x", pady=look.pad(0, MEDIUM))
        widgets.text(head, _("Search"), wraps=False).pack(side="left", padx=inset)
        self.search = widgets.entry(head, self._search, width=28)
        self.search.pack(side="left", padx=look.px(SMALL))
        self._found = widgets.text(head, "", "Muted", wraps=False)
        self._found.pack(side="left", padx=look.px(SMALL))
        self._rows = [(routine, self._row(parent, routine)) for routine in self._routines]
        self._find()

    def _row(self, parent: ttk.Frame, routine: Routine) -> ttk.Frame:
        look = self._look
        row = widgets.frame(parent)
        answer = tk.StringVar(row, self._answers[self._list_of(routine.id)])
        box = widgets.choice(row, answer, tuple(self._answers.values()), width=_LETTERS)
        box.bind("<<ComboboxSelected>>", lambda _event: self._answered(routine.id, answer.get()), add=True)
        box.pack(side="right", anchor="n", padx=look.pad(LARGE, 0))
        if self._form[STARRED].locked or self._form[DISABLED].locked:
            box.state(["disabled"])
        inset = look.shapes.box_room
        widgets.text(row, clean(routine.title)).pack(fill="x", padx=inset)
        widgets.text(row, clean(routine.summary), "Small").pack(fill="x", padx=inset)
        return row

    def _list_of(self, identifier: str) -> str:
        """The list in which the routine is; one that is in both is not suggested."""
        return next((key for key in (DISABLED, STARRED) if identifier in self._form.value(key)), "")

    def _answered(self, identifier: str, words: str) -> None:
        chosen = next(key for key, answer in self._answers.items() if answer == words)
        lists = {}
        for key in (STARRED, DISABLED):
            others = [each for each in self._form.value(key) if each != identifier]
            lists[key] = [*others, identifier] if key == chosen else others
        self._changed(lists)

    def _find(self) -> None:
        """Show the routines whose title, summary or id holds what is searched for."""
        wanted = self._search.get().strip().lower()
        found = 0
        for routine, row in self._rows:
            if wanted in f"{routine.title}\n{routine.summary}\n{routine.id}".lower():
                row.pack(fill="x", pady=self._look.pad(0, SMALL))
                found += 1
            else:
                row.pack_forget()
        self._found.configure(text=_("1 routine") if found == 1 else fill(_("{n} routines"), n=found))
