"""The lock of the one daemon when its folder does not stay as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sitbreak.instance import InstanceLock, is_held

pytestmark = pytest.mark.linux


def test_a_lock_is_held_from_its_taking_to_its_release(tmp_path: Path) -> None:
    assert not is_held(tmp_path)
    lock = InstanceLock(tmp_path)
    assert lock.acquire()
    assert is_held(tmp_path)
    lock.release()
    assert not is_held(tmp_path)


def test_a_lock_that_was_cleaned_away_is_taken_anew(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    lock = InstanceLock(folder)
    assert lock.acquire()
    shutil.rmtree(folder)
    folder.mkdir()
    assert not is_held(folder)
    assert lock.refresh()
    assert is_held(folder)
    assert not InstanceLock(folder).acquire()
    lock.release()


def test_a_lock_that_another_took_meanwhile_is_lost(tmp_path: Path) -> None:
    first, second = InstanceLock(tmp_path), InstanceLock(tmp_path)
    assert first.acquire()
    (tmp_path / "lock").unlink()
    assert second.acquire()
    assert not first.refresh()
    assert second.refresh()
    second.release()
