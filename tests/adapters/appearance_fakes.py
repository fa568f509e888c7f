"""A settings portal and an accessibility bus for tests, served on a thread of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.session_fakes import FakePeer

Spaces = dict[str, dict[str, tuple[str, Any]]]


class FakePortal(FakePeer):
    spaces: Spaces

    def offer(self) -> None:
        read = {"ReadAll": ("a{sa{sv}}", lambda wanted: self._read(wanted))}
        self.bus.export("/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings", read, {})

    def _read(self, wanted: list[str]) -> tuple[Spaces]:
        return ({space: values for space, values in self.spaces.items() if space in wanted},)


class FakeAccessibility(FakePeer):
    reader: tuple[str, Any]

    def offer(self) -> None:
        status = {"ScreenReaderEnabled": lambda: self.reader}
        self.bus.export("/org/a11y/bus", "org.a11y.Status", {}, status)


@contextmanager
def services(
    address: str, spaces: Spaces | None = None, reader: tuple[str, Any] | None = None
) -> Iterator[None]:
    """A portal with the settings *spaces*, and somebody who knows of the screen *reader*."""
    loop = SelectLoop()
    peers: list[FakePeer] = []
    if spaces is not None:
        FakePortal.spaces = spaces
        peers.append(FakePortal(loop, address, "org.freedesktop.portal.Desktop"))
    if reader is not None:
        FakeAccessibility.reader = reader
        peers.append(FakeAccessibility(loop, address, "org.a11y.Bus"))
    thread = threading.Thread(target=loop.run, args=(lambda: None,))
    thread.start()
    try:
        yield
    finally:
        loop.post(loop.stop)
        thread.join(20)
        for peer in peers:
            peer.vanish()
        loop.close()
