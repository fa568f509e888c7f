"""Do not disturb: the switch of each notification service, real `gsettings` among them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak.desktop.linux import do_not_disturb as dnd_module
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.do_not_disturb import DoNotDisturb
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.looping import run_for, run_until
from tests.adapters.private_bus import private_bus
from tests.adapters.session_fakes import FakePeer, FakeSwitch

NOTIFICATIONS = "org.freedesktop.Notifications"
SWAYNC = "org.erikreider.swaync.cc"
GNOME = "org.gnome.desktop.notifications"


class FakeMako(FakeSwitch):
    """A notification service with modes."""

    def __init__(self, loop: SelectLoop, address: str) -> None:
        self.modes: list[str] = ["default"]
        super().__init__(loop, address, "mako")

    def offer(self) -> None:
        super().offer()
        methods = {"ListModes": ("as", lambda: (self.modes,))}
        self.bus.export("/fr/emersion/Mako", "fr.emersion.Mako", methods, {})


class FakeSwayControl(FakePeer):
    def __init__(self, loop: SelectLoop, address: str) -> None:
        self.on = False
        super().__init__(loop, address, SWAYNC)

    def offer(self) -> None:
        self.bus.export("/org/erikreider/swaync/cc", SWAYNC, {"GetDnd": ("b", lambda: (self.on,))}, {})


class Desk:
    def __init__(self, loop: SelectLoop, address: str) -> None:
        self.loop = loop
        self.address = address
        self.link = BusLink(loop, "session")
        self.dnd = DoNotDisturb(loop, self.link)
        run_until(loop, lambda: self.link.bus is not None)

    def asked(self) -> bool:
        answers: list[bool] = []
        self.dnd.ask(answers.append)
        run_until(self.loop, lambda: bool(answers))
        assert len(answers) == 1
        return answers[0]

    def service(self, called: str) -> FakeSwitch:
        return FakeSwitch(self.loop, self.address, called)

    def close(self) -> None:
        self.dnd.close()
        self.link.close()


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def desk(loop: SelectLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(dnd_module, "_ANSWER_LIMIT_S", 20.0)
    with private_bus(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        made = Desk(loop, address)
        yield made
        made.close()


def test_no_service_and_one_that_nobody_knows_are_a_no(desk: Desk) -> None:
    assert desk.dnd.health().state == "ok"
    assert not desk.asked()
    assert desk.dnd.health().state == "absent"
    service = desk.service("something new")
    assert not desk.asked()
    assert desk.dnd.health().state == "absent"
    service.vanish()


def test_without_a_bus_it_is_a_no(loop: SelectLoop) -> None:
    link = BusLink(loop, "session")
    answers: list[bool] = []
    DoNotDisturb(loop, link).ask(answers.append)
    assert answers == [False]
    link.close()


@pytest.mark.parametrize("mode", ["do-not-disturb", "dnd"])
def test_a_mode_of_mako_that_is_called_so(desk: Desk, loop: SelectLoop, mode: str) -> None:
    mako = FakeMako(loop, desk.address)
    assert not desk.asked()
    mako.modes = ["default", mode]
    assert desk.asked()
    assert desk.dnd.health().detail == "The switch of mako."
    mako.modes = ["default", "not-" + mode]
    assert not desk.asked()
    mako.vanish()


def test_the_switch_of_swaync(desk: Desk, loop: SelectLoop) -> None:
    service, control = desk.service("SwayNotificationCenter"), FakeSwayControl(loop, desk.address)
    assert not desk.asked()
    control.on = True
    assert desk.asked()
    control.vanish()
    assert not desk.asked()
    service.vanish()


def test_an_answer_that_makes_no_sense_is_a_no(desk: Desk, loop: SelectLoop) -> None:
    class Odd(FakeMako):
        def offer(self) -> None:
            FakeSwitch.offer(self)
            methods: dict[str, Any] = {"ListModes": ("av", lambda: ([("as", ["dnd"])],))}
            self.bus.export("/fr/emersion/Mako", "fr.emersion.Mako", methods, {})

    odd = Odd(loop, desk.address)
    assert not desk.asked()
    odd.vanish()


# --- desktops that keep the switch among their settings


@pytest.mark.skipif(shutil.which("gsettings") is None, reason="no gsettings here")
def test_gnome_keeps_its_switch_among_its_settings(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real gsettings, with settings in a file."""
    monkeypatch.setenv("GSETTINGS_BACKEND", "keyfile")
    listed = subprocess.run(["gsettings", "list-schemas"], capture_output=True, text=True, check=True).stdout
    if GNOME not in listed.split():
        pytest.skip("no settings of GNOME here (gsettings-desktop-schemas)")
    shell = desk.service("gnome-shell")
    assert not desk.asked()
    for shown, disturbs_not in (("false", True), ("true", False)):
        subprocess.run(["gsettings", "set", GNOME, "show-banners", shown], check=True, timeout=20)
        assert desk.asked() is disturbs_not
    shell.vanish()


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A gsettings that answers with what is in this file, and remembers what it was asked."""
    tool = tmp_path / "tools/gsettings"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\ncat {tmp_path}/told\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
    return tmp_path / "told"


@pytest.mark.parametrize(
    ("called", "words", "on", "off"),
    [
        ("gnome-shell", "get org.gnome.desktop.notifications show-banners", "false", "true"),
        ("cinnamon", "get org.cinnamon.desktop.notifications display-notifications", "false", "true"),
        ("Notification Daemon", "get org.mate.NotificationDaemon do-not-disturb", "true", "false"),
    ],
)
def test_each_desktop_names_its_switch_otherwise(
    desk: Desk, told: Path, called: str, words: str, on: str, off: str
) -> None:
    service = desk.service(called)
    for says, disturbs_not in ((on, True), (off, False), ("", False)):
        told.write_text(f"{says}\n")
        assert desk.asked() is disturbs_not
    assert told.with_name("words").read_text() == f"{words}\n"
    told.unlink()
    assert not desk.asked()
    service.vanish()


def test_without_gsettings_it_is_a_no(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = desk.service("gnome-shell")
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert not desk.asked()
    shell.vanish()


def test_a_gsettings_that_hangs_is_not_waited_for(
    desk: Desk, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = desk.service("gnome-shell")
    monkeypatch.setattr(dnd_module, "_ANSWER_LIMIT_S", 0.5)
    os.mkfifo(told)
    assert not desk.asked()
    shell.vanish()


def test_nothing_is_answered_after_closing(desk: Desk, loop: SelectLoop, told: Path) -> None:
    shell = desk.service("gnome-shell")
    os.mkfifo(told)
    answers: list[bool] = []
    desk.dnd.ask(answers.append)
    while not told.with_name("words").exists():  # the loop does not hear of it
        run_for(loop, 0.02)
    desk.dnd.close()
    run_for(loop, 0.05)
    assert answers == []
    shell.vanish()
