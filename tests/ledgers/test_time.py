"""Time (rules T1 to T4): what the clocks do to a day at the desk, and what they do not."""

from __future__ import annotations

import pytest

from tests.ledgers.ledger import at, ledger, run, sitting, then


def test_a_suspend_is_a_rest_of_its_length() -> None:
    """T1, T3."""
    ledger(
        [at(0, input=True), at(1800, suspend=1200), at(3060, ask=True)],
        [
            then(3000, "rest", kind="suspend", seconds=1200),
            then(3060, "status", sitting_s=60, presence="active"),
        ],
    )


def test_a_suspend_that_nobody_announced_is_the_same_rest() -> None:
    """T3: with or without any sleep or wake signal."""
    ledger(
        [at(0, input=True), at(1800, suspend=1200, signals=False), at(3060, ask=True)],
        [
            then(3000, "rest", kind="suspend", seconds=1200),
            then(3060, "status", sitting_s=60, presence="active"),
        ],
    )


def test_a_signal_only_makes_the_suspend_known_sooner() -> None:
    """T3."""
    lines = run([at(0, input=True), at(1000, suspend=400), at(1500, ask=True)])
    assert [line["presence"] for line in lines if line["effect"] == "state"] == ["active", "asleep", "active"]
    hidden = run([at(0, input=True), at(1000, suspend=400, signals=False), at(1500, ask=True)])
    assert [line["presence"] for line in hidden if line["effect"] == "state"] == ["active"]
    assert lines[-2:] == hidden[-2:]


def test_a_sleep_in_the_middle_of_a_wait_is_credited_to_nobody() -> None:
    """T3: nothing of the sleep is sitting, all of the waking is."""
    ledger(
        [at(0, input=True), at(1000.5, suspend=200.25, signals=False), at(1300, ask=True)],
        [then(1300, "status", sitting_s=1300 - 200.25)],
    )


def test_a_short_sleep_freezes_sitting_time() -> None:
    """T3, P4."""
    for signals in (True, False):
        ledger(
            [at(0, input=True), at(1800, suspend=100, signals=signals), at(2000, ask=True)],
            [then(2000, "status", sitting_s=1900)],
        )


def test_a_sleep_under_30_s_is_not_taken_for_one_and_not_for_sitting_either() -> None:
    """T3."""
    ledger(
        [at(0, input=True), at(1800, suspend=29, signals=False), at(2000, ask=True)],
        [then(2000, "status", sitting_s=1971)],
    )


def test_a_suspend_of_no_length_is_no_rest() -> None:
    """T3: announced, but it did not happen."""
    ledger(
        [at(0, input=True), at(1800, suspend=0), at(2000, ask=True)],
        [then(2000, "status", sitting_s=2000, presence="active")],
    )


def test_a_suspend_in_a_suspend_is_one_absence() -> None:
    """T3: one sleep is one absence however often it is announced."""
    ledger(
        [at(0, input=True), at(600, suspend=900), at(900, suspend=900), at(1860, ask=True)],
        [then(1800, "rest", kind="suspend", seconds=1200), then(1860, "status", sitting_s=60)],
    )


def test_a_program_stopped_for_long_does_not_call_that_sitting() -> None:
    """T2: at most what it asked to wait (60 s) and 10 s; the rest is absence."""
    lines = ledger(
        [at(0, input=True), at(600, stall=1200), at(1800, ask=True)],
        [then(1800, "rest", kind="absence", seconds=1130), then(1800, "status", sitting_s=0)],
        tolerance_s=61,
    )
    assert next(line["sat_s"] for line in lines if line["effect"] == "summary") <= 670


def test_a_program_stopped_for_a_while_freezes_sitting_time() -> None:
    """T2, P4: the unseen part is a short absence."""
    lines = run([at(0, input=True), at(600, stall=200), at(800, ask=True)])
    assert 600 <= sitting(lines, 800) <= 670
    assert not [line for line in lines if line["effect"] == "rest"]


def test_a_program_stopped_for_less_than_its_wait_loses_nothing() -> None:
    """T2."""
    ledger([at(0, input=True), at(615, stall=50), at(665, ask=True)], [then(665, "status", sitting_s=665)])


def test_a_stall_in_which_the_user_left_is_an_absence_from_the_last_input() -> None:
    """T2, P2: the quiet that was credited is taken back."""
    ledger(
        [at(0, input=True), at(600, stall=500), at(610, input=False), at(1105, ask=True)],
        [then(1105, "status", sitting_s=610, presence="away")],
    )


def test_a_machine_that_sleeps_while_the_program_is_stopped_has_slept() -> None:
    """T3."""
    ledger(
        [at(0, input=True), at(600, stall=100), at(620, suspend=1200), at(1830, ask=True)],
        [then(1820, "rest", kind="suspend", seconds=1200), then(1830, "status", sitting_s=10)],
        tolerance_s=10,
    )


@pytest.mark.parametrize("step_s", [3600, -3600, 86400 * 30, -86400 * 30, 0.5])
def test_a_stepped_wall_clock_changes_no_interval(step_s: float) -> None:
    """T4."""
    ledger(
        [at(0, input=True), at(1000, wall_step=step_s), at(2750, ask=True)],
        [then(2700, "remind", n=1, sitting_s=2700), then(2750, "status", sitting_s=2750)],
    )


@pytest.mark.parametrize("step_s", [7200, -7200])
def test_a_stepped_wall_clock_changes_no_snooze_and_no_pause(step_s: float) -> None:
    """T4."""
    ledger(
        [
            at(0, input=True),
            at(2710, do="snooze", minutes=5),
            at(2800, wall_step=step_s),
            at(3020, do="pause", minutes=30),
            at(3500, wall_step=step_s),
            at(5000, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(3010, "remind", n=2),
            then(3020, "withdraw"),
            then(3020, "hold", reasons=["paused"]),
            then(4820, "release", reasons=["paused"]),
            then(4820, "remind", n=3, sitting_s=4820),
        ],
    )


@pytest.mark.parametrize("start", ["2026-03-29T01:30:00+01:00", "2026-10-25T01:30:00+02:00"])
def test_the_clock_change_of_a_night_changes_no_interval(start: str) -> None:
    """T4: an hour that is skipped or comes twice is an hour of sitting like any other."""
    ledger(
        [at(0, input=True), at(2750, ask=True)],
        [then(2700, "remind", n=1, sitting_s=2700), then(2750, "status", sitting_s=2750)],
        start=start,
        zone="Europe/Berlin",
    )


def test_travel_between_zones_changes_no_interval() -> None:
    """T4."""
    ledger(
        [at(0, input=True), at(1000, zone="Asia/Tokyo"), at(2000, zone="America/Lima"), at(2750, end=True)],
        [then(2700, "remind", n=1, sitting_s=2700)],
    )
