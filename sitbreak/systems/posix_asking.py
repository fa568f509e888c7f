"""Ask a process that may hang for ever, on Linux and macOS."""

from __future__ import annotations

import sys

assert sys.platform != "win32"  # the type checker reads on for this system only

import contextlib
import os
import select
import signal
import time


def ask(command: tuple[str, ...], limit_s: float, most_b: int) -> bytes | None:
    """What *command* writes, a little more than *most_b* of it at most; None when it has not ended within
    *limit_s*. Raises OSError when it cannot be started."""
    reading, writing = os.pipe()
    try:
        actions = [(os.POSIX_SPAWN_DUP2, writing, 1)]
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    except OSError:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    try:
        return _read_all(reading, time.monotonic() + limit_s, most_b)
    finally:
        os.close(reading)
        _let_go(pid)


def _read_all(pipe: int, end_s: float, most_b: int) -> bytes | None:
    data = b""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    while len(data) <= most_b:
        left_ms = (end_s - time.monotonic()) * 1000
        if left_ms <= 0 or not poll.poll(left_ms):
            return None
        more = os.read(pipe, 65536)
        if not more:
            return data
        data += more
    return data


def _let_go(pid: int) -> None:
    """End the process, and collect it if it has ended. One that hangs in the kernel is not waited for."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
