"""Pauses of input from a Wayland compositor that says what it likes, in time, late, wrongly or not at all."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.clock import SystemClock
from sitbreak.desktop.linux import idle_wayland_seat, retries, wayland
from sitbreak.desktop.linux.idle_pick import health_of
from sitbreak.desktop.linux.idle_wayland import IdleWayland
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.wayland import NotWayland, WaylandConnection, WaylandError, display_path
from sitbreak.desktop.linux.wayland_wire import number, text
from tests.adapters.compositor_fake import EXT, KDE, REGISTRY, SEAT, FakeCompositor
from tests.adapters.looping import run_for, run_until

FIRST_MS = 100
USUAL = [("wl_output", 4), (SEAT, 8), (EXT, 1)]


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle_wayland_seat, "FIRST_PAUSE_S", FIRST_MS / 1000)
    monkeypatch.setattr(idle_wayland_seat, "_PATIENCE_S", 0.1)
    monkeypatch.setattr(retries, "FIRST_S", 0.05)
    monkeypatch.setattr(wayland, "SET_UP_LIMIT_S", 0.3)


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


class Person:
    """What is known of somebody before the compositor *desk*."""

    def __init__(self, loop: SelectLoop, env: dict[str, str], *thresholds_s: float) -> None:
        self.loop = loop
        self.changes = 0
        self.clock = SystemClock()
        self.idle = IdleWayland(loop, self.clock, env, self._changed)
        self.idle.watch(frozenset(thresholds_s or (5.0, 180.0)))

    def _changed(self) -> None:
        self.changes += 1

    def start(self) -> None:
        self.idle.start()

    def until_known(self) -> None:
        run_until(self.loop, lambda: self.idle.known)

    def until(self, input_on: bool) -> None:
        run_until(self.loop, lambda: self.idle.known and self.idle.input_on is input_on)

    def last_input_ago_s(self) -> float:
        assert self.idle.last_input_at_s is not None
        return self.clock.now().boot_s - self.idle.last_input_at_s


class Desk:
    """A compositor and somebody before it."""

    def __init__(self, loop: SelectLoop, folder: Path) -> None:
        self.loop = loop
        self.folder = folder
        self.fake: FakeCompositor | None = None
        self.person: Person | None = None

    def sit(
        self, offers: list[tuple[str, int]] = USUAL, *thresholds_s: float
    ) -> tuple[FakeCompositor, Person]:
        self.fake = FakeCompositor(self.loop, self.folder, offers)
        self.person = Person(self.loop, self.fake.env, *thresholds_s)
        self.person.start()
        return self.fake, self.person

    def close(self) -> None:
        if self.person is not None:
            self.person.idle.close()
        if self.fake is not None:
            self.fake.close()


@pytest.fixture
def desk(loop: SelectLoop, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(loop, tmp_path)
    yield made
    made.close()


# --- which protocol


@pytest.mark.parametrize(
    ("offers", "opcode", "how"),
    [
        ([(KDE, 1), (EXT, 2), (SEAT, 8)], 2, "Wayland ext-idle-notify-v1, input alone"),
        ([(KDE, 1), (EXT, 1), (SEAT, 8)], 1, "Wayland ext-idle-notify-v1"),
        ([(KDE, 1), (SEAT, 8)], 0, "Wayland org_kde_kwin_idle"),
    ],
)
def test_the_best_protocol_there_is_is_spoken(
    desk: Desk, offers: list[tuple[str, int]], opcode: int, how: str
) -> None:
    fake, person = desk.sit(offers)
    person.until_known()
    run_until(desk.loop, lambda: fake.lengths == {5000, 180000})
    assert {watch[0] for watch in fake.watches.values()} == {opcode}
    assert health_of(person.idle).detail == f"{how}."
    assert ("input only" in person.idle.capabilities) is (opcode == 2)
    assert fake.bound[SEAT] == 1


def test_a_compositor_that_tells_of_no_pauses_is_unknown_with_a_reason_until_it_does(desk: Desk) -> None:
    fake, person = desk.sit([(SEAT, 8)])
    run_until(desk.loop, lambda: not person.idle.asking)
    assert person.idle.why == "This compositor does not tell of pauses in input."
    assert health_of(person.idle).state == "absent"
    before = desk.loop.wakeups
    run_for(desk.loop, 0.3)
    assert desk.loop.wakeups - before <= 1  # it is not asked again and again
    fake.offer(9, KDE, 1)
    person.until_known()
    fake.offer(10, EXT, 1)
    run_until(desk.loop, lambda: not person.idle.known)
    person.until_known()
    assert person.idle.how == "Wayland ext-idle-notify-v1"
    fake.withdraw(10)
    run_until(desk.loop, lambda: person.idle.how == "Wayland org_kde_kwin_idle")
    assert fake.connections == 1


# --- what is known


def test_who_moves_nothing_at_first_is_pausing_and_nobody_knows_since_when(desk: Desk) -> None:
    fake, person = desk.sit()
    run_until(desk.loop, lambda: FIRST_MS in fake.lengths)
    fake.idled(FIRST_MS)
    person.until_known()
    assert not person.idle.input_on
    assert person.idle.last_input_at_s is None
    fake.idled(5000)
    run_for(desk.loop, 0.05)
    assert person.idle.last_input_at_s is None
    fake.resumed(FIRST_MS)
    fake.resumed(5000)
    person.until(True)
    run_until(desk.loop, lambda: fake.lengths == {5000, 180000})  # the first, short one is of no more use
    assert person.last_input_ago_s() < 1.0


def test_who_does_not_pause_for_a_moment_at_first_is_there(desk: Desk) -> None:
    fake, person = desk.sit()
    assert person.idle.asking
    person.until(True)
    assert not person.idle.asking
    run_until(desk.loop, lambda: fake.lengths == {5000, 180000})


def test_a_pause_that_was_watched_from_its_beginning_is_known_exactly(desk: Desk) -> None:
    fake, person = desk.sit(USUAL, 0.2)
    person.until(True)
    run_for(desk.loop, 0.6)
    fake.idled(200)
    person.until(False)
    assert person.last_input_ago_s() == pytest.approx(0.2, abs=0.15)
    fake.resumed(200)
    person.until(True)


def test_each_threshold_is_told_and_the_last_input_stays_where_it_was(desk: Desk) -> None:
    fake, person = desk.sit(USUAL, 0.2, 0.4)
    person.until(True)
    run_for(desk.loop, 0.6)
    fake.idled(200)
    person.until(False)
    last_input_at_s, changes = person.idle.last_input_at_s, person.changes
    run_for(desk.loop, 0.2)
    fake.idled(400)
    run_until(desk.loop, lambda: person.changes > changes)
    assert person.idle.last_input_at_s == last_input_at_s


def test_the_return_is_told_once_however_often_it_is_said(desk: Desk) -> None:
    fake, person = desk.sit(USUAL, 0.2, 0.4)
    person.until(True)
    run_for(desk.loop, 0.6)
    fake.idled(200)
    fake.idled(400)
    person.until(False)
    changes = person.changes
    for length_ms in (200, 400, 200):
        fake.resumed(length_ms)
    person.until(True)
    run_for(desk.loop, 0.05)
    assert person.changes == changes + 1


def test_a_threshold_asked_for_late_tells_only_since_when_it_was_watched_until_an_older_one_tells_more(
    desk: Desk,
) -> None:
    """The user has paused for a while when a short pause begins to matter."""
    fake, person = desk.sit(USUAL, 0.9)
    person.until(True)
    run_for(desk.loop, 0.3)
    person.idle.watch(frozenset({0.1, 0.9}))
    run_until(desk.loop, lambda: 100 in fake.lengths)
    run_for(desk.loop, 0.1)
    fake.idled(100)
    person.until(False)
    assert person.last_input_ago_s() < 0.4  # not earlier, as far as anybody knows
    run_for(desk.loop, 0.8)
    fake.idled(900)
    run_until(desk.loop, lambda: person.last_input_ago_s() > 0.85)
    assert person.idle.known


def test_thresholds_come_and_go_but_a_pause_stays_one(desk: Desk) -> None:
    fake, person = desk.sit(USUAL, 5.0, 180.0)
    person.until(True)
    person.idle.watch(frozenset({2.0, 180.0}))
    run_until(desk.loop, lambda: fake.lengths == {2000, 180000})
    fake.idled(2000)
    person.until(False)
    person.idle.watch(frozenset({180.0}))
    run_for(desk.loop, 0.05)
    assert not person.idle.input_on
    assert fake.lengths == {2000, 180000}  # it alone will tell of the return
    fake.resumed(2000)
    person.until(True)
    run_until(desk.loop, lambda: fake.lengths == {180000})


def test_objects_of_many_thresholds_take_the_names_of_those_that_are_gone(desk: Desk) -> None:
    fake, person = desk.sit()
    person.until(True)
    for turn in range(40):
        person.idle.watch(frozenset({5.0 + turn % 2, 180.0}))
        run_until(desk.loop, lambda turn=turn: fake.lengths == {5000 + 1000 * (turn % 2), 180000})  # type: ignore[misc]
    assert len(fake.ended) >= 39
    assert max(fake.watches) < 16


def test_with_two_seats_the_user_is_where_input_is(desk: Desk) -> None:
    fake, person = desk.sit([(SEAT, 8), (SEAT, 8), (EXT, 1)], 0.2)
    person.until(True)
    run_for(desk.loop, 0.6)
    first, second = sorted(fake.watches)
    fake.say(first, 0)
    run_for(desk.loop, 0.05)
    assert person.idle.input_on
    fake.say(second, 0)
    person.until(False)
    fake.say(first, 1)
    person.until(True)
    fake.withdraw(1)
    fake.withdraw(2)
    run_until(desk.loop, lambda: not person.idle.known)
    assert person.idle.why == "The compositor knows of no keyboard or pointer."
    fake.offer(7, SEAT, 8)
    person.until_known()


def test_a_pause_that_cannot_be_is_not_believed(desk: Desk) -> None:
    """Three minutes without input, a moment after there was some."""
    fake, person = desk.sit(USUAL, 0.2, 0.5, 1.5)
    person.until(True)
    run_for(desk.loop, 2.0)
    fake.idled(200)
    person.until(False)
    fake.resumed(200)
    person.until(True)
    fake.idled(1500)
    run_until(desk.loop, lambda: not person.idle.known)
    assert "impossible idle time" in person.idle.why
    assert health_of(person.idle).state == "failing"
    person.until_known()
    assert fake.connections == 2


# --- compositors that come, go and fail


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
