"""A restart (rule P10): what the program remembers."""

from __future__ import annotations

from tests.ledgers.ledger import at, ledger, run, sitting, then


def test_a_short_restart_freezes_sitting_time() -> None:
    """P10: no more than the last minute is lost."""
    for killed_s in (1000, 1017, 1059.9):
        lines = run([at(0, input=True), at(killed_s, restart=100), at(killed_s + 200, ask=True)])
        assert killed_s + 40 <= sitting(lines, killed_s + 200) <= killed_s + 100
        assert not [line for line in lines if line["effect"] == "rest"]


def test_a_long_restart_is_a_rest() -> None:
    """P10."""
    ledger(
        [at(0, input=True), at(960, restart=600), at(1600, ask=True)],
        [then(1560, "rest", kind="absence", seconds=600), then(1600, "status", sitting_s=40)],
        tolerance_s=60,
    )


def test_a_restart_remembers_the_open_reminder() -> None:
    """P10: the episode goes on where it was."""
    ledger(
        [at(0, input=True), at(2760, restart=60), at(3000, end=True)],
        [then(2700, "remind", n=1), then(3000, "remind", n=2)],
    )


def test_a_restart_remembers_snooze_pause_and_standing() -> None:
    """P10."""
    ledger(
        [at(0, input=True), at(2710, do="snooze", minutes=10), at(2720, restart=60), at(3320, ask=True)],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(3310, "remind", n=2),
            then(3320, "status", snooze_left_min=5),
        ],
    )
    ledger(
        [at(0, input=True), at(600, do="pause", minutes=60), at(601, restart=60), at(4210, end=True)],
        [then(2760, "hold", reasons=["paused"]), then(4200, "release"), then(4200, "remind", n=1)],
        tolerance_s=1,
    )
    ledger(
        [at(0, input=True), at(600, do="stand"), at(601, restart=60), at(700, ask=True), at(905, end=True)],
        [then(700, "status", posture="standing", sitting_s=600), then(900, "rest", kind="standing")],
    )


def test_after_more_than_a_day_nothing_is_remembered() -> None:
    """P10; what was sat is in the summary all the same."""
    ledger(
        [at(0, input=True), at(2750, restart=86500), at(89300, ask=True)],
        [
            then(2700, "remind", n=1),
            then(89300, "status", sitting_s=50, prompt="none"),
            then(89300, "summary", sat_s=2800, longest_s=2750, reminders=1, natural=0),
        ],
        tolerance_s=60,
    )


def test_a_restart_in_which_the_machine_slept_is_a_suspend() -> None:
    """P10, T3, P8."""
    ledger(
        [
            at(0, input=True),
            at(960, restart=700),
            at(1000, suspend=600),
            at(1670, do="was_sitting"),
            at(1680, end=True),
        ],
        [then(1660, "rest", kind="suspend", seconds=700), then(1670, "refused", do="was_sitting")],
        tolerance_s=60,
    )
