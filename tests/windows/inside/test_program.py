"""The program as its user starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak import paths

LIMIT_S = 60.0
DAY = [{"at": 0, "input": True}, {"at": 3000, "end": True}]


def sitbreak(*words: str) -> tuple[int, str]:
    """What it answers, and its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "sitbreak", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=LIMIT_S,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8").replace("\r\n", "\n")


@pytest.fixture
def resident() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "sitbreak", "run", "--no-setup"]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    end_s = time.monotonic() + LIMIT_S
    while sitbreak("status")[0] != 0 and process.poll() is None and time.monotonic() < end_s:
        time.sleep(0.1)
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("version",), "sitbreak "),
        (("--help",), "usage: sitbreak"),
        (("routines", "list"), "standing-march"),
        (("routines", "show", "standing-march"), "Standing march"),
        (("config", "show"), "breaks.interval_min"),
        (("config", "explain", "breaks.interval_min"), "45"),
        (("why",), "Nothing was decided"),
        (("team", "status"), "There is no team file."),
    ],
)
def test_what_asks_nobody_works_when_nothing_runs(words: tuple[str, ...], said: str) -> None:
    code, told = sitbreak(*words)
    assert code == 0, told
    assert said in told


def test_a_scripted_day_reminds_as_it_does_everywhere(tmp_path: Path) -> None:
    script = tmp_path / "day.jsonl"
    script.write_text("\n".join(map(json.dumps, DAY)))
    code, told = sitbreak("simulate", str(script))
    assert code == 0, told
    assert any(json.loads(line)["effect"] == "remind" for line in told.splitlines())


def test_nothing_runs_until_it_is_started() -> None:
    assert sitbreak("status") == (1, "sitbreak: sitbreak is not running. `sitbreak run` starts it.\n")


def test_a_setting_is_written_to_the_users_file() -> None:
    code, told = sitbreak("config", "set", "breaks.interval_min", "30")
    assert code == 0, told
    assert "interval_min = 30" in paths.user_settings_file().read_text("utf-8")


def test_it_runs_once_answers_heeds_its_settings_and_ends_when_told(
    resident: subprocess.Popen[bytes],
) -> None:
    code, told = sitbreak("run", "--no-setup")
    assert (code, "is running already" in told) == (0, True)
    assert sitbreak("pause", "30")[1].startswith("Paused until ")
    assert "paused until" in sitbreak("status")[1]
    sitbreak("config", "set", "breaks.interval_min", "33")
    end_s = time.monotonic() + LIMIT_S
    while "33" not in sitbreak("why")[1]:
        assert time.monotonic() < end_s
        time.sleep(0.2)
    assert sitbreak("quit") == (0, "sitbreak has ended.\n")
    assert resident.wait(LIMIT_S) == 0
    assert sitbreak("status")[0] == 1


def test_what_is_left_lies_in_the_folders_of_windows(resident: subprocess.Popen[bytes]) -> None:
    prepared, end_s = paths.cache_folder() / "effective.json", time.monotonic() + LIMIT_S
    while not prepared.is_file():
        assert time.monotonic() < end_s
        time.sleep(0.1)
    sitbreak("quit")
    resident.wait(LIMIT_S)
    assert paths.history_file().is_file()
    home = Path(os.environ["USERPROFILE"])
    assert sorted(each.name for each in home.iterdir()) == ["AppData"]
