"""The window with every setting: ``python -m sitbreak.screens.preferences_window``.

The options ``--config`` and ``--set`` are those of the running sitbreak.

Each change is written into the user's file as soon as it is one, and a running sitbreak follows by itself. A
wrong entry is told beside its field and not written. When the file is changed elsewhere, what it says now is
shown.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sitbreak.errors import EXPECTED_FAILURE, OK, SitbreakError
from sitbreak.screens import CANNOT_SHOW, settings_start
from sitbreak.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIZE = (900, 680)  # at 96 dots an inch


def main(arguments: Sequence[str]) -> int:
    """Show the window until it is closed. The exit code: 0 when there was one, 1 when the settings could not
    be read, :data:`CANNOT_SHOW` when there can be none."""
    options = settings_start.options("preferences_window", arguments)
    shell = settings_start.shell(_("sitbreak: preferences"), _SIZE)
    if shell is None:
        return CANNOT_SHOW
    from sitbreak.screens.page_list import PageList

    pages = PageList(shell)
    shell.paint()
    shell.on_keys({"<Escape>": shell.root.destroy})
    code = OK
    try:
        from sitbreak.screens.preferences import Preferences
        from sitbreak.settings.form import Form

        Preferences(shell, pages, Form.load(config=options.config, sets=options.sets))
    except SitbreakError as error:
        shell.tell_broken(error)
        code = EXPECTED_FAILURE
    shell.root.mainloop()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
