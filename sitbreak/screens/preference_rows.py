"""One setting in the preferences: its words and control, what is wrong, who has locked it, and a way back."""

from __future__ import annotations

from tkinter import ttk
from typing import TYPE_CHECKING

from sitbreak.screens import widgets
from sitbreak.screens.controls import MARK, OneOf, SomeOf, Switch
from sitbreak.screens.look import LARGE, MEDIUM, SMALL
from sitbreak.screens.things import Things
from sitbreak.screens.typed import Lines, Typed
from sitbreak.settings import questions
from sitbreak.settings.fields import Kind
from sitbreak.settings.reading import written
from sitbreak.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.screens.controls import Control
    from sitbreak.screens.look import Look
    from sitbreak.settings.fields import Field
    from sitbreak.settings.form import Form

    Act = Callable[[str], object]  # on the setting of this key

TYPED = (Kind.NUMBER, Kind.NUMBERS, Kind.RANGES)
_BESIDE = (Kind.NUMBER, Kind.NUMBERS)  # the control stands right of the words
_AT_THE_RIGHT = "Right.Quiet.TButton"
_UNIT = 7  # letters; controls with different units stand below each other


class Row:
    """*changed* is called when somebody has put something in, *tried* while typing, *reset* to go back to the
    default."""

    def __init__(
        self, parent: ttk.Frame, look: Look, field: Field, form: Form, *, named: bool = True
    ) -> None:
        """Without *named* its label is left out: the page says the same."""
        self.field = field
        self._look = look
        self._form = form
        self.frame = widgets.frame(parent)
        self._words, self._beside = widgets.frame(self.frame), widgets.frame(self.frame)
        self.changed: Act = lambda _key: None
        self.tried: Act = lambda _key: None
        self.reset: Act = lambda _key: None
        self.control = self._control()
        self._reset = widgets.button(self.frame, _("As default"), lambda: self.reset(field.key), "Quiet")
        ttk.Style(parent).configure(_AT_THE_RIGHT, anchor="e")
        self._reset.configure(style=_AT_THE_RIGHT)
        self._help = widgets.text(self._words, "", "Small")
        self._error = widgets.text(self._words, "", "Error")
        self._arrange(named)
        self.refresh()

    # --- what it shows

    def refresh(self) -> None:
        """Show what holds now."""
        state = self._form[self.field.key]
        if isinstance(self.control, Things):
            self.control.at(self._form.value(questions.PLACE))
        value = state.value
        self.control.show(written(self.field, value) if self.field.kind in TYPED else value)
        self.control.enable(not state.locked)
        self.complain("")
        notes = (self.field.help, state.locked or state.limits.words, state.source)
        self._say(self._help, " ".join(note for note in notes if note))
        if state.is_own and not state.locked:
            self._reset.grid()
        else:
            self._reset.grid_remove()

    def complain(self, sentence: str) -> None:
        """Say what is wrong beside the control; an empty *sentence*: nothing is."""
        self.control.mark_wrong(bool(sentence))
        self._say(self._error, sentence)

    def has_other_text(self) -> bool:
        """Whether something is typed that does not hold (yet)."""
        if self.field.kind not in TYPED:
            return False
        return self.control.given() != written(self.field, self._form.value(self.field.key))

    def _say(self, label: ttk.Label, sentence: str) -> None:
        label.configure(text=sentence)
        if sentence:
            label.grid()
        else:
            label.grid_remove()

    # --- how it is put together

    def _control(self) -> Control:
        field, look, frame = self.field, self._look, self._words

        def changed() -> None:
            self.changed(field.key)

        if field.key == questions.EQUIPMENT:
            return Things(frame, look, changed, column=250)
        if field.kind is Kind.SWITCH:
            return Switch(frame, field.label, changed)
        if field.kind is Kind.CHOICE:
            return OneOf(frame, look, field.choices, changed, self._form[field.key].limits)
        if field.kind is Kind.SEVERAL:
            return SomeOf(frame, look, field.choices, changed, column=280)
        return self._typed(changed)

    def _typed(self, changed: Callable[[], None]) -> Control:
        field, frame = self.field, self._words if self.field.kind is Kind.RANGES else self._beside
        limits = self._form[field.key].limits

        def tried() -> None:
            self.tried(field.key)

        if field.kind is Kind.RANGES:
            return Lines(frame, self._look, changed, tried=tried)
        if field.kind is Kind.NUMBER and limits.low is not None and limits.high is not None:
            return Typed(frame, changed, tried=tried, bounds=(int(limits.low), int(limits.high)))
        return Typed(frame, changed, tried=tried)

    def _arrange(self, named: bool) -> None:
        """The words on top or at the left, help and error below; the way back at the right, on top."""
        kind, look, words = self.field.kind, self._look, self._words
        indent = look.px(MARK) if kind is Kind.SWITCH else look.shapes.box_room
        words.columnconfigure(0, weight=1)
        if kind is not Kind.SWITCH and (named or kind in _BESIDE):
            label = widgets.text(words, self.field.label, "" if kind in _BESIDE else "Strong")
            label.grid(row=0, sticky="ew", padx=indent)
        if kind in _BESIDE:
            self.control.frame.pack(side="left", padx=look.px(SMALL))
            unit = widgets.text(self._beside, self.field.unit, "Muted", wraps=False)
            unit.configure(width=_UNIT)
            unit.pack(side="left")
            self._beside.grid(row=0, column=2, sticky="ne")
        else:
            self.control.frame.grid(row=1, sticky="ew")
        for row, line in ((2, self._help), (3, self._error)):
            line.grid(row=row, sticky="ew", padx=(indent, look.px(MEDIUM)))
        # beside a box, the words are in line with what is in it
        above = look.px(SMALL) if kind in _BESIDE else 0
        words.grid(row=0, column=0, rowspan=2, sticky="new", pady=(above, 0))
        self._reset.grid(row=0, column=1, sticky="ne", padx=look.pad(SMALL, 0))
        self.frame.columnconfigure(0, weight=1)
        self.frame.rowconfigure(1, weight=1)
        self.frame.pack(fill="x", pady=look.pad(0, MEDIUM if kind in _BESIDE else LARGE))
