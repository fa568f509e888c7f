"""Peers that mean harm, or are broken: the server answers in one line or not at all, and goes on."""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sitbreak import ipc, ipc_descriptors, ipc_socket
from sitbreak.ipc_wire import MAX_MESSAGE_B
from tests.adapters.served import Served, all_of, eventually, served

OTHER_UID = 54321


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / "socket", lambda message: {"length": len(str(message))}) as here:
        yield here
        with here.connect() as sock:
            sock.sendall(b'{"do":"status"}\n')
            assert json.loads(all_of(sock))["ok"] is True, "it serves on after all that"


def says(daemon: Served, sent: bytes) -> Any:
    """The one answer to *sent*, after which the daemon has closed."""
    with daemon.connect() as sock:
        try:
            sock.sendall(sent)
            sock.shutdown(socket.SHUT_WR)
        except ConnectionError:
            pass
        answer = all_of(sock)
    assert answer.count(b"\n") == 1
    return json.loads(answer)


@pytest.mark.parametrize(
    "sent",
    [
        b"\n",
        b"hello\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"[1, 2]\n",
        b'"status"\n',
        b"17\n",
        b'{"do": NaN}\n',
        b'{"do": Infinity}\n',
        b'{"do": "status"\n',
        b"\xff\xfe{\x00}\x00\n",
        b"\x00" * 4000 + b"\n",
        b"[" * 60_000 + b"\n",
        b'{"a":' * 10_000 + b"\n",
        b'{"n": ' + b"9" * 60_000 + b"}\n",
        '{"do": "\ud800"}\n'.encode("utf-8", "surrogatepass"),
    ],
)
def test_garbage_gets_one_error_and_never_reaches_a_command(daemon: Served, sent: bytes) -> None:
    answer = says(daemon, sent)
    assert answer["ok"] is False
    assert answer["code"] == 2
    assert answer["error"]
    assert daemon.asked == []


def test_a_message_of_just_64_kib_is_heard_and_one_byte_more_is_not(daemon: Served) -> None:
    def message(length: int) -> bytes:
        line = b'{"do":"' + b"x" * (length - 10) + b'"}\n'
        assert len(line) == length
        return line

    assert says(daemon, message(MAX_MESSAGE_B))["ok"] is True
    assert "longer than 64 KiB" in says(daemon, message(MAX_MESSAGE_B + 1))["error"]
    assert "longer than 64 KiB" in says(daemon, b"x" * (10 * MAX_MESSAGE_B))["error"]
    assert len(daemon.asked) == 1


def test_half_a_line_and_a_whole_object_without_its_end_are_no_message(daemon: Served) -> None:
    assert "middle of its line" in says(daemon, b'{"do": "qu')["error"]
    assert "middle of its line" in says(daemon, b'{"do":"quit"}')["error"]
    assert daemon.asked == []


def test_what_comes_after_the_first_line_is_not_read(daemon: Served) -> None:
    assert says(daemon, b'{"do":"a"}\n{"do":"b"}\n' * 1000)["ok"] is True
    assert len(daemon.asked) == 1


def test_one_who_closes_without_a_word_gets_none(daemon: Served) -> None:
    with daemon.connect() as sock:
        sock.shutdown(socket.SHUT_WR)
        assert all_of(sock) == b""


def test_one_who_closes_before_the_answer_harms_nobody(daemon: Served) -> None:
    for _ in range(20):
        with daemon.connect() as sock:
            sock.sendall(b'{"do":"status"}\n')
    assert eventually(lambda: daemon.call(lambda: not daemon.server._asking))


def test_a_client_that_drips_is_cut_when_its_time_is_over(tmp_path: Path) -> None:
    with served(tmp_path / "socket", lambda _message: {}, client_limit_s=0.3) as daemon:
        with daemon.connect() as sock:
            answer = b""
            for _ in range(1000):
                try:
                    sock.sendall(b" ")
                except ConnectionError:
                    answer = all_of(sock)
                    break
                time.sleep(0.01)
        assert "in time" in json.loads(answer)["error"]
        assert daemon.asked == []
        assert daemon.call(lambda: len(daemon.server._asking)) == 0


def test_a_client_that_never_reads_its_answer_is_cut_too(tmp_path: Path) -> None:
    with served(tmp_path / "socket", lambda _m: {"text": "x" * 60_000}, client_limit_s=0.3) as daemon:
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(str(daemon.path))
        with sock:

            def small_send_buffer() -> None:
                for client in daemon.server._asking:
                    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)

            assert eventually(lambda: daemon.call(lambda: len(daemon.server._asking)) == 1)
            daemon.call(small_send_buffer)
            sock.sendall(b'{"do":"status"}\n')
            assert eventually(lambda: daemon.asked)
            assert eventually(lambda: daemon.call(lambda: not daemon.server._asking))
            assert len(all_of(sock)) < 60_000


def test_a_hundred_clients_at_once_are_all_served_a_few_at_a_time(daemon: Served) -> None:
    most = 0
    original = daemon.server._accept

    def count() -> None:
        nonlocal most
        original()
        most = max(most, len(daemon.server._asking))

    daemon.call(lambda: daemon.loop.remove_reader(daemon.server._listener.fileno()))
    daemon.call(lambda: daemon.loop.add_reader(daemon.server._listener.fileno(), count))
    daemon.server._accept = count  # type: ignore[method-assign]
    answers: list[bytes] = []

    def ask() -> None:
        sock = socket.socket(socket.AF_UNIX)
        with sock:
            sock.connect(str(daemon.path))
            time.sleep(0.02)
            sock.sendall(b'{"do":"status"}\n')
            answers.append(all_of(sock))

    threads = [threading.Thread(target=ask) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == 100
    assert all(json.loads(answer)["ok"] for answer in answers)
    assert 1 < most <= ipc.MAX_CLIENTS


def test_a_hundred_who_say_nothing_do_not_keep_the_next_one_out_for_long(tmp_path: Path) -> None:
    with served(tmp_path / "socket", lambda _message: {}, client_limit_s=0.1) as daemon:
        mute = [socket.socket(socket.AF_UNIX) for _ in range(100)]
        for sock in mute:
            sock.setblocking(False)
            try:
                sock.connect(str(daemon.path))
            except BlockingIOError:
                break  # the queue is full
        with daemon.connect() as sock:
            sock.sendall(b'{"do":"status"}\n')
            assert json.loads(all_of(sock))["ok"] is True
        for sock in mute:
            sock.close()


ASK_AS = """
import os, socket, sys
from contextlib import suppress
sock = socket.socket(socket.AF_UNIX)
os.setgid(int(sys.argv[1]))
os.setuid(int(sys.argv[1]))
sock.settimeout(10)
sock.connect(sys.argv[2])
answer = b""
with suppress(ConnectionError):
    sock.sendall(b'{"do":"quit"}\\n')
    answer = sock.recv(65536)
sys.stdout.write(f"answered {answer!r}")
"""


def ask_as(uid: int, path: Path) -> bytes:
    """What a process of user *uid* is answered. It must be able to reach *path*."""
    ask = [sys.executable, "-c", ASK_AS, str(uid), str(path)]
    return subprocess.run(ask, capture_output=True, check=True).stdout


def test_another_user_gets_no_answer_even_through_open_doors(
    daemon: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.getuid() == 0:
        for folder in (tmp_path, *tmp_path.parents[:-2]):
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
        daemon.path.chmod(0o666)
        assert b"true" in ask_as(0, daemon.path)
        assert ask_as(OTHER_UID, daemon.path) == b"answered b''"
        assert len(daemon.asked) == 1
    else:
        with monkeypatch.context() as patched, daemon.connect() as sock:
            patched.setattr(os, "getuid", lambda: OTHER_UID)
            assert not ipc_socket.is_ours(sock)
            assert daemon.asked == []


class FaultySocket:
    """Fails the n-th operation on any connection of the server, once or for good."""

    count = 0
    fails_at = 0
    sticky = False
    error = errno.EIO

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def _maybe(self) -> None:
        FaultySocket.count += 1
        due = FaultySocket.count >= self.fails_at if self.sticky else FaultySocket.count == self.fails_at
        if due:
            raise OSError(self.error, os.strerror(self.error))

    def recv(self, size: int) -> bytes:
        self._maybe()
        return self._sock.recv(size)

    def send(self, data: bytes) -> int:
        self._maybe()
        return self._sock.send(data)

    def fileno(self) -> int:
        return self._sock.fileno()

    def close(self) -> None:
        self._sock.close()


@pytest.mark.parametrize("error", [errno.EIO, errno.ECONNRESET, errno.EPIPE, errno.ENOBUFS])
@pytest.mark.parametrize("sticky", [False, True], ids=["once", "for good"])
def test_a_fault_at_any_operation_costs_that_client_only(
    daemon: Served, monkeypatch: pytest.MonkeyPatch, error: int, sticky: bool
) -> None:
    class Client(ipc_descriptors._Client):
        def __init__(self, sock: socket.socket) -> None:
            super().__init__(FaultySocket(sock))  # type: ignore[arg-type]

    monkeypatch.setattr(FaultySocket, "error", error)
    monkeypatch.setattr(FaultySocket, "sticky", sticky)
    n = 0
    with monkeypatch.context() as patched:
        patched.setattr(ipc_descriptors, "_Client", Client)
        while True:
            n += 1
            patched.setattr(FaultySocket, "count", 0)
            patched.setattr(FaultySocket, "fails_at", n)
            answered = 0
            for sent in (b'{"do":"status"}\n', b"garbage\n", b'{"do":"watch"}\n'):
                with daemon.connect() as sock:
                    with suppress(ConnectionError):
                        sock.sendall(sent)
                        sock.shutdown(socket.SHUT_WR)
                    answered += all_of(sock).endswith(b"}\n")
            assert answered >= 2 or sticky
            assert eventually(lambda: daemon.call(lambda: not daemon.server._asking))
            assert eventually(lambda: daemon.call(lambda: not daemon.server._watchers))
            if FaultySocket.count < n:
                break
    assert n > 6


def test_an_end_that_is_connected_to_nobody_is_not_ours() -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        assert not ipc_socket.is_ours(sock)
    ours, other = socket.socketpair()
    with ours, other:
        assert ipc_socket.is_ours(ours)
