"""`sitbreak config`: what it shows, what it changes, and that it leaves the rest of the file alone."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

import pytest

from sitbreak import paths
from sitbreak.commands import config
from sitbreak.errors import SettingsError, UsageError
from sitbreak.settings.keys import keys


@pytest.fixture
def file() -> Path:
    found = paths.user_settings_file()
    found.parent.mkdir(parents=True)
    return found


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    config.add_arguments(parser)
    return config.run(parser.parse_args(words))


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Any:
    """What a command says; it must succeed."""

    def told(*words: str) -> str:
        assert run(*words) == 0
        return capsys.readouterr().out

    return told


# --- show, get, explain, path


def test_show_tells_every_value_its_origin_and_what_differs(
    file: Path, said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[breaks]\ninterval_min = 50\nrepeat_min = 5\n")
    monkeypatch.setenv("SITBREAK_HOLD__CALL", "false")
    lines = {line[2:].split()[0]: line for line in said("show", "--set", "tray.show=false").splitlines()}
    assert set(lines) == set(keys())
    assert lines["breaks.interval_min"].split() == ["*", "breaks.interval_min", "50", "user", f"{file}:2"]
    assert lines["breaks.repeat_min"].split() == ["breaks.repeat_min", "5", "user", f"{file}:3"]
    assert lines["hold.call"].split() == ["*", "hold.call", "false", "env", "SITBREAK_HOLD__CALL"]
    assert lines["tray.show"].split() == ["*", "tray.show", "false", "--set"]
    assert lines["routines.equipment"].split() == ["routines.equipment", '"usual"', "default"]


def test_show_ends_with_the_notes(said: Any) -> None:
    last = said("show", "--set", "snooze.budget_min=5").splitlines()[-1]
    assert last == "Note: snooze.choices_min offers 15 min, but snooze.budget_min cuts it to 5 min."


def test_show_answers_in_json(file: Path, said: Any) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")
    told = json.loads(said("show", "--json"))
    assert told["settings"]["breaks.interval_min"] == {"value": 50, "origin": f"user {file}:2", "default": 45}
    assert told["settings"]["routines.equipment"]["value"] is None
    assert told["notes"] == []


def test_show_tells_what_is_wrong_with_the_settings(file: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 90\nrepeat_max = 9\n")
    with pytest.raises(SettingsError) as caught:
        run("show")
    assert len(str(caught.value).splitlines()) == 2
    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    ("key", "bare"),
    [
        ("breaks.interval_min", "45"),
        ("hold.call", "true"),
        ("routines.place", "office"),
        ("snooze.choices_min", "[5, 10, 15]"),
        ("routines.equipment", "usual"),
        ("hours.work", "[]"),
    ],
)
def test_get_answers_a_value_as_a_script_wants_it(said: Any, key: str, bare: str) -> None:
    assert said("get", key) == f"{bare}\n"
    assert (
        said("get", key, "--json")
        == json.dumps({"key": key, "value": keys()[key].default, "origin": "default"}) + "\n"
    )


@pytest.mark.parametrize("command", [["get"], ["explain"], ["set"]])
def test_a_key_that_is_none_is_a_slip_of_usage(command: list[str], file: Path) -> None:
    value = ["5"] if command == ["set"] else []
    with pytest.raises(UsageError) as caught:
        run(*command, "breaks.intervall_min", *value)
    assert str(caught.value) == "There is no setting breaks.intervall_min. Did you mean breaks.interval_min?"
    assert caught.value.exit_code == 2
    with pytest.raises(UsageError, match=r"^There is no setting zzz. `sitbreak config show` tells all.$"):
        run(*command, "zzz", *value)
    assert not file.exists()


def test_explain_tells_who_says_what_and_who_wins(
    file: Path, said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")
    monkeypatch.setenv("SITBREAK_BREAKS__INTERVAL_MIN", "40")
    told = said("explain", "breaks.interval_min")
    assert told.splitlines()[0] == "breaks.interval_min = 40"
    for part in (
        keys()["breaks.interval_min"].meaning,
        "a whole number from 30 to 60",
        "  45  default\n",
        f"  50  user {file}:2\n",
        "  40  env SITBREAK_BREAKS__INTERVAL_MIN  <- holds\n",
    ):
        assert part in told
    assert told.count("<- holds") == 1
    assert json.loads(said("explain", "breaks.interval_min", "--json")) == {
        "key": "breaks.interval_min",
        "value": 40,
        "origin": "env SITBREAK_BREAKS__INTERVAL_MIN",
        "default": 45,
        "allowed": "a whole number from 30 to 60",
        "meaning": keys()["breaks.interval_min"].meaning,
        "layers": [
            {"origin": f"user {file}:2", "value": 50},
            {"origin": "env SITBREAK_BREAKS__INTERVAL_MIN", "value": 40},
        ],
        "rules": [],
        "notes": [],
    }


def test_explain_names_the_default_where_nobody_says_anything(said: Any) -> None:
    assert "  45  default  <- holds\n" in said("explain", "breaks.interval_min")


@pytest.mark.linux  # the place on Linux
def test_path_tells_the_place_of_the_file(file: Path, said: Any) -> None:
    assert said("path") == f"{file}\n"
    assert json.loads(said("path", "--json")) == {"path": str(file), "exists": False}
    assert said("path", "--config", "/x/y.toml") == "/x/y.toml\n"


# --- validate


def test_validate_is_content_with_good_settings_and_with_none(file: Path, said: Any, tmp_path: Path) -> None:
    assert said("validate") == ""
    other = tmp_path / "other.toml"
    other.write_text("[breaks]\ninterval_min = 50\n")
    assert said("validate", str(other)) == ""
    assert json.loads(said("validate", "--json")) == {"problems": []}


def test_validate_tells_file_line_key_and_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.toml"
    other.write_text("[breaks]\ninterval_min = 90\n[zoo]\nlion = 1\n")
    assert run("validate", str(other)) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{other}:2: breaks.interval_min: must be a whole number from 30 to 60, not 90",
        f"{other}:4: zoo.lion: there is no such key; `sitbreak config show` tells all",
    ]
    assert run("validate", str(other), "--json") == 1
    assert json.loads(capsys.readouterr().out)["problems"][0] == {
        "source": str(other),
        "line": 2,
        "key": "breaks.interval_min",
        "message": "must be a whole number from 30 to 60, not 90",
    }


def test_validate_looks_at_variables_only_without_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SITBREAK_BREAKS__INTERVAL_MIN", "90")
    assert run("validate") == 1
    assert capsys.readouterr().out.startswith("SITBREAK_BREAKS__INTERVAL_MIN: ")
    (tmp_path / "empty.toml").write_text("")
    assert run("validate", str(tmp_path / "empty.toml")) == 0


def test_validate_wants_a_named_file_to_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("validate", str(tmp_path / "gone.toml")) == 1
    assert capsys.readouterr().out == f"{tmp_path / 'gone.toml'}: there is no such file\n"


# --- set


@pytest.mark.linux  # modes of files
def test_set_makes_the_file_from_nothing(said: Any) -> None:
    file = paths.user_settings_file()
    assert said("set", "breaks.interval_min", "50") == f"breaks.interval_min: 45 -> 50 ({file})\n"
    assert file.read_text() == "[breaks]\ninterval_min = 50\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert said("get", "breaks.interval_min") == "50\n"


@pytest.mark.linux  # modes of files
def test_set_keeps_the_comments_and_everything_else(file: Path, said: Any) -> None:
    text = (
        "# mine\n\n[breaks]   # about breaks\ninterval_min = 45  # as I like it\n\n[hold]\ncall = true # !\n"
    )
    file.write_text(text)
    file.chmod(0o644)
    said("set", "breaks.interval_min", "50")
    assert file.read_text() == text.replace("45", "50")
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("text", "key", "words", "expected"),
    [
        ("[breaks]\n", "breaks.interval_min", "50", "[breaks]\ninterval_min = 50\n"),
        (
            "[hold]\ncall = true",
            "breaks.repeat_min",
            "6",
            "[hold]\ncall = true\n\n[breaks]\nrepeat_min = 6\n",
        ),
        ("breaks.interval_min = 50\n", "breaks.interval_min", "40", "breaks.interval_min = 40\n"),
        ("breaks = { interval_min = 50 }\n", "breaks.interval_min", "40", "breaks = { interval_min = 40 }\n"),
        ("[hours]\nwork = [\n 'Mon 09:00-10:00',\n]\n", "hours.work", "", "[hours]\nwork = []\n"),
        ("", "routines.equipment", "usual", '[routines]\nequipment = "usual"\n'),
        ("", "snooze.choices_min", "5,7", "[snooze]\nchoices_min = [5, 7]\n"),
        ("[hold]\r\ncall = true\r\n", "hold.call", "false", "[hold]\r\ncall = false\r\n"),
        ("\ufeff[hold]\ncall = true\n", "hold.call", "false", "[hold]\ncall = false\n"),
        ("[breaks]\ninterval_min = 90\n", "breaks.interval_min", "50", "[breaks]\ninterval_min = 50\n"),
    ],
)
def test_set_writes_what_a_person_would_have_written(
    file: Path, said: Any, text: str, key: str, words: str, expected: str
) -> None:
    file.write_bytes(text.encode())
    said("set", key, words)
    assert file.read_bytes() == expected.encode()


def test_set_works_on_the_file_of_defaults(file: Path, said: Any) -> None:
    text = paths.bundled("config", "default.toml").read_text()
    file.write_text(text)
    for key in keys().values():
        words = "usual" if key.default is None else json.dumps(key.default).strip('"')
        said("set", key.name, words)
    written = file.read_text().splitlines()
    assert [line for line in text.splitlines() if line not in written] == []
    assert said("validate", str(file)) == ""
    assert "*" not in said("show")
    assert said("show").count(f"user {file}") == len(keys())


def test_set_puts_a_key_below_the_line_where_it_stands_commented_out(file: Path, said: Any) -> None:
    file.write_text(paths.bundled("config", "default.toml").read_text())
    said("set", "presence.call", "false")
    said("set", "breaks.interval_min", "50")
    said("set", "breaks.interval_min", "40")
    lines = file.read_text().splitlines()
    assert lines[lines.index("interval_min = 40") - 1] == "# interval_min = 45"
    assert lines.index("call = false") > lines.index("[presence]")
    assert lines[lines.index("call = false") - 1] == "# call = true"


def test_a_long_list_is_written_within_the_bounds_of_a_file(file: Path, said: Any) -> None:
    names = [f"some-routine-number-{number}" for number in range(200)]
    said("set", "routines.disabled", ",".join(names[:100]))
    said("set", "routines.disabled", json.dumps(names[:150]))
    assert max(map(len, file.read_text().splitlines())) < 100
    assert json.loads(said("get", "routines.disabled")) == names[:150]


def test_set_refuses_a_bad_value_before_it_touches_the_file(file: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")
    before = file.stat()
    with pytest.raises(SettingsError) as caught:
        run("set", "breaks.interval_min", "90")
    expected = "config set: breaks.interval_min: must be a whole number from 30 to 60, not 90"
    assert str(caught.value) == expected
    assert file.stat() == before


def test_set_refuses_to_build_on_other_slips_and_tells_them(file: Path) -> None:
    text = "[breaks]\ninterval_min = 90\nrepeat_max = 9\n"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        run("set", "breaks.interval_min", "50")
    assert str(caught.value) == f"{file}:3: breaks.repeat_max: must be a whole number from 1 to 5, not 9"
    assert file.read_text() == text


@pytest.mark.parametrize("text", ["[breaks\n", "x = \0", "x = '" + "a" * 600 + "'\n", "x = 1\nx = 2\n"])
def test_set_leaves_a_file_alone_that_it_cannot_read(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        run("set", "breaks.interval_min", "50")
    assert str(file) in str(caught.value)
    assert file.read_text() == text


def test_set_leaves_a_file_alone_that_would_grow_too_large(file: Path) -> None:
    text = ("# " + "x" * 500 + "\n") * 130 + "#" * 140 + "\n"
    file.write_text(text)
    with pytest.raises(SettingsError, match="cannot be changed"):
        run("set", "breaks.interval_min", "50")
    assert file.read_text() == text


@pytest.mark.linux  # links are for administrators on Windows
def test_set_follows_a_link_to_the_file_it_stands_for(file: Path, said: Any, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text("[breaks]\ninterval_min = 50\n")
    file.symlink_to(kept)
    said("set", "breaks.interval_min", "40")
    assert file.is_symlink()
    assert kept.read_text() == "[breaks]\ninterval_min = 40\n"


def test_set_says_when_a_variable_hides_what_was_set(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITBREAK_BREAKS__INTERVAL_MIN", "40")
    told = said("set", "breaks.interval_min", "50")
    assert told.splitlines()[1] == "Note: SITBREAK_BREAKS__INTERVAL_MIN is set, and wins over the file."


def test_set_answers_in_json_and_can_name_another_file(said: Any, tmp_path: Path) -> None:
    other = tmp_path / "new/other.toml"
    told = json.loads(said("set", "hold.call", "false", "--json", "--config", str(other)))
    assert told == {"key": "hold.call", "old": True, "new": False, "file": str(other), "hidden_by": None}
    assert other.read_text() == "[hold]\ncall = false\n"


def test_a_disk_that_takes_nothing_leaves_the_file_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match=r"cannot be written: No space left on device"):
        run("set", "breaks.interval_min", "40")
    assert file.read_text() == "[breaks]\ninterval_min = 50\n"
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_an_option_before_the_command_is_not_undone() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    config.add_arguments(parser)
    assert parser.parse_args(["--json", "path"]).json is True
    assert parser.parse_args(["path", "--json"]).json is True
    assert parser.parse_args(["path"]).json is False
