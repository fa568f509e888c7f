"""The commands that tell a running sitbreak something, where no display tells whether anybody is there."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.program import Program, end, until

pytestmark = pytest.mark.linux


@pytest.fixture(autouse=True)
def _as_before(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave no break, pause or posture behind."""
    yield
    if "resident" in request.fixturenames:
        resident = request.getfixturevalue("resident")
        for word in ("stop", "resume", "sit"):
            resident.run(word)


# --- status


def test_status_says_that_it_cannot_tell_and_why(resident: Program) -> None:
    first, second, *more = resident.told("status").splitlines()
    assert re.fullmatch(
        r"Sat \d s; whether you are there is unknown: DISPLAY is not set: there is no X server to ask\.",
        first,
    )
    assert second == "No reminder is coming for now"
    assert "Running 60 times faster than real time, for trying out" in more
    assert not any(line.startswith("idle: ") for line in more)  # that is said already
    assert any(line.startswith("tray: absent. ") for line in more)


def test_status_as_json_is_plain_data(resident: Program) -> None:
    status = resident.status()
    assert (status["ok"], status["speed"], status["presence"]) == (True, 60, "unknown")
    assert (status["prompt"], status["next_at"], status["break"]) == ("none", None, None)
    assert {part["part"] for part in status["parts"]} >= {"tray", "notifications", "session bus", "store"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", status["now"])


def test_status_for_waybar_is_one_line_of_what_it_takes(resident: Program) -> None:
    told = resident.told("status", "--format", "waybar")
    line = json.loads(told)
    assert told.count("\n") == 1
    assert set(line) == {"text", "tooltip", "class", "percentage"}
    assert re.fullmatch(r"\d s", line["text"])
    assert (line["class"], line["percentage"]) == ("unknown", 0)
    assert line["tooltip"].splitlines()[2].startswith("Today: sat ")
    assert "absent" not in line["tooltip"]


def test_watching_tells_a_line_now_and_one_for_each_change(resident: Program) -> None:
    watching = subprocess.Popen(
        [sys.executable, "-m", "sitbreak", "status", "--watch", "--json"],
        env=resident.env,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["posture"] == "sitting"
        resident.told("stand")
        assert json.loads(watching.stdout.readline())["posture"] == "standing"
    finally:
        watching.terminate()
        watching.communicate(timeout=10)


# --- breaks


def test_a_break_is_started_told_of_and_stopped(resident: Program) -> None:
    assert resident.told("start", "standing-march", "--no-play") == "Standing march, 1 min. Enjoy.\n"
    status = resident.told("status").splitlines()
    assert re.fullmatch(r"On a break: Standing march, (\d\d s|1 min) left", status[0])
    assert status[1] == "It ends by itself; `sitbreak stop` ends it now"
    assert resident.refused("start", "--no-play") == "sitbreak: A break is running already.\n"
    assert resident.refused("snooze") == "sitbreak: A break is running; there is nothing to snooze.\n"
    assert re.fullmatch(r"Stopped after \d+ s\.\n", resident.told("stop"))
    assert resident.refused("stop") == "sitbreak: No break is running.\n"


def test_a_break_as_json_tells_what_another_program_needs_to_play_it(resident: Program) -> None:
    answer = json.loads(resident.told("start", "supported-march", "--json"))
    assert answer["ok"] is True
    assert answer["speed"] == 60
    assert answer["break"]["routine"] == "supported-march"
    assert set(answer["break"]) >= {"title", "seconds", "lead_side", "easier", "warm_up"}
    said = resident.run("start", "--json")
    assert said.code == said.json["code"] == 1
    assert (said.json["ok"], said.json["error"], said.err) == (False, "A break is running already.", "")


def test_without_a_terminal_the_routine_is_played_in_plain_lines_to_its_end(resident: Program) -> None:
    began = time.perf_counter()
    lines = resident.told("start", "standing-march").splitlines()
    assert time.perf_counter() - began < 15  # one minute, 60 times faster
    assert lines[0] == "Standing march, 1 min. Enjoy."
    assert any(line.startswith("0:00  5 s  Stand tall") for line in lines)
    assert lines[-1] == "Nicely done. That was Standing march."
    assert "\x1b" not in "".join(lines)
    until(lambda: resident.status()["break"] is None, 5)


@contextmanager
def _playing(program: Program) -> Iterator[subprocess.Popen[str]]:
    """`sitbreak start`, once the break runs and its first step was told."""
    child = subprocess.Popen(
        [sys.executable, "-m", "sitbreak", "start", "standing-march"],
        env={**program.env, "PYTHONUNBUFFERED": "1"},
        cwd=program.home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        while "Stand tall" not in (line := child.stdout.readline()):
            assert line, child.communicate()
        yield child
    finally:
        end(child)
        child.communicate()


def test_a_break_that_is_ended_elsewhere_is_not_played_on(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with program.running():
        with _playing(program) as child:
            program.told("stop")
            out, err = child.communicate(timeout=10)
            assert (child.returncode, out.splitlines()[-1], err) == (0, "The break was ended elsewhere.", "")
        with _playing(program) as child:
            program.told("quit")
            assert child.wait(10) == 0


def test_a_break_that_cannot_be_played_here_is_not_left_running(tmp_path: Path) -> None:
    """B5: its routines were cleaned away."""
    program = Program(tmp_path)
    with program.running():
        (program.home / ".cache/sitbreak/routines.json").unlink()
        said = program.run("start", "standing-march")
        assert (said.code, "routines.json" in said.err) == (1, True)
        assert program.status()["break"] is None


@pytest.mark.parametrize("signum", [signal.SIGHUP, signal.SIGTERM])
def test_a_terminal_that_is_closed_stops_the_break(tmp_path: Path, signum: signal.Signals) -> None:
    program = Program(tmp_path)
    with program.running():
        with _playing(program) as child:
            child.send_signal(signum)
            out, err = child.communicate(timeout=10)
            assert child.returncode == 130
            assert out.splitlines()[-1].startswith("Stopped after ")
            assert err == ""
        assert program.status()["break"] is None
        with _playing(program) as child:
            assert child.stdout is not None
            child.stdout.close()
            until(lambda: program.status()["break"] is None, 20)


def test_the_suggested_routine_is_what_start_begins(resident: Program) -> None:
    suggested = resident.status()["suggestion"]
    answer = json.loads(resident.told("start", "--json"))
    assert answer["break"]["routine"] == suggested["routine"]


def test_a_routine_that_is_not_there_is_refused_with_2(resident: Program) -> None:
    said = resident.refused("start", "tango", code=2)
    assert said == "sitbreak: There is no routine 'tango'. `sitbreak routines list` lists them.\n"


# --- later, not now, not for a while


def test_with_nothing_due_there_is_nothing_to_snooze_or_skip(resident: Program) -> None:
    assert resident.refused("snooze") == "sitbreak: No break is due; there is nothing to snooze.\n"
    assert resident.refused("snooze", "5") == resident.refused("snooze")
    assert resident.refused("skip") == "sitbreak: No break is due; there is nothing to skip.\n"
    said = resident.run("skip", "--json")
    assert (said.code, said.json["ok"], said.json["code"]) == (1, False, 1)


def test_a_pause_has_an_end_and_says_when(resident: Program) -> None:
    told = resident.told("pause", "30")
    assert re.fullmatch(r"Paused until (tomorrow )?\d\d:\d\d\. Sitting is still measured\.\n", told)
    assert "because reminders are paused until " in resident.told("status")
    assert resident.status()["paused_until"]
    assert resident.told("pause").startswith("Paused until ")
    assert resident.told("resume") == "Reminders are on again.\n"
    assert resident.refused("resume") == "sitbreak: Reminders are not paused.\n"
    assert resident.status()["paused_until"] is None


def test_a_pause_until_tomorrow_ends_at_four_in_the_morning(resident: Program) -> None:
    assert re.fullmatch(
        r"Paused until (tomorrow )?04:00\. Sitting is still measured\.\n", resident.told("pause", "tomorrow")
    )
    assert "T04:00:" in resident.status()["paused_until"]


# --- what sitbreak cannot see


def test_standing_and_sitting_are_said_once(resident: Program) -> None:
    assert resident.told("stand") == "Standing. Sitting time stands still.\n"
    assert resident.refused("stand") == "sitbreak: You are standing already.\n"
    assert "because you are standing" in resident.told("status")
    assert resident.told("sit") == "Sitting again.\n"
    assert resident.refused("sit") == "sitbreak: You are sitting already.\n"


def test_without_a_return_there_is_no_absence_to_take_back(resident: Program) -> None:
    said = resident.refused("was-sitting")
    assert said == "sitbreak: There is no absence of the last 10 minutes to take back.\n"


# --- nothing to suggest


def test_when_nothing_fits_start_says_so_and_a_named_routine_starts_all_the_same(tmp_path: Path) -> None:
    program = Program(tmp_path)
    every = [routine["id"] for routine in json.loads(program.told("routines", "list", "--json"))]
    program.settings.parent.mkdir(parents=True)
    program.settings.write_text(f"[routines]\ndisabled = {json.dumps(every, indent=1)}\n")
    with program.running(suggests=False):
        until(lambda: program.run("start", "standing-march", "--no-play").code == 0, 20)
        program.told("stop")
        assert program.refused("start") == (
            "sitbreak: No routine fits your settings just now; a change of position is a break too. "
            "Name one to do it all the same: `sitbreak start ROUTINE`.\n"
        )


def test_a_break_asked_for_before_the_routines_are_read_is_told_to_wait(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with program.running(suggests=False):
        said = program.run("start", "--no-play")
        if said.code:  # else the machine was quick
            assert (said.code, said.out) == (1, "")
            assert said.err.startswith("sitbreak: The routines are not read yet. Try again in a moment;")
        until(lambda: program.status()["suggestion"], 20)
