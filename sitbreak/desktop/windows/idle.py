"""How long there has been no input, as Windows counts it."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes

from sitbreak.desktop.windows import api
from sitbreak.desktop.windows.ticks import since_s


def idle_s() -> float:
    """Seconds since the last input of this session. They go on while the machine is asleep. Raises OSError
    where Windows does not tell, as in a session without a screen."""
    info = api.LastInputInfo(size_b=ctypes.sizeof(api.LastInputInfo))
    if not api.last_input_info(info):
        raise ctypes.WinError(ctypes.get_last_error())
    return since_s(info.tick_ms, api.tick_ms())
