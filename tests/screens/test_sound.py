"""The sounds of a window: what they are, and how they are played by a real sound server."""

from __future__ import annotations

import array
import math
import os
import shutil
import stat
import subprocess
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.screens.sound import Sounds
from tests import sounds
from tests.adapters.private_bus import private_bus
from tests.adapters.served import eventually
from tests.adapters.sound_server import NEEDED, SoundServer, sound_server


def folder_with(folder: Path, *names: str) -> str:
    """A PATH on which only these programs are."""
    folder.mkdir()
    for name in ("env", *names):
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    return str(folder)


def fake_program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755 | stat.S_IEXEC)


def samples(file: Path) -> array.array[int]:
    with wave.open(str(file)) as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (1, 2, 44100)
        return array.array("h", opened.readframes(opened.getnframes()))


@pytest.mark.parametrize("name", list(sounds.SOUNDS))
def test_the_files_are_what_the_generator_makes(name: str, tmp_path: Path) -> None:
    file, made = sounds.FOLDER / f"{name}.wav", tmp_path / "made.wav"
    made.write_bytes(sounds.sound(name))
    kept, anew = samples(file), samples(made)
    assert len(kept) == len(anew)
    assert max(abs(one - other) for one, other in zip(kept, anew, strict=True)) <= 1  # as sines are rounded
    assert file.stat().st_size < 60_000


@pytest.mark.parametrize("name", list(sounds.SOUNDS))
def test_a_sound_begins_and_ends_softly(name: str) -> None:
    found = samples(sounds.FOLDER / f"{name}.wav")
    assert max(map(abs, found)) < 0.55 * 32767
    assert max(map(abs, found[:20])) < 500
    assert max(map(abs, found[-200:])) < 500
    assert math.sqrt(sum(one * one for one in found) / len(found)) > 300


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    assert all(map(shutil.which, NEEDED))
    with private_bus(tmp_path) as address, sound_server(tmp_path / "sound", address) as running:
        for name in [name for name in os.environ if name.startswith(("XDG_", "PULSE_"))]:
            monkeypatch.delenv(name)
        for name in ("XDG_RUNTIME_DIR", "HOME", "DBUS_SESSION_BUS_ADDRESS"):
            monkeypatch.setenv(name, running.env[name])
        running.control("set-default-sink", "speaker")
        running.until(("get-default-sink",), "speaker")
        yield running


class Ear:
    """Listens to the loudspeaker."""

    def __init__(self, server: SoundServer, file: Path) -> None:
        self.file = file
        self._process = server.record("speaker.monitor", "--raw", "--format=s16le", "--channels=1", str(file))

    def hears(self) -> bool:
        heard = array.array("h", self.file.read_bytes()[: self.file.stat().st_size // 2 * 2])
        return any(abs(one) > 1000 for one in heard)


@pytest.mark.parametrize("player", ["pw-play", "paplay"])
def test_a_sound_is_heard(
    server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, player: str
) -> None:
    ear = Ear(server, tmp_path / "heard")
    monkeypatch.setenv("PATH", folder_with(tmp_path / "bin", player, "pactl"))
    Sounds(wanted=True)("done")
    assert eventually(ear.hears)


@pytest.mark.parametrize("teller", ["pactl", "wpctl"])
def test_a_muted_loudspeaker_stays_silent(
    server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, teller: str
) -> None:
    server.control("set-sink-mute", "speaker", "1")
    server.until(("get-sink-mute", "speaker"), "yes")
    programs = folder_with(tmp_path / "bin", teller)
    fake_program(Path(programs), "pw-play", f'echo "$@" > {tmp_path}/played')
    monkeypatch.setenv("PATH", programs)
    sounds_made = Sounds(wanted=True)
    sounds_made("step")
    assert eventually(lambda: sounds_made.is_idle)
    assert not (tmp_path / "played").exists()
    server.control("set-sink-mute", "speaker", "0")
    server.until(("get-sink-mute", "speaker"), "no")
    sounds_made("step")
    assert eventually((tmp_path / "played").exists)


def test_sounds_that_are_not_wanted_start_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_a, **_k: pytest.fail("a program was started"))
    silent = Sounds(wanted=False)
    silent("step")
    assert silent.is_idle


@pytest.mark.parametrize("script", ["exit 1", "sleep 60"], ids=["fails", "hangs"])
def test_a_player_that_fails_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    programs = folder_with(tmp_path / "bin", "sleep")
    fake_program(Path(programs), "pw-play", script)
    monkeypatch.setenv("PATH", programs)
    monkeypatch.setattr("sitbreak.screens.sound.PLAY_LIMIT_S", 0.3)
    tried = Sounds(wanted=True)
    before = time.perf_counter()
    tried("step")
    tried("step")  # comes while the first is played: left out
    assert time.perf_counter() - before < 5
    assert eventually(lambda: tried.is_idle)


def test_without_any_player_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", folder_with(tmp_path / "bin"))
    silent = Sounds(wanted=True)
    silent("step")
    assert eventually(lambda: silent.is_idle)
