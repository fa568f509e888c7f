"""Tests on a Windows desktop under wine. They are there when SITBREAK_BENCH names the folder of a bench that
`bench.sh make` has made; what is to be seen in them is kept in tests/artefacts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.windows.rig import CHECKOUT, Resident, WindowsDesktop

collect_ignore_glob = [] if "SITBREAK_BENCH" in os.environ else ["test_*.py"]
collect_ignore = [] if os.name == "nt" else ["inside"]


@pytest.fixture(scope="session")
def _bench() -> Iterator[WindowsDesktop]:
    pictures = CHECKOUT / "tests" / "artefacts"
    pictures.mkdir(exist_ok=True)
    desktop = WindowsDesktop(Path(os.environ["SITBREAK_BENCH"]), pictures)
    desktop.set_up()
    yield desktop
    desktop.stop()


@pytest.fixture
def desktop(_bench: WindowsDesktop) -> WindowsDesktop:
    _bench.forget_sitbreak()
    _bench.hands("mousemove", 600, 400)
    return _bench


@pytest.fixture
def sitbreak(desktop: WindowsDesktop) -> Iterator[Callable[..., Resident]]:
    """Starts the resident program with the options it is called with."""
    running: list[Resident] = []

    def start(*options: str) -> Resident:
        running.append(Resident(desktop, "--no-setup", "--set", "hours.work=[]", *options))
        return running[-1]

    yield start
    for each in running:
        each.end()
