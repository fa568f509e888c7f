"""What the README says is true: its commands run, its table is the program's, its links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sitbreak.asking import ACTS
from sitbreak.cli import COMMANDS
from sitbreak.settings.keys import keys
from sitbreak.settings.table import table
from tests.cli.program import ROOT, Program

README = (ROOT / "README.md").read_text("utf-8")
_NEVER_RUN = (".ci/install", ".ci/test")  # the installer itself, and what runs this very test
_MARK = "<!-- settings: written by `python -m sitbreak.settings.table` -->"


def _commands() -> list[str]:
    """Every line of every block of shell."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line and not line.startswith("#")]


def _prose() -> str:
    return re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)


def _inline() -> list[str]:
    """All code within the text."""
    return [code.replace("\\|", "|") for code in re.findall(r"`([^`\n]+)`", _prose())]


def _table_of_commands() -> list[tuple[str, str]]:
    """The first and the second cell of each line that begins with a command."""
    rows = re.findall(r"^\| (`sitbreak .*?) \| (.*) \|$", README, re.MULTILINE)
    assert rows
    return [(first.replace("\\|", "|"), second.replace("\\|", "|")) for first, second in rows]


@pytest.mark.linux
@pytest.mark.parametrize("line", _commands())
def test_a_command_line_of_a_code_block_runs(line: str, tmp_path: Path) -> None:
    words = shlex.split(line)
    if words[0] in _NEVER_RUN:
        assert os.access(ROOT / words[0], os.X_OK)
        return
    program = Program(tmp_path)
    done = subprocess.run(
        ["bash", "-c", f"set -euo pipefail; sitbreak() {{ '{sys.executable}' -m sitbreak \"$@\"; }}\n{line}"],
        env=program.env,
        cwd=program.home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_the_two_commands_that_set_everything_up_are_there() -> None:
    assert {line for line in _commands() if line.startswith(".ci/")} == set(_NEVER_RUN)


def test_the_settings_table_is_the_one_of_the_program() -> None:
    _before, mark, after = README.partition(f"{_MARK}\n")
    assert mark
    assert after.partition("<!-- end -->")[0] == table()


def test_every_command_in_the_text_exists() -> None:
    named = [code.split()[1].strip(",") for code in _inline() if code.startswith("sitbreak ")]
    assert named
    assert sorted(set(named) - set(COMMANDS)) == []


def test_the_table_names_commands_that_exist_and_all_that_a_day_needs() -> None:
    named = set()
    for first, _second in _table_of_commands():
        named |= {code.removeprefix("sitbreak ").split()[0] for code in re.findall(r"`([^`]+)`", first)}
    assert named <= set(COMMANDS)
    acts = set(ACTS) & set(COMMANDS)  # the others are what windows ask for
    assert named >= acts | {"run", "quit", "status", "feel", "demo"}


@pytest.mark.linux
@pytest.mark.parametrize(("first", "second"), _table_of_commands())
def test_what_the_table_says_of_a_command_its_help_knows(first: str, second: str, tmp_path: Path) -> None:
    program = Program(tmp_path)
    code = re.findall(r"`sitbreak ([^`]+)`", first)[0]
    name, *words = code.split(maxsplit=1)
    told = program.told(name, "--help")
    for option in re.findall(r"--[a-z-]+", second):
        assert option in told
    for choice in re.findall(r"[a-z-]{2,}", words[0] if words else ""):
        assert re.search(rf"\b{choice}\b", told), choice


@pytest.mark.linux
def test_it_counts_the_routines_right(tmp_path: Path) -> None:
    there = len(json.loads(Program(tmp_path).told("routines", "list", "--json")))
    assert set(re.findall(r"\b(\d+) routines", README)) == {str(there)}


def test_every_setting_in_the_text_exists() -> None:
    sections = {key.partition(".")[0] for key in keys()}
    named = {
        match[0]
        for code in _inline()
        for match in re.finditer(r"\b[a-z]+\.[a-z_]+\b", code)
        if match[0].partition(".")[0] in sections
    }
    assert "routines.exclusions" in named
    assert sorted(named - set(keys())) == []


def _links() -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", _prose())


@pytest.mark.parametrize("target", sorted(set(_links())))
def test_a_link_leads_somewhere(target: str) -> None:
    if re.match(r"https?://", target):
        return  # nobody is asked over the network
    file, _hash, heading = target.partition("#")
    text = (ROOT / file).read_text("utf-8") if heading and file else README
    assert not file or (ROOT / file).exists()
    if heading:
        headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        assert heading in {
            re.sub(r"[^\w -]", "", each).strip().lower().replace(" ", "-") for each in headings
        }
