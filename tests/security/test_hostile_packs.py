"""Packs of routines made to hurt cost themselves: little time, little memory, one plain line each. The bundle
and the user's other packs stay.

All of them go through the real reading, one after the other in one child with a limit on its memory, which
measures the processor time of each.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sitbreak import prepare, preparing, routine_files
from sitbreak.commands.routine_template import template
from sitbreak.core.routine_json import record_of
from sitbreak.core.routine_packs import Origin, Pack, check, combine
from sitbreak.core.routines import Catalogue
from sitbreak.routine_cache import to_json

MEMORY_B = 512 * 1024 * 1024
CPU_S = 5.0
LARGEST_B = 64 * 1024

CHILD = """
import json, shutil, sys, time
from pathlib import Path
from sitbreak import routine_files

folder = routine_files.user_folder()
for file in sorted(Path(sys.argv[1]).iterdir()):
    shown = folder / f"{file.name}.toml"
    file.rename(shown) if not file.is_symlink() else shown.symlink_to(file.readlink())
    begun = time.process_time()
    catalogue, sentences = routine_files.load()
    problems = list(map(str, routine_files.check_file(shown)))
    cpu_s = time.process_time() - begun
    names = [routine.id for routine in catalogue]
    shown.rename(file) if not shown.is_symlink() else shown.unlink()
    print(json.dumps([file.name, names, list(sentences), problems, cpu_s]))
"""

HEAD = "schema_version = 1\n"
ROUTINE = HEAD + "[[routines]]\n"


def text(identifier: str = "my-bad", title: str = "My bad") -> str:
    return template(identifier, title, routine_files.bundled_poses()).replace("enabled = false\n", "", 1)


def lines(line: str) -> str:
    """As much of *line* as a pack may hold."""
    return (line + "\n") * ((LARGEST_B - 100) // (len(line) + 1))


def numbered(line: str) -> str:
    """*line* with a number in place of each %s, as often as a pack may hold it."""
    made = ""
    number = 0
    while len(made) + len(line) + 140 < LARGEST_B:
        made += line.replace("%s", str(number)) + "\n"
        number += 1
    return made


def shapes() -> dict[str, tuple[str | bytes, str]]:
    """Packs, and what each is told; none when it is taken as it is."""
    good = text()
    title = 'title = "My bad"'
    return {
        # taken: what editors and systems make
        "byte-order-mark": (b"\xef\xbb\xbf" + good.encode(), ""),
        "windows-line-ends": (good.replace("\n", "\r\n"), ""),
        "nothing-but-a-head": (HEAD + "routines = []\n", ""),
        # no pack
        "empty": ("", "its schema_version is not 1"),
        "utf-16": (good.encode("utf-16"), "it is UTF-16, not UTF-8"),
        "latin-1": (b"# caf\xe9\n" + good.encode(), "the line is not UTF-8 text"),
        "nul": (HEAD + "a = 1 \0\n", "it is not TOML"),
        "nul-in-a-text": (good.replace("My bad", "My\0bad"), "it is not TOML"),
        "escape-in-a-text": (good.replace("My bad", "My\x1b[2Jbad"), "it is not TOML"),
        "half-a-surrogate": (good.replace("My bad", "\\ud800"), "it is not TOML"),
        "cut-short": (good[: good.index("kind =") + 900], "it is not TOML"),
        "twice-a-key": (good.replace(title, f"{title}\n{title}"), "it is not TOML"),
        "too-large": ("#" + "x" * 100 + "\n" + "\n" * LARGEST_B, "larger than 64 KiB"),
        "a-long-line": (HEAD + "# " + "x" * 600, "the line is longer than 512 bytes"),
        "brackets-in-a-line": (HEAD + "a = " + "[" * 5000, "the line is longer than 512 bytes"),
        "brackets-in-lines": (HEAD + "a = [\n" + lines("[" * 500)[:60000], "it is nested too deeply"),
        "brackets-a-line-each": (HEAD + "a = [\n" + "[\n" * 30000, "it is nested too deeply"),
        "dotted-key-60-kb": ("a." * 30000 + "a=1", "the line is longer than 512 bytes"),
        "dotted-keys": (HEAD + numbered("a." * 250 + "b%s = 1"), 'it has the unknown field "a"'),
        "dotted-keys-apart": (
            HEAD + numbered("a%s." + "a." * 240 + "b = 1"),
            'it has the unknown field "a0"',
        ),
        "dotted-headers": (HEAD + numbered("[a%s." + "a." * 240 + "b]"), 'it has the unknown field "a0"'),
        "nested-arrays-of-tables": (HEAD + lines("[[a.b.c.d.e.f]]"), 'it has the unknown field "a"'),
        "many-keys": (numbered("a%s=1"), 'it has the unknown field "a0"'),
        "many-routines": (HEAD + lines("[[routines]]"), "its routines are not a list of at most 100"),
        "routines-that-are-numbers": (
            HEAD + "routines = [" + "0,\n" * 20000 + "]",
            "not a list of at most 100",
        ),
        "a-table-for-routines": (HEAD + "[routines]\na = 1\n", "its routines are not a list of at most 100"),
        "another-version": (
            good.replace("schema_version = 1", "schema_version = 1e999"),
            "schema_version is not 1",
        ),
        # bad routines
        "no-tables": (HEAD + "routines = [1, 'a', [], 2.5, 1979-05-27, true]\n", "it is 1 and not a table"),
        "no-id": (ROUTINE + "a = 1\n", 'it has no field "id"'),
        "many-fields": (ROUTINE + 'id = "my-bad"\n' + numbered("titel%s=1"), "it has the unknown field"),
        "deep-fields": (
            ROUTINE + 'id = "my-bad"\n' + numbered("a%s." + "a." * 240 + "b = 1"),
            "unknown field",
        ),
        "deep-values": (
            ROUTINE + 'id = "my-bad"\n' + "title = " + "[" * 200 + "]" * 200 + "\n",
            "unknown|has no field|a list and not a text",
        ),
        "braces": (
            ROUTINE + 'id = "my-bad"\ntitle = ' + "{a=" * 120 + "1" + "}" * 120,
            "has no field|a table and",
        ),
        "many-steps": (
            good.replace("steps = [", "steps = [\n" + "{ kind = 1 },\n" * 3000),
            '"steps" has 3005 items and not 3 to 12',
        ),
        "a-path-for-an-id": (text("../../../etc/passwd"), "and not 3 to 40 small letters"),
        "an-option-for-an-id": (text("--set"), "and not 3 to 40 small letters"),
        "a-long-id": (text("a" * 400), "and not 3 to 40 small letters"),
        "escapes-in-an-id": (
            good.replace('"my-bad"', '"\\u001b[2J\\u202e"'),
            "has signs that cannot be shown",
        ),
        "a-dict-for-an-id": (good.replace('"my-bad"', "{ a = 1 }"), '"id" is a table and not a text'),
        "escaped-escapes": (good.replace("My bad", "\\u001b[31mred"), "has signs that cannot be shown"),
        "right-to-left": (good.replace("My bad", "\\u202egnp.exe"), "has signs that cannot be shown"),
        "line-ends-in-a-text": (good.replace("My bad", "My\\nbad"), "has signs that cannot be shown"),
        "a-long-text": (
            good.replace(title, 'title = """\n' + ("x" * 400 + "\n") * 100 + '"""'),
            "is longer than 400 characters",
        ),
        "hex-digits": (
            good.replace("level = 1", "level = 0x" + "f" * 480),
            "is a very large number and not 1, 2",
        ),
        "no-number": (good.replace("at = [-0.24, 0.039]", "at = [nan, inf]"), "not a pair of numbers"),
        "a-pose-that-is-a-path": (good.replace('"f_reach" }', '"../poses" }'), "nothing is called so"),
        "a-foot-that-is-not-there": (
            good.replace('# foot_lock = "N"', 'foot_lock = "N"'),
            "is locked only in a",
        ),
        "a-key-with-escapes": (
            good + '"\\u001b[2J\\u202e" = 1\n',
            'it has the unknown field "\ufffd[2J\ufffd"',
        ),
        "override-that-is-no-flag": (
            good.replace(title, f"{title}\noverride = 1"),
            "is 1 and not true or false",
        ),
    }


Result = tuple[list[str], list[str], list[str], float]
SHAPES = (*shapes(),)
OTHERS = ("a-folder", "a-pipe", "a-device", "a-socket", "a-loop", "a-dangling-link", "a-terabyte")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """What became of each shape: the routines there are, what was told of it, and the time it took."""
    folder = tmp_path_factory.mktemp("shapes")
    for name, (content, _said) in shapes().items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "a-folder").mkdir()
    os.mkfifo(folder / "a-pipe")
    (folder / "a-device").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "a-socket"))
    (folder / "a-loop").symlink_to("a-loop.toml")
    (folder / "a-dangling-link").symlink_to(folder / "nothing")
    with (folder / "a-terabyte").open("wb") as stream:
        stream.truncate(2**40)
    return {name: tuple(result) for name, *result in _child(folder)}  # type: ignore[misc]


def _child(folder: Path) -> Iterator[Any]:
    home = folder.parent / "home"
    routines = home / "config/sitbreak/routines"
    routines.mkdir(parents=True)
    (routines / "good.toml").write_text(text("my-good", "My good"))
    ended = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder)],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_CONFIG_HOME": str(home / "config"),
        },
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_B, MEMORY_B)),
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return map(json.loads, ended.stdout.splitlines())


@pytest.mark.parametrize("name", [*SHAPES, *OTHERS])
def test_a_hostile_pack_costs_itself_and_nothing_else(name: str, results: dict[str, Result]) -> None:
    names, sentences, problems, cpu_s = results[name]
    assert cpu_s < CPU_S
    assert len([each for each in names if each != "my-bad"]) == 46
    assert "my-good" in names
    said = shapes().get(name, ("", "|"))[1]
    assert bool(said) is bool(sentences) is bool(problems)
    assert not said or any(part in sentences[0] for part in said.split("|"))
    assert len(problems) <= 100
    for line in (*sentences, *problems):
        assert f"{name}.toml" in line or "routines check" in line
        assert line.isprintable()
        assert len(line) < 800


# --- names of files ----------------------------------------------------------------------------------------


def test_a_file_whose_name_steers_terminals_is_named_on_one_harmless_line() -> None:
    folder = routine_files.user_folder()
    folder.mkdir(parents=True)
    (folder / "\x1b[2J\u202e\nbad.toml").write_text("")
    os.close(os.open(os.fsencode(folder) + b"/\xff\xfe.toml", os.O_CREAT | os.O_WRONLY))
    catalogue, sentences = routine_files.load()
    assert len(catalogue) == 45
    assert len(sentences) == 2
    assert all(sentence.isprintable() for sentence in sentences)


def test_the_files_that_editors_leave_beside_are_not_looked_at() -> None:
    folder = routine_files.user_folder()
    folder.mkdir(parents=True)
    (folder / ".#mine.toml").symlink_to("somebody@somewhere.1234")
    for name in (".mine.toml.swp", "mine.toml~", "#mine.toml#", "4913"):
        (folder / name).write_text("")
    assert routine_files.load()[1] == ()


@pytest.mark.parametrize("kind", ["file", "loop"])
def test_what_stands_in_place_of_the_folder_is_as_if_there_were_none(kind: str) -> None:
    folder = routine_files.user_folder()
    folder.parent.mkdir(parents=True)
    if kind == "file":
        folder.write_text("")
    else:
        folder.symlink_to(folder)
    catalogue, sentences = routine_files.load()
    assert (len(catalogue), sentences) == (45, ())


# --- what reaches the resident program ---------------------------------------------------------------------


def test_however_much_is_wrong_the_answer_of_the_child_stays_small_enough_to_be_read() -> None:
    folder = routine_files.user_folder()
    folder.mkdir(parents=True)
    for number in range(60):
        (folder / f"{'x' * 200}{number}.toml").write_text(HEAD + "routines = [" + "0,\n" * 100 + "]")
    notes = prepare.prepare().notes
    assert len(json.dumps(notes)) < preparing.LARGEST_OUTPUT_B / 4
    assert notes[-1] == "Of packs of routines, 3216 more is left out: `sitbreak routines check` tells all."


def test_packs_add_so_many_routines_and_no_more() -> None:
    record = record_of(routine_files.load()[0].get("side-reach"))  # type: ignore[arg-type]
    packs = [
        Pack(
            file=f"{number}.toml",
            content={
                "schema_version": 1,
                "routines": [{**record, "id": f"my-{number}-{each}"} for each in range(100)],
            },
        )
        for number in range(4)
    ]
    gathered = routine_files.gather(packs)
    assert len(gathered.catalogue) == 45 + 300
    assert len(gathered.problems) == 100
    assert {problem.rule for problem in gathered.problems} == {"V20"}
    assert len(to_json(gathered.catalogue)) < 1024 * 1024


# --- anything at all ----------------------------------------------------------------------------------------

VALUES = some.recursive(
    some.one_of(
        some.none(),
        some.booleans(),
        some.integers(),
        some.floats(),
        some.text(max_size=8),
        some.sampled_from(
            ["side", "front", "ease", "fade", "N", "F", "stand", "f_reach", "ankleR", "toeN", "each"]
        ),
    ),
    lambda inner: some.one_of(
        some.lists(inner, max_size=4), some.dictionaries(some.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
WAYS = some.sampled_from(
    [
        *[
            (name,)
            for name in (
                "id",
                "title",
                "steps",
                "places",
                "conflicts",
                "animation",
                "level",
                "sides",
                "enabled",
            )
        ],
        *[
            ("animation", name)
            for name in ("view", "anchor", "at", "poses", "transition", "near_limb", "foot_lock")
        ],
        *[("steps", 1, name) for name in ("kind", "side", "seconds", "cue", "pose", "reps", "rep_seconds")],
        *[("steps", 1), ("animation", "more"), ("more",), ("override",)],
    ]
)


@pytest.fixture(scope="module")
def bundle() -> Catalogue:
    """Three routines: seen from the side, from the front, and on the floor."""
    catalogue = routine_files.load()[0]
    found = [catalogue.get(name) for name in ("standing-march", "side-reach", "low-lunge")]
    return Catalogue(routine for routine in found if routine)


def put(record: Any, way: tuple[str | int, ...], value: object) -> None:
    """*value* at the end of *way* in *record*, if *way* leads anywhere."""
    *before, last = way
    with suppress(KeyError, IndexError, TypeError):
        for step in before:
            record = record[step]
        record[last] = value


@settings(max_examples=400)
@given(data=some.data())
def test_no_pack_of_any_shape_raises_or_costs_the_bundle_anything(
    bundle: Catalogue, data: some.DataObject
) -> None:
    poses = routine_files.bundled_poses()
    own = Pack(file="bundle", content={"schema_version": 1, "routines": [*map(record_of, bundle)]})
    record = record_of(data.draw(some.sampled_from(bundle.routines)))
    for way in data.draw(some.lists(WAYS, max_size=3)):
        put(record, way, data.draw(VALUES))
    origin = data.draw(some.sampled_from([Origin.USER, Origin.TEAM]))
    content = {"schema_version": 1, "routines": [record, data.draw(VALUES)]}
    pack = Pack(file="mine.toml", content=content, origin=origin)
    combined = combine([own], [pack], poses)
    for routine in bundle:
        now = combined.catalogue.get(routine.id)
        assert now is not None
        assert now.conflicts >= routine.conflicts
        assert origin is Origin.USER or now.steps == routine.steps
    for problem in (*combined.problems, *check(pack, bundle, poses)):
        assert str(problem).isprintable()
        assert problem.advice
