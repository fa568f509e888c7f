"""The menu of the tray icon, as pystray's ``Menu``: the same on every system.

The menu is made anew from a fresh view whenever somebody asks pystray's ``Menu`` for its items, so what it
says is right at that moment, and nothing has to tick while it is closed. Ask once per opening.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak.core.model import Posture, Prompt
from sitbreak.desktop import tray_texts
from sitbreak.words import _, clean, cut, duration, exact_duration, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sitbreak.ports import Act, RoutineEntry, TrayLook, TrayView

    Item = Any  # of pystray, which has no types
    Menu = Any

_NOTES = 4  # lines of the menu
_NOTE_UNITS = 160  # UTF-16 units of such a line


def tray_menu(view: Callable[[], TrayView], act: Act) -> Menu:
    """The menu; its entries call *act*. A hidden entry is the default one, for a click on the icon itself: it
    starts the suggested break when one is due, and is not there otherwise."""
    from pystray import Menu  # choosing a back end may open a display: that is for the system's module to say

    return Menu(lambda: _Items(view(), act).all())


def choices(look: TrayLook) -> tuple[object, ...]:
    """What decides which entries there are. While it is the same, only lines that cannot be chosen differ,
    and the routines to start."""
    report = look.report
    return (
        report.break_routine,
        report.prompt is Prompt.NONE,
        tray_texts.is_due(report),
        report.snooze_left_min,
        report.posture,
        report.can_take_back,
        report.paused_for_s is None,
        look.current,
        look.snooze_choices_min,
        look.pause_choices_min,
        look.notes,
    )


class _Items:
    """The entries for one view."""

    def __init__(self, view: TrayView, act: Act) -> None:
        from pystray import Menu, MenuItem

        self._menu_of = Menu
        self._item = MenuItem
        self._view = view
        self._act = act

    def all(self) -> Sequence[Item]:
        line = self._menu_of.SEPARATOR
        return [
            self._text(tray_texts.headline(self._view)),
            *self._notes(),
            line,
            *self._breaks(),
            line,
            *self._postures(),
            *self._pauses(),
            line,
            self._text(self._today()),
            line,
            self._entry(_("Preferences…"), "preferences"),
            self._entry(_("Quit"), "quit"),
        ]

    # --- groups

    def _notes(self) -> list[Item]:
        """The first of them, cut: whoever shares a file with many slips moves nobody's Pause out of sight."""
        notes = self._view.notes
        shown = notes if len(notes) <= _NOTES else notes[: _NOTES - 1]
        items = [self._text(cut(clean(note), _NOTE_UNITS)) for note in shown]
        if more := len(notes) - len(shown):
            items.append(self._text(fill(_("{n} more notes: `sitbreak status`"), n=more)))
        return items

    def _breaks(self) -> list[Item]:
        report = self._view.report
        if report.break_routine is not None:
            return [self._entry(_("Stop the break"), "stop")]
        items = [self._submenu(_("Start a break now"), self._routines()), *self._default()]
        if report.prompt is not Prompt.NONE:
            items += [*self._snoozes(report.snooze_left_min), self._entry(_("Not now"), "skip")]
        return items

    def _default(self) -> list[Item]:
        suggestion = self._view.suggestion
        if suggestion is None or not tray_texts.is_due(self._view.report):
            return []
        call = self._call("start", {"routine": suggestion.routine})
        return [self._item(_title(suggestion), call, default=True, visible=False)]

    def _routines(self) -> list[Item]:
        first = self._view.suggestion
        rest = [entry for entry in self._view.routines if first is None or entry.routine != first.routine]
        items = [self._entry(_title(entry), "start", routine=entry.routine) for entry in rest]
        if first is None:
            return items
        return [
            self._entry(_title(first), "start", routine=first.routine),
            self._menu_of.SEPARATOR,
            *items,
        ]

    def _snoozes(self, left_min: int) -> list[Item]:
        """Nothing when the budget is used up; what is left of it when every choice is more (rule R8)."""
        if left_min <= 0:
            return []
        choices = [minutes for minutes in self._view.snooze_choices_min if minutes <= left_min]
        items = [
            self._entry(duration(minutes * 60), "snooze", minutes=minutes)
            for minutes in choices or [left_min]
        ]
        return [self._submenu(fill(_("Snooze ({n} min left)"), n=left_min), items)]

    def _postures(self) -> list[Item]:
        report = self._view.report
        if report.break_routine is not None:
            return []
        if report.posture is Posture.STANDING:
            items = [self._entry(_("I'm sitting"), "sit")]
        else:
            items = [self._entry(_("I'm standing"), "stand")]
        if report.can_take_back:
            items.append(self._entry(_("I was sitting"), "was-sitting"))
        return items

    def _pauses(self) -> list[Item]:
        lengths = [
            *(
                self._entry(duration(minutes * 60), "pause", minutes=minutes)
                for minutes in self._view.pause_choices_min
            ),
            self._entry(_("Until tomorrow"), "pause", until="tomorrow"),
        ]
        items = [self._submenu(_("Pause"), lengths)]
        if self._view.report.paused_for_s is not None:
            items.append(self._entry(_("Resume"), "resume"))
        return items

    def _today(self) -> str:
        count = self._view.breaks_today
        breaks = _("1 break") if count == 1 else fill(_("{n} breaks"), n=count)
        return fill(
            _("Today: sat {length} · {breaks}"), length=duration(self._view.sat_today_s), breaks=breaks
        )

    # --- one entry

    def _text(self, text: str) -> Item:
        """A line that cannot be chosen."""
        return self._item(clean(text), None, enabled=False)

    def _entry(self, text: str, do: str, **details: object) -> Item:
        return self._item(text, self._call(do, details))

    def _submenu(self, text: str, items: Sequence[Item]) -> Item:
        return self._item(text, self._menu_of(*items))

    def _call(self, do: str, details: Mapping[str, object]) -> Callable[[], None]:
        def call() -> None:
            self._act(do, details)

        return call


def _title(entry: RoutineEntry) -> str:
    return fill(_("{routine} ({length})"), routine=clean(entry.title), length=exact_duration(entry.seconds))
