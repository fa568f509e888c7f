"""A private desktop for tests: X server, bus, window manager, panel with a tray, notification service.

Everything real, nothing shared: own HOME and XDG folders, own runtime folder, an X server that picks a free
number and wants a cookie, a bus that can start nothing by itself. Leaving the context ends every process that
was started inside, also those that became orphans. Works as root and as an ordinary user.

    with Desktop(tmp_path) as desktop:
        desktop.spawn(sys.executable, "-m", "sitbreak", "run")
        x, y = desktop.tray_icon_position()
        desktop.click(x, y, button=3)
        desktop.screenshot("the menu")
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from tests.desktop import furniture, windows, x_server
from tests.desktop.framebuffer import Area, changed
from tests.desktop.processes import Processes, adopt_orphans
from tests.desktop.windows import Window

ARTEFACTS = furniture.ROOT / "tests" / "artefacts"
PANEL_HEIGHT = 28
_WATCHER = "org.kde.StatusNotifierWatcher"
_NOTIFICATIONS = "org.freedesktop.Notifications"

Found = TypeVar("Found")


class Desktop:
    """The desktop, up and running inside ``with``. *panel*: ``xfce``, ``lxqt`` or None; *notifier*: ``xfce``,
    ``dunst`` or None. What is waited for in vain raises TimeoutError, with the last lines of the logs."""

    def __init__(
        self,
        folder: Path,
        *,
        panel: str | None = "xfce",
        notifier: str | None = "xfce",
        size: tuple[int, int] = (1024, 640),
    ) -> None:
        self._panel = panel
        self._notifier = notifier
        self._size = size
        self._folder = folder / "desktop"
        self.home = self._folder / "home"
        self.runtime = self._folder / "run"
        self.env = furniture.environment(self.home, self.runtime, panel or "")
        self._processes = Processes(str(self._folder), self._folder / "logs")
        self._rest: list[bytes] = []

    # --- up and down -------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        adopt_orphans(True)
        try:
            self._furnish()
            self.screen = x_server.start(self._processes, self.env, self._folder / "screen", self._size)
            self._start_bus()
            self._start_window_manager()
            self.start_notifier()
            self.start_panel()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            with contextlib.suppress(subprocess.SubprocessError):
                self.screenshot("at the failure")
            if kind is not TimeoutError:  # that one tells them itself
                print(self.logs(), file=sys.stderr)
        self._close()

    def _close(self) -> None:
        self._processes.end_all()
        adopt_orphans(False)

    def _furnish(self) -> None:
        for folder in (self.home, self._folder / "logs", self._folder / "screen"):
            folder.mkdir(parents=True)
        self.runtime.mkdir(mode=0o700)
        config = self.home / ".config"
        for file, text in furniture.files(panel_height=PANEL_HEIGHT, bus=self.runtime / "bus").items():
            (config / file).parent.mkdir(parents=True, exist_ok=True)
            (config / file).write_text(text)

    def _start_bus(self) -> None:
        self.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={self.runtime}/bus"
        config = self.home / ".config" / "bus.conf"
        self.spawn("dbus-daemon", "--nofork", "--nopidfile", f"--config-file={config}", part="bus")
        self.wait((self.runtime / "bus").exists, 10, "the bus")
        self.spawn(furniture.XFCONFD, part="xfconfd")
        self.wait(lambda: self.has_name("org.xfce.Xfconf"), 10, "xfconfd")

    def start_system_bus(self) -> None:
        """A second bus, with nobody on it, in the place of the machine's."""
        place = f"unix:path={self.runtime}/system-bus"
        config = self.home / ".config" / "bus.conf"
        self.spawn("dbus-daemon", "--nofork", f"--config-file={config}", f"--address={place}", part="bus")
        self.wait((self.runtime / "system-bus").exists, 10, "the system bus")
        self.env["DBUS_SYSTEM_BUS_ADDRESS"] = place

    # --- its parts ---------------------------------------------------------------------------------------

    def spawn(self, *command: str, part: str = "program") -> subprocess.Popen[bytes]:
        """Start a program on this desktop; it writes to ``logs/PART.log`` and ends with the desktop."""
        return self._processes.start(command, self.env, part=part)

    def run(self, *command: str, timeout_s: float = 20) -> str:
        """What *command* prints; CalledProcessError when it fails."""
        env = self._processes.marked(self.env, "run")
        return subprocess.run(
            command, env=env, cwd=self.home, timeout=timeout_s, check=True, capture_output=True, text=True
        ).stdout

    def _start_window_manager(self) -> None:
        """A window that asks to be shown while openbox begins may be forgotten: wait until it answers."""
        self.spawn("openbox", part="openbox")

        def desktops(number: str) -> bool:
            told = self.run("xprop", "-root", "_NET_NUMBER_OF_DESKTOPS")
            return told.split()[-1].strip() == number

        # openbox begins with four; that it makes one of them on request shows that it takes requests
        self.wait(lambda: desktops("4"), 10, "the window manager")
        self.run("xdotool", "set_num_desktops", "1")
        self.wait(lambda: desktops("1"), 10, "an answer of the window manager")

    def start_panel(self) -> None:
        """Start the panel and wait until its tray is served and its picture stands still."""
        if not self._panel:
            return
        self.spawn(*furniture.PANELS[self._panel], part="panel")
        self.wait(lambda: self.has_name(_WATCHER), 20, f"the tray of the {self._panel} panel")
        self._rest = self.panel_at_rest()

    def kill_panel(self) -> None:
        """End the panel with SIGKILL, as a crash does."""
        self._processes.end("panel", grace_s=0)
        self.wait(lambda: not self.has_name(_WATCHER), 10, "the end of the panel's tray")

    def start_notifier(self) -> None:
        if not self._notifier:
            return
        self.spawn(*furniture.NOTIFIERS[self._notifier], part="notifier")
        self.wait(lambda: self.has_name(_NOTIFICATIONS), 20, "the notification service")

    def kill_notifier(self) -> None:
        self._processes.end("notifier", grace_s=0)
        self.wait(lambda: not self.has_name(_NOTIFICATIONS), 10, "the end of the notification service")

    def has_name(self, name: str) -> bool:
        """Whether somebody owns *name* on the bus."""
        bus = ("org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", f"string:{name}")
        with contextlib.suppress(subprocess.CalledProcessError):
            return "true" in self.run("dbus-send", "--session", "--print-reply", f"--dest={bus[0]}", *bus[1:])
        return False

    def end(self, part: str) -> None:
        """End everything that was started as *part*, politely first."""
        self._processes.end(part)

    def alive(self, part: str) -> list[int]:
        """The pids of everything that was started as *part*, children and orphans included."""
        return self._processes.alive(part)

    def log(self, part: str) -> str:
        """All that *part* has written so far."""
        return (self._folder / "logs" / f"{part}.log").read_text(errors="replace")

    def logs(self) -> str:
        """The last lines of everything."""
        return self._processes.tail()

    def wait(self, until: Callable[[], Found], timeout_s: float, what: str) -> Found:
        """The first true answer of *until*; TimeoutError with the logs when there is none in time."""
        deadline = time.perf_counter() + timeout_s
        while not (found := until()):
            if time.perf_counter() > deadline:
                raise TimeoutError(f"Waited {timeout_s:g} s in vain for {what}.\n{self.logs()}")
            time.sleep(0.05)
        return found

    # --- eyes and hands ----------------------------------------------------------------------------------

    def screenshot(self, name: str) -> Path:
        """Keep a picture of the whole screen among the tests' artefacts."""
        ARTEFACTS.mkdir(exist_ok=True)
        file = ARTEFACTS / f"{self._folder.parent.name}-{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png"
        self.run("import", "-window", "root", str(file))
        return file

    def paint(self, colour: str) -> None:
        """Give the desktop a background, for pictures that people look at."""
        self.spawn("display", "-window", "root", f"xc:{colour}", part="painter").wait(20)  # its code is 1

    def pointer(self, x: int, y: int) -> None:
        self.run("xdotool", "mousemove", str(x), str(y))

    def click(self, x: int, y: int, button: int = 1) -> None:
        self.run("xdotool", "mousemove", str(x), str(y), "sleep", "0.05", "click", str(button))

    def key(self, name: str) -> None:
        self.run("xdotool", "key", name)

    @contextlib.contextmanager
    def keep_typing(self, every_s: float = 0.2) -> Iterator[None]:
        """Real key strokes (Shift, which disturbs nothing) in the background, every *every_s*."""
        enough = threading.Event()
        failures: list[BaseException] = []

        def type_on() -> None:
            try:
                while not enough.wait(every_s):
                    self.key("Shift_L")
            except (OSError, subprocess.SubprocessError) as error:
                failures.append(error)

        hands = threading.Thread(target=type_on)
        hands.start()
        try:
            yield
        finally:
            enough.set()
            hands.join()
        if failures:
            raise failures[0]

    @property
    def panel_area(self) -> Area:
        return Area(0, 0, self.screen.width, PANEL_HEIGHT)

    def tray_icon_position(self, timeout_s: float = 10) -> tuple[int, int]:
        """The middle of what the panel shows since it was started and did not show then: the icon."""
        self.wait(lambda: self.screen.grab(self.panel_area) != self._rest, timeout_s, "the icon in the panel")
        area = changed(self._rest, self.panel_at_rest())
        if not area:
            raise TimeoutError(f"An icon came and went.\n{self.logs()}")
        return area.centre

    def panel_at_rest(self, still_s: float = 0.4) -> list[bytes]:
        """The panel's picture once it has not changed for *still_s*."""
        seen: tuple[list[bytes], float] = ([], 0.0)

        def still() -> bool:
            nonlocal seen
            picture = self.screen.grab(self.panel_area)
            if picture != seen[0]:
                seen = (picture, time.perf_counter())
            return time.perf_counter() - seen[1] >= still_s

        self.wait(still, 15, "the panel to stand still")
        return seen[0]

    def find_windows(self, kind: str = "", title: str = "") -> list[Window]:
        """The visible windows whose class and title hold these words, in any case; menus and bubbles too."""
        shown = set(map(int, self.run("xdotool", "search", "--onlyvisible", "--name", "").split()))
        return [
            window
            for window in windows.listed(self.run("xwininfo", "-root", "-tree"))
            if window.number in shown
            and kind.lower() in window.kind.lower()
            and title.lower() in window.title.lower()
        ]
