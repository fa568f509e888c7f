"""Notifications as balloons of the tray icon, which Windows 10 and 11 show as their own.

A balloon has no buttons: a click on it stands for the default one, and its text says so. What else a reminder
offers is in the menu of the icon. Windows tells when a balloon appears, is clicked, or goes; where it keeps
one back, because the user wants quiet, it tells nothing, and shows it later or files it.
"""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

from typing import TYPE_CHECKING

from sitbreak.desktop.windows.status_icon import BODY_UNITS, TITLE_UNITS
from sitbreak.ports import Health
from sitbreak.words import _, clean, cut, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.windows.tray_area import TrayArea
    from sitbreak.ports import Notice

_PART = "notifications"


class BalloonNotifier:
    """Satisfies :class:`sitbreak.ports.Notifier`. Lives on the loop's thread; nothing waits or raises."""

    def __init__(self, area: TrayArea, on_button: Callable[[str], None]) -> None:
        self._area = area
        self._on_button = on_button
        self._live: Notice | None = None
        self._seen = False  # Windows has told that it shows the live one
        area.on_balloon = self._heard

    def capabilities(self) -> frozenset[str]:
        return frozenset({"replace", "withdraw"})

    def show(self, notice: Notice) -> None:
        self._live = notice
        self._seen = False
        self._area.balloon(cut(clean(notice.title), TITLE_UNITS), balloon_text(notice))

    def withdraw(self) -> None:
        self._live = None
        self._area.end_balloon()

    def shows(self, notice: Notice) -> bool | None:
        """True once Windows has said so; nobody can tell before."""
        if self._live is not notice:
            return False
        return True if self._seen else None

    def health(self) -> Health:
        if self._area.wanted and not self._area.shown:
            return Health(part=_PART, state="absent", detail=_("The taskbar did not take our icon."))
        return Health(part=_PART, state="ok", detail=_("Windows, without buttons: a click starts the break"))

    def close(self) -> None:
        self.withdraw()

    def _heard(self, event: str) -> None:
        live = self._live
        if event == "shown":
            self._seen = live is not None
        elif live is not None and (event == "clicked" or self._seen):  # else the one before has gone
            self.withdraw()
            if event == "clicked" and live.default:
                self._on_button(live.default)


def balloon_text(notice: Notice) -> str:
    """The body, with a last line that says what a click does; the body is cut so that it has room. Empty
    would take the balloon away: then it is a blank."""
    body = clean(notice.body)
    button = next((each for each in notice.buttons if each.key == notice.default), None)
    if button is None:
        return cut(body, BODY_UNITS) or " "
    last = "\n" + fill(_("Click here: {what}"), what=clean(button.label))
    return cut(body, BODY_UNITS - len(last.encode("utf-16-le")) // 2) + last
