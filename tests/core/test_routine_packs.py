"""Packs of users and teams on top of the bundle (V19), and what becomes of bad ones (V20)."""

from __future__ import annotations

import pytest

from sitbreak.core.routine_json import record_of
from sitbreak.core.routine_packs import Change, Kind, Origin, Pack, combine
from sitbreak.core.routines import Catalogue, Tag
from tests.core.packing import pack


def load(bundle, poses, *packs):
    """The bundle with the *packs* of a user on top."""
    own = Pack(
        file="bundle", content={"schema_version": 1, "routines": [record_of(routine) for routine in bundle]}
    )
    combined = combine([own], packs, poses)
    return combined.catalogue, combined.problems


def test_a_pack_may_add_a_routine(bundle, poses, record):
    """V19"""
    catalogue, found = load(bundle, poses, pack(record("side-reach") | {"id": "my-reach"}))
    assert not found
    assert len(catalogue) == 46
    assert catalogue.get("my-reach").title == "Standing side reach"


def test_a_pack_may_switch_a_routine_off(bundle, poses):
    """V19"""
    catalogue, found = load(bundle, poses, pack({"id": "side-reach", "enabled": False}))
    assert not found
    assert catalogue.get("side-reach").enabled is False
    assert catalogue.get("even-stance").enabled is True


def test_a_later_pack_does_not_switch_on_what_an_earlier_one_switched_off(bundle, poses):
    """V19"""
    off, on = pack({"id": "side-reach", "enabled": False}), pack({"id": "side-reach", "enabled": True})
    catalogue, _ = load(bundle, poses, off, on)
    assert catalogue.get("side-reach").enabled is False


def test_a_pack_does_not_replace_a_bundled_routine_by_accident(bundle, poses, record):
    """V19"""
    catalogue, found = load(bundle, poses, pack(record("side-reach") | {"title": "Mine"}))
    assert [problem.rule for problem in found] == ["V19"]
    assert catalogue.get("side-reach").title == "Standing side reach"


def test_a_pack_replaces_a_bundled_routine_when_it_says_so(bundle, poses, record):
    """V19"""
    catalogue, found = load(bundle, poses, pack(record("side-reach") | {"title": "Mine", "override": True}))
    assert not found
    assert catalogue.get("side-reach").title == "Mine"
    assert [routine.id for routine in catalogue] == [routine.id for routine in bundle]


def test_a_pack_that_replaces_does_not_switch_on_what_another_switched_off(bundle, poses, record):
    """V19"""
    off, mine = pack({"id": "side-reach", "enabled": False}), pack(record("side-reach") | {"override": True})
    catalogue, found = load(bundle, poses, off, mine)
    assert not found
    assert catalogue.get("side-reach").enabled is False


def test_a_pack_of_ones_own_that_came_before_the_bundled_routine_of_its_id_is_told_so(bundle, poses, record):
    """V19: an upgrade may bring a routine of an id that somebody uses already."""
    catalogue, found = load(bundle, poses, pack(record("side-reach") | {"title": "Mine"}))
    assert catalogue.get("side-reach").title == "Standing side reach"
    assert str(found[0]) == (
        'mine.toml: what it says of "side-reach" is left out:'
        " sitbreak brings a routine of this id itself (perhaps since an upgrade) (rule V19)."
    )
    assert found[0].advice == ("give yours another id, or write override = true to have yours in its place")


def test_a_replacement_that_says_so_in_no_right_way_is_told(bundle, poses, record):
    """V1"""
    _, found = load(bundle, poses, pack(record("side-reach") | {"override": "yes"}))
    assert [problem.at for problem in found] == [("routines", 0, "override")]


def test_a_later_pack_of_ones_own_may_replace_a_routine_of_an_earlier_one(bundle, poses, record):
    """V1, V19"""
    mine = record("side-reach") | {"id": "my-reach"}
    other = mine | {"title": "Other", "override": True}
    catalogue, found = load(bundle, poses, pack(mine), pack(other))
    assert not found
    assert catalogue.get("my-reach").title == "Other"


def test_a_pack_may_add_conflicts_but_not_take_them(bundle, poses, record):
    """V19"""
    more = pack({"id": "side-reach", "conflicts": ["back"]})
    catalogue, found = load(bundle, poses, more)
    assert not found
    assert catalogue.get("side-reach").conflicts == {Tag.STANDING, Tag.HEART, Tag.BONES, Tag.BACK}
    looser = record("side-reach") | {"override": True}
    looser["conflicts"].remove("heart")
    catalogue, found = load(bundle, poses, pack(looser))
    assert [(problem.rule, problem.routine) for problem in found] == [("V19", "side-reach")]
    assert Tag.HEART in catalogue.get("side-reach").conflicts


def test_an_override_does_not_take_back_what_another_pack_tightened(bundle, poses, record):
    """V19"""
    tight = pack({"id": "side-reach", "conflicts": ["back"]})
    catalogue, found = load(bundle, poses, tight, pack(record("side-reach") | {"override": True}))
    assert [problem.rule for problem in found] == ["V19"]
    assert Tag.BACK in catalogue.get("side-reach").conflicts


def test_two_packs_may_not_use_one_new_id(bundle, poses, record):
    """V1"""
    mine = record("side-reach") | {"id": "my-reach"}
    _, found = load(bundle, poses, pack(mine), pack(mine))
    assert [problem.rule for problem in found] == ["V1"]
    _, found = load(bundle, poses, pack(mine, mine))
    assert [problem.rule for problem in found] == ["V1"]


def test_a_bad_routine_is_left_out_and_the_rest_of_its_pack_loads(bundle, poses, record):
    """V20"""
    bad = record("side-reach") | {"id": "my-bad", "total_seconds": 57}
    good = record("side-reach") | {"id": "my-good"}
    catalogue, found = load(bundle, poses, pack(bad, "nonsense", good))
    assert catalogue.get("my-good")
    assert not catalogue.get("my-bad")
    assert str(found[0]) == (
        'mine.toml: the routine "my-bad" is left out: its steps last 56 s and not 57 s (rule V2).'
    )
    assert found[1].routine == "number 2"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"schema_version": 2, "routines": []},
        {"schema_version": True, "routines": []},
        {"schema_version": 1, "routines": {}},
        {"schema_version": 1, "routines": [], "more": 1},
        {"schema_version": 1, "routines": [0] * 501},
    ],
)
def test_a_pack_of_another_shape_is_left_out_whole(content, bundle, poses):
    """V20"""
    catalogue, found = load(bundle, poses, Pack(file="odd.toml", content=content))
    assert len(catalogue) == 45
    assert len(found) == 1
    assert str(found[0]).startswith("odd.toml: the pack is left out: ")


@pytest.mark.parametrize("change", [{"enabled": "no"}, {"conflicts": "back"}, {"conflicts": ["moon"]}])
def test_a_change_of_the_wrong_type_changes_nothing(change, bundle, poses):
    """V20"""
    catalogue, found = load(bundle, poses, pack({"id": "side-reach", **change}))
    assert [problem.rule for problem in found] == ["V1"]
    assert catalogue.get("side-reach").conflicts == bundle.get("side-reach").conflicts


def test_a_team_may_add_switch_off_and_tighten(bundle, poses, record):
    """V19"""
    team = pack(
        record("side-reach") | {"id": "team-reach"},
        {"id": "hip-hinge", "enabled": False},
        {"id": "heel-raises", "conflicts": ["balance"]},
        origin=Origin.TEAM,
    )
    catalogue, found = load(bundle, poses, team)
    assert not found
    assert catalogue.get("team-reach")
    assert catalogue.get("hip-hinge").enabled is False
    assert Tag.BALANCE in catalogue.get("heel-raises").conflicts


def test_a_team_does_not_replace_a_bundled_routine_nor_loosen_one(bundle, poses, record):
    """V19"""
    team = pack(record("side-reach") | {"override": True, "title": "Theirs"}, origin=Origin.TEAM)
    catalogue, found = load(bundle, poses, team)
    assert catalogue.get("side-reach").title == "Standing side reach"
    assert [(problem.rule, problem.why) for problem in found] == [
        ("V19", "a team does not replace a bundled routine")
    ]


def test_what_a_team_has_switched_off_or_tightened_stays_so_for_the_packs_of_the_user(bundle, poses, record):
    """V19"""
    team = pack(
        record("side-reach") | {"id": "team-reach", "conflicts": ["standing", "heart", "bones", "back"]},
        {"id": "side-reach", "enabled": False},
        origin=Origin.TEAM,
    )
    mine = pack(
        record("side-reach") | {"override": True},
        record("side-reach") | {"id": "team-reach", "override": True},
    )
    catalogue, found = load(bundle, poses, team, mine)
    assert catalogue.get("side-reach").enabled is False
    assert Tag.BACK in catalogue.get("team-reach").conflicts
    assert [(problem.routine, problem.rule) for problem in found] == [("team-reach", "V19")]


def test_what_packs_did_is_remembered_with_their_names(bundle, poses, record):
    team = pack({"id": "side-reach", "conflicts": ["heart", "back"]}, file="team.toml", origin=Origin.TEAM)
    mine = pack(
        record("side-reach") | {"id": "my-reach", "enabled": False},
        {"id": "hip-hinge", "enabled": False, "conflicts": ["bones"]},
        record("heel-raises") | {"override": True},
        {"id": "side-reach", "conflicts": ["heart"]},
    )
    own = Pack(file="bundle", content={"schema_version": 1, "routines": list(map(record_of, bundle))},
               origin=Origin.BUNDLE)  # fmt: skip
    changes = combine([own], [team, mine], poses).changes

    def did(kind, file="mine.toml", origin=Origin.USER, conflicts=()):
        return Change(kind=kind, file=file, origin=origin, conflicts=frozenset(conflicts))

    assert changes == {
        "side-reach": (did(Kind.TIGHTENED, "team.toml", Origin.TEAM, [Tag.BACK]),),
        "my-reach": (did(Kind.ADDED), did(Kind.SWITCHED_OFF)),
        "hip-hinge": (did(Kind.TIGHTENED, conflicts=[Tag.BONES]), did(Kind.SWITCHED_OFF)),
        "heel-raises": (did(Kind.REPLACED),),
    }


def test_packs_add_three_hundred_routines_and_no_more(bundle, poses, record):
    """V20"""
    one = record("side-reach")
    packs = [pack(*({**one, "id": f"my-{number}-{each}"} for each in range(100))) for number in range(3)]
    catalogue, found = load(bundle, poses, *packs, pack({**one, "id": "one-more"}))
    assert len(catalogue) == 345
    assert [(problem.rule, problem.routine) for problem in found] == [("V20", "one-more")]


def test_a_catalogue_answers_by_id_and_in_order(bundle):
    some = Catalogue([bundle.get("side-reach"), bundle.get("even-stance")])
    assert [routine.id for routine in some] == ["side-reach", "even-stance"]
    assert len(some) == 2
    assert some.get("standing-march") is None
