"""The notifier of last resort: plyer, in a child process that is ended after three seconds.

plyer may block for a minute, tells neither whether anything was shown nor when it was closed, and knows no
buttons. So the child takes the waiting, and :meth:`PlyerNotifier.health` never says more than is known.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from sitbreak.ports import Health
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from sitbreak.ports import Loop, Notice, Timer

_LIMIT_S = 3.0
_PART = "notifications"
_CHILD = ("-m", "sitbreak.desktop.plyer_child")


class PlyerNotifier:
    """Satisfies :class:`sitbreak.ports.Notifier`, without buttons. At most one child at a time; of the
    notices that come meanwhile, the newest is shown after it. On the loop's thread; never waits or raises."""

    def __init__(self, loop: Loop, command: tuple[str, ...] = ()) -> None:
        """*command*: the child, for tests."""
        self._loop = loop
        self._command = command or (sys.executable, *_CHILD)
        self._next: Notice | None = None
        self._pid = 0
        self._pidfd = -1
        self._timer: Timer | None = None
        self._outcome = _("plyer is tried when there is something to show")
        self._failed = False

    def capabilities(self) -> frozenset[str]:
        return frozenset()

    def show(self, notice: Notice) -> None:
        self._next = notice
        if not self._pid:
            self._start_next()

    def withdraw(self) -> None:
        """What was shown cannot be taken back; what waits is dropped."""
        self._next = None

    def health(self) -> Health:
        detail = fill(_("There is no session bus; {outcome}."), outcome=self._outcome)
        return Health(part=_PART, state="failing" if self._failed else "absent", detail=detail)

    def close(self) -> None:
        self._next = None
        if self._pid:
            self._kill()
            self._reap(0)

    def _start_next(self) -> None:
        notice, self._next = self._next, None
        if notice is None:
            return
        told = json.dumps({"title": notice.title, "body": notice.body}).encode()
        try:
            self._pid = _spawn(self._command, told)
            self._pidfd = os.pidfd_open(self._pid)
        except OSError as error:
            self._has_failed(fill(_("plyer cannot be started ({why})"), why=error.strerror))
            self.close()
            return
        self._loop.add_reader(self._pidfd, self._exited)
        self._timer = self._loop.call_later(_LIMIT_S, self._too_long)

    def _exited(self) -> None:
        code = self._reap(os.WNOHANG)
        if code is None:
            return
        if code == 0:
            self._failed = False
            self._outcome = _("plyer was asked to show it, which nobody confirms")
        elif code > 0:
            self._has_failed(fill(_("plyer could not show it (exit code {code})"), code=code))
        self._start_next()

    def _too_long(self) -> None:
        self._timer = None
        self._has_failed(_("plyer did not come back within 3 s"))
        self._kill()

    def _has_failed(self, outcome: str) -> None:
        self._failed = True
        self._outcome = outcome

    def _kill(self) -> None:
        """End the child and what it started: they are a process group of their own."""
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)

    def _reap(self, options: int) -> int | None:
        """The exit code of the child, negative for a signal; None while it runs."""
        try:
            pid, status = os.waitpid(self._pid, options)
        except ChildProcessError:  # where SIGCHLD is ignored, the system has collected it already
            pid, status = self._pid, 0
        if pid == 0:
            return None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._pidfd >= 0:
            self._loop.remove_reader(self._pidfd)
            os.close(self._pidfd)
        self._pid = 0
        self._pidfd = -1
        return os.waitstatus_to_exitcode(status)


def _spawn(command: tuple[str, ...], told: bytes) -> int:
    """Start *command* with *told* on its standard input and nothing to write to; its pid. Raises OSError."""
    readable, writable = os.pipe2(os.O_CLOEXEC)
    try:
        os.set_blocking(writable, False)
        os.write(writable, told)  # a notice is far smaller than a pipe
        os.close(writable)
        writable = -1
        actions = (
            (os.POSIX_SPAWN_DUP2, readable, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        )
        return os.posix_spawn(command[0], command, os.environ, file_actions=actions, setpgroup=0)
    finally:
        os.close(readable)
        if writable >= 0:
            os.close(writable)
