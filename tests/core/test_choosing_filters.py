"""Choosing: what can be suggested at all (S1 to S9; T1 to T5, T18, T21)."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from sitbreak import routine_files
from sitbreak.core.eligible import suitable
from sitbreak.core.routines import BodyPosture, Clothing, Equipment, Place, Tag
from tests.core.person import HOME_2, HOME_3, LONG, OFFICE, WIDE, Person, all_days

CAP = "hip-flexor-load"


@pytest.fixture(scope="module")
def catalogue():
    loaded, warnings = routine_files.load()
    assert warnings == ()
    return loaded


@pytest.fixture(scope="module")
def simulated(catalogue):
    """100 days of 14 suggestions for every wide profile, each made once."""
    made = {}

    def days(name):
        if name not in made:
            made[name] = all_days(catalogue, WIDE[name])
        return made[name]

    return days


def how_many_for_every_subset(catalogue, profile):
    """For each of the 2^17 sets of exclusions, by its bits, how many routines are left. Exact: a routine is
    left when all its conflicts lie in the complement, so the counts are sums over subsets, one bit after
    another."""
    bit = {tag: 1 << number for number, tag in enumerate(Tag)}
    whole = (1 << len(Tag)) - 1
    left = [0] * (whole + 1)
    for routine in suitable(catalogue, replace(profile, exclusions=frozenset()), profile.level):
        if routine.total_seconds <= profile.routine_max_s:
            left[sum(bit[tag] for tag in routine.conflicts)] += 1
    for one in bit.values():
        for allowed in range(whole + 1):
            if allowed & one:
                left[allowed] += left[allowed ^ one]
    return left


@pytest.mark.parametrize(("place", "least"), [(Place.OFFICE, 4), (Place.TRAVEL, 3)])
def test_whatever_somebody_leaves_out_there_is_something_to_suggest(place, least, catalogue):
    """T1, V18: over all 131,072 subsets of the exclusion tags."""
    counts = how_many_for_every_subset(catalogue, replace(OFFICE, place=place))
    assert len(counts) == 2**17
    assert min(counts) >= least
    everything = replace(OFFICE, place=place, exclusions=frozenset(Tag))
    assert len(Person(catalogue, everything).can_have()) == counts[0] == min(counts)


def test_the_count_over_all_subsets_is_what_the_filter_leaves(catalogue):
    """T1: the quick count and the filter itself agree."""
    counts = how_many_for_every_subset(catalogue, OFFICE)
    tags = list(Tag)
    whole = (1 << len(tags)) - 1
    dice_of_this_test = random.Random(1)
    for _ in range(300):
        bits = dice_of_this_test.randrange(whole + 1)
        left_out = frozenset(tag for number, tag in enumerate(tags) if bits >> number & 1)
        found = suitable(catalogue, replace(OFFICE, exclusions=left_out), 1)
        assert len([routine for routine in found if routine.total_seconds <= 120]) == counts[whole ^ bits]


def test_nothing_is_ever_shown_that_somebody_left_out(catalogue):
    """T1: for 300 random subsets, a day each in the office and on a journey, with long breaks."""
    dice_of_this_test = random.Random(2)
    for number in range(300):
        left_out = frozenset(tag for tag in Tag if dice_of_this_test.random() < 0.4)
        place = dice_of_this_test.choice([Place.OFFICE, Place.TRAVEL])
        person = Person(catalogue, replace(LONG, place=place, exclusions=left_out), install=str(number))
        for routine in person.day_of():
            assert left_out.isdisjoint(routine.conflicts)
            assert place in routine.places


def test_who_has_pain_at_the_front_of_the_hip_sees_no_march_and_no_hip_flexor_stretch(simulated):
    """T2"""
    last = None
    for day in simulated("hip-flexor"):
        assert not {routine.family for routine in day} & {"march", "hip-flexor-stretch", "core"}
        if last == "step-back-reach":
            assert day[0].family == "pelvis"
        else:
            assert day[0].id == "step-back-reach"
        last = day[-1].id


def test_who_does_not_stand_sees_seven_chair_routines_in_the_office(catalogue):
    """T3"""
    person = Person(catalogue, WIDE["standing"])
    assert len(person.can_have()) == 7
    assert {catalogue.get(name).posture for name in person.can_have()} == {BodyPosture.CHAIR}


def test_who_is_pregnant_sees_only_gentle_standing_and_chair_routines(catalogue):
    """T4"""
    for place in Place:
        anything = replace(HOME_3, place=place, exclusions=frozenset({Tag.PREGNANCY}))
        found = [catalogue.get(name) for name in Person(catalogue, anything).can_have()]
        assert found
        assert {routine.level for routine in found} == {1}
        assert {routine.posture for routine in found} <= {BodyPosture.STANDING, BodyPosture.CHAIR}


def test_who_does_not_get_down_on_the_floor_sees_no_floor_and_no_kneeling(catalogue):
    """T5"""
    person = Person(catalogue, replace(HOME_3, exclusions=frozenset({Tag.FLOOR})))
    postures = {catalogue.get(name).posture for name in person.can_have()}
    assert not postures & {BodyPosture.FLOOR, BodyPosture.KNEELING}


def test_the_office_has_what_an_office_has(catalogue):
    """S3: no ball, no mat, no sturdy desk, no chair without wheels."""
    needed = set()
    for name in Person(catalogue, replace(OFFICE, level=3)).can_have():
        needed.update(catalogue.get(name).equipment)
    assert needed == {Equipment.SUPPORT, Equipment.WALL, Equipment.CHAIR}
    nothing = replace(OFFICE, equipment=frozenset())
    assert all(not catalogue.get(name).equipment for name in Person(catalogue, nothing).can_have())


def test_office_clothes_do_not_stretch(catalogue):
    """S5"""
    found = Person(catalogue, replace(HOME_3, clothing=Clothing.ANY)).can_have()
    assert {catalogue.get(name).clothing for name in found} == {Clothing.ANY}
    assert "desk-split-squat" in Person(catalogue, HOME_3).can_have()


def test_a_routine_fits_into_the_time_offered(catalogue):
    """S6"""
    short = replace(OFFICE, routine_max_s=50)
    for day in all_days(catalogue, short, days=5):
        assert all(routine.total_seconds <= 50 for routine in day)


def test_what_the_user_disabled_is_not_shown(catalogue):
    """S7"""
    person = Person(catalogue, replace(OFFICE, disabled=frozenset({"standing-march"})))
    assert "standing-march" not in person.can_have()


def test_in_a_call_only_what_nobody_notices_is_shown(catalogue):
    """T18"""
    person = Person(catalogue, replace(LONG, quiet=True))
    assert len(person.can_have()) == 10
    assert all(routine.discreet for routine in person.day_of())


def test_the_third_of_a_daily_cap_waits_for_tomorrow(catalogue):
    """T21"""
    person = Person(catalogue, HOME_2)
    capped = {routine.id for routine in catalogue if routine.daily_cap == CAP and routine.level == 2}
    assert capped <= person.can_have()
    person.shown("standing-knee-hold")
    assert capped <= person.can_have()
    person.shown("dead-bug")
    assert not capped & person.can_have()
    person.tomorrow()
    assert capped <= person.can_have()
