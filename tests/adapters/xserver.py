"""An X server of one's own for a test (Xvfb), with a user who can press keys (xdotool)."""

from __future__ import annotations

import os
import select
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class XServer:
    """One Xvfb at a number of its own choice, named by :attr:`env`; at another when it is started again."""

    def __init__(self, folder: Path, *options: str, cookie: bytes = b"") -> None:
        self.env = {"HOME": str(folder), "XAUTHORITY": str(folder / "Xauthority"), "PATH": os.environ["PATH"]}
        self._options = list(options)
        self._process: subprocess.Popen[bytes] | None = None
        if cookie:
            Path(self.env["XAUTHORITY"]).write_bytes(authority_entry(cookie))
            self._options += ["-auth", self.env["XAUTHORITY"]]

    def start(self) -> None:
        told, tell = os.pipe()
        self._process = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(tell), "-screen", "0", "640x480x8"),
                *("-nolisten", "tcp", "-noreset", *self._options),
            ],
            pass_fds=[tell],
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(tell)
        try:
            number = b""
            while not number.endswith(b"\n"):
                if not select.select([told], [], [], 20)[0] or not (more := os.read(told, 20)):
                    self.kill()
                    raise RuntimeError("Xvfb did not start")
                number += more
            self.env["DISPLAY"] = ":" + number.decode().strip()
        finally:
            os.close(told)

    def kill(self) -> None:
        """End it at once (SIGKILL), as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)
            self._process = None

    def hand(self, *words: str) -> subprocess.Popen[bytes]:
        """A hand that does what *words* tell xdotool, while the test goes on."""
        return subprocess.Popen(["xdotool", *words], env=self.env, stdout=subprocess.DEVNULL)

    def press(self, key: str = "a") -> None:
        assert self.hand("key", key).wait(20) == 0


def authority_entry(
    cookie: bytes, *, host: bytes = os.uname().nodename.encode(), display: bytes = b""
) -> bytes:
    """One entry of a file of cookies; an empty *display* stands for all."""
    fields = (host, display, b"MIT-MAGIC-COOKIE-1", cookie)
    return struct.pack(">H", 256) + b"".join(struct.pack(">H", len(field)) + field for field in fields)


@contextmanager
def x_server(folder: Path, *options: str, cookie: bytes = b"") -> Iterator[XServer]:
    """A running Xvfb with *options*, which lets in only those who know *cookie*, if one is given."""
    server = XServer(folder, *options, cookie=cookie)
    server.start()
    try:
        yield server
    finally:
        server.kill()
