"""The history file: real SQLite, real damage, real kills; and a fault at every single operation."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak.core.model import Outcome, RestKind
from sitbreak.errors import SitbreakError
from sitbreak.history_opening import MIGRATIONS, VERSION, WAL_LIMIT_B, connect
from sitbreak.ports import Store as StorePort
from sitbreak.store import Store

NOON = 1_750_000_000.0  # some wall time


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sitbreak" / "history.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store(path)
    yield opened
    opened.close()


def sound(path: Path) -> bool:
    connection = sqlite3.connect(path)
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
    finally:
        connection.close()


def lines(store: Store) -> list[dict[str, Any]]:
    return list(store.export())


# --- what it keeps


@pytest.mark.linux  # modes of files
def test_a_new_history_is_private_and_empty(path: Path, store: Store) -> None:
    port: StorePort = store
    assert port.load_state() is None
    assert lines(store) == []
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    store.save_state({"a": 1})
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert store.health().state == "ok"


@pytest.mark.linux  # modes of files
def test_a_file_that_others_could_read_is_made_private(path: Path) -> None:
    Store(path).close()
    path.chmod(0o644)
    Store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_state_saved_last_is_the_state_loaded(path: Path, store: Store) -> None:
    store.save_state({"sitting_s": 12.5, "of": ["a", None, True], "text": "größer\ud800"})
    store.save_state({"sitting_s": 13.5, "of": ["a", None, True], "text": "größer\ud800"})
    store.close()
    again = Store(path)
    assert again.load_state() == {"sitting_s": 13.5, "of": ["a", None, True], "text": "größer\ud800"}
    again.close()


def test_a_state_beyond_64_kib_is_refused_and_the_last_one_stays(store: Store) -> None:
    store.save_state({"a": 1})
    with pytest.raises(SitbreakError, match="64 KiB"):
        store.save_state({"a": "x" * 65536})
    assert store.load_state() == {"a": 1}
    assert store.health().state == "ok"


def test_a_saved_state_that_makes_no_sense_counts_as_none(path: Path, store: Store) -> None:
    for body in ("{half", "[1]", "[" * 100_000):
        store.save_state({"a": 1})
        other = sqlite3.connect(path)
        other.execute("UPDATE state SET body = ?", (body,))
        other.commit()
        other.close()
        assert store.load_state() is None


def test_every_kind_of_line_comes_back_with_what_it_told(store: Store) -> None:
    store.record("stretch", NOON, start_s=NOON - 60, end_s=NOON, seconds=60.0)
    store.record("rest", NOON + 1, rest=RestKind.ABSENCE, seconds=300)
    store.record("reminder", NOON + 2, n=1, sitting_s=2700.0, routine="march")
    store.record("break", NOON + 3, outcome=Outcome.NATURAL, routine=None, seconds=0.0)
    store.record("break", NOON + 4, outcome=Outcome.DONE, routine="march", seconds=60.0, typed_s=3)
    assert lines(store) == [
        {"id": 1, "kind": "stretch", "at_s": NOON, "start_s": NOON - 60, "end_s": NOON, "seconds": 60.0},
        {"id": 2, "kind": "rest", "at_s": NOON + 1, "rest": "absence", "seconds": 300.0},
        {"id": 3, "kind": "reminder", "at_s": NOON + 2, "n": 1, "sitting_s": 2700.0, "routine": "march"},
        {"id": 4, "kind": "break", "at_s": NOON + 3, "outcome": "natural", "seconds": 0.0},
        {
            "id": 5,
            "kind": "break",
            "at_s": NOON + 4,
            "outcome": "done",
            "routine": "march",
            "seconds": 60.0,
            "typed_s": 3,
        },
    ]
    with pytest.raises(SitbreakError, match="4 KiB"):
        store.record("break", NOON, tale="x" * 5000)


def test_a_struck_line_is_gone_and_its_number_is_never_used_again(store: Store) -> None:
    store.record("rest", NOON, rest="absence", seconds=300)
    number = store.record("rest", NOON + 1, rest="absence", seconds=400)
    store.strike(number)
    store.strike(number)
    assert [line["seconds"] for line in lines(store)] == [300.0]
    assert store.record("rest", NOON + 2, rest="absence", seconds=500) > number


def test_today_counts_what_happened_since_the_day_turned(store: Store) -> None:
    store.record("stretch", NOON - 10, start_s=NOON - 110, end_s=NOON - 10, seconds=100.0)
    store.record("stretch", NOON + 50, start_s=NOON - 50, end_s=NOON + 50, seconds=90.0)
    store.record("stretch", NOON + 100, start_s=NOON + 60, end_s=NOON + 100, seconds=40.0)
    store.record(
        "stretch", NOON + 101, start_s=NOON + 100, end_s=NOON - 500, seconds=7.0
    )  # the clock was set
    for n, outcome in enumerate(("done", "done", "natural", "partial", "skipped", "expired")):
        store.record("reminder", NOON + n, n=1)
        store.record("break", NOON + n, outcome=outcome, seconds=50.0)
    store.record("break", NOON - 1, outcome="done", seconds=50.0)
    store.record("rest", NOON + 3, rest="break", seconds=300)
    assert store.today(NOON) == {
        "sat_s": 90.0,
        "reminders": 6,
        "done": 2,
        "partial": 1,
        "natural": 1,
        "skipped": 1,
        "expired": 1,
        "breaks": 3,
    }
    assert store.today(NOON + 1e6) == dict.fromkeys(store.today(NOON), 0)


def test_suggestions_come_oldest_first_with_what_became_of_them(store: Store) -> None:
    store.record("suggestion", NOON - 1, routine="old", day=739416)
    first = store.record("suggestion", NOON, routine="march", lead_side="left", day=739417)
    second = store.record("suggestion", NOON + 60, routine="hip", day=739417)
    other = store.record("break", NOON + 61, outcome="done")
    store.mark_suggestion(first, outcome="done")
    store.mark_suggestion(first, feedback="good")
    store.mark_suggestion(other, outcome="skipped")  # it is no suggestion
    found = store.suggestions(NOON)
    assert [line["routine"] for line in found] == ["march", "hip"]
    assert found[0] == {
        "number": first,
        "at_s": NOON,
        "routine": "march",
        "outcome": "done",
        "lead_side": "left",
        "feedback": "good",
        "day": 739417,
    }
    assert (found[1]["number"], found[1]["outcome"]) == (second, None)
    assert store.today(NOON)["done"] == 1


def test_pruning_forgets_only_what_is_older(store: Store) -> None:
    for n in range(10):
        store.record("rest", NOON + n, seconds=n)
    assert store.prune(NOON + 4) == 4
    assert [line["seconds"] for line in lines(store)] == [4, 5, 6, 7, 8, 9]


def test_a_long_history_is_exported_whole_and_in_pieces(store: Store) -> None:
    with store.transaction():
        for n in range(1234):
            store.record("rest", NOON + n, seconds=n)
    exported = store.export(NOON + 100)
    assert next(iter(exported))["seconds"] == 100
    store.record("rest", NOON + 5000, seconds=0)  # no reader is in the way
    assert len(list(exported)) == 1134


def test_the_install_id_is_drawn_once_for_a_file(path: Path, tmp_path: Path, store: Store) -> None:
    drawn = store.install_id()
    assert len(bytes.fromhex(drawn)) == 16
    assert store.install_id() == drawn
    store.close()
    assert store.install_id() == drawn
    other = Store(tmp_path / "other.sqlite3")
    assert other.install_id() != drawn
    other.close()


# --- transactions


def test_a_turn_is_written_wholly_or_not_at_all(store: Store) -> None:
    with store.transaction():
        store.record("rest", NOON, seconds=1)
        store.save_state({"n": 1})

    def half_a_turn() -> None:
        with store.transaction():
            store.record("rest", NOON, seconds=2)
            store.save_state({"n": 2})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_a_turn()
    assert [line["seconds"] for line in lines(store)] == [1.0]
    assert store.load_state() == {"n": 1}
    with pytest.raises(RuntimeError), store.transaction(), store.transaction():
        pass
    store.save_state({"n": 3})
    assert store.load_state() == {"n": 3}


def test_a_turn_that_writes_nothing_costs_no_byte(path: Path, store: Store) -> None:
    store.save_state({})
    wal = path.with_name(path.name + "-wal")
    before = wal.read_bytes()
    with store.transaction():
        assert store.load_state() == {}
    assert wal.read_bytes() == before


def test_a_year_of_saved_states_lets_no_file_grow(path: Path, store: Store) -> None:
    state = {"text": "x" * 600}
    for n in range(3000):
        store.save_state(state | {"n": n})
    assert path.with_name(path.name + "-wal").stat().st_size <= WAL_LIMIT_B + 64 * 1024
    assert path.stat().st_size < 64 * 1024
    store.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


# --- versions


def test_a_file_from_before_the_first_version_is_brought_to_this_one(path: Path) -> None:
    path.parent.mkdir(parents=True)
    old = sqlite3.connect(path)
    assert old.execute("PRAGMA user_version").fetchone() == (0,)
    old.execute("PRAGMA application_id = 1")
    old.close()
    store = Store(path)
    store.record("rest", NOON, seconds=1)
    store.close()
    old = sqlite3.connect(path)
    assert old.execute("PRAGMA user_version").fetchone() == (VERSION,) == (len(MIGRATIONS),)
    tables = {name for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    old.close()
    assert tables == {"history", "state", "identity", "sqlite_sequence", "decisions", "told"}


def test_a_migration_that_breaks_off_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(path)
    store.record("rest", NOON, seconds=1)
    store.close()
    broken = (*MIGRATIONS, ("ALTER TABLE history ADD COLUMN mood TEXT", "CREATE TABLE oops ("))
    with monkeypatch.context() as patched:
        patched.setattr("sitbreak.history_opening.MIGRATIONS", broken)
        patched.setattr("sitbreak.history_opening.VERSION", VERSION + 1)
        assert Store(path).health().state == "failing"
        whole = (*MIGRATIONS, ("ALTER TABLE history ADD COLUMN mood TEXT",))
        patched.setattr("sitbreak.history_opening.MIGRATIONS", whole)
        newer = Store(path)
        assert newer.health().state == "ok"
        assert [line["seconds"] for line in lines(newer)] == [1.0]
        newer.close()


def test_a_history_of_a_newer_sitbreak_is_left_alone(path: Path) -> None:
    Store(path).close()
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    before = path.read_bytes()
    store = Store(path)
    assert store.health().state == "failing"
    for _ in range(2):
        with pytest.raises(SitbreakError, match="newer sitbreak"):
            store.save_state({})
        with pytest.raises(SitbreakError, match="newer sitbreak"):
            store.load_state()
    assert "newer sitbreak" in store.health().detail
    store.close()
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


# --- damage


def filled(path: Path, lines: int = 300) -> None:
    store = Store(path)
    with store.transaction():
        for n in range(lines):
            store.record("suggestion", NOON + n, routine=f"routine-{n}", day=739417)
    store.save_state({"n": 1})
    store.close()


def noise(path: Path) -> None:
    path.write_bytes(random.Random(7).randbytes(20_000))


def noise_inside(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(2048)
        file.write(random.Random(7).randbytes(8192))


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_within_the_header(path: Path) -> None:
    os.truncate(path, 50)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").write_text("of the user")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def without_its_tables(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE state")
    connection.close()


@pytest.mark.parametrize(
    "damage",
    [
        *(noise, noise_inside, cut_in_half, cut_within_the_header, folder, without_its_tables),
        pytest.param(pipe, marks=pytest.mark.linux),
    ],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_history_is_set_aside_with_a_date_and_a_new_one_begun(path: Path, damage: Any) -> None:
    filled(path)
    damage(path)
    store = Store(path)
    assert store.health().state == "ok"
    (aside,) = path.parent.glob("history.damaged-????????-??????.sqlite3")
    assert store.health().detail == (
        f"The history file was damaged. It was set aside as {aside.name}, and a new one was begun."
    )
    assert store.load_state() is None
    store.save_state({"n": 2})
    assert aside.name in store.health().detail
    store.close()
    assert sound(path)
    assert len(list(path.parent.iterdir())) == 2


def test_a_second_damage_within_a_second_gets_a_name_of_its_own(path: Path) -> None:
    for _ in range(3):
        filled(path)
        noise(path)
        Store(path).close()
    assert len(list(path.parent.glob("history.damaged-*.sqlite3"))) == 3


def test_what_sqlite_kept_beside_a_damaged_file_goes_with_it(path: Path) -> None:
    filled(path)
    folder(path)
    path.with_name(path.name + "-wal").write_bytes(b"log")
    path.with_name(path.name + "-shm").write_bytes(b"index")
    store = Store(path)
    store.save_state({"n": 2})
    store.close()
    found = sorted(file.name.partition(".sqlite3")[2] for file in path.parent.glob("*damaged*"))
    assert found == ["", "-shm", "-wal"]


def test_an_empty_file_is_an_empty_history(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    store = Store(path)
    store.save_state({"n": 1})
    assert store.health().detail == ""
    assert store.load_state() == {"n": 1}
    store.close()
    assert len(list(path.parent.iterdir())) == 1


def test_damage_that_shows_only_while_running_costs_one_call(path: Path) -> None:
    filled(path, lines=5000)  # more than is kept in memory
    store = Store(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(random.Random(7).randbytes(path.stat().st_size - 4096))
    with pytest.raises(SitbreakError, match="the file is damaged"):
        store.prune(NOON + 4000)
    assert store.health().state == "failing"
    store.save_state({"n": 1})
    assert store.health().state == "ok"
    assert "set aside" in store.health().detail
    store.close()
    assert sound(path)


@pytest.mark.linux  # Windows refuses to do that to an open file
def test_a_history_deleted_under_us_is_noticed_and_begun_anew(path: Path, store: Store) -> None:
    store.save_state({"n": 1})
    for file in path.parent.iterdir():
        file.unlink()
    store.save_state({"n": 2})
    assert "was removed or replaced" in store.health().detail
    assert store.load_state() == {"n": 2}
    shutil.rmtree(path.parent)
    assert store.load_state() is None
    store.save_state({"n": 3})
    store.close()
    assert sound(path)


@pytest.mark.linux  # Windows refuses to do that to an open file
def test_a_history_replaced_under_us_is_the_one_used(path: Path, store: Store, tmp_path: Path) -> None:
    backup = Store(tmp_path / "backup.sqlite3")
    backup.save_state({"from": "backup"})
    backup.close()
    store.save_state({"n": 1})  # still in the log beside the file
    (tmp_path / "backup.sqlite3").replace(path)
    assert store.load_state() == {"from": "backup"}
    assert "was removed or replaced" in store.health().detail
    store.close()
    assert sound(path)


# --- disks that do not take it


class Faulty(sqlite3.Connection):
    """Fails the operations that the plan says, counted over all connections."""

    count = 0
    fails_at = 0
    sticky = False
    error = sqlite3.SQLITE_FULL

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        Faulty.count += 1
        due = Faulty.count >= Faulty.fails_at if Faulty.sticky else Faulty.count == Faulty.fails_at
        if Faulty.fails_at and due:
            failure = sqlite3.OperationalError("made to fail")
            failure.sqlite_errorcode = Faulty.error
            raise failure
        return super().execute(sql, parameters)


def faulty(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, factory=Faulty)


def life(store: Store) -> tuple[int, int]:
    """Some turns of a daemon; how many were kept, and how many refused."""
    kept = refused = 0
    for n in range(4):
        try:
            with store.transaction():
                number = store.record("rest", NOON + n, seconds=n)
                store.record("suggestion", NOON + n, routine="march")
                if n == 2:
                    store.strike(number)
                store.save_state({"turn": n})
            kept += 1
        except SitbreakError:
            refused += 1
    for call in (store.load_state, store.install_id, lambda: store.today(0), lambda: store.prune(0)):
        try:
            call()
        except SitbreakError:
            refused += 1
    return kept, refused


@pytest.mark.parametrize("error", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY])
@pytest.mark.parametrize("sticky", [False, True], ids=["once", "for good"])
def test_a_fault_at_any_operation_is_told_and_leaves_a_sound_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, sticky: bool
) -> None:
    monkeypatch.setattr(Faulty, "error", error)
    monkeypatch.setattr(Faulty, "sticky", sticky)
    n = 0
    while True:
        n += 1
        path = tmp_path / f"{n}.sqlite3"
        monkeypatch.setattr(Faulty, "count", 0)
        monkeypatch.setattr(Faulty, "fails_at", n)
        store = Store(path, faulty)
        kept, refused = life(store)
        reached = Faulty.count >= n
        assert refused <= 2 or sticky, "a fault that passes costs a call or two at most"
        if reached and sticky:
            assert store.health().state == "failing"
            assert store.health().detail
        monkeypatch.setattr(Faulty, "fails_at", 0)
        suggestions = store.suggestions(0)
        assert len(suggestions) == kept, "a turn is kept wholly or not at all"
        if kept:
            assert store.load_state() is not None
        store.save_state({"at last": True})
        assert store.health().state == "ok"
        store.close()
        assert sound(path)
        assert not list(tmp_path.glob("*damaged*")), "a disk that fails is no damaged file"
        if not reached:
            break
    assert n > 20


@pytest.mark.linux  # limits of a process
def test_a_disk_that_takes_no_more_at_any_byte_leaves_a_sound_file(tmp_path: Path) -> None:
    """The limit of the size of a file, moved up in steps, stands for the end of the disk."""
    code = f"from {__name__} import disks_of_all_sizes; print(*disks_of_all_sizes({str(tmp_path)!r}))"
    child = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, check=True
    )
    refused, kept = child.stdout.split()
    assert int(refused) > 20
    assert int(kept) > 20


def disks_of_all_sizes(folder: str) -> tuple[int, int]:
    """How many turns were refused and how many kept, over disks of 0 to 80 KiB."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    refused_in_all = kept_in_all = 0
    for n, size in enumerate(range(0, 80_000, 1500)):
        path = Path(folder, f"{n}.sqlite3")
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        store = Store(path)
        kept, refused = life(store)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        store.save_state({"room": "again"})
        assert store.health().state == "ok"
        assert len(store.suggestions(0)) == kept
        store.close()
        assert sound(path)
        kept_in_all += kept
        refused_in_all += refused
    return refused_in_all, kept_in_all


def test_a_turn_that_lost_one_write_keeps_none_even_when_the_caller_goes_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(path, faulty)
    store.save_state({"n": 1})
    refused = 0

    def turn() -> None:
        nonlocal refused
        with store.transaction():
            store.record("rest", NOON, seconds=1)
            for fails_at in (1, 0):  # the disk fails for one operation, and is well again
                monkeypatch.setattr(Faulty, "count", 0)
                monkeypatch.setattr(Faulty, "fails_at", fails_at)
                try:
                    store.save_state({"n": 2})
                except SitbreakError:
                    refused += 1

    with pytest.raises(SitbreakError, match="disk is full"):
        turn()
    assert refused == 2
    assert lines(store) == []
    assert store.load_state() == {"n": 1}
    store.save_state({"n": 3})
    assert store.health().state == "ok"
    store.close()


def test_a_full_disk_and_a_read_only_one_are_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(path, faulty)
    monkeypatch.setattr(Faulty, "sticky", True)
    for code, words in (
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_READONLY, "the file is read-only"),
        (sqlite3.SQLITE_BUSY, "another program uses the file"),
        (sqlite3.SQLITE_CANTOPEN, "the file cannot be opened"),
    ):
        monkeypatch.setattr(Faulty, "error", code)
        monkeypatch.setattr(Faulty, "fails_at", 1)
        with pytest.raises(SitbreakError, match=words):
            store.save_state({})
        monkeypatch.setattr(Faulty, "fails_at", 0)
    store.save_state({})
    store.close()


def test_a_folder_that_cannot_be_made_is_told_and_tried_again(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    store = Store(tmp_path / "data" / "history.sqlite3")
    assert store.health().state == "failing"
    with pytest.raises(SitbreakError):
        store.save_state({})
    (tmp_path / "data").unlink()
    store.save_state({"n": 1})
    assert store.health().state == "ok"
    store.close()


def test_another_program_that_holds_the_file_delays_and_refuses_but_loses_nothing(
    path: Path, store: Store
) -> None:
    store.save_state({"n": 1})
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(SitbreakError, match="another program"):
        store.save_state({"n": 2})
    other.execute("ROLLBACK")
    other.close()
    assert store.load_state() == {"n": 1}
    store.save_state({"n": 3})
    assert store.health().state == "ok"


# --- kills

WRITES_FOR_EVER = """
import pathlib, sys
from sitbreak.store import Store
store = Store(pathlib.Path(sys.argv[1]))
n = (store.load_state() or {"n": 0})["n"]
print("ready", flush=True)
while True:
    n += 1
    with store.transaction():
        store.record("suggestion", float(n), routine="x" * (n % 700))
        store.save_state({"n": n, "text": "y" * (n % 900)})
        if n % 50 == 0:
            store.prune(n - 200.0)
    print(n, flush=True)
"""


def test_a_kill_at_any_moment_leaves_a_sound_file_that_lacks_nothing_told(path: Path) -> None:
    chance = random.Random(20260105)
    told = 0
    for _ in range(8):
        child = subprocess.Popen([sys.executable, "-c", WRITES_FOR_EVER, str(path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        with child.stdout:
            assert child.stdout.readline().strip() == b"ready"
            for _ in range(chance.randrange(1, 150)):
                told = int(child.stdout.readline())
            child.kill()
            child.wait(10)
            rest = child.stdout.read().splitlines(keepends=True)
        told = max([told, *(int(line) for line in rest if line.endswith(b"\n"))])
        store = Store(path)
        assert store.health().detail == ""
        state = store.load_state()
        assert state is not None
        assert state["n"] in (told, told + 1), "at most the last transaction is missing, and it is whole"
        assert store.suggestions(0)[-1]["at_s"] == state["n"]
        store.close()
        assert sound(path)
        told = state["n"]
