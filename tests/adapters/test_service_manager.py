"""What systemd is told, at a real socket: that sitbreak is ready, alive, about to end."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak import clock
from sitbreak.desktop.linux.service_manager import ServiceManager

pytestmark = pytest.mark.linux


class Manager:
    """The end that listens."""

    def __init__(self, address: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.setblocking(False)

    def heard(self) -> list[str]:
        said = []
        while True:
            try:
                said.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return said


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    made = Manager(str(tmp_path / "notify"))
    yield made
    made.socket.close()


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "1200000000", "HOME": "/x"}


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    at_s = [1000.0]
    monkeypatch.setattr(clock, "monotonic_s", lambda: at_s[0])
    return at_s


def test_the_first_turn_means_ready_and_later_ones_alive_but_seldom(
    manager: Manager, env: dict[str, str], now: list[float]
) -> None:
    told = ServiceManager(env)
    assert env == {"HOME": "/x"}  # no child speaks in our name
    assert manager.heard() == []
    told.turned()
    assert manager.heard() == ["READY=1"]
    for _ in range(100):
        now[0] += 2.9
        told.turned()
    assert manager.heard() == []
    now[0] += 10
    told.turned()
    told.turned()
    assert manager.heard() == ["WATCHDOG=1"]
    told.stopping()
    assert manager.heard() == ["STOPPING=1"]


def test_a_loop_that_turns_every_ten_minutes_is_never_silent_for_twenty(
    manager: Manager, env: dict[str, str], now: list[float]
) -> None:
    told = ServiceManager(env)
    told.turned()
    heard_at_s = [now[0]]
    for wait_s in (299, 600, 1, 298, 600, 600, 299.9, 600):
        now[0] += wait_s
        told.turned()
        if "WATCHDOG=1" in manager.heard():
            heard_at_s.append(now[0])
    silences_s = [later - sooner for sooner, later in zip(heard_at_s, heard_at_s[1:], strict=False)]
    assert max(silences_s) <= 900


@pytest.mark.parametrize("watchdog", [{}, {"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "1"}])
def test_nobody_who_does_not_watch_us_is_told_that_we_live(
    manager: Manager, env: dict[str, str], now: list[float], watchdog: dict[str, str]
) -> None:
    del env["WATCHDOG_USEC"]
    told = ServiceManager({**env, **watchdog})
    told.turned()
    now[0] += 10_000
    told.turned()
    assert manager.heard() == ["READY=1"]


def test_our_own_number_is_us(manager: Manager, env: dict[str, str], now: list[float]) -> None:
    told = ServiceManager({**env, "WATCHDOG_PID": str(os.getpid())})
    told.turned()
    now[0] += 301
    told.turned()
    assert manager.heard() == ["READY=1", "WATCHDOG=1"]


def test_an_abstract_socket_is_spoken_to() -> None:
    name = f"sitbreak-test-{os.getpid()}"
    manager = Manager(f"\0{name}")
    ServiceManager({"NOTIFY_SOCKET": f"@{name}"}).ready("There is one already.")
    assert manager.heard() == ["READY=1\nSTATUS=There is one already."]
    manager.socket.close()


def test_without_a_manager_or_with_one_that_is_gone_nothing_happens(tmp_path: Path, manager: Manager) -> None:
    for named in ("", "relative", "vsock:2:1234", str(tmp_path / "nobody"), "/" + "x" * 300):
        told = ServiceManager({"NOTIFY_SOCKET": named} if named else {})
        told.turned()
        told.stopping()
    full = ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "notify")})
    for _ in range(2000):  # more than a socket holds: nobody waits
        full.ready("x" * 1000)
    assert manager.heard()
