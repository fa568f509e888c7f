"""What the user says of a break, and what comes of it (rules P1, P3, P4 and P6 of choosing)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sitbreak.core import hours
from sitbreak.core.choosing import Profile
from sitbreak.core.model import BreakEnded, Evidence, Outcome
from sitbreak.core.suggestions import DAY_S, Note, Suggested
from sitbreak.core.wishes import Skip, Start, Stop
from sitbreak.errors import SitbreakError, UsageError
from sitbreak.feeling import SILENCE_S, Deeds, Feeling, FeelingNotices
from sitbreak.recording import Recorder
from sitbreak.store import Store
from tests.fakes import BEGIN, FakeLife, FakeNotifier

MARCH = "standing-march"  # runs for 60 s


class Bench:
    """Somebody with a sitbreak that feels with her."""

    def __init__(self, folder: Path, *, begin_s: float = 1000) -> None:
        self.folder = folder
        self.store = Store(folder / "history.sqlite3")
        self.recorder = Recorder(self.store, "boot", keep=True)
        past = self.recorder.history((BEGIN + timedelta(seconds=begin_s)).timestamp())
        self.life = FakeLife(begin_s=begin_s, diary=self.recorder, history=past)
        self.life.senses.told = Evidence()
        self.done: list[str] = []
        self.has_window = True
        deeds = Deeds(
            raise_level=lambda: self.done.append("level"),
            open_preferences=self._open,
            suggest_anew=lambda: self.done.append("anew"),
        )
        self.feeling = Feeling(self.life.daemon, self.life.coach, self.recorder, deeds)
        self.shelf = FakeNotifier()
        self.busy = False
        self.waiting: list[tuple[float, Callable[[], None]]] = []
        self.notices = FeelingNotices(
            self.feeling,
            self.shelf,
            SimpleNamespace(call_later=lambda *timer: self.waiting.append(timer)),
            is_busy=lambda: self.busy,
        )

    def _open(self) -> bool:
        self.done.append("preferences")
        return self.has_window

    @property
    def history(self) -> Any:
        return self.life.coach.history

    def restarted(self) -> Bench:
        """The same person with a sitbreak that was started anew."""
        self.store.close()
        return Bench(self.folder, begin_s=self.life.clock.boot_s)

    def later(self, seconds: float) -> None:
        self.life.clock.boot_s += seconds
        self.life.daemon.turn()

    def take(self, routine: str = MARCH) -> None:
        """A break to its end."""
        self.life.daemon.obey(Start(routine=routine, seconds=60))
        self.later(60)
        self.notices.follow(self.life.watched[-1][1])

    def a_minute_passes(self, **evidence: Any) -> None:
        self.life.senses.told = Evidence(**evidence)
        self.later(SILENCE_S)
        timers, self.waiting = self.waiting, []
        for _seconds, due in timers:
            due()
        self.life.senses.told = Evidence()

    def skips(self) -> None:
        self.notices.follow([BreakEnded(outcome=Outcome.SKIPPED)])

    def feels(self, how: str, **more: Any) -> dict[str, Any]:
        return self.feeling.feel({"how": how, **more})

    def remember(self, days_ago: int, routine: str = MARCH, **more: Any) -> None:
        now = self.life.clock.now().wall
        at_s = now.timestamp() - days_ago * DAY_S
        self.history.append(
            Suggested(routine=routine, shown_at_s=at_s, day=hours.day_of(now) - days_ago, **more)
        )

    def stored(self) -> list[tuple[str, str]]:
        return [(line["routine"], line["feedback"]) for line in self.store.suggestions(0)]

    def decided(self) -> list[dict[str, Any]]:
        with self.store._file.reading() as connection:
            rows = connection.execute("SELECT body FROM decisions").fetchall()
        return [line for (body,) in rows if (line := json.loads(body))["kind"] == "felt"]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.store.close()


# --- how it was ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["good", "hard", "hurt"])
def test_what_is_said_of_the_last_break_is_kept(bench: Bench, how: str) -> None:
    bench.take()
    assert bench.feels(how)["ok"] is True
    assert bench.stored() == [(MARCH, how)]
    assert bench.history.of(MARCH).last.feedback == how
    assert [(line["how"], line["routine"]) for line in bench.decided()] == [(how, MARCH)]


def test_it_is_kept_of_the_break_also_when_the_next_reminder_was_shown_since(bench: Bench) -> None:
    bench.take()
    bench.life.senses.told = Evidence(input_on=True)
    bench.life.live(until_s=60 + 2800)
    assert bench.life.coach.current_id not in (None, MARCH)
    bench.feels("hard")
    assert bench.stored() == [(MARCH, "hard"), (bench.life.coach.current_id, "")]


@pytest.mark.parametrize("gone_s", [None, 3601])
def test_without_a_break_in_the_last_hour_there_is_nothing_to_say(bench: Bench, gone_s: float | None) -> None:
    if gone_s is not None:
        bench.take()
        bench.later(gone_s)
    with pytest.raises(SitbreakError, match="There was no break within the last hour"):
        bench.feels("good")


def test_pain_may_come_later_and_is_told_up_to_a_day_after_the_break(bench: Bench) -> None:
    bench.take()
    bench.later(DAY_S - 60)
    assert bench.feels("hurt")["notice"]["title"] == "Thanks for saying so"
    bench.later(DAY_S)
    with pytest.raises(SitbreakError, match="There was no break within the last day"):
        bench.feels("hurt")


def test_that_it_hurt_is_kept_also_when_sitbreak_was_started_anew_since(bench: Bench) -> None:
    """P4: it would come again after the next restart."""
    bench.take()
    again = bench.restarted()
    again.feels("hurt")
    assert again.stored() == [(MARCH, "hurt")]
    once_more = again.restarted()
    assert once_more.history.hurts
    once_more.store.close()


def test_nothing_is_written_of_the_past_where_no_history_is_kept(bench: Bench) -> None:
    bench.take()
    again = bench.restarted()
    again.recorder.obey(keep=False)
    again.feels("hurt")
    assert again.stored() == [(MARCH, "")]
    again.store.close()


@pytest.mark.parametrize("how", [None, "", "great", 5, ["good"]])
def test_another_word_is_refused(bench: Bench, how: Any) -> None:
    bench.take()
    with pytest.raises(UsageError):
        bench.feels(how)


def test_twice_too_hard_makes_it_easier_and_says_so(bench: Bench) -> None:
    """P3."""
    bench.take()
    assert bench.feels("hard")["told"] == "Thanks for saying so. It comes less often for two weeks."
    bench.take()
    assert "fewer repetitions" in bench.feels("hard")["told"]
    assert bench.history.of(MARCH).eased


def test_a_break_that_hurts_is_stopped(bench: Bench) -> None:
    """P4."""
    bench.life.daemon.obey(Start(routine=MARCH, seconds=60))
    bench.later(20)
    answer = bench.feels("hurt")
    assert bench.life.daemon.state.running is None
    assert answer["notice"] == {
        "title": "Thanks for saying so",
        "body": "Standing march is off the list for two weeks."
        " If pain lasts or spreads, please see a professional.",
    }
    assert "question" not in answer


def test_what_hurt_does_not_come_back_with_the_reminder_of_its_break(bench: Bench) -> None:
    """P4, B2: the break counts as a snooze, and another routine takes its place."""
    bench.life.senses.told = Evidence(input_on=True)
    bench.life.live(until_s=2750)
    routine = bench.life.coach.current_id
    assert routine is not None
    bench.life.daemon.obey(Start(routine=routine, seconds=60))
    bench.feels("hurt")
    assert bench.life.coach.current_id not in (None, routine)
    assert bench.done == ["anew"]


def test_that_it_hurt_is_not_taken_back_by_a_later_word(bench: Bench) -> None:
    bench.take()
    bench.feels("hurt")
    with pytest.raises(SitbreakError, match="it stays off the list for two weeks"):
        bench.feels("good")
    assert bench.stored() == [(MARCH, "hurt")]


def test_hurt_twice_leaves_settling_routines_until_all_is_fine_again(bench: Bench) -> None:
    """P4, and it survives a restart."""
    bench.take()
    bench.feels("hurt")
    bench.take("glute-squeeze")
    assert "Only settling routines and walks" in bench.feels("hurt")["notice"]["body"]
    assert bench.history.settle_only
    assert bench.recorder.history(bench.life.clock.now().wall.timestamp()).settle_only
    assert "All kinds of routines may come" in bench.feels("fine")["told"]
    assert not bench.history.settle_only
    assert not bench.recorder.history(bench.life.clock.now().wall.timestamp()).settle_only
    assert [line["settle_only"] for line in bench.decided()] == [False, True, False]
    assert "Nothing changes by that: what hurt keeps its two weeks of rest" in bench.feels("fine")["told"]


# --- what is asked back -------------------------------------------------------------------------------------


def a_dozen_breaks(bench: Bench) -> None:
    """P1: 12 breaks done on 6 days, the last just now."""
    for number in range(11):
        bench.remember(6 - number // 2, outcome="done")
    bench.take()


def test_after_a_dozen_breaks_a_higher_level_is_offered_once(bench: Bench) -> None:
    a_dozen_breaks(bench)
    question = bench.feels("good")["question"]
    assert (question["id"], question["yes"], question["no"]) == ("level", "Yes", "Stay gentle")
    assert question["text"].startswith("You have done a dozen gentle breaks.")
    assert Note.LEVEL_OFFERED in bench.history.notes
    assert "question" not in bench.feels("good")


def test_yes_writes_the_level_and_no_is_remembered(bench: Bench) -> None:
    a_dozen_breaks(bench)
    bench.feels("good")
    assert bench.feeling.answer({"question": "level", "yes": True})["ok"] is True
    assert bench.done == ["level"]
    bench.later(15 * DAY_S)
    for number in range(12):
        bench.remember(number // 2, outcome="done")
    bench.take()
    assert bench.feels("good")["question"]["id"] == "level"
    assert bench.feeling.answer({"question": "level", "yes": False})["told"] == "Gentle it stays."
    assert Note.LEVEL_DECLINED in bench.history.notes
    assert bench.done == ["level"]


def test_nobody_is_offered_more_right_after_it_was_too_much(bench: Bench) -> None:
    a_dozen_breaks(bench)
    assert "question" not in bench.feels("hard")


def test_who_cannot_be_asked_is_not_asked_and_is_asked_the_next_time(bench: Bench) -> None:
    a_dozen_breaks(bench)
    assert "question" not in bench.feels("good", ask=False)
    assert "question" in bench.feels("good")


def test_who_has_a_higher_level_is_offered_none(bench: Bench) -> None:
    bench.life.coach.reconsider(bench.life.coach._catalogue, replace(Profile(), level=2))
    a_dozen_breaks(bench)
    assert "question" not in bench.feels("good")


def test_who_never_says_a_word_is_offered_the_higher_level_once_and_never_again(bench: Bench) -> None:
    """P1, without nagging."""
    a_dozen_breaks(bench)
    bench.a_minute_passes(input_on=True)
    (notice,) = bench.shelf.shown
    assert [each.key for each in notice.buttons] == ["answer-level-yes", "answer-level-no"]
    for _ in range(2):
        bench.later(20 * DAY_S)
        a_dozen_breaks(bench)
        assert bench.waiting == []
    assert bench.feels("good")["question"]["id"] == "level"
    assert len(bench.shelf.shown) == 1


def test_the_offer_waits_for_a_break_after_which_somebody_is_there_and_nothing_is_on_the_screen(
    bench: Bench,
) -> None:
    a_dozen_breaks(bench)
    bench.a_minute_passes(locked=True)
    bench.take()
    bench.busy = True
    bench.a_minute_passes(input_on=True)
    assert (bench.shelf.shown, Note.LEVEL_OFFERED in bench.history.notes) == ([], False)
    bench.busy = False
    bench.take()
    bench.a_minute_passes(input_on=True)
    assert len(bench.shelf.shown) == 1


@pytest.mark.parametrize("how", ["good", "hard", "hurt"])
def test_whoever_says_how_it_was_is_not_asked_once_more(bench: Bench, how: str) -> None:
    a_dozen_breaks(bench)
    bench.feels(how, ask=False)
    bench.a_minute_passes(input_on=True)
    assert bench.shelf.shown == []


def test_before_the_dozen_nothing_is_waited_for(bench: Bench) -> None:
    bench.take()
    assert bench.waiting == []


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"question": "level"},
        {"question": "level", "yes": "yes"},
        {"question": "age", "yes": True},
        {"question": "level", "yes": True},
    ],
)
def test_an_answer_to_nothing_is_refused(bench: Bench, message: dict[str, Any]) -> None:
    with pytest.raises(SitbreakError):
        bench.feeling.answer(message)
    assert bench.done == []


def skip_thrice(bench: Bench) -> None:
    for _ in range(3):
        bench.remember(0, outcome="skipped")


@pytest.mark.parametrize(
    ("has_window", "told"), [(True, "The preferences open"), (False, "breaks.interval_min 60")]
)
def test_after_three_skips_it_is_asked_whether_the_rhythm_fits_once_a_week(
    bench: Bench, has_window: bool, told: str
) -> None:
    """P6."""
    bench.has_window = has_window
    bench.skips()
    assert bench.shelf.shown == []
    skip_thrice(bench)
    bench.skips()
    bench.skips()
    (notice,) = bench.shelf.shown
    assert notice.body == "Is the rhythm right? 60 minutes is fine too."
    assert [(each.key, each.label) for each in notice.buttons] == [
        ("answer-rhythm-yes", "Change"),
        ("answer-rhythm-no", "Keep"),
    ]
    assert told in bench.feeling.answer({"question": "rhythm", "yes": True})["told"]
    assert bench.done == ["preferences"]
    bench.later(8 * DAY_S)
    skip_thrice(bench)
    bench.skips()
    bench.notices.clicked("answer-rhythm-no")
    assert len(bench.shelf.shown) == 2
    assert bench.done == ["preferences"]


# --- by notifications ---------------------------------------------------------------------------------------


def test_a_click_says_how_it_was_and_brings_what_follows(bench: Bench) -> None:
    a_dozen_breaks(bench)
    bench.notices.clicked("feel-good")
    assert [each.key for each in bench.shelf.shown[-1].buttons] == ["answer-level-yes", "answer-level-no"]
    bench.notices.clicked("answer-level-yes")
    assert bench.done == ["level"]
    bench.take()
    bench.notices.clicked("feel-hurt")
    assert bench.shelf.shown[-1].title == "Thanks for saying so"


def test_a_click_that_comes_too_late_does_nothing(bench: Bench) -> None:
    bench.notices.clicked("feel-good")
    bench.notices.clicked("answer-level-yes")
    assert (bench.shelf.shown, bench.done) == ([], [])


def test_a_reminder_that_is_skipped_or_stopped_is_no_break_to_speak_of(bench: Bench) -> None:
    bench.life.senses.told = Evidence(input_on=True)
    bench.life.live(until_s=2750)
    bench.life.daemon.obey(Skip())
    with pytest.raises(SitbreakError):
        bench.feels("good")
    bench.life.daemon.obey(Start(routine=MARCH, seconds=60))
    bench.later(5)
    bench.life.daemon.obey(Stop())
    assert bench.feels("hard")["ok"] is True
