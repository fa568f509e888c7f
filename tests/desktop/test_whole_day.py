"""The main job, end to end, on a real desktop: sit, be reminded, snooze, be reminded again, say not now, go.

The program runs 60 times faster than life, so a simulated minute takes a second. Every input is real input to
the X server. Pictures of each station are kept in tests/artefacts.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.desktop import targets, tray_menu
from tests.desktop.rig import Desktop
from tests.desktop.windows import Window

pytestmark = [pytest.mark.desktop, pytest.mark.linux]

SPEED = 60
_SITBREAK = (sys.executable, "-m", "sitbreak")
_INTERVAL_S = 45 * 60
_REST_S = 5 * 60


def _status(desktop: Desktop) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desktop.run(*_SITBREAK, "status", "--json"))
    return found


def _until(desktop: Desktop, timeout_s: float, **wanted: str) -> dict[str, Any]:
    """The first status that says what is *wanted*."""

    def reached() -> dict[str, Any] | None:
        status = _status(desktop)
        return status if all(status[key] == value for key, value in wanted.items()) else None

    status = desktop.wait(reached, timeout_s, f"the status {wanted}")
    assert status is not None
    return status


def _bubble(desktop: Desktop) -> Window | None:
    return next((window for window in desktop.find_windows("notifyd") if window.area.height > 40), None)


def _reminder(desktop: Desktop, timeout_s: float) -> Window:
    bubble = desktop.wait(lambda: _bubble(desktop), timeout_s, "a reminder")
    assert bubble is not None
    return bubble


def _button_labels(desktop: Desktop) -> list[str]:
    """The labels of the buttons of the last notification, as they went over the bus."""
    log = desktop.log("notifications")
    calls = log.split("member=Notify\n")
    actions = calls[-1].partition("array [")[2].partition("]")[0]
    return re.findall(r'string "(.*)"', actions)[1::2]


def _press(desktop: Desktop, bubble: Window, wanted: str) -> None:
    """Click the button of the notification whose label begins with *wanted*."""
    found, texts = targets.buttons(desktop, bubble), _button_labels(desktop)
    assert len(found) == len(texts), f"{len(found)} buttons light up, but there should be {texts}"
    button = next(button for button, text in zip(found, texts, strict=True) if text.startswith(wanted))
    desktop.click(*button.centre)


def test_a_person_sits_is_reminded_snoozes_is_reminded_again_and_goes(tmp_path: Path) -> None:
    with Desktop(tmp_path) as desktop:
        desktop.paint("#5d7385")
        desktop.spawn(
            "dbus-monitor", "--session", "interface=org.freedesktop.Notifications", part="notifications"
        )
        desktop.spawn(*_SITBREAK, "run", "--speed", str(SPEED), part="sitbreak")
        desktop.tray_icon_position(timeout_s=20)
        desktop.screenshot("1 the icon")

        with desktop.keep_typing():
            _until(desktop, 5, presence="active", prompt="none")
            bubble = _reminder(desktop, timeout_s=75)
            status = _until(desktop, 2, prompt="shown")
            assert _INTERVAL_S <= status["sitting_s"] < _INTERVAL_S + 10 * 60
            desktop.screenshot("2 the reminder")

            _press(desktop, bubble, "Snooze")
            _until(desktop, 3, prompt="snoozed")
            assert _bubble(desktop) is None
            desktop.screenshot("3 snoozed")

            _reminder(desktop, timeout_s=15)
            again = _until(desktop, 2, prompt="shown")
            assert again["sitting_s"] >= status["sitting_s"] + 5 * 60
            desktop.screenshot("4 the reminder again")

            menu = tray_menu.open_menu(desktop)
            desktop.screenshot("5 the menu")
            tray_menu.choose(desktop, menu, "Not now", of=tray_menu.labels(desktop))
            _until(desktop, 3, prompt="none")
            desktop.wait(lambda: _bubble(desktop) is None, 3, "the end of the reminder")
            desktop.screenshot("6 not now")

        assert _until(desktop, 10, presence="away")["sitting_s"] > _INTERVAL_S
        desktop.screenshot("7 away")
        time.sleep(_REST_S / SPEED)
        with desktop.keep_typing():
            back = _until(desktop, 5, presence="active", prompt="none")
        assert back["sitting_s"] < _REST_S
        desktop.screenshot("8 back after a rest")
