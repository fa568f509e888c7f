"""The daemon on its real senses and clock, 90 times as fast: a recording keeps who does not type from being
absent, for as long as it lasts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak import daemon as daemon_module
from sitbreak.clock import SystemClock
from sitbreak.coach import Coach
from sitbreak.core.choosing import Profile
from sitbreak.core.model import Presence, Rules
from sitbreak.core.routines import Catalogue
from sitbreak.core.suggestions import History
from sitbreak.daemon import Daemon, Parts
from sitbreak.desktop.linux import microphone as microphone_module
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.senses import LinuxSenses
from tests.adapters.private_bus import private_bus
from tests.adapters.sound_server import NEEDED, SoundServer, sound_server
from tests.adapters.xserver import XServer, x_server
from tests.fakes import FakeVoice

SPEED = 90.0
AWAY_AFTER_S = 180.0  # 2 s of real time

pytestmark = pytest.mark.skipif(
    any(shutil.which(name) is None for name in NEEDED), reason="no PipeWire with a PulseAudio face here"
)


class Life:
    """A daemon that runs on a real loop."""

    def __init__(self, loop: SelectLoop, env: dict[str, str]) -> None:
        self.loop = loop
        self.clock = SystemClock(SPEED)
        self.links = (BusLink(loop, "session"), BusLink(loop, "system"))
        self.senses = LinuxSenses(loop, self.clock, *self.links, env)
        parts = Parts(
            clock=self.clock,
            senses=self.senses,
            coach=Coach(Catalogue(()), Profile.from_keys({}), History(), dice=lambda day, number: 0.5),
            voice=FakeVoice(),
            remember=lambda state, moment: None,
            watch=lambda moment, effects: None,
            problem=pytest.fail,
        )
        self.daemon = Daemon(parts, Rules(interval_s=3600, away_after_s=AWAY_AFTER_S))
        self.senses.start(lambda: None)

    def until(self, presence: Presence, *, quiet_s: float = 0.0) -> None:
        """Run until the user is there, or not, and has not typed for so long."""
        limit = self.loop.call_later(60, self.loop.stop)
        reached: list[bool] = []

        def turn() -> float:
            wait_s = self.daemon.turn()
            where = self.daemon.state.where
            quiet = self.clock.now().boot_s - (where.input_at_s or 0.0)
            if where.presence is presence and where.input_at_s is not None and quiet >= quiet_s:
                reached.append(True)
                self.loop.stop()
            return wait_s

        self.loop.run(turn)
        limit.cancel()
        assert reached, f"{presence} never came: {self.daemon.state.where}"

    def close(self) -> None:
        self.senses.close()
        for link in self.links:
            link.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[XServer]:
    with x_server(tmp_path) as running:
        yield running


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    with private_bus(tmp_path / "bus") as address, sound_server(tmp_path / "sound", address) as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield running


def test_who_talks_and_does_not_type_is_there_until_the_call_ends(
    server: XServer, sound: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P3, and P2: away from the end of the call."""
    monkeypatch.setattr(daemon_module, "PROOF_AGAIN_REAL_S", 1.0)
    monkeypatch.setattr(microphone_module, "_LIMIT_S", 20.0)
    loop = SelectLoop()
    life = Life(loop, {**sound.env, **server.env})
    server.press()
    recorder = sound.record("mic")
    life.until(Presence.QUIET, quiet_s=2 * AWAY_AFTER_S)
    assert life.senses.evidence().call
    sat_s = life.daemon.state.sitting_s
    assert sat_s > AWAY_AFTER_S
    sound.end(recorder)
    life.until(Presence.AWAY)
    assert not life.senses.evidence().call
    assert life.daemon.state.sitting_s >= sat_s
    server.press()
    life.until(Presence.ACTIVE)
    life.until(Presence.AWAY, quiet_s=AWAY_AFTER_S)
    life.close()
    loop.close()
