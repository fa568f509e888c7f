"""Breaks leave nothing behind in the program that stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import ten_breaks
from tests.desktop.rig import Desktop

pytestmark = [pytest.mark.desktop, pytest.mark.linux]

_MOST_GROWTH_MIB = 1.0  # far below what one window takes, which is some 40


def test_after_ten_breaks_with_windows_the_resident_program_is_as_it_was(tmp_path: Path) -> None:
    with Desktop(tmp_path, panel=None) as desktop:
        before, after = ten_breaks.measure(desktop)
    assert (after.children, after.open_files, after.threads) == (0, before.open_files, before.threads)
    assert after.memory.uss_mib - before.memory.uss_mib < _MOST_GROWTH_MIB
