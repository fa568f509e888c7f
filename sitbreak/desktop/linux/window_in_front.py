"""Whether the window in front covers the screen: a presentation, a film, a game.

The window manager of an X server says which window is active, and the window which states it is in. Both are
asked when it matters (0.5 ms); to be told of every change of focus would wake the program all day.

Compositors of Wayland tell it to nobody who asks. (KDE has an interface for its own panel, for one client at
a time; all else would be a script inside the compositor, or a list of the titles of all windows.) There it
is unknown, and said to be; who shows a film or slides mostly keeps the screen bright, which
:mod:`.inhibitors` sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop.linux.x11_talk import atom, numbers
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.x11_display import XError
    from sitbreak.desktop.linux.x11_link import XLink
    from sitbreak.desktop.linux.x11_talk import Conversation

_MOST_STATES = 64


class WindowInFront:
    """On the loop's thread; never waits, never raises."""

    def __init__(self, link: XLink) -> None:
        self._link = link
        self._asked_in_vain = False

    def ask(self, answered: Callable[[bool], None]) -> None:
        """Call *answered* with whether it covers the screen. No X server, no window manager and a window
        that is just gone are a no."""

        def conversation(root: int) -> Conversation[None]:
            answered((yield from _window_covers(root)))

        def failed(_error: XError) -> None:
            answered(False)

        connection = self._link.connection
        self._asked_in_vain = connection is None
        if connection is None:
            answered(False)
        else:
            connection.talk(conversation(connection.root), failed)

    def health(self) -> Health:
        if self._asked_in_vain:
            detail = "Nobody can tell whether a window covers the screen: only X servers do."
            return Health(part="full screen", state="absent", detail=detail)
        return Health(part="full screen", state="ok", detail="The window manager is asked when it matters.")


def _window_covers(root: int) -> Conversation[bool]:
    active = yield from _property(root, "_NET_ACTIVE_WINDOW", most=1)
    if not active or not active[0]:
        return False
    covers = yield from atom("_NET_WM_STATE_FULLSCREEN")
    states = yield from _property(active[0], "_NET_WM_STATE", most=_MOST_STATES)
    return bool(covers) and covers in states


def _property(window: int, name: str, *, most: int) -> Conversation[tuple[int, ...]]:
    number = yield from atom(name)
    return (yield from numbers(window, number, most=most)) if number else ()
