"""The open history file: its one connection, its transactions and its health.

The file may fail at any time, be damaged, deleted or replaced under us. Whatever goes wrong, the connection
is closed and the next call begins with a fresh look at what lies at the path.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sitbreak import log
from sitbreak.errors import SitbreakError
from sitbreak.history_opening import NewerHistory, files_of, open_history, refused
from sitbreak.ports import Health
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitbreak.history_opening import Connect

    FileId = tuple[int, int]


class HistoryFile:
    """Opened at once if that can be; the constructor raises nothing, and :attr:`health` tells."""

    def __init__(self, path: Path, connect: Connect) -> None:
        self.health = Health(part="store", state="ok")
        self._path = path
        self._connect = connect
        self._connection: sqlite3.Connection | None = None
        self._file_ids: dict[Path, FileId | None] = {}  # of the open file and of the two beside it
        self._note = ""  # what has happened to the file, for `status`
        self._in_transaction = False
        self._lost: SitbreakError | None = None  # why the open transaction will not be kept
        with suppress(SitbreakError), self.reading():
            pass

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written inside becomes one transaction, begun with the first write; see
        :meth:`sitbreak.store.Store.transaction`."""
        if self._in_transaction:
            raise RuntimeError("a transaction inside a transaction")
        self._in_transaction = True
        self._lost = None
        try:
            yield
            if self._lost is not None:
                raise self._lost
            if self._connection is not None and self._connection.in_transaction:
                with self.reading() as connection:
                    connection.execute("COMMIT")
                self._healthy()
        finally:
            self._in_transaction = False
            self._roll_back()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction of its own, or a part of the one that is open."""
        if self._in_transaction and self._lost is not None:
            raise self._lost
        with self.reading() as connection:
            if not connection.in_transaction:
                connection.execute("BEGIN IMMEDIATE")
            yield connection
            if self._in_transaction:
                return
            connection.execute("COMMIT")
        self._healthy()

    def _roll_back(self) -> None:
        """Forget what was begun and not committed."""
        if self._connection is not None and self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except sqlite3.Error:
                self.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The open connection. An error of the disk closes it, so that the next call begins with a fresh
        look; it shows in the health and is told to the caller."""
        try:
            yield self._connection_now()
        except NewerHistory as error:
            self._failed(error)
            raise
        except (sqlite3.Error, OSError) as error:
            log.problem("store", error)
            told = refused(self._path, error)
            self._failed(told)
            raise told from error
        finally:
            if not self._in_transaction:
                self._roll_back()

    def _failed(self, error: SitbreakError) -> None:
        self._lost = error
        self.health = Health(part="store", state="failing", detail=error.title)
        self.close()

    def _healthy(self) -> None:
        """Something was written. (That something can be read does not show that the disk takes anything.)"""
        if self.health.state != "ok":
            self.health = Health(part="store", state="ok", detail=self._note)

    def close(self) -> None:
        """Close the connection; what was not committed is lost. The next call opens a new one."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    # --- the connection

    def _connection_now(self) -> sqlite3.Connection:
        """The open connection, or a new one when there is none or somebody took its file away."""
        if self._connection is not None and not self._connection.in_transaction and self._is_gone():
            self._let_go()
        if self._connection is None:
            self._connection, aside = open_history(self._path, self._connect)
            self._file_ids = {file: _file_id(file) for file in files_of(self._path)}
            if aside is not None:
                text = _("The history file was damaged. It was set aside as {name}, and a new one was begun.")
                self._happened(fill(text, name=aside.name))
        return self._connection

    def _is_gone(self) -> bool:
        return _file_id(self._path) != self._file_ids[self._path]

    def _let_go(self) -> None:
        """Our file was deleted or replaced. The log it leaves must not be taken for that of the next file."""
        self.close()
        for file in files_of(self._path)[1:]:
            if _file_id(file) == self._file_ids[file]:
                file.unlink(missing_ok=True)
        self._happened(_("The history file was removed or replaced while sitbreak ran."))

    def _happened(self, note: str) -> None:
        self._note = note
        log.note("store", note)
        self.health = Health(part="store", state="ok", detail=note)


def _file_id(path: Path) -> FileId | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
