"""A hand for a Wayland compositor: moves its pointer, as told on standard input.

``move TIMES SECONDS`` moves it so often, with so long between; the answer is ``moved``. sway lets any client
have a pointer (zwlr_virtual_pointer), KWin takes input from a client (org_kde_kwin_fake_input).
"""

from __future__ import annotations

import os
import sys
import time

from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.wayland import WaylandConnection, WaylandError
from sitbreak.desktop.linux.wayland_wire import number, text

SWAY, KWIN = "zwlr_virtual_pointer_manager_v1", "org_kde_kwin_fake_input"
_SIZE = (800, 600)


def _ignore(_event: int, _body: bytes) -> None: ...


class Pointer:
    def __init__(self) -> None:
        self._loop = SelectLoop()
        self._at = 0
        looked_for = frozenset({"wl_seat", SWAY, KWIN})
        self._connection = WaylandConnection(
            self._loop, os.environ, looked_for, on_globals=self._loop.stop, on_lost=self._fail
        )
        self._loop.run(lambda: None)
        self._prepare()
        self._flush()

    def _fail(self, error: WaylandError) -> None:
        sys.exit(str(error))

    def _prepare(self) -> None:
        wayland = self._connection
        if wayland.offered(SWAY):
            seat = wayland.bind(wayland.offered("wl_seat")[0], 1, _ignore)
            maker = wayland.bind(wayland.offered(SWAY)[0], 1, _ignore)
            self._pointer = wayland.new_id(_ignore)
            wayland.request(maker, 0, number(seat) + number(self._pointer))
        else:
            self._pointer = wayland.bind(wayland.offered(KWIN)[0], 2, _ignore)
            wayland.request(self._pointer, 0, text("a test") + text("moves the pointer"))

    def move(self) -> None:
        self._at = (self._at + 7) % 400
        place = (100 + self._at, 100)
        wayland = self._connection
        if wayland.offered(SWAY):
            now_ms = int(time.monotonic() * 1000) & 0xFFFFFFFF
            absolute = b"".join(number(value) for value in (now_ms, *place, *_SIZE))
            wayland.request(self._pointer, 1, absolute)
            wayland.request(self._pointer, 4)  # the end of the frame
        else:
            wayland.request(self._pointer, 1, number(3 << 8) + number(2 << 8))
        self._flush()

    def _flush(self) -> None:
        """Until the compositor has it."""
        self._connection.after_all(self._loop.stop)
        self._loop.run(lambda: None)


def obey(move: object) -> None:
    """Do what standard input says, by *move*."""
    assert callable(move)
    print("ready", flush=True)
    for line in sys.stdin:
        _, times, every_s = line.split()
        for _ in range(int(times)):
            move()
            time.sleep(float(every_s))
        print("moved", flush=True)


if __name__ == "__main__":
    obey(Pointer().move)
