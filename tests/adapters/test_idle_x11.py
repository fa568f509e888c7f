"""Pauses of input on a real X server, by alarms and by readings."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.clock import SystemClock
from sitbreak.desktop import idle_moments, retries
from sitbreak.desktop.linux import idle_x11_alarms, x11_link
from sitbreak.desktop.linux.idle_pick import health_of
from sitbreak.desktop.linux.idle_x11 import IdleX11
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.x11_link import XLink
from tests.adapters.looping import run_for, run_until
from tests.adapters.xserver import XServer, x_server

SHORT_S, LONG_S = 0.3, 0.6
BOTH = frozenset({SHORT_S, LONG_S})


class Person:
    """The idle source of one display, and what it has told."""

    def __init__(self, loop: SelectLoop, env: dict[str, str], thresholds_s: frozenset[float] = BOTH) -> None:
        self.loop = loop
        self.changes = 0
        self.clock = SystemClock()
        self.link = XLink(loop, env)
        self.idle = IdleX11(loop, self.clock, self.link, self._changed)
        self.idle.watch(thresholds_s)

    def _changed(self) -> None:
        self.changes += 1

    def start(self) -> None:
        self.idle.start()
        run_until(self.loop, lambda: self.idle.known)

    def close(self) -> None:
        self.idle.close()
        self.link.close()

    def paused_for_s(self) -> float:
        assert self.idle.last_input_at_s is not None
        return self.clock.now().boot_s - self.idle.last_input_at_s


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


def without_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Xvfb goes without SYNC; but it does deny an extension it has never heard of."""
    monkeypatch.setattr(idle_x11_alarms, "EXTENSION", "SYNC-OF-ANOTHER-SERVER")


@pytest.fixture(params=["alarms", "readings"])
def server(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[XServer]:
    if request.param == "readings":
        without_sync(monkeypatch)
    with x_server(tmp_path) as running:
        yield running


@pytest.fixture
def alarm_server(tmp_path: Path) -> Iterator[XServer]:
    with x_server(tmp_path) as running:
        yield running


@pytest.fixture
def person(loop: SelectLoop, server: XServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    monkeypatch.setattr(idle_moments, "LOOK_FOR_RETURN_S", (0.2, 0.2))
    made = Person(loop, server.env)
    yield made
    made.close()


def test_who_types_is_seen_typing_and_who_pauses_is_seen_pausing(person: Person, server: XServer) -> None:
    person.start()
    run_until(person.loop, lambda: not person.idle.input_on)
    paused_since_s = person.idle.last_input_at_s
    assert paused_since_s is not None
    run_for(person.loop, 0.2)
    server.press()
    # A reading may come only after this one input: it then tells of it, and of the pause since.
    run_until(person.loop, lambda: (person.idle.last_input_at_s or 0) > paused_since_s)
    run_until(person.loop, lambda: not person.idle.input_on)
    assert person.paused_for_s() >= SHORT_S - 0.01


def test_each_threshold_is_told_once_and_the_last_input_stays_where_it_was(
    loop: SelectLoop, alarm_server: XServer
) -> None:
    second_s = 1.2
    alarm_server.press()
    person = Person(loop, alarm_server.env, frozenset({SHORT_S, second_s}))
    person.start()
    run_until(loop, lambda: not person.idle.input_on)
    changes, last_input_at_s = person.changes, person.idle.last_input_at_s
    run_until(loop, lambda: person.changes > changes)
    assert person.paused_for_s() >= second_s - 0.02
    run_for(loop, 0.3)
    assert person.changes == changes + 1
    assert person.idle.last_input_at_s == last_input_at_s
    person.close()


def test_a_pause_that_began_before_we_came_is_known_at_once(person: Person, server: XServer) -> None:
    server.press()
    run_for(person.loop, LONG_S + 0.2)
    person.start()
    assert not person.idle.input_on
    assert person.paused_for_s() >= LONG_S
    server.press()
    run_until(person.loop, lambda: person.idle.input_on)


def test_after_a_long_pause_the_first_input_is_seen(person: Person, server: XServer) -> None:
    person.start()
    run_until(person.loop, lambda: not person.idle.input_on)
    run_for(person.loop, LONG_S)
    hand = server.hand("mousemove_relative", "5", "5")
    run_until(person.loop, lambda: person.idle.input_on)
    assert hand.wait(20) == 0


def test_forty_inputs_cost_next_to_no_wake_ups(loop: SelectLoop, alarm_server: XServer) -> None:
    person = Person(loop, alarm_server.env, frozenset({5.0, 180.0}))
    person.start()
    run_for(loop, 0.1)
    before = loop.wakeups
    words = [word for number in range(20) for word in ("key", "a", "mousemove", str(number * 9), "50")]
    with alarm_server.hand(*words) as hand:
        done = os.pidfd_open(hand.pid)
        loop.add_reader(done, lambda: loop.remove_reader(done))
        run_until(loop, lambda: hand.poll() is not None)
        os.close(done)
    assert loop.wakeups - before <= 3
    assert person.idle.input_on
    person.close()


def test_other_thresholds_count_at_once(person: Person) -> None:
    person.idle.watch(frozenset({60.0}))
    person.start()
    run_for(person.loop, SHORT_S + 0.1)
    assert person.idle.input_on
    person.idle.watch(BOTH)
    run_until(person.loop, lambda: not person.idle.input_on)
    assert person.paused_for_s() >= SHORT_S


def test_a_pause_stays_one_when_only_longer_ones_are_watched_for_and_its_end_is_seen(
    loop: SelectLoop, alarm_server: XServer
) -> None:
    person = Person(loop, alarm_server.env)
    person.start()
    run_until(loop, lambda: not person.idle.input_on)
    last_input_at_s, changes = person.idle.last_input_at_s, person.changes
    person.idle.watch(frozenset({30.0, 60.0}))
    run_until(loop, lambda: person.changes > changes)
    run_for(loop, 0.1)
    assert not person.idle.input_on
    assert person.idle.last_input_at_s == last_input_at_s
    alarm_server.press()
    run_until(loop, lambda: person.idle.input_on)
    run_for(loop, SHORT_S + 0.1)
    before = loop.wakeups
    alarm_server.press()
    run_for(loop, 0.1)
    assert loop.wakeups - before <= 1  # such a short pause is none any more
    person.close()


def test_by_readings_a_threshold_is_not_reached_unawares(
    loop: SelectLoop, alarm_server: XServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who paused briefly and types again is known to, before the pause would have been a long one."""
    without_sync(monkeypatch)
    person = Person(loop, alarm_server.env, frozenset({SHORT_S, 2.0}))
    person.start()
    run_until(loop, lambda: not person.idle.input_on)
    paused_since_s = person.idle.last_input_at_s
    assert paused_since_s is not None
    run_for(loop, 0.3)
    alarm_server.press()
    run_until(loop, lambda: (person.idle.last_input_at_s or 0) > paused_since_s)
    assert person.clock.now().boot_s < paused_since_s + 2.0
    person.close()


def test_the_old_thresholds_are_forgotten(loop: SelectLoop, alarm_server: XServer) -> None:
    person = Person(loop, alarm_server.env)
    person.start()
    person.idle.watch(frozenset({60.0}))
    run_for(loop, 0.1)
    changes = person.changes
    run_for(loop, LONG_S + 0.2)
    assert person.changes == changes
    person.close()


def test_no_threshold_is_no_watch(person: Person) -> None:
    person.idle.watch(frozenset())
    person.start()
    before = person.loop.wakeups
    run_for(person.loop, 0.5)
    assert person.loop.wakeups - before <= 1


@pytest.mark.parametrize("how", ["by alarms", "by readings"])
def test_health_says_how_it_is_known(
    loop: SelectLoop, alarm_server: XServer, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "by readings":
        without_sync(monkeypatch)
    person = Person(loop, alarm_server.env)
    person.start()
    health = health_of(person.idle)
    person.close()
    assert (health.part, health.state, health.detail) == ("idle", "ok", f"X11, {how}.")


def test_a_server_without_either_extension_is_unknown_with_a_reason(
    loop: SelectLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_sync(monkeypatch)
    with x_server(tmp_path, "-extension", "MIT-SCREEN-SAVER") as server:
        person = Person(loop, server.env)
        person.idle.start()
        run_until(loop, lambda: person.link.state == "failing")
        person.close()
    assert not person.idle.known
    assert person.idle.why == "This X server cannot tell when the last input was."


# --- servers that come and go


def test_a_killed_server_is_unknown_and_the_next_one_is_picked_up(
    loop: SelectLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "FIRST_S", 0.1)
    with x_server(tmp_path) as server:
        person = Person(loop, server.env)
        person.start()
        changes = person.changes
        server.kill()
        run_until(loop, lambda: not person.idle.known)
        assert person.changes == changes + 1
        assert not person.idle.input_on
        assert "X server" in person.idle.why
        assert health_of(person.idle).state in ("absent", "failing")
        server.start()
        run_until(loop, lambda: person.idle.known)
        server.press()
        run_until(loop, lambda: person.idle.input_on)
        run_until(loop, lambda: not person.idle.input_on)
        person.close()


def test_a_display_that_appears_later_is_picked_up(
    loop: SelectLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "FIRST_S", 0.1)
    env: dict[str, str] = {}
    person = Person(loop, env)
    person.idle.start()
    assert health_of(person.idle).state == "absent"
    assert person.idle.why == "DISPLAY is not set: there is no X server to ask."
    with x_server(tmp_path) as server:
        env.update(server.env)
        run_until(loop, lambda: person.idle.known)
        person.close()


class NotedTimers(SelectLoop):
    """A loop that notes the delays it was asked for and makes them short."""

    def __init__(self) -> None:
        super().__init__()
        self.delays_s: list[float] = []

    def call_later(self, delay_s, callback):  # type: ignore[no-untyped-def]
        self.delays_s.append(delay_s)
        return super().call_later(0.0, callback)


def test_attempts_come_after_2_4_8_and_at_last_every_300_s() -> None:
    loop = NotedTimers()
    person = Person(loop, {"DISPLAY": ":65000"})
    person.idle.start()
    run_until(loop, lambda: len(loop.delays_s) == 10)
    person.close()
    loop.close()
    assert loop.delays_s == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


@pytest.mark.parametrize("session", [{"WAYLAND_DISPLAY": "wayland-0"}, {"XDG_SESSION_TYPE": "wayland"}])
def test_in_a_wayland_session_x11_is_not_asked(
    loop: SelectLoop, alarm_server: XServer, session: dict[str, str]
) -> None:
    person = Person(loop, alarm_server.env | session)
    person.idle.start()
    before = loop.wakeups
    run_for(loop, 0.2)
    assert loop.wakeups - before <= 1
    assert health_of(person.idle).state == "absent"
    assert person.idle.why.startswith("Wayland session: ")
    person.close()


def test_an_x_server_that_is_xwayland_is_not_asked_either(
    loop: SelectLoop, alarm_server: XServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x11_link, "XWAYLAND", "RANDR")  # the mark of Xwayland is that it has an extension
    person = Person(loop, alarm_server.env)
    person.idle.start()
    run_until(loop, lambda: person.idle.why.startswith("Wayland session: "))
    assert person.link.connection is None
    person.close()


class SleptClock(SystemClock):
    slept_s = 0.0

    def moment_of_idle(self, idle_s: float) -> float:
        return super().moment_of_idle(idle_s) + self.slept_s


def test_a_sleep_of_the_machine_does_not_move_the_last_input(loop: SelectLoop, alarm_server: XServer) -> None:
    """The server's count stops while the machine sleeps: after an hour of it, it still says "a minute
    ago"."""
    clock = SleptClock()
    changes: list[bool] = []
    link = XLink(loop, alarm_server.env)
    idle = IdleX11(loop, clock, link, lambda: changes.append(True))
    idle.watch(frozenset({0.1}))
    idle.start()
    run_until(loop, lambda: idle.known and not idle.input_on)
    last_input_at_s = idle.last_input_at_s
    clock.slept_s = 3600
    changes.clear()
    idle.watch(frozenset({0.2, 60.0}))
    run_until(loop, lambda: len(changes) > 1)
    assert idle.last_input_at_s == last_input_at_s
    link.close()


# --- readings that cannot be true


@pytest.fixture
def known(loop: SelectLoop, alarm_server: XServer) -> Iterator[Person]:
    made = Person(loop, alarm_server.env)
    made.start()
    yield made
    made.close()


@pytest.mark.parametrize("idle_s", [-0.001, -5e9, math.nan, math.inf, 4e9])
def test_an_impossible_reading_is_thrown_away(known: Person, idle_s: float) -> None:
    last_input_at_s = known.idle.last_input_at_s
    known.idle.told(idle_s)
    assert known.idle.last_input_at_s == last_input_at_s
    assert not known.idle.known
    assert "impossible idle time" in known.idle.why
    assert health_of(known.idle).state == "failing"


def test_idle_time_that_grows_faster_than_time_is_thrown_away(known: Person) -> None:
    known.idle.told(0.0)
    known.idle.told(600.0)
    assert not known.idle.known


def test_after_a_thrown_away_reading_the_server_is_asked_again(
    known: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    known.link._retry_s = 0.1
    known.idle.told(-1.0)
    run_until(known.loop, lambda: known.idle.known)
