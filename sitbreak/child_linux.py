"""One short-lived process on Linux: a descriptor of the process tells the loop that it has ended.

The loop wakes up once a child. What it wrote is read then; a child that writes more than its pipe takes
cannot go on, and runs into its time limit.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from sitbreak.child_order import PIPE_B, Ended

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.child_order import Order
    from sitbreak.ports import DescriptorLoop, Loop, Timer

assert sys.platform == "linux"  # noqa: TID251 - the type checker reads on for this system only


class Child:
    """A running child. *ended* is called once, on the loop, unless :meth:`close` comes first.

    Its time limit ends everything it has started as well: they are a process group of their own.
    """

    def __init__(self, loop: Loop, order: Order, ended: Callable[[Ended], None]) -> None:
        """Raises OSError when it cannot be started."""
        self._loop = cast("DescriptorLoop", loop)  # as all are on Linux
        self._ended = ended
        self._late = False
        self._room_b = order.most_output_b
        self._pipe = -1
        self._pidfd = -1
        self._timer: Timer | None = None
        self.pid = self._spawn(order)
        try:
            self._pidfd = os.pidfd_open(self.pid)
        except OSError:
            self.close()
            raise
        self._loop.add_reader(self._pidfd, self._has_ended)
        self._timer = loop.call_later(order.limit_s, self._too_long)

    def close(self) -> None:
        """End it and all it has started; does nothing once it has ended."""
        if self.pid:
            self._kill()
            self._reap()

    def _spawn(self, order: Order) -> int:
        told = _pipe_with(order.told) if order.told else -1
        writing = -1
        try:
            if order.most_output_b:
                self._pipe, writing = os.pipe2(os.O_CLOEXEC)
                _make_room(writing, order.most_output_b)
            return os.posix_spawnp(
                order.command[0],
                order.command,
                {**os.environ, **order.changed},
                file_actions=_standard_files(told, writing, complains=order.complains),
                setpgroup=0,
            )
        except OSError:
            self._close_pipe()
            raise
        finally:
            for fd in (told, writing):
                if fd >= 0:
                    os.close(fd)

    def _has_ended(self) -> None:
        output = self._written()
        code = self._reap()
        self._ended(Ended(code=code, late=self._late, output=output))

    def _too_long(self) -> None:
        self._timer = None
        self._late = True
        self._kill()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def _written(self) -> bytes:
        """What is in the pipe. Whoever the child left behind may write on: that is not waited for."""
        if self._pipe < 0:
            return b""
        os.set_blocking(self._pipe, False)
        with suppress(BlockingIOError):
            return os.read(self._pipe, self._room_b)
        return b""

    def _reap(self) -> int:
        """Collect the child, which has ended or is about to, and let go of it; its exit code."""
        try:
            _, status = os.waitpid(self.pid, 0)
        except ChildProcessError:  # where SIGCHLD is ignored, the system has collected it already
            status = 0
        self.pid = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._pidfd >= 0:
            self._loop.remove_reader(self._pidfd)
            os.close(self._pidfd)
            self._pidfd = -1
        self._close_pipe()
        return os.waitstatus_to_exitcode(status)

    def _close_pipe(self) -> None:
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1


def _pipe_with(told: bytes) -> int:
    """The reading end of a pipe that holds *told* and no more. Raises OSError when it does not fit."""
    reading, writing = os.pipe2(os.O_CLOEXEC)
    try:
        os.set_blocking(writing, False)
        if os.write(writing, told) < len(told):
            raise BlockingIOError("more than a pipe takes")
    except OSError:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    return reading


def _make_room(pipe: int, room_b: int) -> None:
    """Let *pipe* take *room_b*; where the user has used up his share of pipes, it stays as it is."""
    if room_b > PIPE_B:
        with suppress(PermissionError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, room_b)


def _standard_files(told: int, writing: int, *, complains: bool) -> list[tuple[object, ...]]:
    actions: list[tuple[object, ...]] = [
        (os.POSIX_SPAWN_DUP2, told, 0) if told >= 0 else (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writing, 1)
        if writing >= 0
        else (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    ]
    if not complains:
        actions.append((os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0))
    return actions
