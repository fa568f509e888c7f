"""From start to end: one sitbreak only, however it is started and ended."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Program, end, until

pytestmark = pytest.mark.linux

TALKING = (
    "status",
    "quit",
    "start",
    "stop",
    "snooze",
    "skip",
    "pause",
    "resume",
    "stand",
    "sit",
    "was-sitting",
)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    """A program in a home of its own; what it left running in the background is ended."""
    made = Program(tmp_path)
    yield made
    made.end_daemon()


def test_in_the_background_it_starts_once_and_ends_when_told(fresh: Program) -> None:
    told = fresh.told("run", "--background")
    pid = fresh.holder()
    assert told == f"sitbreak is running (process {pid}). `sitbreak status` tells how it is.\n"
    already = f"sitbreak is running already (process {pid}).\n"
    assert fresh.told("run", "--background") == already
    assert fresh.told("run") == already
    assert fresh.status()["pid"] == pid
    assert fresh.told("quit") == "sitbreak has ended.\n"
    assert "sitbreak is not running." in fresh.refused("status")


@pytest.mark.parametrize("option", [("--speed", "60"), ("--set", "breaks.interval_min=30")])
def test_options_that_would_be_passed_over_are_refused(fresh: Program, option: tuple[str, str]) -> None:
    with fresh.running(suggests=False):
        for mode in ((), ("--background",)):
            refused = fresh.refused("run", *mode, *option)
            assert refused.endswith("without these options. End it first: `sitbreak quit`\n")


def test_after_quit_the_next_one_starts_at_once(fresh: Program) -> None:
    with fresh.running(suggests=False):
        fresh.told("quit")
        assert fresh.told("run", "--background").startswith("sitbreak is running (process ")
    fresh.told("quit")


def test_five_that_start_at_once_become_one(fresh: Program) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "sitbreak", "run"],
            env=fresh.env,
            cwd=fresh.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    try:
        until(lambda: sum(child.poll() is None for child in started) == 1, 20)
        until(lambda: fresh.run("status").code == 0, 10)
        for child in started:
            if child.poll() is not None:
                out, err = child.communicate()
                assert (child.returncode, err) == (0, "")
                assert out.startswith("sitbreak is running already (process ")
    finally:
        for child in started:
            end(child)
            child.communicate()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_cleanly(fresh: Program, signum: signal.Signals) -> None:
    child = fresh.start(suggests=False)
    child.send_signal(signum)
    assert child.wait(10) == 0
    assert not (fresh.runtime / "sitbreak/socket").exists()
    assert "sitbreak is not running." in fresh.refused("status")


def test_after_a_kill_the_next_one_starts_over_the_old_socket(fresh: Program) -> None:
    child = fresh.start(suggests=False)
    child.kill()
    child.wait(10)
    assert (fresh.runtime / "sitbreak/socket").exists()
    assert "sitbreak is not running." in fresh.refused("status")
    with fresh.running(suggests=False) as second:
        assert fresh.status()["pid"] == second.pid


def test_a_pause_outlives_an_end_and_a_kill(fresh: Program) -> None:
    with fresh.running():
        fresh.told("pause", "600")
    child = fresh.start()
    assert fresh.status()["paused_until"]
    child.kill()
    child.wait(10)
    with fresh.running():
        assert fresh.status()["paused_until"]


def test_every_command_gives_up_on_one_that_hangs_and_says_which_process_it_is(fresh: Program) -> None:
    with fresh.running(suggests=False) as child:
        child.send_signal(signal.SIGSTOP)
        began = time.perf_counter()
        asking = [
            subprocess.Popen(
                [sys.executable, "-m", "sitbreak", *words],
                env=fresh.env,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for words in (*((name,) for name in TALKING), ("run", "--background"), ("status", "--watch"))
        ]
        for process in asking:
            out, err = process.communicate(timeout=20)
            assert (process.returncode, out) == (1, "")
            assert err == (
                f"sitbreak: sitbreak is running (process {child.pid}) but did not answer within 3 s. "
                "If this goes on, end that process and start sitbreak again: `sitbreak run`\n"
            )
        assert time.perf_counter() - began < 4 + 3  # thirteen processes began at once, on a busy machine
        assert fresh.told("run") == f"sitbreak is running already (process {child.pid}).\n"
