"""Single keys of a terminal, as they are pressed."""

from __future__ import annotations

import os
import select
import sys
import time
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType


@contextmanager
def single_keys() -> Iterator[Callable[[float], str]]:
    """What waits for a key: for single keys where standard input is a terminal, for nothing elsewhere."""
    restore = _take_single_keys()
    try:
        yield _wait_for_key if restore else _just_wait
    finally:
        if restore:
            restore()


def _take_single_keys() -> Callable[[], None] | None:
    """Let standard input hand over keys as they are pressed; how to undo that, or None where it cannot."""
    try:
        termios, tty = import_module("termios"), import_module("tty")
    except ImportError:  # no such thing on this system
        return None
    try:
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        tty.setcbreak(terminal)
    except (OSError, ValueError, AttributeError, termios.error):  # no terminal, or no standard input at all
        return None
    return partial(_give_back, termios, terminal, before)


def _give_back(termios: ModuleType, terminal: int, before: list[object]) -> None:
    with suppress(termios.error):  # the terminal is gone
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _just_wait(seconds: float) -> str:
    time.sleep(seconds)
    return ""


def _wait_for_key(seconds: float) -> str:
    if not select.select([sys.stdin], [], [], seconds)[0]:
        return ""
    pressed = os.read(sys.stdin.fileno(), 64).decode(errors="replace")
    return "q" if not pressed or "q" in pressed.lower() else pressed[0]  # nothing: the terminal is gone
