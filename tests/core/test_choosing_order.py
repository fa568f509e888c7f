"""Choosing: in which order (O1 to O12; T6 to T12, T19, T20, T22 to T24)."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sitbreak import routine_files
from sitbreak.core import hours
from sitbreak.core.choosing import Choice, Why, choose
from sitbreak.core.picking import offered
from sitbreak.core.routines import Catalogue, Group, Tag
from sitbreak.core.suggestions import DAY_S, History, Suggested
from tests.core.person import DAY, LONG, OFFICE, WIDE, Person, all_days


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


def test_the_day_opens_with_a_march_and_goes_on_with_a_hip_flexor_stretch(simulated):
    """T6"""
    for name in ("office, level 1", "office, level 1, long breaks", "office, level 2", "travel", "pregnancy"):
        for day in simulated(name):
            assert [routine.family for routine in day[:2]] == ["march", "hip-flexor-stretch"]


@pytest.mark.parametrize("name", WIDE)
def test_a_day_is_a_balanced_mix(name, simulated):
    """T7"""
    for day in simulated(name):
        counts = Counter(routine.group for routine in day)
        for group, target in zip(Group, (4.2, 4.2, 3.5, 2.1), strict=True):
            assert abs(counts[group] - target) <= 1.5


@pytest.mark.parametrize("name", WIDE)
def test_nothing_comes_back_too_soon(name, simulated):
    """T8"""
    for day in simulated(name):
        for at, routine in enumerate(day):
            recent = {earlier.id for earlier in day[max(0, at - 4) : at]}
            assert routine.id not in recent or routine.id == "walk-break"
        for before, after in itertools.pairwise(day):
            assert before.family != after.family
            assert before.group != after.group


@pytest.mark.parametrize("name", WIDE)
def test_stretching_is_never_alone(name, simulated):
    """T9"""
    for day in simulated(name):
        counts = Counter()
        for routine in day:
            counts[routine.group] += 1
            assert counts[Group.STRENGTHEN] >= counts[Group.STRETCH] - 1


def test_half_of_all_moves_are_marches_and_half_of_all_stretches_are_for_the_hip_flexors(simulated):
    """O6"""
    for day in simulated("office, level 1"):
        for group, family in ((Group.MOVE, "march"), (Group.STRETCH, "hip-flexor-stretch")):
            picks = [routine for routine in day if routine.group is group]
            assert sum(routine.family == family for routine in picks) * 2 >= len(picks) - 1


def test_many_different_routines_are_used(simulated):
    for name, least in (("office, level 1", 20), ("office, level 2", 23), ("home, level 3", 35)):
        assert len({routine.id for day in simulated(name) for routine in day}) >= least


def test_the_lead_side_changes_and_both_sides_take_as_long(catalogue):
    """T10"""
    person = Person(catalogue, OFFICE)
    sides: dict[str, list[str]] = {}
    for _ in range(7):
        for _ in range(8):
            choice = person.asks()
            sides.setdefault(choice.routine.id, []).append(choice.lead_side)
            person.sees(choice)
        person.tomorrow()
    assert max(map(len, sides.values())) > 3
    for used in sides.values():
        assert used[0] == "left"
        assert all(one != other for one, other in itertools.pairwise(used))
    for routine in catalogue:
        seconds = Counter()
        for step in routine.steps:
            seconds[step.side] += step.seconds
        assert seconds["first"] == seconds["second"]


def test_a_restart_between_two_suggestions_changes_nothing(catalogue):
    """T11"""
    person = Person(catalogue, replace(LONG, level=2))
    answers = itertools.cycle(["done", "partial", "skipped", "snoozed", "natural", "swapped", "expired"])
    feelings = itertools.cycle(["", "good", "hard", "", "good"])
    lines = []
    for number in range(300):
        if number % 11 == 10:
            person.tomorrow()
        choice = person.asks()
        again = Person(catalogue, person.profile, History(map(Suggested.from_record, lines)))
        again.day, again.now_s = person.day, person.now_s
        assert again.asks() == choice
        if choice.routine is None:
            choice = Choice(routine=catalogue.get("walk-break"))
        person.sees(choice, outcome="")
        event = person.history.answer(choice.routine.id, outcome=next(answers), feedback=next(feelings))
        lines.append(event.to_record())


def test_asking_twice_shows_the_same(catalogue):
    """O11"""
    person = Person(catalogue, OFFICE)
    for _ in range(10):
        assert person.asks() == person.asks()
        person.does()


def test_two_installations_do_not_see_the_same_days(catalogue):
    """O11"""
    one, other = (all_days(catalogue, OFFICE, days=5, install=name) for name in "ab")
    assert one != other


def test_every_fourth_break_is_a_long_one(simulated):
    """T12"""
    for name in ("office, level 1, long breaks", "office, level 2, long breaks", "travel, long breaks"):
        for day in simulated(name):
            long = [routine.total_seconds >= 120 for routine in day]
            assert sum(long) == 3
            assert not any(one and other for one, other in itertools.pairwise(long))


def test_without_long_breaks_nothing_is_longer_than_the_time_offered(simulated):
    """O9"""
    for day in simulated("office, level 1"):
        assert all(routine.total_seconds <= 120 for routine in day)


def test_after_more_than_ninety_minutes_of_sitting_moving_comes_first(catalogue):
    """T22"""
    for number in range(50):
        person = Person(catalogue, OFFICE, install=str(number))
        for _ in range(4):
            person.does()
        choice = person.asks(sitting_s=95 * 60)
        assert choice.routine.group is Group.MOVE
        assert choice.routine.level == 1
        assert choice.reason is Why.LONG_SITTING
        assert choice.warm_up


def test_moving_may_follow_moving_after_very_long_sitting(catalogue):
    """T22: even when the last suggestion, which was not taken, moved too."""
    person = Person(catalogue, OFFICE)
    first = person.does(outcome="skipped")
    choice = person.asks(sitting_s=100 * 60)
    assert choice.routine.group is Group.MOVE
    assert choice.routine.family != first.family


def test_the_only_routine_there_is_comes_again(catalogue):
    """T19"""
    alone = Person(Catalogue([catalogue.get("seated-reach")]), OFFICE)
    assert [routine.id for routine in alone.day_of(3)] == ["seated-reach"] * 3


def test_with_few_routines_the_order_gives_way_and_the_filters_do_not(catalogue):
    """O10"""
    narrow = replace(OFFICE, exclusions=frozenset({Tag.STANDING, Tag.HEART, Tag.HIP_FLEXOR, Tag.MASSAGE}))
    person = Person(catalogue, narrow)
    assert len(person.can_have()) == 4
    for before, after in itertools.pairwise(person.day_of()):
        assert before.id != after.id
        assert not after.conflicts & narrow.exclusions


def test_when_everything_is_switched_off_only_the_plain_message_comes(catalogue):
    """T20"""
    off = Catalogue(replace(routine, enabled=False) for routine in catalogue)
    choice = Person(off, OFFICE).asks()
    assert choice.routine is None
    assert choice.reason is Why.NOTHING_ELIGIBLE
    assert offered(off, OFFICE, History(), day=DAY, now_s=0) == ()
    assert Person(catalogue, OFFICE).asks().routine is not None


def test_three_swaps_show_four_routines_and_count_as_one(catalogue):
    """T24"""
    for number in range(20):
        person = Person(catalogue, OFFICE, install=str(number))
        for _ in range(number % 6):
            person.does()
        k = person.history.next_number(person.day)
        seen = []
        for _ in range(3):
            seen.append(person.does(outcome="swapped").id)
            assert person.history.next_number(person.day) == k
        seen.append(person.asks().routine.id)
        assert len(set(seen)) == 4


def test_a_swap_is_the_same_whether_the_history_or_the_asker_tells_of_it(catalogue):
    """O12"""
    person = Person(catalogue, OFFICE)
    for _ in range(3):
        person.does()
    shown = person.asks().routine
    told = person.asks(swapped=frozenset({shown.id})).routine
    assert told is not shown
    person.does(outcome="swapped")
    assert person.asks().routine is not shown


def test_a_starred_routine_comes_more_often(catalogue):
    """O7"""
    plain = Counter(routine.id for day in all_days(catalogue, OFFICE) for routine in day)
    starred = replace(OFFICE, starred=frozenset({"heel-raises"}))
    more = Counter(routine.id for day in all_days(catalogue, starred) for routine in day)
    assert more["heel-raises"] > plain["heel-raises"]


@pytest.mark.parametrize(("outcome", "feedback"), [("swapped", ""), ("done", "hard")])
def test_what_was_not_liked_comes_less_often_for_two_weeks(outcome, feedback, catalogue):
    """O7"""

    def times(days_ago, outcome, feedback):
        seen = Counter()
        for number in range(300):
            person = Person(catalogue, OFFICE, install=str(number))
            person.shown("heel-raises", outcome, feedback)
            person.tomorrow(days_ago)
            for name in ("standing-march", "standing-hip-flexor-stretch"):
                person.shown(name)
            seen[person.does().id] += 1
        return seen["heel-raises"]

    assert times(13, outcome, feedback) < 0.75 * times(13, "done", "")
    assert times(15, outcome, feedback) == times(15, "done", "")


def test_a_family_may_come_twice_in_a_row_before_a_group_may(catalogue):
    """O10: strengthening is given, although moving lags behind."""

    def one_family(name, like):
        return replace(catalogue.get(like), id=name, family="only")

    moves = [one_family(name, "step-back-reach") for name in ("move-one", "move-two", "move-three")]
    lifts = [one_family(name, "heel-raises") for name in ("lift-one", "lift-two", "lift-three")]
    person = Person(Catalogue([*moves, *lifts]), OFFICE)
    for name in ("lift-one", "lift-two", "move-one"):
        person.shown(name)
    assert person.asks().routine.id == "lift-three"


def test_when_swaps_leave_nothing_what_was_shown_longest_ago_comes_again(catalogue):
    """O10, O12"""
    few = Catalogue([catalogue.get(name) for name in ("heel-raises", "seated-reach", "even-stance")])
    person = Person(few, OFFICE)
    for name in ("heel-raises", "seated-reach"):
        person.shown(name)
    person.shown("even-stance", outcome="swapped")
    assert person.does(outcome="swapped").id == "heel-raises"
    assert person.does(outcome="swapped").id == "seated-reach"
    assert person.asks().routine is not None


def test_every_draw_gives_a_routine(catalogue):
    """O7: at both ends of the range too."""
    for draw in (0.0, 0.5, 1 - 2**-53, 1.0):
        found = choose(catalogue, OFFICE, History(), day=DAY, now_s=0, sitting_s=0, draw=draw).routine
        assert found.family == "march"


def test_yesterdays_last_does_not_open_today(catalogue):
    """O1"""
    for number in range(20):
        person = Person(catalogue, OFFICE, install=str(number))
        person.shown("standing-march")
        person.tomorrow()
        assert person.does().id == "supported-march"


def test_a_clock_set_back_over_the_turn_of_the_day_loses_and_doubles_nothing(catalogue):
    """T23"""
    person = Person(catalogue, OFFICE)
    for _ in range(3):
        person.does()
    person.day += 1
    assert person.history.next_number(person.day) == 1
    person.does()
    person.day -= 1
    assert person.history.next_number(person.day) == 4
    assert len({event.shown_at_s for event in person.history.kept_on(person.day)}) == 3
    person.now_s -= DAY_S
    assert person.does() is not None
    assert person.history.next_number(person.day) == 5
    person.day += 1
    assert person.history.next_number(person.day) == 2


def test_a_flight_over_time_zones_only_moves_the_turn_of_the_day(catalogue):
    """T23"""
    person = Person(catalogue, OFFICE)
    moment = datetime(2026, 3, 28, 20, tzinfo=ZoneInfo("Europe/Berlin"))
    counted = Counter()
    for step in range(40):
        zone = ("Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles")[step % 3]
        person.day = hours.day_of(moment.astimezone(ZoneInfo(zone)))
        person.now_s = moment.timestamp()
        assert person.history.next_number(person.day) == counted[person.day] + 1
        person.does()
        counted[person.day] += 1
        moment += timedelta(minutes=45)
