"""Short-lived children on the real loop: their limits, what they say, and what they leave behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.child import PIPE_B, Child, Ended, Order
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.looping import run_for, run_until

SHELL = ("sh", "-c")


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


def order(script: str, limit_s: float = 20.0, **more: object) -> Order:
    return Order(command=(*SHELL, script), limit_s=limit_s, **more)  # type: ignore[arg-type]


def outcome(loop: SelectLoop, what: Order) -> Ended:
    ended: list[Ended] = []
    Child(loop, what, ended.append)
    run_until(loop, lambda: bool(ended))
    assert len(ended) == 1
    return ended[0]


def open_files() -> set[str]:
    return {file.name for file in Path("/proc/self/fd").iterdir()}


def gone(pid: int) -> bool:
    """Whether *pid* has died, once it had a moment to."""
    for _ in range(400):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.01)
    return False


def test_what_it_says_is_heard_when_it_has_ended(loop: SelectLoop) -> None:
    assert outcome(loop, order("echo yes; echo no >&2; exit 3", most_output_b=PIPE_B)) == Ended(
        code=3, output=b"yes\n"
    )


def test_what_it_is_told_reaches_it_and_nothing_else_does(loop: SelectLoop) -> None:
    assert outcome(loop, order("cat", most_output_b=PIPE_B, told=b"abc")).output == b"abc"
    assert outcome(loop, order("cat", most_output_b=PIPE_B)).output == b""


def test_its_environment_is_ours_but_for_what_was_changed(
    loop: SelectLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("OURS", "kept")
    said = outcome(loop, order("echo $LC_ALL $OURS", most_output_b=PIPE_B, changed={"LC_ALL": "C"})).output
    assert said == b"C kept\n"


def test_a_child_costs_one_wake_up(loop: SelectLoop) -> None:
    before = loop.wakeups
    outcome(loop, order("for i in 1 2 3 4 5; do echo $i; sleep 0.01; done", most_output_b=PIPE_B))
    assert loop.wakeups - before <= 1


@pytest.mark.parametrize("room_b", [PIPE_B, 4 * PIPE_B])
def test_it_can_say_all_there_is_room_for_and_more_is_no_answer(loop: SelectLoop, room_b: int) -> None:
    fits = outcome(loop, order(f"head -c {room_b} /dev/zero", most_output_b=room_b))
    assert (fits.code, len(fits.output)) == (0, room_b)
    floods = outcome(loop, order("cat /dev/zero", limit_s=0.3, most_output_b=room_b))
    assert floods.late
    assert floods.code < 0
    assert len(floods.output) <= room_b


def test_a_child_that_hangs_is_ended_with_all_it_started(loop: SelectLoop, tmp_path: Path) -> None:
    ended = outcome(loop, order(f"sleep 100 & echo $! > {tmp_path}/pid; sleep 100", limit_s=0.3))
    assert ended.late
    assert gone(int((tmp_path / "pid").read_text()))


def test_a_grandchild_that_writes_on_is_not_waited_for(loop: SelectLoop) -> None:
    before_s = time.perf_counter()
    ended = outcome(loop, order("sleep 15 & echo done", most_output_b=PIPE_B))
    assert ended == Ended(code=0, output=b"done\n")
    assert time.perf_counter() - before_s < 14


@pytest.mark.parametrize("program", ["sitbreak-no-such-program", "/dev/null/x", "/etc/passwd"])
def test_what_cannot_be_started_says_so_and_leaves_nothing_open(loop: SelectLoop, program: str) -> None:
    before = open_files()
    for _ in range(3):
        with pytest.raises(OSError, match=r"\[Errno"):
            Child(
                loop,
                Order(command=(program,), limit_s=1, told=b"x", most_output_b=PIPE_B),
                lambda _ended: None,
            )
    assert open_files() == before


def test_more_than_a_pipe_takes_cannot_be_told(loop: SelectLoop) -> None:
    before = open_files()
    with pytest.raises(OSError, match="more than a pipe"):
        Child(loop, order("cat", told=b"x" * (PIPE_B + 1)), lambda _ended: None)
    assert open_files() == before


@pytest.mark.parametrize("why", ["pidfd", "pipes"])
def test_a_system_at_its_limits_costs_the_answer_and_nothing_else(
    loop: SelectLoop, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_files()
    pids: list[int] = []

    def refuse(*arguments: int) -> int:
        pids.extend(arguments)
        raise PermissionError("no more of these")

    if why == "pipes":
        monkeypatch.setattr("fcntl.fcntl", refuse)
        assert outcome(loop, order("echo yes", most_output_b=2 * PIPE_B)).output == b"yes\n"
        return
    monkeypatch.setattr(os, "pidfd_open", refuse)
    with pytest.raises(OSError, match="no more"):
        Child(loop, order("sleep 100", most_output_b=PIPE_B), lambda _ended: None)
    assert open_files() == before
    assert gone(pids[0])


def test_a_closed_child_is_dead_and_says_nothing_more(loop: SelectLoop) -> None:
    before = open_files()
    said: list[Ended] = []
    child = Child(loop, order("sleep 100", limit_s=0.05, most_output_b=PIPE_B), said.append)
    pid = child.pid
    child.close()
    child.close()
    run_for(loop, 0.1)
    assert said == []
    assert gone(pid)
    assert open_files() == before


def test_where_the_system_collects_children_itself_the_end_is_still_seen(loop: SelectLoop) -> None:
    previous = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert outcome(loop, order("sleep 0.1; echo yes", most_output_b=PIPE_B)).output == b"yes\n"
    finally:
        signal.signal(signal.SIGCHLD, previous)
