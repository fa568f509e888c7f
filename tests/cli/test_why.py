"""`sitbreak why`: what it says of a day, with and without a running sitbreak."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sitbreak.clock import wall_s
from sitbreak.commands.decision_words import stamp, tell
from sitbreak.store import Store
from tests.cli.program import Program, until

DAY = datetime(2026, 1, 5, tzinfo=UTC)


def at(clock: str, kind: str, **details: Any) -> dict[str, Any]:
    """A line of the log, at a time of day."""
    return {"kind": kind, "at_s": _s(clock), "sitting_s": 2700, **details}


def _s(clock: str) -> float:
    hours, minutes = clock.split(":")
    return (DAY + timedelta(hours=int(hours), minutes=int(minutes))).timestamp()


def told(*lines: dict[str, Any]) -> list[str]:
    """The lines as `why` tells them, on that day."""
    noon = DAY + timedelta(hours=12)
    titles = {"standing-march": "Standing march"}
    return [f"{stamp(each.at_s, noon)} {each.text}" for each in tell(lines, UTC, titles)]


# --- the words


def test_all_that_was_decided_at_one_moment_is_one_line() -> None:
    assert told(at("10:45", "due"), at("10:45", "held", reasons=["call"])) == [
        "10:45 Break due after 45 min of sitting; held back: you are in a call"
    ]
    reminded = at("11:20", "reminded", n=1, after_snooze_min=0) | {"sitting_s": 4800}
    assert told(at("11:20", "freed", reasons=["call"]), reminded) == [
        "11:20 The call ended; reminder 1 shown (sat 1 h 20 min)"
    ]


def test_what_goes_without_saying_is_not_said() -> None:
    away = at("12:02", "away", since_at_s=_s("11:59"), because="quiet")
    assert told(away, at("12:02", "held", reasons=["away"])) == ["12:02 Away since 11:59"]
    rest = at("12:40", "rest", rest="absence", seconds=2460, sat_s=4800)
    ended = at("12:40", "ended", outcome="natural")
    assert told(rest, ended) == ["12:40 Back: a rest of 41 min (sat 1 h 20 min before); that was the break"]
    back = at("12:10", "back", seconds=240)
    assert told(back, at("12:10", "freed", reasons=["locked", "away"])) == ["12:10 Back after 4 min"]
    standing = at("12:20", "standing")
    assert told(standing, at("12:20", "held", reasons=["standing"])) == ["12:20 You said you are standing"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (at("9:00", "away", because="barred", since_at_s=0), "Away: the screen was locked"),
        (at("9:00", "away", because="asleep", since_at_s=0), "The computer went to sleep"),
        (at("9:00", "unknown", why="No X server."), "sitting time stands still: No X server"),
        (at("9:00", "known"), "It is known again"),
        (at("9:00", "waiting"), "Waiting for a pause in typing"),
        (
            at("9:00", "reminded", n=2, after_snooze_min=5),
            "Reminder 2 shown after a snooze of 5 min (sat 45 min)",
        ),
        (at("9:00", "silent", n=3), "No answer to 3 reminders"),
        (at("9:00", "snoozed", minutes=5, until_at_s=_s("9:05")), "You snoozed for 5 min, until 09:05"),
        (at("9:00", "paused", until_at_s=_s("9:30")), "You paused reminders until 09:30"),
        (at("9:00", "resumed", early=True), "You ended the pause"),
        (at("9:00", "resumed", early=False), "The pause ended"),
        (at("9:00", "sitting", by_itself=True), "Standing ended by itself"),
        (at("9:00", "sitting", by_itself=False), "You said you are sitting again"),
        (at("9:00", "rest", rest="suspend", seconds=28800, sat_s=60), "the computer slept, a rest of 8 h"),
        (
            at("9:00", "break", routine="standing-march", seconds=70),
            "Break started: Standing march, 1 min 10 s",
        ),
        (at("9:00", "break", routine="gone", seconds=60), "Break started: gone, 1 min"),
        (at("9:00", "ended", outcome="done", routine="x", seconds=60), "Break done"),
        (at("9:00", "ended", outcome="partial", routine="x", seconds=20), "Break stopped after 20 s"),
        (at("9:00", "ended", outcome="skipped"), "You said Not now"),
        (at("9:00", "ended", outcome="expired"), "No longer due by the new settings"),
        (at("9:00", "taken_back", seconds=600), "You said you were sitting: the last 10 min count"),
        (at("9:00", "settings", changes={"breaks.interval_min": [45, 30]}), "interval_min 45 → 30"),
        (at("9:00", "settings", changes={"hold.dnd": [True, False]}), "hold.dnd on → off"),
        (at("9:00", "settings", changes={"hours.work": [[], ["Mon 9-5"]]}), "hours.work none → Mon 9-5"),
        (at("9:00", "part", part="tray", state="absent", detail="No icon."), "Tray: nothing there. No icon"),
        (at("9:00", "stopped"), "sitbreak ended"),
    ],
)
def test_every_kind_of_decision_has_words(line: dict[str, Any], words: str) -> None:
    (said,) = told(line)
    assert words in said


def test_a_program_that_did_not_run_is_told_from_when_it_ended() -> None:
    started = at("13:20", "started", last_at_s=_s("13:00"))
    assert told(at("13:00", "stopped"), started) == ["13:00 sitbreak ended, and was not running until 13:20"]
    assert told(started) == ["13:00 sitbreak was cut off, and was not running until 13:20"]
    assert told(at("13:20", "started", last_at_s=None)) == ["13:20 sitbreak was started"]
    again = at("13:00", "started", last_at_s=_s("13:00") - 3)
    assert told(again) == ["13:00 sitbreak was started again"]


def test_a_source_that_was_silent_for_a_moment_is_not_worth_a_line() -> None:
    known = at("9:00", "known")
    assert told(at("9:00", "unknown", why="Asking."), known, known) == [
        "09:00 It is known again whether you are there"
    ]
    assert len(told(at("8:00", "unknown", why="Asking."), known)) == 2
    away = at("9:00", "away", since_at_s=_s("8:40"), because="quiet")
    assert told(at("9:00", "unknown", why="Asking."), away) == ["09:00 Away since 08:40"]
    assert len(told(at("8:00", "unknown", why="Asking."), away)) == 2


def test_what_was_not_today_has_its_date() -> None:
    assert stamp(_s("9:05"), DAY + timedelta(days=1)) == "2026-01-05 09:05"


def test_a_damaged_line_costs_its_words_only() -> None:
    lines = (at("9:00", "held"), at("9:00", "due"), at("9:01", "snoozed", minutes=5, until_at_s=1e300))
    assert told(*lines, at("9:02", "of a later version")) == ["09:00 Break due after 45 min of sitting"]


# --- the command


@pytest.fixture
def alone(tmp_path: Path) -> Program:
    """A sitbreak that nobody has started, with a history of its own."""
    return Program(tmp_path)


def _history(program: Program) -> Path:
    return Path(program.env["XDG_DATA_HOME"]) / "sitbreak/history.sqlite3"


def test_before_the_first_run_there_is_nothing_and_it_says_where_to_look(alone: Program) -> None:
    assert alone.told("why") == (
        "Nothing was decided in the last 24 h. `sitbreak doctor` tells whether you will be reminded.\n"
    )
    said = alone.run("why", "--json", "--hours", "2").json
    assert (said["lines"], said["hours"]) == ([], 2)
    assert "2 h" in said["note"]


def test_it_works_without_a_running_sitbreak(alone: Program) -> None:
    store = Store(_history(alone))
    now_s = wall_s()
    store.decide([{"kind": "due", "at_s": now_s - 90000, "sitting_s": 2700}])
    store.decide([{"kind": "ended", "at_s": now_s - 60, "sitting_s": 2700, "outcome": "skipped"}])
    store.close()
    assert alone.told("why").endswith("  You said Not now\n")
    assert len(alone.told("why").splitlines()) == 1
    assert len(alone.told("why", "--hours", "30").splitlines()) == 2
    (line,) = alone.run("why", "--json").json["lines"]
    assert line["text"] == "You said Not now"
    assert line["decisions"][0]["kind"] == "ended"
    assert datetime.fromisoformat(line["at"]).timestamp() == pytest.approx(now_s - 60, abs=1)


@pytest.mark.parametrize("hours", ["0", "49", "-3", "many", "nan"])
def test_more_than_is_kept_cannot_be_asked_for(alone: Program, hours: str) -> None:
    assert "--hours" in alone.run("why", f"--hours={hours}").err


def test_a_damaged_history_is_told_in_one_sentence(alone: Program) -> None:
    _history(alone).parent.mkdir(parents=True)
    _history(alone).write_bytes(b"this is no database" * 100)
    assert "damaged" in alone.refused("why")


def test_what_the_running_sitbreak_decides_is_told_at_once(alone: Program) -> None:
    with alone.running():
        alone.told("pause", "30")
        alone.told("resume")
        alone.told("config", "set", "breaks.interval_min", "30")
        until(lambda: "45 → 30" in alone.told("why"), 10)
        lines = alone.told("why").splitlines()
    words = [line.partition("  ")[2] for line in lines]
    assert words[0] == "sitbreak was started"
    assert any("Nobody can tell whether you are there" in each for each in words)
    assert any(each.startswith("You paused reminders until") for each in words)
    assert "You ended the pause" in words
    assert words[-1] == "Settings: breaks.interval_min 45 → 30"
    assert alone.told("why").endswith("sitbreak ended\n")


def test_with_history_switched_off_nothing_is_written_and_the_running_sitbreak_tells(alone: Program) -> None:
    alone.settings.parent.mkdir(parents=True)
    alone.settings.write_text("[history]\nkeep = false\n")
    with alone.running():
        alone.told("stand")
        assert "You said you are standing" in alone.told("why")
    assert "history.keep is off" in alone.told("why")
    history = sqlite3.connect(_history(alone))
    assert history.execute("SELECT count(*) FROM decisions").fetchone() == (0,)
    history.close()
