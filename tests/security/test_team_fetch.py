"""A team's file comes by https from a server that answers well, badly, slowly or with malice: real TLS on the
loopback. Each ends in time, with few bytes and one clear sentence."""

from __future__ import annotations

import base64
import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from sitbreak import errors
from sitbreak.team.address import LONGEST, BadAddress, address_of
from sitbreak.team.exchange import OVERHEAD_B
from sitbreak.team.fetch import LARGEST_B, Mark, Page, fetch
from sitbreak.team.fetch_errors import FetchFailed
from tests.security.team_host import (
    TEAM_FILE,
    Authority,
    Talk,
    TeamHost,
    answering,
    endless,
    hosting,
    raw,
)

pytestmark = pytest.mark.usefixtures("trusted")

QUICK_S = 0.25  # the deadline where it is meant to pass
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/toml\r\n"


def failure(host: TeamHost, *, deadline_s: float = 10.0) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetch(host.url(), deadline_s=deadline_s)
    assert caught.value.exit_code == errors.NETWORK
    assert "\n" not in str(caught.value)
    return caught.value


# --- what is sent


def test_a_request_says_what_is_wanted_and_nothing_of_who_wants_it(host: TeamHost) -> None:
    assert fetch(host.url("/a/team.toml?v=1")).data == TEAM_FILE
    assert host.requests == [
        f"GET /a/team.toml?v=1 HTTP/1.1\r\nHost: localhost:{host.port}\r\n".encode()
        + b"Accept-Encoding: identity\r\nUser-Agent: sitbreak/1\r\n\r\n"
    ]


def test_a_kept_version_is_named_by_its_mark_and_nothing_else_is_added(host: TeamHost) -> None:
    host.answer = answering(TEAM_FILE, 'ETag: "a1"', "Last-Modified: Mon, 05 Jan 2026 09:00:00 GMT")
    known = fetch(host.url()).mark
    assert known == Mark(url=host.url(), etag='"a1"', last_modified="Mon, 05 Jan 2026 09:00:00 GMT")
    host.answer = raw(b"HTTP/1.1 304 Not Modified\r\nCache-Control: public, max-age=7200\r\n\r\n")
    page = fetch(host.url(), known=known)
    assert page == Page(data=None, url=host.url(), mark=known, max_age_s=7200)
    assert host.requests[1].count(b"\r\n") == 6
    assert b'\r\nIf-None-Match: "a1"\r\n' in host.requests[1]


def test_without_an_etag_the_date_is_the_mark(host: TeamHost) -> None:
    host.answer = answering(TEAM_FILE, "Last-Modified: Mon, 05 Jan 2026 09:00:00 GMT")
    fetch(host.url(), known=fetch(host.url()).mark)
    assert host.talks[1].header("If-Modified-Since") == "Mon, 05 Jan 2026 09:00:00 GMT"


def test_a_mark_goes_to_the_address_it_came_from_only(host: TeamHost) -> None:
    fetch(host.url("/other.toml"), known=Mark(url=host.url(), etag='"a1"'))
    assert host.talks[0].header("If-None-Match") is None


def test_an_unasked_304_is_no_answer(host: TeamHost) -> None:
    host.answer = raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert "code 304" in str(failure(host))


@pytest.mark.parametrize("mark", ['"' + "x" * 300 + '"', '"\xe9"', '"a\tb"'])
def test_a_mark_that_cannot_be_sent_back_as_it_is_is_not_kept(host: TeamHost, mark: str) -> None:
    host.answer = raw(_OK + f"ETag: {mark}\r\nContent-Length: 2\r\n\r\nok".encode("latin-1"))
    assert fetch(host.url()).mark == Mark(url=host.url())


# --- what is accepted


def test_a_file_of_just_the_largest_size_is_taken_whole(host: TeamHost) -> None:
    host.answer = answering(b"#" * LARGEST_B)
    assert fetch(host.url()).data == b"#" * LARGEST_B


def test_a_file_in_chunks_is_taken(host: TeamHost) -> None:
    host.answer = raw(_OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    assert fetch(host.url()).data == b"abcde"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_redirects_are_followed_three_times(host: TeamHost, status: str) -> None:
    def onward(talk: Talk) -> None:
        hops = talk.path.count("x")
        place = talk.path.replace("x", "", 1)
        (answering(b"", f"Location: {place}", status=status) if hops else answering(TEAM_FILE))(talk)

    host.answer = onward
    page = fetch(host.url("/xxxteam.toml"))
    assert (page.data, page.url) == (TEAM_FILE, host.url("/team.toml"))
    with pytest.raises(FetchFailed, match="again and again"):
        fetch(host.url("/xxxxteam.toml"))


def test_a_redirect_in_a_circle_ends(host: TeamHost) -> None:
    host.answer = answering(b"", "Location: /team.toml", status="302 Found")
    assert str(failure(host)) == "localhost sends on to another address, again and again."
    assert host.connections == 4


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("http://localhost/team.toml", "http is not used for team files, only https."),
        ("https://user:secret@localhost/team.toml", "a user name or a password"),
        ("file:///etc/passwd", "file is not used"),
        ("https://localhost:99999/", "no address"),
        ("/a b", "signs in it"),
        ("/" + "a" * 500, "longer than 400"),
        ("https://[::1/", "no address"),
    ],
)
def test_a_redirect_to_elsewhere_is_refused(host: TeamHost, location: str, why: str) -> None:
    host.answer = answering(b"", f"Location: {location}", status="302 Found")
    text = str(failure(host))
    assert text.startswith("localhost sends on to an address that is not used.")
    assert why in text
    assert host.connections == 1


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("120", 120.0), ("soon", None), ("-5", None), ("", None), ("9" * 30, None), ("1_0", None)],
)
def test_retry_after_is_a_number_of_seconds(host: TeamHost, words: str, seconds: float | None) -> None:
    head = f"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: {words}\r\n\r\n"
    host.answer = raw(head.encode())
    error = failure(host)
    assert (error.retry_after_s, error.gone) == (seconds, False)
    assert str(error) == "localhost answered with code 503 instead of the file."


def test_retry_after_may_be_a_date(host: TeamHost) -> None:
    host.answer = answering(b"", f"Retry-After: {formatdate(time.time() + 3600)}", status="429 Slow down")
    assert 3500 < (failure(host).retry_after_s or 0) <= 3600
    host.answer = answering(b"", "Retry-After: Mon, 05 Jan 1970 00:00:00 GMT", status="429 Slow down")
    assert failure(host).retry_after_s == 0


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_a_file_that_is_gone_is_called_gone(host: TeamHost, status: str) -> None:
    host.answer = answering(b"<html>nothing here</html>", status=status, kind="text/html")
    error = failure(host)
    assert error.gone
    assert str(error) == f"localhost says that there is no such file (code {status[:3]})."


# --- who is trusted


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        ("stranger", "self-signed certificate"),
        ("other_host", "Hostname mismatch, certificate is not valid for 'localhost'"),
        ("expired", "certificate has expired"),
    ],
)
def test_a_host_that_cannot_prove_its_name_gets_no_request(
    trusted: Authority, certificate: str, why: str
) -> None:
    with hosting(getattr(trusted, certificate)) as host:
        assert str(failure(host)) == f"The certificate of localhost is not trusted: {why}."
        assert host.requests == []


def test_without_truststore_the_same_holds(
    host: TeamHost, trusted: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "truststore", None)
    assert fetch(host.url()).data == TEAM_FILE
    with hosting(trusted.stranger) as stranger:
        assert "not trusted" in str(failure(stranger))


def test_an_http_server_on_the_port_is_no_https_server() -> None:
    plain = _plain_server(lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n"))
    with plain as port, pytest.raises(FetchFailed, match="no secure connection to localhost"):
        fetch(f"https://localhost:{port}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/t.toml", "ftp://localhost/t.toml", "https:///t.toml", "https://:443/t.toml",
        "https://u@localhost/t.toml", "https://u:p@localhost/t.toml", "https://localhost/t.toml#here",
        "https://localhost:0/t", "https://localhost:x/t", "https://localhost/a b", "https://l/\r\nX: y",
        "https://loc\u00e4lhost/", "https://localhost/\\..", "https://l/" + "a" * LONGEST, "team.toml",
    ],
)  # fmt: skip
def test_an_address_with_anything_odd_in_it_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(BadAddress) as caught:
        fetch(url)
    assert caught.value.exit_code == errors.USAGE


def test_an_address_is_taken_apart() -> None:
    address = address_of("https://[::1]:8443?x=1")
    assert (address.host, address.port, address.target) == ("::1", 8443, "/?x=1")
    assert address_of("https://intra.example/t.toml").port == 443


# --- what is refused: too much


def test_a_body_that_announces_five_gigabytes_is_not_read(host: TeamHost) -> None:
    host.answer = endless(_OK + b"Content-Length: 5000000000\r\n\r\n", b"x" * 65536)
    assert str(failure(host)) == "localhost sends more than 64 KiB."


def test_chunks_without_end_are_read_up_to_the_limit(host: TeamHost) -> None:
    host.answer = endless(_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"x" * 16384 + b"\r\n")
    assert "more than 64 KiB" in str(failure(host)) or "far more" in str(failure(host))


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (_OK, b"X-Padding: " + b"x" * 8000 + b"\r\n"),  # headers without end
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 8000 + b"\r\ny\r\n"),  # wide chunk marks
    ],
)
def test_what_comes_around_the_body_has_its_limit_too(host: TeamHost, first: bytes, piece: bytes) -> None:
    received = _counting(host)
    host.answer = endless(first, piece)
    assert str(failure(host)).startswith("localhost ")
    assert sum(received) <= LARGEST_B + OVERHEAD_B


def _counting(host: TeamHost) -> list[int]:
    """The sizes of what our side has read from now on."""
    from sitbreak.team import exchange

    sizes: list[int] = []
    plain = exchange._Counted.readinto

    def readinto(self: exchange._Counted, buffer: object) -> int | None:
        found = plain(self, buffer)
        sizes.append(found or 0)
        return found

    patch = pytest.MonkeyPatch()
    patch.setattr(exchange._Counted, "readinto", readinto)
    host.on_close(patch.undo)
    return sizes


# --- what is refused: too slow


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (b"", b""),  # nothing at all
        (b"", b"H"),  # a status line that never ends
        (_OK, b"X"),  # a header that never ends
        (_OK + b"Content-Length: 60000\r\n\r\n", b"x"),  # a body that drips
        (_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
def test_a_drip_ends_at_the_deadline_and_hangs_up(host: TeamHost, first: bytes, piece: bytes) -> None:
    host.answer = endless(first, piece, every_s=0.02)
    assert str(failure(host, deadline_s=QUICK_S)) == f"localhost did not send the file within {QUICK_S:g} s."
    _all_threads_of_the_fetch_end()


def test_a_handshake_that_never_comes_ends_at_the_deadline(host: TeamHost) -> None:
    host.before_tls = lambda _connection: None if host.over.wait(10) else None
    assert f"within {QUICK_S:g} s" in str(failure(host, deadline_s=QUICK_S))
    _all_threads_of_the_fetch_end()


def test_a_chain_of_slow_redirects_has_one_deadline(host: TeamHost) -> None:
    def slowly(talk: Talk) -> None:
        talk.over.wait(QUICK_S / 2)
        answering(b"", "Location: /t", status="302 Found")(talk)

    host.answer = slowly
    assert f"within {QUICK_S:g} s" in str(failure(host, deadline_s=QUICK_S))
    assert host.connections <= 3


def _all_threads_of_the_fetch_end() -> None:
    for thread in threading.enumerate():
        if thread.name == "fetch":
            thread.join(5)
            assert not thread.is_alive()


# --- what is refused: broken


def test_half_a_file_is_no_file(host: TeamHost) -> None:
    host.answer = answering(TEAM_FILE, length=len(TEAM_FILE) + 1)
    assert str(failure(host)) == "The answer of localhost broke off."


def test_chunks_that_break_off_are_no_file(host: TeamHost) -> None:
    host.answer = raw(_OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10\r\nab")
    assert str(failure(host)) == "The answer of localhost broke off."


@pytest.mark.parametrize(
    "length",
    ["", "Content-Length: -1\r\n", "Content-Length: 1_0\r\n", "Content-Length: 3\r\nContent-Length: 4\r\n"],
)
def test_a_file_of_unknown_length_may_be_cut_and_is_refused(host: TeamHost, length: str) -> None:
    host.answer = raw(_OK + length.encode() + b"\r\n" + TEAM_FILE)
    assert "does not say how long" in str(failure(host)) or "broke off" in str(failure(host))


def test_a_connection_reset_in_the_middle_is_told(host: TeamHost) -> None:
    def reset(talk: Talk) -> None:
        talk.send(_OK + b"Content-Length: 60000\r\n\r\nabc")
        talk.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        talk.connection.close()

    host.answer = reset
    assert str(failure(host)) == "The answer of localhost broke off."


def test_a_server_that_hangs_up_at_once_is_told(host: TeamHost) -> None:
    host.answer = raw(b"")
    assert str(failure(host)) == "The answer of localhost broke off."


def test_nobody_listening_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(FetchFailed, match="localhost cannot be reached: Connection refused"):
        fetch(f"https://localhost:{port}/")


def test_a_host_without_an_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_options: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(FetchFailed, match=r"The host team\.example is not found; is there a network\?"):
        fetch("https://team.example/t.toml")


def test_a_name_service_that_hangs_costs_the_deadline_only(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: go_on.wait(10) or [])
    with pytest.raises(FetchFailed, match=r"within 0\.2 s"):
        fetch("https://team.example/t.toml", deadline_s=0.2)
    go_on.set()
    _all_threads_of_the_fetch_end()


def test_no_http_at_all_is_told(host: TeamHost) -> None:
    host.answer = raw(b"220 mail.example ESMTP\r\n")
    assert str(failure(host)) == "localhost answered, but not as a web server does."


@pytest.mark.parametrize(
    "answer",
    [
        answering(b"<p>Please log in</p>", kind="text/html; charset=utf-8"),
        answering(b"<p>Please log in</p>", kind="application/xhtml+xml"),
        answering(b"\xef\xbb\xbf \r\n<!DOCTYPE html><title>Log in</title>", kind="text/plain"),
        answering(b"<HTML><title>Log in</title>", kind="application/octet-stream"),
    ],
)
def test_a_captive_portal_is_told_from_a_file(host: TeamHost, answer: Callable[[Talk], None]) -> None:
    host.answer = answer
    text = "localhost sent a web page instead of the file; does this network ask to log in first?"
    assert str(failure(host)) == text


def test_a_packed_body_was_not_asked_for(host: TeamHost) -> None:
    host.answer = answering(b"\x1f\x8b", "Content-Encoding: gzip")
    assert "packed" in str(failure(host))


# --- proxies


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """A proxy that passes connections on; the requests it got."""
    asked: list[bytes] = []

    def passing(connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(4096)
        asked.append(request)
        host, _colon, port = request.split(b" ")[1].decode().rpartition(":")
        with socket.create_connection((host, int(port))) as onward:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=_pump, args=(onward, connection), daemon=True)
            back.start()
            _pump(connection, onward)
            back.join(5)

    with _plain_server(passing) as port:
        monkeypatch.setenv("https_proxy", f"http://me:a%20secret@127.0.0.1:{port}")
        yield asked


def test_a_proxy_is_used_and_learns_the_host_only(host: TeamHost, proxy: list[bytes]) -> None:
    assert fetch(host.url()).data == TEAM_FILE
    head, *rest = proxy[0].strip().split(b"\r\n")
    assert head.startswith(f"CONNECT localhost:{host.port} HTTP/1.".encode())
    said = base64.b64encode(b"me:a secret").decode()
    assert set(rest) - {f"Host: localhost:{host.port}".encode()} == {
        f"Proxy-Authorization: Basic {said}".encode()
    }
    assert b"Proxy-Authorization" not in host.requests[0]


def test_a_host_that_is_excepted_is_asked_directly(
    host: TeamHost, proxy: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "localhost")
    assert fetch(host.url()).data == TEAM_FILE
    assert proxy == []


def test_a_proxy_that_refuses_drips_or_is_none_is_told(
    host: TeamHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _plain_server(lambda it: it.sendall(b"HTTP/1.1 407 Who are you\r\n\r\n")) as port:
        monkeypatch.setenv("https_proxy", f"127.0.0.1:{port}")
        assert "407" in str(failure(host))

    def drip(connection: socket.socket) -> None:
        while not host.over.wait(0.02):
            connection.sendall(b"H")

    with _plain_server(drip) as port:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        assert f"within {QUICK_S:g} s" in str(failure(host, deadline_s=QUICK_S))
    for wrong in ("socks5://127.0.0.1:1", "https://me:pw@127.0.0.1:1", "http://127.0.0.1:x"):
        monkeypatch.setenv("https_proxy", wrong)
        text = str(failure(host))
        assert "cannot be used; name an http:// one" in text
        assert "pw" not in text


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class _plain_server:  # noqa: N801 - used as a function
    """A TCP server on the loopback, for the time of a ``with``; its port."""

    def __init__(self, serve: Callable[[socket.socket], None]) -> None:
        self._serve = serve
        self._server = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> int:
        threading.Thread(target=self._accept, daemon=True).start()
        return int(self._server.getsockname()[1])

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        try:
            with connection:
                self._serve(connection)
        except OSError:
            pass


def test_no_file_is_written(host: TeamHost, tmp_path: Path) -> None:
    fetch(host.url())
    assert list(Path.home().rglob("*")) == []
