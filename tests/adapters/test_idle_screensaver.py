"""Pauses of input from the count of a screen saver, on a real bus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.clock import monotonic_s
from sitbreak.desktop import idle_moments, retries
from sitbreak.desktop.idle_moments import next_reading_s
from sitbreak.desktop.linux import idle_screensaver
from sitbreak.desktop.linux.idle_screensaver import idle_of_screen_saver
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.idle_fakes import FakeCounter, person
from tests.adapters.looping import run_for, run_until
from tests.adapters.private_bus import private_bus


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with private_bus(tmp_path / "bus") as place:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", place)
        monkeypatch.setattr(retries, "FIRST_S", 0.1)
        monkeypatch.setattr(idle_screensaver, "GROWTH_S", 0.3)
        monkeypatch.setattr(idle_screensaver, "GROWTH_AGAIN_S", 0.1)
        monkeypatch.setattr(idle_moments, "LOOK_FOR_RETURN_S", (0.2, 0.2))
        yield place


def test_a_count_in_milliseconds_is_known_once_it_was_seen_to_grow(loop: SelectLoop, address: str) -> None:
    saver = FakeCounter(loop, address)
    saver.since_s -= 20
    with person(loop, idle_of_screen_saver, 5.0) as user:
        run_until(loop, lambda: "unit" in user.idle.why)
        assert not user.idle.asking
        user.until(False)
        assert user.last_input_ago_s() == pytest.approx(20, abs=2)
        saver.since_s = monotonic_s()
        user.until(True)
    saver.vanish()


def test_a_count_in_seconds_is_known_once_it_has_grown_twice(
    loop: SelectLoop, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle_screensaver, "GROWTH_S", 1.2)
    saver = FakeCounter(loop, address, per_second=1, path="/ScreenSaver")
    saver.since_s -= 20
    with person(loop, idle_of_screen_saver, 5.0) as user:
        user.until(False)
        assert user.last_input_ago_s() == pytest.approx(22, abs=2)
        assert len(saver.asked) == 3
    saver.vanish()


def test_a_count_that_never_grows_is_never_believed(loop: SelectLoop, address: str) -> None:
    saver = FakeCounter(loop, address)
    saver.answer = 0
    with person(loop, idle_of_screen_saver, 0.1) as user:
        run_until(loop, lambda: len(saver.asked) >= 8)
        assert not user.idle.known
        assert "unit that is not known" in user.idle.why
    saver.vanish()


def test_a_pause_is_read_when_it_has_reached_the_threshold(loop: SelectLoop, address: str) -> None:
    saver = FakeCounter(loop, address)
    with person(loop, idle_of_screen_saver, 2.0) as user:
        user.until(True)
        asked = len(saver.asked)
        user.until(False)
        assert user.last_input_ago_s() == pytest.approx(2.0, abs=0.4)
        assert len(saver.asked) - asked <= 2
        user.idle.watch(frozenset())
        run_for(loop, 0.1)
        asked = len(saver.asked)
        run_for(loop, 0.5)
        assert len(saver.asked) == asked
    saver.vanish()


@pytest.mark.parametrize("name", ["org.freedesktop.DBus.Error.NotSupported", "org.example.Broken"])
def test_a_screen_saver_that_refuses_fails_and_is_asked_again_later(
    loop: SelectLoop, address: str, name: str
) -> None:
    saver = FakeCounter(loop, address)
    saver.answer = name
    with person(loop, idle_of_screen_saver, 5.0) as user:
        run_until(loop, lambda: user.idle.failing)
        assert user.idle.why.startswith("The screen saver tells of no idle time")
        saver.answer = None
        user.until_known()
    saver.vanish()


def test_one_that_has_no_such_count_or_none_at_all_is_absent(loop: SelectLoop, address: str) -> None:
    saver = FakeCounter(loop, address, path="/elsewhere")
    with person(loop, idle_of_screen_saver, 5.0) as user:
        run_until(loop, lambda: user.changes > 0)
        assert (user.idle.asking, user.idle.failing) == (False, False)
        assert user.idle.why == "No screen saver on the session bus tells of idle time."
        saver.vanish()
        run_for(loop, 0.1)
        again = FakeCounter(loop, address)
        user.until_known()
        again.vanish()
        user.until_unknown("No screen saver")


def test_a_count_that_jumps_is_not_believed(loop: SelectLoop, address: str) -> None:
    saver = FakeCounter(loop, address)
    with person(loop, idle_of_screen_saver, 0.5) as user:
        user.until_known()
        saver.since_s = monotonic_s()
        run_for(loop, 0.5)
        saver.since_s = monotonic_s() - 5000
        run_until(loop, lambda: user.idle.failing)
        assert "impossible idle time" in user.idle.why
    saver.vanish()


@pytest.mark.parametrize(
    ("thresholds_s", "idle_s", "wait_s"),
    [
        ((), 10.0, None),
        ((180.0,), 0.0, 179.75),
        ((180.0,), 179.8, 0.22),
        ((5.0, 180.0), 5.0, 174.75),
        ((5.0, 180.0), 200.0, 5.0),
        ((180.0,), 200.0, 30.0),
        ((2.0,), 9.0, 5.0),
    ],
)
def test_the_next_reading_comes_when_a_pause_would_matter(
    thresholds_s: tuple[float, ...], idle_s: float, wait_s: float | None
) -> None:
    assert next_reading_s(thresholds_s, idle_s, 0.02) == pytest.approx(wait_s)
