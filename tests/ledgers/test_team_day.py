"""The same day, alone and as a member of a team: what a team's file does to it, and what is told of that."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from sitbreak.cli import main
from sitbreak.commands.routine_template import template
from sitbreak.commands.simulate import simulated_in_team
from sitbreak.commands.team_day import team_day
from sitbreak.errors import UsageError
from sitbreak.routine_files import bundled_poses
from tests.ledgers.ledger import Line, at, compare, ledger, then

HEAD = 'version = 1\nserial = 3\nname = "Platform team"\n'
OFTEN = '[breaks]\ninterval_min = 30\nrepeat_max = 1\n[policy."breaks.repeat_max"]\nlock = true\n'
BOUND = '[policy."breaks.interval_min"]\nmin = 40\nmax = 50\nreason = "agreed in April"\n'
DAY = [at(0, input=True), at(4000, end=True)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "team.toml"


def in_team(
    file: Path, text: str, script: Sequence[Line], expected: Sequence[Line], **config: object
) -> list[str]:
    """Compare *script*, under *config*, as a member of the team of *file*; answers what is told."""
    file.write_text(HEAD + text)
    head = {"config": {"breaks.wait_for_pause_s": 0, **config}}
    day = team_day(file, my_settings=False)
    output, told = simulated_in_team([json.dumps(line) for line in (head, *script)], day)
    compare(output, expected)
    return [line.replace(str(file), "FILE") for line in told]


def test_a_day_without_and_with_a_team_s_values(file: Path) -> None:
    ledger(DAY, [then(2700, "remind", n=1), then(3000, "remind", n=2), then(3300, "remind", n=3)])
    assert in_team(file, OFTEN, DAY, [then(1800, "remind", n=1), then(3900, "remind", n=2)]) == []


def test_what_the_day_says_itself_beats_a_value_of_the_team(file: Path) -> None:
    expected = [then(2400, "remind", n=1), then(2700, "remind", n=2), then(3000, "remind", n=3)]
    told = in_team(file, "[breaks]\ninterval_min = 30\n", DAY, expected, **{"breaks.interval_min": 40})
    assert told == []


def test_a_bound_moves_what_the_day_asks_for_and_says_so(file: Path) -> None:
    asked = {"breaks.interval_min": 60, "breaks.repeat_max": 1}
    ledger(DAY, [then(3600, "remind", n=1)], config=asked)
    told = in_team(file, BOUND, DAY, [then(3000, "remind", n=1)], **asked)
    assert told == [
        "config: breaks.interval_min: you asked for 60, and 50 holds "
        "(40 to 50 by Platform team: agreed in April)."
    ]


def test_a_lock_holds_against_the_day_and_says_so(file: Path) -> None:
    told = in_team(
        file,
        OFTEN,
        [at(0, input=True), at(2500, end=True)],
        [then(1800, "remind", n=1)],
        **{"breaks.repeat_max": 5},
    )
    assert told == ["config: breaks.repeat_max: you asked for 5, and 1 holds (locked by Platform team)."]


def test_a_reload_within_the_day_is_bounded_too(file: Path) -> None:
    day = [
        at(0, input=True),
        at(2000, set={"breaks.interval_min": 30}),
        at(2600, set={"snooze.budget_min": 5}),
        at(2650, ask=True),
    ]
    ledger(
        day,
        [then(2000, "remind", n=1), then(2300, "remind"), then(2600, "remind"), then(2650, "status")],
    )
    told = in_team(file, BOUND, day, [then(2400, "remind", n=1), then(2650, "status", snooze_left_min=5)])
    assert told == [
        "line 3: breaks.interval_min: you asked for 30, and 40 holds "
        "(40 to 50 by Platform team: agreed in April)."
    ]


def test_quiet_hours_of_the_team_hold_a_reminder_back(file: Path) -> None:
    told = in_team(
        file,
        '[hours]\nwork = ["Mon-Fri 10:00-17:00"]\n',
        [at(0, input=True), at(3700, end=True)],
        [
            then(2700, "hold", reasons=["hours"]),
            then(3600, "release", reasons=["hours"]),
            then(3600, "remind", n=1, sitting_s=3600),
        ],
    )
    assert told == []


def test_a_routine_of_the_team_can_be_started(file: Path) -> None:
    pack = template("team-reach", "Team reach", bundled_poses()).replace("enabled = false\n", "")
    text = "[pack]\n" + pack.replace("[[routines", "[[pack.routines").replace("[routines.", "[pack.routines.")
    day = [at(0, input=True), at(9, do="start", routine="team-reach"), at(10, input=False), at(600, end=True)]
    with pytest.raises(UsageError, match="there is no routine 'team-reach'"):
        ledger(day, [])
    told = in_team(
        file,
        text,
        day,
        [
            then(9 + 55, "rest", kind="break"),
            then(9 + 55, "break", outcome="done", routine="team-reach"),
        ],
    )
    assert told == []


def test_a_routine_that_the_team_has_switched_off_is_not_suggested(file: Path) -> None:
    ledger(DAY[:1] + [at(2700, end=True)], [then(2700, "remind", routine="supported-march")])
    file.write_text(
        HEAD + '[pack]\nschema_version = 1\n[[pack.routines]]\nid = "supported-march"\nenabled = false\n'
    )
    lines = [json.dumps(line) for line in (*DAY[:1], at(3000, end=True))]
    output, told = simulated_in_team(lines, team_day(file, my_settings=False))
    suggested = [line["routine"] for line in output if line["effect"] == "remind"]
    assert (len(suggested), "supported-march" in suggested, told) == (1, False, [])


def test_what_is_left_out_of_the_file_is_told_and_the_rest_counts(file: Path) -> None:
    told = in_team(
        file,
        "[history]\nkeep = false\n[breaks]\nfuture = 1\ninterval_min = 30\n"
        '[pack]\nschema_version = 1\n[[pack.routines]]\nid = "clasp"\n',
        [at(0, input=True), at(1900, end=True)],
        [then(1800, "remind", n=1)],
    )
    assert told[:2] == [
        "FILE:5: history.keep: a team's file may not touch this",
        "FILE:7: breaks.future: there is no such key; `sitbreak config show` tells all",
    ]
    assert told[2].startswith('FILE: the routine "clasp" is left out: ')
    assert len(told) == 3


# --- the command


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", ": this is no team file: it does not say version = 1."),
        ("version = 2\n", ":1: this file is of the newer format 2; this sitbreak reads 1."),
        ("version = 1\nname = \n", ":2: this is not TOML"),
        ("version = 1\nx = '" + "y" * 600 + "'\n", ":2: the line is longer than 512 bytes."),
        (None, ": there is no such file."),
    ],
)
def test_a_file_that_is_refused_is_one_line_and_no_day(
    file: Path, capsys: pytest.CaptureFixture[str], text: str | None, why: str
) -> None:
    day = file.with_name("day.jsonl")
    day.write_text(json.dumps(at(0, end=True)))
    if text is not None:
        file.write_text(text)
    assert main(["simulate", "--team", str(file), str(day)]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith(f"sitbreak: {file}{why}")


def test_a_mistake_in_the_day_is_told_as_always_and_nothing_else(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = file.with_name("day.jsonl")
    day.write_text('{"at": 0, "input": true}\n{"at": 5, "set": {"breaks.interval_min": 90}}\n')
    file.write_text(HEAD + "[history]\nkeep = false\n" + BOUND)
    assert main(["simulate", "--team", str(file), str(day)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("sitbreak: Line 2: config: breaks.interval_min: must be")


def test_the_output_is_on_one_stream_and_what_is_told_on_the_other(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = file.with_name("day.jsonl")
    day.write_text('{"config": {"breaks.interval_min": 60}}\n{"at": 3000, "end": true}\n')
    file.write_text(HEAD + BOUND)
    assert main(["simulate", "--team", str(file), str(day)]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out.splitlines()[-1])["effect"] == "summary"
    assert said.err.startswith("config: breaks.interval_min: you asked for 60, and 50 holds")
