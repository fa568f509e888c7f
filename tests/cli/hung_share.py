"""A network share whose server does not answer, for every process of a :class:`.program.Program`.

While it hangs, whoever touches a path on it (opens it, asks for its state, follows a link to it) waits until
it is killed, as with NFS; who it was is written down. The table of mounts names it as a share all the while.
Nothing is mounted: each Python process of the program is given functions of ``os`` that behave so.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from tests.cli.program import ROOT, Program

_STAND_IN = """
import builtins, io, json, os, time

FOLDER = os.path.dirname(__file__)
SHARE, TABLE = FOLDER + "/share", "/proc/self/mountinfo"
real = {name: getattr(os, name) for name in ("stat", "lstat", "readlink", "open", "scandir", "listdir")}
real["io.open"] = io.open
asking = []  # not empty while we ask ourselves


def leads_there(path, name):
    path = os.path.abspath(os.fsdecode(path))
    if name in ("lstat", "readlink"):  # of a link itself
        path = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    else:
        path = os.path.realpath(path)
    return (path + "/").startswith(SHARE + "/")


def wait(name):
    with real["io.open"]("/proc/self/cmdline") as stream:
        words = [name, *stream.read().split("\\0")[1:-1]]
    file = real["open"](FOLDER + "/touched", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(file, (json.dumps(words) + "\\n").encode())
    time.sleep(3600)


def waiting(name):
    def act(path, *rest, **named):
        if asking or isinstance(path, int):
            return real[name](path, *rest, **named)
        asking.append(name)
        try:
            if os.path.exists(FOLDER + "/hangs") and leads_there(path, name):
                wait(name)
        finally:
            asking.pop()
        path = FOLDER + "/mountinfo" if str(path) == TABLE else path
        return real[name](path, *rest, **named)

    return act


for name in real:
    setattr(io if name == "io.open" else os, name.removeprefix("io."), waiting(name))
builtins.open = io.open
"""


@dataclass(frozen=True)
class HungShare:
    """*path* can be used as any folder until :meth:`hang`."""

    folder: Path  # where the stand-in lies

    @property
    def path(self) -> Path:
        return self.folder / "share"

    def hang(self) -> None:
        """The server goes; what is mounted there is a share from now on, if it was not."""
        table = Path("/proc/self/mountinfo").read_text()
        (self.folder / "mountinfo").write_text(
            f"{table}9999 1 0:999 / {self.path} rw,relatime - nfs4 nas:/team rw\n"
        )
        (self.folder / "hangs").touch()

    def touched_by(self) -> list[list[str]]:
        """The command lines of those who touched it while it hung, after what they did."""
        try:
            lines = (self.folder / "touched").read_text().splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines]


def share_for(program: Program) -> HungShare:
    """A share that *program* can reach, not hanging yet."""
    folder = program.home.parent / "stand-in"
    (folder / "share").mkdir(parents=True)
    (folder / "mountinfo").write_text(Path("/proc/self/mountinfo").read_text())
    (folder / "sitecustomize.py").write_text(_STAND_IN)
    program.env["PYTHONPATH"] = os.pathsep.join([str(folder), str(ROOT)])
    return HungShare(folder)
