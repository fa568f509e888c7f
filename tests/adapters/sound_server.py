"""A sound server of one's own for a test: PipeWire as PulseAudio, with a microphone and a loudspeaker."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NEEDED = ("pipewire", "wireplumber", "pipewire-pulse", "pactl", "parec", "pw-dump")
_LIMIT_S = 30.0
_NO_SOURCE = 0xFFFFFFFF


class SoundServer:
    """*env* is the environment of programs that talk to it."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        null = subprocess.DEVNULL
        process = subprocess.Popen(words, env=self.env, stdin=null, stdout=null, stderr=null)
        self._processes.append(process)
        return process

    def control(self, *words: str) -> str:
        """What pactl answers; empty when it fails."""
        return subprocess.run(
            ["pactl", *words], env=self.env, capture_output=True, text=True, timeout=_LIMIT_S, check=False
        ).stdout

    def until(self, words: tuple[str, ...], said: str) -> None:
        """Wait until pactl answers *words* with something that contains *said*."""
        end_s = time.perf_counter() + _LIMIT_S
        while said not in self.control(*words):
            assert time.perf_counter() < end_s, f"{said} never came"
            time.sleep(0.05)

    def until_listened(self, path: Path) -> None:
        """Wait until somebody takes connections at *path*."""
        end_s = time.perf_counter() + _LIMIT_S
        while True:
            with socket.socket(socket.AF_UNIX) as caller, suppress(OSError):
                return caller.connect(str(path))
            assert time.perf_counter() < end_s, f"{path} never came"
            time.sleep(0.02)

    def record(self, source: str, *more: str) -> subprocess.Popen[bytes]:
        """Somebody records from *source*, for real, and sound has begun to come."""
        before = self._flowing()
        process = self.start("parec", "-d", source, *more)
        end_s = time.perf_counter() + _LIMIT_S
        while self._flowing() == before:
            assert time.perf_counter() < end_s, "nobody records"
            time.sleep(0.02)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        before = len(self._streams())
        process.terminate()
        process.wait(_LIMIT_S)
        while len(self._streams()) == before:
            time.sleep(0.02)

    def _flowing(self) -> int:
        """How many streams are past their beginning, in which they are corked and have no source yet."""
        streams = json.loads(self.control("-f", "json", "list", "source-outputs") or "[]")
        return sum(not stream["corked"] and stream["source"] != _NO_SOURCE for stream in streams)

    def _streams(self) -> list[str]:
        return self.control("list", "short", "source-outputs").splitlines()

    def close(self) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait(_LIMIT_S)


@contextmanager
def sound_server(folder: Path, bus_address: str) -> Iterator[SoundServer]:
    """A server with the microphone "mic", and the loudspeaker "speaker" with its "speaker.monitor"."""
    runtime, home = folder / "run", folder / "home"
    runtime.mkdir(mode=0o700, parents=True)
    home.mkdir()
    env = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "PULSE_"))}
    env |= {"XDG_RUNTIME_DIR": str(runtime), "HOME": str(home), "DBUS_SESSION_BUS_ADDRESS": bus_address}
    server = SoundServer(env)
    try:
        server.start("pipewire")
        server.until_listened(runtime / "pipewire-0")  # the others give up where there is nobody yet
        server.start("wireplumber")
        server.start("pipewire-pulse")
        server.until(("info",), "Server Name")
        server.control("load-module", "module-null-sink", "sink_name=speaker")
        server.control("load-module", "module-null-sink", "media.class=Audio/Source/Virtual", "sink_name=mic")
        server.until(("list", "short", "sources"), "\tmic\t")
        server.until(("list", "short", "sources"), "speaker.monitor")
        yield server
    finally:
        server.close()
