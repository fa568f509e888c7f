"""The widgets of the windows, on a real X server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.adapters.xserver import XServer, x_server
from tests.desktop.furniture import ROOT
from tests.screens.widgets_program import SCENES


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[XServer]:
    with x_server(tmp_path_factory.mktemp("x"), "-screen", "0", "1400x1300x24") as running:
        yield running


@pytest.mark.parametrize("scene", list(SCENES))
def test_scene(server: XServer, scene: str) -> None:
    command = [sys.executable, "-m", "tests.screens.widgets_program", scene]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | server.env,
        timeout=60,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
