"""Notifications with buttons where the system has them for programs like this (macOS, Windows), shown by a
child that lives while one is up (:mod:`.toast_child`); elsewhere the *fallback* shows them.

Whether they can be had is asked once, at the start; until that is known, and for good when they cannot, the
fallback shows what there is.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from sitbreak.child import Child, Order
from sitbreak.ports import Health
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.child import Ended
    from sitbreak.ports import Loop, Notice, Notifier

_CHILD = (sys.executable, "-m", "sitbreak.desktop.toast_child")
_CANNOT = 3  # its exit code
_PROBE_LIMIT_S = 120.0  # the system may ask the user for leave
_CLEAR_LIMIT_S = 5.0
_LONGEST_S = 600.0  # the daemon withdraws what is over; this is for what it cannot
_ENDS_ITSELF_S = 10.0  # sooner than that
_MOST_KEY_B = 64


class ToastNotifier:
    """Satisfies :class:`sitbreak.ports.Notifier`. On the loop's thread; never waits or raises."""

    def __init__(
        self,
        loop: Loop,
        on_button: Callable[[str], None],
        *,
        fallback: Notifier,
        icon: str = "",
        command: tuple[str, ...] = _CHILD,
    ) -> None:
        """*on_button* gets the key of a clicked button. *icon*: the path of a picture. *command*: the child,
        for tests."""
        self._loop = loop
        self._on_button = on_button
        self._fallback = fallback
        self._icon = icon
        self._command = command
        self._can = False
        self._why_not = _("the system is being asked")
        self._failure = ""
        self._falls_back = False  # it was the fallback that showed the last one
        self._shown: Notice | None = None  # by the child that lives
        self._is_up = False  # something was shown that may be there still
        self._child: Child | None = None
        self._helper: Child | None = None  # the one that asks, and those that take away
        self._ask_the_system()

    def capabilities(self) -> frozenset[str]:
        return frozenset({"buttons", "replace", "withdraw"}) if self._can else self._fallback.capabilities()

    def show(self, notice: Notice) -> None:
        self._falls_back = not self._can
        if self._falls_back:
            self._fallback.show(notice)
            return
        self._end_child()
        self._end_helper()  # it might take away the new one
        longest_s = _LONGEST_S if notice.seconds is None else min(notice.seconds, _LONGEST_S)
        told = {
            "do": "show",
            "title": notice.title,
            "body": notice.body,
            "icon": self._icon,
            "urgent": notice.urgent,
            "buttons": [[button.key, button.label] for button in notice.buttons],
            "default": notice.default,
            "seconds": longest_s,
        }
        self._shown, self._is_up = notice, True
        self._child = self._start(told, longest_s + _ENDS_ITSELF_S, self._answered)
        if self._child is None:
            self._hand_on(_("the program for it cannot be started"))

    def withdraw(self) -> None:
        self._end_child()
        if self._is_up:
            self._is_up = False
            self._end_helper()
            self._helper = self._start({"do": "clear"}, _CLEAR_LIMIT_S, self._cleared)
        self._fallback.withdraw()

    def shows(self, notice: Notice) -> bool | None:
        """Nobody can tell whether it is on the screen while it is up."""
        if self._falls_back:
            return self._fallback.shows(notice)
        return None if self._child is not None and self._shown is notice else False

    def health(self) -> Health:
        if self._failure:
            return Health(part="notifications", state="failing", detail=self._failure)
        if self._can:
            return Health(part="notifications", state="ok", detail=_("With buttons, by desktop-notifier."))
        other = self._fallback.health()
        detail = fill(_("{detail} Without buttons: {why}."), detail=other.detail, why=self._why_not)
        return Health(part=other.part, state=other.state, detail=detail)

    def close(self) -> None:
        self._end_child()
        self._end_helper()
        self._fallback.close()

    # --- the children

    def _ask_the_system(self) -> None:
        self._helper = self._start({"do": "probe"}, _PROBE_LIMIT_S, self._probed)
        if self._helper is None:
            self._why_not = _("the program for it cannot be started")

    def _start(self, told: dict[str, Any], limit_s: float, ended: Callable[[Ended], None]) -> Child | None:
        order = Order(
            command=self._command,
            limit_s=limit_s,
            told=json.dumps(told).encode(),
            most_output_b=_MOST_KEY_B,
        )
        try:
            return Child(self._loop, order, ended)
        except OSError:
            return None

    def _probed(self, ended: Ended) -> None:
        self._helper = None
        self._can = ended.code == 0 and not ended.late
        if not self._can:
            self._why_not = _why(ended)

    def _cleared(self, _ended: Ended) -> None:
        self._helper = None

    def _answered(self, ended: Ended) -> None:
        """What was shown has been answered, has gone, or was never there."""
        self._child = None
        if ended.late:
            return
        if ended.code == _CANNOT:
            self._can, self._why_not = False, _why(ended)
            self._hand_on("")
        elif ended.code:
            self._hand_on(fill(_("desktop-notifier ended with code {code}."), code=ended.code))
        else:
            self._failure = ""
            self._clicked(ended.output.decode("utf-8", "replace"))

    def _clicked(self, key: str) -> None:
        shown = self._shown
        if shown is not None and key in {button.key for button in shown.buttons}:
            self._shown, self._is_up = None, False
            self._on_button(key)

    def _hand_on(self, failure: str) -> None:
        """The fallback shows what could not be shown here."""
        self._failure = failure
        notice, self._shown = self._shown, None
        self._is_up = False
        if notice is not None:
            self._falls_back = True
            self._fallback.show(notice)

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None
        self._shown = None

    def _end_helper(self) -> None:
        if self._helper is not None:
            self._helper.close()
            self._helper = None


def _why(ended: Ended) -> str:
    if ended.late:
        return _("nobody answered the system's question for leave")
    word = ended.output.decode("utf-8", "replace")
    return {
        "package": _("desktop-notifier is not installed"),
        "way": _("this Python is no signed program with a name of its own, which the system asks for"),
        "leave": _("notifications of Python are switched off in the system's settings"),
    }.get(word, fill(_("desktop-notifier ended with code {code}"), code=ended.code))
