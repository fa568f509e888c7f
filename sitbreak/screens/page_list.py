"""The list of pages at the left of the preferences."""

from __future__ import annotations

import tkinter as tk
from typing import TYPE_CHECKING

from sitbreak.screens import widgets
from sitbreak.screens.look import MEDIUM, WIDE
from sitbreak.settings.fields import groups

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.screens.settings_shell import Shell
    from sitbreak.settings.fields import Group

_WIDTH = 22  # letters


class PageList:
    """A click, or the keys up and down, choose a page; *chosen* is called with it."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._groups = {group.name: group for group in groups()}
        self._name = tk.StringVar(shell.root, next(iter(self._groups)))
        self.chosen: Callable[[Group], object] = self._announce
        look = shell.look
        shell.side.configure(padding=(look.px(MEDIUM), look.px(WIDE)))
        self._entries = []
        for group in self._groups.values():
            entry = widgets.page_choice(shell.side, group.title, self._name, group.name)
            entry.configure(command=self._choose, width=_WIDTH, takefocus=group.name == self._name.get())
            entry.pack(fill="x")
            entry.bind("<Up>", lambda event: self._move(event, -1))
            entry.bind("<Down>", lambda event: self._move(event, 1))
            self._entries.append(entry)
        self.show()

    def show(self) -> None:
        """Show the chosen page anew."""
        for entry in self._entries:
            entry.configure(takefocus=str(entry.cget("value")) == self._name.get())
        self.chosen(self._groups[self._name.get()])

    def focus(self) -> None:
        self._entries[list(self._groups).index(self._name.get())].focus_set()

    def _choose(self) -> None:
        self.show()
        self.focus()

    def _announce(self, group: Group) -> None:
        """The heading of the page, while there is nothing to show on it yet."""
        self._shell.show_page(group.title, group.intro)

    def _move(self, event: tk.Event[tk.Misc], by: int) -> str:
        for place, entry in enumerate(self._entries):
            if entry is event.widget:
                self._entries[(place + by) % len(self._entries)].invoke()
                break
        return "break"
