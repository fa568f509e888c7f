"""Settings files made to break a parser cost little time and memory, get a plain answer, and change nothing.

All of them go through the real `prepare`, one after the other in one child with a limit on its memory; the
child measures the processor time of each. The bounds are far above what was measured, so only a lost guard
passes them: without the limits on size and line, some of these take 14 s and 3.4 GiB.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

MEMORY_B = 512 * 1024 * 1024
CPU_S = 5.0

CHILD = """
import json, sys, time
from pathlib import Path
from sitbreak import effective
from sitbreak.prepare import prepare
from sitbreak.settings.provenance import BadSettings

prepare(sets=["breaks.interval_min=51"])
good = effective.effective_file().read_bytes()
for file in sorted(Path(sys.argv[1]).iterdir()):
    begun = time.process_time()
    try:
        prepare(config=file)
        problems = []
    except BadSettings as error:
        problems = [str(problem) for problem in error.problems]
    cpu_s = time.process_time() - begun
    untouched = effective.effective_file().read_bytes() == good
    effective.effective_file().write_bytes(good)
    print(json.dumps([file.name, problems, cpu_s, untouched]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A file, and the beginning of each line of the answer after the name of the file; none: it is taken."""

    content: str | bytes
    answers: tuple[str, ...] = ()


def lines(line: str) -> str:
    """As much of *line* as a settings file may hold."""
    return (line + "\n") * (64 * 1024 // (len(line) + 1))


def numbered(line: str) -> str:
    """*line* with a number in place of each %s, as often as a settings file may hold it."""
    text = ""
    number = 0
    while len(text) + len(line) + 40 < 64 * 1024:
        text += line.replace("%s", str(number)) + "\n"
        number += 1
    return text


DEEP = ": tables and lists are nested deeper than 6 levels"
LONG = ": the line is longer than 512 bytes"
LARGE = ": the file is larger than 64 KiB"
NO_TOML = ": this is not TOML: "
NUMBER = "breaks.interval_min: must be a whole number from 30 to 60, not "

SHAPES = {
    # what editors and shells make
    "empty": Shape(content=""),
    "byte-order-mark": Shape(content=b"\xef\xbb\xbf[breaks]\ninterval_min = 50\n"),
    "only-byte-order-mark": Shape(content=b"\xef\xbb\xbf"),
    "windows-line-ends": Shape(content=b"[breaks]\r\ninterval_min = 50\r\n"),
    "largest-allowed": Shape(content="# " + "x" * 509 + "\n" + lines("# " + "x" * 509)[:-512]),
    "longest-allowed": Shape(content="# " + "x" * 510 + "\n"),
    "utf-16": Shape(content="[breaks]\n".encode("utf-16"), answers=(": the file is UTF-16, not UTF-8",)),
    "latin-1": Shape(content=b"[breaks]\n# caf\xe9\n", answers=(":2: the line is not UTF-8 text",)),
    "nul": Shape(content=b"[breaks]\n\0\n", answers=(":2: there is a NUL character in the line",)),
    "old-mac-line-ends": Shape(content=b"[breaks]\rinterval_min = 50\r", answers=(":1" + NO_TOML,)),
    "cut-in-an-array": Shape(content="[snooze]\nchoices_min = [5, 10,", answers=(":2" + NO_TOML,)),
    "cut-in-a-string": Shape(content='[routines]\nplace = "off', answers=(":2" + NO_TOML,)),
    "cut-in-a-long-string": Shape(content='a = """\n\n\n', answers=(":4" + NO_TOML,)),
    "no-toml": Shape(content="interval_min: 45\n", answers=(":1" + NO_TOML,)),
    "merge-marks": Shape(content="<<<<<<< HEAD\n[breaks]\n", answers=(":1" + NO_TOML,)),
    "twice": Shape(content="[breaks]\nrepeat_min = 5\nrepeat_min = 6\n", answers=(":3" + NO_TOML,)),
    "twice-a-table": Shape(content="[breaks]\n[hold]\n[breaks]\n", answers=(":3" + NO_TOML,)),
    # values that are nearly right
    "true": Shape(content="[breaks]\ninterval_min = true\n", answers=(f":2: {NUMBER}true",)),
    "out-of-range": Shape(content="[breaks]\ninterval_min = 61\n", answers=(f":2: {NUMBER}61",)),
    "word": Shape(content='[breaks]\ninterval_min = "45"\n', answers=(f':2: {NUMBER}"45"',)),
    "float": Shape(content="[breaks]\ninterval_min = 45.0\n", answers=(f":2: {NUMBER}45.0",)),
    "inf": Shape(content="[breaks]\ninterval_min = inf\n", answers=(f":2: {NUMBER}Infinity",)),
    "minus-inf": Shape(content="[breaks]\ninterval_min = -inf\n", answers=(f":2: {NUMBER}-Infinity",)),
    "nan": Shape(content="[breaks]\ninterval_min = nan\n", answers=(f":2: {NUMBER}NaN",)),
    "overflow": Shape(content="[breaks]\ninterval_min = 1e999\n", answers=(f":2: {NUMBER}Infinity",)),
    "date": Shape(content="[breaks]\ninterval_min = 1979-05-27\n", answers=(f':2: {NUMBER}"1979-05-27"',)),
    "bad-date": Shape(content="[breaks]\ninterval_min = 1979-99-99\n", answers=(":2" + NO_TOML,)),
    "bad-time": Shape(content="a = 25:61:61\n", answers=(":1" + NO_TOML,)),
    "unknown": Shape(content="[zoo]\nlion = 1\n", answers=(":2: zoo.lion: there is no such key",)),
    # made to hurt
    "brackets-in-a-line": Shape(content="a = " + "[" * 5000, answers=(":1" + LONG,)),
    "brackets-in-lines": Shape(content="a = [\n" + lines("[" * 500)[:60000], answers=(DEEP,)),
    "brackets-a-line-each": Shape(content="a = [\n" + "[\n" * 30000, answers=(DEEP,)),
    "closed-brackets": Shape(content="a = " + "[" * 200 + "]" * 200 + "\n", answers=(":1" + DEEP,)),
    "seven-levels": Shape(content="a = [[[[[[[]]]]]]]\n", answers=(":1" + DEEP,)),
    "braces": Shape(content="a = " + "{a=" * 125 + "1" + "}" * 125 + "\n", answers=(":1" + DEEP,)),
    "braces-many-times": Shape(
        content=numbered("a%s = " + "{a=" * 110 + "1" + "}" * 110), answers=(":1" + DEEP,)
    ),
    "digits": Shape(content="[breaks]\ninterval_min = " + "9" * 10000 + "\n", answers=(":2" + LONG,)),
    "digits-within-a-line": Shape(
        content="[breaks]\ninterval_min = " + "9" * 490, answers=(f":2: {NUMBER}999",)
    ),
    "hex-digits": Shape(content="[breaks]\ninterval_min = 0x" + "f" * 480, answers=(f":2: {NUMBER}",)),
    "dotted-key": Shape(content="a." * 20000 + "a = 1\n", answers=(":1" + LONG,)),
    "dotted-key-60-kb": Shape(content="a." * 30000 + "a=1", answers=(":1" + LONG,)),
    "dotted-keys": Shape(content=numbered("a." * 250 + "b%s = 1"), answers=(":1" + DEEP,)),
    "dotted-keys-apart": Shape(content=numbered("a%s." + "a." * 245 + "b = 1"), answers=(":1" + DEEP,)),
    "dotted-headers": Shape(content=numbered("[a%s." + "a." * 240 + "b]"), answers=(":1" + DEEP,)),
    "dotted-header-growing": Shape(
        content="".join("[" + "a." * number + "b]\n" for number in range(1, 250)), answers=(":1" + DEEP,)
    ),
    "arrays-of-tables": Shape(content=lines("[[a]]"), answers=(":1: a: there is no such key",)),
    "nested-arrays-of-tables": Shape(content=lines("[[a.b.c.d.e.f]]"), answers=(":1" + DEEP,)),
    "450-000-keys": Shape(content="".join(f"a{n}=1\n" for n in range(450_000)), answers=(LARGE,)),
    "one-byte-too-large": Shape(content="\n" * (64 * 1024 + 1), answers=(LARGE,)),
    "as-many-keys-as-fit": Shape(
        content=numbered("a%s=1"), answers=tuple(f":{n + 1}: a{n}: there is no such key" for n in range(20))
    ),
    "as-many-keys-in-a-section": Shape(
        content="[breaks]\n" + numbered("interval_mi%s=1"),
        answers=tuple(f":{n + 2}: breaks.interval_mi{n}: there is no such key" for n in range(20)),
    ),
    "as-many-items-as-fit": Shape(
        content="[snooze]\nchoices_min = [\n" + lines("5,5,5,5,5,5,5,5,5,5,")[:65000] + "\n]\n",
        answers=(":2: snooze.choices_min: must be a list of 1 to 8 different whole numbers",),
    ),
    "as-many-names-as-fit": Shape(
        content="[routines]\nstarred = [\n" + lines("'abc','abc','abc',")[:64980] + "\n]\n",
        answers=(":2: routines.starred: must be a list of at most 200 names",),
    ),
    "backslashes": Shape(content='a = """\n' + lines("\\\\" * 250), answers=(":132" + NO_TOML,)),
    "quotes": Shape(content="a = " + lines("'" * 500)[:60000], answers=(":1" + NO_TOML,)),
    "open-strings": Shape(content=lines('a = """'), answers=(":4" + NO_TOML,)),
    "equal-signs": Shape(content=lines("=" * 500), answers=(":1" + NO_TOML,)),
    "line-ends": Shape(content="\n" * 64 * 1024),
    "half-a-surrogate": Shape(content='[routines]\nplace = "\\ud800"\n', answers=(":2" + NO_TOML,)),
    "terminal-in-a-key": Shape(
        content='"\\u001b[31m\\u202ezoo" = 1\n', answers=(": \ufffd[31m\ufffdzoo: there is no such key",)
    ),
    "terminal-in-a-value": Shape(
        content='[routines]\nplace = "\\u001b[2J\\u202e"\n',
        answers=(':2: routines.place: must be office, home or travel, not "\\u001b[2J\ufffd"',),
    ),
    "terminal-in-hours": Shape(
        content='[hours]\nwork = ["\\u001b\\u202e 09:00-10:00"]\n',
        answers=(":2: hours.work: must be a list",),
    ),
    "escapes-as-such": Shape(content=b"a = \x1b[2J\n", answers=(":1" + NO_TOML,)),
}

Result = tuple[list[str], float, bool]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """What `prepare` said of each shape, how long it took, and whether the last good settings stayed."""
    folder = tmp_path_factory.mktemp("shapes")
    for name, shape in SHAPES.items():
        content = shape.content if isinstance(shape.content, bytes) else shape.content.encode()
        (folder / name).write_bytes(content)
    (folder / "a-folder").mkdir()
    os.mkfifo(folder / "a-pipe")
    (folder / "a-device").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "a-socket"))
    (folder / "a-loop").symlink_to(folder / "a-loop")
    (folder / "a-dangling-link").symlink_to(folder / "nothing")
    with (folder / "a-terabyte").open("wb") as stream:
        stream.truncate(2**40)
    return {name: (problems, cpu_s, kept) for name, problems, cpu_s, kept in _child(folder)}


def _child(folder: Path) -> list[Any]:
    home = folder.parent / "home"
    environment = {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
    }
    ended = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        preexec_fn=_limit,
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_B, MEMORY_B))


@pytest.mark.parametrize("name", SHAPES)
def test_each_file_has_its_plain_answer_soon_and_changes_nothing(
    name: str, results: dict[str, Result]
) -> None:
    problems, cpu_s, kept = results[name]
    expected = SHAPES[name].answers
    said = [problem.partition(f"/{name}")[2] for problem in problems]
    assert cpu_s < CPU_S
    assert kept is bool(expected)
    assert len(said) == len(expected)
    for each, beginning in zip(said, expected, strict=True):
        assert each.startswith(beginning)
    assert all(len(problem) < 500 and problem.isprintable() for problem in problems)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("a-folder", ": this is not a regular file"),
        ("a-pipe", ": this is not a regular file"),
        ("a-device", ": this is not a regular file"),
        ("a-socket", ": the file cannot be read: "),
        ("a-loop", ": the file cannot be read: "),
        ("a-dangling-link", ": there is no such file"),
        ("a-terabyte", LARGE),
    ],
)
def test_what_is_no_file_to_read_is_told_and_never_waited_for(
    name: str, answer: str, results: dict[str, Result]
) -> None:
    problems, cpu_s, kept = results[name]
    assert len(problems) == 1
    assert problems[0].partition(f"/{name}")[2].startswith(answer)
    assert cpu_s < CPU_S
    assert kept
