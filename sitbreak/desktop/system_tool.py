"""Ask a tool of the system (`systemctl`, `launchctl`) one thing, and wait for what it says.

For commands and windows: it blocks for up to its limit. The resident program has :mod:`sitbreak.child`.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from contextlib import suppress
from typing import NamedTuple

from sitbreak import clock

assert sys.platform != "win32"  # noqa: TID251 - the type checker reads on where there are such tools

OUTPUT_LIMIT_B = 64 * 1024  # what is more is not read
_LOOK_EVERY_S = 0.01  # at a tool that has said all it says, and has not ended


class Said(NamedTuple):
    code: int  # its exit code; negative: the signal that ended it, also when that was the limit
    output: str  # its standard output


def ask(*command: str, limit_s: float) -> Said | None:
    """Run *command*, looked for on PATH unless it has a slash; None: it cannot be started."""
    reading, writing = os.pipe()
    try:
        pid = os.posix_spawnp(
            command[0],
            command,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, writing, 1),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
        )
    except OSError:
        os.close(reading)
        return None
    finally:
        os.close(writing)
    until_s = clock.monotonic_s() + limit_s
    try:
        output = _read(reading, until_s)
    finally:
        os.close(reading)
        code = _end(pid, until_s)
    return Said(code, output.decode("utf-8", "replace"))


def _read(pipe: int, until_s: float) -> bytes:
    output = b""
    while len(output) < OUTPUT_LIMIT_B:
        left_s = until_s - clock.monotonic_s()
        if left_s <= 0 or not select.select([pipe], [], [], left_s)[0]:
            break
        piece = os.read(pipe, OUTPUT_LIMIT_B - len(output))
        if not piece:
            break
        output += piece
    return output


def _end(pid: int, until_s: float) -> int:
    """The exit code of *pid*, which is ended when its time is over."""
    while clock.monotonic_s() < until_s:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        select.select([], [], [], _LOOK_EVERY_S)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
