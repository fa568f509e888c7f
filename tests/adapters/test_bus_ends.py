"""How a connection to a bus begins and ends: lost, closed, refused, fed with nonsense; and addresses."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak import log
from sitbreak.desktop.linux.bus import DAEMON, DAEMON_PATH, Bus, BusError
from sitbreak.desktop.linux.bus_wire import LONGEST_MESSAGE, places
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.bus_peers import FACE, Two, export_answer, two_peers
from tests.adapters.private_bus import BusDaemon, private_bus


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with two_peers(tmp_path) as peers:
        yield peers


@pytest.fixture
def problems(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    told: list[BaseException] = []
    monkeypatch.setattr(log, "problem", lambda _part, error: told.append(error))
    return told


# --- the end of a connection


def test_a_lost_bus_fails_every_call_and_then_says_so(loop: SelectLoop, tmp_path: Path) -> None:
    daemon = BusDaemon(tmp_path)
    daemon.start()
    bus = Bus.connect(loop, daemon.address)
    story: list[str] = []
    bus.call(
        bus.unique_name, "/", FACE, "Do", reply=lambda _body, error: story.append(str(error and error.name))
    )

    def lost() -> None:
        story.append("lost")
        loop.stop()

    bus.on_lost = lost
    daemon.kill()
    loop.call_later(10, loop.stop)
    loop.run(lambda: None)
    assert story == ["org.freedesktop.DBus.Error.Disconnected", "lost"]
    late: list[Any] = []

    def refused(_body: object, error: BusError | None) -> None:
        late.append(error)
        loop.stop()

    bus.call(DAEMON, DAEMON_PATH, DAEMON, "GetId", reply=refused)
    bus.signal("/thing", FACE, "Happened")
    loop.run(lambda: None)
    assert late[0].name.endswith(".Disconnected")


def test_after_close_no_callback_comes(two: Two) -> None:
    two.ours.call(
        DAEMON, DAEMON_PATH, DAEMON, "GetId", reply=lambda *_: pytest.fail("a reply after the close")
    )
    two.ours.on_lost = lambda: pytest.fail("closing is not losing")
    two.ours.close()
    two.ours.close()
    two.ask(two.theirs, DAEMON, DAEMON_PATH, DAEMON, "GetId")


def test_closing_from_inside_a_callback_is_fine(two: Two) -> None:
    two.theirs.export("/thing", FACE, {"Quit": ("", two.theirs.close)}, {})
    with pytest.raises(BusError):
        two.ask(two.ours, two.theirs.unique_name, "/thing", FACE, "Quit")


def test_a_message_that_is_too_long_ends_the_connection(two: Two, problems: list[BaseException]) -> None:
    lost: list[None] = []
    export_answer(two.theirs, lambda *_: None)
    two.theirs.on_lost = lambda: lost.append(None)
    two.ours.call(two.theirs.unique_name, "/thing", FACE, "Do", "ay", (b"x" * LONGEST_MESSAGE,))
    two.until(lambda: lost)
    assert [error.name for error in problems if isinstance(error, BusError)] == [
        "org.freedesktop.DBus.Error.LimitsExceeded"
    ]


def fake_daemon(folder: Path, behave: Callable[[socket.socket], None]) -> str:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "fake"))
    listener.listen()

    def serve() -> None:
        with listener, listener.accept()[0] as client:
            behave(client)

    threading.Thread(target=serve, daemon=True).start()
    return f"unix:path={folder / 'fake'}"


@pytest.mark.parametrize(
    "said",
    [b"", b"REJECTED EXTERNAL\r\n", b"OK 1234\r\n" + b"\xff" * 64, b"x" * 20000],
    ids=["hangs up", "rejects us", "talks nonsense", "never ends the line"],
)
def test_a_bus_that_misbehaves_at_the_door_is_an_error(loop: SelectLoop, tmp_path: Path, said: bytes) -> None:
    def behave(client: socket.socket) -> None:
        client.recv(1)
        client.sendall(said)

    with pytest.raises(BusError):
        Bus.connect(loop, fake_daemon(tmp_path, behave))


def test_a_bus_that_never_answers_is_given_up_within_seconds(loop: SelectLoop, tmp_path: Path) -> None:
    def behave(client: socket.socket) -> None:
        while client.recv(100):
            pass

    with pytest.raises(BusError, match="time"):
        Bus.connect(loop, fake_daemon(tmp_path, behave))


def test_a_bus_that_lets_us_in_and_hangs_up_is_an_error(loop: SelectLoop, tmp_path: Path) -> None:
    def behave(client: socket.socket) -> None:
        client.recv(1)
        client.sendall(b"OK 1234\r\n")

    with pytest.raises(BusError):
        Bus.connect(loop, fake_daemon(tmp_path, behave))


def test_a_bus_that_reads_nothing_is_lost_before_memory_is(loop: SelectLoop) -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    bus = Bus(loop, ours)
    bus.on_lost = loop.stop
    story: list[str] = []
    bus.call(DAEMON, DAEMON_PATH, DAEMON, "GetId", reply=lambda _body, error: story.append(str(error)))
    with theirs:
        for _ in range(6):
            bus.signal("/thing", FACE, "Happened", "ay", (b"x" * 1_000_000,))
        assert story == [], "nobody is called from inside a method"
        loop.run(lambda: None)
    assert story == ["the connection to the bus is gone"]


def test_nonsense_in_the_middle_ends_the_connection(loop: SelectLoop, problems: list[BaseException]) -> None:
    ours, theirs = socket.socketpair()
    bus = Bus(loop, ours)
    bus.on_lost = loop.stop
    ours.setblocking(False)
    loop.add_reader(ours.fileno(), bus._readable)
    with theirs:
        theirs.send(b"l\x01\x00\x01" + struct.pack("<III", 0, 1, 8) + b"\x63\x01s\0zzzz")  # cannot be parsed
        theirs.send(b"?" * 16)
        loop.run(lambda: None)
    assert len(problems) == 2


# --- addresses


def test_every_usable_place_of_an_address_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/me")
    address = "tcp:host=x,port=1;unix:abstract=/tmp/a%20b,guid=12;unix:path=/x%2fy%3b;unix:runtime=yes"
    address += ";unix:path=%4;"
    assert list(places(address)) == ["\0/tmp/a b", "/x/y;", "/run/me/bus"]


def test_the_second_place_is_tried_when_the_first_is_dead(loop: SelectLoop, tmp_path: Path) -> None:
    with private_bus(tmp_path) as address:
        bus = Bus.connect(loop, f"unix:path={tmp_path}/none;{address}")
        assert bus.unique_name.startswith(":1.")
        bus.close()
