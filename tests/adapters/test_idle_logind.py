"""Pauses of input from the idle hint of a login manager, on a real bus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitbreak.clock import SystemClock, monotonic_s
from sitbreak.desktop import retries
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.idle_logind import idle_of_login_manager
from sitbreak.desktop.linux.idle_pick import health_of
from sitbreak.desktop.linux.idle_service import IdleService
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.idle_fakes import FakeHints, Make, Person, person
from tests.adapters.looping import run_for, run_until
from tests.adapters.private_bus import private_bus
from tests.adapters.session_fakes import LOGIN, PROPERTIES


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with private_bus(tmp_path / "bus") as place:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", place)
        monkeypatch.setattr(retries, "FIRST_S", 0.1)
        yield place


def logind(**env: str) -> Make:
    def make(loop: SelectLoop, clock: SystemClock, bus: BusLink, changed: Callable[[], None]) -> IdleService:
        return idle_of_login_manager(loop, clock, bus, env, changed)

    return make


@pytest.fixture
def hints(loop: SelectLoop, address: str) -> Iterator[FakeHints]:
    made = FakeHints(loop, address)
    yield made
    made.vanish()


@pytest.fixture
def user(loop: SelectLoop, hints: FakeHints) -> Iterator[Person]:
    with person(loop, logind(), 5.0, which="system") as made:
        run_until(loop, lambda: made.changes > 0)
        yield made


def test_a_desktop_that_never_sets_the_hint_is_not_believed_until_it_does(
    user: Person, hints: FakeHints
) -> None:
    assert user.idle.why == "The desktop has never told the login manager whether it is idle."
    assert health_of(user.idle).state == "absent"
    hints.say(True, monotonic_s() - 0.5)
    user.until(False)
    assert user.last_input_ago_s() == pytest.approx(0.5, abs=0.4)
    assert user.idle.capabilities == frozenset()
    hints.say(False, monotonic_s())
    user.until(True)


def test_a_hint_from_before_we_came_is_known_with_its_time(loop: SelectLoop, hints: FakeHints) -> None:
    hints.idle, hints.since_us = True, int((monotonic_s() - 400) * 1e6)
    with person(loop, logind(), 5.0, which="system") as user:
        user.until(False)
        assert user.last_input_ago_s() == pytest.approx(400, abs=2)


def test_a_change_that_is_only_announced_is_asked_for(user: Person, hints: FakeHints) -> None:
    hints.idle, hints.since_us = True, int(monotonic_s() * 1e6)
    body = (f"{LOGIN}.Session", {}, ["IdleHint"])
    hints.bus.signal(hints.path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)
    user.until(False)


def test_other_changes_of_the_session_ask_nothing(user: Person, hints: FakeHints) -> None:
    changes = user.changes
    body = (f"{LOGIN}.Session", {"Active": ("b", False)}, ["LockedHint"])
    hints.bus.signal(hints.path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)
    run_for(user.loop, 0.1)
    assert user.changes == changes


def test_a_session_that_is_not_graphical_is_not_believed(loop: SelectLoop, address: str) -> None:
    hints = FakeHints(loop, address, kind="tty")
    hints.since_us = 5
    with person(loop, logind(), 5.0, which="system") as user:
        run_until(loop, lambda: user.changes > 0)
        assert user.idle.why == "The login manager knows no graphical session of ours."
        assert not user.idle.known
    hints.vanish()


@pytest.mark.parametrize(
    ("names", "asked"), [(("c1", "auto"), ["c1"]), (("auto",), ["c1", "auto"]), ((), ["c1", "auto"])]
)
def test_the_session_is_the_one_named_else_the_login_managers_own_guess(
    loop: SelectLoop, address: str, names: tuple[str, ...], asked: list[str]
) -> None:
    hints = FakeHints(loop, address, names=names)
    hints.idle, hints.since_us = True, int(monotonic_s() * 1e6)
    with person(loop, logind(XDG_SESSION_ID="c1"), 5.0, which="system") as user:
        run_until(loop, lambda: user.changes > 0)
        assert hints.asked == asked
        assert user.idle.known is bool(names)
        assert bool(user.idle.why) is not bool(names)
    hints.vanish()


def test_a_hint_from_the_future_is_not_believed(user: Person, hints: FakeHints) -> None:
    hints.say(True, monotonic_s() + 1000)
    run_until(user.loop, lambda: user.idle.failing)
    assert "impossible idle time" in user.idle.why
    hints.idle, hints.since_us = False, int(monotonic_s() * 1e6)
    user.until(True)


def test_a_login_manager_that_goes_and_comes_is_asked_again(
    loop: SelectLoop, address: str, user: Person, hints: FakeHints
) -> None:
    hints.say(True, monotonic_s())
    user.until(False)
    hints.vanish()
    user.until_unknown("There is no login manager")
    again = FakeHints(loop, address)
    again.since_us = int(monotonic_s() * 1e6)
    user.until(True)
    again.say(True, monotonic_s())
    user.until(False)
    again.vanish()


def test_without_a_login_manager_it_is_absent(loop: SelectLoop, address: str) -> None:
    with person(loop, logind(), 5.0, which="system") as user:
        run_until(loop, lambda: user.changes > 0)
        assert user.idle.why == "There is no login manager on the system bus."
        assert not user.idle.failing
