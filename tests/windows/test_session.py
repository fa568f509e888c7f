from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing

from tests.windows.rig import Resident, WindowsDesktop, until

WINDOW = "sitbreak hidden window"
SESSION, POWER, TIME, SETTING = 0x2B1, 0x218, 0x1E, 0x1A
LOCKED, UNLOCKED, AWAY_FROM_CONSOLE, AT_CONSOLE = 7, 8, 2, 1
SUSPEND, RESUME = 4, 0x12
Start = Callable[..., Resident]


def test_a_locked_screen_is_absence_and_an_unlocked_one_is_not(
    desktop: WindowsDesktop, sitbreak: Start
) -> None:
    resident = sitbreak()
    with desktop.working():
        until(lambda: resident.status["presence"] == "active", "somebody works")
        desktop.send(WINDOW, SESSION, LOCKED)
        until(lambda: "locked" in resident.status["reasons"], "it is locked")
        desktop.send(WINDOW, SESSION, UNLOCKED)
        until(lambda: "locked" not in resident.status["reasons"], "it is unlocked")


def test_another_user_in_front_and_sleep_are_absence_until_they_end(
    desktop: WindowsDesktop, sitbreak: Start
) -> None:
    resident = sitbreak()
    with desktop.working():
        until(lambda: resident.status["presence"] == "active", "somebody works")
        desktop.send(WINDOW, SESSION, AWAY_FROM_CONSOLE)
        until(lambda: resident.status["presence"] == "away", "another session is in front")
        desktop.send(WINDOW, SESSION, AT_CONSOLE)
        until(lambda: resident.status["presence"] == "active", "it is back")
        desktop.send(WINDOW, POWER, SUSPEND)
        until(lambda: resident.status["presence"] == "asleep", "it sleeps")
        desktop.send(WINDOW, POWER, RESUME)
        until(lambda: resident.status["presence"] == "active", "it is awake")


def test_idle_time_is_that_of_real_input(desktop: WindowsDesktop, sitbreak: Start) -> None:
    resident = sitbreak("--speed", "60")
    desktop.hands("mousemove", 500, 500)
    until(lambda: resident.status["presence"] == "away", "nobody is there")
    assert resident.status["last_input_ago_s"] > 180
    with desktop.working():
        until(lambda: resident.status["presence"] == "active", "somebody is there again")


def test_a_clock_that_was_set_and_new_colours_are_answered(desktop: WindowsDesktop, sitbreak: Start) -> None:
    resident = sitbreak()
    assert desktop.send(WINDOW, TIME) == 0
    assert desktop.send(WINDOW, SETTING) == 0
    assert resident.part("session") == "ok"


def test_the_end_of_the_session_is_agreed_to_and_the_state_is_saved_before_it(
    desktop: WindowsDesktop, sitbreak: Start
) -> None:
    resident = sitbreak()
    resident.told("stand")
    assert resident.status["posture"] == "standing"
    code, written = desktop.run("wineboot.exe", "--end-session")
    assert code == 0, written  # 1: somebody said no
    until(lambda: resident.has_ended, "it has ended", 20)
    with closing(sqlite3.connect(desktop.history)) as history:
        kinds = [
            json.loads(row[0])["kind"]
            for row in history.execute("SELECT body FROM decisions ORDER BY id").fetchall()
        ]
    assert kinds[-1] == "stopped"
    assert sitbreak().status["posture"] == "standing"
