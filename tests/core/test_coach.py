"""Which routine the reminder of an episode has, and for how long it keeps it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sitbreak import routine_files
from sitbreak.coach import Coach
from sitbreak.core import playing
from sitbreak.core.choosing import Profile
from sitbreak.core.model import (
    BreakEnded,
    BreakStarted,
    Moment,
    Outcome,
    Posture,
    Presence,
    Prompt,
    Remind,
    StateChanged,
)
from sitbreak.core.routines import BodyPosture, Catalogue, Tag
from sitbreak.core.suggestions import History, Suggested
from sitbreak.errors import SitbreakError

MORNING = Moment(wall=datetime(2026, 1, 5, 9, 45, tzinfo=UTC), mono_s=0, boot_s=0)
MARCH = "standing-march"


@pytest.fixture
def coach() -> Coach:
    catalogue, _notes = routine_files.load()
    return Coach(catalogue, Profile(), History(), dice=lambda _day, _number: 0.0)


def remind(coach: Coach, n: int = 1) -> str:
    coach.follow(Remind(n=n, sitting_s=2700), MORNING)
    assert coach.current_id is not None
    return coach.current_id


def take(coach: Coach, routine: str, outcome: Outcome) -> None:
    coach.follow(BreakStarted(routine=routine, seconds=60), MORNING)
    coach.follow(BreakEnded(outcome=outcome, routine=routine, seconds=20), MORNING)


def prompt_is(prompt: Prompt) -> StateChanged:
    return StateChanged(presence=Presence.ACTIVE, posture=Posture.SITTING, prompt=prompt)


def test_all_reminders_of_an_episode_suggest_the_same(coach: Coach) -> None:
    assert remind(coach) == remind(coach, n=2)


def test_a_break_cut_short_that_counts_as_a_snooze_keeps_its_routine(coach: Coach) -> None:
    routine = remind(coach)
    take(coach, routine, Outcome.PARTIAL)
    coach.follow(prompt_is(Prompt.SNOOZED), MORNING)
    assert coach.current_id == routine


def test_a_break_cut_short_outside_an_episode_leaves_nothing_behind(coach: Coach) -> None:
    take(coach, MARCH, Outcome.PARTIAL)
    assert coach.current is None
    coach.follow(prompt_is(Prompt.DUE), MORNING)
    coach.follow(prompt_is(Prompt.SNOOZED), MORNING)  # a reminder that was never shown
    assert coach.current is None


def test_what_the_settings_leave_out_now_is_not_suggested_again(coach: Coach) -> None:
    routine = remind(coach)
    catalogue, _notes = routine_files.load()
    coach.reconsider(catalogue, Profile(disabled=frozenset({routine})))
    assert coach.suggestion(MORNING, 2700).routine != catalogue.get(routine)
    assert remind(coach, n=2) != routine


def test_settings_read_again_leave_a_suggestion_that_still_suits_and_its_side(coach: Coach) -> None:
    routine = remind(coach)
    side = coach.current.lead_side if coach.current else ""
    catalogue, _notes = routine_files.load()
    coach.reconsider(catalogue, Profile())
    assert remind(coach, n=2) == routine
    again = catalogue.get(routine)
    assert again is not None
    assert coach.choice_of(again).lead_side == side


def test_a_break_that_runs_goes_on_whatever_the_settings_leave_out(coach: Coach) -> None:
    coach.follow(BreakStarted(routine=MARCH, seconds=60), MORNING)
    catalogue, _notes = routine_files.load()
    coach.reconsider(catalogue, Profile(disabled=frozenset({MARCH})))
    assert coach.current_id == MARCH


def test_a_break_plays_on_when_its_routine_is_in_no_pack_any_more(coach: Coach) -> None:
    coach.follow(BreakStarted(routine=MARCH, seconds=60), MORNING)
    coach.reconsider(Catalogue(()), Profile())
    routine = coach.routine(MARCH)
    assert routine is not None
    assert routine.title == "Standing march"
    coach.follow(BreakEnded(outcome=Outcome.DONE, routine=MARCH, seconds=60), MORNING)
    assert coach.routine(MARCH) is None


def test_a_break_that_a_restart_has_cut_off_is_remembered_as_cut_off() -> None:
    catalogue, _notes = routine_files.load()
    shown = Suggested(routine=MARCH, shown_at_s=MORNING.wall.timestamp() - 60, day=737000)
    history = History([shown])
    coach = Coach(catalogue, Profile(), history, dice=lambda _day, _number: 0.0)
    coach.follow(BreakEnded(outcome=Outcome.PARTIAL, routine=MARCH, seconds=20), MORNING)
    assert [event.outcome for event in history.since(0)] == ["partial"]


# --- swapping (O12) -----------------------------------------------------------------------------------------


def test_a_swap_in_a_call_gives_nothing_that_is_not_discreet_and_nothing_longer_than_may_be_offered() -> None:
    """S6 and S9, also where choosing has run out of routines."""
    catalogue, _notes = routine_files.load()
    short_s = 60
    few = [each for each in catalogue if each.discreet and each.level == 1 and each.total_seconds <= short_s][
        :2
    ]
    rest = [each for each in catalogue if not each.discreet or each.total_seconds > short_s]
    profile = Profile(routine_max_s=short_s, long_every=0)
    coach = Coach(Catalogue([*few, *rest]), profile, History(), dice=lambda _day, _number: 0.0)
    coach.follow(Remind(n=1, sitting_s=2700), MORNING, quiet=True)
    seen = [coach.current_id, coach.swap(MORNING, 2700, quiet=True).id]
    assert set(seen) == {routine.id for routine in few}
    with pytest.raises(SitbreakError, match="Nothing else fits"):
        coach.swap(MORNING, 2700, quiet=True)


def test_a_swap_works_where_nothing_is_suggested_any_more(coach: Coach) -> None:
    """P6: who starts a break by hand after three skips, and swaps it."""
    for _ in range(3):
        remind(coach)
        coach.follow(BreakEnded(outcome=Outcome.SKIPPED), MORNING)
    coach.follow(BreakStarted(routine=MARCH, seconds=60), MORNING)
    assert coach.swap(MORNING, 2700).id != MARCH


# --- picked by hand (B4) ------------------------------------------------------------------------------------


def test_what_speaks_against_a_routine_is_known_the_gravest_first() -> None:
    catalogue, _notes = routine_files.load()
    march = catalogue.get(MARCH)
    strong = next(each for each in catalogue if each.level == 2)
    assert march is not None
    coach = Coach(catalogue, Profile(), History(), dice=lambda _day, _number: 0.0)
    assert coach.against(march, MORNING) == ""
    assert coach.against(strong, MORNING) == "level"
    coach.reconsider(catalogue, Profile(exclusions=frozenset({*march.conflicts, *strong.conflicts}), level=2))
    assert coach.against(march, MORNING) == "left-out"
    take(coach, MARCH, Outcome.DONE)
    coach.history.answer(MARCH, feedback="hurt")
    assert coach.against(march, MORNING) == "hurt"


def test_without_any_routine_start_says_that_none_is_read_yet() -> None:
    catalogue, _notes = routine_files.load()
    coach = Coach(type(catalogue)(()), Profile(), History(), dice=lambda _day, _number: 0.0)
    with pytest.raises(SitbreakError, match="The routines are not read yet"):
        coach.pick(MARCH, MORNING, 0)


def test_when_nothing_suits_start_says_so(coach: Coach) -> None:
    catalogue, _notes = routine_files.load()
    coach.reconsider(catalogue, Profile(disabled=frozenset(routine.id for routine in catalogue)))
    with pytest.raises(SitbreakError, match="No routine fits your settings"):
        coach.pick(None, MORNING, 0)
    assert coach.pick(MARCH, MORNING, 0) == (MARCH, 60.0)


# --- warming up (P8 of choosing) ----------------------------------------------------------------------------


def test_after_more_than_ninety_minutes_a_picked_routine_begins_with_a_warm_up(coach: Coach) -> None:
    """Its seconds are part of the break."""
    assert coach.pick(MARCH, MORNING, 90 * 60) == (MARCH, 60.0)
    assert coach.pick(MARCH, MORNING, 91 * 60) == (MARCH, 80.0)
    coach.follow(BreakStarted(routine=MARCH, seconds=80), MORNING)
    routine = coach.routine(MARCH)
    assert routine is not None
    assert coach.script(routine)[0].cue == playing.WARM_UP_CUE
    assert coach.length_s(routine) == 80
    coach.follow(BreakEnded(outcome=Outcome.DONE, routine=MARCH, seconds=80), MORNING)
    assert coach.length_s(routine) == 60


def test_the_suggested_routine_is_as_long_as_its_warm_up_makes_it(coach: Coach) -> None:
    coach.follow(Remind(n=1, sitting_s=95 * 60), MORNING)
    routine = coach.routine(coach.current_id or "")
    assert routine is not None
    assert coach.pick(None, MORNING, 95 * 60) == (routine.id, routine.total_seconds + 20.0)


def test_who_is_easily_dizzy_warms_up_before_standing_up_and_not_before_a_seated_routine() -> None:
    catalogue, _notes = routine_files.load()
    dizzy = Profile(exclusions=frozenset({Tag.DIZZINESS}))
    coach = Coach(catalogue, dizzy, History(), dice=lambda _day, _number: 0.0)
    for routine in catalogue:
        warm_up_s = 0 if routine.posture is BodyPosture.CHAIR else 20
        assert coach.pick(routine.id, MORNING, 0) == (routine.id, routine.total_seconds + warm_up_s)
