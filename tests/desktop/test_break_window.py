"""A break in its window, from the reminder's button to its end, on a real desktop."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitbreak.clock import SystemClock
from sitbreak.core import saving
from sitbreak.core.state import new_state
from sitbreak.store import Store
from tests.desktop import targets
from tests.desktop.rig import Desktop
from tests.desktop.windows import Window

pytestmark = [pytest.mark.desktop, pytest.mark.linux]

_SITBREAK = (sys.executable, "-m", "sitbreak")
_SETTINGS = "[breaks]\ninterval_min = 30\nwait_for_pause_s = 0\n"
_BREAK_WINDOW = "sitbreak.screens.break_window"


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    with Desktop(tmp_path, panel=None) as made:
        file = made.home / ".config/sitbreak/config.toml"
        file.parent.mkdir(parents=True)
        file.write_text(_SETTINGS)
        yield made


def seat(desktop: Desktop, sat_s: float) -> None:
    """Let the user have sat for *sat_s* when sitbreak starts."""
    clock = SystemClock()
    now = clock.now()
    state = replace(new_state(now), sitting_s=sat_s)
    store = Store(desktop.home / ".local/share/sitbreak/history.sqlite3")
    store.save_state(saving.save(state, now, clock.boot_id))
    store.close()


def run(desktop: Desktop, *options: str) -> None:
    desktop.spawn(*_SITBREAK, "run", *options, part="sitbreak")
    desktop.wait(lambda: answers(desktop), 10, "sitbreak with its routines")


def answers(desktop: Desktop) -> bool:
    try:
        return status(desktop)["suggestion"] is not None
    except Exception:  # noqa: BLE001 - it does not answer yet
        return False


def status(desktop: Desktop) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desktop.run(*_SITBREAK, "status", "--json"))
    return found


def bubbles(desktop: Desktop) -> list[Window]:
    return [window for window in desktop.find_windows("notifyd") if window.area.height > 40]


def window_processes(desktop: Desktop, module: str = _BREAK_WINDOW) -> list[int]:
    """The pids of the windows' processes."""
    return [pid for pid in desktop.alive("sitbreak") if module in _command(pid)]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def windows(desktop: Desktop) -> list[Window]:
    """The windows of breaks on the screen."""
    return [each for each in desktop.find_windows("sitbreak") if each.area.height > 100]


def close(desktop: Desktop, window: Window) -> None:
    """By the button in the corner of its frame, as openbox draws it."""
    area = window.area
    desktop.click(area.x + area.width - 10, area.y - 10)


def part(desktop: Desktop, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in status(desktop)["parts"] if each["part"] == name)
    return found


def test_the_start_button_opens_the_window_and_closing_it_ends_the_break(desktop: Desktop) -> None:
    seat(desktop, 30 * 60 - 2)
    run(desktop)
    with desktop.keep_typing():
        desktop.wait(lambda: bubbles(desktop), 15, "the reminder")
    desktop.screenshot("the reminder with four buttons")
    buttons = targets.buttons(desktop, bubbles(desktop)[0])
    assert len(buttons) == 4
    desktop.click(*buttons[0].centre)
    desktop.wait(lambda: windows(desktop), 10, "the window")
    assert status(desktop)["break"]["paused"] is False
    desktop.screenshot("the break")
    assert bubbles(desktop) == []
    close(desktop, windows(desktop)[0])
    desktop.wait(lambda: status(desktop)["break"] is None, 5, "the end of the break")
    assert status(desktop)["prompt"] == "snoozed"
    desktop.wait(lambda: not window_processes(desktop), 5, "the end of its process")


def test_a_window_that_is_killed_ends_its_break_and_the_next_break_has_one_again(desktop: Desktop) -> None:
    run(desktop)
    for _ in range(2):
        desktop.run(*_SITBREAK, "start", "standing-march", "--json")
        desktop.wait(lambda: windows(desktop), 10, "the window")
        (pid,) = window_processes(desktop)
        os.kill(pid, signal.SIGKILL)
        desktop.wait(lambda: status(desktop)["break"] is None, 5, "the end of the break")
    assert part(desktop, "break window")["state"] == "ok"


def test_without_tkinter_the_steps_come_in_the_notification(desktop: Desktop, tmp_path: Path) -> None:
    shadow = tmp_path / "shadow"
    shadow.mkdir()
    (shadow / "tkinter.py").write_text("raise ImportError('no tkinter here')\n")
    desktop.env["PYTHONPATH"] = f"{shadow}:{desktop.env.get('PYTHONPATH', '')}"
    run(desktop)
    desktop.run(*_SITBREAK, "start", "standing-march", "--json")
    desktop.wait(lambda: bubbles(desktop), 10, "the first step")
    desktop.screenshot("a step in the notification")
    assert windows(desktop) == []
    assert window_processes(desktop) == []
    assert status(desktop)["break"]["routine"] == "standing-march"
    assert part(desktop, "break window")["state"] == "absent"
    desktop.click(*targets.buttons(desktop, bubbles(desktop)[0])[0].centre)
    desktop.wait(lambda: status(desktop)["break"] is None, 5, "the end of the break")


def test_a_cache_that_was_cleaned_away_costs_one_window_and_is_made_again(desktop: Desktop) -> None:
    run(desktop)
    routines = desktop.home / ".cache/sitbreak/routines.json"
    shutil.rmtree(routines.parent)
    desktop.run(*_SITBREAK, "start", "standing-march", "--json")
    desktop.wait(lambda: bubbles(desktop), 10, "the first step")
    desktop.wait(routines.exists, 10, "the routines")
    desktop.run(*_SITBREAK, "stop")
    desktop.run(*_SITBREAK, "start", "standing-march", "--json")
    desktop.wait(lambda: windows(desktop), 10, "the window")


def test_a_window_destroyed_by_the_x_server_ends_its_break(desktop: Desktop) -> None:
    """B5: no window manager asked it to close."""
    run(desktop)
    desktop.run(*_SITBREAK, "start", "standing-march", "--json")
    desktop.wait(lambda: windows(desktop), 10, "the window")
    time.sleep(3.2)  # what ends sooner is taken for a window that could not be shown
    desktop.run("xdotool", "windowclose", str(windows(desktop)[0].number))
    desktop.wait(lambda: status(desktop)["break"] is None, 5, "the end of the break")


def test_where_no_window_is_wanted_none_comes(desktop: Desktop) -> None:
    run(desktop, "--set", "window.show=never")
    desktop.run(*_SITBREAK, "start", "standing-march", "--json")
    desktop.wait(lambda: bubbles(desktop), 10, "the first step")
    assert window_processes(desktop) == []
    assert part(desktop, "break window")["state"] == "off"


def test_when_sitbreak_ends_its_windows_end(desktop: Desktop) -> None:
    run(desktop)
    desktop.run(*_SITBREAK, "start", "standing-march", "--json")
    desktop.wait(lambda: windows(desktop), 10, "the window")
    desktop.run(*_SITBREAK, "quit")
    desktop.wait(lambda: not desktop.alive("sitbreak"), 5, "the end of all of it")


def test_a_new_user_is_asked_the_first_questions_once(desktop: Desktop) -> None:
    (desktop.home / ".config/sitbreak/config.toml").unlink()
    setup = "sitbreak.screens.setup_window"
    run(desktop, "--no-setup")
    desktop.run(*_SITBREAK, "quit")
    run(desktop)
    desktop.wait(lambda: window_processes(desktop, setup) and windows(desktop), 15, "the questions")
    desktop.screenshot("the first questions")
    desktop.run(*_SITBREAK, "quit")
    desktop.wait(lambda: not desktop.alive("sitbreak"), 5, "the end of all of it")
    run(desktop)
    assert Store(desktop.home / ".local/share/sitbreak/history.sqlite3").first_time("setup") is False
