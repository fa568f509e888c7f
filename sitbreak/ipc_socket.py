"""A unix socket: how the daemon is reached on Linux and macOS. For lines see :mod:`sitbreak.ipc_line`."""

from __future__ import annotations

import os
import socket
import stat
import struct
import sys
from contextlib import suppress

from sitbreak.errors import SitbreakError
from sitbreak.words import _, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

assert sys.platform != "win32"  # noqa: TID251 - the type checker reads on for this system only

_BACKLOG = 16


class SocketLine:
    """Satisfies :class:`sitbreak.ipc_line.Line`."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def read(self, most_b: int, wait_s: float | None) -> bytes | None:
        self._socket.settimeout(wait_s)
        try:
            return self._socket.recv(most_b)
        except TimeoutError:
            return None
        except ConnectionError:
            return b""

    def write(self, data: bytes, wait_s: float) -> None:
        self._socket.settimeout(wait_s)
        self._socket.sendall(data)

    def is_ours(self, wait_s: float) -> bool:
        return is_ours(self._socket)

    def process(self) -> int:
        return peer(self._socket)[0]

    def hang_up(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._socket.close()


def dial(path: Path, wait_s: float) -> SocketLine:
    """The line to who listens at *path*. Raises as :mod:`sitbreak.ipc_line` says."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.settimeout(wait_s)
        sock.connect(os.fspath(path))
    except BaseException:
        sock.close()
        raise
    return SocketLine(sock)


def peer(sock: socket.socket) -> tuple[int, int]:
    """Process and user at the other end, by the word of the system; (0, -1) when it is not connected."""
    if sys.platform == "darwin":  # noqa: TID251
        return _peer_on_macos(sock)
    credentials = "3i"  # process, user, group
    raw = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize(credentials))
    pid, uid, _gid = struct.unpack(credentials, raw)
    return pid, uid


def _peer_on_macos(sock: socket.socket) -> tuple[int, int]:
    local, peer_credentials, peer_process = 0, 1, 2
    xucred = "IIhxx16I"  # version, user, number of groups, groups
    try:
        raw = sock.getsockopt(local, peer_credentials, struct.calcsize(xucred))
        (pid,) = struct.unpack("i", sock.getsockopt(local, peer_process, struct.calcsize("i")))
    except OSError:
        return 0, -1
    return pid, struct.unpack(xucred, raw)[1]


def is_ours(sock: socket.socket) -> bool:
    """Whether the process at the other end runs as our user."""
    return peer(sock)[1] == os.getuid()


def listen(path: Path) -> tuple[socket.socket, tuple[int, int]]:
    """A listening socket at *path*, mode 0600 from its first moment, and what identifies its file."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        with suppress(FileNotFoundError):
            if stat.S_ISSOCK(path.lstat().st_mode):
                path.unlink()
        listener.bind(os.fspath(path))
        listener.listen(_BACKLOG)
        listener.setblocking(False)
        return listener, file_id(path)
    except OSError as error:
        listener.close()
        why = fill(_("sitbreak cannot listen at {path}: {why}."), path=path, why=error.strerror or error)
        raise SitbreakError(why) from error
    finally:
        os.umask(mask)


def file_id(path: Path) -> tuple[int, int]:
    found = path.lstat()
    return found.st_dev, found.st_ino
