"""The child that reads the settings: what it leaves behind, and that it leaves what was good alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sitbreak import __version__, effective, icons, paths, prepare, routine_cache, routine_files
from sitbreak.errors import SitbreakError
from sitbreak.settings.provenance import BadSettings


@pytest.fixture
def file() -> Path:
    found = paths.user_settings_file()
    found.parent.mkdir(parents=True)
    return found


def child(*arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the answer of the real child."""
    line = [sys.executable, "-W", "error", "-m", "sitbreak.prepare", *arguments]
    ended = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr == ""
    return ended.returncode, json.loads(ended.stdout)


def test_the_child_prepares_everything_and_says_so(file: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")
    assert child("--set", "breaks.repeat_min=6", "--set", "hold.call=false") == (
        0,
        {"problems": [], "notes": []},
    )
    content = json.loads(effective.effective_file().read_text())
    assert content["format"] == 1
    assert content["sitbreak"] == __version__
    assert content["values"]["breaks.interval_min"] == 50
    assert content["values"]["breaks.repeat_min"] == 6
    assert content["values"]["hold.call"] is False
    assert content["origins"]["breaks.interval_min"] == f"user {file}:2"
    found = file.stat()
    assert content["inputs"][0] == {"path": str(file), "mtime_ns": found.st_mtime_ns, "size": found.st_size}
    assert content["sets"] == ["breaks.repeat_min=6", "hold.call=false"]
    assert effective.load(["breaks.repeat_min=6", "hold.call=false"]) is not None
    assert len(routine_cache.load_cached(paths.cache_folder() / "routines.json")) > 40
    assert json.loads((paths.cache_folder() / "icons/icons.json").read_text())["version"] == icons.VERSION


def test_bad_settings_are_told_and_the_last_good_ones_stay(file: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")
    assert child()[0] == 0
    before = effective.effective_file().read_bytes()
    file.write_text("[breaks]\ninterval_min = 5\nrepeat_max = 9\n")
    code, told = child()
    assert code == 1
    assert told["problems"] == [
        f"{file}:2: breaks.interval_min: must be a whole number from 30 to 60, not 5",
        f"{file}:3: breaks.repeat_max: must be a whole number from 1 to 5, not 9",
    ]
    assert effective.effective_file().read_bytes() == before
    last = effective.load_last_good()
    assert last is not None
    assert last.values["breaks.interval_min"] == 50


def test_bad_settings_at_the_very_start_leave_the_defaults() -> None:
    code, told = child("--set", "breaks.interval_min=5")
    assert code == 1
    assert told["problems"] == ["--set: breaks.interval_min: must be a whole number from 30 to 60, not 5"]
    assert effective.load_last_good() is None


def test_a_relative_file_is_found_again_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.toml").write_text("[breaks]\ninterval_min = 50\n")
    monkeypatch.chdir(tmp_path)
    prepare.prepare(config=Path("mine.toml"))
    monkeypatch.chdir("/")
    assert effective.load([], tmp_path / "mine.toml") is not None


@pytest.mark.linux  # modes of files
def test_what_is_left_is_for_the_user_alone() -> None:
    os.umask(os.umask(0o022))
    prepare.prepare()
    folder = paths.cache_folder()
    assert folder.stat().st_mode & 0o777 == 0o700
    for name in ("effective.json", "routines.json"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in folder.iterdir()) == ["effective.json", "icons", "routines.json"]


def test_a_disk_that_takes_nothing_is_told_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare.prepare()
    before = effective.effective_file().read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        prepare.prepare(sets=["breaks.interval_min=50"])
    assert effective.effective_file().read_bytes() == before
    assert not list(paths.cache_folder().glob("*.new"))
    assert not list(paths.cache_folder().glob(".*"))


@pytest.mark.linux  # the place on Linux
def test_a_cache_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    code, told = child()
    assert code == 1
    assert len(told["problems"]) == 1
    assert told["problems"][0].startswith("The settings cannot be prepared: ")


def test_names_of_routines_that_are_none_are_noted() -> None:
    made = prepare.prepare(sets=["routines.disabled=standing-march,moon-walk"])
    assert made.notes == ("routines.disabled names moon-walk, which is no routine.",)
    assert effective.load(["routines.disabled=standing-march,moon-walk"]) == made


def test_routines_or_icons_that_fail_do_not_refuse_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> Any:
        raise SitbreakError("The poses cannot be used.")

    def full(*_arguments: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(routine_files, "load", broken)
    monkeypatch.setattr(icons, "draw_all", full)
    made = prepare.prepare(sets=["breaks.interval_min=50"])
    assert made.values["breaks.interval_min"] == 50
    assert made.notes == (
        "The icons of the tray cannot be drawn: no space.",
        "The routines cannot be prepared: The poses cannot be used.",
    )
    assert effective.load(["breaks.interval_min=50"]) is not None


def test_icons_are_drawn_once_and_again_when_they_are_not_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    draw_all = icons.draw_all

    def counted(folder: Path) -> None:
        drawn.append(folder)
        draw_all(folder)

    monkeypatch.setattr(icons, "draw_all", counted)
    folder = paths.cache_folder() / "icons"

    def is_drawn_again() -> bool:
        drawn.clear()
        prepare.prepare()
        return drawn == [folder]

    assert is_drawn_again()
    assert not is_drawn_again()
    some = sorted(folder.glob("*/*.argb"))
    some[0].write_bytes(some[0].read_bytes()[:-1])
    assert is_drawn_again()
    some[1].unlink()
    assert is_drawn_again()
    (folder / "icons.json").write_text('{"version": 0}')
    assert is_drawn_again()
    (folder / "icons.json").write_text("[")
    assert is_drawn_again()
    assert not is_drawn_again()


def test_a_change_while_the_settings_are_read_is_not_taken_for_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")
    merge = prepare.merge

    def slow(layers: Any) -> Any:
        file.write_text("[breaks]\ninterval_min = 40\n# changed meanwhile\n")
        return merge(layers)

    monkeypatch.setattr(prepare, "merge", slow)
    assert prepare.prepare().values["breaks.interval_min"] == 50
    assert effective.load() is None


def test_as_a_function_it_raises_what_is_wrong() -> None:
    with pytest.raises(BadSettings, match=r"breaks.interval_min: must be"):
        prepare.prepare(sets=["breaks.interval_min=5"])
