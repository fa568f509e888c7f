"""Reminders in the real notification service of Xfce, answered with the pointer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.ports import Notice
from tests.desktop import targets
from tests.desktop.live_notifier import LiveNotifier, a_reminder
from tests.desktop.rig import Desktop
from tests.desktop.windows import Window

pytestmark = [pytest.mark.desktop, pytest.mark.linux]


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    with Desktop(tmp_path, panel=None, notifier="xfce") as made:
        yield made


def bubbles(desktop: Desktop) -> list[Window]:
    return [window for window in desktop.find_windows("notifyd") if window.area.height > 40]


def test_a_reminder_has_three_buttons_and_the_middle_one_snoozes(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LiveNotifier(desktop, monkeypatch) as live:
        assert live.notifier.capabilities() == {"buttons", "many buttons", "replace", "withdraw", "markup"}
        assert live.notifier.health().detail.startswith("Xfce Notify Daemon")
        live.show(a_reminder())
        live.until(lambda: bubbles(desktop), "the bubble")
        found = targets.buttons(desktop, bubbles(desktop)[0])
        desktop.screenshot("xfce reminder")
        assert len(found) == 3
        desktop.click(*found[1].centre)
        live.until(lambda: live.clicked, "the click")
        live.until(lambda: not bubbles(desktop), "the end of the bubble")
        assert live.clicked == ["snooze"]


def test_the_start_button_starts(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    with LiveNotifier(desktop, monkeypatch) as live:
        live.show(a_reminder(held_before=True))
        live.until(lambda: bubbles(desktop), "the bubble")
        desktop.click(*targets.buttons(desktop, bubbles(desktop)[0])[0].centre)
        live.until(lambda: live.clicked, "the click")
        assert live.clicked == ["start"]


def test_a_second_reminder_takes_the_place_of_the_first_and_a_rest_takes_it_away(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LiveNotifier(desktop, monkeypatch) as live:
        live.show(a_reminder())
        live.until(lambda: bubbles(desktop), "the bubble")
        live.show(a_reminder(last_pattern="march"))
        live.until(lambda: len(bubbles(desktop)) == 1, "one bubble")
        desktop.screenshot("xfce second reminder")
        live.notifier.withdraw()
        live.until(lambda: not bubbles(desktop), "the end of the bubble")
        assert live.clicked == []


def test_texts_that_look_like_markup_are_shown_as_they_are(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LiveNotifier(desktop, monkeypatch) as live:
        live.show(Notice(title="a < b & <i>c</i>", body="a < b & c > d\n<img src='x'> <b>not bold</b>"))
        live.until(lambda: bubbles(desktop), "the bubble")
        desktop.screenshot("xfce markup")
        # Taken for markup, the second line would be empty and the bubble as small as one without a body.
        assert bubbles(desktop)[0].area.height > 60


def test_a_service_that_was_killed_and_came_back_shows_the_reminder_again(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LiveNotifier(desktop, monkeypatch) as live:
        live.show(a_reminder())
        live.until(lambda: bubbles(desktop), "the bubble")
        desktop.kill_notifier()
        live.until(lambda: live.notifier.health().state == "absent", "the loss of the service")
        desktop.start_notifier()
        live.until(lambda: bubbles(desktop), "the bubble again")
        desktop.click(*targets.buttons(desktop, bubbles(desktop)[0])[2].centre)
        live.until(lambda: live.clicked, "the click")
        assert live.clicked == ["skip"]
