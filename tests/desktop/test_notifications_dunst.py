"""Reminders in dunst, which draws no buttons: a middle click stands for the default one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.break_notices import break_step
from sitbreak.core.playing import PlayStep
from tests.desktop.live_notifier import LiveNotifier, a_reminder
from tests.desktop.rig import Desktop

pytestmark = [pytest.mark.desktop, pytest.mark.linux]


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    with Desktop(tmp_path, panel=None, notifier="dunst") as made:
        yield made


def test_a_middle_click_on_a_reminder_starts_the_break(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LiveNotifier(desktop, monkeypatch) as live:
        assert live.notifier.health().detail.startswith("dunst")
        live.show(a_reminder())
        live.until(lambda: desktop.find_windows("dunst"), "the bubble")
        desktop.screenshot("dunst reminder")
        desktop.click(*desktop.find_windows("dunst")[0].area.centre, button=2)
        live.until(lambda: live.clicked, "the click")
        live.until(lambda: not desktop.find_windows("dunst"), "the end of the bubble")
        assert live.clicked == ["start"]


def test_a_left_click_only_closes_it(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    with LiveNotifier(desktop, monkeypatch) as live:
        live.show(a_reminder())
        live.until(lambda: desktop.find_windows("dunst"), "the bubble")
        desktop.click(*desktop.find_windows("dunst")[0].area.centre)
        live.until(lambda: live.notifier._live == 0, "the end of the notification")
        live.until(lambda: not desktop.find_windows("dunst"), "the end of the bubble")
        assert live.clicked == []


def test_the_steps_of_a_break_take_each_others_place(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [
        PlayStep(number=1, at_s=0, seconds=5, kind="setup", side="", cue="Stand tall near your desk."),
        PlayStep(number=2, at_s=5, seconds=20, kind="reps", side="", cue="March slowly: lift one knee."),
    ]
    with LiveNotifier(desktop, monkeypatch) as live:
        live.show(break_step("Standing march", steps, 1))
        live.until(lambda: desktop.find_windows("dunst"), "the bubble")
        desktop.screenshot("dunst step")
        height = desktop.find_windows("dunst")[0].area.height
        live.show(break_step("Standing march", steps, 2))
        live.until(lambda: desktop.find_windows("dunst")[0].area.height <= height, "one bubble")
        live.notifier.withdraw()
        live.until(lambda: not desktop.find_windows("dunst"), "the end of the bubble")
