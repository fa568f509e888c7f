"""`sitbreak purge`: everything of the user's goes, nothing else does."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import Program, end

pytestmark = pytest.mark.linux


@pytest.fixture
def used(tmp_path: Path) -> Program:
    """A sitbreak that has been used for a while, and files of others beside it."""
    made = Program(tmp_path)
    with made.running(suggests=False):
        made.told("config", "set", "breaks.interval_min", "30")
    made.told("autostart", "on")
    for other in (".config/autostart/other.desktop", ".cache/other/x", ".local/share/other"):
        (made.home / other).parent.mkdir(parents=True, exist_ok=True)
        (made.home / other).write_text("theirs")
    return made


def left(program: Program) -> list[str]:
    return sorted(str(each.relative_to(program.home)) for each in program.home.rglob("*") if each.is_file())


OTHERS = [".cache/other/x", ".config/autostart/other.desktop", ".local/share/other"]


def test_it_says_what_goes_and_removes_just_that(used: Program) -> None:
    told = used.told("purge", "--yes")
    for place in (
        ".config/sitbreak  (your settings and own routines)",
        ".local/share/sitbreak  (your history)",
        ".local/state/sitbreak  (the log, reports of bugs, what is kept of a team's file)",
        ".cache/sitbreak  (the cache)",
        ".config/autostart/sitbreak.desktop  (what starts sitbreak at login)",
    ):
        assert f"  {used.home}/{place}\n" in told
    assert f"  {used.runtime}/sitbreak  (the lock and the socket)\n" in told
    assert told.endswith("All of it is removed. The program itself is still installed.\n")
    assert left(used) == OTHERS
    assert not (used.runtime / "sitbreak").exists()


def test_without_anything_there_is_nothing_to_remove(tmp_path: Path) -> None:
    assert Program(tmp_path).told("purge", "--yes") == "There is nothing here that sitbreak has kept.\n"


def test_without_a_person_to_ask_nothing_goes(used: Program) -> None:
    before = left(used)
    said = used.run("purge")
    assert (said.code, said.err) == (
        2,
        "sitbreak: Nobody is there to ask. `sitbreak purge --yes` removes it without asking.\n",
    )
    assert left(used) == before


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 1), (b"\n", 1), (b"\x04", 1), (b"y\n", 0)])
def test_it_asks(used: Program, answer: bytes, code: int) -> None:
    before = left(used)
    person, terminal = pty.openpty()
    try:
        os.write(person, answer)
        done = subprocess.run(
            [sys.executable, "-m", "sitbreak", "purge"],
            env=used.env,
            cwd=used.home,
            stdin=terminal,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    finally:
        os.close(person)
        os.close(terminal)
    assert "Remove all of this? [y/N] " in done.stdout
    assert done.returncode == code
    assert left(used) == (OTHERS if code == 0 else before)


def test_a_running_one_is_ended_first(used: Program) -> None:
    child = used.start(suggests=False)
    try:
        assert "sitbreak runs. It is ended first.\n" in used.told("purge", "--yes")
        assert child.wait(10) == 0
    finally:
        end(child)
    assert left(used) == OTHERS


def test_what_links_lead_to_and_the_program_in_the_folder_of_data_stay(used: Program, tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    (used.home / ".config/sitbreak").rename(dotfiles)
    (used.home / ".config/sitbreak").symlink_to(dotfiles)
    venv = used.home / ".local/share/sitbreak/venv/bin/sitbreak"
    venv.parent.mkdir(parents=True)
    venv.write_text("the program")
    used.told("purge", "--yes")
    assert (dotfiles / "config.toml").exists()
    assert not (used.home / ".config/sitbreak").is_symlink()
    assert left(used) == sorted([*OTHERS, ".local/share/sitbreak/venv/bin/sitbreak"])


def test_a_no_of_the_user_to_an_entry_for_all_goes_too(used: Program, tmp_path: Path) -> None:
    entry = tmp_path / "xdg/autostart/sitbreak.desktop"
    entry.parent.mkdir(parents=True)
    entry.write_text("[Desktop Entry]\nType=Application\nExec=/bin/sh run\n")
    used.env["XDG_CONFIG_DIRS"] = str(tmp_path / "xdg")
    used.told("autostart", "off")
    assert (used.home / ".config/autostart/sitbreak.desktop").exists()
    used.told("purge", "--yes")
    assert left(used) == OTHERS
    assert entry.exists()
