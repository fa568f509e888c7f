"""A Wayland compositor for tests that says whatever it is told to say, on the loop of the test."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.wayland_wire import Reader, number, request, text, text_at

SEAT, EXT, KDE = "wl_seat", "ext_idle_notifier_v1", "org_kde_kwin_idle"
DISPLAY, REGISTRY = 1, 2


class FakeCompositor:
    """Offers *offers*: what, and in which version. Keeps every watch that is asked for in :attr:`watches`.

    Not *answering*, it takes connections and says nothing.
    """

    def __init__(
        self, loop: SelectLoop, folder: Path, offers: list[tuple[str, int]], *, answering: bool = True
    ) -> None:
        self.loop = loop
        self.env = {"XDG_RUNTIME_DIR": str(folder), "WAYLAND_DISPLAY": "wayland-7"}
        self.offers = offers
        self.answering = answering
        self.connections = 0
        self.bound: dict[str, int] = {}  # version asked for, by interface
        self.watches: dict[int, tuple[int, int, int]] = {}  # number -> opcode, seat, length in ms
        self.ended: list[int] = []
        self._objects: dict[int, str] = {}
        self._reader = Reader()
        self._client: socket.socket | None = None
        self._place = folder / "wayland-7"
        self._place.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._place))
        self._listener.listen(5)
        loop.add_reader(self._listener.fileno(), self._accept)

    def close(self) -> None:
        self.hang_up()
        self.loop.remove_reader(self._listener.fileno())
        self._listener.close()
        self._place.unlink(missing_ok=True)

    def hang_up(self) -> None:
        if self._client is not None:
            self.loop.remove_reader(self._client.fileno())
            self._client.close()
            self._client = None

    # --- what it says

    def say(self, made: int, event: int, body: bytes = b"") -> None:
        self.send(request(made, event, body))

    def send(self, raw: bytes) -> None:
        assert self._client is not None
        self._client.sendall(raw)

    def idled(self, length_ms: int) -> None:
        self._of_watch(length_ms, 0)

    def resumed(self, length_ms: int) -> None:
        self._of_watch(length_ms, 1)

    def _of_watch(self, length_ms: int, event: int) -> None:
        for made, (_, _, length) in self.watches.items():
            if length == length_ms:
                self.say(made, event)

    def offer(self, name: int, interface: str, version: int) -> None:
        self.say(REGISTRY, 0, number(name) + text(interface) + number(version))

    def withdraw(self, name: int) -> None:
        self.say(REGISTRY, 1, number(name))

    def protest(self, said: str) -> None:
        self.say(DISPLAY, 0, number(7) + number(3) + text(said))

    @property
    def lengths(self) -> set[int]:
        """What is watched for."""
        return {length_ms for _, _, length_ms in self.watches.values()}

    # --- what it hears

    def _accept(self) -> None:
        self.hang_up()
        self._client, _ = self._listener.accept()
        self.connections += 1
        self._objects = {DISPLAY: "display"}
        self._reader = Reader()
        self.watches.clear()
        self.loop.add_reader(self._client.fileno(), self._hear)

    def _hear(self) -> None:
        assert self._client is not None
        received = self._client.recv(65536)
        if not received:
            self.hang_up()
            return
        for made, opcode, body in self._reader.feed(received):
            if self.answering and self._client is not None:
                self._obey(made, opcode, body)

    def _obey(self, made: int, opcode: int, body: bytes) -> None:
        what = self._objects.get(made, "")
        if what == "display":
            (new,) = struct.unpack("=I", body)
            if opcode == 0:
                self.say(new, 0, number(0))
                self.say(DISPLAY, 1, number(new))
            else:
                self._objects[new] = "registry"
                for name, (interface, version) in enumerate(self.offers, 1):
                    self.offer(name, interface, version)
        elif what == "registry":
            interface, after = text_at(body, 4)
            version, new = struct.unpack_from("=II", body, after)
            self._objects[new] = interface
            self.bound[interface] = version
        elif what in (EXT, KDE):
            new, first, second = struct.unpack("=III", body)
            seat, length_ms = (first, second) if what == KDE else (second, first)
            self._objects[new] = "watch"
            self.watches[new] = (opcode, seat, length_ms)
        elif what == "watch":
            self.watches.pop(made)
            self._objects.pop(made)
            self.ended.append(made)
            self.say(DISPLAY, 1, number(made))
