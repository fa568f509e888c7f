"""The windows, each a short-lived process of its own: a crash of one, or a lost display, costs nothing here.

A window of a break is told on its standard input what it plays, as one JSON object. How it ends tells what
happened: with :data:`CANNOT_SHOW`, or with an error before anybody could have done anything with it, nothing
was shown; with anything else it was, and is gone now. Whether a window can be shown is found out anew each
time. There is at most one of each.
"""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

from sitbreak import clock, log
from sitbreak.child import Child, Order
from sitbreak.ports import Health
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from sitbreak.child import Ended
    from sitbreak.ports import Json, Loop

BREAK, SETUP, PREFERENCES = "break", "setup", "preferences"
CANNOT_SHOW = 3  # exit code of a window; also in sitbreak.screens, which is not ours to import

_BREAK_LIMIT_S = 40 * 60.0  # the longest routine with all its swaps and pauses is over by then
_LONG_LIMIT_S = 8 * 3600.0  # what is forgotten on the screen does not stay for days
_SETTLED_S = 3.0  # an error before that is one of its beginning
_PART = "break window"


class Windows:
    """The windows that are open. Lives on the loop's thread; nothing here waits or raises."""

    def __init__(
        self,
        loop: Loop,
        *,
        settings: Callable[[], Mapping[str, Any]],
        break_ended: Callable[[bool], None],
        not_shown: Callable[[str], None],
        options: Sequence[str] = (),
    ) -> None:
        """*settings* are those in force, of which ``window.*`` count. *break_ended* is told when the window
        of a break ends, and whether it was ever shown; *not_shown* the name of another window that could not
        be shown. *options* say to the windows about settings which settings those are."""
        self._loop = loop
        self._settings = settings
        self._break_ended = break_ended
        self._not_shown = not_shown
        self._options = tuple(options)
        self._open: dict[str, Child] = {}
        self._opened_at_s: dict[str, float] = {}  # by the monotonic clock
        self._why_not = ""  # the last break could not have a window

    @property
    def plays(self) -> bool:
        """Whether a window of a break is open, the page after its end included."""
        return BREAK in self._open

    def open_break(self, told: Json) -> bool:
        """Open the window that plays the break *told*, in place of the one that is open; False when there is
        to be none. That it could not be shown after all, or is over, *break_ended* is told."""
        self.close_break()
        if not self._wanted():
            return False
        # Told, not read there: reading the settings takes a seventh of the time until the window is there.
        looks = {key: value for key, value in self._settings().items() if key.startswith("window.")}
        return self._start(BREAK, json.dumps({**told, "settings": looks}).encode(), _BREAK_LIMIT_S)

    def _wanted(self) -> bool:
        return bool(self._settings()["window.show"] != "never")

    def close_break(self) -> None:
        """End the window of a break, if one is open, without a word about it."""
        old = self._open.pop(BREAK, None)
        if old is not None:
            old.close()

    def open(self, name: str) -> bool:
        """Open *name*, :data:`SETUP` or :data:`PREFERENCES`; False when it is open already or cannot be."""
        return name not in self._open and self._start(name, b"", _LONG_LIMIT_S)

    def health(self) -> Health:
        """Of the window of a break."""
        if not self._wanted():
            return Health(part=_PART, state="off", detail=_("Switched off by the setting window.show."))
        return Health(part=_PART, state="absent" if self._why_not else "ok", detail=self._why_not)

    def close(self) -> None:
        """End all windows."""
        for child in self._open.values():
            child.close()
        self._open.clear()

    def _start(self, name: str, told: bytes, limit_s: float) -> bool:
        options = () if name == BREAK else self._options
        command = (sys.executable, "-m", f"sitbreak.screens.{name}_window", *options)
        order = Order(command=command, limit_s=limit_s, told=told)
        try:
            self._open[name] = Child(self._loop, order, partial(self._ended, name))
            self._opened_at_s[name] = clock.monotonic_s()
        except OSError as error:
            log.problem("windows", error)
            self._why_not = fill(_("No window could be started: {why}."), why=error.strerror or error)
            return False
        return True

    def _ended(self, name: str, ended: Ended) -> None:
        del self._open[name]
        failed = ended.code > 0 and clock.monotonic_s() - self._opened_at_s[name] < _SETTLED_S
        shown = ended.code != CANNOT_SHOW and not failed
        if name == BREAK:
            self._why_not = "" if shown else why_no_window()
            self._break_ended(shown)
        elif not shown:
            self._not_shown(name)


def why_no_window() -> str:
    """Why no window can be shown here, as far as can be seen from outside; one sentence."""
    return _missing() or _("The display does not answer, or a screen reader is on.")


def has_tkinter() -> bool:
    """Whether it is installed; it is not loaded."""
    return all(PathFinder.find_spec(name) is not None for name in ("tkinter", "_tkinter"))


def _missing() -> str:
    """What a window lacks here; empty when nothing is known to be missing."""
    if not has_tkinter():
        return _("Python's tkinter is not installed.")
    if not os.environ.get("DISPLAY"):
        return _("There is no X display, which the window needs.")
    return ""
