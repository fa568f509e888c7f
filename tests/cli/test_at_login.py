"""Several things that start sitbreak at the same moment, as an entry and a unit may at login."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Program, end, until

pytestmark = pytest.mark.linux

_EXEC = re.compile(r"^Exec=.*$", re.MULTILINE)
_RUN = (sys.executable, "-m", "sitbreak", "run")


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    yield made
    made.end_daemon()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket of a manager of services, which waits for its sitbreak to be ready."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as made:
        made.bind(str(tmp_path / "notify"))
        made.setblocking(False)
        yield made


def heard(manager: socket.socket) -> list[str]:
    said = []
    with contextlib.suppress(BlockingIOError):
        while True:
            said.append(manager.recv(4096).decode())
    return said


@contextlib.contextmanager
def started(program: Program, times: int, **variables: str) -> Iterator[list[subprocess.Popen[str]]]:
    children = [
        subprocess.Popen(
            _RUN,
            env={**program.env, **variables},
            cwd=program.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(times)
    ]
    try:
        yield children
    finally:
        for child in children:
            end(child)  # type: ignore[arg-type]  # it writes text
            child.communicate()


def test_of_many_that_an_entry_and_a_unit_start_at_once_one_stays_and_all_end_well(
    fresh: Program, manager: socket.socket
) -> None:
    notify = str(manager.getsockname())
    with started(fresh, 6) as entries, started(fresh, 6, NOTIFY_SOCKET=notify) as units:
        every = [*entries, *units]
        until(lambda: sum(child.poll() is None for child in every) == 1, 60)
        until(lambda: fresh.run("status").code == 0, 20)
        (stays,) = [child for child in every if child.poll() is None]
        assert fresh.holder() == stays.pid
        told = heard(manager)
        assert len(told) == 6  # each of the six is no failure to its manager, the one that stays included
        assert all(each.startswith("READY=1") for each in told)
        already = f"STATUS=sitbreak is running already (process {stays.pid})."
        assert sum(each.endswith(already) for each in told) == len(units) - (stays in units)
        for child in every:
            if child is not stays:
                out, err = child.communicate()
                assert (child.returncode, err) == (0, "")
                assert out == f"sitbreak is running already (process {stays.pid}).\n"
        stays.terminate()
        assert stays.wait(10) == 0
        assert heard(manager) == (["STOPPING=1"] if stays in units else [])


def test_an_environment_that_has_moved_is_repaired_by_the_next_run(fresh: Program) -> None:
    assert fresh.told("autostart", "on") == "From now on sitbreak starts at login.\n"
    entry = fresh.home / ".config/autostart/sitbreak.desktop"
    written = entry.read_text()
    entry.write_text(_EXEC.sub("Exec=/old/python run", written))
    assert fresh.run("autostart", "status").code == 1
    assert "/old/python is gone" in fresh.run("doctor").out
    with fresh.running(suggests=False):
        assert "was repaired when /old/python was gone" in fresh.told("autostart", "status")
        assert "The entry was repaired when /old/python was gone." in fresh.run("doctor").out
    assert entry.read_text() == written + "X-Sitbreak-Repaired=/old/python\n"
    log = (fresh.home / ".local/state/sitbreak/sitbreak.log").read_text()
    assert "autostart: What starts sitbreak at login was repaired: /old/python was gone." in log


def test_a_program_that_is_there_and_does_not_run_is_broken(fresh: Program, tmp_path: Path) -> None:
    fresh.told("autostart", "on")
    entry = fresh.home / ".config/autostart/sitbreak.desktop"
    empty = tmp_path / "sitbreak"
    empty.write_text("#!/bin/sh\necho 'no module of that name' >&2\nexit 1\n")
    empty.chmod(0o755)
    entry.write_text(_EXEC.sub(f"Exec={empty} run", entry.read_text()))
    said = fresh.run("autostart", "status")
    assert said.code == 1
    assert f"{empty} run, does not run: no module of that name. `sitbreak autostart on` mends" in said.out
