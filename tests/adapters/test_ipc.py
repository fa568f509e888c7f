"""One daemon only, and how the command line asks it; over real sockets and locks."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak import log, paths
from sitbreak.errors import DaemonHangs, NotRunning, SitbreakError, UsageError
from sitbreak.instance import InstanceLock
from sitbreak.ipc import MAX_WATCHERS, Server
from sitbreak.ipc_client import request, socket_path, watch
from sitbreak.ipc_wire import MAX_MESSAGE_B
from tests.adapters.served import Served, all_of, eventually, served

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def runtime_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return paths.runtime_folder()


def handle(message: Json) -> Json:
    match message.get("do"):
        case "refuse":
            raise UsageError("There is no such routine.", "List them.")
        case "break":
            raise ZeroDivisionError("oops")
        case "unsendable":
            return {"what": object()}
        case "long":
            return {"text": "x" * MAX_MESSAGE_B}
        case "not":
            return {"ok": False, "error": "No."}
    return {"heard": message}


@pytest.fixture
def daemon() -> Iterator[Served]:
    with served(socket_path(), handle) as here:
        yield here


# --- the lock


def hold_in_a_child(folder: Path) -> subprocess.Popen[bytes]:
    """A process that has taken the lock and waits."""
    code = (
        "import sys, pathlib\n"
        "from sitbreak.instance import InstanceLock\n"
        f"print(InstanceLock(pathlib.Path({str(folder)!r})).acquire(), flush=True)\n"
        "lock = InstanceLock(pathlib.Path(sys.argv[1])); lock.acquire(); print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"True\n"
    assert child.stdout.readline() == b"held\n"
    return child


def test_only_one_holds_the_lock_and_a_killed_daemon_leaves_none_behind(runtime_folder: Path) -> None:
    lock = InstanceLock(runtime_folder)
    with hold_in_a_child(runtime_folder) as child:
        assert not lock.acquire()
        assert lock.holder() == child.pid
        child.send_signal(signal.SIGKILL)
        child.wait(10)
        assert lock.acquire()
        assert lock.acquire()  # asking again changes nothing
        assert lock.holder() == os.getpid()
    lock.release()
    other = InstanceLock(runtime_folder)
    assert other.acquire()
    other.release()


def test_of_many_that_start_at_once_exactly_one_becomes_the_daemon(runtime_folder: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from sitbreak.instance import InstanceLock\n"
        "lock = InstanceLock(pathlib.Path(sys.argv[1]))\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "print(lock.acquire(), flush=True)\n"
        "sys.stdin.read()\n"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(runtime_folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(6)
    ]
    answers = []
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"go\n")
        child.stdin.flush()
    for child in children:
        assert child.stdout is not None
        answers.append(child.stdout.readline())
    for child in children:
        child.communicate(timeout=10)
    assert sorted(answers) == [b"False\n"] * 5 + [b"True\n"]


def test_the_lock_file_is_private_and_keeps_one_number_only(runtime_folder: Path) -> None:
    (runtime_folder / "lock").write_text("1234567890123\n")
    lock = InstanceLock(runtime_folder)
    assert lock.acquire()
    lock.refresh()
    assert (runtime_folder / "lock").read_text() == f"{os.getpid()}\n"
    lock.release()
    (runtime_folder / "lock").unlink()
    assert lock.acquire()
    assert stat.S_IMODE((runtime_folder / "lock").stat().st_mode) == 0o600
    lock.release()


def test_a_lock_that_cannot_be_had_is_told_in_a_sentence(runtime_folder: Path) -> None:
    (runtime_folder / "lock").symlink_to("/etc/passwd")
    with pytest.raises(SitbreakError, match="lock file .* cannot be had"):
        InstanceLock(runtime_folder).acquire()
    assert InstanceLock(runtime_folder / "none").holder() is None


# --- asking


def test_an_answer_comes_back_and_says_that_it_is_ok(daemon: Served) -> None:
    assert request({"do": "status"}) == {"ok": True, "heard": {"do": "status"}}
    assert request({"do": "not"}) == {"ok": False, "error": "No."}


def test_the_socket_is_private_from_the_start_and_gone_at_the_end() -> None:
    with served(socket_path(), handle):
        assert stat.S_IMODE(socket_path().stat().st_mode) == 0o600
    assert not socket_path().exists()


def test_what_the_daemon_refuses_comes_with_the_next_step_and_the_exit_code(daemon: Served) -> None:
    answer = request({"do": "refuse"})
    assert answer == {
        "ok": False,
        "error": "There is no such routine.",
        "next_step": "List them.",
        "code": 2,
    }


def test_a_bug_in_a_command_is_logged_and_costs_only_its_answer(
    daemon: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems: list[str] = []
    monkeypatch.setattr(log, "problem", lambda _part, error: problems.append(type(error).__name__))
    for do in ("break", "unsendable", "long"):
        answer = request({"do": do})
        assert answer["ok"] is False
        assert answer["code"] == 70
        assert answer["error"]
    assert problems == ["ZeroDivisionError", "TypeError", "ValueError"]
    assert request({"do": "status"})["ok"] is True


def test_without_a_daemon_the_client_says_so_at_once() -> None:
    with pytest.raises(NotRunning, match=r"sitbreak is not running\. `sitbreak run` starts it\."):
        request({"do": "status"})


def test_a_socket_left_behind_by_a_killed_daemon_counts_for_nothing_and_is_replaced() -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(socket_path()))
    left.close()
    with pytest.raises(NotRunning):
        request({"do": "status"})
    with served(socket_path(), handle):
        assert request({"do": "status"})["ok"] is True


def test_something_else_in_place_of_the_socket_is_left_alone() -> None:
    socket_path().write_text("mine")
    with pytest.raises(SitbreakError, match="cannot listen"), served(socket_path(), handle):
        pass
    assert socket_path().read_text() == "mine"
    with pytest.raises(SitbreakError):
        request({"do": "status"})


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A daemon that listens and never answers."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(socket_path()))
        listener.listen(0)
        yield listener


def test_a_daemon_that_hangs_is_named_with_its_process(silent: socket.socket) -> None:
    with pytest.raises(DaemonHangs) as told:
        request({"do": "status"}, timeout_s=0.2)
    assert told.value.title == f"sitbreak is running (process {os.getpid()}) but did not answer within 0.2 s."


def test_a_daemon_that_does_not_even_accept_is_named_by_the_lock(
    silent: socket.socket, runtime_folder: Path
) -> None:
    lock = InstanceLock(runtime_folder)
    assert lock.acquire()
    with socket.socket(socket.AF_UNIX) as first:
        first.connect(str(socket_path()))  # the queue is full now
        with pytest.raises(DaemonHangs, match=f"process {os.getpid()}"):
            request({"do": "status"}, timeout_s=0.2)
    lock.release()


def answer_with(silent: socket.socket, *pieces: bytes) -> threading.Thread:
    def run() -> None:
        sock, _address = silent.accept()
        with sock:
            sock.recv(65536)
            for piece in pieces:
                try:
                    sock.sendall(piece)
                except ConnectionError:
                    return

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("answer", [b"hello\n", b"[1]\n", b"x" * (2 * MAX_MESSAGE_B)])
def test_an_answer_that_cannot_be_read_is_told_in_a_sentence(silent: socket.socket, answer: bytes) -> None:
    thread = answer_with(silent, answer)
    with pytest.raises(SitbreakError, match="cannot be read"):
        request({"do": "status"})
    silent.close()
    thread.join(10)


def test_a_daemon_that_ends_instead_of_answering_is_not_running(silent: socket.socket) -> None:
    thread = answer_with(silent, b'{"ok":')
    with pytest.raises(NotRunning, match="ended before it answered"):
        request({"do": "status"})
    thread.join(10)


def test_an_answer_that_drips_in_for_ever_is_given_up(silent: socket.socket) -> None:
    thread = answer_with(silent, *[b" "] * 200_000)
    with pytest.raises(DaemonHangs):
        request({"do": "status"}, timeout_s=0.3)
    thread.join(10)


def test_a_request_too_long_for_the_daemon_is_refused_before_it_is_sent(daemon: Served) -> None:
    with pytest.raises(UsageError):
        request({"do": "x" * MAX_MESSAGE_B})
    assert daemon.asked == []


def test_quitting_inside_a_command_leaves_nothing_behind() -> None:
    with served(socket_path(), handle) as here:

        def quit_now(_message: Json) -> Json:
            here.server.close()
            return {}

        here.server._handle = quit_now
        with pytest.raises(NotRunning):
            request({"do": "quit"})
        assert not socket_path().exists()


# --- watching


def push(daemon: Served, *messages: Json) -> None:
    def run() -> None:
        for message in messages:
            daemon.server.push(message)

    daemon.call(run)


def test_a_watcher_gets_the_state_and_then_every_change(daemon: Served) -> None:
    lines = watch()
    assert next(lines) == {"ok": True, "heard": {"do": "watch"}}
    for n in range(3):
        push(daemon, {"n": n})
        assert next(lines) == {"n": n}
    push(daemon, *({"n": n} for n in range(100)))
    assert [next(lines)["n"] for _ in range(100)] == list(range(100))
    daemon.call(daemon.server.close)
    assert list(lines) == []


def test_a_watcher_is_not_cut_when_the_time_of_a_client_is_over() -> None:
    with served(socket_path(), handle, client_limit_s=0.05) as here:
        lines = watch()
        next(lines)
        with here.connect() as slow:
            assert b"did not come in time" in all_of(slow)
        push(here, {"still": "here"})
        assert next(lines) == {"still": "here"}
        lines.close()


def test_one_watcher_too_many_is_refused_and_a_gone_one_makes_room(daemon: Served) -> None:
    watchers = [watch() for _ in range(MAX_WATCHERS)]
    for watcher in watchers:
        next(watcher)
    refused = watch()
    assert next(refused)["error"] == "Too many are watching already."
    assert list(refused) == []
    watchers.pop().close()
    assert eventually(lambda: daemon.call(lambda: len(daemon.server._watchers)) == MAX_WATCHERS - 1)
    again = watch()
    assert next(again)["ok"] is True
    for watcher in (again, *watchers):
        watcher.close()


def test_a_watcher_that_does_not_read_is_dropped_and_costs_little(daemon: Served) -> None:
    sleeper = watch()
    next(sleeper)
    awake = watch()
    next(awake)
    for n in range(200):
        push(daemon, {"n": n, "text": "x" * 10_000})
        assert next(awake)["n"] == n
    assert daemon.call(lambda: len(daemon.server._watchers)) == 1
    assert len(list(sleeper)) < 60  # what the system and we had kept for it
    awake.close()


def test_a_watcher_that_talks_is_closed(daemon: Served) -> None:
    with daemon.connect() as sock:
        sock.sendall(b'{"do":"watch"}\n')
        assert json.loads(sock.recv(65536))["ok"] is True
        sock.sendall(b"and another thing\n")
        assert all_of(sock) == b""


def test_a_watch_the_daemon_refuses_is_over(daemon: Served) -> None:
    daemon.server._handle = lambda _message: {"ok": False, "error": "No."}
    assert list(watch()) == [{"ok": False, "error": "No."}]


# --- a long life


def test_a_socket_that_was_cleaned_away_comes_back_at_the_next_refresh(daemon: Served) -> None:
    daemon.call(daemon.server.refresh)
    assert request({"do": "status"})["ok"] is True
    socket_path().unlink()
    with pytest.raises(NotRunning):
        request({"do": "status"})
    daemon.call(daemon.server.refresh)
    assert request({"do": "status"})["ok"] is True


def test_no_descriptor_left_for_a_client_does_not_spin_the_loop(
    daemon: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoDescriptors:
        def accept(self) -> None:
            raise OSError(24, "Too many open files")

        def fileno(self) -> int:
            return listener.fileno()

        def close(self) -> None:
            listener.close()

    problems: list[BaseException] = []
    monkeypatch.setattr(log, "problem", lambda _part, error: problems.append(error))
    monkeypatch.setattr("sitbreak.ipc_descriptors._ACCEPT_AGAIN_S", 0.1)
    listener = daemon.server._listener
    monkeypatch.setattr(daemon.server, "_listener", NoDescriptors())
    with daemon.connect() as sock:
        assert eventually(lambda: problems)
        monkeypatch.setattr(daemon.server, "_listener", listener)
        sock.sendall(b'{"do":"status"}\n')
        assert json.loads(all_of(sock))["ok"] is True
    assert len(problems) < 5


def test_the_client_imports_nothing_that_costs() -> None:
    code = "import sys, sitbreak.ipc_client; print(*sys.modules)"
    before = subprocess.run([sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True)
    after = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = set(after.stdout.decode().split()) - set(before.stdout.decode().split())
    costly = {"dataclasses", "typing", "inspect", "logging", "datetime", "subprocess", "fcntl", "zoneinfo"}
    assert not loaded & (costly | {"sitbreak.ports", "sitbreak.clock", "sitbreak.ipc"})


def test_a_server_needs_a_path_that_can_be_had(tmp_path: Path) -> None:
    with pytest.raises(SitbreakError, match="cannot listen"):
        Server(None, tmp_path / ("x" * 200), handle)  # type: ignore[arg-type]
