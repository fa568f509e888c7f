"""Real Wayland compositors without a screen, each with a hand that moves its pointer.

    with compositor("sway", tmp_path) as sway:
        source = IdleWayland(loop, clock, sway.env, …)
        sway.move()

sway refuses to run as root, so it then runs as nobody, in a folder of its own under /tmp. KWin's program
carries a privilege that containers refuse, so a copy without it runs. Each has a bus of its own, on which
nothing can be started.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.adapters.private_bus import BusDaemon
from tests.desktop.furniture import ROOT

_NOBODY = 65534
_LIMIT_S = 30.0
_SWAY_CONFIG = "output HEADLESS-1 resolution 800x600\nxwayland disable\n"


class Compositor:
    """One compositor, which can be killed and started again under the same name. :attr:`env` is what its
    clients need. The bus lasts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.runtime = folder / "run"
        self.runtime.mkdir(mode=0o700)
        self.bus = BusDaemon(folder / "bus")
        self.bus.start()
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "XDG_SESSION_TYPE": "wayland",
            "DBUS_SESSION_BUS_ADDRESS": self.bus.address,
            "DBUS_SYSTEM_BUS_ADDRESS": self.bus.address,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._hand: Hand | None = None

    # --- what each has of its own

    socket = ""  # the file below the runtime folder
    poke = "tests.desktop.wayland_poke"  # the program that is its hand

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return self.env

    def ready(self) -> bool:
        return (self.runtime / self.socket).exists()

    # --- up and down

    def start(self) -> None:
        (self.runtime / self.socket).unlink(missing_ok=True)  # of one that was killed
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._as_whom(), "setpriv", "--pdeathsig", "KILL", *self.command()],
                env=self.environment(),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        end_s = time.perf_counter() + _LIMIT_S
        while not self.ready():
            if self._process.poll() is not None or time.perf_counter() > end_s:
                said = (self._folder / "log").read_text(errors="replace")[-2000:]
                raise TimeoutError(f"{self.command()[0]} did not start.\n{said}")
            time.sleep(0.02)

    def _as_whom(self) -> list[str]:
        return []

    def kill(self) -> None:
        """End it at once (SIGKILL), as a crash would."""
        self.drop_hand()
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)
            self._process = None

    def close(self) -> None:
        self.kill()
        self.bus.kill()

    # --- its hand

    @property
    def hand(self) -> Hand:
        if self._hand is None:
            self._hand = Hand(self.poke, self.env)
        return self._hand

    def drop_hand(self) -> None:
        if self._hand is not None:
            self._hand.close()
            self._hand = None


class Hand:
    """A program that moves the pointer of a compositor when told to."""

    def __init__(self, program: str, env: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", program],
            env=env,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._hear("ready")

    def move(self) -> None:
        """Move the pointer a little, now; comes back when that is done."""
        self._tell("move 1 0")
        self._hear("moved")

    def begin_moving(self, times: int, every_s: float) -> None:
        """Move it again and again, while the test goes on."""
        self._tell(f"move {times} {every_s}")

    def end_moving(self) -> None:
        """Wait until the last of these moves is done."""
        self._hear("moved")

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _tell(self, words: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(words.encode() + b"\n")
        self._process.stdin.flush()

    def _hear(self, word: str) -> None:
        assert self._process.stdout is not None
        assert select.select([self._process.stdout], [], [], _LIMIT_S)[0], (
            f"the hand says nothing, not {word}"
        )
        assert self._process.stdout.readline().decode().strip() == word


class Sway(Compositor):
    socket = "wayland-1"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (folder / "config").write_text(_SWAY_CONFIG)
        self.env["WAYLAND_DISPLAY"] = str(self.runtime / self.socket)
        if os.geteuid() == 0:
            for place in (folder, self.runtime, folder / "config"):
                os.chown(place, _NOBODY, _NOBODY)

    def _as_whom(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        return ["setpriv", "--reuid", str(_NOBODY), "--regid", str(_NOBODY), "--clear-groups"]

    def command(self) -> list[str]:
        return ["sway", "-c", str(self._folder / "config")]

    def environment(self) -> dict[str, str]:
        own = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
        return {name: value for name, value in self.env.items() if name != "WAYLAND_DISPLAY"} | own


class KWin(Compositor):
    socket = "kwin-0"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._program = folder / "bin" / "kwin_wayland"  # its plug-ins insist on the name
        self._program.parent.mkdir()
        shutil.copyfile(shutil.which("kwin_wayland") or "/usr/bin/kwin_wayland", self._program)
        self._program.chmod(0o755)
        self.env["WAYLAND_DISPLAY"] = self.socket

    def command(self) -> list[str]:
        size = ["--width", "800", "--height", "600"]
        return [str(self._program), "--virtual", *size, "--socket", self.socket, "--no-lockscreen"]

    def environment(self) -> dict[str, str]:
        own = {"KWIN_WAYLAND_NO_PERMISSION_CHECKS": "1"}
        return {name: value for name, value in self.env.items() if name != "WAYLAND_DISPLAY"} | own


class Mutter(Compositor):
    socket = "mutter-0"
    poke = "tests.desktop.mutter_poke"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.env["WAYLAND_DISPLAY"] = self.socket

    def command(self) -> list[str]:
        screen = ["--virtual-monitor", "800x600", "--wayland-display", self.socket]
        return ["mutter", "--headless", "--wayland", "--no-x11", *screen]

    def environment(self) -> dict[str, str]:
        return {name: value for name, value in self.env.items() if name != "WAYLAND_DISPLAY"}

    def ready(self) -> bool:
        words = ["dbus-send", f"--bus={self.bus.address}", "--print-reply", "--dest=org.freedesktop.DBus"]
        ask = ["/", "org.freedesktop.DBus.NameHasOwner", "string:org.gnome.Mutter.RemoteDesktop"]
        return (
            super().ready()
            and "true" in subprocess.run([*words, *ask], capture_output=True, text=True).stdout
        )


_KINDS = {"sway": Sway, "kwin": KWin, "mutter": Mutter}


@contextmanager
def compositor(kind: str) -> Iterator[Compositor]:
    """One compositor of *kind*, up and running, in a folder of its own that others may enter."""
    folder = Path(tempfile.mkdtemp(prefix=f"sitbreak-{kind}-"))
    made: Compositor | None = None
    try:
        made = _KINDS[kind](folder)
        made.start()
        yield made
    finally:
        if made is not None:
            made.close()
        shutil.rmtree(folder, ignore_errors=True)
