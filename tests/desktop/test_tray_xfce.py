"""The tray icon in the panel of Xfce, used with a real pointer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop import tray_menu
from tests.desktop.rig import Desktop
from tests.desktop.tray_rig import (
    TrayProgram,
    choose_in_submenu,
    first_line,
    icon_centre,
    icon_picture,
    open_menu_at,
    open_submenu,
)

pytestmark = [pytest.mark.desktop, pytest.mark.linux]


def test_icon_menu_submenu_and_clicks(tmp_path: Path) -> None:
    with Desktop(tmp_path, notifier=None) as desktop:
        tray = TrayProgram(desktop)
        before = icon_picture(desktop)
        desktop.screenshot("1 the icon")

        menu = tray_menu.open_menu(desktop)
        desktop.screenshot("2 the menu")
        first = first_line(desktop)
        assert first.startswith("Sitting ")
        desktop.key("Escape")
        menu = tray_menu.open_menu(desktop)
        assert first_line(desktop) != first

        submenu = open_submenu(desktop, menu, "Pause")
        desktop.screenshot("3 the submenu")
        choose_in_submenu(desktop, submenu, "Pause", "1 h")
        tray.wait_for_act("pause", {"minutes": 60})

        desktop.click(*desktop.tray_icon_position())
        tray.change()
        desktop.wait(lambda: icon_picture(desktop) != before, 5, "another icon")
        desktop.screenshot("4 due")
        menu = tray_menu.open_menu(desktop)
        desktop.screenshot("5 the menu when due")
        tray_menu.choose(desktop, menu, "Not now", of=tray_menu.labels(desktop))
        tray.wait_for_act("skip", {})

        desktop.click(*desktop.tray_icon_position())
        tray.wait_for_act("start", {"routine": "standing-march"})
        assert [do for do, _ in tray.acts()] == ["pause", "skip", "start"]
        assert tray.end()[1] == "ok"


def test_the_icon_comes_back_after_the_panel_crashed(tmp_path: Path) -> None:
    with Desktop(tmp_path, notifier=None) as desktop:
        tray = TrayProgram(desktop)
        place = desktop.tray_icon_position()
        shown = desktop.screen.grab(desktop.panel_area)
        desktop.kill_panel()
        desktop.start_panel()
        desktop.wait(lambda: desktop.screen.grab(desktop.panel_area) == shown, 10, "the icon")
        menu = open_menu_at(desktop, place)
        tray_menu.choose(desktop, menu, "I'm standing", of=tray_menu.labels(desktop))
        tray.wait_for_act("stand", {})
        assert tray.end()[1] == "ok"


def test_the_icon_appears_in_a_panel_that_starts_later(tmp_path: Path) -> None:
    with Desktop(tmp_path, notifier=None) as desktop:
        empty = desktop.screen.grab(desktop.panel_area)
        desktop.kill_panel()
        tray = TrayProgram(desktop)
        desktop.start_panel()
        desktop.wait(lambda: desktop.screen.grab(desktop.panel_area) != empty, 10, "the icon")
        menu = open_menu_at(desktop, icon_centre(desktop, empty))
        desktop.screenshot("xfce 6 a panel that started later")
        tray_menu.choose(desktop, menu, "Quit", of=tray_menu.labels(desktop))
        tray.wait_for_act("quit", {})
        desktop.wait(lambda: desktop.screen.grab(desktop.panel_area) == empty, 10, "the end of the icon")


def test_an_icon_that_is_switched_off_goes_and_comes_again_with_its_menu(tmp_path: Path) -> None:
    with Desktop(tmp_path, notifier=None) as desktop:
        empty = desktop.screen.grab(desktop.panel_area)
        tray = TrayProgram(desktop)
        place = desktop.tray_icon_position()
        tray.switch()
        desktop.wait(lambda: desktop.screen.grab(desktop.panel_area) == empty, 10, "the end of the icon")
        tray.change()
        tray.switch()
        desktop.wait(lambda: desktop.screen.grab(desktop.panel_area) != empty, 10, "the icon")
        menu = open_menu_at(desktop, place)
        tray_menu.choose(desktop, menu, "Not now", of=tray_menu.labels(desktop))
        tray.wait_for_act("skip", {})
