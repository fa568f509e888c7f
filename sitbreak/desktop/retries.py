"""Trying again, with ever longer waits: 2, 4, 8 … 300 s (rule P6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.clock import monotonic_s

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.ports import Loop, Timer

FIRST_S = 2.0
LONGEST_S = 300.0
_LASTED_S = (
    60.0  # what failed sooner after it had worked does not count as a success: the next wait is longer
)


class Retries:
    """Calls *attempt* again, some time after each :meth:`failed`. The waits begin anew after a success that
    has lasted for a minute."""

    def __init__(self, loop: Loop, attempt: Callable[[], None]) -> None:
        self._loop = loop
        self._attempt = attempt
        self._wait_s = FIRST_S
        self._worked_since_s: float | None = None
        self._timer: Timer | None = None

    def worked(self) -> None:
        """The attempt was a success. May be said again and again."""
        if self._worked_since_s is None:
            self._worked_since_s = monotonic_s()

    def failed(self) -> None:
        """The attempt failed, or its success is over. Does nothing while the next is to come anyway."""
        if self._timer is not None:
            return
        if self._worked_since_s is not None and monotonic_s() - self._worked_since_s >= _LASTED_S:
            self._wait_s = FIRST_S
        self._worked_since_s = None
        self._timer = self._loop.call_later(self._wait_s, self._again)
        self._wait_s = min(self._wait_s * 2, LONGEST_S)

    def stop(self) -> None:
        """No attempt comes any more, until the next failure; its wait is as if there had been none before."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._wait_s = FIRST_S
        self._worked_since_s = None

    def _again(self) -> None:
        self._timer = None
        self._attempt()
