"""The validity rules V1 to V18 of routines: each is broken once, and the bundle keeps them all."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter

import pytest

from sitbreak import paths, routine_files
from sitbreak.core.figure import between, joints
from sitbreak.core.routine_faults import RuleBroken
from sitbreak.core.routine_json import record_of
from sitbreak.core.routine_packs import check
from sitbreak.core.routine_records import routine_of
from sitbreak.core.routine_rules import problems
from sitbreak.core.routines import BodyPosture, Clothing, Group, Place
from sitbreak.core.tone import lint
from tests.core.packing import a_whole_step, pack

# The catalogue as it was written and reviewed for style: sorted by id, keys sorted, no blanks. A change of a
# number or a word changes the digest; whoever means it puts the new one here.
CONTENT_SHA256 = "697a94f94431879bc1918041ff1dd3212d0129cc8c597d4e86c338c102edf072"
POSES_SHA256 = "3d72471ce5627fa862902aff3c965cf0f937c8edb0d32d60c6b912e602aa2bcd"

# The exercises that the catalogue goes back to, but those that are left out on purpose.
EXERCISES = (
    *("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"),
    *("B2", "B3", "B4", "B5", "B6", "B7"),
    *("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"),
    *("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9"),
)


# Every id of a version that was given away.
EVER_BUNDLED = (
    "standing-march", "supported-march", "standing-hip-flexor-stretch", "standing-knee-hold",
    "cross-body-march", "step-back-reach", "standing-kickback", "standing-hydrant", "glute-squeeze",
    "desk-split-squat", "desk-spiderman", "desk-chest-lift", "side-reach", "tree-at-desk",
    "wall-pelvic-tilt", "even-stance", "hip-hinge", "heel-raises", "standing-breath", "walk-break",
    "standing-mix", "wall-ball-release", "sit-to-stand", "chair-setup", "seated-breath", "seated-march",
    "seated-pelvic-rock", "seated-reach", "seated-glute-squeeze", "seated-thigh-massage",
    "kneeling-hip-flexor-stretch", "low-lunge", "hands-knees-leg-out", "knee-to-elbow",
    "hands-knees-glutes", "floor-spiderman", "glute-bridge", "dead-bug", "supine-knee-hug",
    "single-leg-raise", "bent-knee-boat", "legs-up-breath", "resting-position", "easy-upward-dog",
    "table-edge-stretch",
)  # fmt: skip


def canonical(value):
    return hashlib.sha256(
        json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def files():
    return sorted(paths.bundled("assets", "routines").glob("*.toml"))


# --- the bundled catalogue ---------------------------------------------------------------------------------


def test_the_bundled_files_say_exactly_what_was_written():
    """Every id, number and text, by digest."""
    records = [record for file in files() for record in tomllib.loads(file.read_text())["routines"]]
    for record in records:
        record.setdefault("daily_cap", None)
    assert canonical(sorted(records, key=lambda record: record["id"])) == CONTENT_SHA256
    assert canonical(routine_files.bundled_poses()) == POSES_SHA256


def test_nothing_is_lost_between_the_files_and_the_catalogue(bundle):
    written = {
        record["id"]: record for file in files() for record in tomllib.loads(file.read_text())["routines"]
    }
    for routine in bundle:
        told, meant = record_of(routine), written[routine.id]
        assert sorted(told.pop("conflicts")) == sorted(meant.pop("conflicts"))
        assert told == meant


def test_no_id_that_was_ever_bundled_is_gone_or_means_something_else(bundle):
    """Histories, stars and packs of users go by ids: one that is taken out some day is never used again."""
    assert {routine.id for routine in bundle} >= set(EVER_BUNDLED)


def test_the_catalogue_counts_what_its_description_says(bundle):
    assert len(bundle) == 45
    assert Counter(routine.posture for routine in bundle) == {
        "standing": 22, "chair": 8, "kneeling": 5, "floor": 9, "table": 1,
    }  # fmt: skip
    assert Counter(routine.category for routine in bundle) == {
        "strengthen": 16, "stretch": 11, "mobilise": 10, "breathe": 4, "posture": 2, "self-massage": 2,
    }  # fmt: skip
    assert Counter(routine.level for routine in bundle) == {1: 27, 2: 14, 3: 4}
    assert sum(routine.total_seconds for routine in bundle) == 2999
    assert sum(len(routine.steps) for routine in bundle) == 215


def test_each_file_holds_one_posture():
    for file in files():
        assert {record["posture"] for record in tomllib.loads(file.read_text())["routines"]} == {file.stem}


def test_every_exercise_the_bundle_goes_back_to_is_in_some_routine(bundle):
    """V17"""
    sources = {source for routine in bundle for source in routine.sources}
    assert set(EXERCISES) <= sources
    assert not sources & {"A9", "B1", "C10", "C11"}


def test_eighteen_standing_routines_work_in_the_office_in_any_clothes(bundle):
    """V18"""
    fitting = [
        routine
        for routine in bundle
        if routine.posture is BodyPosture.STANDING
        and Place.OFFICE in routine.places
        and routine.clothing is Clothing.ANY
    ]
    assert len(fitting) >= 18


def test_categories_fall_into_four_groups(bundle):
    assert bundle.get("standing-march").group is Group.MOVE
    assert bundle.get("side-reach").group is Group.STRETCH
    assert bundle.get("heel-raises").group is Group.STRENGTHEN
    for name in ("standing-breath", "even-stance", "wall-ball-release"):
        assert bundle.get(name).group is Group.SETTLE


# --- each rule, broken once --------------------------------------------------------------------------------


def broken_rules(routine, poses):
    """The rules that *routine* breaks, and how."""
    return {fault.rule: fault.why for fault in problems(routine, poses)}


def longer_first_hold(record):
    record["steps"][2]["seconds"] += 1
    record["total_seconds"] += 1


BREAKING = {
    "V1 unknown place": ("side-reach", lambda r: r["places"].append("moon")),
    "V1 unknown category": ("side-reach", lambda r: r.update(category="dance")),
    "V1 unknown field": ("side-reach", lambda r: r.update(colour="red")),
    "V1 unknown field of a step": ("side-reach", lambda r: a_whole_step(r, 0, colour="red")),
    "V1 missing field": ("side-reach", lambda r: r.pop("why")),
    "V1 wrong type": ("side-reach", lambda r: r.update(total_seconds="56")),
    "V1 truth for a number": ("side-reach", lambda r: r.update(level=True)),
    "V1 id": ("side-reach", lambda r: r.update(id="Side Reach")),
    "V1 too short an id": ("side-reach", lambda r: r.update(id="ab")),
    "V1 too many steps": ("side-reach", lambda r: r.update(steps=r["steps"] * 3)),
    "V1 no muscles": ("side-reach", lambda r: r.update(muscles=[])),
    "V1 a conflict twice": ("side-reach", lambda r: r.update(conflicts=["heart", "heart"])),
    "V1 control signs": ("side-reach", lambda r: r.update(title="Side\x1b[2Jreach")),
    "V1 a number for a text": ("side-reach", lambda r: r.update(title=5)),
    "V1 a number for yes or no": ("side-reach", lambda r: r.update(discreet=0)),
    "V1 the name of a pose": ("side-reach", lambda r: a_whole_step(r, 1, pose="../stand")),
    "V1 where the anchor is": ("side-reach", lambda r: r["animation"].update(at=[0, 99])),
    "V1 a word of the animation": ("side-reach", lambda r: r["animation"].update(near_limb="both")),
    "V1 stop sign left out": ("side-reach", lambda r: r["stop_signs"].remove("chest")),
    "V2 sum": ("side-reach", lambda r: r.update(total_seconds=57)),
    "V2 too short": ("glute-squeeze", lambda r: (a_whole_step(r, 0, seconds=4), r.update(total_seconds=39))),
    "V3 first": ("side-reach", lambda r: a_whole_step(r, 0, kind="rest")),
    "V3 last": ("side-reach", lambda r: a_whole_step(r, -1, kind="rest")),
    "V4": ("side-reach", lambda r: (a_whole_step(r, 0, seconds=11), r.update(total_seconds=62))),
    "V5": ("resting-position", lambda r: (a_whole_step(r, 1, seconds=65), r.update(total_seconds=125))),
    "V6 reps without the kind": ("side-reach", lambda r: a_whole_step(r, 1, reps=4, rep_seconds=5)),
    "V6 kind without reps": ("heel-raises", lambda r: r["steps"][1].pop("reps")),
    "V6 product": ("heel-raises", lambda r: a_whole_step(r, 1, reps=9)),
    "V6 hurried": ("heel-raises", lambda r: a_whole_step(r, 1, reps=40, rep_seconds=1)),
    "V6 too many": ("heel-raises", lambda r: a_whole_step(r, 1, reps=20, rep_seconds=2)),
    "V7": ("seated-march", lambda r: a_whole_step(r, 1, reps=7, rep_seconds=4)),
    "V8 uneven": ("standing-hip-flexor-stretch", longer_first_hold),
    "V8 no switch": ("side-reach", lambda r: a_whole_step(r, 2, kind="rest")),
    "V8 sides not told": ("side-reach", lambda r: r.update(sides="none")),
    "V9 short": ("seated-reach", lambda r: [a_whole_step(r, at, seconds=14) for at in (1, 3)]),
    "V9 long": ("bent-knee-boat", lambda r: a_whole_step(r, 1, seconds=11)),
    "V10 standing": ("side-reach", lambda r: r["conflicts"].remove("standing")),
    "V10 kneeling": ("low-lunge", lambda r: r["conflicts"].remove("knee")),
    "V10 floor": ("glute-bridge", lambda r: r["conflicts"].remove("floor")),
    "V11 level": ("tree-at-desk", lambda r: r["conflicts"].remove("pregnancy")),
    "V11 posture": ("glute-bridge", lambda r: r["conflicts"].remove("pregnancy")),
    "V12 posture": ("glute-bridge", lambda r: r["places"].append("office")),
    "V12 mat": ("side-reach", lambda r: r["equipment"].append("mat")),
    "V13": ("glute-bridge", lambda r: a_whole_step(r, -1, cue="Roll to your side and rest.")),
    "V14 pressing": ("side-reach", lambda r: r.update(why="You must do this.")),
    "V14 promising": ("side-reach", lambda r: r["cautions"].append("It heals.")),
    "V14 left": ("side-reach", lambda r: a_whole_step(r, 1, cue="Reach with the left arm.")),
    "V14 placeholder": ("side-reach", lambda r: a_whole_step(r, 1, cue="Reach with the {arm} arm.")),
    "V15 title": ("side-reach", lambda r: r.update(title="A side reach with a very long name")),
    "V15 cue filled": ("side-reach", lambda r: a_whole_step(r, 1, cue="x" * 95 + " {side}")),
    "V16 pose": ("side-reach", lambda r: a_whole_step(r, 1, pose="headstand")),
    "V16 view": ("side-reach", lambda r: r["animation"]["poses"].append("stand")),
    "V16 anchor (A1)": ("side-reach", lambda r: r["animation"].update(anchor="tail")),
    "V16 ground (A3)": ("standing-march", lambda r: r["animation"].update(at=[0, -0.1])),
    "V16 feet slide without a fade (A4)": (
        "floor-spiderman", lambda r: r["animation"].update(transition="ease"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKING)
def test_a_routine_that_breaks_a_rule_is_found(name, record, bundle, poses):
    """V1 to V16"""
    identifier, change = BREAKING[name]
    changed = record(identifier)
    changed["id"] = "my-own"
    change(changed)
    found = check(pack(changed), bundle, poses)
    assert name.split()[0] in {problem.rule for problem in found}, found


def test_the_angles_of_a_joint_have_bounds(record, poses):
    """V16, A2"""
    bent = {**poses, "stand": {**poses["stand"], "kneeN": 177}}
    assert "V16" in broken_rules(routine_of(record("standing-march")), bent)


def test_a_joint_that_is_planted_may_not_slide(record, poses):
    """V16, A3: the near knee bends forward, then backward; in between the foot leaves its place."""
    one = {**poses["stand"], "hipN": 16.7, "kneeN": 33.4, "ankleN": 16.7}
    other = {**poses["stand"], "hipN": -16.7, "kneeN": -33.4, "ankleN": -16.7}
    found = broken_rules(routine_of(record("cross-body-march")), {**poses, "stand": one, "cross": other})
    assert found == {"V16": "toeN slides between stand and cross (A3)"}


def test_a_fade_is_not_looked_at_in_between(record, poses):
    """V16, A4"""
    spider = record("floor-spiderman")
    assert not list(problems(routine_of(spider), poses))
    spider["animation"]["transition"] = "ease"
    assert "V16" in broken_rules(routine_of(spider), poses)


def test_the_anchor_and_a_locked_ankle_stay_on_their_way(bundle, poses):
    """A1, A4"""
    moves = bundle.get("desk-split-squat").animation
    start, end = poses["split"], poses["splitsquat"]
    first, last = joints(moves, start)["ankleN"], joints(moves, end)["ankleN"]
    for part in (0, 0.25, 0.5, 0.75, 1):
        found = between(moves, start, end, part)
        assert found["ankleF"] == pytest.approx(moves.at)
        x, y = found["ankleN"]
        along = (x - first[0]) / (last[0] - first[0])
        assert y == pytest.approx(first[1] + along * (last[1] - first[1]), abs=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "You should move",
        "Push through it",
        "FOUR letters",
        "Well done! Again!",
        "Fixes your back",
        "no pain, no gain",
    ],
)
def test_the_tone_rules_reject_pressure_and_promises(text):
    """V14"""
    assert list(lint(text))


@pytest.mark.parametrize(
    "text", ["Heel down", "Mild pull only, never pain.", "Health at work", "A TV break!"]
)
def test_the_tone_rules_let_plain_words_pass(text):
    """V14"""
    assert not list(lint(text))


def test_what_is_no_table_is_no_routine():
    """V1"""
    with pytest.raises(RuleBroken, match="not a table"):
        routine_of(["a", "b"])  # type: ignore[arg-type]
