"""The clocks of the machine, and the local zone with its rules."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sitbreak import clock as clock_module
from sitbreak.clock import SystemClock, monotonic_s
from sitbreak.systems.zone_files import LocalZone

ZONES = Path("/usr/share/zoneinfo")


@pytest.fixture(autouse=True)
def _zone_of_the_c_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("TZ", raising=False)
    yield
    monkeypatch.undo()
    time.tzset()


def a_minute_later(monkeypatch: pytest.MonkeyPatch, minutes: int = 1) -> None:
    real = monotonic_s
    monkeypatch.setattr(clock_module, "monotonic_s", lambda: real() + 61 * minutes)


def test_the_three_clocks_are_those_of_the_system() -> None:
    before = (time.time(), time.monotonic(), time.clock_gettime(time.CLOCK_BOOTTIME))
    moment = SystemClock().now()
    after = (time.time(), time.monotonic(), time.clock_gettime(time.CLOCK_BOOTTIME))
    read = (moment.wall.timestamp(), moment.mono_s, moment.boot_s)
    assert all(
        low - 1e-3 <= value <= high + 1e-3 for low, value, high in zip(before, read, after, strict=True)
    )


def test_the_boot_has_a_name() -> None:
    assert SystemClock().boot_id == Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def test_at_speed_600_all_three_clocks_run_600_times_faster() -> None:
    clock = SystemClock(600)
    first, began = clock.now(), time.perf_counter()
    time.sleep(0.05)
    second, passed = clock.now(), time.perf_counter() - began
    lengths = (
        second.mono_s - first.mono_s,
        second.boot_s - first.boot_s,
        (second.wall - first.wall).total_seconds(),
    )
    assert all(30 <= length <= 600 * passed + 30 for length in lengths)
    assert max(lengths[:2]) - min(lengths[:2]) < 2


def test_a_second_clock_of_the_same_speed_goes_on_where_the_first_was() -> None:
    first = SystemClock(60).now()
    second = SystemClock(60).now()
    assert 0 <= second.boot_s - first.boot_s < 60
    assert 0 <= second.mono_s - first.mono_s < 60


def test_real_lengths_and_our_lengths_are_a_speed_apart() -> None:
    clock = SystemClock(60)
    assert clock.real_s(180) == 3
    ago = clock.now().boot_s - clock.moment_of_idle(2)
    assert ago <= 120
    assert ago > 60


def test_an_interruption_between_two_clocks_does_not_look_like_a_sleep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = time.clock_gettime
    interruptions = iter([5.0, 5.0])
    late_s = 0.0

    def interrupted(which: int) -> float:
        nonlocal late_s
        if which == time.CLOCK_BOOTTIME:
            late_s += next(interruptions, 0.0)
        return real(which) + late_s

    clock = SystemClock(600)
    quiet = clock.now()
    monkeypatch.setattr(time, "clock_gettime", interrupted)
    moment = clock.now()
    assert late_s == 10
    assert abs((moment.boot_s - moment.mono_s) - (quiet.boot_s - quiet.mono_s)) < 2


def test_the_zone_of_tz_knows_summer_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("Europe/Berlin", ":Europe/Berlin", str(ZONES / "Europe/Berlin")):
        monkeypatch.setenv("TZ", value)
        wall = SystemClock().now().wall
        assert str(wall.tzinfo) == "Europe/Berlin"
        assert wall.replace(month=1, day=15).utcoffset() == timedelta(hours=1)
        assert wall.replace(month=7, day=15).utcoffset() == timedelta(hours=2)


def test_an_empty_tz_is_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "")
    assert SystemClock().now().wall.utcoffset() == timedelta(0)


def test_without_tz_the_zone_is_that_of_etc_localtime(tmp_path: Path) -> None:
    link = tmp_path / "localtime"
    link.symlink_to(ZONES / "America/New_York")
    assert str(SystemClock(zone=LocalZone(link)).now().wall.tzinfo) == "America/New_York"


def test_a_traveller_is_followed_within_a_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "localtime"
    link.symlink_to(ZONES / "America/New_York")
    clock = SystemClock(zone=LocalZone(link))
    clock.now()
    other = tmp_path / "new"
    other.symlink_to(ZONES / "Asia/Tokyo")
    other.rename(link)
    assert str(clock.now().wall.tzinfo) == "America/New_York"
    a_minute_later(monkeypatch)
    wall = clock.now().wall
    assert str(wall.tzinfo) == "Asia/Tokyo"
    assert wall.utcoffset() == timedelta(hours=9)


def test_the_zone_files_are_read_once_while_they_stay_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "localtime"
    file.write_bytes((ZONES / "Asia/Tokyo").read_bytes())
    clock = SystemClock(zone=LocalZone(file))
    zone = clock.now().wall.tzinfo
    a_minute_later(monkeypatch)
    assert clock.now().wall.tzinfo is zone


def test_a_zone_that_cannot_be_read_leaves_the_offset_of_the_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SystemClock(zone=LocalZone(tmp_path / "none")).now().wall.utcoffset() is not None
    damaged = tmp_path / "damaged"
    damaged.write_bytes(b"TZif2 and nothing more")
    assert SystemClock(zone=LocalZone(damaged)).now().wall.utcoffset() is not None
    monkeypatch.setenv("TZ", "XYZ-5:30")
    assert SystemClock().now().wall.utcoffset() == timedelta(hours=5, minutes=30)


def test_a_folder_in_place_of_a_zone_is_no_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe")
    assert SystemClock().now().wall.utcoffset() is not None
    monkeypatch.setenv("TZ", "../../../etc/passwd")
    assert SystemClock().now().wall.utcoffset() is not None
