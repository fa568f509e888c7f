"""The questions of the first run in a real terminal, answered as somebody at the keyboard does."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.program import Program

pytestmark = pytest.mark.linux

_ENOUGH_S = 20
_END = "\x04"  # Ctrl-D
_ASKED = 9  # the introduction, seven questions, and whether to write


@dataclass(frozen=True)
class Talk:
    """What came of one conversation."""

    code: int
    said: str

    def __contains__(self, words: str) -> bool:
        return words in " ".join(self.said.split())


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def talk(
    program: Program, *answers: str, options: tuple[str, ...] = ("--terminal",), **variables: str
) -> Talk:
    """Run `sitbreak setup` in a terminal and give *answers*, one at each prompt; Return for all others."""
    terminal, its_end = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "sitbreak", "setup", *options],
        stdin=its_end, stdout=its_end, stderr=its_end, cwd=program.home, start_new_session=True,
        env={**program.env, "COLUMNS": "100", **variables},
    )  # fmt: skip
    os.close(its_end)
    said, left = b"", list(answers)
    try:
        while select.select([terminal], [], [], _ENOUGH_S)[0]:
            try:
                said += os.read(terminal, 65536)
            except OSError:  # the child has ended
                break
            if said.endswith(b"> "):
                words = left.pop(0) if left else ""
                os.write(terminal, words.encode() if words == _END else f"{words}\n".encode())
        code = child.wait(_ENOUGH_S)
    finally:
        child.kill()
        child.wait()
        os.close(terminal)
    assert not left, said.decode()
    return Talk(code, said.decode())


def test_the_answers_are_written_at_the_end_and_comments_stay(program: Program) -> None:
    program.settings.parent.mkdir(parents=True)
    program.settings.write_text("# mine\n[breaks]\ninterval_min = 50  # calm\n")
    told = talk(program, "", "2", "5", "", "2", "1", "8:30-16", "y", "y", "n")
    assert told.code == 0
    assert "It is not medical advice." in told
    assert "Sit at most: 50 min -> 30 min" in told
    assert program.settings.read_text() == (
        "# mine\n[breaks]\ninterval_min = 30  # calm\n\n"
        '[routines]\nplace = "home"\nexclusions = ["hip"]\nlevel = 2\n\n'
        '[hours]\nwork = ["Mon-Fri 08:30-16:00"]\n'
    )
    assert (program.home / ".config/autostart/sitbreak.desktop").exists()


def test_who_keeps_everything_writes_nothing(program: Program) -> None:
    told = talk(program, *[""] * (_ASKED - 1), "n")
    assert told.code == 0
    assert "All stays as it is" in told
    assert "a full disc with an arrow: Time for a break." in told
    assert not program.settings.exists()


@pytest.mark.parametrize("leaves", ["q", _END])
def test_who_leaves_halfway_writes_nothing(program: Program, leaves: str) -> None:
    told = talk(program, "", "2", "1", leaves)
    assert (told.code, "Nothing was written." in told) == (0, True)
    assert not program.settings.exists()


def test_who_does_not_agree_in_the_end_writes_nothing(program: Program) -> None:
    told = talk(program, "", "2", "s", "n")
    assert "Where you sit: At an office -> At home" in told
    assert "Nothing was written." in told
    assert not program.settings.exists()


def test_a_wrong_answer_is_told_and_asked_again_and_one_can_go_back(program: Program) -> None:
    answers = ("", "7", "3", "1,99", "1", "b", "1, 2", "", "2", "", "Mon-Fri 9-25", "mon-thu 9-16", "", "")
    told = talk(program, *answers)
    assert "Please give numbers from 0 to 3." in told
    assert "Please give numbers from 0 to 17." in told
    assert "Floor and kneeling are left out along with it." in told
    assert "Mon-Fri 9-25: '25:00' is no time of the day." in told
    text = program.settings.read_text()
    assert 'place = "travel"' in text
    assert 'exclusions = ["standing", "floor"]' in text
    assert 'work = ["Mon-Thu 09:00-16:00"]' in text


def test_running_it_again_begins_with_the_present_answers(program: Program) -> None:
    talk(program, "", "2", "4,11", "2,3", "2", "3", "2", "n", "y", "n")
    told = talk(program, *[""] * (_ASKED - 1))
    prompts = [line.strip() for line in told.said.splitlines() if line.strip().startswith("[")]
    assert [prompt.partition("]")[0][1:] for prompt in prompts[:7]] == [
        "2", "4, 11", "2, 3", "2", "3", "2", "y/N"
    ]  # fmt: skip


def test_what_a_variable_decides_is_told_and_not_asked(program: Program) -> None:
    told = talk(program, "", "", "", "", "", "", "", "", SITBREAK_ROUTINES__PLACE="travel")
    assert "On the road. The variable SITBREAK_ROUTINES__PLACE decides this" in told
    assert not program.settings.exists()


def test_the_whole_notice_can_be_read_first(program: Program) -> None:
    told = talk(program, "more", "q")
    assert "it does not diagnose or treat anything" in told
    assert "Please ask a doctor, midwife or physiotherapist" in told


def test_a_reminder_to_try_needs_a_running_sitbreak_and_says_so(program: Program) -> None:
    told = talk(program, "", "s", "y")
    assert "sitbreak is not running. `sitbreak run` starts it." in told


def test_without_a_window_the_terminal_asks(program: Program) -> None:
    assert "1/7 Where do you sit?" in talk(program, "", "q", options=())


def test_without_anybody_at_a_terminal_it_says_what_to_do(program: Program) -> None:
    said = program.refused("setup", "--terminal", code=2)
    assert "need somebody at a terminal" in said
    assert "sitbreak config set" in said
    assert program.refused("setup", code=2) == said


def test_a_broken_file_is_told_with_its_line_and_left_alone(program: Program) -> None:
    program.settings.parent.mkdir(parents=True)
    program.settings.write_text("[breaks]\ninterval_min 50\n")
    told = talk(program)
    assert told.code == 1
    assert "config.toml:2: this is not TOML" in told
    assert program.settings.read_text() == "[breaks]\ninterval_min 50\n"


def test_the_present_answers_are_told_in_json(program: Program) -> None:
    program.settings.parent.mkdir(parents=True)
    program.settings.write_text('[routines]\nplace = "home"\n')
    told = json.loads(program.told("setup", "--json"))
    assert told["answers"]["routines.place"] == {
        "value": "home",
        "origin": f"user {program.settings}:2",
        "locked": None,
    }
    assert told["start_at_login"] == "off"
    assert told["file"] == str(program.settings)
