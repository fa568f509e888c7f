"""Getting a bus when it comes up, and again when it was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak.desktop.linux.bus import Bus
from sitbreak.desktop.linux.buslink import BusLink, session_address, system_address
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.private_bus import BusDaemon


class HastyLoop(SelectLoop):
    """Its timers come too early, but those that limit a call; it notes how long they were asked to take."""

    def __init__(self) -> None:
        super().__init__()
        self.haste = 100
        self.asked_s: list[float] = []

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Any:
        if delay_s not in (0, 25):
            self.asked_s.append(delay_s)
        return super().call_later(delay_s / self.haste if delay_s != 25 else delay_s, callback)


@pytest.fixture
def loop() -> Iterator[HastyLoop]:
    made = HastyLoop()
    yield made
    made.close()


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BusDaemon]:
    """Not started yet; the session bus of the environment."""
    made = BusDaemon(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    yield made
    made.kill()


def run_until(loop: SelectLoop, condition: Callable[[], object]) -> None:
    def turn() -> float | None:
        if condition():
            loop.stop()
        return None

    overrun = SelectLoop.call_later(loop, 20, lambda: pytest.exit("it never came true", 1))
    loop.run(turn)
    overrun.cancel()


def test_it_waits_for_a_bus_that_comes_up_later(loop: HastyLoop, daemon: BusDaemon) -> None:
    seen: list[Bus] = []
    link = BusLink(loop, "session", on_up=[seen.append])
    run_until(loop, lambda: len(loop.asked_s) == 3)
    assert loop.asked_s == [2, 4, 8]
    assert link.bus is None
    assert (link.health().state, link.health().part) == ("absent", "session bus")
    daemon.start()
    run_until(loop, lambda: seen)
    assert link.bus is seen[0]
    assert link.health().state == "ok"
    link.close()


def test_a_lost_bus_is_told_and_got_back(loop: HastyLoop, daemon: BusDaemon) -> None:
    daemon.start()
    story: list[str] = []
    link = BusLink(
        loop, "session", on_up=[lambda _bus: story.append("up")], on_down=[lambda: story.append("down")]
    )
    run_until(loop, lambda: story == ["up"])
    daemon.kill()
    run_until(loop, lambda: story == ["up", "down"])
    assert link.bus is None
    daemon.start()
    run_until(loop, lambda: story == ["up", "down", "up"])
    link.close()


def test_who_follows_late_hears_of_the_bus_at_once(loop: HastyLoop, daemon: BusDaemon) -> None:
    daemon.start()
    link = BusLink(loop, "session")
    run_until(loop, lambda: link.bus)
    seen: list[Bus] = []
    link.follow(seen.append, lambda: None)
    assert seen == [link.bus]
    link.close()


def test_one_that_stumbles_does_not_keep_the_others_from_hearing(
    loop: HastyLoop, daemon: BusDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitbreak.log.problem", lambda *_: None)
    daemon.start()
    seen: list[Bus] = []

    def bad(_bus: Bus) -> None:
        raise ValueError("oh")

    link = BusLink(loop, "session", on_up=[bad, seen.append])
    run_until(loop, lambda: seen)
    link.close()


def test_after_close_nothing_is_tried(loop: HastyLoop, daemon: BusDaemon) -> None:
    link = BusLink(loop, "session", on_up=[lambda _bus: pytest.fail("it was closed")])
    link.close()
    daemon.start()
    loop.call_later(0.5, loop.stop)
    loop.run(lambda: None)


def test_the_delay_between_attempts_has_an_end(loop: HastyLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    loop.haste = 1_000_000
    link = BusLink(loop, "session")
    run_until(loop, lambda: len(loop.asked_s) == 10)
    assert loop.asked_s == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert "XDG_RUNTIME_DIR" in link.health().detail
    link.close()


def test_addresses_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("DBUS_SYSTEM_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/7")
    assert session_address() == "unix:path=/run/user/7/bus"
    assert system_address() == "unix:path=/run/dbus/system_bus_socket"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/a")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/b")
    assert (session_address(), system_address()) == ("unix:path=/a", "unix:path=/b")
