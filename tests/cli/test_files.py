"""The commands that need no sitbreak to run: routines, settings, autostart, simulated days."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import ROOT, Program

pytestmark = pytest.mark.linux

_DAYS = sorted((ROOT / "tests/ledgers/days").glob("*.jsonl"))
_SHORT_DAY = '{"at": 0, "input": true}\n{"at": 2705, "input": false}\n{"at": 2800, "end": true}\n'


def _lines(told: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in told.splitlines()]


# --- simulate


def test_every_example_day_runs_to_its_summary(program: Program) -> None:
    assert len(_DAYS) == 5
    for day in _DAYS:
        told = _lines(program.told("simulate", str(day)))
        assert [line["effect"] for line in told].index("summary") == len(told) - 1


@pytest.mark.parametrize("stdin", ["-", "/dev/stdin"])
def test_a_day_is_simulated_from_standard_input(program: Program, stdin: str) -> None:
    told = _lines(program.told("simulate", stdin, stdin=_SHORT_DAY))
    assert [line["at"] for line in told if line.get("effect") == "remind"] == [2710]
    assert told[-1]["effect"] == "summary"


def test_a_day_is_simulated_from_a_file_and_a_bom_or_dos_line_ends_do_no_harm(
    program: Program, tmp_path: Path
) -> None:
    day, dos = tmp_path / "day.jsonl", tmp_path / "dos.jsonl"
    day.write_text(_SHORT_DAY)
    dos.write_bytes(b"\xef\xbb\xbf" + _SHORT_DAY.replace("\n", "\r\n").encode())
    assert program.told("simulate", str(day)) == program.told("simulate", str(dos))


def test_simulating_leaves_nothing_behind(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.told("simulate", "-", stdin=_SHORT_DAY)
    assert [file for file in program.home.rglob("*") if file.is_file()] == []


def test_a_reader_of_the_first_line_is_enough(program: Program) -> None:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; '{sys.executable}' -m sitbreak simulate - | head -1"],
        input=_SHORT_DAY,
        env=program.env,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ('{"at": 0, "input": true}\nnonsense\n', "Line 2: "),
        ('{"at": 0, "input": true}\n{"at": -5, "end": true}\n', "Line 2: "),
        ('{"at": 0, "jump": 3}\n', "jump"),
        ('{"config": {"breaks.interval_min": 99}}\n', "must be a whole number from 30 to 60, not 99"),
        ('{"zone": "Moon/Crater"}\n', "Moon/Crater"),
    ],
)
def test_a_bad_script_is_named_by_its_line_and_nothing_is_simulated(
    program: Program, script: str, said: str
) -> None:
    assert said in program.refused("simulate", "-", stdin=script, code=2)


def test_a_script_that_is_not_there_is_wrong_usage(program: Program) -> None:
    said = program.refused("simulate", "/no/such/day", code=2)
    assert said == "sitbreak: /no/such/day cannot be read: No such file or directory.\n"
    assert "Is a directory" in program.refused("simulate", "/", code=2)


# --- routines


def test_routines_are_listed_shown_and_one_is_next(program: Program) -> None:
    routines = json.loads(program.told("routines", "list", "--json"))
    text = program.told("routines", "list")
    assert text.count("\n") == len(routines) + 1
    assert all(routine["id"] in text for routine in routines)
    shown = program.told("routines", "show", "standing-march")
    assert all(word in shown for word in ("Standing march", "Steps", "Take care", "Stop"))
    assert json.loads(program.told("routines", "show", "standing-march", "--json"))["id"] == "standing-march"
    following = json.loads(program.told("routines", "next", "--json"))
    assert following["routine"]["title"] in program.told("routines", "next")


def test_routines_that_are_left_out_are_not_listed(program: Program) -> None:
    told = json.loads(program.told("routines", "list", "--without", "standing", "--level", "1", "--json"))
    assert told
    assert all("standing" not in routine["conflicts"] and routine["level"] == 1 for routine in told)


def test_an_unknown_routine_is_answered_with_the_nearest(program: Program) -> None:
    said = program.refused("routines", "show", "standing-mach", code=2)
    assert said == 'sitbreak: There is no routine "standing-mach". Did you mean standing-march?\n'


def test_a_pack_of_routines_is_checked(program: Program, tmp_path: Path) -> None:
    pack = tmp_path / "mine.toml"
    pack.write_text("this is no TOML")
    said = program.run("routines", "check", str(pack))
    assert (said.code, "Traceback" in said.err + said.out) == (1, False)
    assert str(pack) in said.out + said.err
    missing = program.run("routines", "check", "/no/such/pack.toml")
    assert (missing.code, missing.out.partition(";")[0]) == (
        1,
        "/no/such/pack.toml: the pack: no such file or directory",
    )


# --- config


def test_settings_are_set_got_explained_and_shown(tmp_path: Path) -> None:
    program = Program(tmp_path)
    assert program.told("config", "path") == f"{program.settings}\n"
    assert program.told("config", "get", "breaks.interval_min") == "45\n"
    assert program.told("config", "set", "breaks.interval_min", "50") == (
        f"breaks.interval_min: 45 -> 50 ({program.settings})\n"
    )
    assert program.told("config", "get", "breaks.interval_min") == "50\n"
    assert "* breaks.interval_min " in program.told("config", "show")
    program.told("config", "set", "routines.exclusions", '["kneeling", "back"]')
    lines = program.told("config", "show").splitlines()
    assert len({max(line.rfind("  default"), line.rfind("  user ")) for line in lines}) == 1  # in one column
    assert f"user {program.settings}:2  <- holds" in program.told("config", "explain", "breaks.interval_min")
    assert program.told("config", "validate") == ""
    answer = json.loads(program.told("config", "get", "breaks.interval_min", "--json"))
    assert answer == {"key": "breaks.interval_min", "value": 50, "origin": f"user {program.settings}:2"}


def test_a_setting_out_of_bounds_is_not_written(tmp_path: Path) -> None:
    program = Program(tmp_path)
    said = program.refused("config", "set", "breaks.interval_min", "99")
    assert "breaks.interval_min: must be a whole number from 30 to 60, not 99" in said
    assert not program.settings.exists()


def test_an_unknown_setting_is_answered_with_the_nearest(program: Program) -> None:
    said = program.refused("config", "get", "breaks.intervalmin", code=2)
    assert said.endswith("Did you mean breaks.interval_min?\n")


def test_a_broken_file_is_told_with_file_line_and_key(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.settings.parent.mkdir(parents=True)
    program.settings.write_text("[breaks]\ninterval_min = 99\n")
    wrong = f"{program.settings}:2: breaks.interval_min: must be a whole number from 30 to 60, not 99\n"
    said = program.run("config", "validate")
    assert (said.code, said.out, said.err) == (1, wrong, "")
    assert program.refused("config", "show") == f"sitbreak: {wrong}"


# --- autostart


def test_starting_at_login_is_switched_on_and_off_and_each_tells_how_it_is(tmp_path: Path) -> None:
    program = Program(tmp_path)
    entry = program.home / ".config/autostart/sitbreak.desktop"
    assert program.told("autostart", "status") == "sitbreak does not start at login.\n"
    assert program.told("autostart", "on") == "From now on sitbreak starts at login.\n"
    assert entry.exists()
    assert program.told("autostart", "on") == "sitbreak starts at login.\n"
    assert json.loads(program.told("autostart", "status", "--json"))["state"] == "on"
    assert program.told("autostart", "off") == "From now on sitbreak does not start at login.\n"
    assert not entry.exists()


def test_an_entry_whose_target_is_gone_is_told_and_mended(tmp_path: Path) -> None:
    program = Program(tmp_path)
    entry = program.home / ".config/autostart/sitbreak.desktop"
    entry.parent.mkdir(parents=True)
    entry.write_text("[Desktop Entry]\nType=Application\nName=sitbreak\nExec=/no/such/sitbreak run\n")
    said = program.run("autostart", "status")
    assert (said.code, said.err) == (1, "")
    assert said.out.endswith("`sitbreak autostart on` mends it.\n")
    assert "is repaired" in program.told("autostart", "on")
    assert program.run("autostart", "status").code == 0
