"""The log of decisions in the store, and what becomes of it when there is none or nothing may be kept."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sitbreak.commands import history_looking
from sitbreak.core.model import BreakEnded, Moment, Outcome, Remind, Rested, RestKind, TakenBack
from sitbreak.core.state import new_state
from sitbreak.errors import SitbreakError
from sitbreak.history_opening import open_to_look
from sitbreak.ports import Health
from sitbreak.recording import Recorder
from sitbreak.store import DECISIONS_KEPT, DECISIONS_KEPT_S, Store

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
NOON_S = NOON.timestamp()
MOMENT = Moment(wall=NOON, mono_s=100, boot_s=100)
REMIND = Remind(n=1, sitting_s=2700)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def store(path: Path) -> Any:
    store = Store(path)
    yield store
    store.close()


def line(at_s: float = NOON_S, **details: Any) -> dict[str, Any]:
    return {"kind": "due", "at_s": at_s, **details}


def kept(path: Path, since_s: float = 0) -> list[Any]:
    return history_looking.decisions(path, since_s)


def test_lines_come_back_in_the_order_in_which_they_were_written(store: Store, path: Path) -> None:
    store.decide([line(reasons=["call"]), line(NOON_S + 1)])
    store.decide([line(NOON_S - 3600)])  # the clock was set back
    assert [each["at_s"] - NOON_S for each in kept(path)] == [0, 1, -3600]
    assert kept(path)[0]["reasons"] == ["call"]
    assert [each["at_s"] for each in kept(path, NOON_S)] == [NOON_S, NOON_S + 1]


def test_the_log_forgets_what_is_older_than_two_days_as_it_is_written(store: Store, path: Path) -> None:
    store.decide([line(), line(NOON_S + 5)])
    store.decide([line(NOON_S + DECISIONS_KEPT_S + 1)])
    assert [each["at_s"] - NOON_S for each in kept(path)] == [5, DECISIONS_KEPT_S + 1]
    store.forget_decisions(NOON_S + 3 * DECISIONS_KEPT_S)
    assert kept(path) == []


def test_the_log_holds_a_bounded_number_of_lines(store: Store, path: Path) -> None:
    store.decide([line(NOON_S + n / 10) for n in range(DECISIONS_KEPT + 50)])
    found = kept(path)
    assert len(found) == DECISIONS_KEPT
    assert found[0]["at_s"] == NOON_S + 5


def test_a_line_too_long_is_refused_and_none_of_its_step_is_kept(store: Store, path: Path) -> None:
    with pytest.raises(SitbreakError):
        store.decide([line(), line(detail="x" * 5000)])
    assert kept(path) == []


def test_something_is_the_first_time_once_ever(store: Store, path: Path) -> None:
    assert store.first_time("no tray")
    assert not store.first_time("no tray")
    assert store.first_time("something else")
    store.close()
    assert not Store(path).first_time("no tray")


def test_a_step_is_written_in_one_transaction(path: Path) -> None:
    commits = []

    def watched(file: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(file, isolation_level=None)
        connection.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
        return connection

    store = Store(path, watched)
    recorder = Recorder(store, "boot", keep=True)
    state = new_state(MOMENT)
    recorder.begin(state, MOMENT, None)
    commits.clear()
    recorder.follow(state, MOMENT, [REMIND, Rested(kind=RestKind.ABSENCE, seconds=600, sat_s=2700)], None)
    assert len(commits) == 1
    assert [each["kind"] for each in kept(path)] == ["started", "rest", "reminded"]
    assert {each["kind"] for each in store.export()} == {"reminder", "stretch", "rest"}
    store.close()


def test_with_history_switched_off_the_last_decisions_are_remembered_and_not_written(
    store: Store, path: Path
) -> None:
    recorder = Recorder(store, "boot", keep=False)
    recorder.begin(new_state(MOMENT), MOMENT, {"wall_s": NOON_S - 60})
    for _n in range(300):
        recorder.follow(new_state(MOMENT), MOMENT, [REMIND], None)
    assert kept(path) == []
    assert len(recorder.recent()) == 200
    assert list(store.export()) == []


def test_until_the_settings_are_known_nothing_is_written_and_then_nothing_is_lost(
    store: Store, path: Path
) -> None:
    for keep, written in ((False, 0), (True, 1)):
        recorder = Recorder(store, "boot", keep=None)
        recorder.begin(new_state(MOMENT), MOMENT, None)
        assert kept(path) == []
        recorder.obey(keep=keep)
        assert (len(kept(path)), len(recorder.recent())) == (written, 1 - written)
    recorder = Recorder(store, "boot", keep=False)
    recorder.begin(new_state(MOMENT), MOMENT, None)
    recorder.obey(keep=True)  # what was decided while it was off stays unwritten
    assert len(kept(path)) == 1


def test_a_store_that_takes_nothing_costs_neither_the_reminder_nor_the_last_decisions(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    recorder = Recorder(Store(tmp_path / "file" / "history.sqlite3"), "boot", keep=True)
    recorder.begin(new_state(MOMENT), MOMENT, None)
    recorder.follow(new_state(MOMENT), MOMENT, [REMIND], None)
    assert [each["kind"] for each in recorder.recent()] == ["started", "reminded"]
    assert not recorder.first_time("no tray")  # nothing is told twice for want of memory


def test_a_rest_that_was_not_written_is_not_struck_in_the_place_of_another_line(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    refusing = [False]

    def connect(file: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(file, isolation_level=None)
        connection.set_authorizer(
            lambda action, *_: (
                sqlite3.SQLITE_DENY
                if refusing[0] and action == sqlite3.SQLITE_TRANSACTION and _[0] == "COMMIT"
                else sqlite3.SQLITE_OK
            )
        )
        return connection

    store = Store(path, connect)
    recorder = Recorder(store, "boot", keep=True)
    state = new_state(MOMENT)
    recorder.begin(state, MOMENT, None)
    refusing[0] = True
    recorder.follow(state, MOMENT, [Rested(kind=RestKind.ABSENCE, seconds=600, sat_s=2700)], None)
    refusing[0] = False
    recorder.follow(state, MOMENT, [REMIND], None)
    recorder.follow(state, MOMENT, [TakenBack(seconds=600, natural=False)], None)
    assert [each["kind"] for each in store.export()] == ["reminder"]
    store.close()


@pytest.mark.parametrize("natural", [True, False])
def test_a_rest_is_taken_back_after_a_restart_too(store: Store, natural: bool) -> None:
    """P8, P10: with the stretch that it ended and its natural break; what was before it stays."""
    sooner = replace(MOMENT, wall=MOMENT.wall - timedelta(seconds=7200.3))
    rest = Rested(kind=RestKind.ABSENCE, seconds=600.1 + 0.2, sat_s=2700)
    ended = [BreakEnded(outcome=Outcome.NATURAL)] if natural else []
    before = Recorder(store, "boot", keep=True)
    before.begin(new_state(MOMENT), MOMENT, None)
    before.follow(new_state(MOMENT), sooner, [rest, BreakEnded(outcome=Outcome.NATURAL)], None)
    left = list(store.export())
    before.follow(new_state(MOMENT), MOMENT, [rest, *ended], None)
    assert len(list(store.export())) == len(left) + 2 + natural

    after = Recorder(store, "boot", keep=True)
    after.begin(new_state(MOMENT), MOMENT, None)
    later = replace(MOMENT, wall=MOMENT.wall + timedelta(seconds=300))
    after.follow(new_state(MOMENT), later, [REMIND], None)
    after.follow(new_state(MOMENT), later, [TakenBack(seconds=rest.seconds, natural=natural)], None)
    assert [each["kind"] for each in left] == ["stretch", "rest", "break"]
    assert list(store.export())[:-1] == left
    assert list(store.export())[-1]["kind"] == "reminder"


def test_what_was_today_is_read_again_only_when_something_was_written_or_the_day_turned(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder(store, "boot", keep=True)
    recorder.begin(new_state(MOMENT), MOMENT, None)
    asked: list[float] = []
    today = store.today
    monkeypatch.setattr(store, "today", lambda since_s: asked.append(since_s) or today(since_s))
    morning_s, next_morning_s = NOON_S - 8 * 3600, NOON_S + 16 * 3600
    for _ in range(3):
        assert recorder.today(morning_s)["sat_s"] == 0
    assert asked == [morning_s]
    rest = Rested(kind=RestKind.ABSENCE, seconds=600, sat_s=2700)
    recorder.follow(new_state(MOMENT), MOMENT, [rest], None)
    for _ in range(3):
        assert recorder.today(morning_s)["sat_s"] == 2700
    recorder.follow(new_state(MOMENT), MOMENT, [TakenBack(seconds=600, natural=False)], None)
    assert recorder.today(morning_s)["sat_s"] == 0
    assert recorder.today(next_morning_s)["sat_s"] == 0
    assert asked == [morning_s, morning_s, morning_s, next_morning_s]


def test_a_part_is_told_when_it_changes_and_what_is_well_at_first_is_not(store: Store, path: Path) -> None:
    recorder = Recorder(store, "boot", keep=True)
    well = Health(part="tray", state="ok")
    gone = Health(part="tray", state="absent", detail="No icon is shown.")
    for n, health in enumerate((well, well, gone, gone, well)):
        recorder.parts_are(NOON_S + n, [health])
    assert [(each["at_s"] - NOON_S, each["state"]) for each in kept(path)] == [(2, "absent"), (4, "ok")]


# --- looking from outside


def test_there_is_nothing_to_see_before_the_first_run_and_nothing_is_made(path: Path) -> None:
    assert kept(path) == []
    assert history_looking.look(path) == history_looking.StoreLook(str(path), exists=False, set_aside=[])
    assert not path.exists()


def test_a_history_of_the_first_version_has_no_log(path: Path) -> None:
    Store(path).close()
    old = sqlite3.connect(path)
    old.executescript("DROP TABLE decisions; DROP TABLE told; PRAGMA user_version = 1")
    old.close()
    assert kept(path) == []
    Store(path).decide([line()])  # and is brought to this one
    assert len(kept(path)) == 1


def test_lines_that_cannot_be_understood_are_passed_over(store: Store, path: Path) -> None:
    store.decide([line()])
    other = sqlite3.connect(path)
    strange = ['{"kind": 5, "at_s": 1}', "[]", "no json", '{"kind": "due"}', '{"kind": "due", "at_s": 1e300}']
    other.executemany("INSERT INTO decisions (at_s, body) VALUES (2e9, ?)", [(each,) for each in strange])
    other.commit()
    other.close()
    assert kept(path) == [line()]


def test_a_look_at_a_sound_history_tells_its_size_and_when_it_was_saved(store: Store, path: Path) -> None:
    store.save_state({"wall_s": NOON_S})
    found = history_looking.look(path)
    assert (found.problem, found.newer, found.saved_at_s) == ("", False, NOON_S)
    assert found.size_b > 1000
    store.save_state({"wall_s": "when?"})
    assert history_looking.look(path).saved_at_s is None


def test_a_look_at_a_damaged_history_says_so_and_changes_nothing(path: Path) -> None:
    path.write_bytes(b"this is no database, whatever it is" * 100)
    before = path.read_bytes()
    assert "damaged" in history_looking.look(path).problem
    with pytest.raises(SitbreakError, match="damaged"):
        kept(path)
    assert path.read_bytes() == before


def test_a_look_at_a_history_of_a_newer_sitbreak_says_so(path: Path) -> None:
    store = Store(path)
    store.close()
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    assert history_looking.look(path).newer


def test_damaged_files_that_were_set_aside_are_seen(path: Path) -> None:
    path.write_bytes(b"no database" * 100)
    Store(path).close()
    (name,) = history_looking.look(path).set_aside
    assert name.startswith("history.damaged-")


@pytest.mark.linux  # names that Windows does not take
def test_who_only_looks_can_write_nothing_whatever_the_name_of_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "50% of what?#1" / "history.sqlite3"
    store = Store(path)
    store.decide([line()])
    connection = open_to_look(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM decisions")
    connection.close()
    assert json.loads(json.dumps(kept(path))) == [line()]
    store.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
