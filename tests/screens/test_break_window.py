"""The break window, for real: on an X server with a window manager, with keys, a pointer and a daemon."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.errors import BUG
from sitbreak.screens import CANNOT_SHOW
from sitbreak.screens.look import DARK, LIGHT
from tests.adapters.appearance_fakes import services
from tests.desktop.framebuffer import Area
from tests.desktop.rig import Desktop
from tests.desktop.windows import Window
from tests.screens.break_rig import BreakStage, Json

pytestmark = pytest.mark.desktop

SOON = "import sitbreak.screens.afterwards as a; a.ASKED_S = a.WORD_S = a.NOTICE_S = 0.3"
LEVEL = {
    "id": "level",
    "text": "You have done a dozen gentle breaks. Add a few slightly stronger ones?",
    "yes": "Yes",
    "no": "Stay gentle",
}
HURT = {"title": "Thanks for saying so", "body": "Standing march is off the list for two weeks."}


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    with Desktop(tmp_path_factory.mktemp("break"), panel=None, notifier=None, size=(1400, 1000)) as running:
        yield running


@pytest.fixture
def stage(desktop: Desktop) -> Iterator[BreakStage]:
    made = BreakStage(desktop)
    desktop.pointer(700, 500)
    with made.daemon_runs():
        yield made
        desktop.end("break")
    desktop.wait(lambda: made.seen() is None, 10, "the window to go")


def picture(stage: BreakStage, window: Window) -> list[bytes]:
    return stage.desktop.screen.grab(window.area)


def stands_still(stage: BreakStage, window: Window) -> bool:
    """Whether two looks, more than a second apart, see the same."""
    before = picture(stage, window)
    time.sleep(1.3)
    return picture(stage, window) == before


# --- playing


def test_the_title_says_what_to_do_and_follows_the_steps(stage: BreakStage) -> None:
    stage.open(elapsed_s=24.0)
    assert stage.window().title.startswith("March slowly: lift one knee")
    stage.window("Pause. Drop your shoulders")


def test_space_pauses_and_goes_on(stage: BreakStage) -> None:
    stage.open(elapsed_s=6.0)
    window = stage.focused("March")
    stage.desktop.key("space")
    stage.wait_asked("break-pause")
    time.sleep(0.5)
    assert stands_still(stage, window)
    stage.desktop.key("space")
    stage.wait_asked("break-continue")
    assert not stands_still(stage, window)


@pytest.mark.parametrize("key", ["n", "Right"])
def test_a_key_goes_to_the_next_step(stage: BreakStage, key: str) -> None:
    stage.open(elapsed_s=6.0)
    stage.focused("March slowly")
    stage.desktop.key(key)
    stage.window("Pause. Drop")
    stage.wait_asked("break-next")


def test_a_swap_brings_another_routine_and_says_how_many_are_left(stage: BreakStage) -> None:
    stage.open(elapsed_s=6.0, swaps_left=1)
    stage.focused("March slowly")
    stage.desktop.key("s")
    stage.wait_asked("swap")
    stage.window("Glute squeeze")
    stage.desktop.key("s")
    stage.press("swap")
    stage.desktop.key("Escape")
    stage.wait_asked("stop")
    assert len(stage.daemon.did("swap")) == 1


def test_keys_of_other_programs_are_left_alone(stage: BreakStage) -> None:
    stage.open(elapsed_s=6.0)
    stage.focused("March slowly")
    stage.desktop.key("ctrl+s")
    stage.desktop.key("ctrl+n")
    stage.desktop.key("space")
    stage.wait_asked("break-pause")
    assert [message["do"] for message in stage.daemon.asked] == ["break-pause"]


def test_every_button_does_what_it_says(stage: BreakStage) -> None:
    stage.open(elapsed_s=6.0)
    stage.window("March slowly")
    stage.press("pause")
    stage.wait_asked("break-pause")
    stage.press("pause")
    stage.wait_asked("break-continue")
    stage.press("next")
    stage.wait_asked("break-next")
    stage.press("swap")
    stage.wait_asked("swap")
    stage.window("Glute squeeze")
    stage.press("stop")
    stage.wait_asked("stop")
    stage.window("Stopped here")


def test_space_on_a_button_with_the_focus_presses_that_button_only(stage: BreakStage) -> None:
    stage.open(elapsed_s=6.0)
    stage.focused("March slowly")
    for key in ("Tab", "Tab", "space"):
        stage.desktop.key(key)
    stage.wait_asked("break-next")
    assert not stage.daemon.did("break-pause")


def test_the_daemon_is_followed(stage: BreakStage) -> None:
    stage.open(elapsed_s=6.0)
    window = stage.window("March slowly")
    assert stage.daemon.playing is not None
    stage.push({"ok": True, "break": stage.daemon.playing | {"elapsed_s": 10.0, "paused": True}})
    time.sleep(0.5)
    assert stands_still(stage, window)
    stage.push({"ok": True, "break": stage.daemon.playing | {"routine": "side-reach", "elapsed_s": 11.0}})
    stage.window("Standing side reach")
    stage.push({"ok": True, "sitting_s": 5})  # says nothing of breaks
    stage.push({"ok": True, "break": None})
    stage.window("Stopped here")


def test_a_refusal_is_told_beside_the_title(stage: BreakStage) -> None:
    stage.open(elapsed_s=6.0)
    window = stage.focused("March slowly")
    stage.desktop.wait(lambda: stage.socket.server.is_watched, 10, "the window to watch")
    time.sleep(0.5)
    stage.desktop.key("space")
    stage.wait_asked("break-pause")
    time.sleep(0.5)
    before = picture(stage, window)
    stage.daemon.playing = None
    stage.desktop.key("s")
    stage.wait_asked("swap")
    stage.desktop.wait(lambda: picture(stage, window) != before, 10, "a word of the refusal")


def test_what_was_pushed_before_an_order_was_answered_waits_for_the_answer(stage: BreakStage) -> None:
    stage.open(elapsed_s=6.0)
    stage.focused("March slowly")
    stage.desktop.wait(lambda: stage.socket.server.is_watched, 10, "the window to watch")
    assert stage.daemon.playing is not None
    stale = {"ok": True, "break": dict(stage.daemon.playing)}
    answer = stage.daemon.handle

    def slowly(message: Json) -> Json:
        if message["do"] == "break-next":
            stage.socket.server.push(stale)
            time.sleep(0.4)
        return answer(message)

    stage.daemon.handle = slowly  # type: ignore[method-assign]
    stage.desktop.key("n")
    stage.window("Pause. Drop")
    time.sleep(0.8)
    assert stage.seen("Pause. Drop")


# --- the end


def test_a_routine_that_ran_to_its_end_asks_how_it_was(stage: BreakStage) -> None:
    process = stage.open(elapsed_s=58.5)
    stage.focused("Nicely done")
    stage.desktop.key("1")
    assert stage.wait_asked("feel") == {"do": "feel", "how": "good"}
    stage.window("Thank you")
    stage.desktop.key("Escape")
    assert process.wait(20) == 0
    assert not stage.daemon.did("stop")


@pytest.mark.parametrize(
    ("outcome", "sitting_s", "title"),
    [
        ("done", 0, "Nicely done · That was Standing march."),
        ("partial", 0, "A little is fine too · That was some of Standing march, and it counts as a rest."),
        ("partial", 2700, "A little is fine too · That was some of Standing march. The next nudge comes"),
    ],
)
def test_the_page_at_the_end_says_what_the_daemon_has_written_down(
    stage: BreakStage, outcome: str, sitting_s: int, title: str
) -> None:
    """B2, B7: a break of which most was passed over, or typed through, is not done."""
    stage.open(elapsed_s=59.0)
    stage.focused("Stand on both feet")
    told = {"routine": "standing-march", "outcome": outcome, "seconds": 30}
    stage.push({"ok": True, "break": None, "sitting_s": sitting_s, "last_break": told})
    stage.window(title)


def test_one_answer_is_enough(stage: BreakStage) -> None:
    stage.open(elapsed_s=59.0)
    stage.focused("Nicely done")
    stage.desktop.run("xdotool", "key", "2", "1", "3")
    stage.window("Thank you")
    assert stage.daemon.did("feel") == [{"do": "feel", "how": "hard"}]


def test_a_stopped_routine_asks_too_and_closes_on_the_second_escape(stage: BreakStage) -> None:
    process = stage.open(elapsed_s=6.0)
    stage.focused("March slowly")
    stage.desktop.key("Escape")
    stage.wait_asked("stop")
    stage.focused("Stopped here")
    stage.desktop.key("Escape")
    assert process.wait(20) == 0
    assert len(stage.daemon.did("stop")) == 1


def test_an_answer_that_comes_after_the_end_is_let_go(stage: BreakStage) -> None:
    answer = stage.daemon.handle

    def slowly(message: Json) -> Json:
        time.sleep(0.5 if message["do"] == "break-next" else 0)
        return answer(message)

    stage.daemon.handle = slowly  # type: ignore[method-assign]
    process = stage.open(elapsed_s=6.0)
    stage.focused("March slowly")
    stage.desktop.run("xdotool", "key", "n", "Escape")
    stage.focused("Stopped here")
    stage.wait_asked("stop")
    time.sleep(0.5)
    assert process.poll() is None
    stage.desktop.key("1")
    stage.window("Thank you")


def test_it_hurt_shows_the_notice(stage: BreakStage) -> None:
    stage.daemon.feel_adds = {"notice": HURT}
    process = stage.open(elapsed_s=59.0)
    stage.focused("Nicely done")
    stage.desktop.key("3")
    assert stage.wait_asked("feel")["how"] == "hurt"
    stage.window("Thanks for saying so")
    stage.press("close")
    assert process.wait(20) == 0


def test_a_question_is_asked_and_its_answer_sent(stage: BreakStage) -> None:
    stage.daemon.feel_adds = {"question": LEVEL}
    stage.open(elapsed_s=59.0)
    stage.focused("Nicely done")
    stage.desktop.key("1")
    stage.focused("One question")
    stage.desktop.key("2")
    assert stage.wait_asked("answer") == {"do": "answer", "question": "level", "yes": False}
    stage.window("It stays as gentle as it is.")


def test_a_window_nobody_answers_closes_by_itself(stage: BreakStage) -> None:
    process = stage.open(SOON, elapsed_s=59.5)
    assert process.wait(20) == 0
    assert stage.daemon.asked == []


def test_closing_the_window_stops_the_break(stage: BreakStage) -> None:
    process = stage.open(elapsed_s=6.0)
    stage.focused("March slowly")
    stage.desktop.key("alt+F4")
    assert process.wait(20) == 0
    assert stage.daemon.did("stop") == [{"do": "stop"}]


def test_a_daemon_that_ends_leaves_the_routine_to_play_on(desktop: Desktop) -> None:
    stage = BreakStage(desktop)
    with stage.daemon_runs():
        process = stage.open(SOON, elapsed_s=50.0, speed=2.0)
        stage.window("March again")
        stage.desktop.wait(lambda: stage.socket.server.is_watched, 10, "the window to watch")
    stage.window("Stand on both feet")
    stage.window("Nicely done")
    assert process.wait(20) == 0


def test_a_rehearsal_needs_no_daemon(desktop: Desktop) -> None:
    stage = BreakStage(desktop)
    process = stage.start(SOON, "--rehearse", "seated-breath", "--speed", "30")
    stage.window()
    assert process.wait(30) == 0


# --- how it looks


def corner(stage: BreakStage, window: Window) -> str:
    """The colour of the window's ground."""
    blue, green, red, _ = stage.desktop.screen.grab(Area(window.area.x + 4, window.area.y + 4, 1, 1))[0]
    return f"#{red:02x}{green:02x}{blue:02x}"


@pytest.mark.parametrize(("theme", "ground"), [("light", LIGHT.ground), ("dark", DARK.ground)])
def test_the_theme_is_the_settings(stage: BreakStage, theme: str, ground: str) -> None:
    stage.settings(theme=theme)
    stage.open(elapsed_s=6.0)
    window = stage.window("March")
    stage.desktop.wait(lambda: corner(stage, window) == ground, 10, f"a {theme} window")


def test_a_dark_desktop_makes_a_dark_window(stage: BreakStage) -> None:
    spaces = {"org.freedesktop.appearance": {"color-scheme": ("u", 1)}}
    with services(stage.desktop.env["DBUS_SESSION_BUS_ADDRESS"], spaces):
        stage.open(elapsed_s=6.0)
        window = stage.window("March")
        stage.desktop.wait(lambda: corner(stage, window) == DARK.ground, 10, "a dark window")


def test_reduced_motion_shows_poses_that_stand_still(stage: BreakStage) -> None:
    stage.settings(motion="reduced")
    stage.open(elapsed_s=21.0)
    window = stage.window("March slowly")
    scale = window.area.width / 660
    figure = Area(
        window.area.x + round(34 * scale),
        window.area.y + round(34 * scale),
        round(260 * scale),
        round(260 * scale),
    )
    time.sleep(0.5)
    first = stage.desktop.screen.grab(figure)
    time.sleep(0.7)
    assert stage.desktop.screen.grab(figure) == first
    stage.desktop.wait(lambda: stage.desktop.screen.grab(figure) != first, 30, "the next step's poses")


@pytest.mark.parametrize("percent", [100, 200])
def test_it_is_whole_on_the_monitor_with_the_pointer(stage: BreakStage, percent: int) -> None:
    run = stage.desktop.run
    run("xrandr", "--setmonitor", "left", "700/190x1000/260+0+0", "screen")
    run("xrandr", "--setmonitor", "right", "700/190x1000/260+700+0", "none")
    try:
        stage.desktop.pointer(1200, 300)
        stage.settings(scale_percent=percent)
        stage.open(elapsed_s=6.0)
        area = stage.window("March").area
    finally:
        run("xrandr", "--delmonitor", "right")
        run("xrandr", "--delmonitor", "left")
    assert area.x >= 700
    assert area.x + area.width <= 1400
    assert area.y >= 0
    assert area.y + area.height <= 1000
    left, right = area.x - 700, 1400 - area.x - area.width
    assert abs(left - right) <= 24


def test_a_small_screen_gets_a_small_window(tmp_path: Path) -> None:
    with Desktop(tmp_path, panel=None, notifier=None, size=(640, 480)) as small:
        stage = BreakStage(small)
        with stage.daemon_runs():
            stage.settings(scale_percent=300)
            stage.open(routine="low-lunge", elapsed_s=6.0)
            area = stage.window().area
            assert (area.x >= 0, area.y >= 0) == (True, True)
            assert area.x + area.width <= 640
            assert area.y + area.height <= 480


# --- where it cannot be


def test_with_a_screen_reader_nothing_is_shown(stage: BreakStage) -> None:
    with services(stage.desktop.env["DBUS_SESSION_BUS_ADDRESS"], reader=("b", True)):
        process = stage.open()
        assert process.wait(20) == CANNOT_SHOW
    assert stage.daemon.asked == []


@pytest.mark.parametrize(
    "first",
    [
        "import os; del os.environ['DISPLAY']",
        "import os; os.environ['DISPLAY'] = ':99999'",
        "sys.modules['tkinter'] = None",
        "sys.modules['_tkinter'] = None",
    ],
    ids=["no display", "no such display", "no tkinter", "tkinter without its library"],
)
def test_where_it_cannot_be_shown_it_says_so_by_its_exit_code(stage: BreakStage, first: str) -> None:
    assert stage.open(first).wait(20) == CANNOT_SHOW


def test_an_order_that_is_none_is_refused(stage: BreakStage) -> None:
    assert stage.start().wait(20) == 2
    assert stage.open(routine="no-such-routine").wait(20) == 1


def test_a_bug_closes_the_window_and_leaves_a_report(stage: BreakStage) -> None:
    broken = "import sitbreak.screens.break_player as p; p.BreakPlayer.next_step = lambda self: 1 / 0"
    process = stage.open(broken, elapsed_s=6.0)
    stage.focused("March")
    stage.desktop.key("n")
    assert process.wait(20) == BUG
    assert "ZeroDivisionError" in stage.desktop.log("break")


def test_a_lost_display_ends_the_process(tmp_path: Path) -> None:
    with Desktop(tmp_path, panel=None, notifier=None) as lost:
        stage = BreakStage(lost)
        with stage.daemon_runs():
            process = stage.open(elapsed_s=6.0)
            stage.window("March")
            lost.end("xvfb")
            assert process.wait(20) != 0
