"""Plain notifications by `osascript`, which works without a permission, a bundle or a signature. They carry
the name of the Script Editor and no buttons, and nobody tells whether they were seen.

The texts are arguments of a fixed script: nothing has to be quoted, and nothing in them is run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.child import Order
from sitbreak.desktop.one_at_a_time import OneAtATime
from sitbreak.ports import Health
from sitbreak.words import _, clean, cut, fill

if TYPE_CHECKING:
    from sitbreak.child import Ended
    from sitbreak.ports import Loop, Notice

OSASCRIPT = "/usr/bin/osascript"
SCRIPT = (
    "on run texts",
    "display notification (item 2 of texts) with title (item 1 of texts)",
    "end run",
)
_LIMIT_S = 3.0
_TITLE_UNITS, _BODY_UNITS = 127, 512


class ScriptNotifier:
    """Satisfies :class:`sitbreak.ports.Notifier`, without buttons. At most one child at a time; the newest of
    the notices that come meanwhile is shown after it. On the loop's thread; never waits or raises."""

    def __init__(self, loop: Loop, program: str = OSASCRIPT) -> None:
        """*program*: the one that is run, for tests."""
        self._program = program
        self._children = OneAtATime(loop, self._order, ended=self._ended, not_started=self._not_started)
        self._failure = ""

    def capabilities(self) -> frozenset[str]:
        return frozenset()

    def show(self, notice: Notice) -> None:
        self._children.show(notice)

    def withdraw(self) -> None:
        self._children.drop()

    def shows(self, notice: Notice) -> bool | None:
        """Nobody can tell."""

    def health(self) -> Health:
        if self._failure:
            return Health(part="notifications", state="failing", detail=self._failure)
        return Health(part="notifications", state="ok", detail=_("By osascript, which nobody confirms."))

    def close(self) -> None:
        self._children.close()

    def _order(self, notice: Notice) -> Order:
        return Order(command=self._command(notice), limit_s=_LIMIT_S)

    def _not_started(self, error: OSError) -> None:
        self._failure = fill(_("osascript cannot be started ({why})."), why=error.strerror or error)

    def _command(self, notice: Notice) -> tuple[str, ...]:
        """A text that began with a hyphen would be an option: it comes after the script, but so do those."""
        script = [word for line in SCRIPT for word in ("-e", line)]
        title = cut(clean(notice.title), _TITLE_UNITS).lstrip("-")
        body = cut(clean(notice.body), _BODY_UNITS).lstrip("-")
        return (self._program, *script, title or "sitbreak", body)

    def _ended(self, ended: Ended) -> None:
        if ended.late:
            self._failure = fill(_("osascript did not come back within {n} s."), n=f"{_LIMIT_S:g}")
        elif ended.code:
            self._failure = fill(_("osascript could not show it (exit code {code})."), code=ended.code)
        else:
            self._failure = ""
