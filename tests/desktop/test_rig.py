"""The private desktop is what it says: real, ours alone, and gone afterwards."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.desktop import targets
from tests.desktop.rig import Desktop
from tests.desktop.windows import Window

pytestmark = [pytest.mark.desktop, pytest.mark.linux]

_SERVICE = ("--dest", "org.freedesktop.Notifications", "--object-path", "/org/freedesktop/Notifications")


def _notify(desktop: Desktop) -> None:
    desktop.run(
        *("gdbus", "call", "--session", *_SERVICE, "--method", "org.freedesktop.Notifications.Notify"),
        *("test", "0", "", "A first stretch?", "At the desk for 45 min."),
        *("['start', 'Start', 'snooze', 'Snooze 5 min', 'skip', 'Not now']", "{}", "0"),
    )


def _bubble(desktop: Desktop) -> Window:
    desktop.wait(lambda: desktop.find_windows("notifyd"), 5, "the bubble")
    return next(window for window in desktop.find_windows("notifyd") if window.area.height > 40)


def test_a_notification_appears_and_its_middle_button_is_clicked_with_the_pointer(tmp_path: Path) -> None:
    with Desktop(tmp_path) as desktop:
        desktop.spawn("dbus-monitor", "--session", "member=ActionInvoked", part="monitor")
        _notify(desktop)
        found = targets.buttons(desktop, _bubble(desktop))
        assert len(found) == 3
        desktop.screenshot("a bubble")
        desktop.click(*found[1].centre)
        desktop.wait(lambda: '"snooze"' in desktop.logs(), 5, "the answer of the button")
        desktop.wait(lambda: not desktop.find_windows("notifyd"), 5, "the end of the bubble")


def test_real_key_strokes_reach_the_x_server(tmp_path: Path) -> None:
    with Desktop(tmp_path, panel=None, notifier=None) as desktop:
        desktop.spawn("stdbuf", "-oL", "xev", "-event", "keyboard", part="xev")
        window = desktop.wait(lambda: desktop.find_windows(title="Event Tester"), 5, "a window")[0]
        x, y = window.area.centre
        desktop.click(x, y)
        assert f"x:{x} y:{y}" in desktop.run("xdotool", "getmouselocation")
        with desktop.keep_typing(every_s=0.1):
            desktop.wait(lambda: "KeyRelease" in desktop.logs(), 5, "key strokes")


def test_a_panel_that_crashed_comes_back(tmp_path: Path) -> None:
    with Desktop(tmp_path, notifier=None) as desktop:
        old = set(desktop.alive("panel"))
        desktop.kill_panel()
        assert not desktop.alive("panel")
        desktop.start_panel()
        assert desktop.alive("panel")
        assert not old & set(desktop.alive("panel"))


def test_the_lxqt_panel_and_dunst_stand_in_for_the_others(tmp_path: Path) -> None:
    with Desktop(tmp_path, panel="lxqt", notifier="dunst") as desktop:
        _notify(desktop)
        desktop.wait(lambda: desktop.find_windows("dunst"), 5, "the bubble of dunst")
        assert desktop.find_windows("lxqt-panel")
        desktop.screenshot("lxqt and dunst")


def test_nothing_is_left_running_not_even_a_process_that_left_its_session(tmp_path: Path) -> None:
    ours = 1_000_000 + os.getpid()  # seconds; no other run of this test sleeps so long
    with Desktop(tmp_path, panel=None, notifier=None) as desktop:
        desktop.run("sh", "-c", f"setsid sleep {ours}.1 >/dev/null 2>&1 &")
        desktop.spawn("sh", "-c", f"trap '' TERM; setsid sleep {ours}.2 & sleep {ours}.3", part="stubborn")
        desktop.wait(lambda: len(desktop.alive("stubborn")) == 3, 5, "the stubborn processes")
    assert subprocess.run(["pgrep", "-f", rf"^sleep {ours}\.[123]$"], check=False).returncode == 1


def test_a_wait_in_vain_shows_the_logs(tmp_path: Path) -> None:
    with Desktop(tmp_path, panel=None, notifier=None) as desktop:
        desktop.spawn("sh", "-c", "echo something is wrong", part="talker")
        with pytest.raises(TimeoutError, match=r"a miracle(.|\n)*something is wrong"):
            desktop.wait(lambda: False, 0.5, "a miracle")
