"""Lock, sleep and session switch, told by fakes on a real bus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from sitbreak.desktop.linux import session as session_module
from sitbreak.desktop.linux.bus import DAEMON, Bus
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.screen_locks import SERVICES
from sitbreak.desktop.linux.session import Session
from tests.adapters.looping import run_for, run_until
from tests.adapters.private_bus import BusDaemon, private_bus
from tests.adapters.session_fakes import LOGIN, FakeLogind, FakeScreenSaver

GNOME = ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver")
FREEDESKTOP = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")
_LONGEST_CHAIN = 6  # questions that each wait for the answer to the one before


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with private_bus(tmp_path) as place:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", place)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", place)
        yield place


class Desk:
    """A session under watch, and how often it has changed."""

    def __init__(self, loop: SelectLoop, **environ: str) -> None:
        self.loop = loop
        self.changes = 0
        self.links = (BusLink(loop, "session"), BusLink(loop, "system"))
        self.session = Session(loop, *self.links, environ, self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def until(self, happened: Callable[[], bool]) -> None:
        run_until(self.loop, happened)

    def settle(self) -> None:
        """Until all questions asked so far have been answered, and those that followed from the answers."""
        self.until(lambda: all(link.bus is not None for link in self.links))
        for _ in range(_LONGEST_CHAIN):
            answered: list[object] = []
            for link in self.links:
                assert link.bus is not None
                for name in (DAEMON, LOGIN, *SERVICES):
                    reply = partial(self._answered, answered)
                    link.bus.call(name, "/", "org.freedesktop.DBus.Peer", "Ping", reply=reply)
            self.until(partial(self._all_have, answered, len(self.links) * (2 + len(SERVICES))))

    def _answered(self, answered: list[object], body: object, error: object) -> None:
        answered.append(error or body)

    def _all_have(self, answered: list[object], count: int) -> bool:
        return len(answered) == count

    def close(self) -> None:
        self.session.close()
        for link in self.links:
            link.close()


@pytest.fixture
def desk(loop: SelectLoop, address: str) -> Iterator[Desk]:
    made = Desk(loop)
    yield made
    made.close()


@pytest.fixture
def logind(loop: SelectLoop, address: str) -> Iterator[FakeLogind]:
    made = FakeLogind(loop, address)
    yield made
    made.vanish()


@pytest.fixture
def gnome(loop: SelectLoop, address: str) -> Iterator[FakeScreenSaver]:
    made = FakeScreenSaver(loop, address, *GNOME)
    yield made
    made.vanish()


def state(desk: Desk) -> tuple[bool, bool, bool]:
    return desk.session.locked, desk.session.inactive, desk.session.asleep


def test_with_nobody_on_the_buses_nothing_is_locked_and_health_says_so(desk: Desk) -> None:
    desk.settle()
    assert state(desk) == (False, False, False)
    assert desk.session.health().state == "absent"
    assert "missing input" in desk.session.health().detail
    assert desk.changes == 0


def test_without_any_bus_it_works_and_says_so(loop: SelectLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    desk = Desk(loop)
    desk.session.input_is(True)
    run_for(loop, 0.05)
    assert state(desk) == (False, False, False)
    assert desk.session.health().state == "absent"
    desk.close()


# --- the login manager


def test_the_lock_of_the_login_manager_is_known_by_wish_and_by_hint(desk: Desk, logind: FakeLogind) -> None:
    desk.settle()
    assert desk.session.health().detail == "logind session c1"
    logind.wish("Lock")
    desk.until(lambda: desk.session.locked)
    logind.wish("Unlock")
    desk.until(lambda: not desk.session.locked)
    logind.say(LockedHint=True)
    desk.until(lambda: desk.session.locked)
    logind.say(LockedHint=False)
    desk.until(lambda: not desk.session.locked)


def test_a_lock_announced_thrice_is_one_lock(desk: Desk, logind: FakeLogind, gnome: FakeScreenSaver) -> None:
    desk.settle()
    logind.wish("Lock")
    logind.say(LockedHint=True)
    gnome.say(True)
    gnome.say(True, "/ScreenSaver", "/org/gnome/ScreenSaver")
    desk.settle()
    assert desk.session.locked
    assert desk.changes == 1


def test_another_session_in_front_and_back(desk: Desk, logind: FakeLogind) -> None:
    desk.settle()
    logind.say(Active=False)
    desk.until(lambda: desk.session.inactive)
    logind.say(Active=True)
    desk.until(lambda: not desk.session.inactive)
    assert desk.changes == 2


def test_sleep_is_announced_and_ended(desk: Desk, logind: FakeLogind) -> None:
    desk.settle()
    logind.sleep(True)
    logind.sleep(True)
    desk.until(lambda: desk.session.asleep)
    logind.sleep(False)
    desk.until(lambda: not desk.session.asleep)
    assert desk.changes == 2


def test_a_session_that_was_locked_before_we_came_is_locked(loop: SelectLoop, address: str) -> None:
    logind = FakeLogind(loop, address, locked=True)
    desk = Desk(loop)
    desk.until(lambda: desk.session.locked)
    desk.close()
    logind.vanish()


@pytest.mark.parametrize("way", ["GetSession", "GetSessionByPID", "GetUser"])
def test_the_session_is_found_in_each_of_three_ways(loop: SelectLoop, address: str, way: str) -> None:
    logind = FakeLogind(loop, address, known_by=(way,))
    desk = Desk(loop, XDG_SESSION_ID="c1")
    desk.until(lambda: desk.session.health().state == "ok")
    desk.settle()
    logind.wish("Lock")
    desk.until(lambda: desk.session.locked)
    desk.close()
    logind.vanish()


def test_the_locks_of_other_sessions_are_not_ours(desk: Desk, logind: FakeLogind) -> None:
    desk.settle()
    logind.wish("Lock", "/org/freedesktop/login1/session/c2")
    desk.settle()
    assert not desk.session.locked


def test_a_stranger_cannot_lock_us_out(desk: Desk, logind: FakeLogind, address: str) -> None:
    desk.settle()
    stranger = Bus.connect(desk.loop, address)
    stranger.signal(logind.path, f"{LOGIN}.Session", "Lock")
    stranger.signal("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", "b", (True,))
    stranger.signal(GNOME[1], GNOME[0], "ActiveChanged", "b", (True,))
    desk.settle()
    stranger.close()
    assert state(desk) == (False, False, False)


def test_signals_of_a_strange_shape_are_passed_over(
    desk: Desk, logind: FakeLogind, gnome: FakeScreenSaver
) -> None:
    desk.settle()
    logind.bus.signal("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", "s", ("soon",))
    logind.bus.signal(logind.path, "org.freedesktop.DBus.Properties", "PropertiesChanged", "s", ("x",))
    gnome.bus.signal(GNOME[1], GNOME[0], "ActiveChanged", "u", (1,))
    gnome.bus.signal(GNOME[1], GNOME[0], "ActiveChanged")
    desk.settle()
    assert state(desk) == (False, False, False)
    gnome.say(True)
    desk.until(lambda: desk.session.locked)


def test_a_login_manager_that_comes_later_and_comes_again_is_asked(
    loop: SelectLoop, desk: Desk, address: str
) -> None:
    desk.settle()
    for _ in range(2):
        logind = FakeLogind(loop, address, locked=True)
        desk.until(lambda: desk.session.locked)
        logind.say(LockedHint=False)
        desk.until(lambda: not desk.session.locked)
        logind.say(LockedHint=True, Active=False)
        desk.until(lambda: desk.session.locked and desk.session.inactive)
        logind.vanish()
        desk.until(lambda: state(desk) == (False, False, False))
    assert desk.session.health().state == "absent"


# --- screen savers


@pytest.mark.parametrize(
    ("name", "path"),
    [
        GNOME,
        FREEDESKTOP,
        ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
        ("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"),
        ("org.xfce.ScreenSaver", "/"),
        ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
        ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ],
)
def test_each_screen_saver_is_asked_when_it_appears_and_heard_afterwards(
    loop: SelectLoop, desk: Desk, address: str, name: str, path: str
) -> None:
    desk.settle()
    saver = FakeScreenSaver(loop, address, name, path, locked=True)
    desk.until(lambda: desk.session.locked)
    assert desk.session.health().detail == name
    saver.say(False)
    desk.until(lambda: not desk.session.locked)
    saver.say(True)
    desk.until(lambda: desk.session.locked)
    saver.vanish()
    desk.until(lambda: not desk.session.locked)


def test_one_that_says_unlocked_does_not_outvote_one_that_says_locked(
    loop: SelectLoop, desk: Desk, gnome: FakeScreenSaver, address: str
) -> None:
    other = FakeScreenSaver(loop, address, *FREEDESKTOP)
    desk.settle()
    gnome.say(True)
    desk.until(lambda: desk.session.locked)
    other.say(False)
    desk.settle()
    assert desk.session.locked
    other.vanish()


# --- signals that were lost


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are put again after a moment."""
    monkeypatch.setattr(session_module, "ASK_AGAIN_S", 0.02)


@pytest.mark.usefixtures("soon")
def test_a_lost_unlock_is_put_right_when_input_returns(
    desk: Desk, logind: FakeLogind, gnome: FakeScreenSaver
) -> None:
    desk.settle()
    logind.wish("Lock")
    gnome.say(True)
    desk.until(lambda: desk.session.locked)
    gnome.locked = False
    desk.session.input_is(False)
    run_for(desk.loop, 0.05)
    assert desk.session.locked
    desk.session.input_is(True)
    desk.until(lambda: not desk.session.locked)


@pytest.mark.usefixtures("soon")
def test_a_lost_end_of_sleep_is_put_right_when_input_returns(desk: Desk, logind: FakeLogind) -> None:
    desk.settle()
    logind.sleep(True)
    desk.until(lambda: desk.session.asleep)
    logind.preparing = False
    desk.session.input_is(True)
    desk.until(lambda: not desk.session.asleep)


@pytest.mark.usefixtures("soon")
def test_a_lost_return_to_our_session_is_put_right_when_input_returns(desk: Desk, logind: FakeLogind) -> None:
    desk.settle()
    logind.say(Active=False)
    desk.until(lambda: desk.session.inactive)
    logind.active = True
    desk.session.input_is(True)
    desk.until(lambda: not desk.session.inactive)


def test_the_keys_that_lock_the_screen_unlock_nothing(desk: Desk, logind: FakeLogind) -> None:
    desk.settle()
    desk.session.input_is(True)
    logind.wish("Lock")  # a locker that sets no hint: asked now, it would say "unlocked"
    desk.until(lambda: desk.session.locked)
    desk.session.input_is(True)
    desk.settle()
    assert desk.session.locked


@pytest.mark.usefixtures("soon")
def test_while_input_goes_on_the_question_is_put_again(desk: Desk, gnome: FakeScreenSaver) -> None:
    desk.settle()
    gnome.say(True)
    desk.until(lambda: desk.session.locked)
    asked = len(gnome.asked)
    desk.session.input_is(True)
    desk.until(lambda: len(gnome.asked) >= asked + 3)
    assert desk.session.locked
    gnome.locked = False
    desk.until(lambda: not desk.session.locked)
    asked = len(gnome.asked)
    run_for(desk.loop, 0.1)
    assert len(gnome.asked) == asked


def test_who_types_at_the_lock_screen_costs_one_question_in_ten_seconds(
    desk: Desk, gnome: FakeScreenSaver, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.settle()
    asked = len(gnome.asked)
    with monkeypatch.context() as patch:
        patch.setattr(session_module, "ASK_AGAIN_S", 0.02)
        gnome.say(True)
        desk.until(lambda: desk.session.locked)
    run_for(desk.loop, 0.05)
    for _ in range(50):
        desk.session.input_is(True)
        desk.session.input_is(False)
    desk.settle()
    assert desk.session.locked
    assert len(gnome.asked) == asked + 1


def test_nothing_is_asked_while_nothing_is_doubted(
    desk: Desk, logind: FakeLogind, gnome: FakeScreenSaver
) -> None:
    desk.settle()
    asked = len(gnome.asked) + len(logind.asked)
    for _ in range(50):
        desk.session.input_is(True)
        desk.session.input_is(False)
    before = desk.loop.wakeups
    run_for(desk.loop, 0.2)
    assert len(gnome.asked) + len(logind.asked) == asked
    assert desk.loop.wakeups - before <= 1


def test_a_lost_bus_unlocks_and_the_next_one_is_used(
    loop: SelectLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = BusDaemon(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.address)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", daemon.address)
    monkeypatch.setattr("sitbreak.desktop.retries.FIRST_S", 0.1)
    daemon.start()
    logind = FakeLogind(loop, daemon.address, locked=True)
    desk = Desk(loop)
    desk.until(lambda: desk.session.locked)
    daemon.kill()
    desk.until(lambda: not desk.session.locked)
    logind.vanish()
    daemon.start()
    logind = FakeLogind(loop, daemon.address, locked=True)
    desk.until(lambda: desk.session.locked)
    logind.wish("Unlock")
    desk.until(lambda: not desk.session.locked)
    desk.close()
    logind.vanish()
    daemon.kill()
