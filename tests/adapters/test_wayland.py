"""A Wayland compositor that comes and goes, fails, or sends nonsense."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.desktop import retries
from sitbreak.desktop.linux.idle_pick import health_of
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.wayland import NotWayland, WaylandConnection, WaylandError, display_path
from sitbreak.desktop.linux.wayland_wire import number, text
from tests.adapters.compositor_fake import REGISTRY, SEAT, FakeCompositor
from tests.adapters.looping import run_for, run_until
from tests.adapters.wayland_bench import FIRST_MS, USUAL, Desk, Person, make_quick


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    make_quick(monkeypatch)


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def desk(loop: SelectLoop, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(loop, tmp_path)
    yield made
    made.close()


def test_a_lost_compositor_is_unknown_and_the_last_input_is_not_made_up_by_the_next(
    desk: Desk, tmp_path: Path
) -> None:
    fake, person = desk.sit(USUAL, 0.2)
    person.until(True)
    run_for(desk.loop, 0.6)
    fake.idled(200)
    person.until(False)
    last_input_at_s = person.idle.last_input_at_s
    fake.close()
    run_until(desk.loop, lambda: not person.idle.known)
    assert person.idle.why == "The compositor has closed the connection."
    run_until(desk.loop, lambda: "There is no compositor" in person.idle.why)
    assert health_of(person.idle).state == "absent"
    desk.fake = again = FakeCompositor(desk.loop, tmp_path, USUAL)
    run_until(desk.loop, lambda: FIRST_MS in again.lengths)
    again.idled(FIRST_MS)
    person.until_known()
    assert not person.idle.input_on
    assert person.idle.last_input_at_s == last_input_at_s


def test_a_protocol_error_is_said_in_its_own_words(desk: Desk) -> None:
    fake, person = desk.sit()
    person.until_known()
    fake.protest("you did something\nwrong" + "!" * 500)
    run_until(desk.loop, lambda: not person.idle.known)
    assert person.idle.why.startswith("The compositor reports an error: you did something")
    assert len(person.idle.why) < 300
    assert health_of(person.idle).state == "failing"


def test_a_compositor_that_says_nothing_is_given_up_in_time(loop: SelectLoop, tmp_path: Path) -> None:
    fake = FakeCompositor(loop, tmp_path, USUAL, answering=False)
    person = Person(loop, fake.env)
    person.start()
    run_until(loop, lambda: person.idle.failing)
    assert person.idle.why.startswith("The compositor does not answer within")
    fake.answering = True
    person.until_known()
    person.idle.close()
    fake.close()


NONSENSE = {
    "too short": struct.pack("=II", REGISTRY, 4 << 16),
    "no whole words": struct.pack("=II", REGISTRY, 10 << 16) + b"ab",
    "longer than any": struct.pack("=II", REGISTRY, 65532 << 16),
    "a global without a body": struct.pack("=II", REGISTRY, 8 << 16),
    "a text that is longer than its message": struct.pack("=IIII", REGISTRY, 16 << 16, 5, 99),
    "an empty text": struct.pack("=IIII", REGISTRY, 16 << 16, 5, 0),
    "an error without words": struct.pack("=II", 1, 8 << 16),
}


@pytest.mark.parametrize("raw", list(NONSENSE.values()), ids=list(NONSENSE))
def test_a_compositor_that_sends_nonsense_is_a_lost_one(desk: Desk, raw: bytes) -> None:
    fake, person = desk.sit()
    person.until_known()
    fake.send(raw)
    run_until(desk.loop, lambda: not person.idle.known)
    assert person.idle.why == "The compositor sends nonsense."
    person.until_known()


def test_events_of_nobody_and_unknown_events_are_nothing(desk: Desk) -> None:
    fake, person = desk.sit()
    person.until_known()
    watch = next(iter(fake.watches))
    for made, event in ((4711, 0), (watch, 9), (1, 7), (REGISTRY, 5)):
        fake.say(made, event, number(1))
    fake.say(1, 1, number(4711))
    run_for(desk.loop, 0.05)
    assert person.idle.known


def test_a_message_may_come_byte_by_byte(desk: Desk) -> None:
    fake, person = desk.sit()
    person.until(True)
    run_until(desk.loop, lambda: fake.lengths == {5000, 180000})
    for byte in struct.pack("=II", min(fake.watches), 8 << 16):
        fake.send(bytes([byte]))
        run_for(desk.loop, 0.002)
    person.until(False)


def test_a_compositor_that_offers_without_end_is_given_up(desk: Desk) -> None:
    fake, person = desk.sit()
    person.until_known()
    fake.send(b"".join(_offer(name) for name in range(100, 300)))
    run_until(desk.loop, lambda: not person.idle.known)
    assert person.idle.why == "The compositor offers too much."


def _offer(name: int) -> bytes:
    body = number(name) + text(SEAT) + number(1)
    return struct.pack("=II", REGISTRY, (8 + len(body)) << 16) + body


def test_a_compositor_that_takes_nothing_is_given_up(loop: SelectLoop, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "wayland-0"))
        listener.listen(1)
        lost: list[WaylandError] = []
        env = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-0"}
        connection = WaylandConnection(
            loop, env, frozenset({SEAT}), on_globals=lambda: None, on_lost=lost.append
        )
        for _ in range(200):
            connection.request(1, 0, bytes(4000))
        run_until(loop, lambda: bool(lost))
        assert str(lost[0]) == "The compositor takes no requests."
        connection.request(1, 0)  # nobody is there any more


def test_attempts_come_after_2_4_8_and_at_last_every_300_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "FIRST_S", 2.0)
    loop = NotedTimers()
    env = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-0"}
    person = Person(loop, env)
    person.start()
    run_until(loop, lambda: len(loop.delays_s) == 10)
    person.idle.close()
    loop.close()
    assert loop.delays_s == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


class NotedTimers(SelectLoop):
    """A loop that notes the delays it was asked for and makes them short."""

    def __init__(self) -> None:
        super().__init__()
        self.delays_s: list[float] = []

    def call_later(self, delay_s, callback):  # type: ignore[no-untyped-def]
        self.delays_s.append(delay_s)
        return super().call_later(0.0, callback)


# --- where the compositor is


def test_a_session_of_another_kind_is_not_asked_at_all(loop: SelectLoop, tmp_path: Path) -> None:
    fake = FakeCompositor(loop, tmp_path, USUAL)
    for env in ({}, {"XDG_RUNTIME_DIR": str(tmp_path), "XDG_SESSION_TYPE": "x11"}):
        person = Person(loop, env)
        person.start()
        run_for(loop, 0.2)
        assert person.idle.why == "This is no Wayland session."
        assert (person.idle.asking, person.idle.failing) == (False, False)
        person.idle.close()
    assert fake.connections == 0
    fake.close()


def test_the_place_of_the_compositor_follows_the_session() -> None:
    run = {"XDG_RUNTIME_DIR": "/r"}
    assert display_path(run | {"WAYLAND_DISPLAY": "wayland-3"}) == "/r/wayland-3"
    assert display_path(run | {"WAYLAND_DISPLAY": "/else/where"}) == "/else/where"
    assert display_path(run | {"XDG_SESSION_TYPE": "wayland"}) == "/r/wayland-0"
    for env in (run, {"WAYLAND_DISPLAY": "wayland-3"}):
        with pytest.raises(NotWayland):
            display_path(env)


def test_a_name_that_names_no_socket_is_an_error(loop: SelectLoop, tmp_path: Path) -> None:
    person = Person(loop, {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "x" * 200})
    person.start()
    assert person.idle.failing
    assert "cannot be reached" in person.idle.why
    person.idle.close()


def test_nothing_is_told_after_close_and_it_may_be_started_again(desk: Desk) -> None:
    fake, person = desk.sit()
    person.until_known()
    person.idle.close()
    changes = person.changes
    run_for(desk.loop, 0.3)
    assert person.changes == changes
    assert not person.idle.known
    person.start()
    person.until_known()
    assert fake.connections == 2
