"""A server on a loop of its own in a thread, for tests that ask it over the socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.ipc import Server

Json = dict[str, Any]


class Served:
    """*server* may be touched through :meth:`call` only: it belongs to the loop's thread."""

    def __init__(self, loop: SelectLoop, path: Path) -> None:
        self.loop = loop
        self.path = path
        self.server: Server
        self.asked: list[Json] = []

    def call(self, function: Callable[[], object]) -> object:
        """What *function* answers on the loop's thread."""
        answers: list[object] = []
        done = threading.Event()

        def run() -> None:
            try:
                answers.append(function())
            finally:
                done.set()

        self.loop.post(run)
        assert done.wait(10)
        return answers[0] if answers else None

    def connect(self) -> socket.socket:
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(str(self.path))  # blocks while the queue is full, which with a time limit it would not
        sock.settimeout(10)
        return sock


@contextmanager
def served(path: Path, handle: Callable[[Json], Json], client_limit_s: float = 2.0) -> Iterator[Served]:
    loop = SelectLoop()
    here = Served(loop, path)

    def ask(message: Json) -> Json:
        here.asked.append(message)
        return handle(message)

    here.server = Server(loop, path, ask, client_limit_s=client_limit_s)
    thread = threading.Thread(target=loop.run, args=(lambda: None,))
    thread.start()
    try:
        yield here
    finally:
        here.call(here.server.close)
        loop.post(loop.stop)
        thread.join(10)
        loop.close()
    assert not thread.is_alive()


def eventually(holds: Callable[[], object], limit_s: float = 10.0) -> bool:
    """Whether *holds* comes true in time."""
    end_s = time.perf_counter() + limit_s
    while time.perf_counter() < end_s:
        if holds():
            return True
        time.sleep(0.005)
    return False


def all_of(sock: socket.socket) -> bytes:
    """Everything until the peer closes."""
    received = b""
    while True:
        try:
            more = sock.recv(65536)
        except ConnectionError:
            more = b""
        if not more:
            return received
        received += more
