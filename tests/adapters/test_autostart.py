"""Starting at login: the entry that is written, read back and verified against what lies on the disk."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitbreak import paths
from sitbreak.commands import autostart as command
from sitbreak.desktop import own_program, pick
from sitbreak.desktop.autostart import AutostartState
from sitbreak.desktop.exec_line import read_exec, write_exec
from sitbreak.desktop.linux import autostart as linux_autostart
from sitbreak.desktop.linux import autostart_entry, repairing
from sitbreak.errors import SitbreakError

# --- the Exec line


@given(st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), min_size=1))
def test_every_command_comes_back_as_it_was_written(argv: list[str]) -> None:
    argv[0] = argv[0] or "program"
    line = write_exec(argv)
    assert "\n" not in line
    assert read_exec(line) == argv


def test_the_line_is_quoted_as_the_specification_asks() -> None:
    assert write_exec(["/usr/bin/sitbreak", "run"]) == "/usr/bin/sitbreak run"
    assert write_exec(["/home/a b/sitbreak"]) == '"/home/a b/sitbreak"'
    assert write_exec(['a"b', "c$d", "e`f", "g\\h", "100%"]) == (
        r'"a\\"b" "c\\$d" "e\\`f" "g\\\\h" 100%%'  # each backslash once more, as in any string of the file
    )


@pytest.mark.parametrize(
    ("line", "argv"),
    [
        ("sitbreak run %U", ["sitbreak", "run"]),
        ("  sitbreak \t run  ", ["sitbreak", "run"]),
        ("sh -c 'sleep 5; sitbreak run'", ["sh", "-c", "sleep 5; sitbreak run"]),
        ('env A="b c" sitbreak', ["env", "A=b c", "sitbreak"]),
        (r"/opt/my\\ apps/sitbreak", ["/opt/my apps/sitbreak"]),
        ("sitbreak --at=%%5", ["sitbreak", "--at=%5"]),
    ],
)
def test_lines_that_others_wrote_are_understood(line: str, argv: list[str]) -> None:
    assert read_exec(line) == argv


@pytest.mark.parametrize("line", ["", "   ", "%f", '"" run', '"sitbreak', "'sitbreak run"])
def test_a_line_without_a_program_is_no_command(line: str) -> None:
    with pytest.raises(ValueError, match="."):
        read_exec(line)


# --- the entry


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Something that can be run, in a folder with a blank."""
    file = tmp_path / "some where" / "sitbreak"
    file.parent.mkdir()
    file.write_text(f"#!{sys.executable}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def entry() -> Path:
    file = paths.autostart_file()
    file.parent.mkdir(parents=True)
    return file


def test_without_an_entry_it_is_off() -> None:
    assert autostart_entry.status() == AutostartState(detail="sitbreak does not start at login.")
    autostart_entry.disable()  # changes nothing
    assert autostart_entry.status().word == "off"
    assert not paths.autostart_file().exists()


def test_an_entry_that_was_written_is_read_back_and_verified(program: Path) -> None:
    autostart_entry.enable([str(program), "run"])
    found = autostart_entry.status()
    assert found.word == "on"
    assert found.target == (str(program), "run")
    assert found.place == str(paths.autostart_file())
    text = paths.autostart_file().read_text()
    assert text.startswith("[Desktop Entry]\nType=Application\n")
    assert f'\nExec="{program}" run\n' in text
    assert "@" not in text
    autostart_entry.disable()
    assert autostart_entry.status().word == "off"


def test_a_program_that_is_gone_makes_the_entry_broken_and_names_it(program: Path) -> None:
    autostart_entry.enable([str(program), "run"])
    program.rename(program.with_name("moved"))
    found = autostart_entry.status()
    assert found.word == "broken"
    assert found.detail == f"The entry is there, but it would start nothing: {program} is gone."


def test_a_program_that_may_not_be_run_is_as_good_as_gone(program: Path) -> None:
    autostart_entry.enable([str(program), "run"])
    program.chmod(0o644)
    assert autostart_entry.status().word == "broken"


@pytest.mark.parametrize("script", ["#!{}\nimport sitbreak\n", '#!/bin/sh\n\'\'\'exec\' "{}" "$0" "$@"\n'])
def test_a_script_whose_interpreter_is_gone_is_broken(program: Path, tmp_path: Path, script: str) -> None:
    python = tmp_path / "environment" / "python"
    program.write_text(script.format(python))
    autostart_entry.enable([str(program), "run"])
    found = autostart_entry.status()
    assert (found.word, str(python) in found.detail) == ("broken", True)
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    assert autostart_entry.status().word == "on"


def test_a_command_without_a_folder_is_looked_for_where_the_desktop_would(
    program: Path, entry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry.write_text("[Desktop Entry]\nType=Application\nExec=sitbreak run\n")
    monkeypatch.setenv("PATH", "/nowhere")
    assert autostart_entry.status().word == "broken"
    monkeypatch.setenv("PATH", str(program.parent))
    assert autostart_entry.status().word == "on"


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_an_entry_switched_off_in_the_settings_is_said_to_be_so(program: Path, line: str) -> None:
    autostart_entry.enable([str(program), "run"])
    file = paths.autostart_file()
    key = line.partition("=")[0]
    kept = [old for old in file.read_text().splitlines() if not old.startswith(key)]
    file.write_text("\n".join([*kept, line, "[Desktop Action Other]", "Hidden=false"]))
    found = autostart_entry.status()
    assert found.word == "switched off"
    assert "switched off in the desktop's settings" in found.detail
    autostart_entry.enable([str(program), "run"])
    assert autostart_entry.status().word == "on"


@pytest.mark.parametrize(
    "content",
    [b"", b"[Desktop Entry]\n", b"Exec=/bin/sh\n", b'[Desktop Entry]\nExec="/bin/sh\n', b"\xff\x00" * 40_000],
)
def test_an_entry_that_says_nothing_is_broken_and_mended_by_switching_on(
    entry: Path, program: Path, content: bytes
) -> None:
    entry.write_bytes(content)
    assert autostart_entry.status().word == "broken"
    autostart_entry.enable([str(program), "run"])
    assert autostart_entry.status().word == "on"


def test_a_link_to_nowhere_or_a_folder_in_place_of_the_entry_is_broken(entry: Path) -> None:
    entry.symlink_to(entry.parent / "nothing")
    assert autostart_entry.status().word == "broken"
    entry.unlink()
    entry.mkdir()
    assert autostart_entry.status().word == "broken"
    with pytest.raises(SitbreakError, match="cannot be written"):
        autostart_entry.enable(["/bin/sh"])
    with pytest.raises(SitbreakError, match="cannot be removed"):
        autostart_entry.disable()


@pytest.fixture
def system_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "xdg" / "autostart" / "sitbreak.desktop"
    file.parent.mkdir(parents=True)
    file.write_text("[Desktop Entry]\nType=Application\nName=sitbreak\nExec=/bin/sh run\n")
    monkeypatch.setenv("XDG_CONFIG_DIRS", f"relative:/nowhere:{tmp_path / 'xdg'}")
    return file


def test_an_entry_for_all_users_counts_until_the_user_has_one(system_entry: Path, program: Path) -> None:
    found = autostart_entry.status()
    assert (found.word, found.place) == ("on", str(system_entry))
    autostart_entry.disable()
    assert autostart_entry.status().word == "switched off"
    assert "Hidden=true" in paths.autostart_file().read_text()
    autostart_entry.enable([str(program), "run"])
    assert autostart_entry.status().target == (str(program), "run")


# --- the command


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    code = command.run(parser.parse_args(words))
    return code, capsys.readouterr().out.strip()


@pytest.fixture
def installed(program: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "argv", [str(program), "autostart", "on"])
    return program


def test_switching_on_and_off_says_what_changed(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "status") == (0, "sitbreak does not start at login.")
    assert ask(capsys, "on") == (0, "From now on sitbreak starts at login.")
    assert ask(capsys, "on") == (0, "sitbreak starts at login.")
    assert ask(capsys, "off") == (0, "From now on sitbreak does not start at login.")
    assert ask(capsys, "off") == (0, "sitbreak does not start at login.")


def test_status_of_a_broken_entry_fails_and_switching_on_repairs_it(
    installed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    autostart_entry.enable([str(tmp_path / "old" / "sitbreak"), "run"])
    code, words = ask(capsys, "status")
    assert code == 1
    assert "old/sitbreak is gone" in words
    assert "`sitbreak autostart on`" in words
    assert ask(capsys, "on")[1] == "The entry was broken and is repaired: sitbreak starts at login again."
    assert ask(capsys, "status") == (0, "sitbreak starts at login.")


def test_other_programs_get_everything_as_json(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    on = json.loads(ask(capsys, "on", "--json")[1])
    assert (on["state"], on["was"], on["command"]) == ("on", "off", [str(installed), "run"])
    assert json.loads(ask(capsys, "status", "--json")[1])["state"] == "on"
    off = json.loads(ask(capsys, "off", "--json")[1])
    assert (off["state"], off["was"], off["file"]) == ("off", "on", None)


def test_switching_on_what_could_not_run_is_an_error(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_autostart, "own_command", lambda: ["/nowhere/sitbreak", "run"])
    with pytest.raises(SitbreakError, match="/nowhere/sitbreak is gone"):
        command.switch_on(pick.autostart(), as_json=False)


# --- which command


def test_the_command_is_the_console_script_or_else_the_module(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(sys, "argv", [str(program)])
    assert own_program.own_command() == [str(program), "run"]
    for other in ("/x/sitbreak/__main__.py", "sitbreak", str(program.with_name("pytest")), "-c"):
        monkeypatch.setattr(sys, "argv", [other])
        assert own_program.own_command() == [sys.executable, "-m", "sitbreak", "run"]
    assert os.access(sys.executable, os.X_OK)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The console script of a virtual environment that we run in."""
    script = tmp_path / "environment" / "bin" / "sitbreak"
    script.parent.mkdir(parents=True)
    script.write_text(f"#!{sys.executable}\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "prefix", str(script.parent.parent))
    return script


def test_a_link_on_the_path_is_taken_rather_than_the_environment_behind_it(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "local" / "bin"
    folder.mkdir(parents=True)
    monkeypatch.setenv("PATH", f"relative:{environment.parent}:{folder}:/usr/bin")
    for called in (str(environment), "/x/sitbreak/__main__.py"):
        monkeypatch.setattr(sys, "argv", [called])
        assert own_program.own_command() == [str(environment), "run"]
    link = folder / "sitbreak"
    link.symlink_to("/nowhere")
    assert own_program.own_command() == [str(environment), "run"]
    link.unlink()
    link.symlink_to(environment)
    for called in (str(environment), "/x/sitbreak/__main__.py", str(link)):
        monkeypatch.setattr(sys, "argv", [called])
        assert own_program.own_command() == [str(link), "run"]


@pytest.mark.parametrize("variable", ["HOME", "XDG_CACHE_HOME", "UV_CACHE_DIR"])
def test_a_sitbreak_that_was_only_lent_cannot_start_at_login(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(tmp_path))
    lent = tmp_path / ".cache" if variable == "HOME" else tmp_path
    monkeypatch.setattr(sys, "prefix", str(lent / "archive-v0" / "x"))
    with pytest.raises(SitbreakError, match=r"cleaned now and then\. Install it first"):
        own_program.own_command()


def test_where_nothing_is_set_no_process_looks_whether_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(repairing.os, "fork", lambda: begun.append("a process") or 1)
    monkeypatch.setattr(repairing.os, "waitpid", lambda _pid, _options: None)
    repairing.repair_apart()
    assert begun == []
    paths.autostart_file().parent.mkdir(parents=True)
    paths.autostart_file().write_text("")
    repairing.repair_apart()
    assert begun == ["a process"]
