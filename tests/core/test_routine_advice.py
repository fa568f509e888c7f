"""Where a routine is wrong, and what would mend it."""

from __future__ import annotations

from datetime import date

import pytest

from sitbreak.core.routine_packs import check
from tests.core.packing import a_whole_step, pack

ADVICE = {
    "a field": (lambda r: r.update(tittle="x"), ("tittle",), "did you mean title?"),
    "a field of a step": (lambda r: a_whole_step(r, 1, kidn=5), ("steps", 1, "kidn"), "did you mean kind?"),
    "a strange field": (lambda r: r.update(zebra=1), ("zebra",), "take it out"),
    "a very long field": (lambda r: r.update({"x" * 900: 1}), ("x" * 900,), "take it out"),
    "a word": (lambda r: r.update(places=["office", "hoem"]), ("places", 1), "did you mean home?"),
    "a strange word": (lambda r: r.update(posture=[]), ("posture",), "take one of these"),
    "a word of a step": (
        lambda r: a_whole_step(r, 0, kind="rst"), ("steps", 0, "kind"), "did you mean rest?",
    ),
    "a pose": (lambda r: a_whole_step(r, 1, pose="f_reech"), ("steps", 1, "pose"), "did you mean f_reach?"),
    "a pose of another view": (
        lambda r: a_whole_step(r, 1, pose="stand"),
        ("steps", 1, "pose"),
        "name poses of one view; `sitbreak routines new` lists them",
    ),
    "a joint": (
        lambda r: r["animation"].update(anchor="kneR"), ("animation", "anchor"), "did you mean kneeR?",
    ),
    "a lock from the front": (
        lambda r: r["animation"].update(foot_lock="N"), ("animation", "foot_lock"), "take it out",
    ),
    "a missing field": (lambda r: r.pop("why"), (), "add it"),
    "the sum": (
        lambda r: r.update(total_seconds=99),
        ("total_seconds",),
        "set total_seconds to 56, or change the seconds of a step",
    ),
    "no list of steps": (lambda r: r.update(steps=5), ("steps",), "put it in square brackets"),
    "a step that is none": (lambda r: r["steps"].insert(1, "x"), ("steps", 1), "write fields with values"),
    "a date": (lambda r: r.update(title=date(2026, 1, 2)), ("title",), "put it in quotation marks"),
    "a very large number": (
        lambda r: r.update(level=10**400), ("level",), "write 1 for gentle, 2 moderate, 3 strong",
    ),
    "a broken number": (
        lambda r: r.update(total_seconds=5.5), ("total_seconds",), "write one without quotation marks",
    ),
    "a truth for a text": (lambda r: r.update(title=True), ("title",), "put it in quotation marks"),
    "a table for a text": (lambda r: r.update(title={}), ("title",), "put it in quotation marks"),
    "too long a text": (lambda r: r.update(why="x" * 401), ("why",), "make it shorter"),
    "too long a lie-in": (
        lambda r: [a_whole_step(r, at, seconds=64) for at in (1, 3)] and r.update(total_seconds=144),
        ("steps", 1, "seconds"),
        "write 15 to 30 seconds",
    ),
    "far too long": (
        lambda r: [a_whole_step(r, at, seconds=90) for at in (1, 3)] and r.update(total_seconds=196),
        ("total_seconds",),
        "make its steps longer or fewer",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ADVICE)
def test_a_slip_is_told_with_its_place_and_what_would_mend_it(name, record, bundle, poses):
    change, at, advice = ADVICE[name]
    changed = record("side-reach") | {"id": "my-own"}
    change(changed)
    first = check(pack(changed), bundle, poses)[0]
    assert (first.at[2:], first.advice) == (at, advice)
    assert first.at[:2] == ("routines", 0)


def test_several_slips_are_told_each_at_its_place(record, bundle, poses):
    """V1: also those within one list or one step."""
    changed = record("side-reach") | {"id": "my-own", "places": ["moon", "home", "sun"], "level": 9}
    changed["steps"][1].update(kind="hold up", seconds="20")
    del changed["steps"][2]["cue"]
    found = check(pack(changed), bundle, poses)
    assert {problem.at[2:] for problem in found} == {
        ("places", 0), ("places", 2), ("level",), ("steps", 1, "kind"), ("steps", 1, "seconds"), ("steps", 2),
    }  # fmt: skip
    assert 'step 3: it has no field "cue"' in [problem.why for problem in found]


def test_a_routine_without_an_id_goes_by_its_number(record, bundle, poses):
    nameless = record("side-reach")
    del nameless["id"]
    (found,) = check(pack(nameless), bundle, poses)
    assert (found.routine, found.why, found.at) == ("number 1", 'it has no field "id"', ("routines", 0))


def test_a_pack_is_checked_beside_the_others_there_are(record, bundle, poses):
    mine, bad = record("side-reach") | {"id": "my-reach"}, {"id": "nothing"}
    (found,) = check(pack(mine), bundle, poses, [pack(mine, bad, file="other.toml")])
    assert (found.file, found.why) == ("mine.toml", "another pack has a routine of this id")


def test_of_many_unknown_fields_the_first_few_are_told(record, bundle, poses):
    changed = record("side-reach") | {"id": "my-own"} | {f"x{number}": 1 for number in range(2000)}
    assert len(check(pack(changed), bundle, poses)) == 5


def test_every_broken_rule_is_told_when_a_pack_is_checked(bundle, poses, record):
    bad = record("side-reach") | {"id": "my-bad", "total_seconds": 57, "title": "x" * 29}
    assert [problem.rule for problem in check(pack(bad), bundle, poses)] == ["V2", "V15"]


def test_a_filled_cue_of_a_hundred_letters_fits(record, bundle, poses):
    """V15: the placeholder is longer than the word it stands for."""
    changed = record("side-reach") | {"id": "my-own"}
    changed["steps"][1]["cue"] = "x" * 94 + " {side}"
    assert check(pack(changed), bundle, poses) == ()
