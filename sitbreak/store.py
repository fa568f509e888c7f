"""History and saved state, in one SQLite file. Satisfies :class:`sitbreak.ports.Store`.

Reminders never depend on it: every method raises :class:`SitbreakError` when the disk does not take or give
what was asked, the caller goes on without, :meth:`Store.health` tells it, and the next call tries again from
the start. For the daemon's one thread; a call waits for the disk, and for another program for 0.2 s at most.

History is a list of lines of these kinds, each with a number and a wall time:

============== ===================================================================
``stretch``    ``start_s``, ``end_s`` (wall time), ``seconds`` of sitting
``rest``       ``rest`` (a RestKind), ``seconds``
``reminder``   ``n`` in its episode, ``sitting_s``, ``routine`` it suggested
``break``      ``outcome``, ``routine``, ``seconds`` that it ran
``suggestion`` ``routine``, ``outcome``, ``lead_side``, ``feedback``, ``day``
============== ===================================================================

A detail without a column of its own is kept too, and comes back under its name.

Beside the history there is a log of the last decisions (:mod:`sitbreak.core.decisions`), which forgets by
itself.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from sitbreak import log, paths
from sitbreak.errors import SitbreakError
from sitbreak.history_file import HistoryFile
from sitbreak.history_opening import connect, files_of
from sitbreak.words import _

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sitbreak.history_opening import Connect
    from sitbreak.ports import Health, Json

DECISIONS_KEPT = 2000
DECISIONS_KEPT_S = 48 * 3600.0
STATE_LIMIT_B = 64 * 1024
MORE_LIMIT_B = 4 * 1024

_COLUMNS = (
    "start_s",
    "end_s",
    "seconds",
    "rest",
    "n",
    "sitting_s",
    "routine",
    "outcome",
    "lead_side",
    "feedback",
    "day",
)
_EXPORTED_AT_ONCE = 500  # lines
_SAME_S = 0.001
_LINES_OF_REST = """
    SELECT id FROM history
    WHERE (at_s = :came AND (kind = 'rest' OR kind = 'break' AND outcome = 'natural'))
        OR (at_s = :went AND kind = 'stretch')"""
_TODAY = """
    SELECT
        total(CASE WHEN kind = 'stretch' THEN max(0, min(seconds, coalesce(end_s, at_s) - :since)) END),
        count(*) FILTER (WHERE kind = 'reminder'),
        count(*) FILTER (WHERE kind = 'break' AND outcome = 'done'),
        count(*) FILTER (WHERE kind = 'break' AND outcome = 'partial'),
        count(*) FILTER (WHERE kind = 'break' AND outcome = 'natural'),
        count(*) FILTER (WHERE kind = 'break' AND outcome = 'skipped'),
        count(*) FILTER (WHERE kind = 'break' AND outcome = 'expired')
    FROM history WHERE at_s >= :since"""


def store_for(speed: float) -> Store:
    """The user's history; at a *speed* other than 1 a trial's own one, begun anew: the times of a trial lie
    in the future, and nothing that it shows is what the user did."""
    if speed == 1:
        return Store(paths.history_file())
    for file in files_of(paths.trial_file()):
        with suppress(OSError):  # what is in the way is told by the store that cannot be opened
            file.unlink(missing_ok=True)
    return Store(paths.trial_file())


class Store:
    """The history in the file at *path*, opened now if that can be. The constructor raises nothing."""

    def __init__(self, path: Path, connect: Connect = connect) -> None:
        self._file = HistoryFile(path, connect)

    def transaction(self) -> AbstractContextManager[None]:
        """All that is written inside is one transaction, kept wholly or not at all.

        After an exception none of it is kept. When one write was refused, so are all that follow it inside,
        and the end raises :class:`SitbreakError`, as it does when the disk does not take the whole.
        """
        return self._file.transaction()

    def health(self) -> Health:
        return self._file.health

    def close(self) -> None:
        """Write everything into the one file, as far as the disk lets us. A later call opens it again."""
        self._file.close()

    # --- what the daemon keeps

    def load_state(self) -> Json | None:
        """What :meth:`save_state` saved last; None when there is none that can be read."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT body FROM state").fetchone()
        if row is None:
            return None
        try:
            state = json.loads(row[0])
        except (ValueError, RecursionError) as error:
            log.problem("store", error)
            return None
        return state if isinstance(state, dict) else None

    def save_state(self, state: Json) -> None:
        body = json.dumps(state, separators=(",", ":"))
        if len(body) > STATE_LIMIT_B:
            raise SitbreakError(_("The state to be saved is longer than 64 KiB."))
        with self._file.writing() as connection:
            connection.execute(
                "INSERT INTO state (id, body) VALUES (1, ?)"
                " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                (body,),
            )

    def record(self, kind: str, at_s: float, **details: object) -> int:
        """One line of history at wall time *at_s*; answers its number."""
        row = {name: details.pop(name) for name in _COLUMNS if details.get(name) is not None}
        row |= {"kind": kind, "at_s": at_s}
        further = {name: value for name, value in details.items() if value is not None}
        if further:
            more = json.dumps(further, separators=(",", ":"))
            if len(more) > MORE_LIMIT_B:
                raise SitbreakError(_("The details of a line of history are longer than 4 KiB."))
            row["more"] = more
        marks = ", ".join("?" * len(row))
        with self._file.writing() as connection:
            cursor = connection.execute(
                f"INSERT INTO history ({', '.join(row)}) VALUES ({marks})",
                tuple(row.values()),
            )
            return int(cursor.lastrowid or 0)

    def lines_of_rest(self, seconds: float) -> list[int]:
        """The numbers of all that the last rest brought: itself, the stretch that it ended and its natural
        break. None when the last one that is known was not so many *seconds* long."""
        with self._file.reading() as connection:
            last = "SELECT at_s, seconds FROM history WHERE kind = 'rest' ORDER BY id DESC LIMIT 1"
            at_s, rested_s = connection.execute(last).fetchone() or (0.0, -1.0)
            if abs(rested_s - seconds) > _SAME_S:
                return []
            rows = connection.execute(_LINES_OF_REST, {"came": at_s, "went": at_s - rested_s})
            return [number for (number,) in rows.fetchall()]

    def strike(self, number: int) -> None:
        """Take a line of history back. Does nothing when there is none of that number."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM history WHERE id = ?", (number,))

    def mark_suggestion(
        self, number: int, *, outcome: str | None = None, feedback: str | None = None
    ) -> None:
        """Say what became of a suggestion; what is None stays as it was."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE history SET outcome = coalesce(?, outcome), feedback = coalesce(?, feedback)"
                " WHERE id = ? AND kind = 'suggestion'",
                (outcome, feedback, number),
            )

    def decide(self, lines: Sequence[Json]) -> bool:
        """Add *lines* of :mod:`sitbreak.core.decisions`, one or more, to the log, and forget what is beyond
        :data:`DECISIONS_KEPT` lines or, by the newest of these, older than :data:`DECISIONS_KEPT_S`. Answers
        True."""
        with self._file.writing() as connection:
            for line in lines:
                body = json.dumps(line, separators=(",", ":"))
                if len(body) > MORE_LIMIT_B:
                    raise SitbreakError(_("The details of a line of history are longer than 4 KiB."))
                added = connection.execute(
                    "INSERT INTO decisions (at_s, body) VALUES (?, ?)", (line["at_s"], body)
                )
            connection.execute(
                "DELETE FROM decisions WHERE id <= ?", ((added.lastrowid or 0) - DECISIONS_KEPT,)
            )
            _forget_decisions(connection, lines[-1]["at_s"] - DECISIONS_KEPT_S)
        return True

    def forget_decisions(self, now_s: float) -> None:
        """Forget what is older than :data:`DECISIONS_KEPT_S` at wall time *now_s*."""
        with self._file.writing() as connection:
            _forget_decisions(connection, now_s - DECISIONS_KEPT_S)

    def first_time(self, what: str) -> bool:
        """Whether this is asked for *what* for the first time in the life of this file."""
        with self._file.writing() as connection:
            sql = "INSERT INTO told (what) VALUES (?) ON CONFLICT DO NOTHING"
            return connection.execute(sql, (what,)).rowcount == 1

    def prune(self, before_s: float) -> int:
        """Forget all lines older than wall time *before_s*; answers how many."""
        with self._file.writing() as connection:
            return connection.execute("DELETE FROM history WHERE at_s < ?", (before_s,)).rowcount

    # --- what others want to know

    def today(self, since_s: float) -> Json:
        """What happened since wall time *since_s*: ``sat_s`` (of a stretch that began earlier, only what was
        sat since), ``reminders``, the number of each outcome, and ``breaks``, the done and natural ones."""
        with self._file.reading() as connection:
            row = connection.execute(_TODAY, {"since": since_s}).fetchone()
        names = ("sat_s", "reminders", "done", "partial", "natural", "skipped", "expired")
        counts: Json = dict(zip(names, row, strict=True))
        return counts | {"breaks": counts["done"] + counts["natural"]}

    def suggestions(self, since_s: float) -> Sequence[Json]:
        """The routine suggestions shown since wall time *since_s*, oldest first."""
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT id AS number, at_s, routine, outcome, lead_side, feedback, day FROM history"
                " WHERE kind = 'suggestion' AND at_s >= ? ORDER BY at_s, id",
                (since_s,),
            )
            return [_named(rows, row) for row in rows.fetchall()]

    def export(self, since_s: float = 0) -> Iterable[Json]:
        """All lines since wall time *since_s* in the order they were written, each with what it tells."""
        last = 0
        while True:
            with self._file.reading() as connection:
                rows = connection.execute(
                    "SELECT * FROM history WHERE id > ? AND at_s >= ? ORDER BY id LIMIT ?",
                    (last, since_s, _EXPORTED_AT_ONCE),
                )
                lines = [_named(rows, row) for row in rows.fetchall()]
            for line in lines:
                further = json.loads(line.pop("more") or "{}")
                yield {name: value for name, value in line.items() if value is not None} | further
            if len(lines) < _EXPORTED_AT_ONCE:
                return
            last = lines[-1]["id"]

    def install_id(self) -> str:
        """32 hexadecimal digits drawn once for this file, so that choices can be repeated. Sent to nobody."""
        with self._file.writing() as connection:
            connection.execute(
                "INSERT INTO identity (id, install_id) VALUES (1, ?) ON CONFLICT DO NOTHING",
                (os.urandom(16).hex(),),
            )
            (found,) = connection.execute("SELECT install_id FROM identity").fetchone()
        return str(found)


def _forget_decisions(connection: sqlite3.Connection, before_s: float) -> None:
    """Forget the oldest lines of the log up to the first that is from *before_s* or later; those after it are
    never looked at, so this is cheap."""
    connection.execute(
        "DELETE FROM decisions WHERE id < coalesce("
        "(SELECT id FROM decisions WHERE at_s >= ? ORDER BY id LIMIT 1), 9223372036854775807)",
        (before_s,),
    )


def _named(rows: sqlite3.Cursor, row: tuple[object, ...]) -> Json:
    return dict(zip((column[0] for column in rows.description), row, strict=True))
