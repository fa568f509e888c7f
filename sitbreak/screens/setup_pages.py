"""The pages of the window of the first run, in their order: each asks one or two questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.screens import disclaimer, setup_hours, setup_icon, setup_words, widgets
from sitbreak.screens.controls import SomeOf
from sitbreak.screens.look import MEDIUM
from sitbreak.screens.setup_page import Page
from sitbreak.screens.things import Things
from sitbreak.settings import choices, questions
from sitbreak.words import _

if TYPE_CHECKING:
    from tkinter import ttk

    from sitbreak.screens.setup_page import Setup, Take


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
