"""A team's file as a team lives with it: it changes, two disagree, a rule holds, a share hangs, somebody
leaves. With the real program, nobody starting it anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.hung_share import HungShare, share_for
from tests.cli.program import Program, until
from tests.security.team_host import Authority, TeamHost, answering, hosting, make_authority

pytestmark = pytest.mark.linux

HEAD = 'version = 1\nserial = {serial}\nname = "Platform team"\n'
BOUND = '[policy."breaks.interval_min"]\nmin = 30\nmax = 50\nreason = "works council, April 2026"\n'


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    made.settings.parent.mkdir(parents=True)
    yield made
    made.end_daemon()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """In a repository that all of the team have checked out."""
    made = tmp_path / "handbook/team.toml"
    made.parent.mkdir()
    return made


def issue(file: Path, serial: int, text: str) -> None:
    """Put a new file in the place of the old one, as `git pull` does."""
    beside = file.with_name("new")
    beside.write_text(HEAD.format(serial=serial) + text)
    beside.replace(file)


def interval_min(program: Program) -> float:
    return float(program.status()["interval_s"]) / 60


# --- a file in a repository


def test_a_day_with_a_team(fresh: Program, file: Path) -> None:
    fresh.settings.write_text("# mine\n[breaks]\ninterval_min = 60\n")
    issue(file, 1, "[breaks]\nrepeat_max = 2\n")
    with fresh.running():
        assert interval_min(fresh) == 60
        fresh.told("team", "join", str(file), "--yes")
        until(lambda: fresh.told("config", "get", "breaks.repeat_max") == "2\n", 10)
        assert interval_min(fresh) == 60

        issue(file, 2, "[breaks]\nrepeat_max = 2\n" + BOUND)
        until(lambda: interval_min(fresh) == 50, 10)
        notes = fresh.status()["notes"]
        assert "team: what breaks.interval_min may be has changed" in notes
        assert (
            "breaks.interval_min: you asked for 60, and 50 holds "
            "(30 to 50 by Platform team: works council, April 2026)." in notes
        )

        issue(file, 3, '[breaks]\ninterval_min = 40\n[policy."breaks.interval_min"]\nlock = true\n')
        until(lambda: interval_min(fresh) == 40, 10)
        said = fresh.refused("config", "set", "breaks.interval_min", "45", code=4)
        assert said.startswith("sitbreak: breaks.interval_min is 40, locked by Platform team.")

        fresh.told("team", "leave")
        until(lambda: interval_min(fresh) == 60, 10)
        assert fresh.settings.read_text().startswith("# mine\n[breaks]\ninterval_min = 60\n")
        assert fresh.status()["notes"] == []


def test_two_who_disagree_are_explained_with_file_and_line(fresh: Program, file: Path) -> None:
    issue(file, 1, "[breaks]\ninterval_min = 40\n" + BOUND)
    fresh.told("team", "join", str(file), "--yes")
    with fresh.settings.open("a") as stream:
        stream.write("\n[breaks]\n# I like it long\ninterval_min = 60\n")
    line = fresh.settings.read_text().splitlines().index("interval_min = 60") + 1
    rule = "30 to 50 by Platform team: works council, April 2026"
    told = fresh.told("config", "explain", "breaks.interval_min").splitlines()
    assert told[0] == "breaks.interval_min = 50"
    assert told[5:] == [
        "  45  default",
        f"  40  team {file}:5",
        f"  60  user {fresh.settings}:{line}",
        f"  rule: {rule}  team {file}:6",
        "  50  <- holds, by the rules",
        f"  Note: breaks.interval_min: you asked for 60, and 50 holds ({rule}).",
    ]


def test_a_refused_key_costs_a_note_and_nothing_else(fresh: Program, file: Path) -> None:
    issue(file, 1, "[history]\nkeep = false\n[breaks]\ninterval_min = 40\n")
    fresh.told("team", "join", str(file), "--yes")
    with fresh.running():
        assert interval_min(fresh) == 40
        assert [note for note in fresh.status()["notes"] if "history.keep" in note] == [
            f"{file}:5: history.keep: a team's file may not touch this"
        ]
        assert fresh.told("config", "get", "history.keep") == "true\n"


# --- a share that hangs


@pytest.fixture
def share(fresh: Program) -> HungShare:
    return share_for(fresh)


def readers_only(share: HungShare) -> bool:
    """Whether nobody but the reader, which is left alone after its time, has touched the hanging share."""
    return all(words[1:3] == ["-m", "sitbreak.team.reader"] for words in share.touched_by())


def test_a_share_that_hangs_keeps_no_start_waiting(fresh: Program, share: HungShare) -> None:
    fresh.settings.write_text(f'[team]\nsource = "{share.path}/team.toml"\n[breaks]\ninterval_min = 35\n')
    share.hang()
    with fresh.running(suggests=False):
        until(lambda: share.touched_by(), 10)  # the reader hangs now, and sitbreak answers
        assert fresh.status()["interval_s"] == 45 * 60
        until(lambda: interval_min(fresh) == 35, 20)
        assert "does the share answer?" in fresh.told("team", "status")
    assert readers_only(share)


def test_a_share_that_hangs_at_the_next_start_leaves_the_last_copy(fresh: Program, share: HungShare) -> None:
    issue(share.path / "team.toml", 1, "[breaks]\ninterval_min = 40\n")
    fresh.told("team", "join", str(share.path / "team.toml"), "--yes")
    with fresh.running():
        assert interval_min(fresh) == 40
    share.hang()
    with fresh.running():
        assert interval_min(fresh) == 40
        fresh.settings.write_text(fresh.settings.read_text() + "\n[breaks]\nrepeat_max = 2\n")
        until(lambda: share.touched_by(), 10)
        assert interval_min(fresh) == 40
    assert readers_only(share)


@pytest.mark.parametrize("by_link", [False, True])
def test_a_share_that_hangs_while_sitbreak_runs_is_not_touched_by_it(
    fresh: Program, share: HungShare, by_link: bool
) -> None:
    """What was a folder of this computer when sitbreak began may be below a share later."""
    here = share.path.with_name("here")
    here.mkdir()
    named = here / "team.toml" if by_link else share.path / "team.toml"
    issue(named, 1, "[breaks]\ninterval_min = 40\n")
    fresh.told("team", "join", str(named), "--yes")
    with fresh.running():
        assert interval_min(fresh) == 40
        share.hang()
        if by_link:
            named.unlink()
            named.symlink_to(share.path / "team.toml")
        fresh.settings.write_text(fresh.settings.read_text() + "\n[snooze]\nbudget_min = 7\n")
        until(lambda: fresh.status()["snooze_left_min"] == 7, 20)
        assert interval_min(fresh) == 40
    assert share.touched_by()
    assert readers_only(share)


# --- the team's own checks


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def host(fresh: Program, authority: Authority) -> Iterator[TeamHost]:
    fresh.env |= {"SSL_CERT_FILE": str(authority.trusted), "SSL_CERT_DIR": "/nowhere"}
    with hosting(authority.host) as made:
        yield made


def test_a_file_at_an_address_is_checked_as_one_on_a_disk(fresh: Program, host: TeamHost) -> None:
    check = ("config", "validate", host.url(), "--as", "team")
    good = HEAD.format(serial=1) + BOUND
    host.answer = answering(good.encode())
    assert fresh.told(*check) == ""
    assert json.loads(fresh.told(*check, "--json")) == {"problems": []}
    host.answer = answering((good + "[history]\nkeep = false\n").encode())
    said = fresh.run(*check)
    assert (said.code, said.out) == (1, f"{host.url()}:9: history.keep: a team's file may not touch this\n")
    host.answer = answering(b"version = \n")
    assert fresh.run(*check).out.startswith(f"{host.url()}:1: this is not TOML")
    host.answer = answering(b"<html>", kind="text/html")
    assert "a web page instead of the file" in fresh.refused(*check, code=3)
    host.answer = answering(b"", status="404 Not Found")
    assert "no such file" in fresh.refused(*check, code=3)


def test_what_cannot_be_checked_is_told(fresh: Program) -> None:
    url = "https://intra.example/team.toml"
    assert "Which file?" in fresh.refused("config", "validate", "--as", "team", code=2)
    assert "Only a team's file" in fresh.refused("config", "validate", url, code=2)
    assert "only https" in fresh.refused("config", "validate", "http://x/t", "--as", "team", code=2)
