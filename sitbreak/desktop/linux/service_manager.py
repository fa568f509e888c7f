"""What systemd is told of a program that it started as a unit of Type=notify: sd_notify(3), by hand.

Everything is one datagram to the socket that ``NOTIFY_SOCKET`` names, sent without waiting. Where the
variable is not set, nobody wants to know, and nothing here does anything. What cannot be delivered is lost: a
manager that does not listen will act on the silence.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from sitbreak import clock

if TYPE_CHECKING:
    from collections.abc import MutableMapping

# Between two signs of life. The loop turns every 10 min at the latest, so no two are ever further apart than
# this and 10 min, in all less than the 20 min of the unit's WatchdogSec; and no turn is made for their sake.
ALIVE_EVERY_S = 300.0

_VARIABLES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")


class ServiceManager:
    """The manager that waits for this process, if there is one. Nothing here blocks or raises."""

    def __init__(self, environment: MutableMapping[str, str]) -> None:
        """Takes its variables out of *environment*, so that no child speaks in our name."""
        found = {name: environment.pop(name, "") for name in _VARIABLES}
        self._address = _address(found["NOTIFY_SOCKET"])
        for_us = found["WATCHDOG_PID"] in ("", str(os.getpid()))
        self._is_watching = bool(found["WATCHDOG_USEC"]) and for_us
        self._told_at_s: float | None = None  # on the monotonic clock; None: not ready yet

    def turned(self) -> None:
        """The loop has gone round. The first time means that sitbreak is ready."""
        if not self._address:
            return
        now_s = clock.monotonic_s()
        if self._told_at_s is None:
            self.ready()
        elif not self._is_watching or now_s - self._told_at_s < ALIVE_EVERY_S:
            return
        else:
            self._send("WATCHDOG=1")
        self._told_at_s = now_s

    def ready(self, words: str = "") -> None:
        """All is up, or there is nothing left to do; *words* say how it is, for `systemctl status`."""
        self._send("READY=1" + (f"\nSTATUS={words}" if words else ""))

    def stopping(self) -> None:
        self._send("STOPPING=1")

    def _send(self, words: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to:
            to.setblocking(False)
            to.sendto(words.encode(), self._address)


def _address(named: str) -> str:
    """The address of a socket in the file system, or of an abstract one; empty: none we could speak to."""
    if named.startswith("@"):
        return f"\0{named[1:]}"
    return named if named.startswith("/") else ""
