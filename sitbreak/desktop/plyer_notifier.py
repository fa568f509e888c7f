"""The notifier of last resort: plyer, in a child process that is ended after three seconds.

plyer may block for a minute, tells neither whether anything was shown nor when it was closed, and knows no
buttons. So the child takes the waiting, and :meth:`PlyerNotifier.health` never says more than is known.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from sitbreak.child import Order
from sitbreak.desktop.one_at_a_time import OneAtATime
from sitbreak.ports import Health
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from sitbreak.child import Ended
    from sitbreak.ports import Loop, Notice

_LIMIT_S = 3.0
_PART = "notifications"
_CHILD = ("-m", "sitbreak.desktop.plyer_child")


class PlyerNotifier:
    """Satisfies :class:`sitbreak.ports.Notifier`, without buttons. At most one child at a time; of the
    notices that come meanwhile, the newest is shown after it. On the loop's thread; never waits or raises."""

    def __init__(self, loop: Loop, command: tuple[str, ...] = ()) -> None:
        """*command*: the child, for tests."""
        self._command = command or (sys.executable, *_CHILD)
        self._children = OneAtATime(loop, self._order, ended=self._ended, not_started=self._not_started)
        self._outcome = _("plyer is tried when there is something to show")
        self._failed = False

    def capabilities(self) -> frozenset[str]:
        return frozenset()

    def show(self, notice: Notice) -> None:
        self._children.show(notice)

    def withdraw(self) -> None:
        self._children.drop()

    def shows(self, notice: Notice) -> bool | None:
        """Nobody can tell."""

    def health(self) -> Health:
        detail = fill(_("There is no session bus; {outcome}."), outcome=self._outcome)
        return Health(part=_PART, state="failing" if self._failed else "absent", detail=detail)

    def close(self) -> None:
        self._children.close()

    def _order(self, notice: Notice) -> Order:
        told = json.dumps({"title": notice.title, "body": notice.body}).encode()
        return Order(command=self._command, limit_s=_LIMIT_S, told=told)

    def _not_started(self, error: OSError) -> None:
        self._has_failed(fill(_("plyer cannot be started ({why})"), why=error.strerror))

    def _ended(self, ended: Ended) -> None:
        if ended.late:
            self._has_failed(_("plyer did not come back within 3 s"))
        elif ended.code == 0:
            self._failed = False
            self._outcome = _("plyer was asked to show it, which nobody confirms")
        elif ended.code > 0:
            self._has_failed(fill(_("plyer could not show it (exit code {code})"), code=ended.code))

    def _has_failed(self, outcome: str) -> None:
        self._failed = True
        self._outcome = outcome
