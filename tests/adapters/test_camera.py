"""Whether a camera is in use: real processes that hold a real character device, a terminal, open."""

from __future__ import annotations

import json
import os
import pty
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak.desktop.linux import camera as camera_module
from sitbreak.desktop.linux.camera import Camera, cameras
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.looping import run_for, run_until


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def device() -> Iterator[str]:
    """A character device that nobody has open."""
    ours, theirs = pty.openpty()
    name = os.ttyname(theirs)
    os.close(theirs)
    assert stat.S_ISCHR(Path(name).stat().st_mode)
    yield name
    os.close(ours)


class Holder:
    """A process called *name* that holds *device* open, after *more* other files."""

    def __init__(self, folder: Path, device: str, name: str = "zoom", more: int = 0) -> None:
        program = folder / name
        if not program.exists():
            program.symlink_to(os.path.realpath(sys.executable))
        script = (
            "import os, sys\n"
            f"for _ in range({more}): os.open('/dev/null', os.O_RDONLY)\n"
            f"os.open({device!r}, os.O_RDWR | os.O_NOCTTY)\n"
            "print('open', flush=True)\n"
            "sys.stdin.read()\n"
        )
        self.process = subprocess.Popen(
            [program, "-S", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"open\n"

    def end(self) -> None:
        self.process.communicate(timeout=20)


def asked(loop: SelectLoop, camera: Camera) -> bool:
    answers: list[bool] = []
    camera.ask(answers.append)
    run_until(loop, lambda: bool(answers))
    assert len(answers) == 1
    return answers[0]


def looking_for(loop: SelectLoop, *devices: str) -> Camera:
    return Camera(loop, lambda: frozenset(devices))


def test_a_camera_is_in_use_while_a_program_has_it_open(
    loop: SelectLoop, device: str, tmp_path: Path
) -> None:
    camera = looking_for(loop, "/dev/video77", device)
    assert not asked(loop, camera)
    holder = Holder(tmp_path, device)
    assert asked(loop, camera)
    holder.end()
    assert not asked(loop, camera)
    assert camera.health().state == "ok"


def test_where_there_is_no_camera_nobody_is_looked_at(
    loop: SelectLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_module, "_openers", None)
    camera = looking_for(loop)
    assert not asked(loop, camera)
    assert camera.health().detail == "There is no camera."


def test_the_search_rests_after_each_slice(
    loop: SelectLoop, device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the loop stays at hand: with slices of no length, it comes by at each process and each few
    files."""
    holder = Holder(tmp_path, device, more=300)
    monkeypatch.setattr(camera_module, "SLICE_S", 0.0)
    before = loop.wakeups
    assert asked(loop, looking_for(loop, device))
    assert loop.wakeups - before >= 5
    before = loop.wakeups
    assert not asked(loop, looking_for(loop, "/dev/video77"))
    assert loop.wakeups - before >= 5
    holder.end()


def test_looking_through_this_machine_never_holds_up_the_loop(
    loop: SelectLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Measured in time of our own process: the machine may be busy."""
    slices_s: list[float] = []
    look_on = Camera._look_on

    def measured(self: Camera, *arguments: Any) -> None:
        began_s = time.process_time()
        look_on(self, *arguments)
        slices_s.append(time.process_time() - began_s)

    monkeypatch.setattr(Camera, "_look_on", measured)
    asked(loop, looking_for(loop, "/dev/video77"))
    assert max(slices_s) < 0.02


def test_processes_that_come_and_go_do_no_harm(
    loop: SelectLoop, device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_module, "SLICE_S", 0.0)
    camera = looking_for(loop, "/dev/video77")
    for _ in range(5):
        short = [subprocess.Popen(["sleep", "0.01"]) for _ in range(5)]
        assert not asked(loop, camera)
        for process in short:
            process.wait(20)


def test_other_users_processes_are_not_looked_at(
    loop: SelectLoop, device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = Holder(tmp_path, device)
    monkeypatch.setattr(os, "getuid", lambda: 54321)
    assert not asked(loop, looking_for(loop, device))
    holder.end()


def test_a_search_that_is_closed_or_replaced_says_nothing(
    loop: SelectLoop, device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_module, "SLICE_S", 0.0)
    camera = looking_for(loop, device)
    first: list[bool] = []
    camera.ask(first.append)
    assert not asked(loop, camera)
    camera.ask(first.append)
    camera.close()
    run_for(loop, 0.05)
    assert first == []


# --- who holds a camera without using it


@pytest.fixture
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a pw-dump answers that stands before the real one."""
    tools = tmp_path / "tools"
    tools.mkdir()
    tool = tools / "pw-dump"
    tool.write_text(f"#!/bin/sh\ntouch {tmp_path}/asked\ncat {tmp_path}/dump\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setattr(camera_module, "_LIMIT_S", 20.0)
    return tmp_path / "dump"


def node(state: str, kind: str = "Video/Source", role: str = "Camera") -> dict[str, Any]:
    return {"info": {"state": state, "props": {"media.class": kind, "media.role": role}}}


@pytest.mark.parametrize("name", ["pipewire", "wireplumber", "pipewire-media-session"])
@pytest.mark.parametrize(
    ("nodes", "in_use"),
    [
        ([], False),
        ([node("suspended")], False),
        ([{"info": None}, {}, {"info": {"props": None}}, node("idle"), node("running")], True),
        ([node("running", role="Screen")], False),
        ([node("running", kind="Audio/Source")], False),
        ([7], False),
        ({"info": 7}, False),
    ],
)
def test_pipewire_uses_a_camera_only_while_it_says_so(
    loop: SelectLoop, device: str, tmp_path: Path, dump: Path, name: str, nodes: object, in_use: bool
) -> None:
    dump.write_text(json.dumps(nodes))
    holder = Holder(tmp_path, device, name)
    assert asked(loop, looking_for(loop, device)) is in_use
    assert (tmp_path / "asked").exists()
    holder.end()


def test_pipewire_is_not_asked_when_another_program_has_the_camera(
    loop: SelectLoop, device: str, tmp_path: Path, dump: Path
) -> None:
    dump.write_text("[]")
    holders = [Holder(tmp_path, device, "wireplumber"), Holder(tmp_path, device)]
    assert asked(loop, looking_for(loop, device))
    assert not (tmp_path / "asked").exists()
    for holder in holders:
        holder.end()


def test_without_pw_dump_a_camera_of_pipewire_is_not_guessed_to_be_in_use(
    loop: SelectLoop, device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = Holder(tmp_path, device, "pipewire")
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    camera = looking_for(loop, device)
    assert not asked(loop, camera)
    assert "without pw-dump nobody can tell" in camera.health().detail
    holder.end()


@pytest.mark.skipif(shutil.which("pw-dump") is None, reason="no PipeWire here")
def test_the_real_pw_dump_without_its_server_is_a_no(
    loop: SelectLoop, device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_module, "_LIMIT_S", 20.0)
    holder = Holder(tmp_path, device, "pipewire")
    assert not asked(loop, looking_for(loop, device))
    holder.end()


# --- which devices are cameras


def test_video_devices_are_cameras_unless_udev_knows_better(tmp_path: Path) -> None:
    devices, udev = tmp_path / "dev", tmp_path / "udev"
    devices.mkdir()
    udev.mkdir()
    for name, real in (
        ("video0", "/dev/null"),
        ("video1", "/dev/zero"),
        ("video2", "/dev/full"),
        ("audio", "/"),
    ):
        (devices / name).symlink_to(real)
    known = {"null": ":capture:", "zero": ":video_output:", "full": ""}
    for name, abilities in known.items():
        number = Path("/dev", name).stat().st_rdev
        told = f"I:1\nE:ID_V4L_CAPABILITIES={abilities}\nE:X=capture\n" if abilities else "I:1\n"
        (udev / f"c{os.major(number)}:{os.minor(number)}").write_text(told)
    assert cameras(devices, udev) == {str(devices / "video0"), str(devices / "video2")}
    assert cameras(devices, tmp_path / "nobody") == {str(devices / f"video{n}") for n in range(3)}
    assert cameras(tmp_path / "nothing", udev) == frozenset()
