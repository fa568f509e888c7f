"""What the window of the preferences does: shows settings, writes what is changed, and follows the file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak import routine_files
from sitbreak.desktop import pick
from sitbreak.errors import SitbreakError
from sitbreak.screens import widgets
from sitbreak.screens.controls import MARK, Switch
from sitbreak.screens.look import LARGE, MEDIUM
from sitbreak.screens.preference_rows import TYPED, Row
from sitbreak.screens.routine_list import RoutineList
from sitbreak.settings import questions
from sitbreak.settings.form import Stale
from sitbreak.settings.reading import Wrong
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from tkinter import ttk

    from sitbreak.screens.page_list import PageList
    from sitbreak.screens.settings_shell import Shell
    from sitbreak.settings.fields import Group
    from sitbreak.settings.form import Form

_LOOK_MS = 1500  # between two looks at the file: one stat each
_SHORT_MS = 3000  # for how long it is told that something was written


def _short(file: Path) -> str:
    """*file*, with ~ for the home folder."""
    with suppress(ValueError, RuntimeError):  # it lies elsewhere; nobody knows where the home is
        return f"~/{file.relative_to(Path.home())}"
    return str(file)


class Preferences:
    """The pages of *shell*, chosen in *pages*, filled from *form*."""

    def __init__(self, shell: Shell, pages: PageList, form: Form) -> None:
        self._shell = shell
        self._pages = pages
        self._form = form
        self._rows: dict[str, Row] = {}
        look, foot = shell.look, shell.foot
        close = widgets.button(foot, _("Close"), self.close, "Primary")
        close.pack(side="right")
        self._told = widgets.text(foot, "", "Muted", wraps=False)
        self._told.pack(side="right", padx=look.px(MEDIUM))
        where = fill(_("Your file: {file}"), file=_short(form.file))
        widgets.text(foot, where, "Small").pack(side="left", fill="x", expand=True, padx=shell.inset)
        shell.letter_keys(close)
        shell.on_keys({"<Escape>": self._escape})
        shell.root.protocol("WM_DELETE_WINDOW", self.close)
        pages.chosen = self._show
        pages.show()
        pages.focus()
        self._next_look = shell.root.after(_LOOK_MS, self._look_at_file)
        self._next_blank = shell.root.after(0, self._blank)

    def close(self) -> None:
        """Keep what is typed, if it is right, and close the window."""
        self._keep_typed()
        self._end()

    def _end(self) -> None:
        for waiting in (self._next_look, self._next_blank):
            self._shell.root.after_cancel(waiting)
        self._shell.root.destroy()

    def _escape(self) -> None:
        """Take back what is typed and wrong; with nothing of that, close the window."""
        self._keep_typed()
        wrong = [row for row in self._rows.values() if row.has_other_text()]
        for row in wrong:
            row.refresh()
        if not wrong:
            self._end()

    def _keep_typed(self) -> None:
        for key, row in self._rows.items():
            if row.has_other_text():
                self._changed(key)

    # --- a page

    def _show(self, group: Group) -> None:
        self._keep_typed()
        page = self._shell.show_page(group.title, group.intro)
        self._rows = {}
        if group.name == "routines":
            self._show_routines(page)
            return
        for field in group.fields:
            row = self._rows[field.key] = Row(
                page, self._shell.look, field, self._form, named=len(group.fields) > 1
            )
            row.changed, row.tried, row.reset = self._changed, self._tried, self._reset
        if group.name == "history":
            self._show_login(page)

    def _show_routines(self, page: ttk.Frame) -> None:
        try:
            catalogue, _notes = routine_files.load()
        except SitbreakError as error:
            self._shell.tell(str(error))
            return
        RoutineList(page, self._shell.look, self._form, catalogue, self._write)

    def _show_login(self, page: ttk.Frame) -> None:
        at_login = pick.autostart()

        def changed() -> None:
            try:
                if switch.given():
                    at_login.on()
                else:
                    at_login.off()
                said.configure(text=at_login.status().detail)
            except SitbreakError as error:
                self._shell.tell(str(error))

        look = self._shell.look
        row = widgets.frame(page)
        row.pack(fill="x", pady=look.pad(LARGE, LARGE))
        switch = Switch(row, _("Start sitbreak when I log in"), changed)
        switch.show(at_login.status().word == "on")
        switch.frame.pack(anchor="w")
        said = widgets.text(row, at_login.status().detail, "Small")
        said.pack(fill="x", padx=look.pad(MARK, 0))

    # --- changes

    def _changed(self, key: str) -> None:
        """Write what the row of *key* says, if that is right and something new."""
        row = self._rows[key]
        try:
            value = self._value_of(row)
        except Wrong as wrong:
            row.complain(wrong.title)
        else:
            self._write({key: value})

    def _tried(self, key: str) -> None:
        row = self._rows[key]
        try:
            self._value_of(row)
        except Wrong as wrong:
            row.complain(wrong.title)
        else:
            row.complain("")

    def _value_of(self, row: Row) -> object:
        """Raises :class:`Wrong`."""
        key, given = row.field.key, row.control.given()
        if row.field.kind in TYPED:
            return self._form.read(key, str(given))
        if key == questions.EXCLUSIONS and isinstance(given, list):
            return questions.ticked(self._form.value(key), given)
        return self._form.check(key, given)

    def _reset(self, key: str) -> None:
        self._write({}, unset=(key,))

    def _write(self, values: Mapping[str, object], unset: Collection[str] = ()) -> None:
        try:
            changed = self._form.write(values, unset=unset)
        except Stale as stale:
            self._reload(str(stale))
        except SitbreakError as error:
            self._shell.tell(str(error))
        else:
            if changed:
                self._shell.tell("")
                self._told.configure(text=_("Written."))
                self._shell.root.after_cancel(self._next_blank)
                self._next_blank = self._shell.root.after(_SHORT_MS, self._blank)
            self._refresh({*values, *unset})

    def _blank(self) -> None:
        self._told.configure(text="")

    def _refresh(self, keys: Collection[str]) -> None:
        """Show what holds now, of *keys* and the others; but what is typed in those and wrong stays there."""
        for key, row in self._rows.items():
            if key in keys or not row.has_other_text():
                row.refresh()

    # --- the file

    def _look_at_file(self) -> None:
        if self._form.is_stale:
            self._reload("")
        self._next_look = self._shell.root.after(_LOOK_MS, self._look_at_file)

    def _reload(self, sentence: str) -> None:
        """Show what the file says now. One that cannot be read is told, and nothing is written until then."""
        try:
            self._form.reload()
        except SitbreakError as error:
            self._shell.tell(str(error))
        else:
            self._shell.tell(sentence)
            for row in self._rows.values():  # what was typed there was meant for another file
                row.refresh()
            if not self._rows:
                self._pages.show()
                self._pages.focus()  # what had it is gone
