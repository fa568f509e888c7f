"""Running the real loop in a test until something has happened."""

from __future__ import annotations

import time
from collections.abc import Callable

from sitbreak.desktop.linux.loop import SelectLoop

LIMIT_S = 20.0  # far beyond what anything here takes; a loaded machine is no failure


def run_until(loop: SelectLoop, happened: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
    """Run *loop* until *happened* says so after some batch of callbacks; fails after *limit_s*."""
    end_s = time.perf_counter() + limit_s

    def turn() -> float:
        left_s = end_s - time.perf_counter()
        if happened() or left_s <= 0:
            loop.stop()
        return max(left_s, 0.0)

    loop.run(turn)
    assert happened(), f"did not happen within {limit_s} s"


def run_for(loop: SelectLoop, length_s: float) -> None:
    """Run *loop* for so long; costs one wake-up of its own."""
    over: list[bool] = []
    loop.call_later(length_s, lambda: over.append(True))
    run_until(loop, lambda: bool(over))
