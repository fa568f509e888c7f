"""Whether somebody records: a real sound server, and what could be answered in its place."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak.desktop.linux import microphone as microphone_module
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.microphone import Microphone
from tests.adapters.looping import run_for, run_until
from tests.adapters.private_bus import private_bus
from tests.adapters.sound_server import NEEDED, SoundServer, sound_server

needs_pipewire = pytest.mark.skipif(
    any(shutil.which(name) is None for name in NEEDED), reason="no PipeWire with a PulseAudio face here"
)
UNKNOWN = "nobody can tell whether a microphone is in use"


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


def asked(loop: SelectLoop, microphone: Microphone) -> bool:
    answers: list[bool] = []
    microphone.ask(answers.append)
    run_until(loop, lambda: bool(answers))
    assert len(answers) == 1
    return answers[0]


# --- the real thing


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    folder = tmp_path_factory.mktemp("sound")
    with private_bus(folder / "bus") as address, sound_server(folder, address) as running:
        yield running


@needs_pipewire
def test_a_real_recording_is_seen_and_its_end(
    loop: SelectLoop, server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    microphone = patient(loop, server.env, monkeypatch)
    assert not asked(loop, microphone)
    recorder = server.record("mic")
    assert asked(loop, microphone)
    server.end(recorder)
    assert not asked(loop, microphone)
    assert microphone.health().state == "ok"


@needs_pipewire
def test_recording_what_the_speakers_play_is_no_call(
    loop: SelectLoop, server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    microphone = patient(loop, server.env, monkeypatch)
    monitor = server.record("speaker.monitor")
    assert not asked(loop, microphone)
    recorder = server.record("mic")
    assert asked(loop, microphone)
    server.end(recorder)
    server.end(monitor)


@needs_pipewire
@pytest.mark.parametrize("how", [("--rate=25", "--channels=1"), ("--property=media.name=Peak detect",)])
def test_the_level_meter_of_a_volume_control_is_no_call(
    loop: SelectLoop, server: SoundServer, how: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    meter = server.record("mic", *how)
    assert not asked(loop, patient(loop, server.env, monkeypatch))
    server.end(meter)


@needs_pipewire
def test_a_language_with_a_decimal_comma_changes_nothing(
    loop: SelectLoop, server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = server.record("mic")
    assert asked(loop, patient(loop, {**server.env, "LC_ALL": "de_DE.UTF-8"}, monkeypatch))
    server.end(recorder)


def patient(loop: SelectLoop, env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Microphone:
    """One that does not lose patience with a loaded machine."""
    monkeypatch.setattr(microphone_module, "_LIMIT_S", 20.0)
    return Microphone(loop, env)


# --- in its place

Answer = Callable[[str, str], Microphone]


@pytest.fixture
def answering(loop: SelectLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Answer]:
    """A pactl that lists streams and sources as it is told, before a server that is only a socket."""
    (tmp_path / "run/pulse").mkdir(parents=True)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "run/pulse/native"))

    def put(streams: str, sources: str = "") -> Microphone:
        tool = tmp_path / "pactl"
        (tmp_path / "streams").write_text(streams)
        (tmp_path / "sources").write_text(sources)
        tool.write_text(
            f"#!/bin/sh\ncd {tmp_path}\necho >> calls\n"
            'case "$*" in *source-outputs) cat streams;; *) cat sources;; esac\n'
        )
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return patient(loop, {"XDG_RUNTIME_DIR": str(tmp_path / "run")}, monkeypatch)

    yield put
    listening.close()


def stream(**changed: Any) -> dict[str, Any]:
    return {
        "source": 4,
        "client": "50",
        "corked": False,
        "sample_specification": "s16le 2ch 44100Hz",
        "properties": {"application.name": "A browser", "media.name": "Record"},
        **changed,
    }


SOURCES = "4\tmic\tmodule\ts16le\tRUNNING\n5\tout.monitor\tmodule\ts16le\tRUNNING\n"


@pytest.mark.parametrize(
    ("streams", "records"),
    [
        ([], False),
        ([stream()], True),
        ([stream(source=5)], False),
        ([stream(source=5), stream()], True),
        ([stream(source=77)], True),
        ([stream(corked=True)], False),
        ([stream(client="n/a")], False),
        ([stream(sample_specification="float32le 1ch 25Hz")], False),
        ([stream(properties={"media.name": "Peak detect"})], False),
        ([stream(properties={"stream.monitor": "true"})], False),
        ([stream(properties={"stream.capture.sink": "true"})], False),
        ([stream(properties={"node.link-group": "echo-cancel-1"})], False),
        ([stream(corked=True), stream(client="n/a"), stream()], True),
    ],
)
def test_who_counts(loop: SelectLoop, answering: Answer, streams: list[object], records: bool) -> None:
    microphone = answering(json.dumps(streams), SOURCES)
    assert asked(loop, microphone) is records
    assert microphone.health().state == "ok"


def test_while_nobody_records_one_process_is_enough(
    loop: SelectLoop, answering: Answer, tmp_path: Path
) -> None:
    before = loop.wakeups
    asked(loop, answering("[]", SOURCES))
    assert (tmp_path / "calls").read_text() == "\n"
    assert loop.wakeups - before <= 2


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "{}x",
        "null",
        "7",
        '"x"',
        "[7]",
        "[{}]",
        '{"a": 1}',
        "[" * 60000,
        '[{"properties": null, "source": 1}]',
    ]
    + [json.dumps([stream(sample_specification=odd)]) for odd in ("", "x", None)],
)
def test_nonsense_is_no_answer(loop: SelectLoop, answering: Answer, nonsense: str) -> None:
    microphone = answering(nonsense, "\x00\xff\n\n4")
    assert not asked(loop, microphone)
    assert microphone.health().state == "failing"


def test_a_sound_server_that_hangs_is_not_waited_for(
    loop: SelectLoop, answering: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    microphone = answering("[]", "")
    (tmp_path / "pactl").write_text("#!/bin/sh\nsleep 100\n")
    monkeypatch.setattr(microphone_module, "_LIMIT_S", 0.3)
    assert not asked(loop, microphone)
    assert microphone.health().state == "failing"
    assert "within 0.3 s" in microphone.health().detail


def test_a_pactl_that_knows_no_json_says_so(loop: SelectLoop, answering: Answer, tmp_path: Path) -> None:
    microphone = answering("[]", "")
    (tmp_path / "pactl").write_text("#!/bin/sh\nexit 1\n")
    assert not asked(loop, microphone)
    assert "exit code 1" in microphone.health().detail


def test_without_pactl_nothing_is_guessed(
    loop: SelectLoop, answering: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    microphone = answering("[]", "")
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert not asked(loop, microphone)
    assert microphone.health().state == "absent"
    assert "pactl is not installed" in microphone.health().detail
    assert UNKNOWN in microphone.health().detail


def test_a_pactl_that_may_not_be_run_is_a_failure(
    loop: SelectLoop, answering: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    microphone = answering("[]", "")
    (tmp_path / "pactl").write_text("\x00")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not asked(loop, microphone)
    assert microphone.health().state == "failing"


def test_without_a_sound_server_nobody_is_asked_who_might_start_one(
    loop: SelectLoop, answering: Answer, tmp_path: Path
) -> None:
    answering("[]", "")
    for environ in ({}, {"XDG_RUNTIME_DIR": str(tmp_path)}):
        microphone = Microphone(loop, environ)
        assert not asked(loop, microphone)
        assert microphone.health().state == "absent"
        assert UNKNOWN in microphone.health().detail
    assert not (tmp_path / "calls").exists()


@pytest.mark.parametrize("way", ["PULSE_SERVER", "PULSE_RUNTIME_PATH"])
def test_a_sound_server_elsewhere_is_asked(
    loop: SelectLoop, answering: Answer, tmp_path: Path, way: str
) -> None:
    answering(json.dumps([stream()]), SOURCES)
    assert asked(loop, Microphone(loop, {way: str(tmp_path / "run/pulse")}))


def test_a_new_question_takes_the_place_of_one_under_way(loop: SelectLoop, answering: Answer) -> None:
    microphone = answering(json.dumps([stream()]), SOURCES)
    first: list[bool] = []
    microphone.ask(first.append)
    assert asked(loop, microphone)
    assert first == []


def test_nothing_is_answered_after_closing(loop: SelectLoop, answering: Answer) -> None:
    microphone = answering("[]", "")
    answers: list[bool] = []
    began_s = time.perf_counter()
    microphone.ask(answers.append)
    microphone.close()
    run_for(loop, 0.1)
    assert answers == []
    assert time.perf_counter() - began_s < 10
