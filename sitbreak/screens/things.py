"""What there is to use: the usual things of a place, or those that somebody ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.screens.controls import OneOf, SomeOf
from sitbreak.settings import choices, questions
from sitbreak.settings.choices import Choice
from sitbreak.words import _

if TYPE_CHECKING:
    import tkinter as tk
    from tkinter import ttk

    from sitbreak.screens.controls import Changed
    from sitbreak.screens.look import Look

_USUAL, _CHOSEN = "usual", "chosen"


class Things:
    """A control as those of :mod:`.controls`. Its value is a list, or None for the usual things."""

    def __init__(self, parent: tk.Misc, look: Look, changed: Changed, *, column: int = 270) -> None:
        ways = (
            Choice(value=_USUAL, label=_("What one usually finds there")),
            Choice(value=_CHOSEN, label=_("Let me say")),
        )
        self._changed = changed
        self._way = OneOf(parent, look, ways, self._turned)
        self._ticks = SomeOf(self._way.below(_CHOSEN), look, choices.equipment(), changed, column=column)
        self._ticks.frame.pack(fill="x")
        self._way.unfold(_CHOSEN)
        self._is_on = True
        self._usual: list[str] = []

    @property
    def frame(self) -> ttk.Frame:
        return self._way.frame

    def at(self, place: str) -> None:
        """Say where that is, before :meth:`show`."""
        self._usual = questions.usual_things(place)

    def show(self, value: object) -> None:
        self._way.show(_USUAL if value is None else _CHOSEN)
        self._ticks.show(self._usual if value is None else value)
        self._turn()

    def given(self) -> list[str] | None:
        return None if self._way.given() == _USUAL else self._ticks.given()

    def enable(self, on: bool) -> None:
        self._is_on = on
        self._way.enable(on)
        self._turn()

    def mark_wrong(self, wrong: bool) -> None:
        """What is on offer is never wrong."""

    def _turned(self) -> None:
        """The other way was chosen: begin with the usual things."""
        self._ticks.show(self._usual)
        self._turn()
        self._changed()

    def _turn(self) -> None:
        self._ticks.enable(self._is_on and self._way.given() == _CHOSEN)
