"""How far a routine has been played."""

from __future__ import annotations

import pytest

from sitbreak.screens.playhead import Playhead


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_it_runs_at_its_speed_from_where_it_began(clock: Clock) -> None:
    head = Playhead(clock, speed=4, elapsed_s=10)
    clock.now_s += 2
    assert head.elapsed_s == 18
    assert head.real_s(20) == 5


def test_a_pause_stands_still_and_loses_nothing(clock: Clock) -> None:
    head = Playhead(clock)
    clock.now_s += 7
    head.pause()
    clock.now_s += 60
    assert (head.elapsed_s, head.is_paused) == (7, True)
    head.resume()
    head.resume()
    clock.now_s += 1
    assert (head.elapsed_s, head.is_paused) == (8, False)


def test_a_jump_goes_on_from_there_paused_or_not(clock: Clock) -> None:
    head = Playhead(clock)
    head.jump(20)
    clock.now_s += 1
    assert head.elapsed_s == 21
    head.pause()
    head.jump(5)
    clock.now_s += 1
    assert head.elapsed_s == 5


def test_the_daemon_is_followed_but_not_for_a_little(clock: Clock) -> None:
    head = Playhead(clock)
    clock.now_s += 10
    head.follow(10.3, paused=False)
    assert head.elapsed_s == 10
    head.follow(12.5, paused=False)
    assert head.elapsed_s == 12.5
    head.follow(12.5, paused=True)
    clock.now_s += 9
    assert head.elapsed_s == 12.5
    head.follow(12.5, paused=False)
    clock.now_s += 1
    assert head.elapsed_s == 13.5


def test_at_a_high_speed_the_way_of_a_message_is_longer(clock: Clock) -> None:
    head = Playhead(clock, speed=60)
    clock.now_s += 0.5
    head.follow(12, paused=False)
    assert head.elapsed_s == 30
