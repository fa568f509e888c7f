"""The manual page and what shells complete: as the code is, and asked for in the real shells."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from pathlib import Path

import pytest

from tests import manual

pytestmark = pytest.mark.linux

COMPLETIONS = manual.FOLDER / "completions"


def test_the_files_show_the_code_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert (manual.main([]), capsys.readouterr().out) == (0, "")


def test_the_page_is_sound_and_tells_of_every_command() -> None:
    done = subprocess.run(
        ["man", "--warnings", "-l", "-P", "cat", str(manual.FOLDER / "sitbreak.1")],
        env={"PATH": os.environ["PATH"], "MANWIDTH": "100", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    for words in ("sitbreak run", "sitbreak autostart on|off|status", "sitbreak team join", "--systemd"):
        assert words in done.stdout
    assert "Stop if anything hurts." in " ".join(done.stdout.split())


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH with a sitbreak that nobody is to run."""
    (tmp_path / "sitbreak").write_text("#!/bin/sh\nexit 99\n")
    (tmp_path / "sitbreak").chmod(0o755)
    return f"{tmp_path}:/usr/bin:/bin"


def test_fish_completes(path: str, tmp_path: Path) -> None:
    def offers(line: str) -> list[str]:
        script = f"source {COMPLETIONS}/sitbreak.fish; complete -C {line!r}"
        done = subprocess.run(
            ["fish", "--no-config", "-c", script],
            env={"PATH": path, "HOME": str(tmp_path), "TERM": "dumb"},
            cwd=COMPLETIONS,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        assert done.stderr == ""
        return [each.split("\t")[0] for each in done.stdout.splitlines()]

    assert {"run", "status", "autostart", "purge"} <= set(offers("sitbreak "))
    assert offers("sitbreak auto") == ["autostart"]
    assert sorted(offers("sitbreak autostart ")) == ["off", "on", "status"]
    assert sorted(offers("sitbreak autostart on --")) == ["--help", "--json", "--systemd"]
    assert {"get", "set", "show"} <= set(offers("sitbreak config "))
    assert "run" not in offers("sitbreak config ")
    assert "--sha256" in offers("sitbreak team join --")
    assert "sitbreak.fish" in offers("sitbreak run --config s")
    assert offers("sitbreak status s") == []


def test_bash_completes(path: str) -> None:
    def offers(*words: str) -> list[str]:
        script = (
            f'source {COMPLETIONS}/sitbreak.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
            'function_name=$(complete -p sitbreak | sed "s/.*-F \\([^ ]*\\).*/\\1/"); '
            '$function_name sitbreak "${@: -1}" "${@: -2:1}"; printf "%s\\n" "${COMPREPLY[@]}"'
        )
        done = subprocess.run(
            ["bash", "--norc", "-c", script, "bash", "sitbreak", *words],
            env={"PATH": path},
            cwd=COMPLETIONS,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        return done.stdout.split()

    assert {"run", "status", "autostart", "purge"} <= set(offers(""))
    assert offers("auto") == ["autostart"]
    assert sorted(offers("autostart", "o")) == ["off", "on"]
    assert sorted(offers("autostart", "on", "--")) == ["--help", "--json", "--systemd"]
    assert {"get", "set", "show"} <= set(offers("config", ""))
    assert "--sha256" in offers("team", "join", "--s")


def test_zsh_completes(path: str, tmp_path: Path) -> None:
    """zsh completes at a terminal only: it is given one, and a key."""
    (tmp_path / ".zshrc").write_text(
        f"fpath=({COMPLETIONS} $fpath); autoload -Uz compinit; compinit -u -D; "
        "LISTMAX=1000; unsetopt beep; PS1='ready> '\n"
    )
    terminal = _Terminal(tmp_path, {"PATH": path, "TERM": "dumb", "COLUMNS": "200", "LINES": "100"})
    try:
        terminal.until("ready> ")
        terminal.type("sitbreak autost\t")
        terminal.until("autostart ")
        terminal.type("\x15sitbreak autostart \t")
        terminal.until("status")
        terminal.type("\x15sitbreak team join --sh\t")
        terminal.until("--sha256")
        terminal.type("\x15sitbreak p\t")
        for command in ("pause", "preferences", "purge"):
            terminal.until(command)
    finally:
        terminal.close()


class _Terminal:
    """zsh at a terminal of its own."""

    def __init__(self, home: Path, env: dict[str, str]) -> None:
        self._fd, inner = pty.openpty()
        self._shell = subprocess.Popen(
            ["zsh", "-i"],
            env={**env, "HOME": str(home), "ZDOTDIR": str(home)},
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        )
        os.close(inner)
        self._seen = ""

    def type(self, keys: str) -> None:
        self._seen = ""
        os.write(self._fd, keys.encode())

    def until(self, words: str) -> None:
        deadline = time.perf_counter() + 30
        while words not in self._seen:
            ready = select.select([self._fd], [], [], max(0.0, deadline - time.perf_counter()))[0]
            assert ready, f"{words!r} did not come: {self._seen!r}"
            self._seen += os.read(self._fd, 65536).decode(errors="replace")

    def close(self) -> None:
        self._shell.kill()
        self._shell.wait(10)
        os.close(self._fd)
