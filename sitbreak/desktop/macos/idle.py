"""How long ago the last input was, from the window server. No permission is needed for that."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sitbreak.desktop.macos import frameworks

if TYPE_CHECKING:
    from collections.abc import Callable

HOW = "CGEventSource"
SESSION = 0  # kCGEventSourceStateCombinedSessionState: of this user's session
ANY_INPUT = 0xFFFFFFFF  # kCGAnyInputEventType


def reader(graphics: Any = None) -> Callable[[], float]:
    """What answers the idle time in seconds; it raises OSError for what is no time.

    *graphics*: CoreGraphics, for tests. Raises OSError where it cannot be loaded.
    """
    library = graphics if graphics is not None else frameworks.load("CoreGraphics")

    def read() -> float:
        idle_s = float(library.CGEventSourceSecondsSinceLastEventType(SESSION, ANY_INPUT))
        if not math.isfinite(idle_s) or idle_s < 0:
            raise OSError(f"{HOW} answers {idle_s}")
        return idle_s

    return read
