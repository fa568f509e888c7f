"""Notifications with buttons by a child: with a stand-in for desktop-notifier in the real child, and with
stand-ins for the child."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.desktop import toast_notifier
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.toast_notifier import ToastNotifier
from sitbreak.ports import Button, Notice
from tests.adapters.looping import run_for, run_until
from tests.fakes import FakeNotifier

REMINDER = Notice(
    title="Time to get up",
    body="Standing march, 1 min",
    buttons=(Button(key="start", label="Start"), Button(key="snooze", label="In 5 min")),
    default="start",
)

# What desktop-notifier looks like from outside; what a user does is in the environment.
PACKAGE = """
import json, os
class Icon:
    def __init__(self, path): self.path = path
class Urgency:
    Critical, Normal = "critical", "normal"
class Button:
    def __init__(self, title, identifier, on_pressed):
        self.title, self.identifier, self.on_pressed = title, identifier, on_pressed
class Notification:
    def __init__(self, **told): self.__dict__.update(told)
def note(word):
    with open(os.environ["NOTED"], "a") as file: file.write(json.dumps(word) + "\\n")
class DesktopNotifier:
    def __init__(self, app_name, app_icon): note(["new", app_name, app_icon and str(app_icon.path)])
    async def get_capabilities(self): return frozenset(os.environ["CAN"].split())
    async def request_authorisation(self): return os.environ["LEAVE"] == "yes"
    async def clear(self, identifier): note(["clear", identifier])
    async def send_notification(self, shown):
        note(["send", shown.title, shown.message, shown.urgency, [each.title for each in shown.buttons]])
        user = os.environ["USER_DOES"]
        if user == "clicks": shown.on_clicked()
        elif user == "dismisses": shown.on_dismissed()
        elif user == "raises": raise RuntimeError("no")
        for button in shown.buttons:
            if button.identifier == user: button.on_pressed()
"""


class Desk:
    """A desk with a notifier whose child meets the stand-in package."""

    def __init__(self, loop: SelectLoop, folder: Path) -> None:
        self.loop = loop
        self.folder = folder
        self.keys: list[str] = []
        self.fallback = FakeNotifier()

    def notifier(self, *command: str) -> ToastNotifier:
        made = ToastNotifier(
            self.loop,
            self.keys.append,
            fallback=self.fallback,
            command=command or (sys.executable, "-m", "sitbreak.desktop.toast_child"),
        )
        run_until(self.loop, lambda: made._helper is None)
        return made

    def noted(self) -> list[list[object]]:
        file = self.folder / "noted"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    (tmp_path / "desktop_notifier.py").write_text(PACKAGE)
    here = str(Path(toast_notifier.__file__).parents[2])
    for name, value in (
        ("PYTHONPATH", f"{tmp_path}:{here}"),
        ("NOTED", str(tmp_path / "noted")),
        ("CAN", "buttons"),
        ("LEAVE", "yes"),
        ("USER_DOES", "nothing"),
    ):
        monkeypatch.setenv(name, value)
    loop = SelectLoop()
    yield Desk(loop, tmp_path)
    loop.close()


@pytest.mark.parametrize(
    ("user", "key"), [("snooze", "snooze"), ("start", "start"), ("clicks", "start"), ("dismisses", None)]
)
def test_what_the_user_does_comes_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, user: str, key: str | None
) -> None:
    monkeypatch.setenv("USER_DOES", user)
    notifier = desk.notifier()
    assert notifier.capabilities() == {"buttons", "replace", "withdraw"}
    notifier.show(REMINDER)
    assert notifier.shows(REMINDER) is None
    run_until(desk.loop, lambda: notifier._child is None)
    assert desk.keys == ([key] if key else [])
    assert desk.noted()[-1] == [
        "send",
        "Time to get up",
        "Standing march, 1 min",
        "normal",
        ["Start", "In 5 min"],
    ]
    assert notifier.health().state == "ok"
    assert desk.fallback.shown == []


@pytest.mark.parametrize(
    ("name", "value", "why"), [("CAN", "", "signed program"), ("LEAVE", "no", "switched off")]
)
def test_where_it_cannot_be_had_the_fallback_shows_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    monkeypatch.setenv(name, value)
    notifier = desk.notifier()
    assert notifier.capabilities() == frozenset()
    notifier.show(REMINDER)
    assert desk.fallback.shown == [REMINDER]
    assert why in notifier.health().detail


def test_without_the_package_that_is_said(desk: Desk) -> None:
    (desk.folder / "desktop_notifier.py").write_text("raise ImportError\n")
    assert "not installed" in desk.notifier().health().detail


def test_what_could_not_be_shown_is_shown_by_the_fallback(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifier = desk.notifier()
    monkeypatch.setenv("USER_DOES", "raises")
    notifier.show(REMINDER)
    run_until(desk.loop, lambda: notifier._child is None)
    assert desk.fallback.shown == [REMINDER]
    assert notifier.health().state == "failing"


def test_leave_that_is_taken_back_is_noticed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    notifier = desk.notifier()
    monkeypatch.setenv("CAN", "")
    notifier.show(REMINDER)
    run_until(desk.loop, lambda: notifier._child is None)
    assert desk.fallback.shown == [REMINDER]
    assert notifier.capabilities() == frozenset()


def test_what_is_withdrawn_is_taken_away(desk: Desk) -> None:
    notifier = desk.notifier()
    notifier.show(REMINDER)
    while not any(word[0] == "send" for word in desk.noted()):
        run_for(desk.loop, 0.02)
    notifier.withdraw()
    run_until(desk.loop, lambda: notifier._helper is None)
    assert desk.noted()[-1] == ["clear", "sitbreak"]
    assert notifier.shows(REMINDER) is False
    notifier.withdraw()
    assert notifier._helper is None


def test_what_nobody_answers_goes_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toast_notifier, "_LONGEST_S", 0.2)
    notifier = desk.notifier()
    notifier.show(REMINDER)
    run_until(desk.loop, lambda: notifier._child is None)
    assert desk.noted()[-1] == ["clear", "sitbreak"]
    assert desk.keys == []


def test_a_notice_without_buttons_does_not_keep_the_child(desk: Desk) -> None:
    notifier = desk.notifier()
    notifier.show(Notice(title="Welcome", body="It runs.", urgent=True))
    run_until(desk.loop, lambda: notifier._child is None)
    assert desk.noted()[-1] == ["send", "Welcome", "It runs.", "critical", []]


def test_one_notice_takes_the_place_of_the_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    notifier = desk.notifier()
    notifier.show(REMINDER)
    first = notifier._child
    monkeypatch.setenv("USER_DOES", "start")
    other = Notice(title="Another", body="", buttons=REMINDER.buttons)
    notifier.show(other)
    assert notifier._child is not first
    assert notifier.shows(REMINDER) is False
    run_until(desk.loop, lambda: bool(desk.keys))
    assert desk.keys == ["start"]


def test_a_key_that_is_no_button_of_it_counts_for_nothing(desk: Desk) -> None:
    child = desk.folder / "child"
    child.write_text('#!/bin/sh\ncase "$(cat)" in *probe*) exit 0;; esac\nprintf quit\n')
    child.chmod(0o755)
    notifier = desk.notifier(str(child))
    notifier.show(REMINDER)
    run_until(desk.loop, lambda: notifier._child is None)
    assert desk.keys == []


def test_a_child_that_cannot_be_started_leaves_it_to_the_fallback(desk: Desk) -> None:
    notifier = desk.notifier("/nowhere/python")
    notifier.show(REMINDER)
    assert desk.fallback.shown == [REMINDER]
    assert "cannot be started" in notifier.health().detail
    notifier.close()
