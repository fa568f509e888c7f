"""Housekeeping on clocks that are set, suspended and carried over zones, with the real library."""

from __future__ import annotations

import datetime as real
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import schedule

from sitbreak import log
from sitbreak.clock import SystemClock
from sitbreak.core.model import Moment
from sitbreak.housekeeping import LONGEST_WAIT_S, Housekeeping


class Desk:
    """A machine whose clocks the test moves. `schedule` reads the same wall clock."""

    speed = 1.0
    boot_id = "here"

    def __init__(self, wall: str, zone: str = "Europe/Berlin") -> None:
        self.zone = ZoneInfo(zone)
        self.instant = real.datetime.fromisoformat(wall).replace(tzinfo=self.zone).timestamp()
        self.mono_s = 100.0
        self.boot_s = 100.0
        self.ran: list[str] = []

    def now(self) -> Moment:
        wall = real.datetime.fromtimestamp(self.instant, self.zone)
        return Moment(wall=wall, mono_s=self.mono_s, boot_s=self.boot_s)

    def moment_of_idle(self, idle_s: float) -> float:
        return self.boot_s - idle_s

    def real_s(self, length_s: float) -> float:
        return length_s

    def sleep(self, seconds: float) -> None:
        """The machine is suspended."""
        self.instant += seconds
        self.boot_s += seconds

    def run(self, house: Housekeeping, seconds: float) -> None:
        """Time passes; the loop waits as long as it is told, and no longer than 10 min."""
        end = self.boot_s + seconds
        while self.boot_s < end:
            house.run_pending()
            idle_s = house.idle_s()
            assert idle_s is not None
            assert 0 <= idle_s <= LONGEST_WAIT_S
            wait = min(max(idle_s, 0.5), end - self.boot_s)
            self.instant += wait
            self.boot_s += wait
            self.mono_s += wait
        house.run_pending()

    def job(self, name: str) -> Any:
        return lambda: self.ran.append(f"{name} {self.now().wall:%d %H:%M}")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    here = Desk("2026-03-10 09:00")

    class Datetime(real.datetime):
        @classmethod
        def now(cls, tz: real.tzinfo | None = None) -> Any:
            return here.now().wall.replace(tzinfo=None)

    fake = SimpleNamespace(datetime=Datetime, timedelta=real.timedelta, time=real.time, date=real.date)
    monkeypatch.setattr(schedule, "datetime", fake)
    return here


HOUR_S = 3600.0
DAY_S = 86400.0


def test_a_daily_job_comes_at_its_time_and_an_hourly_one_each_hour(desk: Desk) -> None:
    house = Housekeeping(desk)
    house.daily("04:00", desk.job("prune"))
    house.hourly(desk.job("touch"))
    desk.run(house, 3 * HOUR_S + 60)
    assert desk.ran == ["touch 10 10:00", "touch 10 11:00", "touch 10 12:00"]
    desk.ran.clear()
    desk.run(house, 2 * DAY_S)
    assert [run for run in desk.ran if "prune" in run] == ["prune 11 04:00", "prune 12 04:00"]


def test_without_a_job_there_is_nothing_to_wait_for(desk: Desk) -> None:
    house = Housekeeping(desk)
    house.run_pending()
    assert house.idle_s() is None


def test_nothing_is_planned_in_the_library_s_common_scheduler(desk: Desk) -> None:
    Housekeeping(desk).hourly(desk.job("touch"))
    assert schedule.jobs == []


def test_a_job_that_raises_is_logged_once_a_time_and_stops_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems: list[str] = []
    monkeypatch.setattr(log, "problem", lambda part, error: problems.append(f"{part} {error}"))

    def broken() -> None:
        raise OSError("no disk")

    house = Housekeeping(desk)
    house.hourly(broken)
    house.hourly(desk.job("touch"))
    desk.run(house, 2 * HOUR_S + 60)
    assert problems == ["housekeeping no disk"] * 2
    assert len(desk.ran) == 2


def test_a_job_that_answers_cancel_goes_on_all_the_same(desk: Desk) -> None:
    house = Housekeeping(desk)

    def job() -> type[schedule.CancelJob]:
        desk.ran.append("ran")
        return schedule.CancelJob

    house.hourly(job)
    desk.run(house, 3 * HOUR_S + 60)
    assert len(desk.ran) == 3


def test_a_time_slept_through_is_made_up_for_once(desk: Desk) -> None:
    house = Housekeeping(desk)
    house.daily("04:00", desk.job("prune"))
    desk.sleep(3 * DAY_S)
    desk.run(house, 2 * HOUR_S)
    assert desk.ran == ["prune 13 09:00"]
    desk.run(house, DAY_S)
    assert desk.ran == ["prune 13 09:00", "prune 14 04:00"]


def test_after_a_sleep_the_loop_comes_back_within_ten_minutes(desk: Desk) -> None:
    house = Housekeeping(desk)
    house.daily("04:00", desk.job("prune"))
    assert house.idle_s() == LONGEST_WAIT_S
    desk.sleep(DAY_S)
    assert house.idle_s() == 0


@pytest.mark.parametrize("step_s", [-60.0, -HOUR_S, -5 * DAY_S, -10 * 365 * DAY_S])
def test_a_clock_set_back_holds_no_job_up(desk: Desk, step_s: float) -> None:
    house = Housekeeping(desk)
    house.daily("04:00", desk.job("prune"))
    house.hourly(desk.job("touch"))
    desk.run(house, 1800)
    desk.instant += step_s
    desk.run(house, DAY_S)
    assert sum("prune" in run for run in desk.ran) == 1
    assert 23 <= sum("touch" in run for run in desk.ran) <= 24


def test_a_clock_set_forward_and_back_again_holds_no_job_up(desk: Desk) -> None:
    house = Housekeeping(desk)
    house.hourly(desk.job("touch"))
    desk.instant += 30 * DAY_S
    desk.run(house, 600)
    assert len(desk.ran) == 1  # it looked overdue
    desk.instant -= 30 * DAY_S
    desk.run(house, 2 * HOUR_S + 60)
    assert len(desk.ran) == 3


def test_a_clock_put_right_bit_by_bit_changes_no_plan(desk: Desk) -> None:
    house = Housekeeping(desk)
    house.hourly(desk.job("touch"))
    for _ in range(20):
        desk.instant -= 1
        desk.run(house, 60)
    assert desk.ran == []
    desk.run(house, 41 * 60)
    assert len(desk.ran) == 1


def test_the_end_of_summer_time_and_a_journey_west_hold_no_job_up(desk: Desk) -> None:
    desk.instant = real.datetime(2026, 10, 25, 2, 30, tzinfo=desk.zone).timestamp()
    house = Housekeeping(desk)
    house.daily("04:00", desk.job("prune"))
    house.hourly(desk.job("touch"))
    desk.run(house, 3 * HOUR_S)
    assert "prune 25 04:00" in desk.ran
    assert sum("touch" in run for run in desk.ran) >= 2
    desk.zone = ZoneInfo("America/Los_Angeles")
    desk.ran.clear()
    desk.run(house, DAY_S)
    assert sum("prune" in run for run in desk.ran) == 1
    assert sum("touch" in run for run in desk.ran) >= 23


def test_on_the_real_clocks_it_waits_and_runs_nothing_early() -> None:
    house = Housekeeping(SystemClock())
    ran: list[int] = []
    house.hourly(lambda: ran.append(1))
    house.run_pending()
    assert ran == []
    assert house.idle_s() == LONGEST_WAIT_S


# --- alarms


def alarm_at(desk: Desk, house: Housekeeping, times: list[str | None]) -> Any:
    """An alarm for the first of *times* (days and times of day) that is left; each run takes one out."""

    def wait_s() -> float | None:
        if not times or times[0] is None:
            return None
        at = real.datetime.strptime(f"2026-03 {times[0]}", "%Y-%m %d %H:%M").replace(tzinfo=desk.zone)
        return at.timestamp() - desk.instant

    def job() -> None:
        desk.job("alarm")()
        times.pop(0)

    return house.alarm(wait_s, job)


def test_an_alarm_comes_once_at_its_time_and_asks_for_the_next(desk: Desk) -> None:
    house = Housekeeping(desk)  # type: ignore[arg-type]
    house.hourly(lambda: None)
    alarm_at(desk, house, ["10 09:30", "10 14:00", None])
    desk.run(house, 12 * 3600)
    assert desk.ran == ["alarm 10 09:30", "alarm 10 14:00"]


def test_an_alarm_that_is_changed_forgets_its_old_time(desk: Desk) -> None:
    house = Housekeeping(desk)  # type: ignore[arg-type]
    house.hourly(lambda: None)
    times: list[str | None] = ["10 09:30", None]
    again = alarm_at(desk, house, times)
    times[0] = "10 11:00"
    again()
    desk.run(house, 6 * 3600)
    assert desk.ran == ["alarm 10 11:00"]


def test_an_alarm_that_was_slept_through_comes_after_the_sleep(desk: Desk) -> None:
    house = Housekeeping(desk)  # type: ignore[arg-type]
    house.hourly(lambda: None)
    alarm_at(desk, house, ["10 09:30", None])
    desk.sleep(3600)
    desk.run(house, 60)
    assert desk.ran == ["alarm 10 10:00"]


def test_an_alarm_is_asked_anew_when_the_clock_was_set_back(desk: Desk) -> None:
    house = Housekeeping(desk)  # type: ignore[arg-type]
    house.hourly(lambda: None)
    alarm_at(desk, house, ["10 09:30", None])
    desk.instant -= 3600
    desk.run(house, 2 * 3600)
    assert desk.ran == ["alarm 10 09:30"]
