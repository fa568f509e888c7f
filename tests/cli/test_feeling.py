"""`sitbreak feel` and `swap`, the question after a break in the terminal, and what a yes changes."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sitbreak import ipc_client
from sitbreak.core import hours
from sitbreak.store import Store
from tests.cli.program import Program, until

pytestmark = pytest.mark.linux

MARCH = "standing-march"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    """A sitbreak of its own, 60 times faster than life: a march takes a second."""
    made = Program(tmp_path)
    with made.running("--speed", "60"):
        yield made


def take(program: Program, routine: str) -> None:
    """A break to its end."""
    program.told("start", routine, "--no-play")
    until(lambda: program.status()["break"] is None, 10)


def test_without_a_break_there_is_nothing_to_feel(resident: Program) -> None:
    assert resident.refused("feel", "good") == "sitbreak: There was no break within the last hour.\n"
    assert "invalid choice" in resident.refused("feel", "great", code=2)


def test_without_a_suggestion_there_is_nothing_to_swap(resident: Program) -> None:
    assert resident.refused("swap").startswith("sitbreak: No routine is suggested just now.")


def test_a_running_break_is_swapped(fresh: Program) -> None:
    fresh.told("start", "walk-break", "--no-play")
    answer = fresh.run("swap", "--json").json
    assert answer["break"]["routine"] != "walk-break"
    assert answer["told"].startswith(f"Instead: {answer['break']['title']}, ")
    assert fresh.status()["break"]["swaps_left"] == 2


def test_what_hurt_is_told_until_all_is_fine_again(fresh: Program) -> None:
    take(fresh, MARCH)
    assert fresh.told("feel", "hurt").startswith("Thanks for saying so. Standing march is off the list")
    take(fresh, "glute-squeeze")
    answer = fresh.run("feel", "hurt", "--json").json
    assert answer["notice"]["title"] == "Thanks for saying so"
    only = "Only settling routines and walks come, because some hurt; `sitbreak feel fine` ends that"
    assert only in fresh.told("status").splitlines()
    assert fresh.status()["settle_only"] is True
    told = fresh.told("why")
    assert "You said Standing march hurt: it is off the list for two weeks\n" in told
    assert "only settling routines and walks come until `sitbreak feel fine`" in told
    assert fresh.told("feel", "fine").startswith("Glad to hear it. All kinds of routines may come;")
    assert only not in fresh.told("status").splitlines()
    assert "You said all is fine again: all kinds of routines may come\n" in fresh.told("why")


def test_after_one_hurt_all_is_fine_but_what_hurt_rests_on(fresh: Program) -> None:
    take(fresh, MARCH)
    fresh.told("feel", "hurt")
    told = "Glad to hear it. Nothing changes by that: what hurt keeps its two weeks of rest.\n"
    assert fresh.told("feel", "fine") == told
    assert "You said Standing march hurt: it is off the list for two weeks\n" in fresh.told("why")


# --- in a terminal ------------------------------------------------------------------------------------------


class Terminal:
    """A program at a terminal: what it writes, and keys for it."""

    def __init__(self, program: Program, *words: str) -> None:
        self._ours, theirs = pty.openpty()
        self.child = subprocess.Popen(
            [sys.executable, "-m", "sitbreak", *words],
            env={**program.env, "TERM": "dumb"},
            cwd=program.home,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        os.set_blocking(self._ours, False)
        self.text = ""

    def until(self, wanted: str) -> None:
        def seen() -> bool:
            try:
                self.text += os.read(self._ours, 65536).decode(errors="replace")
            except (BlockingIOError, OSError):
                time.sleep(0.02)
            return wanted in self.text

        until(seen, 20)

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def end(self) -> int:
        code = self.child.wait(10)
        os.close(self._ours)
        return code


@pytest.mark.parametrize(
    ("key", "told"), [("g", "Good to hear."), ("u", "Thanks for saying so."), ("\r", None), ("x", None)]
)
def test_after_a_break_in_a_terminal_it_asks_how_it_was(fresh: Program, key: str, told: str | None) -> None:
    terminal = Terminal(fresh, "start", MARCH)
    terminal.until("How was that? g good, h too hard, u it hurt (Enter: no answer)")
    terminal.press(key)
    if told:
        terminal.until(told)
    assert terminal.end() == 0


def test_where_nobody_is_at_a_terminal_nothing_is_asked(fresh: Program) -> None:
    assert "How was that?" not in fresh.told("start", MARCH)


# --- the offer of a higher level ----------------------------------------------------------------------------


def a_dozen_breaks(program: Program) -> None:
    """P1: done on six days, the last of them today."""
    now = datetime.now(UTC)
    store = Store(program.home / ".local/share/sitbreak/history.sqlite3")
    for number in range(12):
        days_ago = number // 2
        store.record(
            "suggestion",
            now.timestamp() - days_ago * 86400 - 60,
            routine=MARCH,
            outcome="done",
            day=hours.day_of(now) - days_ago,
        )
    store.close()


def asked(program: Program, monkeypatch: pytest.MonkeyPatch, message: dict[str, Any]) -> dict[str, Any]:
    """What the running sitbreak answers."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(program.runtime))
    return ipc_client.request(message)


def test_who_agrees_to_a_higher_level_has_it_in_the_settings_and_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program(tmp_path)
    program.settings.parent.mkdir(parents=True)
    program.settings.write_text("# my own words\n[breaks]\ninterval_min = 50\n")
    a_dozen_breaks(program)
    with program.running():
        program.told("start", MARCH, "--no-play")
        program.told("stop")
        answer = asked(program, monkeypatch, {"do": "feel", "how": "good"})
        assert answer["question"]["id"] == "level"
        assert asked(program, monkeypatch, {"do": "answer", "question": "level", "yes": True})["ok"]
        until(lambda: "level = 2" in program.settings.read_text(), 10)
        assert program.settings.read_text().startswith("# my own words\n[breaks]\ninterval_min = 50\n")
        until(lambda: program.told("config", "get", "routines.level") == "2\n", 10)
        assert "question" not in asked(program, monkeypatch, {"do": "feel", "how": "good"})


def test_at_a_terminal_the_question_is_put_and_answered_there(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.settings.parent.mkdir(parents=True)
    program.settings.write_text("")
    a_dozen_breaks(program)
    with program.running():
        program.told("start", MARCH, "--no-play")
        program.told("stop")
        assert program.told("feel", "good") == "Good to hear.\n"  # nobody is there to be asked
        terminal = Terminal(program, "feel", "good")
        terminal.until("y Yes, n Stay gentle (Enter: no answer)")
        terminal.press("n")
        terminal.until("Gentle it stays.")
        assert terminal.end() == 0
