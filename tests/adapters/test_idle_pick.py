"""Which source of idle time is used, with sources that come and go; and the order of the real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitbreak.clock import SystemClock, monotonic_s
from sitbreak.desktop import retries
from sitbreak.desktop.linux import idle_wayland_seat
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.idle_pick import IdlePick, makers
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.x11_link import XLink
from tests.adapters.compositor_fake import EXT, SEAT, FakeCompositor
from tests.adapters.idle_fakes import FakeHints, FakeMutter
from tests.adapters.looping import run_for, run_until
from tests.adapters.private_bus import private_bus
from tests.adapters.xserver import x_server


class FakeSource:
    """A source that is told what to know."""

    how = "fake"
    capabilities = frozenset({"tells"})

    def __init__(self, name: str) -> None:
        self.name = name
        self.known = False
        self.asking = False
        self.failing = False
        self.expected = False
        self.input_on = False
        self.last_input_at_s: float | None = None
        self.why = f"{name} is not there."
        self.started = False
        self.starts = 0
        self.thresholds_s: frozenset[float] = frozenset()
        self.first: dict[str, object] = {}  # what it is as soon as it has started
        self._changed: Callable[[], None] = lambda: None

    def made(self, changed: Callable[[], None]) -> FakeSource:
        self._changed = changed
        return self

    def start(self) -> None:
        if not self.started:
            self.started = True
            self.starts += 1
            self.be(**self.first)

    def watch(self, thresholds_s: frozenset[float]) -> None:
        self.thresholds_s = thresholds_s

    def close(self) -> None:
        self.started = False
        self.known = self.asking = self.failing = False

    def be(self, **what: object) -> None:
        self.known = self.asking = self.failing = False
        for name, value in what.items():
            setattr(self, name, value)
        self._changed()


class Three:
    """Three sources, of which the best known one is picked."""

    def __init__(self) -> None:
        self.changes = 0
        self.sources = [FakeSource(name) for name in ("first", "second", "third")]
        self.clock = SystemClock()
        self.pick = IdlePick(self.clock, [source.made for source in self.sources], self._told)

    def _told(self) -> None:
        self.changes += 1

    @property
    def running(self) -> list[str]:
        return [source.name for source in self.sources if source.started]


@pytest.fixture
def three() -> Three:
    return Three()


def test_the_first_that_knows_is_used_and_the_others_are_never_asked(three: Three) -> None:
    first, second, _ = three.sources
    first.first = {"asking": True}
    second.first = {"known": True}
    three.pick.watch(frozenset({5.0}))
    three.pick.start()
    assert three.running == ["first"]
    assert not three.pick.known
    first.be(known=True, input_on=True, last_input_at_s=7.0)
    assert three.running == ["first"]
    assert (three.pick.known, three.pick.input_on, three.pick.last_input_at_s) == (True, True, 7.0)
    assert three.pick.why == ""
    assert three.pick.capabilities == {"tells"}
    assert three.changes == 1
    assert first.thresholds_s == frozenset({5.0})
    assert [name for name, _ in three.pick.each()] == ["first"]


def test_where_the_first_is_not_the_next_is_asked(three: Three) -> None:
    first, second, third = three.sources
    second.first = {"asking": True}
    third.first = {"known": True, "input_on": True}
    three.pick.start()
    assert three.running == ["first", "second"]
    second.be(failing=True)
    assert three.running == ["first", "second", "third"]
    assert three.pick.input_on
    assert first.starts == 1


def test_a_better_one_that_comes_later_takes_over_and_the_other_rests(three: Three) -> None:
    first, second, third = three.sources
    third.first = {"known": True}
    three.pick.start()
    assert three.running == ["first", "second", "third"]
    first.be(asking=True)
    assert three.pick.known  # what is known is not given up for a question
    second.be(known=True)
    assert three.running == ["first", "second"]
    first.be(known=True, input_on=True)
    assert three.running == ["first"]
    assert three.pick.input_on


def test_a_lost_one_is_replaced_and_taken_back_when_it_is_there_again(three: Three) -> None:
    first, second, third = three.sources
    first.first = {"known": True, "input_on": True}
    second.first = {"asking": True}
    three.pick.start()
    first.be(failing=True)
    assert three.running == ["first", "second"]
    assert not three.pick.known
    assert not three.pick.input_on
    assert three.pick.last_input_at_s is None
    second.be()
    third.be(known=True)
    assert three.pick.known
    first.be(known=True)
    assert three.running == ["first"]
    assert (second.starts, third.starts) == (1, 1)


def test_nothing_known_is_said_with_the_reason_nearest_to_knowing(three: Three) -> None:
    first, second, third = three.sources
    assert three.pick.why == "Not asked for yet."
    three.pick.start()
    assert three.pick.why == "first is not there."
    assert three.pick.health().state == "absent"
    third.failing = True
    assert three.pick.why == "third is not there."
    assert three.pick.health().state == "failing"
    second.expected = True
    assert three.pick.why == "second is not there."
    first.asking = True
    assert three.pick.why == "first is not there."
    assert [(name, health.state) for name, health in three.pick.each()] == [
        ("first", "absent"),
        ("second", "absent"),
        ("third", "failing"),
    ]


@pytest.mark.parametrize(
    ("input_on", "ago_s", "said"),
    [
        (True, 0.0, "fake, input goes on."),
        (False, None, "fake, no input yet."),
        (False, 12.2, "fake, last input 12 s ago."),
        (False, 200.0, "fake, last input 3 min ago."),
    ],
)
def test_health_says_by_which_means_and_when_the_last_input_was(
    three: Three, input_on: bool, ago_s: float | None, said: str
) -> None:
    at_s = None if ago_s is None else three.clock.now().boot_s - ago_s
    three.sources[0].first = {"known": True, "input_on": input_on, "last_input_at_s": at_s}
    three.pick.start()
    health = three.pick.health()
    assert (health.part, health.state, health.detail) == ("idle", "ok", said)


def test_after_close_nothing_is_started_or_told(three: Three) -> None:
    three.sources[0].first = {"known": True}
    three.pick.start()
    three.pick.close()
    three.sources[1].be(known=True)
    assert three.changes == 0
    assert three.running == []
    assert not three.pick.known


# --- the real ones


class Session:
    """The real sources in the session of *env*."""

    def __init__(self, env: dict[str, str]) -> None:
        self.loop = SelectLoop()
        self.clock = SystemClock()
        self._buses = (BusLink(self.loop, "session"), BusLink(self.loop, "system"))
        self._x11 = XLink(self.loop, env)
        made_by = makers(self.loop, self.clock, self._x11, self._buses, env)
        self.idle = IdlePick(self.clock, made_by, lambda: None)
        self.idle.watch(frozenset({0.5, 180.0}))
        self.idle.start()

    def until(self, how: str) -> None:
        run_until(self.loop, lambda: self.idle.known and self.idle.health().detail.startswith(how))

    def close(self) -> None:
        self.idle.close()
        self._x11.close()
        for bus in self._buses:
            bus.close()
        self.loop.close()


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(retries, "FIRST_S", 0.1)
    monkeypatch.setattr(idle_wayland_seat, "FIRST_PAUSE_S", 0.1)
    with private_bus(tmp_path / "bus") as place:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", place)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", place)
        yield place


def test_on_x11_the_x_server_is_used_until_gnome_comes_and_again_when_it_goes(
    tmp_path: Path, address: str
) -> None:
    with x_server(tmp_path) as server:
        session = Session(server.env)
        session.until("X11, by alarms")
        mutter = FakeMutter(session.loop, address)
        session.until("GNOME idle monitor")
        run_for(session.loop, 0.1)
        before = session.loop.wakeups
        assert server.hand("mousemove_relative", "5", "5").wait(20) == 0
        run_for(session.loop, 0.8)  # longer than the threshold, which the X server no longer watches for
        assert session.loop.wakeups - before <= 1
        mutter.vanish()
        session.until("X11, by alarms")
        server.press()
        run_until(session.loop, lambda: session.idle.input_on)
        session.close()


def test_on_wayland_the_compositor_is_used_else_the_login_manager_but_never_the_x_server(
    tmp_path: Path, address: str
) -> None:
    with x_server(tmp_path) as server:
        run = tmp_path / "run"
        run.mkdir()
        session = Session(server.env | {"XDG_RUNTIME_DIR": str(run), "WAYLAND_DISPLAY": "wayland-7"})
        run_until(session.loop, lambda: "There is no compositor" in session.idle.why)
        hints = FakeHints(session.loop, address)
        hints.since_us = int(monotonic_s() * 1e6)
        session.until("login manager, only when the desktop calls itself idle")
        compositor = FakeCompositor(session.loop, run, [(SEAT, 8), (EXT, 2)])
        session.until("Wayland ext-idle-notify-v1, input alone")
        compositor.close()
        session.until("login manager")
        described = dict(session.idle.each())
        assert "X11" not in described
        assert described["GNOME"].state == "absent"
        hints.vanish()
        run_until(session.loop, lambda: "There is no compositor" in session.idle.why)
        session.close()
