"""The loop, its children, the watch of files, the lock and the pipe, each for real."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from sitbreak import ipc_client, ipc_pipe, log
from sitbreak.child import Child, Ended, Order
from sitbreak.desktop.queue_loop import QueueLoop
from sitbreak.desktop.windows.watch import FileWatch
from sitbreak.errors import NotRunning
from sitbreak.instance import InstanceLock, is_held
from sitbreak.ipc import MAX_CLIENTS, MAX_WATCHERS, Server
from sitbreak.ipc_line import dial
from sitbreak.ipc_pipe import PipeLine

LIMIT_S = 30.0


def run_until(loop: QueueLoop, happened: Callable[[], bool]) -> None:
    """Turn the *loop* until it has *happened*; fails when it does not."""
    late = loop.call_later(LIMIT_S, loop.stop)

    def turn() -> None:
        if happened():
            loop.stop()

    loop.run(turn)
    late.cancel()
    assert happened()


# --- the loop


def test_what_is_posted_from_any_thread_is_called_on_the_loops() -> None:
    loop, called = QueueLoop(), []
    thread = threading.Thread(target=lambda: loop.post(lambda: called.append(threading.current_thread())))
    thread.start()
    run_until(loop, lambda: bool(called))
    assert called == [threading.current_thread()]


def test_timers_come_in_their_order_and_cancelled_ones_do_not() -> None:
    loop, said = QueueLoop(), []
    loop.call_later(0.1, lambda: said.append("second"))
    loop.call_later(0.05, lambda: said.append("first"))
    loop.call_later(0.02, lambda: said.append("never")).cancel()
    run_until(loop, lambda: len(said) == 2)
    assert said == ["first", "second"]


def test_with_nothing_to_do_the_loop_sleeps() -> None:
    loop = QueueLoop()
    loop.call_later(0.5, loop.stop)
    loop.run(lambda: None)
    assert loop.wakeups == 1


def test_a_callback_that_raises_costs_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    problems: list[BaseException] = []
    monkeypatch.setattr(log, "problem", lambda _part, error: problems.append(error))
    loop, said = QueueLoop(), []
    loop.post(lambda: said.index("nothing"))
    loop.call_later(0, lambda: said.append("timer"))
    loop.post(lambda: said.append("post"))
    run_until(loop, lambda: len(said) == 2)
    assert [type(error) for error in problems] == [ValueError]


# --- children


def order(script: str, limit_s: float = LIMIT_S, **more: Any) -> Order:
    return Order(command=(sys.executable, "-c", script), limit_s=limit_s, **more)


def outcome(what: Order) -> Ended:
    loop = QueueLoop()
    ended: list[Ended] = []
    child = Child(loop, what, ended.append)
    run_until(loop, lambda: bool(ended))
    child.close()
    assert len(ended) == 1
    return ended[0]


def test_what_a_child_says_is_heard_when_it_has_ended() -> None:
    said = outcome(order("import sys; print(input()); sys.exit(3)", told=b"yes\n", most_output_b=100))
    assert said == Ended(code=3, output=b"yes\r\n")


def test_a_child_that_says_too_much_is_heard_to_its_limit() -> None:
    assert outcome(order("print('x' * 100000)", most_output_b=1000)).output == b"x" * 1000


def test_a_child_that_reads_nothing_is_ended_by_its_time_limit() -> None:
    ended = outcome(order("import time; time.sleep(60)", limit_s=0.5, told=b"x" * 65536))
    assert ended.late


def test_what_a_child_has_started_ends_with_it_when_its_time_is_over(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    inner = f"import time\nfor n in range(600):\n open({str(alive)!r}, 'w').write(str(n)); time.sleep(.1)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    assert outcome(order(outer, limit_s=5)).late
    assert alive.exists()
    time.sleep(0.5)
    last = alive.read_text()
    time.sleep(1)
    assert alive.read_text() == last


def test_a_child_that_is_closed_says_nothing_more() -> None:
    loop, ended = QueueLoop(), []
    child = Child(loop, order("import time; time.sleep(60)"), ended.append)
    child.close()
    loop.call_later(1, loop.stop)
    loop.run(lambda: None)
    assert not ended


def test_a_program_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(OSError):  # noqa: PT011 - whichever it is
        Child(QueueLoop(), Order(command=("no such program",), limit_s=1), lambda _ended: None)


# --- files


def test_a_file_that_is_made_written_replaced_and_deleted_is_noticed(tmp_path: Path) -> None:
    loop, changes = QueueLoop(), []
    file = tmp_path / "not yet" / "config.toml"
    watch = FileWatch(loop, file, lambda: changes.append("file"))
    watch.add(tmp_path / "packs", lambda: changes.append("packs"))

    def deed_is_noticed(deed: Callable[[], object], what: str) -> None:
        changes.clear()
        loop.post(lambda: deed() and None)
        run_until(loop, lambda: what in changes)
        loop.call_later(0.5, loop.stop)  # until all is quiet
        loop.run(lambda: None)

    def replace() -> None:
        file.with_name("new").write_text("all else")
        file.with_name("new").replace(file)

    loop.post(lambda: file.parent.mkdir())
    loop.call_later(0.6, loop.stop)
    loop.run(lambda: None)
    deed_is_noticed(lambda: file.write_text("some"), "file")
    deed_is_noticed(lambda: file.write_text("more"), "file")
    deed_is_noticed(replace, "file")
    deed_is_noticed(file.unlink, "file")
    (tmp_path / "packs").mkdir()
    deed_is_noticed(lambda: (tmp_path / "packs" / "mine.toml").write_text(""), "packs")
    watch.close()


# --- one instance


def test_the_lock_is_one_for_all_processes_and_gone_with_its_holder(tmp_path: Path) -> None:
    hold = "import sys, pathlib; from sitbreak.instance import InstanceLock\n"
    hold += "print(InstanceLock(pathlib.Path(sys.argv[1])).acquire(), flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    # The lock lives as long as its object; the one there is let go of at once.
    assert other.stdout.readline().strip() == "True"
    other.communicate("")
    mine, another = InstanceLock(tmp_path), InstanceLock(tmp_path)
    assert not is_held(tmp_path)
    assert mine.acquire()
    assert is_held(tmp_path)
    assert not another.acquire()
    assert another.holder() is not None
    mine.release()
    assert another.acquire()
    another.release()


# --- the pipe


class Served:
    def __init__(self, path: Path, client_limit_s: float) -> None:
        self.path = path
        self.loop = QueueLoop()
        self.server = Server(self.loop, path, self._answer, client_limit_s=client_limit_s)

    def _answer(self, message: dict[str, Any]) -> dict[str, Any]:
        if message.get("do") == "break":
            raise ValueError("broken")
        return {"told": message.get("say")}


@contextmanager
def served(client_limit_s: float = LIMIT_S) -> Iterator[Served]:
    here = Served(ipc_client.socket_path(), client_limit_s)
    thread = threading.Thread(target=here.loop.run, args=(lambda: None,))
    thread.start()
    try:
        yield here
    finally:
        here.loop.post(here.server.close)
        here.loop.post(here.loop.stop)
        thread.join(LIMIT_S)
    assert not here.path.exists()


def eventually(holds: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + LIMIT_S
    while time.monotonic() < end_s:
        if holds():
            return True
        time.sleep(0.01)
    return False


def called(path: Path) -> PipeLine:
    """A line to the daemon, once it has room for one more."""
    lines: list[PipeLine] = []

    def has_room() -> bool:
        with suppress(BlockingIOError):
            lines.append(dial(path, 1))
        return bool(lines)

    assert eventually(has_room)
    return lines[0]


def test_nobody_answers_where_nothing_runs() -> None:
    with pytest.raises(NotRunning):
        ipc_client.request({"do": "status"})


def test_the_daemon_is_asked_through_its_pipe() -> None:
    with served():
        assert ipc_client.request({"say": "x" * 30000}) == {"ok": True, "told": "x" * 30000}


def test_a_pipe_whose_daemon_is_gone_is_told_as_not_running() -> None:
    with served() as here:
        address = here.path.read_bytes()
    here.path.write_bytes(address)
    with pytest.raises(NotRunning):
        ipc_client.request({"do": "status"})


def test_who_does_not_know_the_key_is_hung_up_on() -> None:
    with served(client_limit_s=1.0) as here:
        name, key = here.path.read_bytes().split()
        asked: list[dict[str, Any]] = []
        here.server._handle = lambda message: asked.append(message) or {}  # type: ignore[func-returns-value]
        for wrong in (b"0" * len(key), key[:-1], b""):
            here.path.write_bytes(name + b" " + wrong)
            with pytest.raises(NotRunning):
                ipc_client.request({"do": "status"}, timeout_s=5)
        assert not asked
        here.path.write_bytes(name + b" " + key + b"\n")
        assert ipc_client.request({"do": "status"})["ok"]


def test_the_pipe_and_its_key_are_others_each_time() -> None:
    addresses = set()
    for _ in range(3):
        with served() as here:
            addresses.update(here.path.read_bytes().split())
    assert len(addresses) == 6


def test_a_client_that_says_nothing_is_answered_when_its_time_is_over() -> None:
    with served(client_limit_s=0.5) as here:
        line = dial(here.path, 1)
        assert b"in time" in (line.read(1000, LIMIT_S) or b"")
        line.close()


def test_a_client_that_goes_without_a_word_costs_nothing() -> None:
    with served() as here:
        for _ in range(3 * MAX_CLIENTS):
            called(here.path).close()
        assert ipc_client.request({"say": 1})["told"] == 1


def test_a_message_that_is_too_long_is_refused() -> None:
    with served() as here:
        line = dial(here.path, 1)
        line.write(b"x" * 65536, LIMIT_S)
        assert b"longer than 64 KiB" in (line.read(1000, LIMIT_S) or b"")
        line.close()


def test_a_fault_in_one_command_costs_only_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "problem", lambda _part, _error: None)
    with served():
        assert ipc_client.request({"do": "break"})["ok"] is False
        assert ipc_client.request({"say": 2})["told"] == 2


def test_many_who_ask_at_once_are_all_answered() -> None:
    with served():
        answers: list[object] = []
        asking = [
            threading.Thread(
                target=lambda n=n: answers.append(ipc_client.request({"say": n}, timeout_s=LIMIT_S)["told"])
            )  # type: ignore[misc]
            for n in range(3 * MAX_CLIENTS)
        ]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join(LIMIT_S)
        assert sorted(answers) == list(range(3 * MAX_CLIENTS))  # type: ignore[type-var]


def test_who_watches_is_told_of_every_change_and_forgotten_when_he_goes() -> None:
    with served() as here:
        watching = ipc_client.watch()
        assert next(watching)["ok"]
        assert eventually(lambda: here.server.is_watched)
        for number in range(5):
            here.loop.post(lambda number=number: here.server.push({"n": number}))  # type: ignore[misc]
        assert [next(watching)["n"] for _ in range(5)] == list(range(5))
        watching.close()
        assert eventually(lambda: not here.server.is_watched)


def test_only_so_many_may_watch() -> None:
    with served():
        watching = [ipc_client.watch() for _ in range(MAX_WATCHERS + 1)]
        assert [next(each)["ok"] for each in watching] == [True] * MAX_WATCHERS + [False]
        for each in watching:
            each.close()


def test_when_the_daemon_ends_those_who_watch_are_told_so() -> None:
    with served():
        watching = ipc_client.watch()
        next(watching)
    assert list(watching) == []


def test_the_file_that_says_where_the_pipe_is_comes_back_when_it_was_removed() -> None:
    with served() as here:
        here.path.unlink()
        here.loop.post(here.server.refresh)
        assert eventually(here.path.exists)
        assert ipc_client.request({"say": 3})["told"] == 3


def test_the_name_of_the_pipe_cannot_be_guessed() -> None:
    with served() as here:
        name, _key = ipc_pipe._address(here.path)
        assert name.startswith(ipc_pipe.PREFIX)
        assert len(name) == len(ipc_pipe.PREFIX) + ipc_pipe.KEY_LENGTH
