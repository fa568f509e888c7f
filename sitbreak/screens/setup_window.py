"""The window of the first run: ``python -m sitbreak.screens.setup_window``.

The options ``--config`` and ``--set`` are those of the running sitbreak.

Every question is optional. Nothing is written before Finish; whoever closes the window earlier leaves all as
it was. Running it again begins with what holds then.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sitbreak.desktop import pick
from sitbreak.errors import EXPECTED_FAILURE, OK, SitbreakError
from sitbreak.screens import CANNOT_SHOW, settings_start
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sitbreak.screens.settings_shell import Shell
    from sitbreak.screens.setup_page import Setup

_SIZE = (680, 660)  # at 96 dots an inch


def main(arguments: Sequence[str]) -> int:
    """Show the window until it is closed. The exit code: 0 when there was one, 1 when the settings could not
    be read, :data:`CANNOT_SHOW` when there can be none."""
    options = settings_start.options("setup_window", arguments)
    shell = settings_start.shell(_("sitbreak: setup"), _SIZE)
    if shell is None:
        return CANNOT_SHOW
    shell.show_page(_("Welcome to sitbreak"))
    shell.paint()
    try:
        window = _filled(shell, options.config, options.sets)
    except SitbreakError as error:
        shell.tell_broken(error)
        shell.on_keys({"<Escape>": shell.root.destroy})
        shell.root.mainloop()
        return EXPECTED_FAILURE
    shell.root.mainloop()
    del window
    return OK


def _filled(shell: Shell, config: Path | None, sets: Sequence[str]) -> _Window:
    """The window with its first page. The heavy part: reads the settings. Raises :class:`SitbreakError`."""
    from sitbreak.screens.setup_page import Setup
    from sitbreak.settings.form import Form
    from sitbreak.settings.questions import Answers

    starts = pick.autostart().status().word == "on"
    answers = Answers(Form.load(config=config, sets=sets))
    return _Window(shell, Setup(shell.look, answers, starts_at_login=starts))


class _Window:
    """The pages one after another, and what is written in the end."""

    def __init__(self, shell: Shell, setup: Setup) -> None:
        from tkinter import ttk

        from sitbreak.screens import widgets
        from sitbreak.screens.look import MEDIUM, SMALL
        from sitbreak.screens.setup_pages import pages

        self._shell = shell
        self._setup = setup
        self._pages = pages()
        self._number = 0
        self._login_before = setup.starts_at_login
        self._was_warned = False
        look, foot = shell.look, shell.foot
        self._skip = widgets.button(foot, _("Skip all"), self._to_the_end, "Quiet")
        self._back = widgets.button(foot, _("Back"), self._go_back)
        self._next = widgets.button(foot, _("Next"), self._go_on, "Primary")
        self._count = widgets.text(foot, "", "Muted", wraps=False)
        begins_left = "Left.Quiet.TButton"
        ttk.Style(shell.root).configure(begins_left, anchor="w")
        self._skip.configure(style=begins_left)
        self._skip.pack(side="left")
        self._count.pack(side="left", padx=look.px(MEDIUM))
        self._next.pack(side="right")
        self._back.pack(side="right", padx=look.pad(0, SMALL))
        shell.on_keys({"<Return>": self._go_on, "<KP_Enter>": self._go_on, "<Escape>": self._leave})
        self._show()

    def _show(self) -> None:
        page = self._pages[self._number]
        is_last = self._number == len(self._pages) - 1
        self._take = page.build(self._setup, self._shell.show_page(page.title, page.intro))
        self._next.configure(text=_("Finish") if is_last else _("Next"))
        self._back.state(["!disabled" if self._number else "disabled"])
        self._skip.state(["disabled" if is_last else "!disabled"])
        self._shell.letter_keys(self._next, self._back, self._skip)
        self._count.configure(text=fill(_("{n} of {all}"), n=self._number + 1, all=len(self._pages)))
        self._shell.tell("")
        self._next.focus_set()

    def _go_on(self) -> None:
        if not self._take():
            return
        if self._number == len(self._pages) - 1:
            self._finish()
        else:
            self._number += 1
            self._show()

    def _go_back(self) -> None:
        if self._number:
            self._take()  # what is wrong is asked for again, with the answer as it was
            self._number -= 1
            self._show()

    def _to_the_end(self) -> None:
        self._take()
        self._number = len(self._pages) - 1
        self._show()

    def _leave(self) -> None:
        """Close the window; with answers that would be lost only when asked twice."""
        if self._has_changes() and not self._was_warned:
            self._was_warned = True
            self._shell.tell(_("Your answers are not written. Escape again leaves without them."))
        else:
            self._shell.root.destroy()

    def _has_changes(self) -> bool:
        return bool(self._setup.answers.changed) or self._setup.starts_at_login != self._login_before

    def _finish(self) -> None:
        from sitbreak.settings.form import Stale

        try:
            self._setup.answers.write()
            self._set_login()
        except Stale:
            self._read_again()
        except SitbreakError as error:
            self._shell.tell(str(error))
        else:
            self._shell.root.destroy()

    def _read_again(self) -> None:
        """The file was changed by somebody else: the answers differ from something new now."""
        try:
            self._setup.answers.form.reload()
        except SitbreakError as error:
            self._shell.tell(str(error))
        else:
            self._shell.tell(
                _("Your file was changed elsewhere meanwhile. Finish again to write your answers to it.")
            )

    def _set_login(self) -> None:
        if self._setup.starts_at_login == self._login_before:
            return
        if self._setup.starts_at_login:
            pick.autostart().on()
        else:
            pick.autostart().off()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
