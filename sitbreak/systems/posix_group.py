"""A process and all it starts on macOS: a process group."""

from __future__ import annotations

import sys

assert sys.platform != "win32"  # the type checker reads on for this system only

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess

START_APART: dict[str, Any] = {"process_group": 0}  # how subprocess.Popen is to start it


class Family:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def end(self) -> None:
        """Kill them all, at once; nothing is waited for."""
        with suppress(ProcessLookupError, PermissionError):  # PermissionError: nothing but zombies is left
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """The process has ended; what it has left behind goes on."""
