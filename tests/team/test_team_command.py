"""`sitbreak team` where the computer's owner has a say, and in the words of its status."""

from __future__ import annotations

import argparse
import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sitbreak import paths
from sitbreak.commands import team, team_status
from sitbreak.errors import LOCKED_BY_POLICY, LockedByPolicy, SettingsError
from sitbreak.prepare import prepare
from sitbreak.settings import edit, system_file
from sitbreak.settings.layers import TeamSettings, team_settings
from sitbreak.settings.team_file import TeamFile, read_team_file
from sitbreak.team import keeping
from sitbreak.team.keeping import Known
from sitbreak.team.trust import agreed_by, changes
from sitbreak.team.updating import look
from tests.security.team_host import TEAM_FILE, TeamHost, answering, hosting, make_authority

NOW_S = 1_800_000_000.0
URL = "https://intra.example/team.toml"


@pytest.fixture
def owner_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system file, as if it were root's."""
    place = tmp_path / "system/sitbreak.toml"
    place.parent.mkdir(mode=0o755)
    monkeypatch.setattr(system_file, "ROOT", os.getuid())
    monkeypatch.setattr(paths, "system_settings_file", lambda: place)
    return place


def write(place: Path, text: str) -> None:
    place.write_text(text)
    place.chmod(0o644)


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TeamHost]:
    (tmp_path / "ca").mkdir()
    authority = make_authority(tmp_path / "ca")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.trusted))
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with hosting(authority.host) as made:
        yield made


def test_what_the_owner_has_joined_is_fetched_without_a_question_and_counts_in_full(
    owner_says: Path, host: TeamHost
) -> None:
    write(owner_says, f'[team]\nsource = "{host.url()}"\n')
    assert look(team_settings()).error is None
    assert prepare().values["breaks.interval_min"] == 50
    host.answer = answering(TEAM_FILE + b"repeat_max = 2\n")
    assert look(team_settings()).known.pending == []
    assert prepare().values["breaks.repeat_max"] == 2


def test_what_the_owner_has_joined_is_not_left(owner_says: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(owner_says, f'[team]\nsource = "{URL}"\n')
    with pytest.raises(LockedByPolicy) as caught:
        team.leave(config=None, as_json=False)
    assert caught.value.exit_code == LOCKED_BY_POLICY
    assert str(caught.value) == (
        f"The team's file {URL} is named in the system file. "
        f"Its removal from {owner_says} is up to the administrator."
    )
    team.status(config=None, as_json=False)
    assert "by the administrator, in the system file" in capsys.readouterr().out


def test_one_s_own_team_is_left_and_the_owner_s_comes_back(
    owner_says: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(owner_says, f'[team]\nsource = "{URL}"\n')
    paths.user_settings_file().parent.mkdir(parents=True)
    paths.user_settings_file().write_text(f'[team]\nsource = "{tmp_path}/mine.toml"\n')
    team.leave(config=None, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path}/mine.toml does not count any more. Your own settings are as they were.",
        f"Note: {URL} is still named, by the system file.",
    ]


def test_leaving_on_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[team]\nsource = "{tmp_path}/mine.toml"\n')

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(edit, "write_whole", full)
    with pytest.raises(SettingsError, match=r"config\.toml cannot be written: No space left"):
        team.leave(config=file, as_json=False)


def test_a_variable_that_names_another_team_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "team.toml"
    place.write_bytes(TEAM_FILE)
    monkeypatch.setenv("SITBREAK_TEAM__SOURCE", URL)
    with pytest.raises(SettingsError, match="SITBREAK_TEAM__SOURCE names https://intra") as caught:
        team.run(arguments("join", str(place), "--yes"))
    assert caught.value.exit_code == 1
    capsys.readouterr()
    team.leave(config=None, as_json=False)
    assert "is still named, by SITBREAK_TEAM__SOURCE" in capsys.readouterr().out


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    team.add_arguments(parser)
    return parser.parse_args(words)


# --- status


def wanted(*, sha256: str = "", key: str = "", said_by: str = "user", source: str = URL) -> TeamSettings:
    return TeamSettings(source=source, sha256=sha256, key=key, said_by=said_by)


def known(**changed: object) -> Known:
    about: dict[str, object] = {
        "source": URL, "by": "join", "joined_s": NOW_S, "sha256": "ab" * 32, "size_b": 500, "serial": 17,
        "name": "Platform team", "succeeded_s": NOW_S, "tried_s": NOW_S, "next_at_s": NOW_S + 9000,
    }  # fmt: skip
    return Known(**(about | changed))  # type: ignore[arg-type]


def said(settings: TeamSettings, about: Known, now_s: float = NOW_S + 60) -> str:
    return "\n".join(team_status.lines(settings, about, now_s))


def test_status_tells_the_copy_the_next_try_and_what_the_host_sees() -> None:
    text = said(wanted(), known())
    for line in (
        f"File       {URL}",
        "Agreed     by you, on 2027-01-",
        "Team       Platform team",
        "Copy       500 bytes, serial 17, SHA-256 abababababababab…",
        "Refreshed  2027-01-",
        "Next       2027-01-",
        "Known by   its address alone",
        "intra.example sees your address and the time of each look, about four a day, and which version",
        "Nothing about you, your settings or your breaks is sent.",
    ):
        assert line in text


def test_status_tells_what_is_not_well() -> None:
    failed = known(
        failures=3, problem="It is down.", next_at_s=NOW_S, pending=[["breaks.repeat_max", "lock"]]
    )
    text = said(wanted(), failed)
    assert ": It is down." in text
    assert "Refreshed  not since 2027-01-" in text
    assert "Next       soon, while sitbreak runs" in text
    assert "Waits      breaks.repeat_max (a lock)" in text
    assert "not since ever" in said(wanted(), known(failures=1, succeeded_s=0, sha256=""))
    assert "Copy       none yet" in said(wanted(), known(sha256=""))


def test_status_tells_pins_and_keys() -> None:
    key = "RWQ" + "A" * 53
    text = said(wanted(sha256="cd" * 32, key=key), known(comment="by us", next_at_s=None))
    assert "Agreed     to one content, by the checksum in the settings" in text
    assert ", by us, checksum cdcdcdcdcdcdcdcd…" in text
    assert "Next       never: the content is pinned" in text
    assert "intra.example saw your address when the file was fetched. It is not asked again." in text
    assert "four a day" not in text
    assert "four a day" in said(wanted(sha256="cd" * 32), known(sha256="", next_at_s=None))


def test_status_of_a_file_says_that_nothing_is_sent() -> None:
    place = "/srv/team.toml"
    text = said(wanted(source=place), known(source=place, watch=place))
    assert "Agreed     by whoever may write that file" in text
    assert "Next       at once when the file changes" in text
    assert "Known by   its place alone" in text
    assert text.endswith("The file is read where it lies. Nothing is sent.")


def test_nothing_of_another_source_is_told() -> None:
    text = said(wanted(source="https://other.example/t.toml"), known())
    assert "Platform" not in text
    assert "not yet: `sitbreak team join` shows it and asks" in text
    data = team_status.as_data(wanted(source="https://other.example/t.toml"), known(), NOW_S)
    assert (data["agreed_by"], "name" in data, data["key"]) == (None, False, None)


def test_who_has_agreed_to_what() -> None:
    nobody = Known()
    assert agreed_by(wanted(said_by="system"), nobody) == "system"
    assert agreed_by(wanted(source="/srv/team.toml"), nobody) == "file"
    assert agreed_by(wanted(sha256="x"), nobody) == "pin"
    assert agreed_by(wanted(), nobody) == ""
    assert agreed_by(wanted(), known()) == "join"
    assert agreed_by(wanted(), known(by="system")) == ""
    assert agreed_by(wanted(source="https://other.example/"), known()) == ""


# --- what a newer file changes


def team_file(text: str) -> TeamFile:
    return read_team_file(f"version = 1\n{text}", source="t.toml")


def test_each_change_has_a_line_and_many_are_counted() -> None:
    bare = team_file("")
    assert changes(bare, bare) == []
    assert changes(team_file("[breaks]\ninterval_min = 50\n"), bare) == [
        "team: breaks.interval_min 50 → yours"
    ]
    bounded = team_file('[policy."breaks.interval_min"]\nmin = 40\nreason = "a"\n')
    other_words = team_file('[policy."breaks.interval_min"]\nmin = 40\nreason = "b"\n')
    assert changes(bare, bounded) == ["team: what breaks.interval_min may be has changed"]
    assert changes(bounded, other_words) == []
    packed = replace(bare, values=replace(bare.values, pack={"routines": []}))
    assert changes(bare, packed) == ["team: the routines it brings have changed"]
    many = team_file(
        "[breaks]\ninterval_min = 50\nrepeat_min = 7\nrepeat_max = 2\nroutine_max_s = 60\nlong_every = 2\n"
        "wait_limit_min = 3\n[standing]\nmax_min = 30\n"
    )
    lines = changes(bare, many)
    assert (len(lines), lines[-1]) == (6, "team: and 2 more changes")


# --- what is kept


def test_what_a_newer_sitbreak_knows_more_is_passed_over() -> None:
    keeping.keep(known())
    place = paths.team_folder() / "state.json"
    place.write_text(place.read_text().replace('"format": 1', '"format": 1, "later": [1]'))
    assert keeping.load() == known()


@pytest.mark.parametrize(
    "wrong", ['"serial": "x"', '"grant": {}', '"pending": null', '"told": [1]', '"name": null', '"source": 1']
)
def test_a_wrong_type_makes_all_of_it_unknown(wrong: str) -> None:
    keeping.keep(known())
    place = paths.team_folder() / "state.json"
    place.write_text("{" + f'"format": 1, {wrong}' + "}")
    assert keeping.load() == Known()
