"""The log: short, bounded, and never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak import log, paths


@pytest.fixture
def log_file(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(log, "_times", {})
    log.open_file()
    yield paths.state_folder() / "sitbreak.log"
    log.close_file()


def lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()


def test_a_problem_is_one_line_with_its_part_kind_text_and_place(log_file: Path) -> None:
    try:
        raise ValueError("the\npanel is gone")
    except ValueError as error:
        log.problem("tray", error)
    (line,) = lines(log_file)
    assert line[20:].split(" ", 1)[1].startswith("tray: ValueError: the panel is gone (test_log.py:")


def test_the_same_problem_is_written_once_and_then_counted_in_tens(log_file: Path) -> None:
    for _ in range(1234):
        log.problem("tray", OSError("no"))
    written = lines(log_file)
    assert len(written) == 4
    assert "tray: OSError: no (10 times so far)" in written[1]
    assert "(100 times so far)" in written[2]
    assert "(1000 times so far)" in written[3]


def test_the_same_error_of_another_part_is_another_problem(log_file: Path) -> None:
    log.problem("tray", OSError("no"))
    log.problem("idle", OSError("no"))
    assert len(lines(log_file)) == 2


def test_only_so_many_problems_are_remembered(log_file: Path) -> None:
    for number in range(3 * log.PROBLEMS_LIMIT):
        log.problem("tray", OSError(f"no {number}"))
    assert len(log._times) == log.PROBLEMS_LIMIT


def test_the_home_folder_is_not_named(log_file: Path) -> None:
    log.problem("store", OSError(f"cannot read {Path.home()}/.local/x"))
    assert "cannot read ~/.local/x" in lines(log_file)[0]


def test_the_files_never_grow_beyond_their_limit(log_file: Path) -> None:
    for number in range(2000):
        log.note("store", f"{number} " + "ä" * 1000)
    before = log_file.with_name("sitbreak.log.1")
    assert log_file.stat().st_size <= log.FILE_LIMIT_B
    assert before.stat().st_size <= log.FILE_LIMIT_B
    assert sorted(path.name for path in log_file.parent.iterdir()) == ["sitbreak.log", "sitbreak.log.1"]
    assert " store: 1999 " in lines(log_file)[-1]


@pytest.mark.linux  # modes of files
def test_the_file_is_private(log_file: Path) -> None:
    log.note("store", "opened")
    assert log_file.stat().st_mode & 0o777 == 0o600
    assert log_file.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_raises_when_the_file_cannot_be_written(log_file: Path) -> None:
    log_file.mkdir()
    log.note("store", "opened")
    log.problem("store", OSError("no"))


def test_nothing_raises_when_the_folder_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(log, "_times", {})
    log.open_file()
    log.note("store", "opened")


def test_an_error_that_cannot_even_be_told_raises_nothing(log_file: Path) -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    log.problem("tray", Mute())
    assert not log_file.exists()


def run(code: str, stderr: int) -> bytes | None:
    done = subprocess.run(
        [sys.executable, "-c", f"from sitbreak import log\n{code}"],
        stderr=stderr,
        check=True,
        timeout=30,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return done.stderr


@pytest.mark.linux  # a pipe is not written to on Windows, where it may wait
def test_standard_error_is_told_when_somebody_reads_it() -> None:
    told = run("log.note('tray', 'here')", subprocess.PIPE)
    assert told is not None
    assert told.endswith(b" tray: here\n")


def test_a_file_that_collects_standard_error_is_spared(tmp_path: Path) -> None:
    collected = tmp_path / "xsession-errors"
    with collected.open("wb") as opened:
        run("log.note('tray', 'here')", opened.fileno())
    assert collected.read_bytes() == b""


def test_a_reader_that_does_not_read_holds_nothing_up() -> None:
    reading, writing = os.pipe()
    try:
        run("for number in range(2000): log.note('tray', 'x' * 400)", writing)
    finally:
        os.close(reading)
        os.close(writing)


def test_a_closed_standard_error_is_no_problem() -> None:
    code = "import os; os.close(2); log.note('tray', 'here'); log.problem('tray', OSError('no'))"
    run(code, subprocess.DEVNULL)
