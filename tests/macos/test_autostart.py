"""The LaunchAgent: what is written, read back, and told to a stand-in for `launchctl`."""

from __future__ import annotations

import os
import plistlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitbreak.desktop.macos import autostart
from sitbreak.desktop.macos.autostart import LaunchAgent, agent_file

DOMAIN = f"gui/{os.getuid()}"
RUNS = f"{DOMAIN}/sitbreak = {{\n\tstate = running\n\tpid = 4711\n}}\n"
# Of launchd.plist(5), those that are used; and ours, which launchd passes over.
KEYS = {"Label", "ProgramArguments", "RunAtLoad", "KeepAlive", "ProcessType", "LimitLoadToSessionType"}

Told = Callable[[], list[str]]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "some where" / "sitbreak"
    file.parent.mkdir()
    file.write_text(f"#!{sys.executable}\n")
    file.chmod(0o755)
    monkeypatch.setattr(autostart, "own_command", lambda: [str(file), "run"])
    return file


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """A launchctl that says nothing and answers 113, as of a service it does not know; what it was told."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    (tmp_path / "bin").mkdir()
    answers(tmp_path, "exit 113")
    log = tmp_path / "launchctl.log"
    return lambda: log.read_text().splitlines() if log.exists() else []


def answers(tmp_path: Path, script: str) -> None:
    file = tmp_path / "bin" / "launchctl"
    file.write_text(f'#!/bin/sh\necho "$*" >> "{tmp_path}/launchctl.log"\n{script}\n')
    file.chmod(0o755)


def written() -> dict[str, Any]:
    found = plistlib.loads(agent_file().read_bytes())
    assert isinstance(found, dict)
    return found


def test_without_an_agent_it_is_off_and_nobody_is_asked(told: Told) -> None:
    assert LaunchAgent().status().word == "off"
    assert LaunchAgent().repair() == ""
    assert told() == []


def test_what_is_switched_on_is_read_back(program: Path, told: Told) -> None:
    LaunchAgent().on()
    found = written()
    assert found.keys() == KEYS | {"SitbreakWritten"}
    assert found["ProgramArguments"] == [str(program), "run"]
    assert found["KeepAlive"] == {"SuccessfulExit": False}
    assert found["RunAtLoad"] is True
    assert agent_file() == Path.home() / "Library/LaunchAgents/sitbreak.plist"
    status = LaunchAgent().status()
    assert (status.word, status.kind, status.target) == ("on", "launch agent", (str(program), "run"))
    assert told() == [
        f"enable {DOMAIN}/sitbreak",
        f"print {DOMAIN}/sitbreak",
        f"bootout {DOMAIN}/sitbreak",
        f"bootstrap {DOMAIN} {agent_file()}",
        f"print-disabled {DOMAIN}",
    ]


def test_a_sitbreak_that_launchd_has_started_goes_on(program: Path, told: Told, tmp_path: Path) -> None:
    answers(tmp_path, f"printf '{RUNS}'")
    LaunchAgent().on()
    LaunchAgent().off()
    assert not [line for line in told() if line.startswith(("bootout", "bootstrap"))]
    assert not agent_file().exists()


def test_switched_off_leaves_nothing(program: Path, told: Told) -> None:
    LaunchAgent().on()
    LaunchAgent().off()
    assert LaunchAgent().status().word == "off"
    assert told()[-1] == f"bootout {DOMAIN}/sitbreak"
    LaunchAgent().off()  # changes nothing


@pytest.mark.parametrize("word", ["disabled", "true"])
def test_what_the_user_has_switched_off_is_said(program: Path, told: Told, tmp_path: Path, word: str) -> None:
    LaunchAgent().on()
    listed = f'\tdisabled services = {{\n\t\t"other" => enabled\n\t\t"sitbreak" => {word}\n\t}}\n'
    answers(tmp_path, f"cat <<'END'\n{listed}END")
    status = LaunchAgent().status()
    assert status.word == "switched off"
    assert "Login Items" in status.detail


@pytest.mark.parametrize("line", ['"sitbreak" => enabled', '"sitbreak" => false', '"sitbreak2" => disabled'])
def test_what_is_not_switched_off_is_on(program: Path, told: Told, tmp_path: Path, line: str) -> None:
    LaunchAgent().on()
    answers(tmp_path, f"echo '\t{line}'")
    assert LaunchAgent().status().word == "on"


def test_a_launchctl_that_hangs_costs_its_limit(
    program: Path, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autostart, "_LIMIT_S", 0.05)
    answers(tmp_path, "exec sleep 60")
    LaunchAgent().on()
    assert LaunchAgent().status().word == "on"


def test_an_agent_whose_program_is_gone_is_broken_and_repaired(program: Path, told: Told) -> None:
    LaunchAgent().on()
    moved = {**written(), "ProgramArguments": ["/nowhere/sitbreak", "run"]}
    agent_file().write_bytes(plistlib.dumps(moved))
    assert LaunchAgent().status().word == "broken"
    before = told()
    assert "/nowhere/sitbreak was gone" in LaunchAgent().repair()
    assert told() == before
    assert LaunchAgent().status().word == "on"
    assert LaunchAgent().repair() == ""


def test_an_agent_of_somebody_else_is_not_repaired(program: Path, told: Told) -> None:
    agent_file().parent.mkdir(parents=True)
    agent_file().write_bytes(plistlib.dumps({"Label": "sitbreak", "ProgramArguments": ["/nowhere/x"]}))
    assert LaunchAgent().repair() == ""
    assert LaunchAgent().status().word == "broken"


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", b"bplist00", plistlib.dumps(["a"]), b"<plist>" + b" " * 70000, b"<plist><dict><key>"],
)
def test_a_file_that_is_no_agent_is_broken(told: Told, content: bytes) -> None:
    agent_file().parent.mkdir(parents=True)
    agent_file().write_bytes(content)
    status = LaunchAgent().status()
    assert status.word == "broken"
    assert str(agent_file()) in status.detail
    assert LaunchAgent().repair() == ""


@pytest.mark.parametrize("words", [[], ["a", 1], "run", None])
def test_an_agent_without_a_command_is_broken(told: Told, words: object) -> None:
    agent_file().parent.mkdir(parents=True)
    content = {"Label": "sitbreak"} if words is None else {"Label": "sitbreak", "ProgramArguments": words}
    agent_file().write_bytes(plistlib.dumps(content))
    assert LaunchAgent().status().word == "broken"


def test_an_agent_that_is_disabled_in_its_file_is_switched_off(told: Told) -> None:
    agent_file().parent.mkdir(parents=True)
    agent_file().write_bytes(plistlib.dumps({"Disabled": True, "ProgramArguments": ["/bin/sh"]}))
    assert LaunchAgent().status().who_switched_off == "Disabled=true"
