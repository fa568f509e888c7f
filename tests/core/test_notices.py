from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitbreak import break_notices, notices, words
from sitbreak.core import playing
from sitbreak.notices import Occasion, Suggested
from sitbreak.ports import Notice

MARCH = Suggested(title="Standing march", seconds=60, family="march")
STRETCH = Suggested(title="Standing hip-flexor stretch", seconds=70, family="hip-flexor-stretch")
SQUEEZES = Suggested(title="Seated squeezes", seconds=46, family="glutes", discreet=True)
WALK = Suggested(title="Short walk", seconds=180, family="walk")
CHAIR = Suggested(title="Chair check", seconds=46, family="posture", discreet=True)
HINGE = Suggested(title="Hip hinge to the wall", seconds=52, family="hinge")
LONGEST = Suggested(title="Standing hip-flexor stretch", seconds=172, family="march", discreet=True)
ROUTINES = (MARCH, STRETCH, SQUEEZES, WALK, CHAIR, HINGE, None)

USUAL = Occasion(sitting_s=2700, routine=MARCH, snooze_choice_min=5)


def told(**changes: Any) -> Notice:
    return notices.reminder(replace(USUAL, **changes))[0]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# --- the right words for the situation


@pytest.mark.parametrize(
    ("routine", "title"),
    [
        (MARCH, "Time for a little march"),
        (STRETCH, "Your hips have been folded a while"),
        (SQUEEZES, "Wake up the back of the hips"),
        (WALK, "Fancy a short walk?"),
        (CHAIR, "A quiet one for a busy moment"),
        (HINGE, "Room for a small break?"),
        (None, "Just a change of position?"),
    ],
)
def test_a_reminder_speaks_of_what_it_suggests(routine: Suggested | None, title: str) -> None:
    assert told(routine=routine).title == title


@pytest.mark.parametrize("swap", [True, False])
def test_a_stretch_that_can_be_swapped_by_a_button_says_so(swap: bool) -> None:
    notice = told(routine=STRETCH, swap=swap)
    assert ("Swap it if today is not the day." in notice.body) is swap
    assert ("swap" in [button.key for button in notice.buttons]) is swap
    assert "swap" not in [button.key for button in told(routine=None, swap=swap).buttons]


def test_the_first_reminder_of_a_day_says_how_long_she_has_sat() -> None:
    notice = told(first_of_day=True, sitting_s=2761)
    assert notice.title == "A first stretch of the legs?"
    assert notice.body == "At the desk for 46 min. Standing march, 1 min. Ready when you are."


@pytest.mark.parametrize("routine", ROUTINES)
@pytest.mark.parametrize("after_snooze_min", [0, 10])
def test_a_reminder_that_was_held_says_how_long_she_has_sat(
    routine: Suggested | None, after_snooze_min: int
) -> None:
    notice = told(routine=routine, held_before=True, sitting_s=4530, after_snooze_min=after_snooze_min)
    assert "At the desk for 1 h 15 min." in notice.body


def test_after_a_snooze_she_reads_that_she_asked_for_it() -> None:
    notice = told(after_snooze_min=10)
    assert notice.title == "Here again, as you asked"
    assert notice.body == "Snoozed 10 min ago. Standing march takes 1 min, or snooze once more."


def test_no_second_snooze_is_promised_when_none_is_left() -> None:
    notice = told(after_snooze_min=10, snooze_choice_min=None)
    assert "snooze once more" not in notice.body
    assert [button.key for button in notice.buttons] == ["start", "skip"]


def test_a_reminder_offers_start_snooze_and_an_honest_way_out() -> None:
    notice = told()
    assert [(button.key, button.label) for button in notice.buttons] == [
        ("start", "Start"),
        ("snooze", "Snooze 5 min"),
        ("skip", "Not now"),
    ]
    assert notice.default == "start"


def test_without_a_routine_there_is_nothing_to_start() -> None:
    notice = told(routine=None)
    assert [button.key for button in notice.buttons] == ["snooze", "skip"]
    assert notice.default == ""


@given(
    occasions=st.lists(
        st.builds(
            Occasion,
            sitting_s=st.floats(0, 20_000),
            routine=st.sampled_from(ROUTINES),
            first_of_day=st.booleans(),
            held_before=st.booleans(),
            after_snooze_min=st.sampled_from([0, 0, 5, 15]),
            snooze_choice_min=st.sampled_from([None, 5, 10]),
        ),
        min_size=2,
        max_size=20,
    )
)
def test_nobody_reads_the_same_words_twice_in_a_row(occasions: list[Occasion]) -> None:
    shown = []
    pattern = ""
    for occasion in occasions:
        notice, pattern = notices.reminder(replace(occasion, last_pattern=pattern))
        assert "{" not in notice.title + notice.body
        shown.append((notice.title, pattern))
    assert all(before != after for before, after in itertools.pairwise(shown))


# --- the other notices


@dataclass(frozen=True, kw_only=True)
class Step:
    kind: str
    side: str
    seconds: int
    cue: str
    pose: str = "stand-tall"
    reps: int | None = None
    rep_seconds: int | None = None


STEPS = playing.script(
    [
        Step(kind="setup", side="none", seconds=5, cue="Stand tall."),
        Step(kind="hold", side="first", seconds=20, cue="Reach the {side} arm up and over."),
    ],
    "left",
)


def test_a_step_tells_what_to_do_for_how_long_and_what_comes_next() -> None:
    notice = break_notices.break_step("Standing side reach", STEPS, 1)
    assert notice.title == "Standing side reach, 1 of 2"
    assert notice.body == "Stand tall. (5 s)\nNext: Reach the left arm up and over.\nStop if anything hurts."
    assert [button.key for button in notice.buttons] == ["stop"]
    assert notice.seconds is not None
    assert notice.seconds > 5


def test_the_last_step_announces_nothing_more() -> None:
    assert (
        break_notices.break_step("Standing side reach", STEPS, 2).body
        == "Reach the left arm up and over. (20 s)"
    )


def test_a_finished_break_is_praised_once_and_tells_when_the_next_comes() -> None:
    notice = break_notices.break_done("Standing march", 2700)
    assert (notice.title, notice.body) == (
        "Nicely done",
        "That was Standing march. Next nudge in about 45 min.",
    )
    assert break_notices.break_done("Standing march", None).body == "That was Standing march."


def test_when_standing_ends_by_itself_she_can_say_that_she_still_stands() -> None:
    notice = notices.standing_ended(3600)
    assert notice.body == "Sitting time counts again after 1 h of standing."
    assert [button.key for button in notice.buttons] == ["stand"]


def test_a_long_settings_error_still_says_that_nothing_is_lost() -> None:
    body = notices.settings_problem("config.toml, line 3: " + "x" * 400).body
    assert body.endswith("…\nThe last good settings stay in use.")
    assert units(body) <= 255


# --- lengths


@given(
    title=st.text(max_size=400),
    seconds=st.integers(0, 10_000),
    sitting_s=st.floats(0, 1e6),
    held=st.booleans(),
    snoozed=st.sampled_from([0, 15]),
)
def test_no_title_and_no_body_is_too_long_whatever_a_routine_is_called(
    title: str, seconds: int, sitting_s: float, held: bool, snoozed: int
) -> None:
    routine = Suggested(title=title, seconds=seconds, family="general")
    occasion = Occasion(
        sitting_s=sitting_s, routine=routine, held_before=held, after_snooze_min=snoozed, snooze_choice_min=5
    )
    long_step = [replace(STEPS[0], cue=title)] * 12
    for notice in (
        notices.reminder(occasion)[0],
        break_notices.break_step(title, long_step, 3),
        break_notices.break_done(title, sitting_s),
    ):
        assert units(notice.title) <= 63
        assert units(notice.body) <= 255


@pytest.mark.parametrize("pattern", sorted(notices._texts()))
def test_our_own_words_are_short_even_with_the_longest_fillings(pattern: str) -> None:
    title, body = notices._texts()[pattern]
    filled = words.fill(
        body,
        routine=LONGEST.title,
        dur=words.exact_duration(LONGEST.seconds),
        sitting=words.duration(239 * 60),
        snooze=words.duration(30 * 60),
    )
    assert units(title) <= 40
    assert units(filled) <= 120
    assert "{" not in filled


@given(text=st.text(), limit=st.integers(1, 80))
def test_a_cut_never_exceeds_its_units_and_never_halves_a_sign(text: str, limit: int) -> None:
    short = words.cut(text, limit)
    assert units(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_a_cut_leaves_no_half_of_a_surrogate_pair() -> None:
    assert words.cut("😀😀😀", 6) == "😀😀😀"
    assert words.cut("😀😀😀", 5) == "😀😀…"
    assert words.cut("😀😀😀", 4) == "😀…"


@given(st.text(st.characters(codec=None)))
def test_cleaned_text_is_taken_by_every_peer(text: str) -> None:
    clean = words.clean(text)
    clean.encode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", clean)
    assert clean == words.clean(clean)


def test_every_sentence_of_a_notification_is_short() -> None:
    for title, body in notices._texts().values():
        for sentence in re.split(r"[.?!:] ?", f"{title} {body}"):
            assert len(sentence.split()) <= 12
