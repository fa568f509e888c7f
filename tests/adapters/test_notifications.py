"""Notifications over a real bus: as they should look, replaced, withdrawn, answered."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak.ports import Notice
from tests.adapters.fake_notifications import FakeNotifications
from tests.adapters.notification_bench import FIRST, PASSING, SECOND, START, Bench
from tests.adapters.private_bus import BusDaemon


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    daemon = BusDaemon(tmp_path)
    daemon.start()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.address)
    made = Bench(daemon)
    yield made
    made.end()
    daemon.kill()


@pytest.fixture
def service(bench: Bench) -> FakeNotifications:
    made = bench.serve()
    bench.acquainted()
    return made


# --- what is sent


def test_a_notice_arrives_with_its_buttons_and_hints(bench: Bench, service: FakeNotifications) -> None:
    shown = bench.show(FIRST, service)
    assert (shown.application, shown.replaces) == ("sitbreak", 0)
    assert (shown.title, shown.body) == (FIRST.title, FIRST.body)
    assert shown.actions == ["default", "Start", "start", "Start", "snooze", "Snooze 5 min"]
    assert shown.hints["urgency"] == ("y", 1)
    assert shown.hints["desktop-entry"] == ("s", "sitbreak")
    assert shown.hints["resident"] == ("b", False)
    assert shown.expire_ms == -1
    assert bench.notifier.health().state == "ok"
    assert bench.notifier.health().detail == "Fake 1.0"
    assert bench.notifier.capabilities() == {"buttons", "many buttons", "replace", "withdraw", "markup"}


def test_urgency_and_length_are_passed_on(bench: Bench, service: FakeNotifications) -> None:
    shown = bench.show(Notice(title="t", body="b", urgent=True, seconds=2.5), service)
    assert shown.hints["urgency"] == ("y", 2)
    assert shown.expire_ms == 2500
    assert shown.actions == []


@pytest.mark.parametrize("sound", [True, False])
def test_a_sound_is_asked_for_where_the_user_wants_one_and_else_forbidden(
    bench: Bench, service: FakeNotifications, sound: bool
) -> None:
    shown = bench.show(Notice(title="t", body="b", sound=sound), service)
    assert shown.hints["suppress-sound"] == ("b", not sound)
    assert ("sound-name" in shown.hints) is sound


def test_the_body_is_escaped_for_a_service_that_knows_markup_and_the_title_never(
    bench: Bench, service: FakeNotifications
) -> None:
    shown = bench.show(Notice(title="a < b & c", body="<b>a</b> & <img src='x'>"), service)
    assert shown.title == "a < b & c"
    assert shown.body == "&lt;b&gt;a&lt;/b&gt; &amp; &lt;img src='x'&gt;"


def test_nothing_is_escaped_and_no_button_sent_where_they_are_not_known(bench: Bench) -> None:
    service = bench.serve(capabilities=("body",))
    bench.acquainted()
    shown = bench.show(Notice(title="a < b", body="a < b & c", buttons=(START,)), service)
    assert shown.body == "a < b & c"
    assert shown.actions == []
    assert bench.notifier.capabilities() == {"replace", "withdraw"}


def test_text_no_bus_would_take_is_cleaned(bench: Bench, service: FakeNotifications) -> None:
    shown = bench.show(Notice(title="a\0b\x1b[1m", body="half \ud83d\n\x07done\t!"), service)
    assert shown.title == "ab[1m"
    assert shown.body == "half \ufffd\ndone !"


def test_the_start_button_is_there_once_where_the_default_is_drawn_as_a_button(bench: Bench) -> None:
    service = bench.serve(name="Xfce Notify Daemon")
    bench.acquainted()
    assert bench.show(FIRST, service).actions == ["default", "Start", "snooze", "Snooze 5 min"]
    service.click(1, "default")
    bench.until(lambda: bool(bench.clicked))
    assert bench.clicked == ["start"]


# --- replaced, withdrawn, answered


def test_a_second_notice_replaces_the_first_instead_of_stacking(
    bench: Bench, service: FakeNotifications
) -> None:
    bench.show(FIRST, service)
    assert bench.show(SECOND, service).replaces == 1
    assert service.asked == ["GetCapabilities"]


def test_fifty_notices_at_once_are_two_calls(bench: Bench, service: FakeNotifications) -> None:
    for number in range(50):
        bench.notifier.show(Notice(title=f"{number}", body=""))
    bench.until(lambda: bool(service.shown) and service.shown[-1].title == "49")
    bench.settle()
    assert [(shown.title, shown.replaces) for shown in service.shown] == [("0", 0), ("49", 1)]


def test_a_withdrawn_notice_is_taken_away_once(bench: Bench, service: FakeNotifications) -> None:
    bench.show(FIRST, service)
    bench.notifier.withdraw()
    bench.notifier.withdraw()
    bench.until(lambda: bool(service.closed))
    bench.settle()
    assert service.closed == [1]
    assert bench.show(SECOND, service).replaces == 0


def test_a_clicked_button_is_told_once_and_closes_the_notification(
    bench: Bench, service: FakeNotifications
) -> None:
    bench.show(FIRST, service)
    service.signal("ActivationToken", "us", (1, "token"))
    for _click in range(3):
        service.click(1, "snooze")
    bench.until(lambda: bool(bench.clicked) and bool(service.closed))
    bench.settle()
    assert bench.clicked == ["snooze"]
    assert service.closed == [1]


def test_a_click_on_the_text_stands_for_the_default(bench: Bench, service: FakeNotifications) -> None:
    bench.show(FIRST, service)
    service.click(1, "default")
    bench.until(lambda: bool(bench.clicked))
    assert bench.clicked == ["start"]


def test_what_a_click_shows_next_is_a_new_notification(bench: Bench, service: FakeNotifications) -> None:
    bench.show(FIRST, service)
    bench.notifier._on_button = lambda _key: bench.notifier.show(PASSING)
    service.click(1, "start")
    bench.until(lambda: len(service.shown) == 2)
    bench.settle()
    assert service.shown[1].replaces == 0
    assert service.closed == [1]


@pytest.mark.parametrize(
    ("member", "signature", "body"),
    [
        ("ActionInvoked", "us", (77, "start")),  # somebody else's notification
        ("ActionInvoked", "us", (1, "format-disk")),
        ("ActionInvoked", "us", (0, "start")),
        ("ActionInvoked", "s", ("start",)),
        ("ActionInvoked", "", ()),
        ("NotificationClosed", "uu", (77, 2)),
        ("NotificationClosed", "s", ("x",)),
    ],
)
def test_a_signal_that_is_not_about_the_live_notification_does_nothing(
    bench: Bench, service: FakeNotifications, member: str, signature: str, body: tuple[Any, ...]
) -> None:
    bench.show(FIRST, service)
    service.signal(member, signature, body)
    bench.settle()
    assert bench.clicked == []
    assert bench.show(SECOND, service).replaces == 1


def test_a_click_on_an_older_notification_does_nothing(bench: Bench, service: FakeNotifications) -> None:
    bench.show(FIRST, service)
    service.say_closed(1)
    bench.settle()
    bench.show(SECOND, service)
    service.click(1, "start")
    bench.settle()
    assert bench.clicked == []


def test_nobody_but_the_service_can_click(bench: Bench, service: FakeNotifications) -> None:
    bench.show(FIRST, service)
    stranger = FakeNotifications(bench.daemon.address)  # owns no name: that is taken
    bench.services.append(stranger)
    stranger.click(1, "start")
    bench.settle()
    assert bench.clicked == []


def test_a_notification_closed_twice_is_closed(bench: Bench, service: FakeNotifications) -> None:
    bench.show(FIRST, service)
    service.say_closed(1)
    service.say_closed(1)
    bench.settle()
    assert bench.show(SECOND, service).replaces == 0
    bench.notifier.withdraw()
    bench.until(lambda: bool(service.closed))
    assert service.closed == [2]


def test_what_the_resident_program_needs_for_its_notices_is_light() -> None:
    heavy = {
        "PIL",
        "asyncio",
        "gettext",
        "locale",
        "logging",
        "plyer",
        "rich",
        "subprocess",
        "hashlib",
    }
    code = (
        "import sys; import sitbreak.notices, sitbreak.desktop.linux.notifications,"
        f" sitbreak.desktop.plyer_notifier; print(sorted({heavy!r} & set(sys.modules)))"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": root}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
