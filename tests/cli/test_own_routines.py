"""Packs of one's own, as somebody meets them who writes one while sitbreak runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Program, until

pytestmark = pytest.mark.linux


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    yield made
    made.end_daemon()


def _pack(program: Program, name: str = "my-reach.toml") -> Path:
    return program.settings.parent / "routines" / name


def _suggestion(program: Program) -> str:
    found = program.status()["suggestion"]
    return str(found["routine"]) if found else ""


def _notes(program: Program) -> list[str]:
    return [str(note) for note in program.status()["notes"]]


def _ids(program: Program, *options: str) -> list[str]:
    return [found["id"] for found in json.loads(program.told("routines", "list", "--json", *options))]


def _finish(pack: Path) -> None:
    """What the template asks for: the routine is as it shall be."""
    pack.write_text(pack.read_text().replace("enabled = false\n", "", 1))


def test_a_pack_is_written_checked_taken_up_suggested_started_and_taken_away_while_sitbreak_runs(
    fresh: Program,
) -> None:
    with fresh.running():
        first = _suggestion(fresh)
        assert "my-reach.toml is there" in fresh.told("routines", "new", "my-reach")
        assert fresh.told("routines", "check") == f"{_pack(fresh)}: nothing is wrong.\n"
        assert "my-reach" not in _ids(fresh)  # not before its author says so
        _finish(_pack(fresh))
        assert "my-reach" in _ids(fresh)
        until(lambda: fresh.run("start", "my-reach", "--no-play").code == 0, 10)
        assert fresh.status()["break"]["routine"] == "my-reach"
        fresh.told("stop")

        others = [name for name in _ids(fresh) if name != "my-reach"]
        offs = "".join(f'\n[[routines]]\nid = "{name}"\nenabled = false\n' for name in others)
        only = _pack(fresh, "only-mine.toml")
        only.write_text(f"schema_version = 1\n{offs}")
        until(lambda: _suggestion(fresh) == "my-reach", 10)

        _pack(fresh).unlink()  # now packs have switched off all there is: a plain reminder is left
        until(lambda: not _suggestion(fresh), 10)
        only.unlink()
        until(lambda: _suggestion(fresh), 10)
        assert first
        assert _notes(fresh) == []


def test_a_slip_costs_one_routine_and_is_told_by_status_and_doctor_until_it_is_mended(fresh: Program) -> None:
    with fresh.running():
        fresh.told("routines", "new", "my-reach")
        fresh.told("routines", "new", "my-other")
        good = _pack(fresh).read_text()
        _pack(fresh).write_text(good.replace("total_seconds = 55", "total_seconds = 56"))
        until(lambda: _notes(fresh), 10)
        line = good.splitlines().index("total_seconds = 55") + 1
        told = (
            f'{_pack(fresh)}:{line}: the routine "my-reach" is left out:'
            " its steps last 55 s and not 56 s (rule V2)."
        )
        assert _notes(fresh) == [told]
        assert told in fresh.told("status")
        assert told in fresh.run("doctor").out
        assert "my-other" in _ids_with_warning(fresh)
        assert fresh.run("routines", "check").code == 1
        _pack(fresh).write_text(good)
        until(lambda: not _notes(fresh), 10)


def _ids_with_warning(program: Program) -> list[str]:
    return [found["id"] for found in program.run("routines", "list", "--all", "--json").json]


def test_doctor_tells_of_a_bad_pack_without_a_running_sitbreak_too(fresh: Program) -> None:
    _pack(fresh).parent.mkdir(parents=True)
    _pack(fresh).write_text("schema_version = \n")
    assert f"{_pack(fresh)}:1: the pack is left out: it is not TOML" in fresh.run("doctor").out


def test_a_routine_is_switched_off_and_on_and_starred_from_the_command_line(fresh: Program) -> None:
    with fresh.running():
        one = _suggestion(fresh)
        assert f"{one} is not suggested any more" in fresh.told("routines", "disable", one)
        until(lambda: _suggestion(fresh) not in ("", one), 10)
        assert one not in _ids(fresh)
        assert one in _ids(fresh, "--all")
        assert "off: routines.disabled" in fresh.told("routines", "list", "--all")
        assert "Switched off in your settings" in fresh.told("routines", "show", one)
        assert f"{one} may be suggested again" in fresh.told("routines", "enable", one)
        assert one in _ids(fresh)
        fresh.told("routines", "star", one, "side-reach")
        assert json.loads(fresh.told("config", "get", "routines.starred", "--json"))["value"] == [
            one,
            "side-reach",
        ]
        assert "starred" in fresh.told("routines", "list")
        fresh.told("routines", "unstar", one, "side-reach")
        assert json.loads(fresh.told("config", "get", "routines.starred", "--json"))["value"] == []
        assert "Did you mean side-reach?" in fresh.refused("routines", "star", "side-rech", code=2)


def test_new_never_writes_over_a_file_and_takes_no_name_that_is_in_use(fresh: Program) -> None:
    fresh.told("routines", "new", "my-reach")
    before = _pack(fresh).read_text()
    assert "already" in fresh.refused("routines", "new", "my-reach", code=2)
    assert "already" in fresh.refused("routines", "new", "side-reach", code=2)
    elsewhere = fresh.home / "there.toml"
    elsewhere.write_text("mine")
    assert "is there already" in fresh.refused("routines", "new", "x-y", "--output", f"{elsewhere}", code=2)
    assert elsewhere.read_text() == "mine"
    assert _pack(fresh).read_text() == before
    assert "3 to 40 small letters" in fresh.refused("routines", "new", "../../etc", code=2)
    assert "3 to 28" in fresh.refused("routines", "new", "my-own", "--title", "x" * 29, code=2)
    nowhere = fresh.home / "no/such/folder.toml"
    assert "cannot be written" in fresh.refused("routines", "new", "my-own", "--output", f"{nowhere}")
    assert sorted(file.name for file in _pack(fresh).parent.iterdir()) == ["my-reach.toml"]
