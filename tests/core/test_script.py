"""Bad scripts: one sentence that names the line, exit code 2, and nothing on standard output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitbreak.cli import main
from sitbreak.commands.simulate import simulated
from sitbreak.errors import UsageError

DEEP = "[" * 100_000


def refusal(capsys: pytest.CaptureFixture[str], file: Path) -> str:
    """What `sitbreak simulate` says on standard error to a bad file."""
    assert main(["simulate", str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert len(said.err) < 400
    return said.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "this is not JSON: Expecting value at character 1."),
        ('{"at": 1', "this is not JSON"),
        ('{"at": 1} {"at": 2}', "this is not JSON: Extra data at character 11."),
        ('{"at": NaN}', "this is not JSON: NaN is no number."),
        ('{"at": -Infinity}', "-Infinity is no number"),
        ('{"at": 1e400}', "'at' must be a number."),
        ('{"at": 1' + "0" * 400 + "}", "'at' must be a number."),
        ('{"at": 1' + "0" * 5000 + "}", "this is not JSON: Exceeds the limit"),
        (f'{{"at": {DEEP}}}', "this is nested too deeply."),
        ("[]", "a line must be one JSON object."),
        ("7", "a line must be one JSON object."),
        ("null", "a line must be one JSON object."),
        ("{}", "'at' is missing."),
        ('{"input": true}', "'at' is missing."),
        ('{"at": "1"}', "'at' must be a number."),
        ('{"at": true}', "'at' must be a number."),
        ('{"at": null}', "'at' must be a number."),
        ('{"at": 9}', "'at' goes back, from 10 to 9."),
        ('{"at": 1e12}', "'at' must lie between 0 and"),
        ('{"at": 20, "inputs": true}', "the key 'inputs' is not known."),
        ('{"at": 20, "' + "x" * 9999 + '": 1}', "the key 'xxx"),
        ('{"at": 20, "input": 1}', "'input' must be true or false."),
        ('{"at": 20, "locked": "yes"}', "'locked' must be true or false."),
        ('{"at": 20, "ask": 1}', "'ask' must be true or false."),
        ('{"at": 20, "end": null}', "'end' must be true or false."),
        ('{"at": 20, "suspend": "long"}', "'suspend' must be a number."),
        ('{"at": 20, "suspend": -1}', "'suspend' must be a length in seconds"),
        ('{"at": 20, "stall": 1e300}', "'stall' must be a length in seconds"),
        ('{"at": 20, "restart": true}', "'restart' must be a number."),
        ('{"at": 20, "stall": 1, "restart": 1}', "only one of suspend, stall and restart"),
        ('{"at": 20, "suspend": 1, "signals": 0}', "'signals' must be true or false."),
        ('{"at": 20, "signals": true}', "'signals' goes with 'suspend'."),
        ('{"at": 20, "wall_step": "1h"}', "'wall_step' must be a number."),
        ('{"at": 20, "wall_step": 1e10}', "stepped by more than ten years."),
        ('{"at": 20, "zone": "Mars/Olympus"}', "the time zone 'Mars/Olympus' is not known"),
        ('{"at": 20, "zone": "../../etc/passwd"}', "is not known; one is named like Europe/Berlin."),
        ('{"at": 20, "zone": "Europe"}', "the time zone 'Europe' is not known"),
        ('{"at": 20, "zone": ""}', "the time zone '' is not known"),
        ('{"at": 20, "zone": "a\\u0000b"}', "is not known"),
        ('{"at": 20, "zone": 7}', "the time zone 7 is not known"),
        ('{"at": 20, "zone": "' + "x" * 9999 + '"}', "is not known"),
        ('{"at": 20, "do": "dance"}', "'dance' is not something a user can do; it is one of start, stop"),
        ('{"at": 20, "do": ["start"]}', "is not something a user can do"),
        ('{"at": 20, "do": "snooze", "minutes": 0}', "'minutes' goes with snooze and pause"),
        ('{"at": 20, "do": "snooze", "minutes": 1.5}', "whole number from 1 to 1440"),
        ('{"at": 20, "do": "skip", "minutes": 5}', "'minutes' goes with snooze and pause"),
        ('{"at": 20, "minutes": 5}', "'minutes' goes with 'do'."),
        ('{"at": 20, "do": "pause", "until": "friday"}', 'can only be "tomorrow"'),
        ('{"at": 20, "do": "pause", "until": "tomorrow", "minutes": 5}', "'until' goes with pause alone"),
        ('{"at": 20, "do": "stop", "routine": "march"}', "'routine' goes with start"),
        ('{"at": 20, "do": "start", "routine": "tango"}', "there is no routine 'tango'."),
        ('{"at": 20, "set": 5}', "'set' must be an object of settings."),
        ('{"at": 20, "set": {"breaks.interval_min": 5}}', "must be a whole number from 30 to 60, not 5"),
        ('{"at": 20, "set": {"breaks.interval_min": "45"}}', "breaks.interval_min"),
        ('{"at": 20, "set": {"breaks.interval": 45}}', "did you mean breaks.interval_min?"),
        ('{"at": 20, "set": {"hours.work": ["Mon 9-5"]}}', "hours.work"),
        ('{"at": 20, "start": "2026-01-05T09:00:00"}', "the key 'start' is not known."),
    ],
)
def test_a_bad_line_is_named(
    line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "day.jsonl"
    file.write_text(f'{{"at": 10, "input": true}}\n\n{line}\n{{"at": 10000}}\n', "utf-8")
    answer = refusal(capsys, file)
    assert answer.startswith("sitbreak: Line 3: ")
    assert said in answer


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('{"start": "yesterday"}', "'start' must be a time like 2026-10-25T01:00:00+02:00."),
        ('{"start": 5}', "'start' must be a time like"),
        ('{"start": "0001-01-01T00:00:00+14:00"}', "must lie in the years 1970 to 2899"),
        ('{"start": "9999-12-31T23:59:59-12:00"}', "must lie in the years"),
        ('{"zone": "Nowhere"}', "the time zone 'Nowhere' is not known"),
        ('{"config": []}', "'config' must be an object of settings."),
        ('{"config": {"breaks.interval_min": 90}}', "must be a whole number from 30 to 60, not 90"),
        ('{"config": {"colour": "red"}}', "there is no such key"),
        ('{"config": {"breaks": {"interval_min": 45}}}', "there is no such key"),
        (
            '{"config": {}, "speed": 5}',
            "'speed' is not known in the first line; it takes start, zone and config.",
        ),
    ],
)
def test_a_bad_first_line_is_named(
    head: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "day.jsonl"
    file.write_text(f'{head}\n{{"at": 10, "input": true}}\n', "utf-8")
    answer = refusal(capsys, file)
    assert answer.startswith("sitbreak: Line 1: ")
    assert said in answer


def test_a_bad_line_after_the_end_is_bad_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "day.jsonl"
    file.write_text('{"at": 10, "end": true}\n{"at": 5}\n', "utf-8")
    assert "Line 2: 'at' goes back" in refusal(capsys, file)


def test_what_is_no_text_is_refused_at_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "day.jsonl"
    file.write_bytes(b'{"at": 10}\n\xff\xfe\n')
    assert "Line 2: this is not UTF-8." in refusal(capsys, file)


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot be read: No such file" in refusal(capsys, tmp_path / "none.jsonl")
    assert "cannot be read: " in refusal(capsys, tmp_path)  # a folder: systems call that differently


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbf{"at": 0, "input": true}\n{"at": 60, "ask": true}\n',
        b'{"at": 0, "input": true}\r\n{"at": 60, "ask": true}\r\n',
        b'{"at": 0, "input": true}\n\n   \n{"at": 60, "ask": true}',
    ],
)
def test_the_ways_in_which_files_are_written_are_all_understood(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A byte order mark, ends of line from elsewhere, blank lines, no end of line at the end."""
    file = tmp_path / "day.jsonl"
    file.write_bytes(content)
    assert main(["simulate", str(file)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["effect"] for line in lines] == ["state", "status", "summary"]
    assert lines[1]["sitting_s"] == 60


def test_an_empty_script_is_an_empty_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "day.jsonl"
    file.write_bytes(b"")
    assert main(["simulate", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["effect"] == "summary"


def test_a_first_line_says_when_and_where_the_day_begins() -> None:
    """A start without a zone is local time there; without anything it is 09:00 in UTC."""
    work = {"hours.work": ["Mon 10:00-11:00"]}
    for head, reminded in (
        ({"config": work}, False),
        ({"config": work, "zone": "Europe/Berlin"}, True),
        ({"config": work, "zone": "Europe/Berlin", "start": "2026-01-05T10:00:00"}, True),
        ({"config": work, "zone": "Europe/Berlin", "start": "2026-01-05T10:00:00Z"}, False),
        ({"config": work, "start": "2026-01-05T10:00:00+05:00"}, True),
    ):
        day = [head, {"at": 0, "input": True}, {"at": 2710 + 300, "end": True}]
        effects = {line["effect"] for line in simulated([json.dumps(line) for line in day])}
        assert ("remind" in effects) is reminded, head


def test_steps_of_the_wall_clock_cannot_add_up_to_what_no_date_can_hold() -> None:
    steps = ['{"at": 0, "wall_step": 3e8}'] * 2
    with pytest.raises(UsageError, match="Line 2: the wall clock is stepped by more than ten years"):
        simulated(steps)


def test_the_latest_possible_day_can_be_simulated() -> None:
    lines = ['{"start": "2899-12-31T23:59:59-12:00"}', '{"at": 34560000, "wall_step": 3e8}']
    assert simulated(lines)[-1]["effect"] == "summary"
