"""Starting the processes of a private desktop, and ending every one of them, however far it has wandered.

Each carries a mark in its environment that its children inherit, also those that fork twice and leave their
session; the mark, not parenthood, says what is ours.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_MARK = "PRIVATE_DESKTOP"
_PART = "PRIVATE_DESKTOP_PART"
_PR_SET_CHILD_SUBREAPER = 36
_GRACE_S = 2.0


def adopt_orphans(on: bool) -> None:
    """Make this process the parent of its orphaned grandchildren, so that it can reap them; or no longer."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0)


class Processes:
    """Every process of one desktop. *mark* must be unique; logs go to *logs*."""

    def __init__(self, mark: str, logs: Path) -> None:
        self._mark = mark
        self._logs = logs
        self._started: list[subprocess.Popen[bytes]] = []
        self._seen: set[int] = set()

    def start(
        self, command: Sequence[str], env: Mapping[str, str], *, part: str, pass_fds: Sequence[int] = ()
    ) -> subprocess.Popen[bytes]:
        """Start *command* in a session of its own; it dies with us, and writes to ``PART.log``."""
        with (self._logs / f"{part}.log").open("ab") as log:
            child = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *command],
                env=self.marked(env, part),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=pass_fds,
                cwd=env["HOME"],
            )
        self._started.append(child)
        return child

    def marked(self, env: Mapping[str, str], part: str) -> dict[str, str]:
        """*env* with the mark that tells whose a process is."""
        return {**env, _MARK: self._mark, _PART: part}

    def alive(self, part: str | None = None) -> list[int]:
        """The pids of all live processes of this desktop, or of one *part* of it."""
        wanted = {f"{_MARK}={self._mark}".encode()}
        if part:
            wanted.add(f"{_PART}={part}".encode())
        found = [pid for pid in _pids() if wanted <= _environment(pid) and _state(pid) not in "ZX"]
        self._seen.update(found)
        return found

    def end(self, part: str | None = None, *, grace_s: float = _GRACE_S) -> None:
        """End them: SIGTERM, and SIGKILL for those that are still there after *grace_s*."""
        for signum, patience_s in ((signal.SIGTERM, grace_s), (signal.SIGKILL, 5.0)):
            pids = self.alive(part)
            for pid in pids:
                _send(pid, signum)
            deadline = time.perf_counter() + patience_s
            while pids and time.perf_counter() < deadline:
                time.sleep(0.02)
                self._reap()
                pids = self.alive(part)
        left = self.alive(part)
        if left:
            raise RuntimeError(f"These processes of the private desktop do not end: {left}")

    def end_all(self) -> None:
        self.end(grace_s=0.3)
        self._reap()
        for child in self._started:
            child.wait(timeout=5)

    def tail(self, lines: int = 12) -> str:
        """The last lines of every log, for a failure's message."""
        parts = []
        for log in sorted(self._logs.glob("*.log")):
            text = log.read_text(errors="replace").splitlines()[-lines:]
            if text:
                parts.append("\n".join([f"--- {log.name}", *text]))
        return "\n".join(parts)

    def _reap(self) -> None:
        """Collect the exit of our children, and of the orphans among those we have seen."""
        for child in self._started:
            child.poll()
        for pid in self._seen - {child.pid for child in self._started}:
            if _state(pid) == "Z" and _parent(pid) == os.getpid():
                os.waitpid(pid, os.WNOHANG)


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _environment(pid: int) -> set[bytes]:
    try:
        return set(Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"))
    except OSError:  # gone meanwhile, or another user's
        return set()


def _stat(pid: int) -> list[str]:
    """The fields after the name: state, parent, …; one "X" when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["X", "0"]


def _state(pid: int) -> str:
    return _stat(pid)[0]


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _send(pid: int, signum: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signum)
