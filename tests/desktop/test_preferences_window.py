"""The window of the preferences before a user with real keys."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitbreak import paths
from sitbreak.screens import preferences_window
from sitbreak.settings import layers
from sitbreak.settings.provenance import Merged, Rule
from tests.desktop import hands
from tests.desktop.hands import Hands
from tests.desktop.rig import Desktop

pytestmark = [pytest.mark.linux, pytest.mark.desktop]

Script = Callable[[Hands], None]
Play = Callable[[Script], int]


@pytest.fixture
def play(desktop_of_windows: Desktop, monkeypatch: pytest.MonkeyPatch) -> Play:
    return lambda script: hands.at(desktop_of_windows, monkeypatch, preferences_window.main, script)


@pytest.fixture
def file() -> Path:
    found = paths.user_settings_file()
    found.parent.mkdir(parents=True)
    return found


def test_each_change_is_written_at_once_and_comments_stay(play: Play, file: Path) -> None:
    file.write_text("# mine\n[breaks]\ninterval_min = 50  # calm\n")

    def script(user: Hands) -> None:
        assert user.focused == "Reminders"
        user.key("Tab")
        assert user.focused == "50"
        user.type("40")
        assert "50" in file.read_text()  # half a number is nothing to keep yet
        user.key("Return")
        assert file.read_text() == "# mine\n[breaks]\ninterval_min = 40  # calm\n"
        user.click("Play a sound with a reminder")
        assert file.read_text().endswith("\n[notify]\nsound = true\n")
        assert user.sees("Written.")
        user.click("Snooze and pause")
        user.key("Tab")
        user.type("5, 20")
        user.key("Tab")
        assert "choices_min = [5, 20]" in file.read_text()

    assert play(script) == 0


def test_a_wrong_entry_is_told_beside_its_field_and_not_written(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("Tab")
        user.type("90")
        user.wait(lambda: user.sees("Please give a whole number from 30 to 60."), "the sentence")
        user.key("Tab")
        assert not file.exists()
        user.click("Play a sound with a reminder")  # what is right is written meanwhile
        assert user.sees("Please give a whole number from 30 to 60.")
        assert file.read_text() == "[notify]\nsound = true\n"
        user.key("Escape")  # takes the wrong entry back
        assert user.is_open
        assert not user.sees("Please give")
        user.key("Escape")
        assert not user.is_open

    assert play(script) == 0
    assert file.read_text() == "[notify]\nsound = true\n"


def test_a_setting_goes_back_to_its_default(play: Play, file: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")

    def script(user: Hands) -> None:
        user.click("As default")
        assert file.read_text() == ""
        assert user.sees("45")
        assert not user.sees("As default")

    play(script)


def test_what_is_typed_is_kept_when_the_window_closes(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("Tab")
        user.type("35")
        user.key("alt+c")
        assert not user.is_open

    play(script)
    assert file.read_text() == "[breaks]\ninterval_min = 35\n"


def test_a_locked_setting_is_greyed_with_the_reason_and_who(
    play: Play, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = {
        "notify.sound": Rule(lock=True, said_by="Platform team", reason="open-plan office"),
        "breaks.interval_min": Rule(high=45, said_by="Platform team"),
        "notify.style": Rule(one_of=("normal",), said_by="Platform team"),
    }

    def merged(said: Any) -> Merged:
        return replace(layers.merge(said), rules=rules)

    monkeypatch.setattr("sitbreak.settings.form.merge", merged)

    def script(user: Hands) -> None:
        assert user.sees("Platform team has set this: open-plan office.")
        assert user.is_greyed("Play a sound with a reminder")
        user.click("Play a sound with a reminder")
        assert user.is_greyed("stays until it is answered")
        user.click("stays until it is answered")
        user.key("Tab")
        user.type("50")
        user.key("Return")
        assert user.sees("Platform team allows up to 45.")

    play(script)
    assert not file.exists()


def test_what_an_option_of_the_running_sitbreak_decides_is_greyed(
    desktop_of_windows: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(user: Hands) -> None:
        assert user.is_greyed("Play a sound with a reminder")
        assert user.is_chosen("Play a sound with a reminder")
        assert user.sees("An option of the running sitbreak decides this; it wins over your file.")

    options = ("--set", "notify.sound=true")
    assert hands.at(desktop_of_windows, monkeypatch, preferences_window.main, script, options) == 0


def test_a_file_changed_elsewhere_is_shown_anew_and_not_overwritten(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("Tab")
        user.type("35")
        file.write_text("[breaks]\ninterval_min = 55\n")
        user.key("Return")
        assert user.sees("Nothing was written.")
        assert user.sees("55")
        file.write_text("[breaks]\ninterval_min = 31\n")
        user.wait(lambda: user.sees("31"), "the change")

    play(script)
    assert file.read_text() == "[breaks]\ninterval_min = 31\n"


def test_a_file_that_breaks_meanwhile_is_told_with_its_line_and_left_alone(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        file.write_text("[breaks]\ninterval_min 40\n")
        user.wait(lambda: user.sees("config.toml:2: this is not TOML"), "the sentence")
        user.click("Play a sound with a reminder")
        assert user.sees("config.toml:2: this is not TOML")
        assert file.read_text() == "[breaks]\ninterval_min 40\n"
        file.write_text("[breaks]\ninterval_min = 40\n")
        user.wait(lambda: user.sees("40") and not user.sees("config.toml:2"), "the settings")

    play(script)


def test_a_broken_file_is_told_instead_of_the_settings(play: Play, file: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 900\n")

    def script(user: Hands) -> None:
        assert user.sees("config.toml:2: breaks.interval_min: must be a whole number from 30 to 60, not 900")
        user.key("Escape")
        assert not user.is_open

    assert play(script) == 1
    assert file.read_text() == "[breaks]\ninterval_min = 900\n"


def test_a_routine_is_found_by_its_title_and_switched_off(play: Play, file: Path) -> None:
    file.write_text('[routines]\nstarred = ["heel-raises"]\n')

    def script(user: Hands) -> None:
        user.click("Routines")
        assert user.sees("45 routines")
        user.key("Tab")
        user.type("heel raises")
        assert user.sees("1 routine")
        assert user.sees("Heel raises")
        user.key("Tab")
        assert user.focused == "More often"
        user.key("Down", "Down", "Down", "Return")
        user.wait(lambda: "disabled" in file.read_text(), "the change")

    play(script)
    assert file.read_text() == '[routines]\nstarred = []\ndisabled = ["heel-raises"]\n'


def test_the_pages_are_reached_by_keys_and_bring_along_what_belongs_together(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("Down", "Down", "Down")
        assert user.sees("Choose what applies to you.")
        user.click("I use a wheelchair")
        assert user.is_chosen("No kneeling")
        user.key("shift+Tab")
        assert user.focused == "What to leave out"

    play(script)
    assert file.read_text() == '[routines]\nexclusions = ["standing", "floor", "kneeling"]\n'


def test_hours_are_written_as_they_are_kept_once_the_field_is_left(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.click("Working hours")
        user.key("Tab")
        user.type("mon-fri 9-17.30")
        user.key("Tab")
        assert user.sees("Mon-Fri 09:00-17:30")

    play(script)
    assert file.read_text() == '[hours]\nwork = ["Mon-Fri 09:00-17:30"]\n'


def test_starting_at_login_is_switched_at_once(play: Play) -> None:
    def script(user: Hands) -> None:
        user.click("History and start")
        assert user.sees("sitbreak does not start at login.")
        user.click("Start sitbreak when I log in")
        assert paths.autostart_file().exists()
        assert user.sees("sitbreak starts at login.")
        user.click("Start sitbreak when I log in")
        assert not paths.autostart_file().exists()

    play(script)


def test_the_wheel_over_a_field_changes_nothing(play: Play, file: Path, desktop_of_windows: Desktop) -> None:
    def script(user: Hands) -> None:
        user.click("Routines")
        user.click("As usual")
        user.key("Escape")
        for _turn in range(3):
            desktop_of_windows.run("xdotool", "click", "5")
            user.settle()

    play(script)
    assert not file.exists()


def test_the_command_opens_it_and_ends_with_it(desktop_of_windows: Desktop) -> None:
    desktop = desktop_of_windows
    child = desktop.spawn(sys.executable, "-m", "sitbreak", "preferences", part="preferences")
    desktop.wait(lambda: desktop.find_windows("sitbreak"), 10, "the window")

    def ended() -> bool:
        desktop.key("Escape")
        return child.poll() is not None

    desktop.wait(ended, 10, "its end")
    assert child.returncode == 0
    assert "Traceback" not in desktop.log("preferences")
