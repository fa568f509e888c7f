"""The pages after a break, on a real X server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.adapters.xserver import x_server
from tests.desktop.furniture import ROOT


def test_no_words_after_a_break_are_cut_off_at_the_edge(tmp_path: Path) -> None:
    with x_server(tmp_path, "-screen", "0", "800x600x24") as server:
        command = [sys.executable, "-m", "tests.screens.finish_program"]
        env = os.environ | server.env
        done = subprocess.run(
            command, cwd=ROOT, env=env, timeout=20, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
