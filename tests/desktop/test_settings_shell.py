"""Where the windows about settings appear."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from sitbreak.screens import preferences_window, setup_window
from tests.desktop import hands
from tests.desktop.hands import Hands
from tests.desktop.rig import Desktop

pytestmark = [pytest.mark.linux, pytest.mark.desktop]

_LEFT, _RIGHT = "400/100x768/200+0+0", "624/160x768/200+400+0"


@pytest.fixture
def two_monitors(desktop_of_windows: Desktop) -> Iterator[Desktop]:
    """A screen of 1024 by 768, of which the right 624 columns are a monitor of their own."""
    desktop_of_windows.run("xrandr", "--setmonitor", "left", _LEFT, "screen")
    desktop_of_windows.run("xrandr", "--setmonitor", "right", _RIGHT, "none")
    yield desktop_of_windows
    for name in ("left", "right"):
        desktop_of_windows.run("xrandr", "--delmonitor", name)


@pytest.mark.parametrize("window", [setup_window, preferences_window], ids=["setup", "preferences"])
@pytest.mark.parametrize("where", [(100, 0, 400), (900, 400, 1024)], ids=["left", "right"])
def test_a_window_about_settings_is_whole_on_the_monitor_with_the_pointer(
    window: ModuleType, where: tuple[int, int, int], two_monitors: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    pointer_x, left, right = where

    def script(user: Hands) -> None:
        root = user.root
        user.wait(lambda: left <= root.winfo_rootx(), "the window to be moved there")
        assert root.winfo_rootx() + root.winfo_width() <= right
        assert root.winfo_rooty() + root.winfo_height() <= 768

    two_monitors.pointer(pointer_x, 300)
    hands.at(two_monitors, monkeypatch, window.main, script)
