"""The page of the first run that asks for working hours, and whether to start at login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.screens import widgets
from sitbreak.screens.controls import OneOf, Switch
from sitbreak.screens.look import MEDIUM, TIGHT, WIDE
from sitbreak.screens.typed import Lines, Typed
from sitbreak.settings import questions
from sitbreak.settings.choices import Choice
from sitbreak.settings.fields import fields
from sitbreak.settings.questions import ALWAYS, HOURS, OWN, WEEKDAYS
from sitbreak.settings.reading import Wrong, written
from sitbreak.words import _

if TYPE_CHECKING:
    from tkinter import ttk

    from sitbreak.screens.setup_page import Setup, Take


def build(setup: Setup, parent: ttk.Frame) -> Take:
    hours = _Hours(setup, parent)
    _login(setup, parent)
    return hours.take


class _Hours:
    """At any time, on weekdays from and to, or in own words."""

    def __init__(self, setup: Setup, parent: ttk.Frame) -> None:
        self._answers = setup.answers
        self._is_locked = bool(setup.locked(HOURS))
        look = setup.look
        self._field = setup.field(parent, HOURS)
        ways = (
            Choice(value=ALWAYS, label=_("At any time")),
            Choice(value=WEEKDAYS, label=_("Monday to Friday, between")),
            Choice(value=OWN, label=_("At other hours")),
        )
        self._way = OneOf(self._field.frame, look, ways, self._chosen)
        times = self._way.below(WEEKDAYS)
        self._begin = Typed(times, self.take, tried=self.take, width=7)
        self._end = Typed(times, self.take, tried=self.take, width=7)
        self._begin.frame.pack(side="left")
        widgets.text(times, _("and"), wraps=False).pack(side="left", padx=look.px(MEDIUM))
        self._end.frame.pack(side="left")
        own = self._way.below(OWN)
        self._lines = Lines(own, look, self.take, tried=self.take, height=3)
        self._lines.frame.pack(anchor="w")
        help_text = widgets.text(own, fields()[HOURS].help, "Small")
        help_text.pack(fill="x", padx=look.shapes.box_room, pady=look.pad(TIGHT, 0))
        self._field.holds(self._way.frame, sticky="ew")
        way, begin, end = questions.hours_way(self._answers[HOURS])
        self._begin.show(begin)
        self._end.show(end)
        self._lines.show(written(fields()[HOURS], self._answers[HOURS]))
        self._way.show(way)
        self._way.enable(not self._is_locked)
        self._show_way()

    def take(self) -> bool:
        """Keep what is typed; whether it could be read. What is wrong with it stands beside it."""
        wrong = ""
        if not self._is_locked:
            try:
                self._answers.give(HOURS, self._given())
            except Wrong as error:
                wrong = error.title
        self._field.set_error(wrong)
        for control in (self._begin, self._end, self._lines):
            control.mark_wrong(bool(wrong))
        return not wrong

    def _given(self) -> object:
        way = self._way.given()
        if way == WEEKDAYS:
            return questions.weekdays(str(self._begin.given()), str(self._end.given()))
        return [] if way == ALWAYS else self._answers.form.read(HOURS, str(self._lines.given()))

    def _chosen(self) -> None:
        self._show_way()
        self.take()

    def _show_way(self) -> None:
        """Room for what the chosen way needs, and for nothing else."""
        self._way.unfold(str(self._way.given()))
        for control in (self._begin, self._end, self._lines):
            control.enable(not self._is_locked)


def _login(setup: Setup, parent: ttk.Frame) -> None:
    def changed() -> None:
        setup.starts_at_login = bool(switch.given())

    field = widgets.Field(parent, setup.look, _("At login"))
    field.frame.pack(fill="x", pady=setup.look.pad(0, WIDE))
    switch = Switch(field.frame, _("Start sitbreak when I log in"), changed)
    switch.show(setup.starts_at_login)
    field.holds(switch.frame)
