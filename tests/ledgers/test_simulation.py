"""The simulation itself (section 7): what a script may say, and how it is understood."""

from __future__ import annotations

import json
from io import BytesIO, TextIOWrapper

import pytest

from sitbreak.cli import main
from sitbreak.commands.simulate import simulated
from sitbreak.core.model import Outcome
from sitbreak.effective import defaults
from sitbreak.routine_files import load
from tests.ledgers.ledger import at, ledger, run, then


def test_at_the_start_nobody_has_sat_and_nothing_was_typed() -> None:
    ledger(
        [at(0, ask=True)],
        [
            then(
                0,
                "status",
                sitting_s=0,
                presence="quiet",
                posture="sitting",
                prompt="none",
                reasons=[],
                next_in_s=2700,
                snooze_left_min=15,
            ),
            then(0, "summary", sat_s=0, longest_s=0, reminders=0, **dict.fromkeys(Outcome, 0)),
        ],
    )


def test_a_day_ends_where_it_is_told_to_or_with_the_last_line() -> None:
    assert run([at(0, input=True), at(100, end=True), at(5000, ask=True)])[-1]["at"] == 100
    assert run([at(0, input=True), at(5000)])[-1]["at"] == 5000


def test_times_may_be_fractions() -> None:
    ledger(
        [at(0.25, input=True), at(60.5, input=False), at(60.75, ask=True), at(100.125, ask=True)],
        [then(60.75, "status", sitting_s=60.75), then(100.125, "status", sitting_s=100.125)],
    )


def test_what_is_due_at_a_moment_comes_before_what_the_user_does_then() -> None:
    """A reminder at 2700 can be snoozed at 2700."""
    ledger(
        [at(0, input=True), at(2700, do="snooze"), at(2701, ask=True)],
        [
            then(2700, "remind", n=1),
            then(2700, "withdraw"),
            then(2701, "status", prompt="snoozed", snooze_left_min=10),
        ],
    )


def test_changes_of_the_world_at_one_moment_are_one_change() -> None:
    """Even when they stand in two lines, nobody was away in between."""
    ledger(
        [at(0, input=True), at(100, locked=True), at(100, locked=False), at(200, ask=True)],
        [then(0, "state", presence="active"), then(200, "status", sitting_s=200)],
        states=True,
    )


def test_one_line_may_say_several_things() -> None:
    ledger(
        [at(0, input=True), at(3000, call=True, zone="Asia/Tokyo", do="pause", minutes=30, ask=True)],
        [
            then(2700, "remind", n=1),
            then(3000, "hold", reasons=["call"]),
            then(3000, "withdraw"),
            then(3000, "hold", reasons=["call", "paused"]),
            then(3000, "status", reasons=["call", "paused"], prompt="held"),
        ],
    )


def test_a_click_is_input() -> None:
    """Input on and off in the same moment is the last input."""
    ledger(
        [
            at(0, input=True),
            at(10, input=False),
            at(150, input=True),
            at(150, input=False),
            at(340, ask=True),
        ],
        [then(340, "status", presence="away", sitting_s=150)],
    )


def test_one_may_ask_while_the_machine_sleeps_or_the_program_is_stopped() -> None:
    """The answer is what the program knew; it comes at once."""
    ledger(
        [at(0, input=True), at(1800, suspend=1200), at(2400, ask=True), at(3060, ask=True)],
        [
            then(2400, "status", presence="asleep", sitting_s=1800, next_in_s=None),
            then(3000, "rest", kind="suspend", seconds=1200),
            then(3060, "status", presence="active", sitting_s=60),
        ],
    )
    ledger(
        [at(0, input=True), at(600, stall=100), at(650, ask=True), at(701, ask=True)],
        # it had asked to wait until 600, which with 10 s more is all that is credited (T2)
        [then(650, "status", sitting_s=600), then(701, "status", sitting_s=611)],
    )
    ledger(
        [at(0, input=True), at(600, restart=100), at(650, ask=True), at(710, ask=True)],
        [then(650, "status"), then(710, "status", sitting_s=610)],
    )


def test_what_is_asked_of_a_stopped_program_is_done_when_it_goes_on() -> None:
    ledger(
        [
            at(0, input=True),
            at(2710, stall=60),
            at(2720, do="snooze", ask=True),
            at(2730, set={"breaks.interval_min": 30}),
            at(3090, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2720, "status", prompt="shown"),
            then(2770, "withdraw"),
            then(3070, "remind", n=2),
        ],
    )


def test_a_state_is_told_when_it_has_changed() -> None:
    """Nobody saw the absence of a restart or a stall begin."""
    ledger(
        [at(0, input=True), at(600, restart=100), at(1000, stall=200), at(1300, input=False)],
        [then(0, "state", presence="active"), then(1300, "state", presence="quiet")],
        states=True,
    )


def test_a_program_that_never_ran_before_the_restart_starts_anew() -> None:
    assert run([at(0, restart=100), at(110, input=True), at(170, ask=True)])[-2]["sitting_s"] == 70


def test_settings_that_leave_no_routine_leave_the_reminder() -> None:
    """The plain message comes; starting a break without naming one says why it cannot be."""
    ledger(
        [
            at(0, input=True),
            at(2710, do="start"),
            at(2720, input=False, do="start", routine="glute-squeeze"),
            at(2800, end=True),
        ],
        [
            then(2700, "remind", n=1, routine=None),
            then(2710, "refused", do="start"),
            then(2720, "withdraw"),
            then(2760, "rest", kind="break"),
            then(2760, "break", outcome="done", routine="glute-squeeze"),
        ],
        config={"routines.disabled": [routine.id for routine in load()[0]]},
    )


def test_sitting_of_all_stretches_is_summed_up() -> None:
    ledger(
        [
            at(0, input=True),
            at(1000, locked=True),
            at(1300, locked=False),
            at(1500, input=False),
            at(1500, do="start", routine="glute-squeeze"),
            at(1600, input=True),
            at(2000, end=True),
        ],
        [
            then(1300, "rest", kind="absence"),
            then(1540, "rest", kind="break"),
            then(1540, "break", outcome="done"),
            then(2000, "summary", sat_s=1000 + 200 + 460, longest_s=1000, done=1),
        ],
    )


def test_the_same_script_has_the_same_output() -> None:
    script = [at(0, input=True), at(2710, do="skip"), at(9000, do="skip"), at(20000, end=True)]
    assert run(script) == run(script)


def test_a_script_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b'{"at": 5, "ask": true}\n')))
    assert main(["simulate", "-"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["effect"] for line in lines] == ["status", "summary"]


def test_a_script_goes_over_settings_of_ones_own() -> None:
    script = [json.dumps(line) for line in (at(0, input=True), at(4000, ask=True))]
    own = {**defaults().values, "breaks.interval_min": 60, "breaks.wait_for_pause_s": 0}
    assert [line["at"] for line in simulated(script, own) if line["effect"] == "remind"] == [3600, 3900]
