"""An X server of our own: it picks a free number, wants a cookie, and keeps its picture in a file."""

from __future__ import annotations

import os
import secrets
import socket
import struct
from pathlib import Path

from tests.desktop.framebuffer import Framebuffer
from tests.desktop.processes import Processes


def start(processes: Processes, env: dict[str, str], folder: Path, size: tuple[int, int]) -> Framebuffer:
    """Start it, write its cookie and its number to where *env* says, and put DISPLAY there. Its picture lies
    in *folder*. Raises TimeoutError when it does not come up."""
    cookie = secrets.token_bytes(16)
    authority = Path(env["XAUTHORITY"])
    authority.touch(mode=0o600)
    authority.write_bytes(_authority(cookie, ""))
    readable, writable = os.pipe()
    command = [
        *("Xvfb", "-displayfd", str(writable), "-screen", "0", f"{size[0]}x{size[1]}x24"),
        *("-nolisten", "tcp", "-auth", str(authority), "-noreset", "-s", "0", "-nocursor"),
        *("-fbdir", str(folder)),
    ]
    processes.start(command, env, part="xvfb", pass_fds=[writable])
    os.close(writable)
    with os.fdopen(readable) as answer:
        number = answer.readline().strip()
    if not number:
        raise TimeoutError(f"Xvfb did not start.\n{processes.tail()}")
    authority.write_bytes(_authority(cookie, number))
    env["DISPLAY"] = f":{number}"
    return Framebuffer(folder / "Xvfb_screen0")


def _authority(cookie: bytes, display: str) -> bytes:
    """An X authority file for this machine and, once it is known, the *display*; the wild entry fits any."""
    entries = [(0xFFFF, b"", b"")]
    if display:
        entries.insert(0, (256, socket.gethostname().encode(), display.encode()))
    return b"".join(
        struct.pack(">H", family)
        + b"".join(
            struct.pack(">H", len(part)) + part for part in (address, number, b"MIT-MAGIC-COOKIE-1", cookie)
        )
        for family, address, number in entries
    )
