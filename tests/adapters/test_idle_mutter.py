"""Pauses of input from an idle monitor of GNOME that says what it likes, on a real bus.

It may say that the user has paused for most of a second longer than can be: so much slack there is. That
makes these tests quick.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.desktop import retries
from sitbreak.desktop.linux.bus import Bus
from sitbreak.desktop.linux.idle_mutter import idle_of_gnome
from sitbreak.desktop.linux.idle_pick import health_of
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.idle_fakes import MUTTER, MUTTER_PATH, FakeMutter, Person, person
from tests.adapters.looping import run_for, run_until
from tests.adapters.private_bus import BusDaemon


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BusDaemon]:
    made = BusDaemon(tmp_path / "bus")
    made.start()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    monkeypatch.setattr(retries, "FIRST_S", 0.05)
    yield made
    made.kill()


@pytest.fixture
def mutter(loop: SelectLoop, daemon: BusDaemon) -> Iterator[FakeMutter]:
    made = FakeMutter(loop, daemon.address)
    yield made
    made.vanish()


@pytest.fixture
def user(loop: SelectLoop, mutter: FakeMutter) -> Iterator[Person]:
    with person(loop, idle_of_gnome, 0.5, 180.0) as made:
        made.until_known()
        run_until(loop, lambda: mutter.lengths == [500, 180000])
        run_for(loop, 0.05)  # the answers to us
        yield made


def test_who_types_is_there_and_who_pauses_is_seen_pausing_with_his_return(
    user: Person, mutter: FakeMutter
) -> None:
    assert user.idle.input_on
    mutter.pause(500)
    user.until(False)
    assert user.last_input_ago_s() == pytest.approx(0.5, abs=0.3)
    run_until(user.loop, lambda: mutter.lengths == [0, 500, 180000])
    mutter.back()
    user.until(True)
    assert mutter.lengths == [500, 180000]
    mutter.pause(600)
    user.until(False)
    run_until(user.loop, lambda: mutter.lengths == [0, 500, 180000])  # for the next return


def test_each_threshold_is_told_and_the_last_input_stays_where_it_was(
    user: Person, mutter: FakeMutter
) -> None:
    user.idle.watch(frozenset({0.5, 0.7}))
    run_until(user.loop, lambda: mutter.lengths == [500, 700])
    mutter.pause(500)
    user.until(False)
    last_input_at_s, changes = user.idle.last_input_at_s, user.changes
    run_for(user.loop, 0.2)
    mutter.pause(700)
    run_until(user.loop, lambda: user.changes > changes)
    assert user.idle.last_input_at_s == last_input_at_s


def test_a_pause_that_began_before_we_came_is_known_at_once(loop: SelectLoop, mutter: FakeMutter) -> None:
    mutter.idle_ms = 42_000
    mutter.eager = True
    with person(loop, idle_of_gnome, 5.0, 180.0) as user:
        user.until_known()
        assert not user.idle.input_on
        assert user.last_input_ago_s() == pytest.approx(42, abs=0.5)
        run_until(loop, lambda: mutter.lengths == [0, 5000, 180000])
        mutter.back()
        user.until(True)


def test_a_watch_that_fires_before_its_number_is_told_counts(user: Person, mutter: FakeMutter) -> None:
    mutter.idle_ms = 400
    mutter.eager = True
    user.idle.watch(frozenset({0.3, 180.0}))
    user.until(False)
    assert user.last_input_ago_s() == pytest.approx(0.4, abs=0.3)


def test_thresholds_may_change_and_a_pause_stays_one(user: Person, mutter: FakeMutter) -> None:
    mutter.pause(500)
    user.until(False)
    user.idle.watch(frozenset({60.0, 180.0}))
    run_until(user.loop, lambda: mutter.lengths == [0, 60000, 180000])
    run_for(user.loop, 0.05)
    assert not user.idle.input_on
    mutter.back()
    user.until(True)
    mutter.idle_ms = 600
    user.idle.watch(frozenset({180.0}))
    run_until(user.loop, lambda: mutter.lengths == [180000])
    assert user.idle.input_on  # so short a pause is none any more


def test_thresholds_that_change_quickly_leave_no_watch_behind(user: Person, mutter: FakeMutter) -> None:
    for length_s in (2.0, 3.0, 4.0, 6.0):
        user.idle.watch(frozenset({length_s, 180.0}))
    run_until(user.loop, lambda: mutter.lengths == [6000, 180000])


def test_the_count_is_believed_rather_than_the_watch(user: Person, mutter: FakeMutter) -> None:
    changes = user.changes
    mutter.fire(next(number for number, length in mutter.watches.items() if length == 500))
    run_until(user.loop, lambda: user.changes > changes)
    assert user.idle.input_on


def test_input_that_flows_asks_nothing(user: Person, mutter: FakeMutter) -> None:
    asked, before = len(mutter.asked), user.loop.wakeups
    run_for(user.loop, 0.5)
    assert len(mutter.asked) == asked
    assert user.loop.wakeups - before <= 1


# --- a monitor that is not there, goes and comes


def test_without_gnome_it_is_absent_and_asked_when_it_comes(loop: SelectLoop, daemon: BusDaemon) -> None:
    with person(loop, idle_of_gnome, 0.5) as user:
        run_until(loop, lambda: user.bus.bus is not None and not user.idle.asking and user.changes > 0)
        assert user.idle.why == "There is no idle monitor of GNOME on the session bus."
        assert health_of(user.idle).state == "absent"
        before = loop.wakeups
        run_for(loop, 0.3)
        assert loop.wakeups - before <= 1
        mutter = FakeMutter(loop, daemon.address)
        user.until_known()
        mutter.vanish()
        user.until_unknown("There is no idle monitor")
        again = FakeMutter(loop, daemon.address, idle_ms=700)
        user.until(False)
        run_until(loop, lambda: again.lengths == [0, 500])
        again.vanish()


def test_another_bus_is_another_monitor(
    loop: SelectLoop, daemon: BusDaemon, mutter: FakeMutter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with person(loop, idle_of_gnome, 0.5) as user:
        user.until_known()
        user.bus._delay_s = 0.05
        daemon.kill()
        user.until_unknown("There is no idle monitor")
        daemon.start()
        again = FakeMutter(loop, daemon.address, idle_ms=700)
        user.until(False)
        run_until(loop, lambda: again.lengths == [0, 500])
        again.back()
        user.until(True)
        again.vanish()


@pytest.mark.parametrize("answer", [None, 10**15])
def test_a_monitor_that_fails_or_says_what_cannot_be_is_asked_again_later(
    loop: SelectLoop, mutter: FakeMutter, answer: object
) -> None:
    mutter.idle_ms = answer
    with person(loop, idle_of_gnome, 0.5) as user:
        run_until(loop, lambda: user.idle.failing)
        assert "idle monitor of GNOME" in user.idle.why
        assert health_of(user.idle).state == "failing"
        mutter.idle_ms = 0
        user.until_known()


def test_idle_time_that_grows_faster_than_time_is_not_believed(user: Person, mutter: FakeMutter) -> None:
    mutter.pause(500)
    user.until(False)
    run_until(user.loop, lambda: 0 in mutter.lengths)
    mutter.back()
    user.until(True)
    mutter.pause(200_000)
    run_until(user.loop, lambda: user.idle.failing)
    assert "impossible idle time" in user.idle.why
    run_until(user.loop, lambda: sorted(mutter.removed) == [500, 180000])


def test_signals_of_strangers_and_of_nothing_are_nothing(
    user: Person, mutter: FakeMutter, daemon: BusDaemon
) -> None:
    asked = len(mutter.asked)
    numbers = set(mutter.watches)
    stranger = Bus.connect(user.loop, daemon.address)
    for number in mutter.watches:
        stranger.signal(MUTTER_PATH, MUTTER, "WatchFired", "u", (number,))
    mutter.fire(4711)
    mutter.bus.signal(MUTTER_PATH, MUTTER, "WatchFired", "s", ("five",))
    mutter.bus.signal(MUTTER_PATH, MUTTER, "WatchFired")
    run_for(user.loop, 0.1)
    assert len(mutter.asked) == asked
    assert user.idle.input_on
    assert set(mutter.watches) == numbers
    stranger.close()


def test_after_close_nothing_is_watched_or_told_and_it_may_be_started_again(
    user: Person, mutter: FakeMutter
) -> None:
    user.idle.close()
    run_until(user.loop, lambda: not mutter.watches)
    changes = user.changes
    mutter.pause(800)
    run_for(user.loop, 0.1)
    assert user.changes == changes
    assert not user.idle.known
    user.start()
    user.until(False)


def test_a_watch_left_behind_is_ended_when_it_fires(user: Person, mutter: FakeMutter) -> None:
    """Closed before its number was told, the source could not end it."""
    user.idle.watch(frozenset({0.6}))
    user.idle.close()
    user.start()
    user.until_known()
    run_for(user.loop, 0.1)
    left = [number for number, length in mutter.watches.items() if length == 600]
    assert len(left) == 2
    mutter.fire(left[0])
    run_until(user.loop, lambda: mutter.lengths == [600])
