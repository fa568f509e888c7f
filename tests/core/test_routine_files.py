"""Packs of routines in files, the cache the daemon reads, and `sitbreak routines`."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sitbreak import effective, paths, prepare, routine_cache, routine_files, routine_words
from sitbreak.commands import routines as command
from sitbreak.commands.routine_template import template
from sitbreak.core.choosing import Why
from sitbreak.core.routine_json import record_of
from sitbreak.core.routines import (
    BodyPosture,
    Category,
    Clothing,
    Equipment,
    Place,
    Sides,
    StepKind,
    StepSide,
    StopSign,
    Tag,
)
from sitbreak.errors import SitbreakError, UsageError
from sitbreak.store import Store

GOOD = """schema_version = 1

[[routines]]
id = "my-reach"
title = "My reach"
summary = "Reach up to one side."
category = "stretch"
family = "side-bend"
muscles = ["side body"]
posture = "standing"
places = ["office"]
equipment = []
clothing = "any"
discreet = false
level = 1
sides = "each"
steps = [
    { kind = "setup", side = "none", seconds = 5, cue = "Stand tall.", pose = "f_wide" },
    { kind = "hold", side = "first", seconds = 20, cue = "Reach with the {side} arm.", pose = "f_reach" },
    { kind = "switch", side = "none", seconds = 5, cue = "Change sides.", pose = "f_wide" },
    { kind = "hold", side = "second", seconds = 20, cue = "Reach with the {side} arm.", pose = "f_reach" },
    { kind = "finish", side = "none", seconds = 5, cue = "Arms down.", pose = "f_wide" },
]
total_seconds = 55
breathing = "Slow breaths."
why = "Opens the side."
cautions = ["Reach long rather than far down."]
stop_signs = ["sharp-pain", "spreading-pain", "numbness", "dizzy", "chest"]
conflicts = ["standing", "heart", "bones"]
sources = []
animation = { view = "front", anchor = "ankleR", at = [-0.24, 0.039], poses = ["f_wide", "f_reach"], transition = "ease", near_limb = "working" }
"""  # noqa: E501 (as a user would write it)


def write(name, text):
    """A pack of the user."""
    folder = paths.config_folder() / "routines"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def run(*words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


# --- reading -----------------------------------------------------------------------------------------------


def test_without_packs_of_ones_own_the_bundle_is_what_there_is():
    catalogue, warnings = routine_files.load()
    assert len(catalogue) == 45
    assert warnings == ()


def test_a_pack_in_the_configuration_folder_is_added():
    write("mine.toml", GOOD)
    catalogue, warnings = routine_files.load()
    assert warnings == ()
    assert catalogue.get("my-reach").total_seconds == 55


def test_a_byte_order_mark_does_no_harm():
    write("mine.toml", b"\xef\xbb\xbf" + GOOD.encode())
    assert routine_files.load()[0].get("my-reach")


def test_a_bad_routine_is_named_with_its_file_and_rule():
    """V20"""
    file = write("mine.toml", GOOD.replace("total_seconds = 55", "total_seconds = 56"))
    catalogue, (warning,) = routine_files.load()
    assert len(catalogue) == 45
    assert warning == (
        f'{file}:24: the routine "my-reach" is left out: its steps last 55 s and not 56 s (rule V2).'
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"schema_version = ", "not TOML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"# " + b"x" * 600, ":1: the pack is left out: the line is longer than 512 bytes."),
        (b"a." * 30_000 + b"a = 1", "longer than 512 bytes"),
        (b"# x\n" * 20_000, "larger than 64 KiB"),
        (b"a = " + b"[\n" * 20_000, "nested too deeply"),
    ],
)
def test_a_hostile_file_costs_itself_and_nothing_else(text, why):
    write("bad.toml", text)
    write("mine.toml", GOOD)
    catalogue, (warning,) = routine_files.load()
    assert why in warning
    assert "bad.toml" in warning
    assert catalogue.get("my-reach")


@pytest.mark.linux  # named pipes in folders
def test_a_pipe_or_a_folder_in_place_of_a_file_is_not_waited_for():
    folder = write("mine.toml", GOOD).parent
    os.mkfifo(folder / "pipe.toml")
    (folder / "folder.toml").mkdir()
    (folder / "gone.toml").symlink_to(folder / "nowhere")
    catalogue, warnings = routine_files.load()
    assert catalogue.get("my-reach")
    assert len(warnings) == 3


def test_only_so_many_files_are_looked_at_and_what_is_wrong_is_told_in_a_few_sentences():
    for number in range(40):
        write(f"{number:02}.toml", "bad")
    problems = routine_files.gather().problems
    assert len(problems) == 40
    assert [problem.why for problem in problems].count("more than 32 files are not looked at") == 8
    told = routine_files.load()[1]
    assert len(told) == 13
    assert told[-1] == "Of packs of routines, 28 more is left out: `sitbreak routines check` tells all."


# --- the cache ---------------------------------------------------------------------------------------------


def test_the_cache_holds_the_whole_catalogue(tmp_path):
    write("mine.toml", GOOD + '\n[[routines]]\nid = "side-reach"\nenabled = false\n')
    catalogue, warnings = routine_files.load()
    assert warnings == ()
    file = tmp_path / "routines.json"
    file.write_text(routine_cache.to_json(catalogue))
    again = routine_cache.load_cached(file)
    assert [record_of(routine) for routine in again] == [record_of(routine) for routine in catalogue]
    assert again.get("side-reach").enabled is False


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", "[]", "null", "[" * 100_000, '{"schema_version": 2, "routines": []}'),
        *('{"schema_version": 1, "routines": 5}', '{"schema_version": 1, "routines": [{}]}'),
        '{"schema_version": 1, "routines": ["side-reach"]}',
    ],
)
def test_a_damaged_cache_is_refused_in_one_sentence(text):
    with pytest.raises(SitbreakError, match="cached routines cannot be used"):
        routine_cache.from_json(text)


def test_no_cache_is_told_as_such(tmp_path):
    with pytest.raises(SitbreakError, match="No such file"):
        routine_cache.load_cached(tmp_path / "routines.json")


def test_reading_the_cache_and_choosing_bring_nothing_heavy_along():
    heavy = ("tomllib", "hashlib", "_hashlib", "random", "logging", "typing", "sitbreak.core.routine_rules")
    code = (
        "import sys, sitbreak.routine_cache, sitbreak.core.choosing, sitbreak.dice;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout == "[]\n", done.stderr


# --- the command -------------------------------------------------------------------------------------------


def test_the_list_names_every_routine(capsys):
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 46
    assert lines[0].split() == ["ID", "TITLE", "TIME", "LEVEL", "KIND", "POSTURE", "PLACES"]
    assert any(line.startswith("standing-march ") for line in lines)


def test_the_list_can_be_narrowed(capsys):
    assert run("list", "--place", "office", "--level", "1", "--without", "standing", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 7
    assert {routine["posture"] for routine in found} == {"chair"}


def test_what_was_left_out_is_told_on_standard_error(capsys):
    write("mine.toml", "bad")
    assert run("list") == 0
    told = capsys.readouterr()
    assert "mine.toml:1: the pack is left out: it is not TOML" in told.err
    assert len(told.out.splitlines()) == 46


def test_a_routine_is_shown_with_all_that_matters(capsys):
    assert run("show", "standing-hip-flexor-stretch") == 0
    text = capsys.readouterr().out
    for words in (
        "Standing hip-flexor stretch",
        "0:10  22 s  Tuck your tailbone, squeeze the left buttock",
        "0:43  22 s  Tuck, squeeze the right buttock",
        "Mild pull only, never pain.",
        "Sharp or sudden pain: stop now.",
        "Opens the front of the hip without kneeling",
        "No clinician has reviewed this routine.",
    ):
        assert words in text


def test_a_routine_is_shown_to_programs(capsys):
    assert run("show", "side-reach", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["id"] == "side-reach"
    assert told["reviewed_by_clinician"] is False
    assert len(told["steps"]) == 5


def test_a_slip_in_an_id_brings_the_nearest_one():
    with pytest.raises(UsageError, match="Did you mean standing-march") as caught:
        run("show", "standing-mrch")
    assert caught.value.exit_code == 2
    with pytest.raises(UsageError, match="routines list"):
        run("show", "zzzzzzzz")


def test_the_first_of_a_day_is_a_march(capsys):
    assert run("next") == 0
    assert "march" in capsys.readouterr().out.splitlines()[0]
    assert not paths.history_file().exists()


def test_the_next_one_follows_from_the_settings_and_the_command_line(capsys):
    paths.cache_folder().mkdir(parents=True)
    assert run("next", "--without", "standing", "--without", "hip-flexor", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["routine"]["id"] == "seated-pelvic-rock"
    assert told["reason"] == "opening"


def test_the_next_one_says_when_to_warm_up_first(capsys):
    """P8"""
    assert run("next", "--without", "dizziness") == 0
    assert "First a few small seated knee lifts" in capsys.readouterr().out


def test_the_next_one_follows_from_the_history(capsys):
    from sitbreak.clock import SystemClock
    from sitbreak.core import hours

    paths.history_file().parent.mkdir(parents=True)
    wall = SystemClock().now().wall
    store = Store(paths.history_file())
    for number in range(3):
        store.record(
            "suggestion",
            wall.timestamp() - 60 + number,
            routine="standing-march",
            day=hours.day_of(wall),
            outcome="skipped",
            lead_side="left",
        )
    store.close()
    assert run("next") == 0
    assert "The last three were skipped" in capsys.readouterr().out
    assert run("next", "--json") == 0
    assert json.loads(capsys.readouterr().out)["routine"] is None


def test_a_good_pack_is_told_to_be_good(capsys):
    file = write("mine.toml", GOOD)
    assert run("check", str(file)) == 0
    assert "nothing is wrong" in capsys.readouterr().out


def test_a_bad_pack_is_told_line_by_line(capsys):
    file = write("mine.toml", GOOD.replace("= 55", "= 56").replace("Opens the side.", "This heals."))
    assert run("check", str(file)) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{file}:24: my-reach: its steps last 55 s and not 56 s;"
        " set total_seconds to 55, or change the seconds of a step (rule V2)",
        f'{file}:26: my-reach: "heals" is not for "This heals.";'
        " say it without pressure, blame or a promise (rule V14)",
    ]
    assert run("check", str(file), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["files"][0]["file"] == str(file)
    assert told["files"][0]["problems"][0] == {
        "line": 24,
        "routine": "my-reach",
        "rule": "V2",
        "field": "total_seconds",
        "why": "its steps last 55 s and not 56 s",
        "advice": "set total_seconds to 55, or change the seconds of a step",
    }


def test_a_file_that_is_no_pack_is_told_beside_the_others(tmp_path, capsys):
    bad = tmp_path / "bad.toml"
    bad.write_text("# hello\na = \n")
    good = tmp_path / "good.toml"
    good.write_text(GOOD)
    assert run("check", str(tmp_path / "nothing.toml"), str(bad), str(good)) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path / 'nothing.toml'}: the pack: no such file or directory; look at the file",
        f"{bad}:2: the pack: it is not TOML: Invalid value;"
        " look at quotation marks, brackets and commas here",
        f"{good}: nothing is wrong.",
    ]


def test_every_stop_sign_and_every_reason_has_words():
    for sign in StopSign:
        assert routine_words.stop_sign(sign) != sign
    for why in Why:
        assert routine_words.reason(why) != why
    assert routine_words.stop_sign("other") == "other"


# --- a routine of one's own to begin with ------------------------------------------------------------------


def test_the_template_is_valid_as_it_stands_and_tells_of_every_field_pose_and_word(bundle, poses):
    text = template("my-reach", "My reach", poses)
    assert routine_files.check_text(text, "my.toml") == []
    record = tomllib.loads(text)["routines"][0]
    optional = {"enabled", "daily_cap"}
    assert set(record) | optional == set(record_of(bundle.get("side-reach"))) | optional
    words = set(re.findall(r"[\w-]+", text))
    assert set(poses) <= words
    for kind in (Category, BodyPosture, Place, Equipment, Clothing, Sides, StepKind, StepSide, StopSign, Tag):
        assert set(kind) <= words
    assert max(map(len, text.splitlines())) <= 110


def test_what_cannot_be_a_title_is_told_before_anything_is_written():
    for title in ("x" * 29, "You must", 'a "quoted" one that is too long', "My\nreach", "\udce4"):
        with pytest.raises(UsageError):
            run("new", "my-own", "--title", title)
    assert not routine_files.user_folder().exists()
    assert run("new", "my-other", "--title", "Gr\udcfc\udcdf dich") == 0
    assert run("new", "my-own", "--title", 'The "big" \\ reach') == 0
    assert routine_files.gather().catalogue.get("my-own").title == 'The "big" \\ reach'


# --- what packs did to a routine ---------------------------------------------------------------------------


def test_a_routine_shows_what_packs_did_to_it(capsys):
    file = write(
        "mine.toml",
        GOOD + '\n[[routines]]\nid = "side-reach"\nconflicts = ["back"]\n'
        '\n[[routines]]\nid = "hip-hinge"\nenabled = false\n',
    )
    assert run("show", "my-reach") == 0
    assert f"Yours, from {file}." in capsys.readouterr().out
    assert run("show", "side-reach") == 0
    assert f"Changed by your pack {file}: not with back either." in capsys.readouterr().out
    assert run("show", "hip-hinge") == 0
    assert f"Changed by your pack {file}: switched off." in capsys.readouterr().out
    assert run("list") == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert lines["my-reach"].endswith("yours: mine.toml")
    assert lines["side-reach"].endswith("changed by mine.toml")
    assert lines["heel-raises"].endswith("travel")
    assert "hip-hinge" not in lines
    assert run("list", "--all") == 0
    assert "off: mine.toml" in capsys.readouterr().out
    assert run("show", "side-reach", "--json") == 0
    assert json.loads(capsys.readouterr().out)["packs"] == [
        {"file": str(file), "of": "user", "did": "tightened", "conflicts": ["back"]}
    ]


def test_a_routine_that_a_pack_has_switched_off_is_not_said_to_be_on_again(capsys):
    write("mine.toml", 'schema_version = 1\n[[routines]]\nid = "hip-hinge"\nenabled = false\n')
    assert run("disable", "hip-hinge") == 0
    assert run("enable", "hip-hinge") == 0
    assert "hip-hinge stays off: a pack says so" in capsys.readouterr().out


# --- an upgrade ---------------------------------------------------------------------------------------------


def test_an_upgrade_brings_its_routines_to_who_has_a_cache_of_the_old_ones(tmp_path, monkeypatch):
    """A changed bundle makes what was prepared stale, and so does another version with the same files."""
    upgraded = tmp_path / "share"
    shutil.copytree(paths.bundled("assets", "routines"), upgraded / "assets/routines")
    bundled = paths.bundled
    monkeypatch.setattr(
        paths, "bundled",
        lambda *parts: upgraded.joinpath(*parts) if parts[:2] == ("assets", "routines") else bundled(*parts),
    )  # fmt: skip
    cache = paths.cache_folder() / "routines.json"
    write("mine.toml", GOOD.replace("my-reach", "chair-reach"))
    assert prepare.prepare().notes == ()
    assert effective.load() is not None
    assert len(routine_cache.load_cached(cache)) == 46

    standing = upgraded / "assets/routines/standing.toml"
    more = GOOD.partition("\n")[2]
    standing.write_text(standing.read_text() + more.replace("my-reach", "new-reach"))
    assert effective.load() is None
    assert prepare.prepare().notes == ()
    assert effective.load() is not None
    assert routine_cache.load_cached(cache).get("new-reach")

    standing.write_text(standing.read_text() + more.replace("my-reach", "chair-reach"))
    (note,) = prepare.prepare().notes
    assert 'what it says of "chair-reach" is left out: sitbreak brings a routine of this id itself' in note
    assert len(routine_cache.load_cached(cache)) == 47

    monkeypatch.setattr(effective, "__version__", "99")
    assert effective.load() is None
