"""Whatever a host or a share does to a team: the last good settings stay, one line says so, and it ends.

Each row of the table is a real answer over real TLS to a real look (`updating.look`), with a team that was
joined and whose file counts. What holds is asked of the real layers, and of the real `prepare`.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sitbreak import effective, errors, paths
from sitbreak.errors import SitbreakError
from sitbreak.prepare import prepare
from sitbreak.settings.layers import TeamSettings, all_layers, merge, team_settings
from sitbreak.team import keeping, refresh, share, signature, updating
from sitbreak.team.fetch_errors import FetchFailed
from sitbreak.team.joining import offer, take
from sitbreak.team.keeping import Known
from sitbreak.team.notes import DAY_S, LONG_S, notes
from sitbreak.team.signature import SignatureRefused
from sitbreak.team.trust import FileRefused, WrongFile
from sitbreak.team.updating import NotJoined, look
from tests.security.team_host import (
    TEAM_FILE,
    Answer,
    TeamHost,
    answering,
    by_path,
    endless,
    hosting,
    raw,
)
from tests.security.test_team_signature import Signer, make_signer

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/toml\r\n"
_GOOD = TEAM_FILE.replace(b"serial = 1", b"serial = 7")
QUICK_S = 0.25


def file(serial: int = 8, interval: int = 40, more: bytes = b"") -> bytes:
    return _GOOD.replace(b"7", b"%d" % serial).replace(b"50", b"%d" % interval) + more


def write_settings(**keys: str) -> None:
    place = paths.user_settings_file()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("[team]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items()))


@pytest.fixture
def team(host: TeamHost) -> TeamHost:
    """A host whose file with serial 7 was joined and counts: 50 min."""
    host.answer = answering(_GOOD, 'ETag: "7"')
    write_settings(source=host.url())
    take(offer(team_settings()), pin=False)
    assert interval() == 50
    return host


def interval() -> int:
    return int(merge(all_layers()).values["breaks.interval_min"])


def said() -> list[str]:
    known = keeping.load()
    return notes(known.source, known, known.tried_s)


# --- the hostile table

_NETWORK: dict[str, Answer] = {
    "an error": answering(b"", status="500 Oh no"),
    "busy": answering(b"", "Retry-After: 7200", status="503 Busy"),
    "a captive portal": answering(b"<html>Log in", kind="text/html"),
    "a captive portal that calls itself text": answering(b"<!DOCTYPE html>", kind="text/plain"),
    "to http": answering(b"", "Location: http://localhost/team.toml", status="302 Found"),
    "in a circle": answering(b"", "Location: /team.toml", status="302 Found"),
    "to a password": answering(b"", "Location: https://a:b@localhost/", status="302 Found"),
    "five gigabytes": endless(_OK + b"Content-Length: 5000000000\r\n\r\n", b"x" * 65536),
    "chunks without end": endless(_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"4\r\nabcd\r\n" * 1000),
    "headers without end": endless(_OK, b"X: " + b"y" * 8000 + b"\r\n"),
    "half a file": answering(_GOOD, length=1000),
    "nothing": raw(b""),
    "no http": raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "packed": answering(b"\x1f\x8b", "Content-Encoding: gzip"),
}
_SLOW: dict[str, Answer] = {
    "a drip": endless(_OK + b"Content-Length: 60000\r\n\r\n", b"x", every_s=0.02),
    "a header that drips": endless(_OK, b"x", every_s=0.02),
    "silence": endless(b"", b"", every_s=0.02),
}
_CONTENT: dict[str, tuple[bytes, str]] = {
    "no TOML": (b"version = \n", ":1: this is not TOML"),
    "no UTF-8": (b'version = 1\nname = "\xff"\n', ":2: the line is not UTF-8 text"),
    "UTF-16": (_GOOD.decode().encode("utf-16"), "UTF-16, not UTF-8"),
    "NULs": (_GOOD + b"\0" * 10, "NUL character"),
    "a newer format": (
        _GOOD.replace(b"version = 1", b"version = 2"),
        ":1: this file is of the newer format 2",
    ),
    "no version": (b"[breaks]\ninterval_min = 50\n", "version"),
    "a bomb of one key": (b"a." * 30000 + b"a = 1\n", "longer than 512 bytes"),
    "a bomb of brackets": (b"version = 1\na = " + b"[" * 250 + b"]" * 250 + b"\n", "deeper than 6"),
    "deep tables": (b"version = 1\na.b.c.d.e.f.g.h = 1\n", "deeper than 6 levels"),
}


def last_good_holds(team: TeamHost, error: SitbreakError | None) -> None:
    """One clear line, the settings as before, and the next try not at once."""
    assert error is not None
    assert "\n" not in str(error)
    assert interval() == 50
    assert keeping.accepted() == _GOOD
    known = keeping.load()
    assert known.problem == str(error)
    assert (known.failures, known.serial) == (1, 7)
    assert known.next_at_s is not None
    assert known.tried_s + 60 <= known.next_at_s <= known.tried_s + refresh.LONGEST_S
    assert team.connections <= 1 + 4


@pytest.mark.parametrize("event", _NETWORK)
def test_a_network_that_answers_badly_leaves_the_last_good_settings_without_a_word(
    team: TeamHost, event: str
) -> None:
    team.answer = _NETWORK[event]
    looked = look(team_settings())
    assert isinstance(looked.error, FetchFailed)
    assert looked.error.exit_code == errors.NETWORK
    last_good_holds(team, looked.error)
    assert (looked.changed, said()) == (False, [])


@pytest.mark.parametrize("event", _SLOW)
def test_a_network_that_answers_slowly_costs_the_deadline(team: TeamHost, event: str) -> None:
    team.answer = _SLOW[event]
    looked = look(team_settings(), deadline_s=QUICK_S)
    assert str(looked.error) == f"localhost did not send the file within {QUICK_S:g} s."
    last_good_holds(team, looked.error)


@pytest.mark.parametrize("certificate", ["stranger", "other_host", "expired"])
def test_a_host_that_is_another_by_now_is_not_believed(
    team: TeamHost, trusted: object, certificate: str
) -> None:
    with hosting(getattr(trusted, certificate)) as other:
        keeping.keep(replace(keeping.load(), source=other.url()))
        write_settings(source=other.url())
        looked = look(team_settings())
        assert "not trusted" in str(looked.error)
        last_good_holds(other, looked.error)
        assert other.requests == []


@pytest.mark.parametrize("event", _CONTENT)
def test_a_file_that_is_none_is_refused_with_its_place(team: TeamHost, event: str) -> None:
    content, why = _CONTENT[event]
    team.answer = answering(content)
    begun_s = time.process_time()
    looked = look(team_settings())
    assert time.process_time() - begun_s < 5
    assert isinstance(looked.error, FileRefused)
    assert why in str(looked.error)
    assert str(looked.error).startswith(team.url())
    last_good_holds(team, looked.error)
    assert looked.changed
    assert said() == [f"A team file was refused, the last good one holds: {looked.error}"]


def test_an_old_file_is_refused(team: TeamHost) -> None:
    team.answer = answering(file(serial=6))
    looked = look(team_settings())
    assert isinstance(looked.error, WrongFile)
    assert looked.error.exit_code == errors.BAD_SIGNATURE
    assert str(looked.error) == ("The team's file is older (serial 6) than the one that counts (serial 7).")
    last_good_holds(team, looked.error)


def test_a_file_that_has_lost_its_serial_is_an_old_one(team: TeamHost) -> None:
    team.answer = answering(_GOOD.replace(b"serial = 7\n", b""))
    assert isinstance(look(team_settings()).error, WrongFile)
    assert interval() == 50


def test_a_byte_order_mark_is_accepted(team: TeamHost) -> None:
    team.answer = answering(b"\xef\xbb\xbf" + file())
    assert look(team_settings()).error is None
    assert interval() == 40


def test_what_a_team_may_not_touch_costs_that_line_alone(team: TeamHost) -> None:
    team.answer = answering(file(more=b'[history]\nkeep = false\n[hooks]\nrun = "rm -rf /"\n'))
    assert look(team_settings()).error is None
    merged = merge(all_layers())
    assert (merged.values["breaks.interval_min"], merged.values["history.keep"]) == (40, True)
    assert any("history.keep" in note for note in merged.notes)


# --- what goes well


def test_a_newer_file_counts_and_its_change_is_told_for_a_day(team: TeamHost) -> None:
    team.answer = answering(file(), 'ETag: "8"', "Cache-Control: max-age=43200")
    looked = look(team_settings())
    assert (looked.error, looked.changed, interval()) == (None, True, 40)
    known = keeping.load()
    assert said() == ["team: breaks.interval_min 50 → 40"]
    assert notes(known.source, known, known.changed_s + DAY_S + 1) == []
    wait_h = ((known.next_at_s or 0) - known.tried_s) / 3600
    assert 12 * 0.8 <= wait_h <= 12 * 1.2


def test_an_unchanged_file_is_not_sent_again(team: TeamHost) -> None:
    def unless_known(talk: object) -> None:
        assert talk.header("If-None-Match") == '"7"'  # type: ignore[attr-defined]
        raw(b'HTTP/1.1 304 Not Modified\r\nETag: "7"\r\n\r\n')(talk)  # type: ignore[arg-type]

    team.answer = unless_known
    looked = look(team_settings())
    assert (looked.error, looked.changed, interval()) == (None, False, 50)
    assert keeping.load().etag == '"7"'


def test_a_copy_that_was_lost_or_changed_is_fetched_anew(team: TeamHost) -> None:
    for damage in (paths.team_copy().unlink, lambda: paths.team_copy().write_bytes(b"version = 1\n")):
        damage()
        look(team_settings())
        assert team.talks[-1].header("If-None-Match") is None
        assert interval() == 50


def test_what_is_known_being_damaged_grants_nothing(team: TeamHost) -> None:
    for damaged in ("", "[]", "{", '{"format": 1, "grant": 5}', '{"format": 1, "grant": [["a"]]}'):
        (paths.team_folder() / "state.json").write_text(damaged)
        assert keeping.load() == Known()
        asked = team.connections
        assert isinstance(look(team_settings()).error, NotJoined)
        assert (interval(), team.connections) == (45, asked)


def test_a_file_that_reaches_further_counts_as_far_as_was_agreed(team: TeamHost) -> None:
    more = b'repeat_max = 2\n[policy."breaks.interval_min"]\nmin = 35\n'
    team.answer = answering(file(more=more))
    assert look(team_settings()).changed
    merged = merge(all_layers())
    assert (merged.values["breaks.interval_min"], merged.values["breaks.repeat_max"]) == (40, 3)
    assert merged.rules == {}
    known = keeping.load()
    assert known.pending == [["breaks.interval_min", "bound"], ["breaks.repeat_max", "value"]]
    assert said()[-1] == (
        "The team's file reaches further than you agreed to: `sitbreak team accept` shows it."
    )


def test_a_file_that_is_gone_is_told_of_after_thirty_days(team: TeamHost) -> None:
    team.answer = answering(b"", status="404 Not Found")
    look(team_settings())
    known = keeping.load()
    assert (known.trouble, interval(), said()) == ("gone", 50, [])
    late_s = known.gone_since_s + LONG_S
    (line,) = notes(known.source, known, late_s)
    assert line.startswith("The team's file is gone since 20")
    assert line.endswith("`sitbreak team leave` if it is no more.")
    since_s = known.gone_since_s
    look(team_settings())
    assert keeping.load().gone_since_s == since_s
    assert keeping.load().failures == 2


def test_a_host_that_cannot_be_reached_is_told_of_after_thirty_days(team: TeamHost) -> None:
    team.close()
    look(team_settings())
    known = keeping.load()
    assert (known.trouble, said()) == ("network", [])
    (line,) = notes(known.source, known, known.succeeded_s + LONG_S)
    assert line.startswith("The team's file was last seen on 20")


def test_a_retry_after_is_kept_and_bounded(team: TeamHost) -> None:
    for asked_s, least_s in (("7200", 7200), ("99999999", refresh.LONGEST_S)):
        team.answer = answering(b"", f"Retry-After: {asked_s}", status="503 Busy")
        look(team_settings())
        known = keeping.load()
        assert known.next_at_s is not None
        assert least_s - 1 <= known.next_at_s - known.tried_s <= refresh.LONGEST_S


def test_the_next_try_is_written_down_before_anything_is_asked(
    team: TeamHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_arguments: object, **_options: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(updating, "get", crash)
    with pytest.raises(KeyboardInterrupt):
        look(team_settings())
    known = keeping.load()
    assert known.failures == 1
    assert known.next_at_s is not None
    assert known.next_at_s >= known.tried_s + 60


def test_two_at_once_do_not_look_twice(team: TeamHost) -> None:
    with keeping.held():
        with pytest.raises(SitbreakError, match="another sitbreak"):
            look(team_settings())
        assert team.connections == 1
    assert look(team_settings()).error is None


def test_the_copy_of_one_team_never_passes_for_another_s(team: TeamHost, tmp_path: Path) -> None:
    write_settings(source=str(tmp_path / "not-there.toml"))
    assert look(team_settings()).error is not None
    assert (interval(), keeping.accepted()) == (45, None)
    write_settings(source=team.url("/other.toml"))
    assert isinstance(look(team_settings()).error, NotJoined)
    assert interval() == 45


# --- pins and signatures


def test_a_pinned_file_is_taken_once_and_never_asked_for_again(host: TeamHost) -> None:
    host.answer = answering(_GOOD)
    write_settings(source=host.url(), sha256=hashlib.sha256(_GOOD).hexdigest())
    assert look(team_settings()).error is None  # the checksum in the settings is the consent
    assert (interval(), keeping.load().next_at_s) == (50, None)
    host.answer = answering(file())
    assert look(team_settings()).error is None
    assert (interval(), host.connections) == (50, 1)


def test_a_file_with_another_checksum_is_refused(host: TeamHost) -> None:
    host.answer = answering(_GOOD)
    write_settings(source=host.url(), sha256="0" * 64)
    error = look(team_settings()).error
    assert isinstance(error, WrongFile)
    assert error.exit_code == errors.BAD_SIGNATURE
    assert (interval(), keeping.accepted()) == (45, None)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return make_signer(tmp_path / "signer")


@pytest.fixture
def signed(host: TeamHost, signer: Signer) -> Callable[[bytes, bytes], None]:
    """Serves a file and a signature; joined with serial 7, properly signed."""

    def serve(content: bytes, sealed: bytes) -> None:
        host.answer = by_path(team_toml=answering(content), team_toml_minisig=answering(sealed))

    serve(_GOOD, signer.sign(_GOOD))
    write_settings(source=host.url(), key=signer.key)
    take(offer(team_settings()), pin=False)
    assert interval() == 50
    return serve


def test_a_signed_file_counts(signed: Callable[[bytes, bytes], None], signer: Signer, host: TeamHost) -> None:
    signed(file(), signer.sign(file(), "-t", "by us"))
    assert look(team_settings()).error is None
    assert (interval(), keeping.load().comment) == (40, "by us")
    assert [request.split(b" ")[1] for request in host.requests[-2:]] == [
        b"/team.toml",
        b"/team.toml.minisig",
    ]


@pytest.mark.parametrize("how", ["other file", "other key", "garbage", "none"])
def test_a_file_that_is_not_signed_by_the_key_is_refused(
    signed: Callable[[bytes, bytes], None], signer: Signer, host: TeamHost, tmp_path: Path, how: str
) -> None:
    match how:
        case "other file":
            signed(file(), signer.sign(_GOOD))
        case "other key":
            signed(file(), make_signer(tmp_path / "other").sign(file()))
        case "garbage":
            signed(file(), b"\0" * 500)
        case _:
            host.answer = by_path(team_toml=answering(file()))
    looked = look(team_settings())
    assert isinstance(looked.error, SignatureRefused)
    assert looked.error.exit_code == errors.BAD_SIGNATURE
    assert (interval(), keeping.accepted()) == (50, _GOOD)
    assert said() == [f"A team file was refused, the last good one holds: {looked.error}"]


def test_a_signature_that_cannot_be_fetched_is_a_network_failure(
    signed: Callable[[bytes, bytes], None], host: TeamHost
) -> None:
    host.answer = by_path(team_toml=answering(file()), team_toml_minisig=answering(b"", status="500 No"))
    assert isinstance(look(team_settings()).error, FetchFailed)
    assert interval() == 50


def test_without_the_library_a_signed_file_is_refused_and_the_last_one_stays(
    signed: Callable[[bytes, bytes], None], signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(file(), signer.sign(file()))
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    error = look(team_settings()).error
    assert isinstance(error, SignatureRefused)
    assert "pip install 'sitbreak[signed]'" in str(error)
    assert interval() == 50


def test_a_signature_beside_an_address_with_a_query_is_looked_for_in_its_path(
    host: TeamHost, signer: Signer
) -> None:
    host.answer = answering(b"", status="404 Not Found")
    with pytest.raises(FetchFailed):
        offer(TeamSettings(source=host.url("/t.toml?v=1"), sha256="", key=signer.key, said_by="user"))
    host.answer = lambda talk: answering(_GOOD if talk.path == "/t.toml?v=1" else b"x")(talk)
    with pytest.raises(SignatureRefused):
        offer(TeamSettings(source=host.url("/t.toml?v=1"), sha256="", key=signer.key, said_by="user"))
    assert host.talks[-1].path == "/t.toml.minisig?v=1"


# --- files and shares


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    place = tmp_path / "team.toml"
    place.write_bytes(_GOOD)
    write_settings(source=str(place))
    return place


def test_a_file_counts_as_soon_as_the_settings_are_prepared(shared: Path) -> None:
    assert prepare().values["breaks.interval_min"] == 50
    assert effective.load() is not None
    shared.write_bytes(file())
    assert effective.load() is None
    found = prepare()
    assert found.values["breaks.interval_min"] == 40
    assert "team: breaks.interval_min 50 → 40" in found.notes


def test_a_share_that_hangs_delays_the_settings_by_its_limit_and_changes_nothing(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare()
    asked: list[float] = []
    hangs = (sys.executable, "-S", "-c", "import time; time.sleep(60)")
    ask = share.ask

    def hang(_command: tuple[str, ...], limit_s: float, most_b: int) -> bytes | None:
        asked.append(limit_s)
        return ask((*hangs, "x"), QUICK_S, most_b)

    monkeypatch.setattr(share, "ask", hang)
    found = prepare()
    assert found.values["breaks.interval_min"] == 50
    assert len(asked) == 1
    assert asked[0] <= 5
    assert "does the share answer?" in keeping.load().problem
    assert keeping.load().watch == ""  # and the resident program does not so much as look at it


def test_a_share_is_read_every_half_hour_and_a_local_file_is_watched(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(team_settings())
    assert keeping.load().watch == str(shared)
    monkeypatch.setattr(share, "is_local", lambda _path: False)
    look(team_settings())
    known = keeping.load()
    assert known.watch == ""
    assert known.next_at_s is not None
    assert 24 * 60 <= known.next_at_s - known.tried_s <= 36 * 60 + 1


def test_a_file_that_is_gone_or_a_pipe_leaves_what_was(shared: Path) -> None:
    prepare()
    shared.unlink()
    assert prepare().values["breaks.interval_min"] == 50
    assert (keeping.load().trouble, keeping.load().watch) == ("gone", str(shared))
    os.mkfifo(shared)
    assert prepare().values["breaks.interval_min"] == 50
    assert "not a regular file" in keeping.load().problem


def test_a_signed_file_in_a_folder_needs_its_signature_beside_it(shared: Path, signer: Signer) -> None:
    write_settings(source=str(shared), key=signer.key)
    assert prepare().values["breaks.interval_min"] == 45
    assert "no signature beside it" in keeping.load().problem
    beside = shared.with_name(shared.name + signature.SUFFIX)
    beside.write_bytes(signer.sign(_GOOD))
    assert prepare().values["breaks.interval_min"] == 50


def test_preparing_fetches_nothing_from_an_address(team: TeamHost) -> None:
    asked = team.connections
    assert prepare().values["breaks.interval_min"] == 50
    assert team.connections == asked


def test_state_is_private_and_plain(team: TeamHost) -> None:
    for place in paths.team_folder().iterdir():
        assert place.stat().st_mode & 0o777 == 0o600
    assert json.loads((paths.team_folder() / "state.json").read_text())["grant"] == [
        ["breaks.interval_min", "value"]
    ]
