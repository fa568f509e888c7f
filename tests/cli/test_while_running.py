"""Files that change or break under a running sitbreak."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Program, until

pytestmark = pytest.mark.linux

_BROKEN = "[breaks]\ninterval_min = 99\n"
_WRONG = "config.toml:2: breaks.interval_min: must be a whole number from 30 to 60, not 99"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    made.settings.parent.mkdir(parents=True)
    yield made
    made.end_daemon()


def _interval_min(program: Program) -> float:
    return float(program.status()["interval_s"] / 60)


def _notes(program: Program) -> list[str]:
    return [str(note) for note in program.status()["notes"]]


# --- settings


def test_a_change_of_the_file_works_a_slip_changes_nothing_and_is_told_until_it_is_mended(
    fresh: Program,
) -> None:
    with fresh.running():
        fresh.settings.write_text("[breaks]\ninterval_min = 30\n")
        until(lambda: _interval_min(fresh) == 30, 10)

        fresh.settings.write_text(_BROKEN)
        until(lambda: _notes(fresh), 10)
        assert _notes(fresh)[0].endswith(_WRONG)
        assert _wrong_is_told(fresh)
        assert _interval_min(fresh) == 30

        assert fresh.told("config", "set", "breaks.interval_min", "50").startswith("breaks.interval_min: ")
        until(lambda: _interval_min(fresh) == 50, 10)
        assert _notes(fresh) == []


def _wrong_is_told(program: Program) -> bool:
    return any(line.endswith(_WRONG) for line in program.told("status").splitlines())


def test_settings_that_are_replaced_deleted_and_made_again_are_noticed(fresh: Program) -> None:
    with fresh.running():
        other = fresh.settings.with_name("new.toml")
        other.write_text("[breaks]\ninterval_min = 35\n")
        other.replace(fresh.settings)
        until(lambda: _interval_min(fresh) == 35, 10)
        fresh.settings.unlink()
        until(lambda: _interval_min(fresh) == 45, 10)
        fresh.settings.write_text("[breaks]\ninterval_min = 55\n")
        until(lambda: _interval_min(fresh) == 55, 10)


def test_with_a_broken_file_it_starts_by_the_defaults_and_says_so(fresh: Program) -> None:
    fresh.settings.write_text(_BROKEN)
    with fresh.running(suggests=False):
        until(lambda: _notes(fresh), 20)
        assert _interval_min(fresh) == 45
        assert _wrong_is_told(fresh)


def test_with_a_file_that_broke_meanwhile_it_starts_by_the_last_good_settings(fresh: Program) -> None:
    fresh.settings.write_text("[breaks]\ninterval_min = 35\n")
    with fresh.running():
        assert _interval_min(fresh) == 35
    fresh.settings.write_text(_BROKEN)
    with fresh.running():
        until(lambda: _notes(fresh), 20)
        assert _interval_min(fresh) == 35
    assert fresh.settings.read_text() == _BROKEN


def test_with_a_broken_file_and_an_option_it_says_what_is_wrong_with_the_file(fresh: Program) -> None:
    fresh.settings.write_text(_BROKEN)
    assert _WRONG in fresh.refused("run", "--set", "breaks.repeat_min=6")


def test_an_option_beats_the_variable_which_beats_the_file(fresh: Program) -> None:
    fresh.settings.write_text("[breaks]\ninterval_min = 35\n[snooze]\nbudget_min = 20\n")
    fresh.env["SITBREAK_BREAKS__INTERVAL_MIN"] = "40"
    with fresh.running("--set", "breaks.interval_min=50"):
        assert _interval_min(fresh) == 50
        assert fresh.status()["snooze_left_min"] == 20
    with fresh.running():
        until(lambda: _interval_min(fresh) == 40, 10)


def test_another_settings_file_is_taken_from_the_command_line(fresh: Program) -> None:
    (fresh.home / "other.toml").write_text("[breaks]\ninterval_min = 33\n")
    assert fresh.told("run", "--background", "--config", "other.toml")
    assert _interval_min(fresh) == 33
    (fresh.home / "other.toml").write_text("[breaks]\ninterval_min = 34\n")
    until(lambda: _interval_min(fresh) == 34, 10)
    fresh.told("quit")


# --- history


def test_a_damaged_history_is_set_aside_and_a_new_one_begun(fresh: Program) -> None:
    folder = fresh.home / ".local/share/sitbreak"
    folder.mkdir(parents=True)
    (folder / "history.sqlite3").write_bytes(b"This is no history. " * 500)
    with fresh.running():
        store = next(part for part in fresh.status()["parts"] if part["part"] == "store")
        assert store["state"] == "ok"
        assert "store: ok. The history file was damaged. It was set aside as history.damaged-" in fresh.told(
            "status"
        )
        assert fresh.told("pause", "30").startswith("Paused until ")
    aside = [file for file in folder.iterdir() if file.read_bytes().startswith(b"This is no history. ")]
    assert len(aside) == 1
    assert (folder / "history.sqlite3").read_bytes().startswith(b"SQLite format 3")


def test_without_a_place_for_its_history_it_runs_and_says_so(fresh: Program) -> None:
    (fresh.home / ".local").mkdir()
    (fresh.home / ".local/share").write_text("a file where a folder belongs")
    with fresh.running():
        assert "store: failing." in fresh.told("status")
        assert fresh.told("start", "standing-march", "--no-play").startswith("Standing march")
        fresh.told("stop")


def test_without_a_place_for_its_cache_it_runs_by_the_defaults_and_says_so(fresh: Program) -> None:
    (fresh.home / ".cache").write_text("a file where a folder belongs")
    with fresh.running(suggests=False):
        until(lambda: _notes(fresh), 20)
        assert "cannot be prepared" in _notes(fresh)[0]
        assert _interval_min(fresh) == 45
        assert "The routines are not read yet." in fresh.refused("start")


def test_history_that_is_not_to_be_kept_is_not_kept(fresh: Program) -> None:
    fresh.settings.write_text("[history]\nkeep = false\n")
    with fresh.running("--speed", "60"):
        fresh.told("start", "standing-march")
        time.sleep(0.2)
        assert json.loads(fresh.told("status", "--json"))["today"]["breaks"] == 0


# --- the cache


@pytest.fixture
def prepared(fresh: Program) -> Program:
    """A program that ran before."""
    with fresh.running():
        pass
    return fresh


def test_settings_of_another_version_that_mean_nothing_here_do_not_keep_it_from_starting(
    prepared: Program,
) -> None:
    cache = prepared.home / ".cache/sitbreak/effective.json"
    stored = json.loads(cache.read_text())
    stored["sitbreak"] = "0.0.1"
    stored["values"]["routines.place"] = "moon"
    cache.write_text(json.dumps(stored))
    with prepared.running():
        until(lambda: json.loads(cache.read_text())["values"]["routines.place"] == "office", 10)


@pytest.mark.parametrize("damaged", ["{", "{}"])
def test_routines_that_were_damaged_in_the_cache_are_read_again(prepared: Program, damaged: str) -> None:
    (prepared.home / ".cache/sitbreak/routines.json").write_text(damaged)
    with prepared.running():
        assert prepared.status()["suggestion"]


def test_a_cache_that_is_deleted_under_it_is_made_again_with_the_next_change(prepared: Program) -> None:
    with prepared.running():
        shutil.rmtree(prepared.home / ".cache/sitbreak")
        prepared.told("config", "set", "breaks.interval_min", "40")
        until(lambda: _interval_min(prepared) == 40, 10)
        assert prepared.status()["suggestion"]
