"""A look into the history file by a command: it only reads, whoever else uses the file."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from sitbreak import paths
from sitbreak.errors import SitbreakError
from sitbreak.history_opening import VERSION, files_of, open_to_look, refused
from sitbreak.ipc_client import request

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Line = dict[str, Any]

_MOST_LINES = 2000
_LATEST_S = 1e11  # no wall time is later


class StoreLook(NamedTuple):
    """How the history file is. *problem* is one sentence, empty when there is none."""

    path: str
    exists: bool
    size_b: int = 0
    problem: str = ""
    newer: bool = False  # written by a newer sitbreak
    saved_at_s: float | None = None  # wall time of the last save of the state
    set_aside: Sequence[str] = ()  # names of damaged files beside it


def file_at(speed: float) -> Path:
    """The history file of a sitbreak that runs at *speed*: a trial has its own."""
    return paths.history_file() if speed == 1 else paths.trial_file()


def file_in_use() -> Path:
    """The history file of the running sitbreak; without one, the user's."""
    try:
        return file_at(request({"do": "status"}).get("speed", 1))
    except SitbreakError:
        return file_at(1)


def decisions(path: Path, since_s: float) -> list[Line]:
    """The log since wall time *since_s*, in the order in which it was written; empty when there is none.
    Raises :class:`SitbreakError`. Lines that cannot be understood are passed over."""
    if not path.exists():
        return []
    try:
        with closing(open_to_look(path)) as connection:
            if _version(connection) < 2:
                return []
            sql = "SELECT body FROM decisions WHERE at_s >= ? ORDER BY id DESC LIMIT ?"
            rows = connection.execute(sql, (since_s, _MOST_LINES)).fetchall()
    except sqlite3.Error as error:
        raise refused(path, error) from None
    return [line for (body,) in reversed(rows) if (line := _line(body)) is not None]


def look(path: Path) -> StoreLook:
    """How the file at *path* is. Reads the whole of it (a few ms for a year); raises nothing."""
    aside = sorted(each.name for each in path.parent.glob(f"{path.stem}.damaged-*{path.suffix}"))
    found = StoreLook(path=str(path), exists=path.exists(), set_aside=aside)
    if not found.exists:
        return found
    try:
        size_b = sum(each.stat().st_size for each in files_of(path) if each.exists())
        found = found._replace(size_b=size_b)
        with closing(open_to_look(path)) as connection:
            (check,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if check != "ok":
                return found._replace(problem=str(check))
            found = found._replace(newer=_version(connection) > VERSION)
            row = connection.execute("SELECT body FROM state").fetchone() if not found.newer else None
    except (sqlite3.Error, OSError) as error:
        return found._replace(problem=refused(path, error).title)
    return found._replace(saved_at_s=_saved_at_s(row[0])) if row else found


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _line(body: object) -> Line | None:
    try:
        line = json.loads(str(body))
    except (ValueError, RecursionError):
        return None
    if not isinstance(line, dict) or not isinstance(line.get("kind"), str):
        return None
    at_s = line.get("at_s")
    return line if isinstance(at_s, int | float) and 0 <= at_s <= _LATEST_S else None


def _saved_at_s(body: object) -> float | None:
    try:
        saved = json.loads(str(body))["wall_s"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    return float(saved) if type(saved) in (int, float) else None
