"""Somebody sits: real key strokes on an X server without a screen, 60 or 600 times faster than life."""

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
from typing import IO

import pytest

from tests.adapters.xserver import XServer, x_server
from tests.cli.program import Program, until

pytestmark = pytest.mark.linux

SPEED = 600
# Due after 3 real seconds, and away only after 1.5 without a key.
QUICK = ("--speed", f"{SPEED}", "--set", "breaks.interval_min=30", "--set", "breaks.away_after_s=900")
AT_ONCE = ("--set", "breaks.wait_for_pause_s=0")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[XServer]:
    with x_server(tmp_path_factory.mktemp("screen")) as running:
        yield running


@pytest.fixture
def desk(server: XServer, tmp_path: Path) -> Program:
    return Program(tmp_path, server.env)


@contextmanager
def typing(server: XServer) -> Iterator[None]:
    """A key stroke every tenth of a second."""
    hand = server.hand("key", "--delay", "100", *["Shift_L"] * 1000)
    try:
        yield
    finally:
        hand.kill()
        hand.wait(10)


@contextmanager
def watching(desk: Program) -> Iterator[IO[str]]:
    """The lines of `status --watch` as they come."""
    watcher = subprocess.Popen(
        [sys.executable, "-m", "sitbreak", "status", "--watch"],
        env=desk.env,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert watcher.stdout is not None
    try:
        yield watcher.stdout
    finally:
        watcher.terminate()
        watcher.communicate(timeout=10)


def _prompt(desk: Program, wanted: str, timeout_s: float = 25) -> None:
    until(lambda: desk.status()["prompt"] == wanted, timeout_s)


def test_a_reminder_is_told_of_snoozed_until_the_budget_is_spent_and_skipped(
    desk: Program, server: XServer
) -> None:
    with desk.running(*QUICK, *AT_ONCE), typing(server), watching(desk) as told_lines:
        until(lambda: desk.status()["sitting_s"] > 60, 10)
        assert re.match(r"Sitting \d+ min\nNext break at \d\d:\d\d\nToday: sat ", desk.told("status"))
        waybar = json.loads(desk.told("status", "--format", "waybar"))
        assert waybar["class"] == "sitting"
        assert waybar["percentage"] > 0

        due = next(line for line in told_lines if "A break is due" in line)
        assert re.match(r"Sitting 3\d min · A break is due; 15 min of snooze left\n", due)
        _prompt(desk, "shown")
        assert "A break is due; 15 min of snooze left" in desk.told("status")
        assert json.loads(desk.told("status", "--format", "waybar"))["class"] == "due"
        told = desk.told("snooze", "1")
        assert re.fullmatch(r"Snoozed for (1 min|\d\d s); 14 min of snooze left\.\n", told)
        _prompt(desk, "shown", 10)
        told = desk.told("snooze", "60")
        assert re.match(r"Snoozed for 1[34] min( \d+ s)?; 0 s of snooze left\.", told), told
        assert re.search(
            r"^Snoozed until \d\d:\d\d; 0 min of snooze left$", desk.told("status"), re.MULTILINE
        )
        _prompt(desk, "shown", 15)
        assert desk.refused("snooze") == ("sitbreak: The 15 minutes of snooze for this break are used up.\n")
        assert desk.told("skip") == (
            "Not now, then. The next reminder comes after 30 more minutes of sitting.\n"
        )
        assert desk.status()["prompt"] == "none"


def test_a_pause_holds_a_due_reminder_back_and_its_end_shows_it(desk: Program, server: XServer) -> None:
    with desk.running(*QUICK, *AT_ONCE), typing(server):
        desk.told("pause", "600")
        _prompt(desk, "held")
        assert "A break is due; held back because reminders are paused until " in desk.told("status")
        assert desk.status()["sitting_s"] >= 30 * 60
        desk.told("resume")
        _prompt(desk, "shown", 5)


def test_a_shorter_interval_is_due_at_once(desk: Program, server: XServer) -> None:
    desk.settings.parent.mkdir(parents=True)
    desk.settings.write_text("[breaks]\ninterval_min = 60\nwait_for_pause_s = 0\naway_after_s = 900\n")
    with desk.running("--speed", f"{SPEED}"), typing(server):
        until(lambda: desk.status()["sitting_s"] > 31 * 60, 20)
        assert desk.status()["prompt"] == "none"
        desk.told("config", "set", "breaks.interval_min", "30")
        _prompt(desk, "shown", 10)


def test_an_absence_is_a_rest_that_can_be_taken_back(desk: Program, server: XServer) -> None:
    soon = ("--set", "breaks.away_after_s=60", "--set", "breaks.rest_after_s=120")
    with desk.running("--speed", "60", *soon):
        with typing(server):
            until(lambda: desk.status()["sitting_s"] > 60, 15)
        until(lambda: desk.status()["presence"] == "away", 15)
        assert desk.told("status").startswith("Away; sat ")
        time.sleep(120 / 60)
        with typing(server):
            until(lambda: desk.status()["can_take_back"], 10)
            assert desk.status()["today"]["sat_s"] >= 60
            assert re.fullmatch(r"The last \d+ min count as sitting\.\n", desk.told("was-sitting"))
            assert desk.status()["sitting_s"] > 60 + 120


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_sitting_time_outlives_an_end_and_a_kill(desk: Program, server: XServer, how: signal.Signals) -> None:
    with typing(server):
        child = desk.start()
        until(lambda: desk.status()["sitting_s"] >= 8, 20)
        desk.told("pause", "30")  # what the user asks for is saved at once
        child.send_signal(how)
        child.wait(10)
        with desk.running(suggests=False):
            assert desk.status()["sitting_s"] >= 8


def test_a_trial_leaves_the_history_alone_and_begins_anew(desk: Program, server: XServer) -> None:
    """Its times lie in the future: in the history they would be nonsense for ever."""
    folder = desk.home / ".local/share/sitbreak"
    with desk.running():
        desk.told("pause", "30")
    files = {file: file.read_bytes() for file in folder.iterdir()}
    for _ in range(2):
        with desk.running("--speed", f"{SPEED}"), typing(server):
            assert desk.status()["paused_until"] is None
            until(lambda: desk.status()["sitting_s"] > 600, 10)
            desk.told("stand")
            assert desk.told("why").splitlines()[-1].endswith("You said you are standing")
            assert "You paused" not in desk.told("why")
            assert not any("does not save" in line for line in desk.run("doctor").out.splitlines())
        assert (folder / "trial.sqlite3").exists()
        assert {file: file.read_bytes() for file in files} == files
    assert "You said you are standing" not in desk.told("why")
    assert any("You paused reminders until" in line for line in desk.told("why").splitlines())
    with desk.running():
        assert desk.status()["paused_until"]
