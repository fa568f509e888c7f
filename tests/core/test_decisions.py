"""What is written down of a day, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sitbreak.core import decisions, engine, saving
from sitbreak.core.model import Evidence, Moment, Rules
from sitbreak.core.state import new_state
from sitbreak.core.wishes import Command, Pause, Resume, Sit, Skip, Snooze, Stand, Start, Stop, WasSitting

NINE = datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Europe/Berlin"))
HERE = Evidence(input_on=True)
KNOWN = {
    *("away", "back", "unknown", "known", "rest", "due", "waiting", "held", "freed", "reminded", "silent"),
    *("snoozed", "paused", "resumed", "standing", "sitting", "break", "ended", "taken_back"),
}


class Day:
    """Somebody's day through the core; *lines* is what was written down of it."""

    def __init__(self, **rules: Any) -> None:
        self.rules = Rules(**{"wait_for_pause_s": 0, **rules})
        self.boot_s = self.asleep_s = 0.0
        self.state = new_state(self.moment())
        self.evidence = HERE
        self.lines: list[decisions.Line] = []
        self.step()

    def moment(self) -> Moment:
        wall = NINE + timedelta(seconds=self.boot_s)
        return Moment(wall=wall, mono_s=self.boot_s - self.asleep_s, boot_s=self.boot_s)

    def step(self, *asked: Command) -> float:
        was, moment = self.state, self.moment()
        answer = engine.step(was, moment, self.evidence, self.rules, asked)
        self.state = answer.state
        self.lines += decisions.of_step(was, answer.state, moment, answer.effects)
        return answer.wait_s

    def goes_on(self, minutes: float, evidence: Evidence | None = None) -> None:
        """The world is like *evidence* for so long from now on."""
        end_s = self.boot_s + minutes * 60
        if evidence is not None:
            last_s = None if evidence.input_on else self.boot_s
            self.evidence = replace(evidence, last_input_at_s=last_s)
        while self.boot_s < end_s:
            self.boot_s = min(end_s, self.boot_s + self.step())
        self.step()

    def told(self, *kinds: str) -> list[decisions.Line]:
        """The lines of these kinds since the last time, and from now on only later ones."""
        told = [line for line in self.lines if line["kind"] in kinds or not kinds]
        self.lines = []
        return told

    def clock(self, minutes: float) -> float:
        return (NINE + timedelta(minutes=minutes)).timestamp()


def kinds(lines: list[decisions.Line]) -> list[str]:
    return [line["kind"] for line in lines]


def test_nothing_is_written_while_time_merely_passes() -> None:
    day = Day()
    day.goes_on(44)
    assert day.lines == []


def test_becoming_due_and_being_reminded_are_two_lines_of_one_moment() -> None:
    day = Day()
    day.goes_on(46)
    due, reminded = day.told()
    assert due == {"kind": "due", "at_s": day.clock(45), "sitting_s": 2700}
    expected = {"kind": "reminded", "at_s": day.clock(45), "sitting_s": 2700, "n": 1, "after_snooze_min": 0}
    assert reminded == expected


def test_a_reminder_that_waits_for_a_pause_says_so_once() -> None:
    day = Day(wait_for_pause_s=5)
    day.goes_on(46)
    assert kinds(day.told()) == ["due", "waiting"]
    day.goes_on(5)
    assert kinds(day.told()) == ["reminded"]


def test_a_call_that_holds_the_reminder_back_and_ends() -> None:
    day = Day()
    day.goes_on(40)
    day.goes_on(40, replace(HERE, call=True))
    due, held = day.told()
    assert (due["kind"], held["kind"], held["reasons"]) == ("due", "held", ["call"])
    assert held["at_s"] == day.clock(45)
    day.goes_on(1, replace(HERE, call=True, dnd=True))
    assert [line["reasons"] for line in day.told("held")] == [["call", "dnd"]]
    day.goes_on(1, HERE)
    freed, reminded = day.told()
    assert (freed["kind"], freed["reasons"]) == ("freed", ["call", "dnd"])
    assert (reminded["kind"], reminded["sitting_s"]) == ("reminded", 81 * 60)


def test_going_away_tells_since_when_and_coming_back_what_it_was() -> None:
    day = Day()
    day.goes_on(20)
    day.goes_on(4, Evidence())
    (away,) = day.told()
    assert (away["kind"], away["because"]) == ("away", "quiet")
    assert (away["at_s"], away["since_at_s"]) == (day.clock(23), day.clock(20))
    day.goes_on(1, HERE)
    (back,) = day.told()
    assert (back["kind"], back["seconds"], back["sitting_s"]) == ("back", 240, 1200)
    day.goes_on(30, Evidence())
    day.told()
    day.goes_on(1, HERE)
    (rest,) = day.told()
    assert (rest["kind"], rest["rest"], rest["seconds"]) == ("rest", "absence", 1800)
    assert rest["sat_s"] == 21 * 60


def test_a_locked_screen_is_no_missing_input() -> None:
    day = Day()
    day.goes_on(1, Evidence(locked=True))
    assert [line["because"] for line in day.told("away")] == ["barred"]


def test_sleep_is_told_when_it_is_announced_and_as_a_rest_when_it_was_not() -> None:
    day = Day()
    day.goes_on(10)
    day.goes_on(0, replace(HERE, asleep=True))
    assert [line["because"] for line in day.told("away")] == ["asleep"]
    other = Day()
    other.goes_on(10)
    other.boot_s += 7200
    other.asleep_s += 7200
    other.step()
    (rest,) = other.told()
    assert (rest["kind"], rest["rest"], rest["seconds"]) == ("rest", "suspend", 7200)


def test_not_knowing_tells_why_and_knowing_again_ends_it() -> None:
    day = Day()
    day.goes_on(1, Evidence(idle_known=False, idle_why="The X server is gone."))
    day.goes_on(1, HERE)
    unknown, known = day.told()
    assert (unknown["kind"], unknown["why"]) == ("unknown", "The X server is gone.")
    assert known["kind"] == "known"


def test_a_snooze_tells_until_when_and_each_further_one_too() -> None:
    day = Day()
    day.goes_on(46)
    day.told()
    day.step(Snooze(minutes=5))
    (snoozed,) = day.told()
    assert (snoozed["kind"], snoozed["minutes"], snoozed["until_at_s"]) == ("snoozed", 5, day.clock(51))
    day.goes_on(1)
    day.step(Snooze(minutes=10))
    assert [line["minutes"] for line in day.told("snoozed")] == [10]
    day.goes_on(11)
    assert [line["after_snooze_min"] for line in day.told("reminded")] == [10]


def test_an_unanswered_reminder_goes_silent() -> None:
    day = Day()
    day.goes_on(62)
    lines = day.told()
    assert [line["n"] for line in lines if line["kind"] == "reminded"] == [1, 2, 3]
    assert kinds(lines)[-1] == "silent"


def test_not_now_is_the_end_of_an_episode() -> None:
    day = Day()
    day.goes_on(46)
    day.told()
    day.step(Skip())
    assert [(line["kind"], line["outcome"]) for line in day.told()] == [("ended", "skipped")]
    day.goes_on(31)
    assert kinds(day.told()) == ["due", "reminded"]


def test_a_pause_tells_its_end_and_whether_the_user_ended_it() -> None:
    day = Day()
    day.goes_on(1)
    day.step(Pause(minutes=30))
    (paused,) = day.told()
    assert (paused["kind"], paused["until_at_s"]) == ("paused", day.clock(31))
    day.step(Resume())
    assert [line["early"] for line in day.told("resumed")] == [True]
    day.step(Pause(minutes=30))
    day.goes_on(31)
    assert [line["early"] for line in day.told("resumed")] == [False]
    day.step(Pause(minutes=None))
    four_in_the_morning = datetime(2026, 1, 6, 4, tzinfo=NINE.tzinfo).timestamp()
    assert [line["until_at_s"] for line in day.told("paused")] == [four_in_the_morning]


def test_standing_and_sitting_are_told_and_so_is_standing_that_ends_by_itself() -> None:
    day = Day(standing_max_s=1800)
    day.goes_on(1)
    day.step(Stand())
    day.step(Sit())
    standing, sitting = day.told()
    assert (standing["kind"], sitting["kind"], sitting["by_itself"]) == ("standing", "sitting", False)
    day.step(Stand())
    day.goes_on(31)
    lines = day.told()
    assert kinds(lines) == ["standing", "rest", "sitting"]
    assert lines[2]["by_itself"]


def test_a_break_is_told_with_its_routine_and_outcome() -> None:
    day = Day()
    day.goes_on(46)
    day.told()
    day.step(Start(routine="march", seconds=60))
    (started,) = day.told()
    assert (started["kind"], started["routine"], started["seconds"]) == ("break", "march", 60)
    day.goes_on(1.1, Evidence())
    rest, ended = day.told("rest", "ended")
    assert (rest["rest"], ended["outcome"], ended["routine"]) == ("break", "done", "march")


def test_a_break_cut_short_does_not_look_like_a_break_that_became_due_anew() -> None:
    day = Day()
    day.goes_on(46)
    day.step(Start(routine="march", seconds=60))
    day.told()
    day.goes_on(0.1)
    day.step(Stop())
    assert kinds(day.told()) == ["ended", "snoozed"]


def test_a_rest_that_is_taken_back_opens_nothing_new() -> None:
    day = Day()
    day.goes_on(46)
    day.goes_on(10, Evidence())
    day.goes_on(1, HERE)
    day.told()
    day.step(WasSitting())
    lines = day.told()
    assert [line["seconds"] for line in lines if line["kind"] == "taken_back"] == [600]
    assert "due" not in kinds(lines)


def test_after_a_restart_the_time_between_is_no_absence_of_the_users() -> None:
    day = Day()
    day.goes_on(10)
    saved = saving.save(day.state, day.moment(), "boot")
    day.boot_s += 120
    restored = saving.restore(saved, day.moment(), "boot")
    assert restored is not None
    day.state = restored
    day.step()
    assert day.told() == []
    day.state = restored
    day.goes_on(0, Evidence(locked=True))
    assert kinds(day.told()) == ["away"]


def test_settings_are_told_when_they_bear_on_reminding_and_nobodys_business_is() -> None:
    old = {"breaks.interval_min": 45, "routines.exclusions": [], "history.keep": True, "hours.work": []}
    assert decisions.of_settings(5.0, old, old) == []
    assert decisions.of_settings(5.0, old, {**old, "routines.exclusions": ["pregnancy"]}) == []
    new = {**old, "breaks.interval_min": 30, "hours.work": [f"Mon 0{n}:00-0{n}:30" for n in range(9)]}
    (line,) = decisions.of_settings(5.0, old, new)
    assert line["changes"]["breaks.interval_min"] == [45, 30]
    assert len(line["changes"]["hours.work"][1]) == 4


asked_of = st.one_of(
    st.builds(Snooze, minutes=st.sampled_from([1, 5])),
    st.builds(Pause, minutes=st.sampled_from([None, 5])),
    st.builds(Start, routine=st.just("march"), seconds=st.just(60.0)),
    *(st.builds(kind) for kind in (Stop, Skip, Resume, Stand, Sit, WasSitting)),
)
worlds = st.builds(
    Evidence, input_on=st.booleans(), idle_known=st.booleans(), locked=st.booleans(), call=st.booleans()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0, 1, 4, 10, 50]), worlds, st.none() | asked_of), max_size=12))
def test_whatever_happens_lines_are_plain_data_of_known_kinds(
    days: list[tuple[int, Evidence, Command | None]],
) -> None:
    day = Day()
    for minutes, world, asked in days:
        day.goes_on(minutes, world)
        if asked is not None:
            day.step(asked)
    for line in day.lines:
        assert line["kind"] in KNOWN
        assert line["at_s"] >= NINE.timestamp()
        assert line["sitting_s"] >= 0
    waits = [line for line in day.lines if line["kind"] == "due"]
    closed = [line for line in day.lines if line["kind"] in ("ended", "rest", "break", "taken_back")]
    assert len(waits) <= len(closed) + 1  # an episode is opened once
