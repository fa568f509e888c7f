"""`sitbreak config` where others than the user have a say: it tells whose word holds, and on which line."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitbreak import paths
from sitbreak.commands import config
from sitbreak.errors import LOCKED_BY_POLICY, LockedByPolicy, SettingsError, UsageError
from sitbreak.settings.provenance import BadSettings
from tests.settings.shared import SOURCE, Shared, head

KEY = "breaks.interval_min"
REASON = "works council agreement 2026-04"
BOUND = f'[policy."{KEY}"]\nmin = 30\nmax = 55\nreason = "{REASON}"\n'
LOCK = f'[breaks]\ninterval_min = 50\n[policy."{KEY}"]\nlock = true\nreason = "{REASON}"\n'

Say = Callable[..., str]


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shared:
    return Shared(tmp_path, monkeypatch)


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    config.add_arguments(parser)
    return config.run(parser.parse_args(words))


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Say:
    """What a command says; it must end with *code*."""

    def told(*words: str, code: int = 0) -> str:
        assert run(*words) == code
        return capsys.readouterr().out

    return told


@pytest.fixture
def disagreeing(shared: Shared) -> Shared:
    """A system, a team and a user who all want something else."""
    shared.system('[breaks]\ninterval_min = 40\n[policy."breaks.interval_min"]\nmax = 58\n')
    shared.team(head() + "[breaks]\ninterval_min = 50\n" + BOUND)
    shared.user("# mine\n[breaks]\ninterval_min = 60\n")
    return shared


# --- explain


def test_explain_tells_the_whole_stack_with_file_and_line(disagreeing: Shared, said: Say) -> None:
    system, user = disagreeing.system_file, disagreeing.user_file
    lines = said("explain", KEY).splitlines()
    assert lines[0] == f"{KEY} = 55"
    assert lines[4] == "  others:    a team's file may set this, and say what is allowed"
    assert lines[5:] == [
        "  45  default",
        f"  40  system {system}:2",
        f"  50  team {SOURCE}:5",
        f"  60  user {user}:3",
        f"  rule: at most 58 by the system file  system {system}:3",
        f"  rule: 30 to 55 by Platform team: {REASON}  team {SOURCE}:6",
        "  55  <- holds, by the rules",
        f"  Note: {KEY}: you asked for 60, and 55 holds (30 to 55 by Platform team: {REASON}).",
    ]


def test_explain_names_the_file_that_holds_a_lock(shared: Shared, said: Say) -> None:
    shared.team(head() + LOCK)
    shared.user("[breaks]\ninterval_min = 40\n")
    lines = said("explain", KEY).splitlines()
    assert f"  50  team {SOURCE}:5  <- holds" in lines
    assert f"  rule: locked by Platform team: {REASON}  team {SOURCE}:6" in lines
    assert sum("<- holds" in line for line in lines) == 1


def test_explain_answers_the_same_in_json(disagreeing: Shared, said: Say) -> None:
    told = json.loads(said("explain", KEY, "--json"))
    team = {"min": 30, "max": 55, "reason": REASON, "said_by": "Platform team"}
    assert (told["value"], told["asked"], told["origin"]) == (55, 60, f"user {disagreeing.user_file}:3")
    assert [each["value"] for each in told["layers"]] == [40, 50, 60]
    assert told["rules"][0]["max"] == 58
    assert told["rules"][1] == team | {"origin": f"team {SOURCE}:6"}
    assert told["rule"] == told["rules"][1]
    assert len(told["notes"]) == 1


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("notify.style", "you may always set it otherwise"),
        ("history.keep", "no team's file may touch this; the file of the system may"),
        ("routines.exclusions", "nobody may say what is allowed"),
    ],
)
def test_explain_tells_who_else_may_have_a_say(said: Say, key: str, words: str) -> None:
    assert words in said("explain", key)


# --- show


def test_show_tells_what_was_asked_and_whose_rule_holds(disagreeing: Shared, said: Say) -> None:
    line = next(line for line in said("show").splitlines() if KEY in line)
    assert line.split(maxsplit=3)[3] == (
        f"user {disagreeing.user_file}:3 (asked 60; 30 to 55 by Platform team)"
    )


def test_show_tells_what_is_locked(shared: Shared, said: Say) -> None:
    shared.team(head() + LOCK)
    line = next(line for line in said("show").splitlines() if KEY in line)
    assert line.endswith(f"team {SOURCE}:5 (locked by Platform team)")


def test_show_with_origin_tells_all_who_say_something(disagreeing: Shared, said: Say) -> None:
    lines = said("show", "--origin").splitlines()
    begun = next(number for number, line in enumerate(lines) if KEY in line)
    assert [line.strip().split()[0] for line in lines[begun + 1 : begun + 8]] == (
        ["45", "40", "50", "60", "rule:", "rule:", "55"]
    )
    told = json.loads(said("show", "--origin", "--json"))["settings"]
    assert len(told[KEY]["layers"]) == 3
    assert told["breaks.repeat_min"]["layers"] == []


def test_show_files_names_every_candidate_and_whether_it_is_there(
    shared: Shared, said: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = said("show", "--files").splitlines()
    assert lines == [
        f"system  {shared.system_file}  is not there; keys: 0",
        f"team    {shared.team_file}  is not there; keys: 0",
        "        no team was joined",
        f"user    {shared.user_file}  is not there; keys: 0",
        "env     SITBREAK_*  is not there; keys: 0",
        "--set   KEY=VALUE  is not there; keys: 0",
    ]
    shared.system("[breaks\n")
    shared.team(head() + BOUND)
    shared.user("[breaks]\nintervall_min = 5\n")
    lines = said("show", "--files").splitlines()
    assert lines[0] == f"system  {shared.system_file}  is there; keys: 0"
    assert lines[1].startswith(f"        {shared.system_file}:1: this file is ignored: this is not TOML")
    assert lines[2] == f"team    {shared.team_file}  is there; keys: 1"
    assert lines[3] == f"        copy of {SOURCE}"
    assert "there is no such key" in lines[5]
    told = json.loads(said("show", "--files", "--json", "--set", "tray.show=false"))["files"]
    assert [(each["layer"], each["exists"], each["keys"]) for each in told] == [
        ("system", True, 0),
        ("team", True, 1),
        ("user", True, 0),
        ("env", True, 1),
        ("--set", True, 1),
    ]


# --- set and unset


def test_set_of_a_locked_key_ends_with_code_4_the_reason_and_who(shared: Shared) -> None:
    shared.team(head() + LOCK)
    for words in (("set", KEY, "40"), ("unset", KEY)):
        with pytest.raises(LockedByPolicy) as caught:
            run(*words)
        assert caught.value.exit_code == LOCKED_BY_POLICY == 4
        assert caught.value.title == f"{KEY} is 50, locked by Platform team: {REASON}."
        assert caught.value.next_step == f"`sitbreak config explain {KEY}` tells where that stands."
    assert not shared.user_file.exists()


def test_set_beyond_a_bound_is_refused_with_the_bound(shared: Shared, said: Say) -> None:
    shared.team(head() + BOUND)
    with pytest.raises(SettingsError) as caught:
        run("set", KEY, "60")
    assert caught.value.exit_code == 1
    assert caught.value.title == f"{KEY} cannot be 60: 30 to 55 by Platform team: {REASON}."
    assert not shared.user_file.exists()
    assert said("set", KEY, "55") == f"{KEY}: 45 -> 55 ({shared.user_file})\n"


def test_set_tells_the_value_of_the_team_as_the_old_one(shared: Shared, said: Say) -> None:
    shared.team(head() + "[breaks]\ninterval_min = 50\n")
    assert said("set", KEY, "40").startswith(f"{KEY}: 50 -> 40 (")


def test_unset_gives_the_word_back_to_the_layers_below(shared: Shared, said: Say) -> None:
    shared.team(head() + "[breaks]\ninterval_min = 50\n")
    shared.user("[breaks]\ninterval_min = 40 # mine\nrepeat_min = 6\n")
    assert said("unset", KEY) == f"{KEY}: 40 -> 50 (team {SOURCE}:5)\n"
    assert shared.user_file.read_text() == "[breaks]\nrepeat_min = 6\n"
    assert said("unset", KEY) == f"{shared.user_file} does not set {KEY}.\n"
    assert json.loads(said("unset", "breaks.repeat_min", "--json")) == {
        "key": "breaks.repeat_min",
        "was_set": True,
        "new": 5,
        "origin": "default",
        "file": str(shared.user_file),
    }


def test_unset_of_what_was_never_there_makes_no_file(shared: Shared, said: Say) -> None:
    assert "does not set" in said("unset", KEY)
    assert not shared.user_file.exists()


# --- validate


def test_validate_as_team_tells_all_that_would_be_left_out(tmp_path: Path, said: Say) -> None:
    file = tmp_path / "team.toml"
    file.write_text(
        head() + "[breaks]\nfuture = 1\n[hold]\ncall = false\n"
        '[policy."breaks.interval_min"]\nmax = 99\n[pack]\nschema_version = 1\n[[pack.routines]]\nid = "x"\n'
    )
    lines = said("validate", str(file), "--as", "team", code=1).splitlines()
    assert lines[:3] == [
        f"{file}:5: breaks.future: there is no such key; `sitbreak config show` tells all",
        f"{file}:7: hold.call: a team's file may not touch this",
        f'{file}:9: policy."breaks.interval_min".max: must be a whole number from 30 to 60, not 99',
    ]
    assert lines[3].startswith(f"{file}:13: pack")
    told = json.loads(said("validate", str(file), "--as", "team", "--json", code=1))["problems"]
    assert told[1] == {
        "source": str(file),
        "line": 7,
        "key": "hold.call",
        "message": "a team's file may not touch this",
    }


def test_validate_checks_the_same_file_otherwise_for_each(tmp_path: Path, said: Say) -> None:
    file = tmp_path / "some.toml"
    file.write_text(f"{head()}[history]\nkeep = false\n")
    assert said("validate", str(file), "--as", "system") == ""
    assert "may not touch" in said("validate", str(file), "--as", "team", code=1)
    assert "version: there is no such key" in said("validate", str(file), code=1)


@pytest.mark.parametrize("whose", ["user", "team", "system"])
def test_validate_tells_a_file_that_is_not_there(tmp_path: Path, said: Say, whose: str) -> None:
    file = tmp_path / "gone.toml"
    assert said("validate", str(file), "--as", whose, code=1) == f"{file}: there is no such file\n"


def test_the_example_for_teams_is_valid(said: Say) -> None:
    example = paths.bundled("config", "team.example.toml")
    assert said("validate", str(example), "--as", "team") == ""


def test_validate_without_a_file_tells_slips_of_others_as_notes(shared: Shared, said: Say) -> None:
    shared.system("[breaks]\nfuture = 1\n")
    assert said("validate") == (
        f"Note: {shared.system_file}:2: breaks.future: there is no such key; "
        "`sitbreak config show` tells all\n"
    )
    assert len(json.loads(said("validate", "--json"))["notes"]) == 1


# --- diff


def test_diff_tells_what_is_not_at_its_default_and_all_rules(disagreeing: Shared, said: Say) -> None:
    assert said("diff", "--set", "tray.show=false").splitlines() == [
        f"{KEY}: 45 -> 55  user {disagreeing.user_file}:3",
        "tray.show: true -> false  --set",
        f'team.source: "" -> "{SOURCE}"  env SITBREAK_TEAM__SOURCE',
        f"{KEY}: 30 to 55 by Platform team: {REASON}",
    ]


def test_diff_team_tells_what_the_team_changed_and_nothing_else(shared: Shared, said: Say) -> None:
    shared.team(head() + "[breaks]\ninterval_min = 50\nrepeat_min = 6\n" + BOUND)
    shared.user("[breaks]\ninterval_min = 60\nrepeat_min = 7\n[hold]\ncall = false\n")
    assert said("diff", "--team").splitlines() == [
        f"{KEY}: 60 -> 55  user {shared.user_file}:2",
        f"{KEY}: 30 to 55 by Platform team: {REASON}",
    ]
    told = json.loads(said("diff", "--team", "--json"))
    assert told["values"] == {KEY: {"from": 60, "to": 55, "origin": f"user {shared.user_file}:2"}}
    assert told["rules"][KEY]["max"] == 55


def test_diff_of_two_team_files_tells_values_and_rules(tmp_path: Path, said: Say) -> None:
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(
        head() + "[breaks]\ninterval_min = 50\n" + BOUND + '[policy."standing.max_min"]\nmax = 60\n'
    )
    new.write_text("# moved\n" + head("New") + "[breaks]\ninterval_min = 45\nrepeat_min = 6\n" + BOUND)
    assert said("diff", str(old), str(new), "--as", "team").splitlines() == [
        f"{KEY}: 50 -> 45  team {new}:6",
        f"breaks.repeat_min: 5 -> 6  team {new}:7",
        "standing.max_min: no rule any more",
    ]
    assert said("diff", str(old), str(old), "--as", "team") == ""


def test_diff_of_two_user_files(tmp_path: Path, said: Say) -> None:
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    one.write_text("[breaks]\ninterval_min = 50\n")
    other.write_text("")
    assert said("diff", str(one), str(other)) == f"{KEY}: 50 -> 45  default\n"
    other.write_text("[breaks]\ninterval_min = 90\n")
    with pytest.raises(BadSettings, match="not 90"):
        run("diff", str(one), str(other))
    with pytest.raises(BadSettings, match="there is no such file"):
        run("diff", str(one), str(tmp_path / "gone"), "--as", "team")
    with pytest.raises(UsageError, match="Two files"):
        run("diff", str(one))


# --- init


@pytest.mark.linux  # modes of files
def test_init_makes_a_file_that_explains_all_and_changes_nothing(said: Say) -> None:
    file = paths.user_settings_file()
    assert said("init") == f"{file} is made: every setting, all at their defaults.\n"
    text = file.read_text()
    assert text.splitlines()[0] == "#:schema ./sitbreak.schema.json"
    assert text.partition("\n")[2] == paths.bundled("config", "default.toml").read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads((file.parent / "sitbreak.schema.json").read_text())["properties"]["breaks"]
    assert said("validate") == ""
    assert said("diff") == ""


@pytest.mark.linux  # links are for administrators on Windows
@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_init_never_overwrites(kind: str, tmp_path: Path) -> None:
    file = paths.user_settings_file()
    file.parent.mkdir(parents=True)
    if kind == "file":
        file.write_text("mine")
    elif kind == "link":
        file.symlink_to(tmp_path / "nothing")
    else:
        file.mkdir()
    with pytest.raises(SettingsError, match="is there already, and stays as it is"):
        run("init")
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_init_elsewhere_and_in_json(tmp_path: Path, said: Say) -> None:
    file = tmp_path / "new/mine.toml"
    assert json.loads(said("init", "--config", str(file), "--json")) == {
        "file": str(file),
        "schema": str(file.with_name("sitbreak.schema.json")),
    }
    assert file.exists()


# --- edit


class Editor:
    """An editor that does what the test says to the file it is given, and remembers what it found."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch

    def does(self, script: str, variable: str = "EDITOR") -> None:
        file = self._folder / "my editor"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        self._monkeypatch.setenv(variable, f"'{file}' --wait")

    def writes(self, text: str) -> None:
        (self._folder / "text").write_text(text)
        self.does(f"cp '{self._folder}/text' \"$2\"")


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    return Editor(tmp_path, monkeypatch)


@pytest.fixture
def file() -> Path:
    found = paths.user_settings_file()
    found.parent.mkdir(parents=True)
    found.write_text("[breaks]\ninterval_min = 40\n")
    return found


def only(file: Path) -> bool:
    return [each.name for each in file.parent.iterdir()] == [file.name]


@pytest.mark.linux  # the editor is a script of the shell
def test_edit_takes_over_what_can_be_used(editor: Editor, file: Path, said: Say) -> None:
    editor.writes("[breaks]\ninterval_min = 50\n")
    assert said("edit") == f"{file} is changed.\n"
    assert file.read_text() == "[breaks]\ninterval_min = 50\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert only(file)


@pytest.mark.linux  # the editor is a script of the shell
def test_edit_without_a_change_leaves_everything_alone(editor: Editor, file: Path, said: Say) -> None:
    before = file.stat()
    editor.does(":")
    assert json.loads(said("edit", "--json")) == {"file": str(file), "changed": False}
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert only(file)
    editor.does('rm "$2"')
    assert said("edit") == f"Nothing is changed in {file}.\n"
    editor.does("exit 1")
    assert said("edit") == f"Nothing is changed in {file}.\n"


@pytest.mark.linux  # the editor is a script of the shell
def test_edit_begins_with_all_settings_where_there_is_no_file(
    editor: Editor, said: Say, tmp_path: Path
) -> None:
    editor.does(f"cp \"$2\" '{tmp_path}/seen'; echo '[breaks]' > \"$2\"")
    said("edit")
    assert (tmp_path / "seen").read_bytes() == paths.bundled("config", "default.toml").read_bytes()
    assert paths.user_settings_file().read_text() == "[breaks]\n"
    paths.user_settings_file().unlink()
    editor.does(":")
    said("edit")
    assert not paths.user_settings_file().exists()


@pytest.mark.linux  # the editor is a script of the shell
def test_edit_keeps_a_draft_with_a_slip_and_goes_on_with_it(editor: Editor, file: Path, said: Say) -> None:
    draft = file.with_name("config.toml.draft")
    editor.writes("# long work\n[breaks]\ninterval_min = 90\n")
    with pytest.raises(SettingsError) as caught:
        run("edit")
    assert (
        caught.value.title == f"{draft}:3: breaks.interval_min: must be a whole number from 30 to 60, not 90"
    )
    assert caught.value.next_step.startswith(f"The draft is kept as {draft}")
    assert file.read_text() == "[breaks]\ninterval_min = 40\n"
    editor.does('sed -i s/90/50/ "$2"')
    assert said("edit").splitlines() == [
        f"This goes on with the draft of last time, {draft}.",
        f"{file} is changed.",
    ]
    assert file.read_text() == "# long work\n[breaks]\ninterval_min = 50\n"
    assert only(file)


@pytest.mark.linux  # the editor is a script of the shell
def test_edit_does_not_undo_what_somebody_else_has_changed(editor: Editor, file: Path) -> None:
    editor.does(f"echo '[hold]' > \"$2\"; echo '[tray]' > '{file}'")
    with pytest.raises(SettingsError, match="was changed meanwhile") as caught:
        run("edit")
    assert "The draft is kept as" in caught.value.next_step
    assert file.read_text() == "[tray]\n"
    assert file.with_name("config.toml.draft").read_text() == "[hold]\n"
    file.write_text("[history]\n")
    with pytest.raises(SettingsError, match="was changed after the draft"):
        run("edit")


@pytest.mark.linux  # links are for administrators on Windows
def test_edit_follows_a_link(editor: Editor, file: Path, said: Say, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    file.rename(kept)
    file.symlink_to(kept)
    editor.writes("[hold]\n")
    said("edit")
    assert file.is_symlink()
    assert kept.read_text() == "[hold]\n"


@pytest.mark.linux  # the editor is a script of the shell
def test_edit_prefers_visual_and_tells_an_editor_that_fails(editor: Editor, file: Path, said: Say) -> None:
    editor.does("echo '# x' >> \"$2\"; exit 3", "VISUAL")
    with pytest.raises(SettingsError, match=r"my editor ended with code 3\. The draft is kept"):
        run("edit")
    assert file.read_text() == "[breaks]\ninterval_min = 40\n"


@pytest.mark.parametrize(
    ("variable", "said_of_it"),
    [
        ("/no/such/editor", "The editor /no/such/editor cannot be started: "),
        ("'half", "The editor 'half cannot"),
    ],
)
def test_edit_tells_an_editor_that_is_not_there(
    file: Path, editor: Editor, monkeypatch: pytest.MonkeyPatch, variable: str, said_of_it: str
) -> None:
    monkeypatch.setenv("EDITOR", variable)
    with pytest.raises(SettingsError) as caught:
        run("edit")
    assert str(caught.value).startswith(said_of_it)
    assert only(file)


@pytest.mark.linux  # the editor is a script of the shell
def test_edit_looks_for_an_editor_where_none_is_named(
    file: Path, editor: Editor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match=r"There is no editor\. Name one in the variable EDITOR\."):
        run("edit")
    (tmp_path / "vi").write_text("#!/bin/sh\necho '# by vi' >> \"$1\"\n")
    (tmp_path / "vi").chmod(0o755)
    assert run("edit") == 0
    assert file.read_text().endswith("# by vi\n")


def test_edit_tells_a_disk_that_takes_nothing(
    file: Path, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    editor.writes("[hold]\n")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="cannot be written: No space left on device"):
        run("edit")
    assert file.read_text() == "[breaks]\ninterval_min = 40\n"


# --- a disk that takes nothing


@pytest.mark.parametrize("words", [["init", "--config", "new.toml"], ["unset", KEY], ["set", KEY, "50"]])
def test_a_disk_that_takes_nothing_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], tmp_path: Path
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match=r"cannot be written: No space left on device\."):
        run(*words)
    assert file.read_text() == "[breaks]\ninterval_min = 40\n"
    assert not (tmp_path / "new.toml").exists()


# --- everywhere


@pytest.mark.parametrize(
    "words",
    [
        ["show"],
        ["show", "--files"],
        ["get", KEY],
        ["explain", KEY],
        ["set", KEY, "50"],
        ["unset", KEY],
        ["init"],
        ["validate"],
        ["diff"],
        ["diff", "--team"],
        ["schema"],
        ["schema", "--team"],
        ["path"],
    ],
)
def test_every_answer_can_be_had_in_json(said: Say, words: list[str]) -> None:
    answer: Any = json.loads(said(*words, "--json"))
    assert isinstance(answer, dict)
