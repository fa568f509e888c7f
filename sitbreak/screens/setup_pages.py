"""The pages of the window of the first run: each asks one or two questions and keeps the answers.

A page is built anew each time it is shown, from the answers so far. What is clicked is kept at once; what is
typed is taken when somebody goes on, and what is wrong with it stands beside it.
"""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitbreak import icons
from sitbreak.screens import disclaimer, setup_hours, setup_icon, setup_words, shapes, widgets
from sitbreak.screens.controls import OneOf, SomeOf
from sitbreak.screens.look import MEDIUM, WIDE
from sitbreak.screens.things import Things
from sitbreak.settings import choices, questions
from sitbreak.words import _

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


def pages() -> tuple[Page, ...]:
    """All pages, in their order."""
    exclusions = questions.questions()[questions.EXCLUSIONS]
    return (
        Page(title=_("Welcome to sitbreak"), build=_welcome),
        Page(title=_("Your place"), intro=_("Only what fits where you are is suggested."), build=_place),
        Page(title=exclusions.text, intro=exclusions.help, build=_leave_out),
        Page(title=_("How strong, how often"), intro=_("You can change this at any time."), build=_rhythm),
        Page(title=_("Your hours"), intro=_("Sitting is measured all the time."), build=setup_hours.build),
        Page(title=_("The icon in the panel"), intro=_("It shows how things stand."), build=setup_icon.build),
    )


def _nothing_typed() -> bool:
    return True


def _welcome(setup: Setup, parent: ttk.Frame) -> Take:
    look, inset = setup.look, setup.look.shapes.box_room
    for words in setup_words.welcome():
        widgets.text(parent, words).pack(fill="x", padx=inset, pady=look.pad(0, MEDIUM))
    card = widgets.warm_card(parent)
    card.pack(fill="x", padx=inset, pady=look.pad(MEDIUM, 0))
    widgets.text(card, disclaimer.short(), "Caution").pack(fill="x")
    whole = widgets.frame(card)
    for paragraph in disclaimer.full():
        widgets.text(whole, paragraph).pack(fill="x", pady=look.pad(MEDIUM, 0))

    def unfold() -> None:
        if whole.winfo_manager():
            whole.pack_forget()
            more.configure(text=_("Read all of it"))
        else:
            whole.pack(fill="x", before=more)
            more.configure(text=_("Show less"))

    more = widgets.button(card, _("Read all of it"), unfold)
    more.pack(anchor="w", pady=look.pad(MEDIUM, 0))
    return _nothing_typed


def _place(setup: Setup, parent: ttk.Frame) -> Take:
    answers = setup.answers

    def show() -> None:
        things.at(answers[questions.PLACE])
        things.show(answers[questions.EQUIPMENT])

    setup.one_of(parent, questions.PLACE, choices.places(), then=show)
    field = setup.field(parent, questions.EQUIPMENT)
    things = Things(field.frame, setup.look, lambda: answers.give(questions.EQUIPMENT, things.given()))
    things.enable(not setup.locked(questions.EQUIPMENT))
    field.holds(things.frame, sticky="ew")
    show()
    return _nothing_typed


def _leave_out(setup: Setup, parent: ttk.Frame) -> Take:
    key, answers = questions.EXCLUSIONS, setup.answers

    def changed() -> None:
        answers.give(key, questions.ticked(answers[key], ticks.given()))
        ticks.show(answers[key])

    if setup.locked(key):
        locked = widgets.text(parent, setup.locked(key), "Caution")
        locked.pack(fill="x", padx=setup.look.shapes.box_room, pady=setup.look.pad(0, MEDIUM))
    ticks = SomeOf(parent, setup.look, choices.exclusions(), changed)
    ticks.show(answers[key])
    ticks.enable(not setup.locked(key))
    ticks.frame.pack(fill="x")
    return _nothing_typed


def _rhythm(setup: Setup, parent: ttk.Frame) -> Take:
    setup.one_of(parent, questions.LEVEL, choices.levels())
    setup.one_of(parent, questions.INTERVAL, questions.intervals(setup.answers[questions.INTERVAL]))
    return _nothing_typed
