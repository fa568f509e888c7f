"""Whether the window in front covers the screen: a presentation, a film, a game.

The window manager says which window is active, and the window which states it is in. Both are asked when it
matters; to be told of every change of focus would wake the program all day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop.linux.x11_talk import atom, numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.x11_display import XError
    from sitbreak.desktop.linux.x11_link import XLink
    from sitbreak.desktop.linux.x11_talk import Conversation

_MOST_STATES = 64


def ask_fullscreen(link: XLink, answered: Callable[[bool], None]) -> None:
    """Call *answered* with whether it does. No display, no window manager and a window that is just gone
    are a no."""

    def conversation(root: int) -> Conversation[None]:
        answered((yield from _window_covers(root)))

    def failed(_error: XError) -> None:
        answered(False)

    if link.connection is None:
        answered(False)
    else:
        link.connection.talk(conversation(link.connection.root), failed)


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
