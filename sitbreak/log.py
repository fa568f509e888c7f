"""What went wrong, in a few lines: on standard error, and in a small file once :func:`open_file` was called.

A part that fails often would fill a disk and bury what matters, so the same problem of the same part is
written once, and then only when it has come 10, 100, 1000 ... times. Lines say what happened to the program,
never what the user did, typed or looked at; the home folder is written as ``~``.

What was written already belongs to the process, as standard error does: it is the state of this module.
Nothing here raises or waits: a line that cannot be written now is dropped.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType

from sitbreak import clock, paths
from sitbreak.systems.files import files

FILE_LIMIT_B = 128 * 1024  # the file and the one before it together: 256 KiB
LINE_LIMIT = 500  # characters
PROBLEMS_LIMIT = 200  # distinct problems remembered; then the oldest is forgotten

_STANDARD_ERROR = 2

_times: dict[tuple[str, str], int] = {}  # how often each problem has come
_files: list[Path] = []  # the log file, once it is open


def problem(part: str, error: BaseException) -> None:
    """Say that *part* ("tray", "idle" …) met *error*; a repeat is counted rather than written."""
    try:
        text = _told(error)
        key = (part, text)
        times = _times.pop(key, 0) + 1
        _times[key] = times
        if len(_times) > PROBLEMS_LIMIT:
            del _times[next(iter(_times))]
        if times == 1:
            _write(f"{part}: {text}")
        elif str(times).rstrip("0") == "1":  # 10, 100, 1000 ...
            _write(f"{part}: {text} ({times} times so far)")
    except Exception:  # noqa: BLE001 - the log is where errors end; one of its own has nowhere to go
        return


def note(part: str, text: str) -> None:
    """Say something about *part* that is no problem, each time it is told."""
    try:
        _write(f"{part}: {text}")
    except Exception:  # noqa: BLE001 - as above
        return


def open_file() -> None:
    """From now on write to ``sitbreak.log`` in the folder of state too, unless that folder cannot be had."""
    try:
        _files[:] = [paths.private_folder(paths.state_folder()) / "sitbreak.log"]
    except OSError as error:
        problem("log", error)


def close_file() -> None:
    _files.clear()


def _told(error: BaseException) -> str:
    place = _place(error.__traceback__)
    return f"{type(error).__name__}: {error}{place}"


def _place(trace: TracebackType | None) -> str:
    """Where the error was raised, as " (module.py:12)"."""
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f" ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})"


def _write(text: str) -> None:
    home = str(Path("~").expanduser())
    if len(home) > 1:
        text = text.replace(home, "~")
    stamp = time.strftime("%Y-%m-%d %H:%M:%S%z", time.localtime(clock.wall_s()))
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    line = f"{stamp} {printable[:LINE_LIMIT]}\n".encode("utf-8", "replace")
    for file in _files:
        _append(file, line)
    _tell_standard_error(line)


def _append(file: Path, line: bytes) -> None:
    try:
        opened = os.open(file, files.APPENDING, 0o600)
        try:
            if os.fstat(opened).st_size + len(line) <= FILE_LIMIT_B:
                os.write(opened, line)
                return
        finally:
            os.close(opened)
        file.replace(file.with_name(file.name + ".1"))
    except OSError:
        return
    _append(file, line)


def _tell_standard_error(line: bytes) -> None:
    """Write *line* where a person or the journal reads along: to a terminal, pipe or socket that has room.

    Not to a file: desktops collect the standard error of all programs in one that nobody shortens.
    """
    if sys.__stderr__ is None:
        return
    try:
        if files.takes_more(_STANDARD_ERROR):
            os.write(_STANDARD_ERROR, line)
    except OSError:
        return
