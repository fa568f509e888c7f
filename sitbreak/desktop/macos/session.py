"""Locked, asleep, or another user in front.

=====================  ===============================================================================
anything is announced  the window server is asked, at once and after 2 s: it may come to know it late
idle time is read      the window server is asked too: a lost "unlocked" lasts no longer than that
sleep is announced     asleep, until a wake is announced, or input comes 10 s after it and more
wake is announced      no longer asleep; that says nothing of the lock, which the window server knows
=====================  ===============================================================================

What is announced never counts as the lock itself: "locked" comes when the screen goes dark, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.clock import monotonic_s
from sitbreak.desktop.macos import announced
from sitbreak.desktop.macos.session_facts import Facts
from sitbreak.ports import Health
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.ports import Loop, Timer

LOOK_AGAIN_S = 2.0
AWAKE_AFTER_S = 10.0  # the input that put the machine to sleep may come after the announcement


class Session:
    """On the loop's thread. Calls *on_change* when one of :attr:`locked`, :attr:`inactive` and :attr:`asleep`
    has changed. Nothing raises."""

    def __init__(self, loop: Loop, ask: Callable[[], Facts], on_change: Callable[[], None]) -> None:
        """*ask* answers at once what the window server knows; it may raise OSError."""
        self._loop = loop
        self._ask = ask
        self._on_change = on_change
        self._facts = Facts()
        self._asleep_since_s: float | None = None  # monotonic
        self._again: Timer | None = None
        self._why_unknown = ""

    @property
    def locked(self) -> bool:
        return self._facts.locked

    @property
    def inactive(self) -> bool:
        return self._facts.inactive

    @property
    def asleep(self) -> bool:
        return self._asleep_since_s is not None

    @property
    def absent(self) -> bool:
        """Whether the user is said to be elsewhere."""
        return self.locked or self.inactive or self.asleep

    def told(self, name: str) -> None:
        """Something was announced (:mod:`.announced`)."""
        before = self._state()
        if name == announced.SLEEP:
            self._asleep_since_s = monotonic_s()
        elif name == announced.WAKE:
            self._asleep_since_s = None
        self._look()
        if self._again is None:
            self._again = self._loop.call_later(LOOK_AGAIN_S, self._look_again)
        self._compare(before)

    def look(self, input_s_ago: float | None) -> None:
        """Ask how it is. *input_s_ago*: how many real seconds ago the last input was, as far as is known."""
        before = self._state()
        if self._asleep_since_s is not None and input_s_ago is not None:
            input_mono_s = monotonic_s() - input_s_ago
            if input_mono_s >= self._asleep_since_s + AWAKE_AFTER_S:
                self._asleep_since_s = None
        self._look()
        self._compare(before)

    def health(self) -> Health:
        if self._why_unknown:
            detail = fill(_("Nobody can tell whether the screen is locked: {why}."), why=self._why_unknown)
            return Health(part="session", state="absent", detail=detail)
        return Health(part="session", state="ok", detail=_("The window server and what macOS announces."))

    def close(self) -> None:
        if self._again is not None:
            self._again.cancel()
            self._again = None

    def _look_again(self) -> None:
        self._again = None
        self.look(None)

    def _look(self) -> None:
        try:
            self._facts = self._ask()
            self._why_unknown = ""
        except OSError as error:
            self._facts = Facts()
            self._why_unknown = str(error)

    def _state(self) -> tuple[bool, bool, bool]:
        return self.locked, self.inactive, self.asleep

    def _compare(self, before: tuple[bool, bool, bool]) -> None:
        if self._state() != before:
            self._on_change()
