"""How the SQLite file behind the store is opened: checked, brought to the present shape, or set aside.

:func:`open_history` answers a connection that can be trusted. A damaged file, or something else in its place,
is renamed with a date and a new one is begun: what it held can be looked at later, and the reminders go on. A
file of a newer sitbreak is left as it is.

The file is written a little once a minute for years. So its pages are small (a saved state dirties about
one), the write-ahead log is cut at 256 KiB, and it is not forced to the disk at each commit: a power cut may
cost the last transactions, never the file.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Callable
from pathlib import Path

from sitbreak import clock
from sitbreak.errors import SitbreakError
from sitbreak.paths import private_folder
from sitbreak.words import _, fill

BUSY_LIMIT_S = 0.2
WAL_LIMIT_B = 256 * 1024

_PAGE_B = 1024
_CACHE_KIB = 128
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

Connect = Callable[[Path], sqlite3.Connection]

# What brings a file from version n to n + 1. Never edit one that was released: add one.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE history (
            id INTEGER PRIMARY KEY AUTOINCREMENT,  -- the number of a line is never given to another one
            kind TEXT NOT NULL,
            at_s REAL NOT NULL,      -- wall time, seconds since 1970
            start_s REAL,            -- of a stretch, wall time
            end_s REAL,
            seconds REAL,
            rest TEXT,               -- kind of a rest
            n INTEGER,               -- of a reminder in its episode
            sitting_s REAL,
            routine TEXT,
            outcome TEXT,
            lead_side TEXT,
            feedback TEXT,
            day INTEGER,             -- ordinal of the local date by which a suggestion was chosen
            more TEXT                -- further details, a JSON object
        )""",
        "CREATE INDEX history_by_time ON history (at_s)",
        "CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL)",
        "CREATE TABLE identity (id INTEGER PRIMARY KEY CHECK (id = 1), install_id TEXT NOT NULL)",
    ),
    (
        # The last day in plain data, for `sitbreak why`.
        """CREATE TABLE decisions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at_s REAL NOT NULL,      -- wall time, seconds since 1970
            body TEXT NOT NULL       -- the line, a JSON object
        )""",
        # What is told to the user once, ever.
        "CREATE TABLE told (what TEXT PRIMARY KEY) WITHOUT ROWID",
    ),
)
VERSION = len(MIGRATIONS)


class NewerHistory(SitbreakError):
    """The file was written by a newer sitbreak."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection that commits only when told to, and waits for others for 0.2 s at the most."""
    return sqlite3.connect(path, timeout=BUSY_LIMIT_S, isolation_level=None, cached_statements=16)


def open_history(path: Path, connect: Connect = connect) -> tuple[sqlite3.Connection, Path | None]:
    """The history at *path*, made when there is none, and where a damaged one was put.

    Reads the whole file once (a few ms for a year of history). Raises :class:`NewerHistory`,
    :class:`sqlite3.Error` and :class:`OSError`.
    """
    private_folder(path.parent)
    aside = None
    if _is_something_else(path):
        aside = _set_aside(path)
    try:
        connection = _open(path, connect)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        aside = _set_aside(path)
        connection = _open(path, connect)
    return connection, aside


def open_to_look(path: Path) -> sqlite3.Connection:
    """The history at *path* for somebody who only reads, as it is: neither checked nor brought to the present
    shape. Raises :class:`sqlite3.Error`."""
    name = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    uri = f"file:{name}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_LIMIT_S, isolation_level=None)


def files_of(path: Path) -> tuple[Path, Path, Path]:
    """The file at *path*, and the log and the index that SQLite keeps beside it."""
    return path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether *error* says that the file itself is broken, not that something else is in the way."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _open(path: Path, connect: Connect) -> sqlite3.Connection:
    _make_private(path)
    connection = connect(path)
    try:
        _check(connection)
        _tune(connection)
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_private(path: Path) -> None:
    """An empty file is an empty history; what SQLite makes beside it gets the same mode."""
    os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _check(connection: sqlite3.Connection) -> None:
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise _damage(str(found))


def _tune(connection: sqlite3.Connection) -> None:
    for pragma in (
        f"page_size = {_PAGE_B}",  # of a new file; an old one keeps its own
        "journal_mode = WAL",
        "synchronous = NORMAL",
        f"wal_autocheckpoint = {WAL_LIMIT_B // _PAGE_B}",
        f"journal_size_limit = {WAL_LIMIT_B}",
        f"cache_size = -{_CACHE_KIB}",
        "mmap_size = 0",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to :data:`VERSION`, wholly or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if not 0 <= version <= VERSION:
            raise NewerHistory(
                _("The history was written by a newer sitbreak, so this one leaves it alone."),
                _("Install the newer one again, or move the file away."),
            )
        for steps in MIGRATIONS[version:]:
            for step in steps:
                connection.execute(step)
        if version < VERSION:
            connection.execute(f"PRAGMA user_version = {VERSION}")
        _expect_tables(connection)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _expect_tables(connection: sqlite3.Connection) -> None:
    """A file of the right version without the right tables is as bad as a damaged one."""
    try:
        connection.execute("SELECT more FROM history, state, identity LIMIT 0")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        raise _damage(str(error)) from error


def _damage(what: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _is_something_else(path: Path) -> bool:
    """Whether *path* is there and no file: a folder, a pipe."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def _set_aside(path: Path) -> Path:
    """Rename the file, and what SQLite keeps beside it, to a name with the date and time of now."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(clock.wall_s()))
    aside = path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")
    n = 1
    while aside.exists():
        n += 1
        aside = path.with_name(f"{path.stem}.damaged-{stamp}-{n}{path.suffix}")
    for file, new in zip(files_of(path), files_of(aside), strict=True):
        if file.exists():
            file.rename(new)
    return aside


def refused(path: Path, error: sqlite3.Error | OSError) -> SitbreakError:
    """*error* of the file at *path* as the user is told it."""
    return SitbreakError(fill(_("The history in {path} cannot be used: {why}."), path=path, why=_why(error)))


def _why(error: sqlite3.Error | OSError) -> str:
    """What is in the way, as the end of a sentence."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    known = {
        sqlite3.SQLITE_FULL: _("the disk is full"),
        sqlite3.SQLITE_READONLY: _("the file is read-only"),
        sqlite3.SQLITE_BUSY: _("another program uses the file"),
        sqlite3.SQLITE_CORRUPT: _("the file is damaged"),
        sqlite3.SQLITE_NOTADB: _("the file is damaged"),
        sqlite3.SQLITE_CANTOPEN: _("the file cannot be opened"),
    }
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return known.get(code, str(error))
