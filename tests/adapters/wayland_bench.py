"""Somebody before a Wayland compositor that says what it likes, for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitbreak.clock import SystemClock
from sitbreak.desktop import retries
from sitbreak.desktop.linux import idle_wayland_seat, wayland
from sitbreak.desktop.linux.idle_wayland import IdleWayland
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.compositor_fake import EXT, SEAT, FakeCompositor
from tests.adapters.looping import run_until

FIRST_MS = 100  # the pause that is looked for at first
USUAL = [("wl_output", 4), (SEAT, 8), (EXT, 1)]


class Person:
    """What is known of somebody before the compositor *desk*."""

    def __init__(self, loop: SelectLoop, env: dict[str, str], *thresholds_s: float) -> None:
        self.loop = loop
        self.changes = 0
        self.clock = SystemClock()
        self.idle = IdleWayland(loop, self.clock, env, self._changed)
        self.idle.watch(frozenset(thresholds_s or (5.0, 180.0)))

    def _changed(self) -> None:
        self.changes += 1

    def start(self) -> None:
        self.idle.start()

    def until_known(self) -> None:
        run_until(self.loop, lambda: self.idle.known)

    def until(self, input_on: bool) -> None:
        run_until(self.loop, lambda: self.idle.known and self.idle.input_on is input_on)

    def last_input_ago_s(self) -> float:
        assert self.idle.last_input_at_s is not None
        return self.clock.now().boot_s - self.idle.last_input_at_s


class Desk:
    """A compositor and somebody before it."""

    def __init__(self, loop: SelectLoop, folder: Path) -> None:
        self.loop = loop
        self.folder = folder
        self.fake: FakeCompositor | None = None
        self.person: Person | None = None

    def sit(
        self, offers: list[tuple[str, int]] = USUAL, *thresholds_s: float
    ) -> tuple[FakeCompositor, Person]:
        self.fake = FakeCompositor(self.loop, self.folder, offers)
        self.person = Person(self.loop, self.fake.env, *thresholds_s)
        self.person.start()
        return self.fake, self.person

    def close(self) -> None:
        if self.person is not None:
            self.person.idle.close()
        if self.fake is not None:
            self.fake.close()


def make_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle_wayland_seat, "FIRST_PAUSE_S", FIRST_MS / 1000)
    monkeypatch.setattr(idle_wayland_seat, "_PATIENCE_S", 0.1)
    monkeypatch.setattr(retries, "FIRST_S", 0.05)
    monkeypatch.setattr(wayland, "SET_UP_LIMIT_S", 0.3)
