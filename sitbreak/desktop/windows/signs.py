"""A presentation, or a window that fills the screen, as the shell of Windows sees it.

It is the shell's own answer to whether a notification would disturb. What it says does not include the quiet
that the user has set (Focus, do not disturb): Windows has no documented way to ask for that, and keeps back
what it is given itself.
"""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes

from sitbreak.desktop.windows import api

_FULL_SCREEN = (2, 3)  # QUNS_BUSY, QUNS_RUNNING_D3D_FULL_SCREEN
_PRESENTATION = 4  # QUNS_PRESENTATION_MODE: the user has switched it on


def is_full_screen() -> bool:
    """Whether a window fills the screen; no where Windows does not tell."""
    return _state() in _FULL_SCREEN


def is_presenting() -> bool:
    """Whether the user has switched the presentation mode on; no where Windows does not tell."""
    return _state() == _PRESENTATION


def _state() -> int:
    state = ctypes.c_int()
    return state.value if api.notification_state(state) == 0 else 0
