"""Starting at login by a unit of the user's systemd: what is written, and what is read back from the files.

No manager answers here. With a real one it is tried in `.packaging/systemd/check.sh`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitbreak import paths
from sitbreak.desktop import pick
from sitbreak.desktop.linux import autostart as linux_autostart
from sitbreak.desktop.linux import autostart_entry, autostart_unit
from sitbreak.desktop.linux.unit_line import read_exec_start, write_exec_start
from sitbreak.errors import SitbreakError

pytestmark = pytest.mark.linux


@pytest.fixture(autouse=True)
def no_manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `systemctl` that notes what it is asked, and says the word in the file beside it."""
    folder = tmp_path / "tools"
    folder.mkdir()
    tool = folder / "systemctl"
    tool.write_text(f'#!/bin/sh\necho "$*" >>{folder}/asked\ncat {folder}/says 2>/dev/null\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sitbreak that runs, in a folder with a blank."""
    file = tmp_path / "some where" / "sitbreak"
    file.parent.mkdir()
    file.write_text(f"#!{sys.executable}\n")
    file.chmod(0o755)
    monkeypatch.setattr(linux_autostart, "own_command", lambda: [str(file), "run"])
    return file


@pytest.fixture
def units() -> Path:
    return paths.autostart_file().parents[1] / "systemd" / "user"


# --- the ExecStart line


@given(st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), min_size=1))
def test_every_command_comes_back_as_it_was_written(argv: list[str]) -> None:
    argv[0] = "/" + argv[0]
    line = write_exec_start(argv)
    assert "\n" not in line
    assert read_exec_start(line) == argv


@pytest.mark.parametrize(
    ("line", "argv"),
    [
        ("/usr/bin/sitbreak run", ["/usr/bin/sitbreak", "run"]),
        ("-/usr/bin/sitbreak  run", ["/usr/bin/sitbreak", "run"]),
        (r"/opt/my\x20apps/sitbreak 'run' ", ["/opt/my apps/sitbreak", "run"]),
        ('"/opt/50%% off/sitbreak" ""', ["/opt/50% off/sitbreak", ""]),
    ],
)
def test_lines_that_others_wrote_are_understood(line: str, argv: list[str]) -> None:
    assert read_exec_start(line) == argv


@pytest.mark.parametrize("line", ["", " ", "-", '"/usr/bin/sitbreak', r"/x\xzz"])
def test_a_line_without_a_program_is_no_command(line: str) -> None:
    with pytest.raises(ValueError, match="."):
        read_exec_start(line)


# --- on and off


def test_a_unit_is_written_wanted_by_the_session_and_read_back(
    program: Path, units: Path, no_manager: Path
) -> None:
    at_login = pick.autostart()
    assert at_login.kinds == ("entry", "unit")
    at_login.on("unit")
    found = at_login.status()
    assert (found.word, found.kind, found.target) == ("on", "unit", (str(program), "run"))
    assert found.place == str(units / "sitbreak.service")
    text = (units / "sitbreak.service").read_text()
    assert "@" not in text
    assert "PartOf=graphical-session.target" in text
    assert "Wants=" not in text.replace("Type", "")
    link = units / "graphical-session.target.wants" / "sitbreak.service"
    assert link.samefile(units / "sitbreak.service")
    assert "--user daemon-reload" in (no_manager / "asked").read_text()


def test_the_unit_and_the_entry_take_each_others_place(program: Path, units: Path) -> None:
    at_login = pick.autostart()
    at_login.on()
    assert at_login.status().kind == "entry"
    at_login.on("unit")
    assert not paths.autostart_file().exists()
    at_login.on()  # as it is now
    assert at_login.status().kind == "unit"
    at_login.on("entry")
    assert at_login.status().kind == "entry"
    assert not (units / "sitbreak.service").exists()
    at_login.off()
    assert at_login.status().word == "off"
    assert not [each for each in units.rglob("*") if not each.is_dir()]


def test_a_program_that_is_gone_makes_the_unit_broken_and_it_stays_a_unit(program: Path) -> None:
    at_login = pick.autostart()
    at_login.on("unit")
    program.rename(program.with_name("moved"))
    found = at_login.status()
    assert (found.word, found.exists) == ("broken", False)
    assert found.detail.endswith(f"it would start nothing: {program} is gone.")
    program.with_name("moved").rename(program)
    at_login.on()
    assert at_login.status().kind == "unit"


def test_a_desktop_that_never_reaches_the_target_gets_an_entry_instead(
    program: Path, no_manager: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_login = pick.autostart()
    (no_manager / "says").write_text("inactive\n")
    at_login.on("unit")
    assert at_login.status().word == "on"  # there is no session to judge by
    monkeypatch.setenv("DISPLAY", ":99")
    found = at_login.status()
    assert found.word == "broken"
    assert "graphical-session.target, which this desktop does not start" in found.detail
    at_login.on()
    assert (at_login.status().word, at_login.status().kind) == ("on", "entry")


def test_who_switched_the_unit_off_is_told(program: Path, units: Path) -> None:
    at_login = pick.autostart()
    at_login.on("unit")
    (units / "graphical-session.target.wants" / "sitbreak.service").unlink()  # as `systemctl disable` does
    assert at_login.status().who_switched_off == "systemctl --user disable"
    (units / "sitbreak.service").unlink()
    (units / "sitbreak.service").symlink_to(os.devnull)  # as `systemctl mask` does
    found = at_login.status()
    assert (found.word, found.who_switched_off) == ("switched off", "systemctl --user mask")
    at_login.off()
    assert (units / "sitbreak.service").is_symlink()  # the user's own wish
    at_login.on("unit")
    assert at_login.status().word == "on"


def test_a_unit_for_all_users_counts_and_is_masked_by_switching_off(
    program: Path, units: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = paths.data_folder().parent / "systemd" / "user"
    wants = shared / "graphical-session.target.wants"
    wants.mkdir(parents=True)
    (shared / "sitbreak.service").write_text(f'[Service]\nExecStart="{program}" run\n')
    at_login = pick.autostart()
    assert at_login.status().word == "off"
    (wants / "sitbreak.service").symlink_to("../sitbreak.service")
    assert (at_login.status().word, at_login.status().kind) == ("on", "unit")
    at_login.off()
    assert at_login.status().who_switched_off == "systemctl --user mask"
    (units / "sitbreak.service").unlink()
    (shared / "sitbreak.service").unlink()
    assert at_login.status().detail.endswith("is gone.")


@pytest.mark.parametrize("content", [b"[Unit]\n", b"[Service]\nExecStart=\n", b'ExecStart="/x'])
def test_a_unit_that_says_nothing_is_broken(program: Path, units: Path, content: bytes) -> None:
    at_login = pick.autostart()
    at_login.on("unit")
    (units / "sitbreak.service").write_bytes(content)
    assert at_login.status().word == "broken"
    assert at_login.repair() == ""  # somebody else wrote it


def test_a_folder_in_place_of_the_unit_is_an_error(program: Path, units: Path) -> None:
    (units / "sitbreak.service").mkdir(parents=True)
    with pytest.raises(SitbreakError, match="cannot be set"):
        pick.autostart().on("unit")


# --- repair


@pytest.mark.parametrize("piece", [autostart_entry, autostart_unit])
def test_what_we_wrote_is_repaired_when_its_program_is_gone(
    piece: ModuleType, program: Path, tmp_path: Path
) -> None:
    at_login = pick.autostart()
    at_login.on(piece.KIND)
    assert at_login.repair() == ""
    old = tmp_path / "old place" / "sitbreak"
    piece.enable([str(old), "run"])
    assert at_login.status().word == "broken"
    assert at_login.repair() == f"What starts sitbreak at login was repaired: {old} was gone."
    found = at_login.status()
    assert (found.word, found.kind, found.target) == ("on", piece.KIND, (str(program), "run"))
    assert f"was repaired when {old} was gone." in found.detail
    assert at_login.repair() == ""


def test_what_others_wrote_or_switched_off_is_not_repaired(program: Path) -> None:
    at_login = pick.autostart()
    file = paths.autostart_file()
    file.parent.mkdir(parents=True)
    theirs = "[Desktop Entry]\nType=Application\nExec=/nowhere/sitbreak run\n"
    file.write_text(theirs)
    assert at_login.repair() == ""
    assert file.read_text() == theirs
    autostart_entry.enable(["/nowhere/sitbreak", "run"])
    off = file.read_text() + "Hidden=true\n"
    file.write_text(off)
    assert at_login.repair() == ""
    assert file.read_text() == off
