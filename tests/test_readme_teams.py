"""What the chapter for teams says is what happens: its commands run in their order, and answer as it says."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import ROOT, Program
from tests.intranet import intranet
from tests.security.team_host import TeamHost, answering

pytestmark = pytest.mark.linux

README = (ROOT / "README.md").read_text("utf-8")
CHAPTER = README.partition("\n## For teams\n")[2].partition("\n## ")[0]

HOME = "/home/ada"  # as the chapter has it
_TIME = re.compile(r"\b20\d\d-\d\d-\d\d \d\d:\d\d\b")
_LOCK = '\n[policy."breaks.repeat_max"]\nlock = true\nreason = "twice more is enough"\n'


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", CHAPTER, re.MULTILINE | re.DOTALL)


@pytest.fixture
def ada(tmp_path: Path) -> Program:
    made = Program(tmp_path)
    (made.home / "sitbreak.toml").write_text(blocks("toml")[0])
    (made.home / "day.jsonl").write_text('{"at": 0, "input": true}\n{"at": 3600, "end": true}\n')
    return made


@pytest.fixture
def host(ada: Program, tmp_path: Path) -> Iterator[TeamHost]:
    with intranet(ada, "intra.example", tmp_path) as made:
        made.answer = answering(blocks("toml")[0].encode())
        yield made


def transcript() -> list[tuple[str, str]]:
    """The commands of the chapter, in their order, each with what it answers."""
    return [
        (command, answer)
        for block in blocks("console")
        for command, answer in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


def at_a_terminal(program: Program, words: list[str]) -> str:
    """What a command says to somebody who answers y to whatever it asks."""
    mine, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "sitbreak", *words],
        env=program.env, cwd=program.home, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    os.close(theirs)
    os.write(mine, b"y\n")
    said, _none = child.communicate(timeout=30)
    os.close(mine)
    return said.decode().replace("[y/N] ", "[y/N] y\n").replace(str(program.home), HOME)


def fits(came: str, told: str) -> bool:
    """Whether *came* is what is *told*, at whatever time; a line … or […] stands for what is left out."""
    lines = [re.escape(line).replace(r"\[…\]", ".*") for line in _TIME.sub("TIME", told).splitlines()]
    expected = "".join(r"(?:.*\n)*" if line == "…" else rf"{line}\n" for line in lines)
    return re.fullmatch(expected, _TIME.sub("TIME", came)) is not None


def test_the_commands_of_the_chapter_answer_as_it_says(ada: Program, host: TeamHost) -> None:
    commands = transcript()
    assert len(commands) == 6
    for command, told in commands:
        if command == "sitbreak team refresh":  # there is a newer file by now, with a lock in it
            newer = blocks("toml")[0].replace("serial = 7", "serial = 8").replace("= 50", "= 45")
            host.answer = answering((newer + _LOCK).encode())
        came = at_a_terminal(ada, command.removeprefix("sitbreak ").split())
        assert fits(came, told), (command, came)


def shell_lines() -> list[str]:
    runs = re.findall(r"^ +- run: (.*)$", "".join(blocks("yaml")), re.MULTILINE)
    assert runs
    return ["".join(blocks("bash")), *(run for run in runs if not run.startswith("pip "))]


@pytest.mark.parametrize("script", shell_lines())
def test_the_team_s_own_checks_run_and_find_what_is_wrong(ada: Program, script: str) -> None:
    assert _shell(ada, script) == (0, "")
    with (ada.home / "sitbreak.toml").open("a") as stream:
        stream.write("[history]\nkeep = false\n")
    assert _shell(ada, script) == (1, "sitbreak.toml:15: history.keep: a team's file may not touch this\n")


def _shell(program: Program, script: str) -> tuple[int, str]:
    done = subprocess.run(
        ["bash", "-c", f"set -e; sitbreak() {{ '{sys.executable}' -m sitbreak \"$@\"; }}\n{script}"],
        env=program.env, cwd=program.home, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_files_of_the_chapter_are_what_they_say(ada: Program) -> None:
    assert ada.told("config", "validate", "sitbreak.toml", "--as", "team") == ""
    (ada.home / "system.toml").write_text("[team]\n" + re.findall(r"`(source = .*?)`", CHAPTER)[0])
    assert ada.told("config", "validate", "system.toml", "--as", "system") == ""
