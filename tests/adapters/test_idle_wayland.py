"""Pauses of input from a Wayland compositor, told in time, late, or wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.desktop.linux.idle_pick import health_of
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.compositor_fake import EXT, KDE, SEAT
from tests.adapters.looping import run_for, run_until
from tests.adapters.wayland_bench import FIRST_MS, USUAL, Desk, make_quick


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
