"""A break window comes while somebody is typing elsewhere: every key goes where it was meant to go."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.desktop.rig import Desktop
from tests.screens.break_rig import BreakStage, break_stage

pytestmark = pytest.mark.desktop

KEYS = 60
TYPED_INTO = """
import sys, tkinter
root = tkinter.Tk(className="Letter")
root.title("a letter")
text = tkinter.Text(root)
text.pack()
text.focus_set()
text.bind("<Key>", lambda event: print(event.char, end="", flush=True))
root.geometry("500x300+200+200")
root.mainloop()
"""


def openbox(_desktop: Desktop) -> None:
    """It runs already."""


def xfwm4(desktop: Desktop) -> None:
    desktop.end("openbox")
    desktop.spawn("xfwm4", "--compositor=off", part="xfwm4")

    def manages() -> bool:
        with suppress(subprocess.CalledProcessError):  # the number of a window that is gone
            number = desktop.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK").split()[-1]
            return "Xfwm4" in desktop.run("xprop", "-id", number, "_NET_WM_NAME")
        return False

    desktop.wait(manages, 20, "xfwm4")


def type_while_it_opens(stage: BreakStage) -> str:
    """What arrives in a letter when a window opens in the middle of typing."""
    desktop = stage.desktop
    desktop.spawn(sys.executable, "-c", TYPED_INTO, part="letter")
    letter = desktop.wait(lambda: desktop.find_windows("letter"), 20, "the letter")[0]
    desktop.run("xdotool", "windowfocus", "--sync", str(letter.number))
    typing = desktop.spawn("xdotool", "type", "--delay", "60", "sn" * (KEYS // 2), part="hands")
    desktop.wait(lambda: len(desktop.log("letter")) > 5, 20, "the first letters")
    stage.open(elapsed_s=6.0)
    stage.window("March slowly")
    before = len(desktop.log("letter"))
    typing.wait(60)
    desktop.wait(lambda: len(desktop.log("letter")) >= KEYS, 10, "the last letters")
    assert before < KEYS, "all was typed before the window came: nothing is proved"
    return desktop.log("letter")


@pytest.mark.parametrize("window_manager", [openbox, xfwm4])
def test_no_key_is_lost_to_a_window_that_opens(
    tmp_path: Path, window_manager: Callable[[Desktop], None]
) -> None:
    with break_stage(tmp_path, window_manager=window_manager) as stage:
        assert type_while_it_opens(stage) == "sn" * (KEYS // 2)
        assert stage.daemon.asked == []
