"""What sitbreak costs when it is called: `status`, one simulated year, the disk."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import office_year
from tests.bench.programs import SITBREAK
from tests.desktop.furniture import ROOT
from tests.desktop.rig import Desktop

_TIMES = 15
SITBREAK_CALL = (sys.executable, "-m", "sitbreak")


def status_ms(folder: Path) -> float:
    """The whole process of `sitbreak status` with a daemon that answers: the median of 15."""
    with Desktop(folder) as desktop:
        desktop.spawn(*SITBREAK.command)
        desktop.tray_icon_position(timeout_s=30)
        return _median_ms(desktop, *SITBREAK_CALL, "status")


def bare_python_ms(folder: Path) -> float:
    with Desktop(folder, panel=None, notifier=None) as desktop:
        return _median_ms(desktop, sys.executable, "-Ic", "pass")


def year_s(folder: Path) -> float:
    """`sitbreak simulate` over 250 office days, the start of Python included."""
    script = folder / "year.jsonl"
    script.write_text(office_year.script())
    began = time.perf_counter()
    subprocess.run([*SITBREAK_CALL, "simulate", str(script)], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def installed_mb() -> dict[str, float]:
    """Megabytes (10^6 bytes, bytecode included) of each thing that pip installs, ``sitbreak`` among them."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, str(ROOT)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return {place.name: _size_mb(place) for place in Path(folder).iterdir()}


def _size_mb(place: Path) -> float:
    """What a file, or all files of a folder, take on the disk, in whole blocks."""
    files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
    return sum(file.lstat().st_blocks * 512 for file in files) / 1e6


def _median_ms(desktop: Desktop, *command: str) -> float:
    def once() -> float:
        began = time.perf_counter()
        desktop.run(*command)
        return (time.perf_counter() - began) * 1000

    once()
    return statistics.median(once() for _ in range(_TIMES))
