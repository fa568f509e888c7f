"""Finding an X display of this machine and being let in: its number, its cookie, its socket, the greeting."""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COOKIE = b"MIT-MAGIC-COOKIE-1"
_COOKIES_LIMIT_B = 256 * 1024
_FAMILY_LOCAL, _FAMILY_WILD = 256, 0xFFFF


class XError(Exception):
    """The display cannot be had, refused a request, or was lost; one plain sentence."""


class NoDisplay(XError):
    """There is nothing to talk to, rather than something that fails."""


def display_number(display: str) -> int:
    """The number in the value of DISPLAY; :class:`XError` unless it names a display of this machine."""
    if not display:
        raise NoDisplay("DISPLAY is not set: there is no X server to ask.")
    host, colon, number = display.rpartition(":")
    number = number.partition(".")[0]
    if host not in ("", "unix"):
        raise XError(f"DISPLAY is {display[:80]!r}, which is not a display of this machine.")
    if not (colon and number.isascii() and number.isdigit() and len(number) <= 5):
        raise XError(f"DISPLAY is {display[:80]!r}, which names no display.")
    return int(number)


def cookie(environ: Mapping[str, str], number: int) -> bytes:
    """The cookie of display *number* from the file XAUTHORITY; empty when there is none.

    An entry that names this host comes before one that names another: a host that changed its name in the
    middle of a session still has only the entry under its old one.
    """
    home = environ.get("HOME", "")
    file = environ.get("XAUTHORITY") or f"{home}/.Xauthority"
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(_COOKIES_LIMIT_B)
    except OSError:
        return b""
    host = os.uname().nodename.encode()
    found = b""
    for family, address, display, name, secret in _entries(content):
        if name != _COOKIE or display not in (b"", str(number).encode()):
            continue
        if family == _FAMILY_WILD or (family == _FAMILY_LOCAL and address == host):
            return secret
        if family == _FAMILY_LOCAL and not found:
            found = secret
    return found


def _entries(content: bytes) -> Iterator[tuple[int, bytes, bytes, bytes, bytes]]:
    """Family, address, display, name and secret of each entry; a torn file ends with its last whole entry."""
    at = 0
    while at + 2 <= len(content):
        (family,) = struct.unpack_from(">H", content, at)
        at += 2
        fields = []
        for _ in range(4):
            if at + 2 > len(content):
                return
            (length,) = struct.unpack_from(">H", content, at)
            fields.append(content[at + 2 : at + 2 + length])
            at += 2 + length
        if at <= len(content):
            yield (family, fields[0], fields[1], fields[2], fields[3])


def connected(number: int) -> socket.socket:
    """A non-blocking socket to display *number*: the abstract one first, which outlives a cleaned-up /tmp."""
    path = f"/tmp/.X11-unix/X{number}"
    failed = OSError()
    for address in ("\0" + path, path):
        opened = socket.socket(
            socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC
        )
        try:
            opened.connect(address)
        except OSError as error:
            opened.close()
            failed = error
        else:
            return opened
    if isinstance(failed, FileNotFoundError | ConnectionRefusedError):
        raise NoDisplay(f"There is no X server at display :{number}.")
    raise XError(f"The X server at display :{number} cannot be reached ({failed.strerror}).")


def greeting(secret: bytes) -> bytes:
    """The first packet: byte order, version 11 of the protocol, and the cookie if there is one."""
    name = _COOKIE if secret else b""
    return struct.pack("<BxHHHHxx", 0x6C, 11, 0, len(name), len(secret)) + padded(name) + padded(secret)


def padded(content: bytes) -> bytes:
    """*content* filled up to a multiple of four bytes."""
    return content + bytes(-len(content) % 4)
