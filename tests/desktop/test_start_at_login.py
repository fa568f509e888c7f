"""Started at login before the bus, the notification service and the panel, which come one by one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sitbreak.desktop.exec_line import read_exec
from tests.desktop.rig import Desktop

pytestmark = [pytest.mark.desktop, pytest.mark.linux]

_SITBREAK = (sys.executable, "-m", "sitbreak")


class _Early(Desktop):
    """A session in which X runs and nothing else does. Its bus has an address, and nobody answers there."""

    is_up = False

    def _start_bus(self) -> None:
        self.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={self.runtime}/bus"

    def start_bus(self) -> None:
        self.is_up = True
        super()._start_bus()

    def start_notifier(self) -> None:
        if self.is_up:
            super().start_notifier()

    def start_panel(self) -> None:
        if self.is_up:
            super().start_panel()


def _part(desktop: Desktop, name: str) -> str:
    """The state of a part of the running sitbreak; empty while there is none."""
    try:
        status: dict[str, Any] = json.loads(desktop.run(*_SITBREAK, "status", "--json"))
    except subprocess.CalledProcessError:
        return ""
    states: dict[str, str] = {each["part"]: each["state"] for each in status["parts"]}
    return states[name]


def _entry_command(desktop: Desktop) -> list[str]:
    """What the session is to start, by the entry that sitbreak has written."""
    desktop.run(*_SITBREAK, "autostart", "on")
    entry = (desktop.home / ".config/autostart/sitbreak.desktop").read_text()
    (line,) = [line for line in entry.splitlines() if line.startswith("Exec=")]
    return read_exec(line.removeprefix("Exec="))


def test_the_bus_the_notifications_and_the_panel_come_after_it_one_by_one(tmp_path: Path) -> None:
    with _Early(tmp_path, panel="xfce", notifier="xfce") as desktop:
        program = desktop.spawn(*_entry_command(desktop), "--no-setup", part="sitbreak")
        desktop.wait(lambda: _part(desktop, "idle") == "ok", 20, "sitbreak")
        assert _part(desktop, "session bus") != "ok"
        assert _part(desktop, "notifications") != "ok"
        assert _part(desktop, "tray") != "ok"
        desktop.start_bus()
        desktop.wait(lambda: _part(desktop, "session bus") == "ok", 90, "its way to the bus")
        assert _part(desktop, "tray") == "absent"
        desktop.start_notifier()
        desktop.wait(lambda: _part(desktop, "notifications") == "ok", 10, "its way to the notifications")
        assert _part(desktop, "tray") == "absent"
        desktop.start_panel()
        desktop.wait(lambda: _part(desktop, "tray") == "ok", 10, "its way to the panel")
        with_icon = desktop.panel_at_rest()
        desktop.screenshot("all came after it")
        program.terminate()
        assert program.wait(10) == 0
        desktop.wait(lambda: desktop.panel_at_rest() != with_icon, 10, "the end of the icon")
