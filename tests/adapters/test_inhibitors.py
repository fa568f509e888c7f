"""Whether a program keeps the screen bright: session managers, KDE, power management and logind, faked on a
real bus."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak.desktop.linux import inhibitors as inhibitors_module
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.inhibitors import Inhibitors
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.looping import run_until
from tests.adapters.private_bus import private_bus
from tests.adapters.session_fakes import LOGIN, LOGIN_PATH, FakePeer

GNOME = ("org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager")
POLICY = "org.kde.Solid.PowerManagement.PolicyAgent"
KDE = (POLICY, "/org/kde/Solid/PowerManagement/PolicyAgent", POLICY)
POWER = "org.freedesktop.PowerManagement"
OURS = os.getuid()


class FakeKeeper(FakePeer):
    """Answers *member* with whether one of the flags it is asked for is among *flags*."""

    def __init__(self, loop: SelectLoop, address: str, place: tuple[str, str, str], member: str) -> None:
        self.flags = 0
        self.place = place
        self.member = member
        super().__init__(loop, address, place[0])

    def offer(self) -> None:
        _, path, interface = self.place
        self.bus.export(path, interface, {self.member: ("b", self._inhibited)}, {})

    def _inhibited(self, asked: int = 1) -> tuple[bool]:
        self.asked.append(str(asked))
        return (bool(self.flags & asked),)


class FakeLoginManager(FakePeer):
    """Lists *inhibitors*."""

    def __init__(self, loop: SelectLoop, address: str) -> None:
        self.inhibitors: list[tuple[Any, ...]] = []
        super().__init__(loop, address, LOGIN)

    def offer(self) -> None:
        methods = {"ListInhibitors": ("a(ssssuu)", lambda: (self.inhibitors,))}
        self.bus.export(LOGIN_PATH, f"{LOGIN}.Manager", methods, {})


class Desk:
    def __init__(self, loop: SelectLoop, address: str) -> None:
        self.loop = loop
        self.address = address
        self.links = (BusLink(loop, "session"), BusLink(loop, "system"))
        self.inhibitors = Inhibitors(*self.links)
        run_until(loop, lambda: all(link.bus is not None for link in self.links))

    def asked(self) -> bool:
        answers: list[bool] = []
        self.inhibitors.ask(answers.append)
        run_until(self.loop, lambda: bool(answers))
        assert len(answers) == 1
        return answers[0]

    def keeper(self, place: tuple[str, str, str], member: str) -> FakeKeeper:
        return FakeKeeper(self.loop, self.address, place, member)

    def close(self) -> None:
        for link in self.links:
            link.close()


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def desk(loop: SelectLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(inhibitors_module, "_LIMIT_S", 20.0)
    with private_bus(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        made = Desk(loop, address)
        yield made
        made.close()


def test_where_nobody_can_tell_it_is_a_no_that_says_so(desk: Desk) -> None:
    assert desk.inhibitors.health().state == "ok"
    assert not desk.asked()
    assert desk.inhibitors.health().state == "absent"


def test_without_a_bus_it_is_a_no(loop: SelectLoop) -> None:
    links = (BusLink(loop, "session"), BusLink(loop, "system"))
    answers: list[bool] = []
    Inhibitors(*links).ask(answers.append)
    assert answers == [False]
    for link in links:
        link.close()


@pytest.mark.parametrize(
    ("place", "member", "counts", "does_not_count", "name"),
    [
        (GNOME, "IsInhibited", 8, 4, "session manager"),  # becoming idle; suspend
        (KDE, "HasInhibition", 4, 1, "KDE"),  # screen settings; interrupting the session
    ],
)
def test_who_keeps_the_screen_bright_counts_and_who_only_keeps_the_machine_awake_does_not(
    desk: Desk, place: tuple[str, str, str], member: str, counts: int, does_not_count: int, name: str
) -> None:
    keeper = desk.keeper(place, member)
    assert not desk.asked()
    keeper.flags = does_not_count
    assert not desk.asked()
    keeper.flags = counts | does_not_count
    assert desk.asked()
    assert desk.inhibitors.health().detail == name
    keeper.vanish()
    assert not desk.asked()


def test_the_power_management_counts_only_where_nobody_better_answers(desk: Desk) -> None:
    power = desk.keeper((POWER, "/org/freedesktop/PowerManagement/Inhibit", f"{POWER}.Inhibit"), "HasInhibit")
    power.flags = 1
    assert desk.asked()
    manager = desk.keeper(GNOME, "IsInhibited")
    assert not desk.asked()
    manager.vanish()
    agent = desk.keeper(KDE, "HasInhibition")
    assert not desk.asked()
    agent.vanish()
    assert desk.asked()
    power.vanish()


@pytest.mark.parametrize(
    ("what", "mode", "user", "counts"),
    [
        ("idle", "block", OURS, True),
        ("sleep:idle:shutdown", "block", OURS, True),
        ("idle", "block-weak", OURS, True),
        ("idle", "delay", OURS, False),
        ("sleep:shutdown", "block", OURS, False),
        ("handle-lid-switch:handle-power-key", "block", OURS, False),
        ("idle", "block", OURS + 1, False),
    ],
)
def test_of_the_inhibitors_of_logind_only_ours_against_idleness_count(
    desk: Desk, loop: SelectLoop, what: str, mode: str, user: int, counts: bool
) -> None:
    logind = FakeLoginManager(loop, desk.address)
    other = ("sleep", "NetworkManager", "needs to turn off networks", "delay", 0, 1)
    logind.inhibitors = [other, (what, "a player", "a title nobody should keep", mode, user, 7)]
    assert desk.asked() is counts
    assert desk.inhibitors.health().detail == "logind"
    logind.vanish()


@pytest.mark.parametrize(
    ("signature", "answer"),
    [("s", ("yes",)), ("", ()), ("as", (["idle"],)), ("u", (1,)), ("bb", (True, True))],
)
def test_an_answer_that_makes_no_sense_is_none(
    desk: Desk, loop: SelectLoop, signature: str, answer: tuple[Any, ...]
) -> None:
    class Odd(FakePeer):
        def offer(self) -> None:
            _, path, interface = GNOME
            self.bus.export(path, interface, {"IsInhibited": (signature, lambda _flags: answer)}, {})

    odd = Odd(loop, desk.address, GNOME[0])
    assert not desk.asked()
    assert desk.inhibitors.health().state == "absent"
    odd.vanish()


def test_a_service_that_hangs_is_not_waited_for(
    desk: Desk, loop: SelectLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inhibitors_module, "_LIMIT_S", 0.5)
    hangs = desk.keeper(GNOME, "IsInhibited")
    sock = hangs.bus._sock
    assert sock is not None
    loop.remove_reader(sock.fileno())
    assert not desk.asked()
    assert hangs.asked == []
    assert desk.inhibitors.health().state == "absent"
    hangs.vanish()
