"""A break window on a private desktop, with a daemon made for the test at the other end of the socket."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sitbreak import effective, routine_cache, routine_files
from tests.adapters.served import Served, served
from tests.desktop.rig import Desktop
from tests.desktop.windows import Window

Json = dict[str, Any]

MARCH: Json = {
    "routine": "standing-march",
    "lead_side": "left",
    "easier": False,
    "warm_up": False,
    "speed": 1.0,
    "elapsed_s": 0.0,
    "swaps_left": 3,
}

_WIDTH = 660  # of the window at 96 dots an inch
# How far the middle of a button is from the left and from the lower edge, at 96 dots an inch.
_BUTTONS = {"pause": (90, 54), "next": (232, 54), "swap": (374, 54), "stop": (576, 54), "close": (576, 54)}


class FakeDaemon:
    """Answers as the daemon does. What it is asked is in :attr:`asked`; *feel_adds* comes with the answer to
    a feeling."""

    def __init__(self) -> None:
        self.asked: list[Json] = []
        self.feel_adds: Json = {}
        self.playing: Json | None = None
        self.swaps = ["glute-squeeze", "belly-breaths", "side-reach"]

    def begin(self, order: Json) -> None:
        self.playing = {
            "routine": order["routine"],
            "title": "…",
            "seconds": 60,
            "lead_side": order["lead_side"],
            "easier": order["easier"],
            "warm_up": order["warm_up"],
            "elapsed_s": order["elapsed_s"],
            "paused": False,
            "swaps_left": order["swaps_left"],
        }

    def handle(self, message: Json) -> Json:
        do = message["do"]
        if do == "watch":
            return {"ok": True, "break": self.playing}
        self.asked.append(message)
        if do == "stop":
            self.playing = None
            return {"ok": True, "told": "Stopped."}
        if do == "feel":
            return {"ok": True, "told": "Noted.", **self.feel_adds}
        if do == "answer":
            return {"ok": True, "told": "It stays as gentle as it is."}
        if self.playing is None:
            return {"ok": False, "error": "No break is running.", "next_step": "", "code": 1}
        if do in ("break-pause", "break-continue"):
            self.playing["paused"] = do == "break-pause"
        elif do == "break-next":
            self.playing["elapsed_s"] = 25.0
        elif do == "swap":
            self.playing |= {
                "routine": self.swaps.pop(0),
                "elapsed_s": 0.0,
                "swaps_left": self.playing["swaps_left"] - 1,
            }
        return {"ok": True, "told": "", "break": self.playing}

    def did(self, do: str) -> list[Json]:
        """What it was asked of that kind."""
        return [message for message in self.asked if message["do"] == do]


class BreakStage:
    """A desktop on which break windows are shown, and the daemon they talk to."""

    def __init__(self, desktop: Desktop) -> None:
        self.desktop = desktop
        self.daemon = FakeDaemon()
        self.socket: Served
        self.cache = desktop.home / ".cache/sitbreak"
        self.cache.mkdir(parents=True, exist_ok=True)
        (self.cache / "routines.json").write_text(routine_cache.to_json(routine_files.load()[0]))

    @contextmanager
    def daemon_runs(self) -> Iterator[FakeDaemon]:
        """A new daemon, with nothing running and no settings changed, until the end."""
        self.daemon = FakeDaemon()
        self.settings()
        folder = self.desktop.runtime / "sitbreak"
        folder.mkdir(mode=0o700, exist_ok=True)
        with served(folder / "socket", lambda message: self.daemon.handle(message)) as self.socket:
            yield self.daemon

    def settings(self, **values: object) -> None:
        """Tell windows these settings from now on, and of the others the defaults."""
        given = {f"window.{key}": value for key, value in values.items()}
        in_force = effective.defaults().values | given
        self.told = {key: value for key, value in in_force.items() if key.startswith("window.")}

    def open(self, first: str = "", **changed: object) -> subprocess.Popen[bytes]:
        """Start the window with the march, in which *changed* differs; *first* is run in its process before
        all else."""
        order = MARCH | {"settings": self.told} | changed
        self.daemon.begin(order)
        (self.desktop.home / "order.json").write_text(json.dumps(order))
        return self.start(first, told="order.json")

    def start(self, first: str = "", *arguments: str, told: str = "/dev/null") -> subprocess.Popen[bytes]:
        """Start the window's process with the file *told* as its standard input."""
        run = f"from sitbreak.screens.break_window import main; sys.exit(main({list(arguments)!r}))"
        script = f"import sys; {first}\n{run}"
        shell = f'exec "$0" -c "$1" < {told}'
        return self.desktop.spawn("sh", "-c", shell, sys.executable, script, part="break")

    def window(self, title: str = "", timeout_s: float = 20) -> Window:
        """The window, once it is to be seen with *title* in its title."""

        return self.desktop.wait(lambda: self.seen(title), timeout_s, f"the break window {title!r}")

    def seen(self, title: str = "") -> Window | None:
        """The window, if it is to be seen now."""
        with suppress(subprocess.CalledProcessError):  # no window at all is to be seen
            return next(iter(self.desktop.find_windows("sitbreak", title)), None)
        return None

    def focused(self, title: str = "") -> Window:
        """The window with the keyboard, as after a click into it."""
        window = self.window(title)
        self.desktop.run("xdotool", "windowfocus", "--sync", str(window.number))
        return window

    def press(self, button: str) -> None:
        """Click a button by where it is in a window that stands still."""
        across, up = _BUTTONS[button]
        area = self.desktop.wait(self._settled, 10, "the window to stand still").area
        scale = area.width / _WIDTH
        self.desktop.click(round(area.x + across * scale), round(area.y + area.height - up * scale))

    def _settled(self) -> Window | None:
        """The window, if it has not changed its size within a tenth of a second."""
        before = self.window()
        time.sleep(0.1)
        return before if self.window().area == before.area else None

    def wait_asked(self, do: str, times: int = 1) -> Json:
        """The last of *times* requests of that kind."""
        self.desktop.wait(lambda: len(self.daemon.did(do)) >= times, 10, f"{do!r} to be asked")
        return self.daemon.did(do)[-1]

    def push(self, message: Json) -> None:
        """Tell whoever watches, once somebody does."""
        self.desktop.wait(lambda: self.socket.server.is_watched, 10, "the window to watch")
        self.socket.call(lambda: self.socket.server.push(message))


@contextmanager
def break_stage(
    folder: Path,
    *,
    size: tuple[int, int] = (1024, 768),
    window_manager: Callable[[Desktop], None] | None = None,
) -> Iterator[BreakStage]:
    """A stage with a daemon."""
    with Desktop(folder, panel=None, notifier=None, size=size) as desktop:
        if window_manager is not None:
            window_manager(desktop)
        stage = BreakStage(desktop)
        with stage.daemon_runs():
            yield stage
