"""Whether one of the user's programs has a camera open: a video call, most likely.

Nobody announces it, but the system lists what each process has open (`/proc/*/fd`). To look through that
takes 2 to 3 ms for 100 processes. It is done in slices of about 5 ms, so that the loop stays at hand, and not
at all where there is no camera. Only the user's own processes are looked at, and only for cameras.

PipeWire and its session managers hold cameras open without using them. Where they alone do, PipeWire is
asked with `pw-dump` (20 ms) whether one of its cameras is running: programs in a sandbox use them that way.
Without `pw-dump` such a use is not seen.
"""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitbreak.child import Child, Order
from sitbreak.clock import monotonic_s
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitbreak.child import Ended
    from sitbreak.ports import DescriptorLoop

    Answered = Callable[[bool], None]

SLICE_S = 0.005
_AT_ONCE = 64  # files of one process between two looks at the clock
_LIMIT_S = 0.4  # of pw-dump
_MOST_DUMP_B = 1024 * 1024
_SERVERS = frozenset({"pipewire", "wireplumber", "pipewire-media-"})  # the system cuts names to 15 letters
_DUMP = ("pw-dump", "--no-colors")
_DEVICES, _UDEV = Path("/dev"), Path("/run/udev/data")


def cameras(devices: Path = _DEVICES, udev: Path = _UDEV) -> frozenset[str]:
    """The device files of all cameras. Where udev has looked at a video device, it knows whether it takes
    pictures: a decoder, say, is none."""
    try:
        found = [entry for entry in devices.iterdir() if entry.name.startswith("video")]
        return frozenset(str(entry) for entry in found if _takes_pictures(entry.stat().st_rdev, udev))
    except OSError:
        return frozenset()


def _takes_pictures(device: int, udev: Path) -> bool:
    try:
        told = (udev / f"c{os.major(device)}:{os.minor(device)}").read_text(errors="replace")
    except OSError:
        return True
    _, known, abilities = told.partition("E:ID_V4L_CAPABILITIES=")
    return not known or "capture" in abilities.partition("\n")[0].split(":")


class Camera:
    """On the loop's thread; never raises. A question is answered within half a second."""

    def __init__(self, loop: DescriptorLoop, find: Callable[[], frozenset[str]] = cameras) -> None:
        """*find*: the device files to look for."""
        self._loop = loop
        self._find = find
        self._search: Iterator[str] | None = None
        self._child: Child | None = None
        self._detail = "Looked for when it matters."

    def ask(self, answered: Answered) -> None:
        """Call *answered* with whether a camera is in use. A question under way gives way to this one, and
        is not answered."""
        self.close()
        devices = self._find()
        if not devices:
            self._detail = "There is no camera."
            answered(False)
            return
        self._detail = f"{len(devices)} devices; what is open is looked through when it matters."
        self._search = search = _openers(devices)
        self._look_on(search, set(), answered)

    def health(self) -> Health:
        return Health(part="camera", state="ok", detail=self._detail)

    def close(self) -> None:
        """Look no further; a question under way is not answered."""
        self._search = None
        if self._child is not None:
            self._child.close()
            self._child = None

    def _look_on(self, search: Iterator[str], servers: set[str], answered: Answered) -> None:
        """One slice of *search*. *servers* are those of :data:`_SERVERS` that hold a camera."""
        until_s = monotonic_s() + SLICE_S
        while self._search is search:
            opener = next(search, None)
            if opener is None:
                self._search = None
                if servers:
                    self._ask_servers(answered)
                else:
                    answered(False)
            elif opener in _SERVERS:
                servers.add(opener)
            elif opener:
                self._search = None
                answered(True)
            elif monotonic_s() >= until_s:
                self._loop.post(partial(self._look_on, search, servers, answered))
                return

    def _ask_servers(self, answered: Answered) -> None:
        def ended(how: Ended) -> None:
            self._child = None
            answered(how.code == 0 and _one_runs(how.output))

        order = Order(command=_DUMP, limit_s=_LIMIT_S, most_output_b=_MOST_DUMP_B)
        try:
            self._child = Child(self._loop, order, ended)
        except OSError:
            self._detail = (
                "PipeWire holds a camera, and without pw-dump nobody can tell whether it is in use."
            )
            answered(False)


def _openers(devices: frozenset[str]) -> Iterator[str]:
    """The name of each process of ours that has one of *devices* open; in between, an empty one after each
    process and after every few files, where the search may rest."""
    ours = os.getuid()
    with os.scandir("/proc") as processes:
        for process in processes:
            if not process.name.isdigit():
                continue
            try:
                if process.stat().st_uid == ours:
                    yield from _opener(process.path, devices)
            except OSError:
                pass  # it is gone, or nobody may look at it
            yield ""


def _opener(process: str, devices: frozenset[str]) -> Iterator[str]:
    with os.scandir(f"{process}/fd") as files:
        for number, file in enumerate(files):
            if _points_to(file.path) in devices:
                yield Path(process, "comm").read_text(errors="replace").strip() or "?"
                return
            if number % _AT_ONCE == _AT_ONCE - 1:
                yield ""


def _points_to(link: str) -> str:
    try:
        return os.readlink(link)  # noqa: PTH115 - a Path for each open file would take most of the time
    except OSError:  # closed meanwhile
        return ""


def _one_runs(dump: bytes) -> bool:
    """Whether a camera of PipeWire is running, by what it tells of all it has."""
    try:
        return any(_runs(each["info"]) for each in json.loads(dump) if each.get("info"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _runs(info: dict[str, Any]) -> bool:
    properties = info.get("props") or {}
    camera = properties.get("media.class") == "Video/Source" and properties.get("media.role") == "Camera"
    return camera and info.get("state") == "running"
