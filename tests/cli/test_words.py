"""What the program says when nothing runs, and when it does not understand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sitbreak import __version__
from sitbreak.cli import COMMANDS
from tests.cli.program import Program

pytestmark = pytest.mark.linux

TALKING = (
    "quit",
    "status",
    "start",
    "stop",
    "snooze",
    "skip",
    "pause",
    "resume",
    "stand",
    "sit",
    "was-sitting",
)


def test_without_a_word_and_with_help_it_names_every_command(program: Program) -> None:
    told = program.told()
    assert told == program.told("--help") == program.told("help")
    assert all(f"\n  {name} " in told for name in COMMANDS)
    assert "not medical advice" in told


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_its_help(program: Program, name: str) -> None:
    told = program.told(name, "--help")
    assert told.startswith(f"usage: sitbreak {name} ")
    assert COMMANDS[name][1][1:40] in " ".join(told.split())


def test_help_before_a_command_is_its_help(program: Program) -> None:
    assert program.told("help", "pause") == program.told("pause", "--help")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("stat", "Did you mean 'status'?"),
        ("pasue", "Did you mean 'pause'?"),
        ("sn", "Did you mean 'snooze'?"),
        ("xyzzy", "`sitbreak --help` lists the commands."),
    ],
)
def test_an_unknown_command_is_answered_with_what_may_have_been_meant(
    program: Program, typed: str, hint: str
) -> None:
    assert program.refused(typed, code=2) == f"sitbreak: There is no command '{typed}'. {hint}\n"


@pytest.mark.parametrize("name", TALKING)
def test_while_nothing_runs_each_command_that_talks_says_so(program: Program, name: str) -> None:
    assert program.refused(name) == "sitbreak: sitbreak is not running. `sitbreak run` starts it.\n"


def test_version_names_sitbreak_python_and_the_libraries(program: Program) -> None:
    assert program.told("version").startswith(f"sitbreak {__version__}\npython 3.")
    assert program.told("--version") == program.told("version")
    assert json.loads(program.told("version", "--json"))["sitbreak"] == __version__


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("pause", "nonsense"),
            "'nonsense' is no length of time here. Say whole minutes, from 1 to 1440, or",
        ),
        (("pause", "0"), "'0' is no length of time here."),
        (("pause", "2.5"), "'2.5' is no length of time here."),
        (("snooze", "soon"), "'soon' is no length of time here. Say whole minutes, from 1 to 1440."),
        (("snooze", "-3"), "'-3' is no length of time here."),
        (("snooze", "99999"), "'99999' is no length of time here."),
        (("snooze", "5", "7"), "unrecognized arguments: 7"),
        (("run", "--speed", "0"), "--speed: '0' is not a number from 1 to 600."),
        (("run", "--speed", "nan"), "--speed: 'nan' is not a number from 1 to 600."),
        (("run", "--speed", "fast"), "--speed: 'fast' is not a number from 1 to 600."),
        (("status", "--json", "--format", "waybar"), "not allowed with argument"),
        (("routines",), "the following arguments are required: COMMAND"),
        (("autostart", "maybe"), "choose from"),
        (("simulate",), "the following arguments are required: FILE"),
    ],
)
def test_wrong_words_are_named_and_end_with_2(program: Program, words: tuple[str, ...], said: str) -> None:
    assert said in program.refused(*words, code=2)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("nonsense", "--set: nonsense: there is no such key; `sitbreak config show` tells all"),
        ("breaks.interval_min=99", "breaks.interval_min: must be a whole number from 30 to 60, not 99"),
        ("breaks.intervall_min=45", "there is no such key; did you mean breaks.interval_min?"),
    ],
)
def test_a_wrong_setting_on_the_command_line_keeps_it_from_starting(
    program: Program, option: str, said: str
) -> None:
    assert said in program.refused("run", "--set", option)
    assert program.refused("status")


def test_a_settings_file_that_was_named_must_be_there(program: Program) -> None:
    assert (
        program.refused("run", "--config", "/no/such.toml")
        == "sitbreak: /no/such.toml: there is no such file\n"
    )


def _shell(program: Program, line: str) -> subprocess.CompletedProcess[str]:
    """Run *line*, in which `sitbreak` is the program, and answer the end of it and of its first part."""
    script = f"set -o pipefail; sitbreak() {{ '{sys.executable}' -m sitbreak \"$@\"; }}; {line}"
    return subprocess.run(
        ["bash", "-c", script],
        env=program.env,
        cwd=program.home,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("command", ["routines list", "version", "config show"])
def test_a_reader_that_has_read_enough_is_no_error(program: Program, command: str) -> None:
    done = _shell(program, f"sitbreak {command} | exec true")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_is_told_in_words(program: Program) -> None:
    done = _shell(program, "sitbreak version > /dev/full")
    assert done.returncode == 1
    assert done.stderr == "sitbreak: That could not be written: No space left on device.\n"


def test_a_runtime_folder_that_others_can_enter_is_not_used(tmp_path: Path) -> None:
    program = Program(tmp_path)
    (program.runtime / "sitbreak").mkdir(mode=0o755)
    said = program.refused("run")
    assert "is not private" in said
    assert "Remove it and start again." in said
