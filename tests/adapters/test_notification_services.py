"""Notification services that are slow, failing, gone, late or not started yet: never in the way."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.fake_notifications import FakeNotifications
from tests.adapters.looping import run_for
from tests.adapters.notification_bench import FIRST, PASSING, SECOND, Bench
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
