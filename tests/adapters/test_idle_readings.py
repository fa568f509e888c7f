"""Idle time that is read: when, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sitbreak.desktop.idle_readings import IdleReadings
from tests.macos.hand_loop import HandClock, HandLoop


class Person:
    """Somebody at a machine that counts idle time, and what is known of them."""

    def __init__(self) -> None:
        loop = self.loop = HandLoop()
        self.last_input_s = loop.now_s
        self.readings = self.changes = 0
        self.broken = False
        self.idle = IdleReadings(loop, HandClock(loop), self._read, self._changed, now_s=lambda: loop.now_s)
        self.idle.watch(frozenset({10.0, 180.0}))

    def _read(self) -> float:
        self.readings += 1
        if self.broken:
            raise OSError("no session")
        return self.loop.now_s - self.last_input_s

    def _changed(self) -> None:
        self.changes += 1

    def types_for(self, length_s: float) -> None:
        for _ in range(round(length_s)):
            self.last_input_s = self.loop.now_s
            self.loop.advance(1.0)


@pytest.fixture
def person() -> Iterator[Person]:
    made = Person()
    made.idle.start()
    yield made
    made.idle.close()
    assert not made.loop.waits_s


def test_what_is_known_at_once_is_that_input_goes_on(person: Person) -> None:
    assert person.idle.known
    assert person.idle.input_on


def test_while_input_goes_on_it_is_read_once_a_threshold(person: Person) -> None:
    person.types_for(100)
    assert person.readings <= 12
    assert person.idle.input_on


def test_a_pause_is_known_when_it_reaches_the_threshold(person: Person) -> None:
    person.last_input_s = person.loop.now_s
    person.loop.advance(10.1)
    assert not person.idle.input_on
    assert person.idle.last_input_at_s == person.last_input_s


def test_each_longer_threshold_brings_a_reading(person: Person) -> None:
    person.loop.advance(179.0)
    before = person.changes
    person.loop.advance(1.1)
    assert person.changes > before


def test_input_after_a_long_pause_is_seen_within_half_a_minute(person: Person) -> None:
    person.loop.advance(1000.0)
    assert not person.idle.input_on
    person.types_for(31)
    assert person.idle.input_on


def test_a_count_that_cannot_be_read_is_unknown_and_read_again(person: Person) -> None:
    person.broken = True
    person.loop.advance(10.0)
    assert not person.idle.known
    assert "no session" in person.idle.why
    assert person.idle.health("A count").state == "failing"
    person.broken = False
    person.loop.advance(2.0)
    assert person.idle.known
    assert person.idle.health("A count").detail == "A count, by readings."


def test_a_count_from_before_the_last_input_is_not_believed(person: Person) -> None:
    person.last_input_s -= 500.0
    person.loop.advance(10.0)
    assert not person.idle.known
    assert "impossible" in person.idle.why


def test_nothing_is_read_before_the_start_and_after_the_end() -> None:
    person = Person()
    person.idle.read()
    person.loop.advance(100.0)
    assert person.readings == 0
    person.idle.start()
    person.idle.close()
    person.loop.advance(100.0)
    assert person.readings == 1
