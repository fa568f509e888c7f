"""The window of the first run before a user with real keys."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sitbreak import paths
from sitbreak.screens import CANNOT_SHOW, setup_window
from tests.desktop import hands
from tests.desktop.hands import Hands
from tests.desktop.rig import Desktop

pytestmark = [pytest.mark.linux, pytest.mark.desktop]

Script = Callable[[Hands], None]
Play = Callable[[Script], int]


@pytest.fixture
def play(desktop_of_windows: Desktop, monkeypatch: pytest.MonkeyPatch) -> Play:
    return lambda script: hands.at(desktop_of_windows, monkeypatch, setup_window.main, script)


@pytest.fixture
def file() -> Path:
    found = paths.user_settings_file()
    found.parent.mkdir(parents=True)
    return found


def test_finishing_writes_the_answers_and_nothing_else_and_comments_stay(play: Play, file: Path) -> None:
    file.write_text("# mine\n[breaks]\ninterval_min = 50  # calm\n")

    def script(user: Hands) -> None:
        assert user.sees("Welcome to sitbreak")
        assert user.sees("It is not medical advice.")
        user.key("alt+n", "Tab", "Down")  # at home
        user.key("alt+n", "Tab", "space")  # not standing, and what that brings along
        assert all(
            user.is_chosen(words) for words in ("wheelchair", "getting down on the floor", "No kneeling")
        )
        user.click("No kneeling")
        user.key("alt+n", "Tab", "Down")  # moderate
        assert user.is_chosen("Moderate")
        user.key("alt+n", "Tab", "Down", "Tab")
        user.type("8")
        user.key("Tab")
        user.type("16:30")
        user.key("Return", "Return")
        assert not user.is_open

    assert play(script) == 0
    assert file.read_text() == (
        "# mine\n[breaks]\ninterval_min = 50  # calm\n\n"
        '[routines]\nplace = "home"\nexclusions = ["standing", "floor"]\nlevel = 2\n\n'
        '[hours]\nwork = ["Mon-Fri 08:00-16:30"]\n'
    )
    assert not paths.autostart_file().exists()


def test_wrong_hours_are_told_beside_the_field_and_nobody_gets_past_them(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("alt+n", "alt+n", "alt+n", "alt+n", "Tab", "Down", "Down", "Tab")
        user.type("Mon-Fri 9-25")
        user.key("alt+n")
        assert user.sees("Mon-Fri 9-25: '25:00' is no time of the day.")
        assert user.sees("When would you like to be reminded?")
        user.click("At other hours")
        user.key("Tab")
        user.type("Mon-Fri 9-15")
        user.key("alt+n")
        assert user.sees("The icon in the panel")
        assert not file.exists()
        user.key("alt+f")

    assert play(script) == 0
    assert file.read_text() == '[hours]\nwork = ["Mon-Fri 09:00-15:00"]\n'


def test_what_there_is_to_use_can_be_ticked(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("alt+n")
        assert user.is_greyed("A free piece of wall")
        assert user.is_chosen("A free piece of wall")
        user.click("Let me say")
        assert not user.is_greyed("A free piece of wall")
        user.click("A free piece of wall")
        user.click("A small soft ball")
        user.key("alt+s", "alt+f")

    assert play(script) == 0
    assert file.read_text() == '[routines]\nequipment = ["support", "chair", "ball"]\n'


def test_closing_halfway_writes_nothing_and_escape_asks_once(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("alt+n", "Tab", "Down", "Escape")
        assert user.sees("Your answers are not written. Escape again leaves without them.")
        user.key("Escape")
        assert not user.is_open

    assert play(script) == 0
    assert not file.exists()


def test_skipping_all_comes_to_the_icon_and_finish_then_writes_nothing(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("alt+s")
        assert user.sees("You sit. Once the ring is full, a break is due.")
        assert user.is_greyed("Skip all")
        user.key("alt+n")  # is no longer on offer
        assert user.is_open
        user.key("Return")
        assert not user.is_open

    assert play(script) == 0
    assert not file.exists()


def test_going_back_keeps_the_answers(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("alt+n", "Tab", "Down", "Down", "alt+n", "alt+b")
        assert user.is_chosen("On the road")
        user.key("alt+b")
        assert user.is_greyed("Back")

    play(script)


def test_a_reminder_to_try_is_asked_of_the_running_sitbreak(play: Play) -> None:
    def script(user: Hands) -> None:
        user.key("alt+s")
        user.click("Show a reminder now")
        user.wait(lambda: user.sees("`sitbreak run` starts it."), "the answer")

    play(script)


def test_a_locked_answer_is_greyed_with_the_reason_and_cannot_be_changed(
    play: Play, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITBREAK_ROUTINES__PLACE", "home")

    def script(user: Hands) -> None:
        user.key("alt+n")
        assert user.sees("The variable SITBREAK_ROUTINES__PLACE decides this; it wins over your file.")
        assert user.is_greyed("At an office")
        user.click("At an office")
        assert user.is_chosen("At home")
        user.key("alt+s", "alt+f")

    assert play(script) == 0
    assert not file.exists()


def test_starting_at_login_is_arranged_at_the_end(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("alt+n", "alt+n", "alt+n", "alt+n")
        user.click("Start sitbreak when I log in")
        assert not paths.autostart_file().exists()
        user.key("alt+n", "alt+f")

    assert play(script) == 0
    assert paths.autostart_file().exists()
    assert not file.exists()


def test_a_file_changed_meanwhile_is_told_and_finish_again_adds_the_answers(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("alt+n", "Tab", "Down", "alt+s")
        file.write_text("[breaks]\nrepeat_max = 2\n")
        user.key("alt+f")
        assert user.sees("Your file was changed elsewhere meanwhile.")
        user.key("alt+f")
        assert not user.is_open

    assert play(script) == 0
    assert file.read_text() == '[breaks]\nrepeat_max = 2\n\n[routines]\nplace = "home"\n'


def test_a_file_that_breaks_meanwhile_is_told_with_its_line_and_not_touched(play: Play, file: Path) -> None:
    def script(user: Hands) -> None:
        user.key("alt+n", "Tab", "Down", "alt+s")
        file.write_text("[breaks]\nrepeat_max 2\n")
        user.key("alt+f", "alt+f")
        assert user.sees("config.toml:2: this is not TOML")

    play(script)
    assert file.read_text() == "[breaks]\nrepeat_max 2\n"


def test_a_broken_file_is_told_with_its_line_and_not_touched(play: Play, file: Path) -> None:
    file.write_text("[breaks]\ninterval_min 50\n")

    def script(user: Hands) -> None:
        assert user.sees("config.toml:2: this is not TOML")
        assert not user.sees("Finish")
        user.key("Escape")
        assert not user.is_open

    assert play(script) == 1
    assert file.read_text() == "[breaks]\ninterval_min 50\n"


def test_the_notice_can_be_read_in_full(play: Play) -> None:
    def script(user: Hands) -> None:
        user.key("Tab", "space")
        assert user.sees("it does not diagnose or treat anything")
        user.key("space")
        assert not user.sees("it does not diagnose or treat anything")

    play(script)


@pytest.mark.parametrize("module", ["setup_window", "preferences_window"])
def test_without_a_display_it_ends_before_anything_is_shown(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"sitbreak.screens.{module}"], check=False, capture_output=True, timeout=20
    )
    assert (done.returncode, done.stdout, done.stderr) == (CANNOT_SHOW, b"", b"")
