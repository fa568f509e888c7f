"""Notifications over a real bus: replaced, withdrawn, answered, and never in the way."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.notifications import DBusNotifier
from sitbreak.ports import Button, Health, Notice
from tests.adapters.fake_notifications import FakeNotifications, Shown
from tests.adapters.looping import run_for
from tests.adapters.private_bus import BusDaemon

START, SNOOZE = Button(key="start", label="Start"), Button(key="snooze", label="Snooze 5 min")
FIRST = Notice(title="Time for a little march", body="1 min.", buttons=(START, SNOOZE), default="start")
SECOND = Notice(title="Fancy a short walk?", body="3 min.", buttons=(START,), default="start")
PASSING = Notice(title="Nicely done", body="That was it.", seconds=10)


class HastyLoop(SelectLoop):
    """Its timers come a hundred times too early: 5 s pass in 50 ms, a minute in 600."""

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Any:
        return super().call_later(delay_s / 100 if delay_s != 25 else delay_s, callback)


class Fallback:
    """A notifier that only notes what it is told."""

    def __init__(self) -> None:
        self.shown: list[Notice] = []

    def capabilities(self) -> frozenset[str]:
        return frozenset({"fallback"})

    def show(self, notice: Notice) -> None:
        self.shown.append(notice)

    def withdraw(self) -> None: ...

    def health(self) -> Health:
        return Health(part="notifications", state="absent", detail="fallback")

    def close(self) -> None: ...


class Bench:
    """A notifier on a loop of its own, connected to *daemon* when that runs."""

    def __init__(self, daemon: BusDaemon) -> None:
        self.daemon = daemon
        self.loop = HastyLoop()
        self.link = BusLink(self.loop, "session")
        self.clicked: list[str] = []
        self.fallback = Fallback()
        self.notifier = DBusNotifier(self.loop, self.link, self.clicked.append, fallback=self.fallback)
        self.services: list[FakeNotifications] = []

    def serve(self, **how: Any) -> FakeNotifications:
        self.services.append(FakeNotifications(self.daemon.address, **how))
        return self.services[-1]

    def until(self, happened: Callable[[], bool]) -> None:
        """Run the loop until then, looking every 5 ms: the service is in another thread and wakes nobody."""
        end_s = time.perf_counter() + 20

        def turn() -> float:
            if happened() or time.perf_counter() > end_s:
                self.loop.stop()
            return 0.005

        self.loop.run(turn)
        assert happened()

    def settle(self) -> None:
        """Long enough for everything that is under way on the bus; far less than a retry."""
        run_for(self.loop, 10)

    def acquainted(self) -> None:
        self.until(lambda: self.link.bus is not None and bool(self.notifier.capabilities()))
        self.until(lambda: bool(self.notifier.health().detail))

    def show(self, notice: Notice, service: FakeNotifications) -> Shown:
        """Show *notice* and wait until the service has told its number."""
        before = len(service.shown)
        self.notifier.show(notice)
        self.until(lambda: len(service.shown) > before)
        self.settle()
        return service.shown[-1]

    def end(self) -> None:
        self.notifier.close()
        self.link.close()
        for service in self.services:
            service.end()
        self.loop.close()


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
    assert bench.notifier.capabilities() == {"buttons", "replace", "withdraw", "markup"}


def test_urgency_and_length_are_passed_on(bench: Bench, service: FakeNotifications) -> None:
    shown = bench.show(Notice(title="t", body="b", urgent=True, seconds=2.5), service)
    assert shown.hints["urgency"] == ("y", 2)
    assert shown.expire_ms == 2500
    assert shown.actions == []


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


# --- services that are slow, failing, gone or late


def test_a_hung_service_holds_nobody_up_and_is_said_to_fail(bench: Bench, service: FakeNotifications) -> None:
    service.hang()
    before_s = time.perf_counter()
    bench.notifier.show(FIRST)
    bench.notifier.show(SECOND)
    bench.notifier.withdraw()
    assert time.perf_counter() - before_s < 0.2
    bench.until(lambda: bench.notifier.health().state == "failing")
    assert bench.notifier.health().detail == "The notification service does not answer."


def test_what_a_hung_service_shows_at_last_is_replaced_not_stacked(
    bench: Bench, service: FakeNotifications
) -> None:
    service.hang()
    bench.notifier.show(FIRST)
    bench.notifier.show(SECOND)
    bench.until(lambda: bench.notifier.health().state == "failing")
    service.go_on()
    bench.until(lambda: len(service.shown) == 2)
    assert [(shown.title, shown.replaces) for shown in service.shown] == [(FIRST.title, 0), (SECOND.title, 1)]
    bench.until(lambda: bench.notifier.health().state == "ok")


def test_what_was_withdrawn_while_the_service_hung_is_taken_away(
    bench: Bench, service: FakeNotifications
) -> None:
    service.hang()
    bench.notifier.show(FIRST)
    bench.notifier.withdraw()
    service.go_on()
    bench.until(lambda: bool(service.closed))
    assert (len(service.shown), service.closed) == (1, [1])


def test_a_failing_service_is_tried_again_after_a_minute_with_the_newest_notice(
    bench: Bench, service: FakeNotifications
) -> None:
    service.fails = True
    asked_s: list[float] = []
    hasty = bench.loop.call_later
    bench.loop.call_later = lambda delay_s, callback: asked_s.append(delay_s) or hasty(delay_s, callback)  # type: ignore[func-returns-value, method-assign]
    bench.notifier.show(FIRST)
    bench.until(lambda: bench.notifier.health().state == "failing")
    assert "not today" in bench.notifier.health().detail
    for _ in range(5):
        bench.notifier.show(SECOND)
    bench.settle()
    assert len(service.shown) == 1
    service.fails = False
    bench.until(lambda: len(service.shown) == 2)
    assert service.shown[1].title == SECOND.title
    assert 60 in asked_s
    bench.until(lambda: bench.notifier.health().state == "ok")


def test_what_was_of_the_moment_is_not_shown_a_minute_late(bench: Bench, service: FakeNotifications) -> None:
    service.fails = True
    bench.notifier.show(PASSING)
    bench.until(lambda: bench.notifier.health().state == "failing")
    service.fails = False
    run_for(bench.loop, 120)
    assert len(service.shown) == 1


@pytest.mark.parametrize("when", ["acquainting", "notifying"])
def test_strange_answers_are_a_failure_and_no_more(bench: Bench, when: str) -> None:
    service = bench.serve()
    service.strange = when == "acquainting"
    bench.until(lambda: bool(service.asked))
    bench.settle()
    service.strange = True
    bench.notifier.show(FIRST)
    bench.until(lambda: bench.notifier.health().state == "failing")
    assert len(bench.notifier.health().detail) < 200
    assert bench.notifier.health().detail.isprintable()


def test_a_service_that_restarts_shows_what_still_waits_for_an_answer(
    bench: Bench, service: FakeNotifications
) -> None:
    bench.show(FIRST, service)
    service.end()
    bench.until(lambda: bench.notifier.health().state == "absent")
    assert bench.notifier.capabilities() == frozenset()
    second = bench.serve(first_number=40)
    bench.until(lambda: bool(second.shown))
    bench.settle()
    assert (second.shown[0].title, second.shown[0].replaces) == (FIRST.title, 0)
    second.click(1, "start")
    bench.settle()
    assert bench.clicked == []
    second.click(40, "start")
    bench.until(lambda: bool(bench.clicked))


def test_a_service_that_restarts_does_not_repeat_what_was_of_the_moment(
    bench: Bench, service: FakeNotifications
) -> None:
    bench.show(PASSING, service)
    service.end()
    second = bench.serve()
    bench.until(lambda: bool(second.asked))
    bench.settle()
    assert second.shown == []


def test_without_a_service_the_part_is_absent_until_one_comes(bench: Bench) -> None:
    bench.until(lambda: bench.link.bus is not None)
    bench.settle()
    bench.notifier.show(FIRST)
    bench.settle()
    assert bench.notifier.health().state == "absent"
    service = bench.serve()
    bench.until(lambda: bool(service.shown))
    assert service.shown[0].title == FIRST.title


def test_without_a_bus_the_fallback_shows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = BusDaemon(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.address)
    bench = Bench(daemon)
    bench.notifier.show(FIRST)
    bench.notifier.show(SECOND)
    bench.until(lambda: bool(bench.fallback.shown))
    assert bench.fallback.shown == [SECOND]
    assert bench.notifier.health().detail == "fallback"
    assert bench.notifier.capabilities() == {"fallback"}
    bench.end()


def test_a_notice_from_before_the_bus_is_up_goes_over_the_bus(bench: Bench) -> None:
    service = bench.serve()
    bench.notifier.show(FIRST)
    bench.until(lambda: bool(service.shown))
    bench.settle()
    assert bench.fallback.shown == []


def test_a_lost_bus_and_a_new_one_show_the_reminder_again(bench: Bench, service: FakeNotifications) -> None:
    bench.show(FIRST, service)
    service.end()
    bench.daemon.kill()
    bench.until(lambda: bench.link.bus is None)
    assert bench.notifier.health().detail == "fallback"
    bench.daemon.start()
    second = bench.serve()
    bench.until(lambda: bool(second.shown))
    assert (second.shown[0].title, second.shown[0].replaces) == (FIRST.title, 0)


def test_whatever_happens_there_is_never_more_than_one_notification(bench: Bench) -> None:
    service = bench.serve()
    bench.acquainted()
    dice = random.Random(20260105)
    hangs = False
    for _turn in range(300):
        match dice.randrange(7):
            case 0 | 1:
                bench.notifier.show(dice.choice([FIRST, SECOND, PASSING]))
            case 2:
                bench.notifier.withdraw()
            case 3 if not hangs:
                service.hang()
                hangs = True
            case 3 | 4:
                service.go_on()
                hangs = False
            case 5:
                service.click(dice.randrange(service._next + 1), dice.choice(["start", "default", "x"]))
            case 6:
                service.user_closes(dice.randrange(service._next + 1))
        if dice.random() < 0.5:
            run_for(bench.loop, 0.2)
    service.go_on()
    bench.notifier.withdraw()
    bench.until(lambda: not service.open and not bench.notifier._service.busy)
    bench.settle()
    assert service.most_open == 1
    assert service.open == set()
    assert len(service.shown) > 20


# --- services that can be started


def activatable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> Bench:
    """A bus that starts *command* for the name of the service."""
    folder = tmp_path / "services"
    folder.mkdir()
    text = f"[D-BUS Service]\nName=org.freedesktop.Notifications\nExec={command}\n"
    (folder / "notifications.service").write_text(text)
    daemon = BusDaemon(tmp_path / "d", services=(folder,))
    daemon.start()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.address)
    return Bench(daemon)


STARTED = """\
import sys, pathlib
sys.path.insert(0, {root!r})
from tests.adapters.fake_notifications import FakeNotifications
import os, threading, time
service = FakeNotifications(os.environ["DBUS_STARTER_ADDRESS"])
end = time.perf_counter() + 20
while not service.shown and time.perf_counter() < end:
    time.sleep(0.01)
pathlib.Path({told!r}).write_text(service.shown[0].title)
service.end()
"""


def test_a_service_that_can_be_started_is_started_by_the_first_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    script = tmp_path / "service.py"
    script.write_text(STARTED.format(root=str(Path(__file__).parents[2]), told=str(told)))
    bench = activatable(tmp_path, monkeypatch, f"{sys.executable} {script}")
    bench.until(lambda: bench.notifier.health().state == "ok")
    bench.settle()
    assert not told.exists()
    bench.notifier.show(PASSING)
    bench.until(told.exists)
    assert told.read_text() == PASSING.title
    bench.end()
    bench.daemon.kill()


def test_a_service_that_cannot_start_is_a_failure_and_is_not_started_over_and_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = tmp_path / "count"
    script = tmp_path / "service.sh"
    script.write_text(f"#!/bin/sh\necho started >> {count}\nexit 1\n")
    script.chmod(0o755)
    bench = activatable(tmp_path, monkeypatch, str(script))
    bench.until(lambda: bench.notifier.health().state == "ok")
    bench.notifier.show(FIRST)
    bench.until(lambda: "trouble" in bench.notifier.health().detail)
    for _ in range(5):
        bench.notifier.show(SECOND)
    bench.settle()
    assert count.read_text().count("started") == 1
    bench.end()
    bench.daemon.kill()


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
