"""`sitbreak doctor`, as a person meets it: on real desktops, and where much is missing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.fake_notifications import FakeNotifications
from tests.adapters.private_bus import private_bus
from tests.cli.program import Program, Said, until
from tests.desktop import targets
from tests.desktop.rig import Desktop
from tests.desktop.windows import Window

_SITBREAK = (sys.executable, "-m", "sitbreak")
_LOOKS_AT_ONCE = (  # sitbreak run, but what waits for slow panels does not
    "import sitbreak.first_look as look; from sitbreak.cli import main; look.LOOK_S = 1.5; main(['run'])"
)


@pytest.fixture
def alone(tmp_path: Path) -> Program:
    """A sitbreak that nobody has started, without a display and without a bus."""
    return Program(tmp_path)


def checks(said: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """State and text of each check; of several of one name, the first."""
    found: dict[str, tuple[str, str]] = {}
    for each in said["checks"]:
        found.setdefault(each["check"], (each["state"], each["text"]))
    return found


# --- without a desktop


def test_without_a_running_sitbreak_it_says_so_and_checks_the_rest(alone: Program) -> None:
    said = alone.run("doctor")
    assert (said.code, said.err) == (1, "")
    assert "No: sitbreak is not running. `sitbreak run --background` starts it." in said.out
    assert "Nothing is known of the last 24 h" in said.out
    found = checks(alone.run("doctor", "--json").json)
    assert found["running"][0] == "problem"
    assert found["tray"] == ("note", "Whether there is a tray shows once sitbreak runs.")
    assert found["routines"] == ("ok", "45 routines are there.")
    assert found["history"] == ("note", "There is no history yet; it begins when sitbreak first runs.")
    assert {"presence", "session bus", "at login", "settings", "versions"} <= found.keys()
    assert not (alone.home / ".local/share/sitbreak").exists()  # looking leaves nothing behind


def test_without_a_display_nobody_is_reminded_and_it_says_why(alone: Program) -> None:
    with alone.running():
        said = alone.run("doctor", "--json")
    assert said.code == 1
    answer = said.json["will_i_be_reminded"]
    assert answer["answer"] == "no"
    assert "DISPLAY is not set" in answer["text"]
    found = checks(said.json)
    assert found["running"][0] == "ok"
    assert found["presence"][0] == "problem"
    assert found["notifications"][0] == "problem"
    assert found["history"][0] == "ok"
    assert said.json["status"]["presence"] == "unknown"


def test_settings_that_cannot_be_used_are_told_with_file_and_line(alone: Program) -> None:
    alone.settings.parent.mkdir(parents=True)
    alone.settings.write_text("[breaks]\ninterval_min = 500\n")
    said = alone.run("doctor", "--json")
    state, text = checks(said.json)["settings"]
    assert (said.code, state) == (1, "problem")
    assert "config.toml:2" in text
    assert "breaks.interval_min" in text


def test_a_pack_of_routines_that_was_left_out_is_a_note(alone: Program) -> None:
    pack = alone.settings.parent / "routines/mine.toml"
    pack.parent.mkdir(parents=True)
    pack.write_text("this is [not TOML")
    found = alone.run("doctor", "--json").json["checks"]
    notes = [each for each in found if each["check"] == "routines" and each["state"] == "note"]
    assert len(notes) == 1
    assert "mine.toml" in notes[0]["text"]


def test_a_damaged_history_is_a_problem_until_sitbreak_sets_it_aside(alone: Program) -> None:
    history = Path(alone.env["XDG_DATA_HOME"]) / "sitbreak/history.sqlite3"
    history.parent.mkdir(parents=True)
    history.write_bytes(b"this is no database" * 100)
    said = alone.run("doctor", "--json")
    assert (said.code, checks(said.json)["history"][0]) == (1, "problem")
    with alone.running():
        after = [each for each in alone.run("doctor", "--json").json["checks"] if each["check"] == "history"]
    assert [each["state"] for each in after] == ["ok", "note"]
    assert "set aside as history.damaged-" in after[1]["text"]


def test_an_entry_that_would_start_nothing_is_a_problem(alone: Program) -> None:
    entry = alone.home / ".config/autostart/sitbreak.desktop"
    entry.parent.mkdir(parents=True)
    entry.write_text("[Desktop Entry]\nType=Application\nName=sitbreak\nExec=/gone/sitbreak run\n")
    state, text = checks(alone.run("doctor", "--json").json)["at login"]
    assert state == "problem"
    assert "/gone/sitbreak" in text


def test_a_sitbreak_that_hangs_is_not_taken_for_one_that_is_gone(alone: Program) -> None:
    with alone.running() as child:
        os.kill(child.pid, signal.SIGSTOP)
        said = alone.run("doctor", "--json")
    assert "does not answer" in said.json["will_i_be_reminded"]["text"]
    assert "did not answer within" in checks(said.json)["running"][1]


# --- the test reminder, with a service that does as it is told


@contextmanager
def _served(folder: Path, **service: Any) -> Iterator[tuple[Program, FakeNotifications]]:
    """A running sitbreak whose notifications go to a fake."""
    with private_bus(folder / "bus") as address:
        program = Program(folder)
        program.env["DBUS_SESSION_BUS_ADDRESS"] = address
        fake = FakeNotifications(address, **service)
        try:
            with program.running():
                until(lambda: "notifications" in _well(program), 10)
                yield program, fake
        finally:
            fake.end()


def _well(program: Program) -> set[str]:
    return {part["part"] for part in program.status()["parts"] if part["state"] == "ok"}


def _meanwhile(program: Program, *words: str, does: Callable[[], object]) -> Said:
    """What a command says while something is done to it."""
    said: list[Said] = []
    command = threading.Thread(target=lambda: said.append(program.run(*words)))
    command.start()
    try:
        does()
    finally:
        command.join(40)
    return said[0]


def test_a_click_on_the_test_reminder_is_told_and_starts_no_break(tmp_path: Path) -> None:
    with _served(tmp_path) as (program, fake):
        said = _meanwhile(
            program,
            *("doctor", "--test"),
            does=lambda: (until(lambda: fake.open, 10), fake.click(max(fake.open), "trial-start")),
        )
        assert "The test reminder was shown, and you clicked “Start”." in said.out
        assert program.status()["break"] is None
        assert not fake.open
        assert fake.shown[-1].actions[1::2] == ["Start", "Not now"]


def test_a_test_reminder_that_is_closed_is_told(tmp_path: Path) -> None:
    def close() -> None:
        until(lambda: fake.open, 10)
        time.sleep(0.6)  # long enough to be seen
        fake.user_closes(max(fake.open))

    with _served(tmp_path) as (program, fake):
        said = _meanwhile(program, "doctor", "--test", "--json", does=close)
    assert checks(said.json)["test"] == ("note", "The test reminder was shown, and closed without a click.")


def test_a_test_reminder_that_a_service_refuses_is_a_problem(tmp_path: Path) -> None:
    with _served(tmp_path) as (program, fake):
        fake.fails = True
        said = program.run("doctor", "--test", "--json")
    state, text = checks(said.json)["test"]
    assert (said.code, state) == (1, "problem")
    assert text.startswith("The test reminder was not shown.")
    assert "not today" in text


def test_a_test_reminder_never_takes_the_place_of_a_break(tmp_path: Path) -> None:
    with _served(tmp_path) as (program, _fake):
        program.told("start", "standing-march", "--no-play")
        said = program.run("doctor", "--test", "--json")
        assert checks(said.json)["test"] == ("problem", "A reminder or a break is on the screen now.")
        assert program.status()["break"] is not None


def test_without_a_running_sitbreak_there_is_no_test_reminder(alone: Program) -> None:
    said = alone.run("doctor", "--test")
    assert said.code == 1
    assert said.out.rstrip().endswith("`sitbreak run` starts it.")


def test_a_desktop_without_a_tray_is_told_of_it_once_ever(tmp_path: Path) -> None:
    with private_bus(tmp_path / "bus") as address:
        program = Program(tmp_path)
        program.env["DBUS_SESSION_BUS_ADDRESS"] = address
        fake = FakeNotifications(address)
        try:
            for _start in range(2):
                child = subprocess.Popen(
                    [sys.executable, "-c", _LOOKS_AT_ONCE],
                    env=program.env,
                    cwd=program.home,
                    stdin=subprocess.DEVNULL,
                )
                try:
                    until(lambda: program.run("status").code == 0, 10)
                    until(lambda: "Tray: nothing there" in program.told("why"), 10)
                finally:
                    child.terminate()
                    child.wait(10)
        finally:
            fake.end()
    assert [each.title for each in fake.shown] == ["sitbreak runs without an icon here"]


# --- on a real desktop


@contextmanager
def _desktop(folder: Path, **parts: Any) -> Iterator[Desktop]:
    with Desktop(folder, **parts) as desktop:
        desktop.start_system_bus()
        desktop.run(*_SITBREAK, "autostart", "on")
        desktop.spawn(*_SITBREAK, "run", part="sitbreak")
        desktop.wait(lambda: _answers(desktop), 15, "sitbreak")
        desktop.key("Shift_L")
        desktop.wait(lambda: _status(desktop)["presence"] == "active", 10, "the input")
        yield desktop


def _answers(desktop: Desktop) -> bool:
    try:
        return bool(_status(desktop)["suggestion"])
    except subprocess.CalledProcessError:
        return False


def _status(desktop: Desktop) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desktop.run(*_SITBREAK, "status", "--json"))
    return found


def _doctor(desktop: Desktop, *options: str) -> tuple[int, str]:
    done = subprocess.run(
        [*_SITBREAK, "doctor", *options],
        env=desktop.env,
        cwd=desktop.home,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.desktop
@pytest.mark.linux
def test_on_a_healthy_desktop_all_is_well_and_a_real_click_arrives(tmp_path: Path) -> None:
    with _desktop(tmp_path) as desktop:
        desktop.tray_icon_position(timeout_s=20)
        code, said = _doctor(desktop)
        assert (code, "problem" in said) == (0, False)
        assert "Yes, at " in said
        assert "The icon is in the tray." in said
        assert "with buttons, replacing, taking back." in said
        assert "sitbreak starts at login." in said
        found: list[tuple[int, str]] = []
        command = threading.Thread(target=lambda: found.append(_doctor(desktop, "--test", "--json")))
        command.start()
        try:
            bubble = desktop.wait(lambda: _bubble(desktop), 15, "the test reminder")
            assert bubble is not None
            desktop.click(*targets.buttons(desktop, bubble)[-1].centre)
        finally:
            command.join(40)
        ((code, told),) = found
        assert checks(json.loads(told))["test"][1].startswith("The test reminder was shown, and you clicked")
        desktop.wait(lambda: _bubble(desktop) is None, 5, "the end of the test reminder")


def _bubble(desktop: Desktop) -> Window | None:
    return next((window for window in desktop.find_windows("notifyd") if window.area.height > 40), None)


@pytest.mark.desktop
@pytest.mark.linux
def test_without_a_panel_all_is_well_but_for_a_note(tmp_path: Path) -> None:
    with _desktop(tmp_path, panel=None) as desktop:
        code, said = _doctor(desktop, "--json")
    assert code == 0
    found = checks(json.loads(said))
    assert found["tray"] == ("note", "No icon is shown: no panel with a tray runs.")
    assert json.loads(said)["will_i_be_reminded"]["answer"] == "yes"


@pytest.mark.desktop
@pytest.mark.linux
def test_without_a_notification_service_only_the_tray_will_tell(tmp_path: Path) -> None:
    with _desktop(tmp_path, notifier=None) as desktop:
        desktop.tray_icon_position(timeout_s=20)
        code, said = _doctor(desktop, "--json")
        assert code == 1
        assert checks(json.loads(said))["notifications"][0] == "problem"
        assert "Only the icon in the tray will tell" in json.loads(said)["will_i_be_reminded"]["text"]
        desktop.end("sitbreak")
        code, said = _doctor(desktop, "--json")
    found = checks(json.loads(said))
    assert found["presence"][0] == "ok"  # what can be checked without a running sitbreak is
    assert found["notifications"][0] == "problem"
