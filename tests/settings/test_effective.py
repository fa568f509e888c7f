"""The resident program reads what was prepared: quickly, with doubt, and never what is out of date."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sitbreak import effective, icons, paths
from sitbreak import prepare as preparing
from sitbreak.core.model import Rules, WorkRange
from sitbreak.prepare import prepare


@pytest.fixture
def file() -> Path:
    found = paths.user_settings_file()
    found.parent.mkdir(parents=True)
    found.write_text("[breaks]\ninterval_min = 50\n")
    return found


@pytest.fixture(autouse=True)
def _quick_icons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing is tested elsewhere."""

    def draw(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "icons.json").write_text("{}")

    monkeypatch.setattr(icons, "draw_all", draw)
    monkeypatch.setattr(preparing, "_icons_are_drawn", lambda folder: (folder / "icons.json").exists())


def stored() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(effective.effective_file().read_text())
    return content


def store(**changes: Any) -> None:
    effective.effective_file().write_text(json.dumps(stored() | changes))


def test_before_anything_was_prepared_there_is_nothing_but_the_defaults() -> None:
    assert effective.load() is None
    assert effective.load_last_good() is None
    assert effective.defaults().values["breaks.interval_min"] == 45
    assert set(effective.defaults().origins.values()) == {"default"}


def test_nobody_can_change_the_defaults_for_others() -> None:
    effective.defaults().values["snooze.choices_min"].append(1)
    assert effective.defaults().values["snooze.choices_min"] == [5, 10, 15]


def test_what_was_prepared_is_read_with_its_origins(file: Path) -> None:
    made = prepare(sets=["breaks.repeat_min=6"])
    found = effective.load(["breaks.repeat_min=6"])
    assert found == made
    assert found is not None
    assert found.values["breaks.interval_min"] == 50
    assert found.origins["breaks.interval_min"] == f"user {file}:2"
    assert found.origins["breaks.repeat_min"] == "--set"


# --- out of date


def test_a_change_of_the_file_makes_it_stale_but_not_bad(file: Path) -> None:
    prepare()
    assert effective.load() is not None
    file.write_text("[breaks]\ninterval_min = 5\n")
    assert effective.load() is None
    last = effective.load_last_good()
    assert last is not None
    assert last.values["breaks.interval_min"] == 50


def test_a_rewritten_file_of_the_same_size_makes_it_stale(file: Path) -> None:
    prepare()
    found = file.stat()
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns + 1000))
    assert effective.load() is None


def test_a_deleted_file_makes_it_stale(file: Path) -> None:
    prepare()
    file.unlink()
    assert effective.load() is None
    prepare()
    assert effective.load() is not None


def test_a_file_that_appears_makes_it_stale() -> None:
    prepare()
    assert effective.load() is not None
    paths.user_settings_file().parent.mkdir(parents=True)
    assert effective.load() is not None
    paths.user_settings_file().write_text("")
    assert effective.load() is None


def test_other_options_make_it_stale() -> None:
    prepare(sets=["breaks.interval_min=50"])
    assert effective.load() is None
    assert effective.load(["breaks.interval_min=51"]) is None
    assert effective.load(["breaks.interval_min=50"]) is not None


def test_a_start_is_not_given_the_options_of_another_one(file: Path) -> None:
    prepare(sets=["breaks.repeat_min=6", "snooze.choices_min=1,2"])
    file.write_text("not TOML")
    for sets in ((), ("breaks.repeat_min=7",)):
        last = effective.load_last_good(sets)
        assert last is not None
        assert last.values["breaks.interval_min"] == 50
        assert last.values["breaks.repeat_min"] == 5
        assert last.values["snooze.choices_min"] == [5, 10, 15]
        assert last.origins["breaks.repeat_min"] == "default"


def test_the_options_of_the_same_start_are_kept_when_the_file_has_an_error(file: Path) -> None:
    prepare(sets=["breaks.repeat_min=6"])
    file.write_text("not TOML")
    for last in (effective.load_last_good(["breaks.repeat_min=6"]), effective.load_last_good()):
        assert last is not None
        assert last.values["breaks.repeat_min"] == 6
        assert last.origins["breaks.repeat_min"] == "--set"


def test_another_file_makes_it_stale(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("")
    prepare(config=other)
    assert effective.load() is None
    assert effective.load([], file) is None
    assert effective.load([], other) is not None


def test_variables_of_ours_make_it_stale_and_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    monkeypatch.setenv("OTHER", "1")
    assert effective.load() is not None
    monkeypatch.setenv("SITBREAK_BREAKS__INTERVAL_MIN", "50")
    assert effective.load() is None
    prepare()
    assert effective.load() is not None
    monkeypatch.setenv("SITBREAK_BREAKS__INTERVAL_MIN", "51")
    assert effective.load() is None
    monkeypatch.delenv("SITBREAK_BREAKS__INTERVAL_MIN")
    assert effective.load() is None


def test_another_version_makes_it_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    monkeypatch.setattr(effective, "__version__", "99.0")
    assert effective.load() is None
    assert effective.load_last_good() is not None


def test_a_new_pack_of_routines_makes_it_stale() -> None:
    prepare()
    pack = paths.config_folder() / "routines/mine.toml"
    pack.parent.mkdir(parents=True)
    pack.write_text("schema_version = 1\n")
    assert effective.load() is None
    prepare()
    assert effective.load() is not None
    pack.write_text("schema_version = 1\n# a remark\n")
    assert effective.load() is None


@pytest.mark.parametrize("name", ["routines.json", "icons/icons.json"])
def test_a_cache_that_was_emptied_in_part_is_stale(name: str) -> None:
    prepare()
    (paths.cache_folder() / name).unlink()
    assert effective.load() is None
    prepare()
    assert effective.load() is not None


# --- doubt


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": 2, "values": {}}',
        b'{"format": 1}',
        b'{"format": 1, "values": []}',
        b'{"format": 1, "values": {"breaks.interval_min": "45"}}',
        b'{"format": 1, "values": {"breaks.interval_min": true}}',
        b'{"format": 1, "values": {"breaks.interval_min": 45.5}}',
        b'{"format": 1, "values": {"breaks.interval_min": NaN}}',
        b'{"format": 1, "values": {"hold.call": 1}}',
        b'{"format": 1, "values": {"snooze.choices_min": [5, "x"]}}',
        b'{"format": 1, "values": {"snooze.choices_min": 5}}',
        b'{"format": 1, "values": {"hours.work": ["nonsense"]}}',
        b'{"format": 1, "values": {"hours.work": [5]}}',
        b'{"format": 1, "values": {"routines.equipment": [5]}}',
        b'{"format": 1, "values": {"routines.equipment": "wall"}}',
        b'{"format": 1, "values": {}, "x": "' + b"x" * effective.LARGEST_B + b'"}',
    ],
)
def test_a_damaged_cache_counts_as_none(content: bytes) -> None:
    paths.private_folder(paths.cache_folder())
    effective.effective_file().write_bytes(content)
    assert effective.load() is None
    assert effective.load_last_good() is None


@pytest.mark.parametrize(
    "changes",
    [
        {"inputs": None},
        {"inputs": []},
        {"inputs": [None]},
        {"shared": None},
        {"shared": [None]},
        {"shared": [{"path": "/proc/self/stat", "mtime_ns": None, "size": None}]},
        {"outputs": 5},
        {"outputs": [5]},
        {"sets": None},
        {"environment": []},
    ],
)
def test_a_cache_that_does_not_say_what_it_was_made_from_is_stale(changes: dict[str, Any]) -> None:
    prepare()
    store(**changes)
    assert effective.load() is None
    assert effective.load_last_good() is not None


def test_a_cache_of_an_older_version_may_lack_keys_and_have_others() -> None:
    prepare()
    values = stored()["values"]
    del values["breaks.repeat_min"]
    store(values=values | {"breaks.old": 5}, origins=None, notes=None)
    found = effective.load_last_good()
    assert found is not None
    assert found.values == effective.defaults().values
    assert found.origins == effective.defaults().origins
    assert found.notes == ()


def test_a_folder_in_place_of_the_cache_counts_as_none() -> None:
    effective.effective_file().mkdir(parents=True)
    assert effective.load() is None


# --- for the core


def test_minutes_become_seconds_and_hours_become_ranges() -> None:
    values = effective.defaults().values | {
        "breaks.interval_min": 30,
        "breaks.repeat_min": 10,
        "breaks.wait_limit_min": 1,
        "standing.max_min": 20,
        "hours.work": ["Mon-Fri 09:00-12:30"],
        "snooze.choices_min": [1, 2],
        "pause.choices_min": [],
        "presence.video": False,
    }
    assert effective.rules(values) == Rules(
        interval_s=1800,
        repeat_s=600,
        wait_limit_s=60,
        standing_max_s=1200,
        work=(WorkRange(days=frozenset(range(5)), begin_min=540, end_min=750),),
        snooze_choices_min=(1, 2),
        pause_choices_min=(),
        presence_video=False,
    )


def test_reading_settings_loads_nothing_heavy(file: Path) -> None:
    prepare()
    heavy = {"pydantic", "pydantic_settings", "tomllib", "tomlkit", "PIL", "typing", "logging", "subprocess"}
    code = f"""import sys; from sitbreak import effective
print(effective.load() is None, {heavy} & sys.modules.keys())"""
    told = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False set()\n"
