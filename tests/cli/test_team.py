"""A team's file as its members meet it: join, leave, agree, and see it change while sitbreak runs."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import ROOT, Program, until
from tests.security.team_host import (
    TEAM_FILE,
    Authority,
    TeamHost,
    answering,
    endless,
    hosting,
    make_authority,
)

pytestmark = pytest.mark.linux

_MORE = TEAM_FILE.replace(b"serial = 1", b"serial = 2") + b"repeat_max = 2\n"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def host(authority: Authority) -> Iterator[TeamHost]:
    with hosting(authority.host) as made:
        yield made


@pytest.fixture
def fresh(tmp_path: Path, authority: Authority) -> Iterator[Program]:
    made = Program(tmp_path)
    made.settings.parent.mkdir(parents=True)
    made.env |= {"SSL_CERT_FILE": str(authority.trusted), "SSL_CERT_DIR": str(tmp_path / "none")}
    yield made
    made.end_daemon()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "team.toml"
    made.write_bytes(TEAM_FILE)
    return made


def interval(program: Program) -> str:
    return program.told("config", "get", "breaks.interval_min").strip()


def at_a_terminal(program: Program, *words: str, answer: str) -> tuple[int, str]:
    """The code and the words of a command whose question gets *answer*."""
    mine, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "sitbreak", *words],
        env=program.env, cwd=program.home, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    os.close(theirs)
    os.write(mine, f"{answer}\n".encode())
    said, _none = child.communicate(timeout=30)
    os.close(mine)
    return child.returncode, said.decode()


# --- join and leave


def test_joining_shows_everything_and_asks(fresh: Program, host: TeamHost) -> None:
    host.answer = answering(
        TEAM_FILE
        + b'[history]\nkeep = false\n[policy."breaks.interval_min"]\nmin = 40\nmax = 60\nreason = "agreed"\n'
    )
    code, said = at_a_terminal(fresh, "team", "join", host.url(), answer="n")
    assert (code, said.splitlines()[-1]) == (0, "Join? [y/N] Nothing was changed.")
    for line in (
        "Host     localhost",
        f"File     {host.url()}",
        "  breaks.interval_min: 45 → 50",
        "  breaks.interval_min: 40 to 60 by Platform team: agreed",
        f"  {host.url()}:8: history.keep: a team's file may not touch this",
        "localhost sees your address and the time of each look",
        "The file is not signed",
    ):
        assert line in said
    assert interval(fresh) == "45"
    code, said = at_a_terminal(fresh, "team", "join", host.url(), answer="y")
    assert (code, said.splitlines()[-2].endswith("`sitbreak team leave` ends it.")) == (0, True)
    assert interval(fresh) == "50"


def test_a_script_joins_by_checksum_only(fresh: Program, host: TeamHost) -> None:
    assert "--yes needs --sha256" in fresh.refused("team", "join", host.url(), "--yes", code=2)
    assert host.requests == []
    sha256 = json.loads(fresh.told("team", "join", host.url(), "--json"))["sha256"]
    wrong = "0" * 64
    refused = fresh.refused("team", "join", host.url(), "--yes", "--sha256", wrong, code=5)
    assert "another checksum" in refused
    assert interval(fresh) == "45"
    said = json.loads(fresh.told("team", "join", host.url(), "--yes", "--sha256", sha256, "--json"))
    assert said["joined"] is True
    assert said["values"] == [
        {
            "key": "breaks.interval_min", "says": 50, "old": 45, "new": 50,
            "origin": f"team {host.url()}:6",
        }
    ]  # fmt: skip
    assert interval(fresh) == "50"
    assert "team.sha256" not in fresh.settings.read_text()


def test_without_anybody_to_ask_nothing_is_joined(fresh: Program, host: TeamHost) -> None:
    said = fresh.run("team", "join", host.url())
    assert (said.code, said.err.count("There is nobody to ask.")) == (2, 1)
    assert interval(fresh) == "45"


def test_leaving_takes_the_file_out_and_leaves_everything_else(fresh: Program, file: Path) -> None:
    fresh.settings.write_text("# mine\n[breaks]\nrepeat_max = 2  # twice is enough\n")
    before = fresh.settings.read_text()
    fresh.told("team", "join", str(file), "--yes")
    assert interval(fresh) == "50"
    assert (
        fresh.told("team", "leave")
        == f"{file} does not count any more. Your own settings are as they were.\n"
    )
    assert fresh.settings.read_text() == before
    assert interval(fresh) == "45"
    assert not any((fresh.home / ".local/state/sitbreak/team").iterdir())
    assert fresh.told("team", "leave") == "There was no team file.\n"


def test_my_own_setting_stands_above_the_team_and_joining_says_so(fresh: Program, file: Path) -> None:
    fresh.settings.write_text("[breaks]\ninterval_min = 35\n")
    said = fresh.told("team", "join", str(file), "--yes")
    assert f"breaks.interval_min: 35 stays, by user {fresh.settings}:2 (the team says 50)" in said
    assert interval(fresh) == "35"


def test_the_network_and_the_file_have_their_exit_codes(fresh: Program, host: TeamHost, file: Path) -> None:
    host.answer = answering(b"", status="404 Not Found")
    assert "no such file" in fresh.refused("team", "join", host.url(), "--json", code=3)
    assert "only https" in fresh.refused("team", "join", "http://localhost/t.toml", "--json", code=2)
    assert "user name" in fresh.refused("team", "join", "https://a:b@localhost/t", "--json", code=2)
    file.write_bytes(b"version = \n")
    assert f"{file}:1: this is not TOML" in fresh.refused("team", "join", str(file), "--json", code=1)
    file.unlink()
    assert "cannot be read: No such file" in fresh.refused("team", "join", str(file), "--json", code=1)
    for command in ("refresh", "accept"):
        assert "There is no team file." in fresh.refused("team", command, code=1)


# --- newer files


def joined(program: Program, host: TeamHost, *options: str) -> str:
    sha256 = json.loads(program.told("team", "join", host.url(), "--json"))["sha256"]
    return program.told("team", "join", host.url(), "--yes", "--sha256", sha256, *options)


def test_a_newer_file_within_what_was_agreed_to_counts_and_says_what_changed(
    fresh: Program, host: TeamHost
) -> None:
    joined(fresh, host)
    host.answer = answering(TEAM_FILE.replace(b"50", b"40").replace(b"serial = 1", b"serial = 2"))
    assert fresh.told("team", "refresh") == "team: breaks.interval_min 50 → 40\n"
    assert interval(fresh) == "40"
    assert fresh.told("team", "refresh") == "There is nothing new.\n"


def test_what_reaches_further_waits_until_somebody_agrees(fresh: Program, host: TeamHost) -> None:
    joined(fresh, host)
    host.answer = answering(_MORE.replace(b"50", b"40"))
    said = fresh.told("team", "refresh")
    assert said.splitlines() == [
        "team: breaks.interval_min 50 → 40",
        "Some of it waits for you: `sitbreak team accept` shows what.",
    ]
    assert (interval(fresh), fresh.told("config", "get", "breaks.repeat_max")) == ("40", "3\n")
    assert "Waits      breaks.repeat_max (a value)" in fresh.told("team", "status")
    code, said = at_a_terminal(fresh, "team", "accept", answer="")
    assert (code, "  breaks.repeat_max: 3 → 2" in said, "interval" in said) == (0, True, False)
    assert fresh.told("config", "get", "breaks.repeat_max") == "3\n"
    assert "another checksum" in fresh.refused("team", "accept", "--yes", "--sha256", "0" * 64, code=5)
    waiting = json.loads(fresh.told("team", "accept", "--json"))
    assert waiting["pending"] == [["breaks.repeat_max", "value"]]
    assert fresh.told("team", "accept", "--yes", "--sha256", waiting["sha256"]).endswith("from now on.\n")
    assert fresh.told("config", "get", "breaks.repeat_max") == "2\n"
    assert fresh.told("team", "accept") == "Nothing waits for you.\n"


def test_a_pinned_file_is_never_asked_for_again(fresh: Program, host: TeamHost) -> None:
    assert "It is not asked again." in joined(fresh, host, "--pin")
    asked = host.connections
    assert fresh.told("team", "refresh") == "There is nothing new.\n"
    assert host.connections == asked
    assert "Next       never: the content is pinned" in fresh.told("team", "status")


def test_an_address_that_was_only_written_down_is_not_fetched(fresh: Program, host: TeamHost) -> None:
    fresh.settings.write_text(f'[team]\nsource = "{host.url()}"\n')
    assert "Nobody has agreed" in fresh.refused("team", "refresh", code=1)
    assert host.connections == 0
    assert "not yet: `sitbreak team join` shows it" in fresh.told("team", "status")
    assert interval(fresh) == "45"


def test_status_says_who_sees_what_and_since_when_it_is_stale(fresh: Program, host: TeamHost) -> None:
    joined(fresh, host)
    host.answer = answering(b"", "Retry-After: 7200", status="503 Busy")
    text = fresh.refused("team", "refresh", code=3)
    assert text == "sitbreak: localhost answered with code 503 instead of the file.\n"
    status = json.loads(fresh.told("team", "status", "--json"))
    assert (status["failures"], status["trouble"], status["agreed_by"]) == (1, "network", "join")
    assert status["next_at_s"] >= status["tried_s"] + 7200
    said = fresh.told("team", "status")
    assert "Refreshed  not since 20" in said
    assert "localhost sees your address and the time of each look, about four a day" in said
    assert interval(fresh) == "50"


# --- while sitbreak runs


def test_a_change_of_the_team_s_file_reaches_a_running_sitbreak(fresh: Program, file: Path) -> None:
    with fresh.running():
        fresh.told("team", "join", str(file), "--yes")
        until(lambda: fresh.status()["interval_s"] == 50 * 60, 10)
        file.write_bytes(TEAM_FILE.replace(b"50", b"35").replace(b"serial = 1", b"serial = 2"))
        until(lambda: fresh.status()["interval_s"] == 35 * 60, 10)
        assert "team: breaks.interval_min 50 → 35" in fresh.status()["notes"]
        assert interval(fresh) == "35"
        file.write_bytes(b"version = 1\nserial = 1\n[breaks]\ninterval_min = 55\n")  # rolled back
        until(lambda: any("is older (serial 1)" in note for note in fresh.status()["notes"]), 10)
        assert interval(fresh) == "35"
        fresh.told("team", "leave")
        until(lambda: fresh.status()["interval_s"] == 45 * 60, 10)


def test_a_running_sitbreak_looks_by_itself_when_it_is_time(fresh: Program, host: TeamHost) -> None:
    joined(fresh, host)
    state = fresh.home / ".local/state/sitbreak/team/state.json"
    known = json.loads(state.read_text())
    state.write_text(json.dumps(known | {"next_at_s": time.time() + 3}))
    host.answer = answering(TEAM_FILE.replace(b"50", b"40").replace(b"serial = 1", b"serial = 2"))
    with fresh.running():
        until(lambda: fresh.status()["interval_s"] == 40 * 60, 20)
        planned = json.loads(state.read_text())["next_at_s"]
        assert planned > time.time() + 3600


def test_a_host_that_hangs_holds_nobody_up(fresh: Program, host: TeamHost) -> None:
    joined(fresh, host)
    state = fresh.home / ".local/state/sitbreak/team/state.json"
    state.write_text(json.dumps(json.loads(state.read_text()) | {"next_at_s": time.time() + 3}))
    host.answer = endless(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", b"x", every_s=0.1)
    with fresh.running() as child:
        asked = len(host.requests)
        until(lambda: len(host.requests) > asked, 20)
        assert fresh.status()["interval_s"] == 50 * 60  # which waits for 3 s at the most
        fresh.settings.write_text(fresh.settings.read_text() + "[breaks]\ninterval_min = 35\n")
        until(lambda: fresh.status()["interval_s"] == 35 * 60, 10)
        fresh.told("quit")
        assert child.wait(10) == 0


def test_a_crash_loop_asks_the_host_no_more_often(fresh: Program, host: TeamHost) -> None:
    joined(fresh, host)
    asked = host.connections
    for _time in range(3):
        with fresh.running():
            pass
    assert host.connections == asked


def test_the_child_says_whether_the_settings_are_to_be_read_again(fresh: Program, host: TeamHost) -> None:
    joined(fresh, host)
    for expected in (True, False):
        host.answer = answering(TEAM_FILE.replace(b"serial = 1", b"serial = 2"), 'ETag: "2"')
        done = subprocess.run(
            [sys.executable, "-m", "sitbreak.team"],
            env=fresh.env, cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert json.loads(done.stdout) == {"changed": expected}
