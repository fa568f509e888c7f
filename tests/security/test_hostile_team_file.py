"""Team files made to break a reader cost little time and memory, and get one plain answer.

Each is read in one child with a limit on its memory, first as a file that was just fetched, then as the copy
that counts, by the real `prepare`: the user's own settings hold whatever stands there.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MEMORY_B = 512 * 1024 * 1024
CPU_S = 5.0
SOURCE = "https://intra.example/team.toml"

CHILD = """
import json, sys, time
from pathlib import Path
from sitbreak import paths
from sitbreak.prepare import prepare
from sitbreak.settings.team_copy import state_file
from sitbreak.settings.team_file import read_team_file
from sitbreak.settings.toml_file import Refused

source = sys.argv[2]
paths.private_folder(paths.team_folder())
state_file().write_text(json.dumps({"source": source, "grant": None}))
for file in sorted(Path(sys.argv[1]).iterdir()):
    data = file.read_bytes()
    begun = time.process_time()
    refused, notes = "", []
    try:
        notes = read_team_file(data, source="team.toml").notes
    except Refused as error:
        refused = f"{error.line}: {error.message}"
    paths.team_copy().write_bytes(data)
    made = prepare(sets=[f"team.source={source}", "breaks.interval_min=51"])
    cpu_s = time.process_time() - begun
    held = made.values["breaks.interval_min"]
    print(json.dumps([file.name, refused, list(notes), cpu_s, held, made.notes]))
"""

VERSION = "version = 1\n"


def numbered(line: str, begun: str = "") -> str:
    """*line* with a number in place of each %s, as often as a team file that has *begun* so may hold it."""
    text, number = VERSION + begun, 0
    while len(text) + len(line) + 20 < 64 * 1024:
        text += line.replace("%s", str(number)) + "\n"
        number += 1
    return text


def lines(line: str, but: int) -> str:
    """*line* as often as it fits into a team file with *but* other bytes."""
    return (line + "\n") * ((64 * 1024 - but) // (len(line) + 1))


# What comes, and how the one line of the answer begins: "LINE: why"
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "0: this is no team file: it does not say version = 1"),
    "half-a-string": (VERSION + 'name = "Platf', "2: this is not TOML"),
    "half-a-table": (VERSION + '[policy."breaks.inter', "2: this is not TOML"),
    "half-a-list": (VERSION + "[hours]\nwork = ['Mon", "3: this is not TOML"),
    "nul": (VERSION.encode() + b"name = '\0'\n", "2: there is a NUL character in the line"),
    "only-nul": (b"\0" * 1000, "1: the line is longer than 512 bytes"),
    "utf-16": (VERSION.encode("utf-16"), "0: the file is UTF-16, not UTF-8"),
    "latin-1": (VERSION.encode() + b"name = 'caf\xe9'\n", "2: the line is not UTF-8 text"),
    "half-a-sign": (VERSION.encode() + "name = 'é'".encode()[:-2], "2: the line is not UTF-8 text"),
    "a-page": ("<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", "1: this is not TOML"),
    "json": ('{"version": 1}', "1: this is not TOML"),
    "escapes": (b"\x1b[2J\x1b]0;x\x07\n", "1: this is not TOML"),
    "random": (bytes(range(1, 256)) * 2, "2: the line is not UTF-8 text"),
    "too-large": ("#" * 100 + "\n" + "\n" * 64 * 1024, "0: the file is larger than 64 KiB"),
    "5-mb": ("\n" * 5_000_000, "0: the file is larger than 64 KiB"),
    "a-long-line": (VERSION + "name = '" + "x" * 600 + "'\n", "2: the line is longer than 512 bytes"),
    "dotted-key": ("a." * 20000 + "a = 1\n", "1: the line is longer than 512 bytes"),
    "dotted-keys": (numbered("a." * 250 + "b%s = 1"), "2: tables and lists are nested deeper than 6 levels"),
    "dotted-headers": (numbered("[a%s." + "a." * 240 + "b]"), "2: tables and lists are nested deeper"),
    "brackets": (VERSION + "name = " + "[" * 500 + "\n", "0: tables and lists are nested deeper"),
    "braces": (
        VERSION + "a = " + "{a=" * 120 + "1" + "}" * 120 + "\n",
        "2: tables and lists are nested deeper",
    ),
    "deep-routines": (
        VERSION + "[pack]\nschema_version = 1\nroutines = [{ a = [[[[1]]]] }]\n",
        "2: tables and lists are nested deeper than 6 levels",
    ),
    "450-000-keys": ("".join(f"a{n}=1\n" for n in range(450_000)), "0: the file is larger than 64 KiB"),
    "newer": ("version = 999999999999999999999\n", "1: this file is of the newer format 99"),
    "version-of-many-digits": ("version = " + "9" * 490 + "\n", "1: this file is of the newer format 99"),
    "serial-of-many-digits": (VERSION + "serial = " + "9" * 490 + "\n", "2: serial must be a whole number"),
    "serial-nan": (VERSION + "serial = nan\n", "2: serial must be a whole number"),
    "serial-date": (VERSION + "serial = 1979-05-27\n", "2: serial must be a whole number"),
    "twice": (VERSION + VERSION, "2: this is not TOML"),
}

# What is taken, with so many notes and no more than 20
TAKEN: dict[str, tuple[str | bytes, int]] = {
    "byte-order-mark": (b"\xef\xbb\xbf" + VERSION.encode(), 0),
    "windows-line-ends": (VERSION.replace("\n", "\r\n") + "serial = 2\r\n", 0),
    "cut-where-it-is-valid": (VERSION + '[policy."breaks.interval_min"]\nmin = 3', 1),
    "unknown-keys": (numbered("[breaks%s]\nx = 1"), 20),
    "unknown-rules": (numbered('[policy."breaks.interval_mi%s"]\nlock = true'), 20),
    "unknown-parts-of-a-rule": (numbered("part%s = 1", '[policy."breaks.interval_min"]\n'), 20),
    "many-choices": (
        VERSION + '[policy."breaks.interval_min"]\none_of = [\n' + lines("45,45,45,45,45,", 100) + "]\n", 1,
    ),
    "many-hours": (VERSION + "[hours]\nwork = [\n" + lines("'Mon 09:00-10:00',", 100) + "]\n", 1),
    "never-keys": (
        VERSION + "[history]\nkeep = true\n[presence]\ncall = false\n[team]\nsource = '/x'\n"
        "[routines]\nexclusions = []\n[pause]\nchoices_min = []\n[hooks]\ncommand = 'rm -rf ~'\n", 6,
    ),
    "never-rules": (
        VERSION + "".join(f'[policy."{key}"]\nlock = true\n' for key in (
            "pause.choices_min", "routines.exclusions", "team.source", "history.keep", "hours.work")), 5,
    ),
    "floors": (
        VERSION + '[breaks]\ninterval_min = 1\nrepeat_max = 1000\n[snooze]\nbudget_min = 0\n'
        '[policy."breaks.interval_min"]\nmin = 1\nmax = 1\n', 5,
    ),
    "terminal-in-a-name": (VERSION + 'name = "\\u001b[31m\\u202e"\n', 1),
    "terminal-in-a-key": (VERSION + '"\\u001b[31m\\u202ezoo" = 1\n', 1),
    "terminal-in-a-rule": (VERSION + '[policy."\\u001b[2J\\u202e"]\n"\\u001b[2J" = 1\n', 1),
    "terminal-in-a-part": (VERSION + '[policy."breaks.repeat_max"]\n"\\u001b[2J\\u202e" = 1\n', 1),
    "terminal-in-a-reason": (VERSION + '[policy."breaks.repeat_max"]\nmax = 2\nreason = "\\u001b[2J"\n', 1),
    "many-routines": (numbered("[[pack.routines]]\nid = 'a-%s'", "[pack]\nschema_version = 1\n"), 0),
    "routines-of-a-newer-kind": (VERSION + "[pack]\nschema_version = 2\nroutines = 5\n", 0),
}  # fmt: skip

Result = tuple[str, list[str], float, int, list[str]]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    folder = tmp_path_factory.mktemp("team")
    for name, (content, _answer) in (*REFUSED.items(), *TAKEN.items()):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return {name: rest for name, *rest in _child(folder)}  # type: ignore[misc]


def _child(folder: Path) -> list[Any]:
    home = folder.parent / "home"
    places = {
        "HOME": home,
        "XDG_CACHE_HOME": home / "c",
        "XDG_CONFIG_HOME": home / "f",
        "XDG_STATE_HOME": home / "s",
    }
    ended = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), SOURCE],
        capture_output=True,
        text=True,
        env={**os.environ, **{name: str(place) for name, place in places.items()}},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_B, MEMORY_B)),
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(name: str, results: dict[str, Result]) -> None:
    refused, notes, cpu_s, held, told = results[name]
    assert refused.startswith(REFUSED[name][1])
    assert refused.isprintable()
    assert len(refused) < 300
    assert notes == []
    assert cpu_s < CPU_S
    assert held == 51
    assert len(told) == 1
    assert ": the copy of the team's file is ignored: " in told[0]


@pytest.mark.parametrize("name", TAKEN)
def test_what_can_be_read_costs_only_what_is_wrong_with_it(name: str, results: dict[str, Result]) -> None:
    refused, notes, cpu_s, held, told = results[name]
    assert refused == ""
    assert len(notes) == TAKEN[name][1] <= 20
    assert cpu_s < CPU_S
    assert held == 51
    assert len(told) <= 40
    assert all(each.isprintable() and len(each) < 500 for each in (*notes, *told))
