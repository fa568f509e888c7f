"""For how long input has gone on (rule P7), when it was last, and how long a reminder has been held back."""

from __future__ import annotations

from dataclasses import replace

from sitbreak.core import waiting
from sitbreak.core.model import Evidence, Report
from sitbreak.core.state import new_state
from tests.core.test_decisions import HERE, Day


def report(day: Day) -> Report:
    return waiting.report(day.state, day.moment(), day.evidence, day.rules)


def test_input_that_never_pauses_is_counted_from_its_beginning() -> None:
    day = Day()
    day.goes_on(250)
    assert report(day).input_for_s == 250 * 60
    assert report(day).last_input_ago_s == 0


def test_a_short_pause_does_not_count_and_one_of_away_after_ends_it() -> None:
    day = Day()
    day.goes_on(10)
    day.goes_on(2, Evidence())
    assert report(day).last_input_ago_s == 120
    assert report(day).input_for_s == 12 * 60
    day.goes_on(1, HERE)
    assert report(day).input_for_s == 13 * 60
    day.goes_on(3, Evidence())
    assert report(day).input_for_s == 0
    day.goes_on(5, HERE)
    assert report(day).input_for_s == 5 * 60


def test_before_any_input_there_is_none() -> None:
    day = Day()
    day.state = new_state(day.moment())
    day.evidence = Evidence()
    day.step()
    assert report(day).last_input_ago_s is None
    assert report(day).input_for_s == 0


def test_a_sleep_is_a_pause_even_when_input_goes_on_after_it() -> None:
    day = Day()
    day.goes_on(30)
    day.boot_s += 60
    day.asleep_s += 60
    day.step()
    assert report(day).input_for_s == 0
    day.goes_on(2)
    assert report(day).input_for_s == 120


def test_a_source_that_goes_silent_ends_it() -> None:
    day = Day()
    day.goes_on(30)
    day.goes_on(4, Evidence(idle_known=False, idle_why="Gone."))
    assert report(day).input_for_s == 0


def test_how_long_a_reminder_has_been_held_back() -> None:
    day = Day()
    day.goes_on(40, replace(HERE, call=True))
    assert report(day).held_for_s is None
    day.goes_on(15, replace(HERE, call=True))
    assert report(day).held_for_s == 10 * 60
    day.goes_on(0, HERE)
    assert report(day).held_for_s is None
