"""What the resident program is like before and after ten breaks with windows.

``python -m tests.bench.ten_breaks`` prints it.

The first break is not counted: what it needs of the program's own code is loaded then, once.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import sampling
from tests.desktop.rig import Desktop

BREAKS = 10
_SITBREAK = (sys.executable, "-m", "sitbreak")
_WINDOW = "sitbreak.screens.break_window"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """The resident program at one moment, with no break running."""

    memory: sampling.Memory
    open_files: int
    children: int
    threads: int


def measure(desktop: Desktop, breaks: int = BREAKS) -> tuple[Resident, Resident]:
    """How it is before and after so many *breaks*. Blocks for some seconds each."""
    settings = desktop.home / ".config/sitbreak/config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("")  # nobody is new here
    desktop.spawn(*_SITBREAK, "run", part="sitbreak")
    desktop.wait(lambda: (desktop.home / ".cache/sitbreak/routines.json").exists(), 20, "the routines")
    pid = desktop.wait(lambda: _pid(desktop), 20, "sitbreak")
    _break(desktop)
    before = _resident(pid)
    for _ in range(breaks):
        _break(desktop)
    return before, _resident(pid)


def _break(desktop: Desktop) -> None:
    """One break, until its window is on the screen; it is ended by its end."""
    desktop.run(*_SITBREAK, "start", "standing-march", "--json")
    desktop.wait(lambda: desktop.find_windows(title="sitbreak"), 15, "the window")
    desktop.run(*_SITBREAK, "stop")
    for pid in _windows(desktop):
        desktop.run("kill", str(pid))
    desktop.wait(lambda: not _windows(desktop) and not _status(desktop)["break"], 15, "the end of the window")


def _windows(desktop: Desktop) -> list[int]:
    return [pid for pid in desktop.alive("sitbreak") if _WINDOW in _command(pid)]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def _status(desktop: Desktop) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desktop.run(*_SITBREAK, "status", "--json"))
    return found


def _pid(desktop: Desktop) -> int:
    return int(_status(desktop)["pid"])


def _resident(pid: int) -> Resident:
    time.sleep(1)  # until what was asked last has been answered and forgotten
    folder = Path(f"/proc/{pid}")
    return Resident(
        memory=sampling.memory([pid]),
        open_files=len(list((folder / "fd").iterdir())),
        children=len((folder / f"task/{pid}/children").read_text().split()),
        threads=sampling.threads([pid]),
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Desktop(Path(folder), panel="xfce") as desktop:
        before, after = measure(desktop)
    for name, resident in (("before", before), (f"after {BREAKS} breaks", after)):
        memory = resident.memory
        print(  # noqa: T201
            f"{name:16} {memory.uss_mib:6.2f} MiB private, {memory.rss_mib:6.2f} MiB resident,"
            f" {resident.open_files} files, {resident.children} children, {resident.threads} threads"
        )


if __name__ == "__main__":
    main()
