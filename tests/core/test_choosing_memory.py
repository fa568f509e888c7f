"""Choosing: the menu, the profile from settings, the history and the dice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sitbreak import dice, routine_files
from sitbreak.core.choosing import Profile
from sitbreak.core.picking import offered
from sitbreak.core.routines import BodyPosture, Clothing, Equipment, Place, Tag
from sitbreak.core.suggestions import History, Note, Suggested
from tests.core.person import DAY, HOME_2, OFFICE, Person


@pytest.fixture(scope="module")
def catalogue():
    loaded, warnings = routine_files.load()
    assert warnings == ()
    return loaded


def test_the_menu_offers_the_usual_ones_first_and_eight_at_most(catalogue):
    found = offered(catalogue, OFFICE, History(), day=DAY, now_s=0)
    assert [routine.id for routine in found[:3]] == [
        "standing-march",
        "supported-march",
        "standing-hip-flexor-stretch",
    ]
    assert len(found) == 8
    assert found == offered(catalogue, OFFICE, History(), day=DAY, now_s=0)
    at_home = offered(catalogue, HOME_2, History(), day=DAY, now_s=0)
    assert at_home[3].id == "kneeling-hip-flexor-stretch"


def test_the_menu_offers_nothing_that_was_left_out(catalogue):
    profile = replace(OFFICE, exclusions=frozenset({Tag.STANDING}))
    found = offered(catalogue, profile, History(), day=DAY, now_s=0)
    assert {routine.posture for routine in found} == {BodyPosture.CHAIR}


def test_a_profile_is_read_from_settings():
    profile = Profile.from_keys(
        {
            "routines.place": "home",
            "routines.level": 2,
            "routines.exclusions": ["knee", "back"],
            "routines.equipment": ["mat", "wall"],
            "routines.clothing": "stretchy",
            "routines.disabled": ["heel-raises"],
            "routines.starred": ["side-reach"],
            "breaks.long_every": 0,
            "breaks.routine_max_s": 90,
            "breaks.interval_min": 45,
        }
    )
    assert profile == Profile(
        place=Place.HOME,
        level=2,
        exclusions=frozenset({Tag.KNEE, Tag.BACK}),
        equipment=frozenset({Equipment.MAT, Equipment.WALL}),
        clothing=Clothing.STRETCHY,
        disabled=frozenset({"heel-raises"}),
        starred=frozenset({"side-reach"}),
        long_every=0,
        routine_max_s=90,
    )
    assert Profile.from_keys({}) == Profile()
    assert Profile.from_keys({"routines.equipment": None}).equipment is None
    assert Profile.from_keys({"routines.equipment": []}).equipment == frozenset()


@pytest.mark.parametrize(
    "values",
    [
        {"routines.place": "moon"},
        {"routines.exclusions": ["moon"]},
        {"routines.exclusions": "knee"},
        {"routines.level": "2"},
        {"routines.level": True},
    ],
)
def test_settings_that_cannot_be_make_no_profile(values):
    with pytest.raises(ValueError, match="moon|not a"):
        Profile.from_keys(values)


def test_an_answer_revises_the_last_showing(catalogue):
    history = History()
    assert history.answer("heel-raises", outcome="done") is None
    for at_s in (1.0, 2.0):
        history.append(Suggested(routine="heel-raises", shown_at_s=at_s, day=DAY))
    event = history.answer("heel-raises", outcome="done", feedback="good")
    assert event.shown_at_s == 2.0
    assert [(one.outcome, one.feedback) for one in history.shown_on(DAY)] == [("", ""), ("done", "good")]
    assert history.answer("heel-raises", outcome="done") == event


def test_a_routine_that_is_no_longer_there_does_not_disturb(catalogue):
    person = Person(catalogue, OFFICE)
    for name in ("gone-one", "gone-two"):
        person.history.append(
            Suggested(routine=name, shown_at_s=person.now_s, day=DAY, outcome="done", feedback="hurt")
        )
    person.history.note(Note.FINE_AGAIN, person.now_s, DAY)
    assert person.does() is not None


def test_a_year_is_not_kept_in_memory(catalogue):
    """A history keeps the days that rules look back on, however long it runs."""
    person = Person(catalogue, OFFICE)
    for _ in range(60):
        person.day_of(2)
    assert len(person.history.since(0)) == 40 * 2
    assert person.history.count == 120


def test_the_dice_are_fair_and_repeatable():
    """O11"""
    throws = [dice.draw("somebody", str(day), 1) for day in range(2000)]
    assert throws == [dice.draw("somebody", str(day), 1) for day in range(2000)]
    assert all(0 <= throw < 1 for throw in throws)
    assert 0.47 < sum(throws) / len(throws) < 0.53
    assert dice.draw("somebody", "1", 1) != dice.draw("somebody", "1", 1, extra="other")
    assert dice.draw("a", "1", 11) != dice.draw("a", "11", 1)


def test_an_answer_after_months_is_still_drawn_conclusions_from(catalogue):
    person = Person(catalogue, OFFICE)
    person.shown("heel-raises", outcome="")
    for _ in range(50):
        person.tomorrow()
        person.shown("side-reach")
    assert person.history.answer("heel-raises", feedback="hurt").feedback == "hurt"
    assert "heel-raises" in {name for name, _ in person.history.hurts}


def test_an_answer_finds_its_event_among_later_ones(catalogue):
    person = Person(catalogue, OFFICE)
    for name in ("heel-raises", "side-reach"):
        person.shown(name, outcome="")
    person.history.answer("heel-raises", outcome="partial")
    assert [event.outcome for event in person.history.shown_on(person.day)] == ["partial", ""]
