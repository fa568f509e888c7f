from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from tests.windows.rig import BALLOON, ICON, Resident, WindowsDesktop, until

WHITE = "ffffff"
MENU = (1200, 700)  # a spot of every menu of the icon
QUIT = (1100, 778)
BREAKS = (1140, 666)
LAST_BREAK = (840, 666)
STANDING = (1100, 690)
TRAY_WORD, BALLOON_SHOWN, BALLOON_CLICKED = 0x40B, 0x402, 0x405
FAST = ("--speed", "60", "--set", "breaks.interval_min=30")
Start = Callable[..., Resident]


def open_menu(desktop: WindowsDesktop, button: int = 3) -> None:
    desktop.click(ICON, button)
    until(lambda: desktop.colour(MENU) == WHITE, "the menu opens", 10)


def test_who_works_without_a_break_gets_a_balloon_and_a_click_on_the_icon_starts_the_break(
    desktop: WindowsDesktop, sitbreak: Start
) -> None:
    resident = sitbreak(*FAST)
    with desktop.working():
        until(lambda: resident.status["sitting_s"] > 1800, "somebody sits for half an hour")
    until(lambda: desktop.colour(BALLOON) == WHITE, "the reminder is to be seen")
    desktop.picture("balloon")
    desktop.click(ICON)
    until(lambda: resident.status["last_break"] is not None, "a break was begun, and is over already")


def test_a_click_on_the_balloon_answers_the_reminder_as_its_text_says(
    desktop: WindowsDesktop, sitbreak: Start
) -> None:
    resident = sitbreak(*FAST)
    with desktop.working():
        until(lambda: resident.status["prompt"] == "shown", "the reminder is shown")
    # wine keeps clicks on balloons to itself: what Windows sends is sent by another program.
    desktop.send("SystemTrayIcon", TRAY_WORD, 0, BALLOON_SHOWN)
    desktop.send("SystemTrayIcon", TRAY_WORD, 0, BALLOON_CLICKED)
    until(lambda: resident.status["last_break"] is not None, "a break was begun, and is over already")


def test_the_menu_opens_with_the_right_button_and_what_is_chosen_counts(
    desktop: WindowsDesktop, sitbreak: Start
) -> None:
    resident = sitbreak()
    assert resident.part("tray") == "ok"
    open_menu(desktop)
    desktop.click(STANDING)
    until(lambda: resident.status["posture"] == "standing", "the user stands")


def test_a_break_chosen_in_the_menu_is_told_by_balloons_where_there_is_no_window(
    desktop: WindowsDesktop, sitbreak: Start
) -> None:
    """The Python of the bench has no tkinter: the window of the break was never run on Windows."""
    resident = sitbreak()
    open_menu(desktop)
    desktop.click(BREAKS)
    until(lambda: desktop.colour(LAST_BREAK) == WHITE, "the routines are there", 10)
    desktop.picture("menu")
    desktop.click(LAST_BREAK)
    until(lambda: resident.status["break"] is not None, "the break begins")
    until(lambda: resident.part("break window") == "absent", "its window could not be shown")
    until(lambda: desktop.colour(BALLOON) == WHITE, "the first step is to be seen")
    desktop.picture("step")


def test_a_left_click_opens_the_menu_when_no_break_is_due(desktop: WindowsDesktop, sitbreak: Start) -> None:
    resident = sitbreak()
    open_menu(desktop, button=1)
    desktop.click(QUIT)
    until(lambda: resident.has_ended, "it has ended")
    assert resident.program.returncode == 0


def test_sitbreak_ends_while_its_menu_is_open(desktop: WindowsDesktop, sitbreak: Start) -> None:
    resident = sitbreak()
    open_menu(desktop)
    resident.told("quit")
    until(lambda: resident.has_ended, "it has ended", 20)
    assert resident.program.returncode == 0
    until(lambda: desktop.colour(MENU) != WHITE, "the menu is gone", 10)


def test_an_icon_that_the_user_wants_no_more_goes_and_comes_back(
    desktop: WindowsDesktop, sitbreak: Start
) -> None:
    resident = sitbreak()
    open_menu(desktop)
    desktop.click((600, 400))
    until(lambda: desktop.colour(MENU) != WHITE, "the menu is gone", 10)
    assert resident.told("config", "set", "tray.show", "false")[0] == 0
    until(lambda: resident.part("tray") == "off", "it is off")
    desktop.click(ICON, 3)
    with suppress(AssertionError):
        until(lambda: desktop.colour(MENU) == WHITE, "a menu of nothing", 2)
        raise ValueError("an icon that is off has a menu")
    assert resident.told("config", "set", "tray.show", "true")[0] == 0
    until(lambda: resident.part("tray") == "ok", "it is back")
    open_menu(desktop)
