"""What a page of the window of the first run is, and what all of them share.

A page is built anew each time it is shown, from the answers so far. What is clicked is kept at once; what is
typed is taken when somebody goes on, and what is wrong with it stands beside it.
"""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitbreak import icons
from sitbreak.screens import shapes, widgets
from sitbreak.screens.controls import OneOf
from sitbreak.screens.look import WIDE
from sitbreak.settings import questions

if TYPE_CHECKING:
    from collections.abc import Callable
    from tkinter import ttk

    from sitbreak.screens.look import Look
    from sitbreak.settings.choices import Choice
    from sitbreak.settings.questions import Answers

    Take = Callable[[], bool]  # whether what was typed could be taken


class Setup:
    """What the pages share: the answers so far, and the pictures, which Tk forgets when nobody holds them."""

    def __init__(self, look: Look, answers: Answers, *, starts_at_login: bool) -> None:
        self.look = look
        self.answers = answers
        self.starts_at_login = starts_at_login
        self._pictures: list[tk.PhotoImage] = []

    def locked(self, key: str) -> str:
        return self.answers.form[key].locked

    def field(self, parent: ttk.Frame, key: str) -> widgets.Field:
        """Room for the question *key* in words; with why it is not for the user to answer, if so."""
        question = questions.questions()[key]
        field = widgets.Field(parent, self.look, question.text, self.locked(key))
        field.frame.pack(fill="x", pady=self.look.pad(0, WIDE))
        return field

    def one_of(
        self, parent: ttk.Frame, key: str, offered: tuple[Choice, ...], then: Callable[[], None] | None = None
    ) -> None:
        """The question *key* with radio buttons; *then* is called after each answer."""

        def changed() -> None:
            self.answers.give(key, control.given())
            if then:
                then()

        field = self.field(parent, key)
        control = OneOf(field.frame, self.look, offered, changed, self.answers.form[key].limits)
        control.show(self.answers[key])
        control.enable(not self.locked(key))
        field.holds(control.frame, sticky="ew")

    def icon(self, shape: str, full: int, side: int) -> tk.PhotoImage:
        """One icon of the panel, *side* pixels large at 96 dots an inch."""
        image = icons.draw(shape, full, self.look.px(side), "dark" if self.look.dark else "light")
        picture = tk.PhotoImage(master=self.look.root, data=shapes.png(image), format="png")
        self._pictures.append(picture)
        return picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    title: str
    intro: str = ""
    build: Callable[[Setup, ttk.Frame], Take]
