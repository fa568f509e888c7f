"""What is seen of reminders and breaks, and what the requests of a window do with them."""

from __future__ import annotations

from typing import Any

import pytest

from sitbreak.core.choosing import Profile
from sitbreak.core.model import Evidence, Prompt
from sitbreak.core.routines import Tag
from sitbreak.errors import SitbreakError
from sitbreak.requests import Requests
from sitbreak.routine_files import load
from sitbreak.speaking import Speaker
from tests.fakes import FakeLife, FakeNotifier

MARCH = "standing-march"  # runs for 60 s, in steps of 5, 20, 5, 24 and 6 s


class FakeWindows:
    """Opens a window when *can*, and keeps what it was told."""

    def __init__(self) -> None:
        self.can = True
        self.told: list[dict[str, Any]] = []
        self.plays = False
        self.closed = 0

    def close_break(self) -> None:
        self.closed += self.plays
        self.plays = False

    def open_break(self, told: dict[str, Any]) -> bool:
        self.told.append(told)
        self.plays = self.can
        return self.can


class Stage:
    """A life that is spoken of by a real speaker, and asked by real requests."""

    def __init__(self, *can: str) -> None:
        self.notifier = FakeNotifier(*can)
        self.style = "normal"
        self.sound = False
        self.windows = FakeWindows()
        self.speaker = Speaker(
            self.notifier,
            None,  # type: ignore[arg-type]  # the coach of the life, which comes after it
            lambda: self.life.daemon,
            self.windows,  # type: ignore[arg-type]
            settings=lambda: {"notify.style": self.style, "notify.sound": self.sound},
        )
        self.life = FakeLife(voice=self.speaker)
        self.speaker._coach = self.life.coach
        self.requests = Requests(
            self.life.daemon,
            self.life.coach,
            {},
            before_start=self.speaker.note_where_it_plays,
            after_swap=self.speaker.remind_anew,
        )

    def ask(self, do: str, **details: object) -> dict[str, Any]:
        return self.requests.handle({"do": do, **details})

    def until(self, at_s: float) -> None:
        self.life.live(until_s=at_s)
        self.life.daemon.turn()

    def said(self) -> list[str]:
        return [notice.title for notice in self.notifier.shown]

    def buttons(self) -> list[str]:
        return [button.label for button in self.notifier.shown[-1].buttons]

    @property
    def break_now(self) -> dict[str, Any] | None:
        return self.life.coach.played_now(self.life.daemon.report()[0])


@pytest.fixture
def stage() -> Stage:
    """Somebody who starts a break with the hands off the keyboard."""
    made = Stage("buttons", "many buttons")
    made.life.senses.told = Evidence()
    return made


@pytest.fixture
def reminded() -> Stage:
    """Somebody who types, and was just reminded."""
    made = Stage("buttons", "many buttons")
    made.until(2700)
    return made


def test_a_routine_that_was_left_out_may_be_started_and_is_told_kindly(stage: Stage) -> None:
    """B4: with any routine."""
    catalogue, _notes = load()
    stage.life.coach.reconsider(catalogue, Profile(exclusions=frozenset({Tag.HIP_FLEXOR})))
    answer = stage.ask("start", routine=MARCH)
    assert answer["told"] == (
        "Standing march, 1 min. It has a kind of movement you left out: go gently, or leave it for now."
    )
    assert stage.break_now is not None
    stage.ask("stop")
    assert stage.ask("start", routine="glute-squeeze")["told"].endswith("Enjoy.")


# --- in its window ------------------------------------------------------------------------------------------


def test_a_break_opens_its_window_with_all_it_needs(stage: Stage) -> None:
    stage.ask("start", routine=MARCH)
    assert stage.windows.told == [
        {
            "routine": MARCH,
            "title": "Standing march",
            "seconds": 60,
            "lead_side": "left",
            "easier": False,
            "warm_up": False,
            "elapsed_s": 0.0,
            "left_s": 60,
            "paused": False,
            "swaps_left": 3,
            "speed": 1.0,
        }
    ]
    stage.until(30)
    assert stage.said() == []


def test_nothing_is_said_beside_the_page_at_the_end(stage: Stage) -> None:
    stage.ask("start", routine=MARCH)
    stage.until(61)
    assert stage.break_now is None
    assert stage.said() == []


def test_a_window_that_closes_ends_its_break(stage: Stage) -> None:
    """B5."""
    stage.ask("start", routine=MARCH)
    stage.until(10)
    stage.speaker.window_ended(shown=True)
    assert stage.break_now is None
    stage.speaker.window_ended(shown=True)  # the page at the end of another: nothing runs


def test_the_page_after_a_break_goes_when_the_next_one_begins_wherever_that_is_played(stage: Stage) -> None:
    """Its end would be taken for the end of the break that runs."""
    stage.ask("start", routine=MARCH)
    stage.until(61)
    assert stage.windows.plays
    stage.ask("start", routine=MARCH, shown="terminal")
    assert (stage.windows.plays, stage.windows.closed) == (False, 1)


def test_what_a_notification_asks_about_a_break_goes_when_the_next_one_begins(stage: Stage) -> None:
    stage.windows.can = False
    stage.ask("start", routine=MARCH)
    stage.until(61)
    assert stage.buttons() == ["Good", "Too hard", "It hurt"]
    before = stage.notifier.withdrawn
    stage.windows.can = True
    stage.ask("start", routine=MARCH)
    assert stage.notifier.withdrawn == before + 1


def test_a_break_whose_window_cannot_be_shown_is_told_step_by_step_from_where_it_is(stage: Stage) -> None:
    stage.ask("start", routine=MARCH)
    stage.until(7)
    stage.speaker.window_ended(shown=False)
    stage.until(40)
    assert stage.said() == [f"Standing march, {number} of 5" for number in (2, 3, 4)]


# --- in notifications ---------------------------------------------------------------------------------------


def test_without_a_window_the_steps_are_told_and_then_it_is_asked_how_it_was(stage: Stage) -> None:
    stage.windows.can = False
    stage.ask("start", routine=MARCH)
    stage.until(61)
    assert stage.said() == [*(f"Standing march, {number} of 5" for number in range(1, 6)), "Nicely done"]
    assert stage.buttons() == ["Good", "Too hard", "It hurt"]
    assert stage.notifier.shown[-1].body.endswith("How was that?")


def test_a_break_that_a_terminal_plays_is_neither_shown_nor_asked_about(stage: Stage) -> None:
    stage.ask("start", routine=MARCH, shown="terminal")
    stage.until(61)
    assert (stage.windows.told, stage.said(), stage.buttons()) == ([], ["Nicely done"], [])


def test_nothing_is_told_in_a_pause_and_the_step_again_after_it(stage: Stage) -> None:
    stage.windows.can = False
    stage.ask("start", routine=MARCH)
    stage.until(8)
    stage.ask("break-pause")
    stage.until(100)
    assert len(stage.said()) == 2
    stage.ask("break-continue")
    stage.until(101)
    assert stage.said()[2:] == ["Standing march, 2 of 5"]


def test_the_steps_of_a_swapped_routine_are_told(stage: Stage) -> None:
    stage.windows.can = False
    stage.ask("start", routine=MARCH)
    stage.until(3)
    title = stage.ask("swap")["break"]["title"]
    stage.until(4)
    assert stage.said()[1].startswith(f"{title}, 1 of ")


# --- what a terminal plays ---------------------------------------------------------------------------------


def test_a_swap_of_what_a_terminal_plays_is_played_in_the_window(stage: Stage) -> None:
    stage.ask("start", routine=MARCH, shown="terminal")
    stage.until(10)
    stage.ask("break-pause")
    stage.ask("break-continue")
    assert stage.windows.told == []
    routine = stage.ask("swap")["break"]["routine"]
    assert [told["routine"] for told in stage.windows.told] == [routine]


# --- what a window asks for ---------------------------------------------------------------------------------


def test_each_answer_to_a_window_says_how_the_break_is(stage: Stage) -> None:
    stage.ask("start", routine=MARCH)
    stage.until(10)
    paused = stage.ask("break-pause")
    assert (paused["break"]["paused"], paused["break"]["elapsed_s"]) == (True, 10.0)
    assert paused["told"] == "Paused, for 5 minutes at the most. Sitting time counts meanwhile."
    stage.until(20)
    going = stage.ask("break-continue")
    assert (going["break"]["paused"], going["break"]["elapsed_s"]) == (False, 10.0)
    later = stage.ask("break-next")
    assert (later["break"]["elapsed_s"], later["break"]["left_s"]) == (25.0, 35)
    other = stage.ask("swap")
    assert (other["break"]["elapsed_s"], other["break"]["swaps_left"]) == (0.0, 2)
    assert other["break"]["routine"] != MARCH
    assert other["told"] == f"Instead: {other['break']['title']}, {other['break']['seconds']} s."
    assert stage.ask("stop")["break"] is None


def test_the_last_step_passed_over_ends_the_break(stage: Stage) -> None:
    stage.ask("start", routine=MARCH)
    told = [stage.ask("break-next") for _ in range(5)]
    assert [each["told"] for each in told] == ["The next step."] * 4 + ["That was the last step."]
    assert told[-1]["break"] is None


def test_what_cannot_be_is_refused_with_a_sentence(stage: Stage) -> None:
    assert stage.ask("break-pause")["error"] == "No break is running."
    assert stage.ask("break-next")["error"] == "No break is running."
    with pytest.raises(SitbreakError, match="No routine is suggested just now"):
        stage.ask("swap")


# --- swapping the suggestion of a reminder ------------------------------------------------------------------


def test_a_reminder_is_swapped_in_its_place_and_counts_as_the_same(reminded: Stage) -> None:
    """O12."""
    seen = [reminded.life.coach.current_id]
    assert reminded.buttons() == ["Start", "Swap", "Snooze 5 min", "Not now"]
    told = []
    for _ in range(3):
        told.append(reminded.ask("swap"))
        seen.append(reminded.life.coach.current_id)
    assert len(set(seen)) == 4
    assert [each["break"] for each in told] == [None] * 3
    assert told[1]["told"].endswith("One more swap is left.")
    assert told[2]["told"].endswith("That was the last swap.")
    assert reminded.buttons() == ["Start", "Snooze 5 min", "Not now"]
    assert len(reminded.said()) == 4
    report, _now = reminded.life.daemon.report()
    assert (report.prompt, report.reminders) == (Prompt.SHOWN, 1)
    with pytest.raises(SitbreakError, match="That was the third swap for this break"):
        reminded.ask("swap")


def test_the_break_begins_with_the_swapped_routine_and_the_swaps_that_are_left(reminded: Stage) -> None:
    reminded.ask("swap")
    routine = reminded.life.coach.current_id
    answer = reminded.ask("start")
    assert (answer["break"]["routine"], answer["break"]["swaps_left"]) == (routine, 2)


def test_where_there_is_room_for_three_buttons_swap_is_not_among_them() -> None:
    stage = Stage("buttons")
    stage.until(2700)
    assert stage.buttons() == ["Start", "Snooze 5 min", "Not now"]


def test_a_snoozed_reminder_is_swapped_without_being_shown(reminded: Stage) -> None:
    reminded.ask("snooze", minutes=5)
    before = reminded.life.coach.current_id
    assert reminded.ask("swap")["ok"] is True
    assert reminded.life.coach.current_id != before
    assert len(reminded.said()) == 1


# --- what has happened meanwhile ----------------------------------------------------------------------------


def test_a_swap_asked_for_after_the_computer_slept_through_the_break_changes_nothing(stage: Stage) -> None:
    """B5, O12: no routine that nobody did is remembered, as done or at all."""
    stage.ask("start", routine=MARCH)
    stage.until(10)
    stage.life.clock.boot_s += 600
    stage.life.clock.asleep_s += 600
    with pytest.raises(SitbreakError, match="No routine is suggested just now"):
        stage.ask("swap")
    (event,) = stage.life.coach.history.since(0)
    assert (event.routine, event.outcome) == (MARCH, "partial")


def test_a_reminder_presses_as_the_settings_of_that_moment_say() -> None:
    stage = Stage("buttons")
    stage.until(2700)
    stage.style, stage.sound = "urgent", True
    stage.until(2700 + 300)
    shown = stage.notifier.shown
    assert [(notice.urgent, notice.sound) for notice in shown] == [(False, False), (True, True)]
