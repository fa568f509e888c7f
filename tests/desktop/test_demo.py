"""`sitbreak demo` on a real desktop: one whole cycle in under a minute, and nothing left behind."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.desktop.rig import Desktop

pytestmark = [pytest.mark.desktop, pytest.mark.linux]

_DEMO = (sys.executable, "-m", "sitbreak", "demo")
_AT_MOST_S = 60
_REST_S = 1200 / 100  # as long as the demo wants it, 100 times faster


def _leftovers() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("sitbreak-demo-*"))


def _said(desktop: Desktop, words: str) -> bool:
    return words in desktop.log("demo")


def test_the_demo_shows_one_cycle_to_somebody_who_sits_and_then_rests(tmp_path: Path) -> None:
    before = _leftovers()
    with Desktop(tmp_path) as desktop:
        began = time.perf_counter()
        demo = desktop.spawn(*_DEMO, "--no-click", part="demo")
        with desktop.keep_typing():
            desktop.tray_icon_position(timeout_s=20)
            desktop.wait(lambda: _said(desktop, "the reminder is shown."), 40, "the first reminder")
            desktop.screenshot("1 the reminder")
            desktop.wait(lambda: _said(desktop, "Snoozed: it comes back"), 10, "the snooze")
            desktop.wait(lambda: _said(desktop, "Here it is again."), 20, "the second reminder")
        desktop.wait(lambda: _said(desktop, "No input: you count as away."), 20, "the absence")
        time.sleep(_REST_S)
        with desktop.keep_typing():
            assert demo.wait(20) == 0, desktop.log("demo")
        assert time.perf_counter() - began < _AT_MOST_S
        assert "The demo's own ring is in your tray." in desktop.log("demo")
        assert "That was one cycle. `sitbreak run` starts the real one, if" in desktop.log("demo")
        desktop.wait(lambda: not desktop.alive("demo"), 5, "the end of all it started")
        assert [file for file in desktop.home.rglob("*sitbreak*") if "logs" not in file.parts] == []
        assert list(desktop.runtime.glob("sitbreak*")) == []
    assert _leftovers() - before == set()


def test_where_nobody_can_tell_of_input_the_demo_says_so_at_once(tmp_path: Path) -> None:
    before = _leftovers()
    program = Program(tmp_path)
    said = program.refused("demo")
    assert said == (
        "sitbreak: The demo cannot tell whether there is input. "
        "DISPLAY is not set: there is no X server to ask. Run it in a terminal on your desktop.\n"
    )
    assert _leftovers() - before == set()
    assert [file for file in program.home.rglob("*") if file.is_file()] == []
