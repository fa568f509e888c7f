"""Choosing: progression, feedback and kindness (P1 to P8; T13 to T17)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sitbreak import routine_files
from sitbreak.core import playing
from sitbreak.core.choosing import Why
from sitbreak.core.progression import easier, level_now, level_offer, rhythm_question
from sitbreak.core.routines import Catalogue, Group, Tag
from sitbreak.core.suggestions import DAY_S, Feedback, History, Note, Suggested
from tests.core.person import DAY, LONG, OFFICE, Person


@pytest.fixture(scope="module")
def catalogue():
    loaded, warnings = routine_files.load()
    assert warnings == ()
    return loaded


def test_what_hurt_is_gone_for_two_weeks_and_its_family_for_three_days(catalogue):
    """T13"""
    person = Person(catalogue, replace(OFFICE, level=2))
    person.shown("standing-march", feedback="hurt")
    for day in range(30):
        found = person.can_have()
        assert ("standing-march" in found) == (day >= 14)
        assert ("supported-march" in found) == (day >= 3)
        assert ("tree-at-desk" in found) == (day >= 7)
        person.tomorrow()


def test_the_level_never_falls_below_one(catalogue):
    """P4"""
    history = History([Suggested(routine="standing-march", shown_at_s=0, day=DAY, feedback="hurt")])
    assert [level_now(level, history, 1) for level in (1, 2, 3)] == [1, 1, 2]
    assert level_now(3, history, 7 * DAY_S) == 3


def test_after_a_second_hurt_only_quiet_routines_and_the_walk_until_all_is_fine(catalogue):
    """T14"""
    person = Person(catalogue, LONG)
    person.shown("standing-march", feedback="hurt")
    person.tomorrow(13)
    person.shown("heel-raises", feedback="hurt")
    for _ in range(3):
        person.tomorrow(20)
        for routine in person.day_of():
            assert routine.group is Group.SETTLE or routine.id == "walk-break"
    person.history.note(Note.FINE_AGAIN, person.now_s, person.day)
    assert "standing-march" in person.can_have()


def test_two_hurts_far_apart_are_two_single_ones(catalogue):
    """T14"""
    person = Person(catalogue, OFFICE)
    person.shown("standing-march", feedback="hurt")
    person.tomorrow(15)
    person.shown("heel-raises", feedback="hurt")
    assert "supported-march" in person.can_have()


def done_days(catalogue, days=6, a_day=2, feedback=""):
    person = Person(catalogue, OFFICE)
    for _ in range(days):
        for _ in range(a_day):
            person.does(feedback=feedback)
        person.tomorrow()
    return person


def test_a_dozen_gentle_breaks_bring_one_offer_of_level_two(catalogue):
    """T15"""
    person = Person(catalogue, OFFICE)
    offers = 0
    for _ in range(12):
        for _ in range(2):
            assert person.does().level == 1
            if level_offer(person.history, person.now_s):
                offers += 1
                person.history.note(Note.LEVEL_OFFERED, person.now_s, person.day)
        person.tomorrow()
    assert offers == 1


def test_who_is_at_level_two_already_is_offered_nothing(catalogue):
    """P1"""
    person = done_days(catalogue)
    assert level_offer(person.history, person.now_s)
    assert not level_offer(person.history, person.now_s, level=2)


def test_a_declined_offer_sleeps_for_two_weeks(catalogue):
    """P1"""
    person = done_days(catalogue, days=7)
    person.history.note(Note.LEVEL_DECLINED, person.now_s, person.day)
    assert not level_offer(person.history, person.now_s + 13 * DAY_S)
    assert level_offer(person.history, person.now_s + 14 * DAY_S)


@pytest.mark.parametrize(
    ("days", "a_day", "feedback"), [(5, 2, ""), (4, 3, ""), (6, 2, "hard"), (6, 2, "hurt")]
)
def test_too_few_days_or_hard_ones_bring_no_offer(days, a_day, feedback, catalogue):
    """P1"""
    person = Person(catalogue, OFFICE)
    for _ in range(days):
        for _ in range(a_day):
            person.shown("even-stance", feedback=feedback)
        person.tomorrow()
    assert not level_offer(person.history, person.now_s)


def test_breaks_of_long_ago_bring_no_offer(catalogue):
    """P1"""
    person = done_days(catalogue)
    assert not level_offer(person.history, person.now_s + 21 * DAY_S)


def test_after_two_skips_the_next_is_short_and_gentle(catalogue):
    """T16"""
    for number in range(30):
        person = Person(catalogue, replace(LONG, level=2), install=str(number))
        for _ in range(number % 7):
            person.does()
        for _ in range(2):
            person.does(outcome="skipped")
        choice = person.asks()
        assert choice.routine.level == 1
        assert choice.routine.total_seconds <= 60
        assert choice.reason is Why.SHORT


def test_after_three_skips_there_is_only_the_message_until_something_is_done(catalogue):
    """T17"""
    person = Person(catalogue, OFFICE)
    for _ in range(3):
        person.does(outcome="skipped")
    assert person.asks().routine is None
    assert person.asks().reason is Why.STALLED
    person.tomorrow()
    assert person.asks().routine is None
    person.shown("walk-break", outcome="done")
    assert person.asks().reason is Why.BALANCE


@pytest.mark.parametrize("between", ["done", "partial", "natural", "expired"])
def test_skips_that_are_not_in_a_row_do_not_add_up(between, catalogue):
    """P6"""
    person = Person(catalogue, OFFICE)
    for outcome in ("skipped", "skipped", between, "skipped"):
        person.does(outcome=outcome)
    assert person.asks().reason is Why.BALANCE


def test_the_same_skip_told_twice_is_one(catalogue):
    """P6"""
    person = Person(catalogue, OFFICE)
    shown = person.does(outcome="")
    for _ in range(3):
        person.history.answer(shown.id, outcome="skipped")
    assert person.history.skips == 1


def test_the_rhythm_is_asked_about_once_a_week(catalogue):
    """P6"""
    person = Person(catalogue, OFFICE)
    assert not rhythm_question(person.history, person.now_s)
    for _ in range(3):
        person.does(outcome="skipped")
    assert rhythm_question(person.history, person.now_s)
    person.history.note(Note.RHYTHM_ASKED, person.now_s, person.day)
    assert not rhythm_question(person.history, person.now_s + 6 * DAY_S)
    assert rhythm_question(person.history, person.now_s + 7 * DAY_S)


def test_what_was_hard_twice_comes_easier_until_it_was_good_three_times(catalogue):
    """P3"""
    history = History()

    def felt(*feelings):
        for feedback in feelings:
            history.append(
                Suggested(routine="heel-raises", shown_at_s=0, day=DAY, outcome="done", feedback=feedback)
            )
        return history.of("heel-raises").eased

    assert not felt(Feedback.HARD, Feedback.NONE, Feedback.NONE, Feedback.HARD)
    assert felt(Feedback.NONE, Feedback.HARD)
    assert felt(Feedback.GOOD, Feedback.GOOD)
    assert not felt(Feedback.GOOD)


def test_an_eased_routine_is_told_to_be_easier(catalogue):
    """P3"""
    alone = Person(Catalogue([catalogue.get("heel-raises")]), OFFICE)
    assert not alone.asks().easier
    alone.does(feedback="hard")
    alone.does(feedback="hard")
    assert alone.asks().easier
    assert alone.asks().routine is alone.catalogue.get("heel-raises")


def test_easier_is_three_quarters_of_the_repetitions_and_never_more(catalogue):
    """P3, P5"""
    for routine in catalogue:
        eased = easier(routine)
        assert eased.total_seconds == sum(step.seconds for step in eased.steps) <= routine.total_seconds
        for step, before in zip(eased.steps, routine.steps, strict=True):
            if before.reps is None:
                assert step == before
                continue
            assert step.seconds == step.reps * step.rep_seconds
            assert step.reps <= before.reps
            assert step.reps >= min(before.reps, 4 if step.side == "alternate" else 3)
            assert step.side != "alternate" or step.reps % 2 == 0
    reps = [[step.reps for step in easier(catalogue.get(name)).steps if step.reps] for name in (
        "standing-march", "seated-march", "supported-march", "standing-kickback", "standing-knee-hold",
    )]  # fmt: skip
    assert reps == [[6, 8], [10], [4, 4], [6, 6], [3, 3]]


def test_who_is_easily_dizzy_warms_up_first(catalogue):
    """P8"""
    dizzy = replace(OFFICE, exclusions=frozenset({Tag.DIZZINESS}))
    assert Person(catalogue, dizzy).asks().warm_up
    assert not Person(catalogue, OFFICE).asks().warm_up
    assert not Person(catalogue, OFFICE).asks(sitting_s=90 * 60).warm_up
    assert Person(catalogue, OFFICE).asks(sitting_s=90 * 60 + 1).warm_up


def test_an_easier_routine_is_played_as_long_as_it_is_told_to_be(catalogue):
    """P3"""
    for routine in catalogue:
        played = playing.script(routine.steps, "left", easier=True)
        assert playing.length_s(played) == easier(routine).total_seconds
