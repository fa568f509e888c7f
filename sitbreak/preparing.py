"""Runs `prepare` as a child of the resident program and waits for it on the loop.

The child has a time limit; its output has a size limit. Nothing here blocks.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from sitbreak import log

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sitbreak.ports import Loop, Timer

LIMIT_S = 30.0
LARGEST_OUTPUT_B = 64 * 1024


def arguments(config: Path | None, sets: Sequence[str]) -> list[str]:
    """The command line of the child."""
    line = [sys.executable, "-m", "sitbreak.prepare"]
    if config is not None:
        line += ["--config", str(config)]
    for each in sets:
        line += ["--set", each]
    return line


class Preparer:
    """At most one child at a time; a wish that comes while one runs is granted after it."""

    def __init__(
        self,
        loop: Loop,
        command: Sequence[str],
        done: Callable[[list[str], list[str]], None],
    ) -> None:
        self._loop = loop
        self._command = list(command)
        self._done = done
        self._pid = 0
        self._pidfd = -1
        self._pipe = -1
        self._output = bytearray()
        self._timer: Timer | None = None
        self._again = False

    def start(self) -> None:
        """Run the child now, or once more when the running one has ended."""
        if self._pid:
            self._again = True
            return
        reading, writing = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(reading, False)
        try:
            self._pid = os.posix_spawn(
                self._command[0],
                self._command,
                os.environ,
                file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)],
            )
        except OSError as error:
            os.close(reading)
            log.problem("prepare", error)
            self._done([f"The settings cannot be read: {error.strerror}."], [])
            return
        finally:
            os.close(writing)
        self._output.clear()
        self._pipe = reading
        self._pidfd = os.pidfd_open(self._pid)
        self._loop.add_reader(reading, self._read)
        self._loop.add_reader(self._pidfd, self._ended)
        self._timer = self._loop.call_later(LIMIT_S, self._kill)

    def close(self) -> None:
        """Stop a running child."""
        if self._pid:
            self._kill()
            self._forget()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)

    def _read(self) -> None:
        with suppress(BlockingIOError):
            part = os.read(self._pipe, 65536)
            self._output += part[: LARGEST_OUTPUT_B - len(self._output)]
            if not part:
                self._loop.remove_reader(self._pipe)

    def _ended(self) -> None:
        self._read()
        code = self._forget()
        problems, notes = self._understood(code)
        self._done(problems, notes)
        if self._again:
            self._again = False
            self.start()

    def _forget(self) -> int:
        """Let go of the child; its exit code."""
        if self._timer:
            self._timer.cancel()
        for fd in (self._pipe, self._pidfd):
            self._loop.remove_reader(fd)
            os.close(fd)
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)

    def _understood(self, code: int) -> tuple[list[str], list[str]]:
        try:
            told = json.loads(self._output)
            problems, notes = list(map(str, told["problems"])), list(map(str, told["notes"]))
        except (ValueError, KeyError, TypeError):
            problems, notes = [f"Reading the settings ended with code {code} and no answer."], []
        return problems, notes
