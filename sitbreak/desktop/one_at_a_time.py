"""Notices shown by short-lived children, at most one at a time: of those that come meanwhile, the newest is
shown after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.child import Child

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.child import Ended, Order
    from sitbreak.ports import Loop, Notice


class OneAtATime:
    """On the loop's thread; never waits or raises."""

    def __init__(
        self,
        loop: Loop,
        order: Callable[[Notice], Order],
        *,
        ended: Callable[[Ended], None],
        not_started: Callable[[OSError], None],
    ) -> None:
        """*order*: the child for a notice. *ended* is told how each child ended, *not_started* why one could
        not be started."""
        self._loop = loop
        self._order = order
        self._tell_ended = ended
        self._tell_not_started = not_started
        self._next: Notice | None = None
        self._child: Child | None = None

    def show(self, notice: Notice) -> None:
        self._next = notice
        if self._child is None:
            self._start_next()

    def drop(self) -> None:
        """What waits is not shown; what was shown cannot be taken back."""
        self._next = None

    def close(self) -> None:
        self._next = None
        if self._child is not None:
            self._child.close()
            self._child = None

    def _start_next(self) -> None:
        notice, self._next = self._next, None
        if notice is None:
            return
        try:
            self._child = Child(self._loop, self._order(notice), self._ended)
        except OSError as error:
            self._tell_not_started(error)

    def _ended(self, ended: Ended) -> None:
        self._child = None
        self._tell_ended(ended)
        self._start_next()
