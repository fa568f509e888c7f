"""What a break window is told to play."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sitbreak import paths, routine_cache, routine_files
from sitbreak.core.playing import WARM_UP_S
from sitbreak.errors import SitbreakError, UsageError
from sitbreak.screens.break_order import LARGEST_B, Library, Order, of, read

WHOLE = {
    "routine": "side-reach",
    "lead_side": "right",
    "easier": True,
    "warm_up": True,
    "speed": 60,
    "elapsed_s": 4.5,
    "swaps_left": 2,
}


def test_an_order_is_read_as_the_daemon_writes_it() -> None:
    assert read(json.dumps(WHOLE).encode()) == Order(
        routine="side-reach",
        lead_side="right",
        easier=True,
        warm_up=True,
        speed=60.0,
        elapsed_s=4.5,
        swaps_left=2,
    )


def test_what_an_order_leaves_out_is_usual() -> None:
    assert read(b'{"routine": "side-reach"}') == Order(routine="side-reach")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"march",
        b"[]",
        b"{}",
        b'{"routine": 7}',
        b'{"routine": "x", "lead_side": "up"}',
        b"[" * 50_000,
        b'{"routine": "side-reach"}' + b" " * LARGEST_B,
        b"\xff",
    ],
)
def test_what_is_no_order_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError):
        read(data)


@pytest.mark.parametrize(
    ("changed", "key", "value"),
    [
        ({"speed": 0}, "speed", 0.1),
        ({"speed": 1e300}, "speed", 1.0),
        ({"speed": True}, "speed", 1.0),
        ({"elapsed_s": -3}, "elapsed_s", 0.0),
        ({"elapsed_s": "long"}, "elapsed_s", 0.0),
        ({"swaps_left": -1}, "swaps_left", 0),
        ({"easier": 1}, "easier", False),
    ],
)
def test_values_that_make_no_sense_are_usual_ones(changed: dict[str, Any], key: str, value: object) -> None:
    order = of(WHOLE | changed)
    assert order is not None
    assert getattr(order, key) == value


def test_the_speed_of_the_first_order_stays(tmp_path: Path) -> None:
    order = of({"routine": "side-reach", "paused": True}, speed=5.0)
    assert order is not None
    assert (order.speed, order.paused) == (5.0, True)


@pytest.fixture
def cache() -> Path:
    file = paths.cache_folder() / "routines.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(routine_cache.to_json(routine_files.load()[0]))
    return file


def test_a_routine_is_laid_out_with_its_warm_up(cache: Path) -> None:
    library = Library.open()
    plain = library.play(Order(routine="side-reach"))
    warm = library.play(Order(routine="side-reach", warm_up=True))
    assert warm.length_s == plain.length_s + WARM_UP_S
    assert plain.film.at(0.0).view == "front"


def test_the_poses_are_those_of_the_bundle(cache: Path) -> None:
    """They are read in a way of their own, which is faster; the result is the same."""
    fast, slow = Library.open(), Library.open(bundled=True)
    for routine in routine_files.load()[0]:
        order = Order(routine=routine.id)
        one, other = fast.play(order), slow.play(order)
        assert one.film.at(12.0) == other.film.at(12.0)


def test_an_unknown_routine_and_a_missing_cache_are_told(cache: Path) -> None:
    with pytest.raises(SitbreakError, match="no routine 'none'"):
        Library.open().play(Order(routine="none"))
    cache.unlink()
    with pytest.raises(SitbreakError):
        Library.open()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"poses": ', "[" * 100_000])
def test_damaged_poses_are_told(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    broken = tmp_path / "poses.json"
    broken.write_text(content)
    monkeypatch.setattr(paths, "bundled", lambda *_parts: broken)
    with pytest.raises(SitbreakError, match="poses"):
        Library.open()
