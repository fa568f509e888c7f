"""The whole program as on a Mac, over stand-ins."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sitbreak


def test_it_starts_answers_shows_its_menu_and_ends_and_keeps_to_the_main_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("PYSTRAY_BACKEND", "dummy")
    monkeypatch.setenv("PYTHONPATH", os.fspath(Path(sitbreak.__file__).parents[1]))
    ran = subprocess.run(
        [sys.executable, "-m", "tests.macos.whole_program", "run", "--no-setup"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout.splitlines()[-1])
    assert seen["code"] == 0
    assert seen["off_main"] == []
    assert seen["calls"] > 50
    assert seen["menu"][0].startswith("Sitting")
    assert seen["menu"][-1] == "Quit"
    parts = {part["part"]: part["state"] for part in seen["status"]["parts"]}
    assert (parts["idle"], parts["session"], parts["tray"]) == ("ok", "ok", "ok")
    assert list((Path.home() / "Library" / "Application Support" / "sitbreak").rglob("*.sqlite*"))
