"""The real program in processes of their own, in a home of its own, as a person at a terminal meets it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parents[2]
_SITBREAK = (sys.executable, "-m", "sitbreak")

Found = TypeVar("Found")


@dataclass(frozen=True)
class Said:
    """What came of one command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Program:
    """sitbreak with *folder* as its whole world. Without a *display* nobody can tell who is there."""

    def __init__(self, folder: Path, display: Mapping[str, str] | None = None) -> None:
        self.home, self.runtime = folder / "home", folder / "run"
        self.home.mkdir(parents=True, exist_ok=True)
        self.runtime.mkdir(mode=0o700, exist_ok=True)
        self.settings = self.home / ".config/sitbreak/config.toml"
        self.env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_DATA_HOME": str(self.home / ".local/share"),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            "XDG_CONFIG_DIRS": str(self.home / "no-such-folder"),
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.runtime}/no-system-bus",
            **{name: value for name, value in (display or {}).items() if name in ("DISPLAY", "XAUTHORITY")},
        }

    def run(self, *words: str, stdin: str = "", timeout_s: float = 30, **variables: str) -> Said:
        """`sitbreak` with *words*; *variables* on top of the environment."""
        done = subprocess.run(
            [*_SITBREAK, *words],
            input=stdin,
            env={**self.env, **variables},
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def refused(self, *words: str, code: int = 1, stdin: str = "") -> str:
        """The message of a command that ends with *code*: on standard error, and nothing on the other."""
        said = self.run(*words, stdin=stdin)
        assert (said.code, said.out) == (code, ""), said
        assert "Traceback" not in said.err
        return said.err

    def told(self, *words: str, stdin: str = "") -> str:
        """What a command that succeeds says: on standard output, and nothing on the other."""
        said = self.run(*words, stdin=stdin)
        assert (said.code, said.err) == (0, ""), said
        return said.out

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.told("status", "--json"))
        return found

    def start(self, *options: str, suggests: bool = True) -> subprocess.Popen[bytes]:
        """`sitbreak run` with *options* as a child of ours, once it answers and *suggests* a routine."""
        child = subprocess.Popen(
            [*_SITBREAK, "run", *options],
            env=self.env,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

        def ready() -> bool:
            assert child.poll() is None, f"`sitbreak run` ended with {child.returncode}. {self.bug_report()}"
            said = self.run("status", "--json")
            return said.code == 0 and bool(not suggests or said.json["suggestion"])

        try:
            until(ready, 20)
        except BaseException:
            end(child)
            raise
        return child

    @contextlib.contextmanager
    def running(self, *options: str, suggests: bool = True) -> Iterator[subprocess.Popen[bytes]]:
        child = self.start(*options, suggests=suggests)
        try:
            yield child
        finally:
            end(child)

    def bug_report(self) -> str:
        """What a bug has left, for a failure's message."""
        file = self.home / ".local/state/sitbreak/bug-report.txt"
        return file.read_text() if file.exists() else ""

    def holder(self) -> int | None:
        """The process that holds the lock, by the lock file."""
        with contextlib.suppress(OSError, ValueError):
            return int((self.runtime / "sitbreak/lock").read_text())
        return None

    def end_daemon(self) -> None:
        """End what `run --background` has left behind, if anything."""
        pid = self.holder()
        if pid is not None and f"{ROOT}" in _environment(pid) and f"{self.home}" in _environment(pid):
            os.kill(pid, signal.SIGKILL)


def _environment(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/environ").read_text(errors="replace")
    except OSError:
        return ""


def end(child: subprocess.Popen[bytes]) -> None:
    """End a child, also one that is stopped."""
    if child.poll() is None:
        child.terminate()
        child.send_signal(signal.SIGCONT)
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(5)


def until(found: Callable[[], Found], timeout_s: float, every_s: float = 0.1) -> Found:
    """The first true answer."""
    deadline = time.perf_counter() + timeout_s
    while not (answer := found()):
        assert time.perf_counter() < deadline, f"waited {timeout_s:g} s in vain"
        time.sleep(every_s)
    return answer
