"""Folders, clocks, the zone and files of Windows."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sitbreak import log, paths, whole_file
from sitbreak.clock import SystemClock
from sitbreak.systems import windows_files, windows_zone
from sitbreak.systems.windows_zone import WindowsZone


def test_settings_roam_with_the_user_and_all_else_stays_on_the_machine() -> None:
    roaming, local = Path(os.environ["APPDATA"]), Path(os.environ["LOCALAPPDATA"])
    assert paths.user_settings_file() == roaming / "sitbreak" / "config.toml"
    for folder in (paths.data_folder(), paths.state_folder(), paths.cache_folder(), paths.runtime_folder()):
        assert folder.is_relative_to(local / "sitbreak")


def test_without_the_variables_the_folders_are_where_windows_has_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("APPDATA", "")
    monkeypatch.setenv("LOCALAPPDATA", "not absolute")
    assert paths.config_folder() == Path.home() / "AppData" / "Roaming" / "sitbreak"
    assert paths.cache_folder() == Path.home() / "AppData" / "Local" / "sitbreak" / "cache"


def test_the_systems_settings_lie_where_a_user_cannot_move_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CommonProgramFiles", r"C:\mine")  # noqa: SIM112 - as Windows spells it
    assert paths.system_settings_file() == Path(r"C:\Program Files\Common Files\sitbreak\sitbreak.toml")


def test_the_clocks_run_and_nothing_that_is_awake_looks_asleep() -> None:
    clock = SystemClock()
    first = clock.now()
    time.sleep(0.2)
    second = clock.now()
    assert second.mono_s - first.mono_s > 0.1
    assert abs((second.boot_s - first.boot_s) - (second.mono_s - first.mono_s)) < 0.1
    assert abs(second.wall.timestamp() - time.time()) < 5


def test_the_zone_of_windows_is_that_of_the_c_library() -> None:
    wall = SystemClock().now().wall
    assert wall.utcoffset() == timedelta(seconds=time.localtime(wall.timestamp()).tm_gmtoff)
    assert wall.tzname()


BEFORE, AFTER = datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 25, 1, 30)  # noqa: DTZ001 - UTC


def berlin(utc: datetime) -> timedelta:
    """The end of summer time and its beginning, for the rest of the year as it comes."""
    spring, autumn = datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1)  # noqa: DTZ001 - UTC
    return timedelta(hours=2 if spring <= utc < autumn else 1)


def test_an_hour_that_comes_twice_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_zone, "_offset", berlin)
    zone = WindowsZone()
    for utc, fold in ((BEFORE, 0), (AFTER, 1)):
        local = utc.replace(tzinfo=UTC).astimezone(zone)
        assert (local.hour, local.minute, local.fold) == (2, 30, fold)
        assert local.astimezone(UTC).replace(tzinfo=None) == utc


def test_an_hour_that_never_comes_has_the_offset_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_zone, "_offset", berlin)
    assert datetime(2026, 3, 29, 2, 30, tzinfo=WindowsZone()).utcoffset() == timedelta(hours=1)


def test_a_file_that_another_program_has_open_is_replaced_when_that_lets_go(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(b"old")
    reader = file.open("rb")
    threading.Timer(0.3, reader.close).start()
    whole_file.write_whole(file, b"new\r\nand\n")
    assert file.read_bytes() == b"new\r\nand\n"


def test_a_file_that_stays_open_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_files, "_PAUSES_S", (0.01, 0.01))
    file = tmp_path / "settings.json"
    file.write_bytes(b"old")
    with file.open("rb"), pytest.raises(PermissionError):
        whole_file.write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["settings.json"]


def test_a_folder_is_held_by_one_process(tmp_path: Path) -> None:
    held = windows_files.hold(tmp_path)
    assert held is not None
    ask = "import sys; from pathlib import Path; from sitbreak.systems.windows_files import hold\n"
    ask += "print(hold(Path(sys.argv[1])))"
    command = [sys.executable, "-c", ask, str(tmp_path)]
    assert subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.strip() == "None"
    os.close(held)
    assert subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.strip() != "None"


def test_the_log_is_written_as_it_is(tmp_path: Path) -> None:
    log.open_file()
    log.note("test", f"in {Path.home()}")
    log.close_file()
    assert (paths.state_folder() / "sitbreak.log").read_bytes().endswith(b" test: in ~\n")


def test_the_bench_has_nothing_but_its_loopback() -> None:
    assert ctypes.windll.kernel32.GetVersion()
    from socket import create_connection

    with pytest.raises(AssertionError):
        create_connection(("192.0.2.1", 80), timeout=1)
