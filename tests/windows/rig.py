"""A Windows desktop under wine, with a person at it: programs are started by `bench.sh`, keys and pointer
moved by xdotool, and what is to be seen is looked at.

wine draws a desktop with a taskbar of its own when it is told to; then all input counts, wherever the pointer
is, as on Windows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BENCH = Path(__file__).with_name("bench.sh")
CHECKOUT = Path(__file__).parents[2]
WIDTH_PX, HEIGHT_PX = 1280, 800
ICON = (1270, 790)  # of the one program in the tray, in the lower right corner
BALLOON = (900, 745)  # a spot of every balloon above it
_DESKTOP = (
    (r"HKCU\Software\Wine\Explorer", "Desktop", "Default"),
    (r"HKCU\Software\Wine\Explorer\Desktops", "Default", f"{WIDTH_PX}x{HEIGHT_PX}"),
)
_SENDING = """
import ctypes
from ctypes import wintypes
user, found, answer = ctypes.WinDLL("user32"), [], ctypes.c_size_t()
@ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)
def look(window, _):
    name = ctypes.create_unicode_buffer(256)
    user.GetClassNameW(wintypes.HWND(window), name, 256)
    if {window_class!r} in name.value:
        found.append(window)
    return True
user.EnumWindows(look, 0)
words = [wintypes.UINT({message[0]}), wintypes.WPARAM({message[1]}), wintypes.LPARAM({message[2]})]
assert user.SendMessageTimeoutW(wintypes.HWND(found[0]), *words, 0, 10000, ctypes.byref(answer)), "no answer"
print(answer.value)
"""


def until(happened: Callable[[], object], what: str, limit_s: float = 60) -> None:
    """Wait for it; fail when it does not come."""
    end_s = time.monotonic() + limit_s
    while not happened():
        assert time.monotonic() < end_s, f"in {limit_s} s it did not happen: {what}"
        time.sleep(0.2)


class WindowsDesktop:
    """The bench in *folder*."""

    def __init__(self, folder: Path, pictures: Path) -> None:
        self._folder = folder
        self._pictures = pictures

    # --- programs

    def start(self, *command: str, limit_s: int = 150) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [BENCH, "run", self._folder, "wine", *command],
            env={**os.environ, "BENCH_LIMIT_S": str(limit_s)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *command: str, limit_s: int = 60) -> tuple[int, str]:
        """The exit code, and what was written."""
        program = self.start(*command, limit_s=limit_s)
        written, _ = program.communicate(timeout=limit_s + 60)
        return program.returncode, written

    def python(self, source: str) -> str:
        """What a few lines of Python print, run on the desktop as another program."""
        code, written = self.run("python.exe", "-c", source)
        assert code == 0, written
        return written.strip()

    def send(self, window_class: str, message: int, word: int = 0, long: int = 0) -> int:
        """What the window whose class has this in its name answers to a message, sent by another program as
        Windows itself sends it."""
        return int(self.python(_SENDING.format(window_class=window_class, message=(message, word, long))))

    def stop(self) -> None:
        subprocess.run([BENCH, "stop", self._folder], check=True)

    # --- the desktop

    def set_up(self) -> None:
        """Let it be a desktop with a taskbar, which is light."""
        for key, name, value in _DESKTOP:
            self._register(key, name, "REG_SZ", value)
        themes = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
        self._register(themes, "SystemUsesLightTheme", "REG_DWORD", "1")
        self.stop()  # it counts for what is started from now on
        self.run("cmd", "/c", "exit")

    def forget_sitbreak(self) -> None:
        """As if it had never been there."""
        for folder in self._folder.glob("home/prefix/drive_c/users/*/AppData/*/sitbreak"):
            shutil.rmtree(folder)

    @property
    def history(self) -> Path:
        """The file of sitbreak's history."""
        (found,) = self._folder.glob(
            "home/prefix/drive_c/users/*/AppData/Local/sitbreak/data/history.sqlite3"
        )
        return found

    def _register(self, key: str, name: str, kind: str, value: str) -> None:
        code, written = self.run("reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f")
        assert code == 0, written

    # --- the person

    def hands(self, *words: object) -> str:
        done = self._x("xdotool", *(str(word) for word in words))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def click(self, place: tuple[int, int], button: int = 1) -> None:
        self.hands("mousemove", *place, "click", button)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Somebody moves the pointer, twice a second."""
        away = threading.Event()

        def work() -> None:
            place = 0
            while not away.wait(0.5):
                place = (place + 1) % 50
                self.hands("mousemove", 400 + place, 300)

        worker = threading.Thread(target=work)
        worker.start()
        try:
            yield
        finally:
            away.set()
            worker.join()

    # --- what is to be seen

    def picture(self, name: str) -> Path:
        file = self._pictures / f"windows-{name}.png"
        done = self._x("import", "-window", "root", str(file))
        assert done.returncode == 0, done.stderr
        return file

    def colour(self, place: tuple[int, int]) -> str:
        """Of one pixel, as ``RRGGBB``."""
        crop = f"1x1+{place[0]}+{place[1]}"
        done = self._x("import", "-window", "root", "-crop", crop, "-depth", "8", "rgb:-", text=False)
        assert done.returncode == 0, done.stderr
        return str(done.stdout[:3].hex())

    def _x(self, *command: str, text: bool = True) -> subprocess.CompletedProcess[Any]:
        display = (self._folder / "state" / "display").read_text().strip()
        return subprocess.run(
            command,
            env={**os.environ, "DISPLAY": f":{display}"},
            capture_output=True,
            text=text,
            timeout=30,
            check=False,
        )


class Resident:
    """sitbreak, running on the *desktop*."""

    def __init__(self, desktop: WindowsDesktop, *options: str) -> None:
        self._desktop = desktop
        self.program = desktop.start("python.exe", "-m", "sitbreak", "run", *options)
        until(lambda: self.told("status")[0] == 0, "sitbreak runs")

    def told(self, *words: str) -> tuple[int, str]:
        return self._desktop.run("python.exe", "-m", "sitbreak", *words)

    @property
    def status(self) -> dict[str, Any]:
        code, written = self.told("status", "--json")
        assert code == 0, written
        status: dict[str, Any] = json.loads(written)
        return status

    def part(self, name: str) -> str:
        """The state of one part."""
        return next(str(part["state"]) for part in self.status["parts"] if part["part"] == name)

    @property
    def has_ended(self) -> bool:
        return self.program.poll() is not None

    def end(self) -> None:
        if not self.has_ended:
            self.told("quit")
            self.program.communicate(timeout=60)
        else:
            self.program.communicate()
