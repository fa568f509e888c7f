"""When a newer file is looked for: far enough apart for a million clients, and never much too late."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitbreak.team import refresh
from sitbreak.team.refresh import HOUR_S, LONGEST_S

NOW_S = 1_800_000_000.0
DICE = st.floats(0, 1)


@pytest.mark.parametrize(
    ("max_age_s", "hours"), [(None, 6), (12 * HOUR_S, 12), (60, 1), (0, 1), (1e9, 24), (2 * HOUR_S, 2)]
)
def test_after_an_answer_it_waits_six_hours_or_what_the_server_wants_within_bounds(
    max_age_s: float | None, hours: float
) -> None:
    assert refresh.after_success(NOW_S, dice=0.5, max_age_s=max_age_s) == NOW_S + hours * HOUR_S


@given(DICE, st.none() | st.floats(0, 1e12))
def test_a_period_is_spread_by_a_fifth_and_stays_between_an_hour_and_a_day(
    dice: float, max_age_s: float | None
) -> None:
    wait_s = refresh.after_success(0, dice=dice, max_age_s=max_age_s)
    assert HOUR_S <= wait_s <= LONGEST_S
    if max_age_s is None:
        assert 4.8 * HOUR_S <= wait_s <= 7.2 * HOUR_S + 1e-6


def test_failures_double_the_time_up_to_a_day() -> None:
    most = [refresh.after_failure(0, failures=n, dice=1) / 60 for n in range(1, 11)]
    assert most == [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]
    assert refresh.after_failure(0, failures=10**9, dice=1) == LONGEST_S


@given(st.integers(0, 10**6), DICE, st.none() | st.floats(0, 1e12))
def test_a_failure_is_never_repeated_at_once_nor_later_than_in_a_day(
    failures: int, dice: float, retry_after_s: float | None
) -> None:
    wait_s = refresh.after_failure(0, failures=failures, dice=dice, retry_after_s=retry_after_s)
    assert 60 <= wait_s <= LONGEST_S
    if retry_after_s is not None:
        assert wait_s >= min(retry_after_s, LONGEST_S)


def test_those_who_were_told_the_same_time_do_not_come_back_together() -> None:
    times = {refresh.after_failure(0, failures=1, dice=n / 10, retry_after_s=3600) for n in range(11)}
    assert len(times) == 11


@given(DICE)
def test_at_the_start_what_is_due_waits_up_to_an_hour(dice: float) -> None:
    for next_at_s in (None, NOW_S, NOW_S - 5, 0.0):
        assert NOW_S <= refresh.from_now_on(NOW_S, next_at_s, dice=dice) <= NOW_S + HOUR_S


def test_at_the_start_what_is_not_due_keeps_its_time() -> None:
    assert refresh.from_now_on(NOW_S, NOW_S + 7, dice=0.9) == NOW_S + 7
    assert refresh.from_now_on(NOW_S, NOW_S + LONGEST_S, dice=0.9) == NOW_S + LONGEST_S


def test_a_time_that_was_planned_with_a_wrong_clock_does_not_stop_it_for_years() -> None:
    assert refresh.from_now_on(NOW_S, NOW_S * 2, dice=0.5) == NOW_S + HOUR_S / 2


@given(DICE)
def test_a_share_is_read_about_every_half_hour(dice: float) -> None:
    assert 24 * 60 <= refresh.of_share(0, dice=dice) <= 36 * 60 + 1e-6
