"""The small X11 client, against a real server, and against servers that lie."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitbreak.desktop.linux import x11, x11_talk
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.x11 import XConnection
from sitbreak.desktop.linux.x11_display import XError, cookie, display_number
from sitbreak.desktop.linux.x11_talk import Conversation, Request, atom, extension, numbers
from tests.adapters.looping import run_for, run_until
from tests.adapters.xserver import XServer, authority_entry, x_server

SECRET = bytes(range(16))


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[XServer]:
    with x_server(tmp_path_factory.mktemp("x"), cookie=SECRET) as running:
        yield running


class Caller:
    """Somebody with a connection, who notes what comes of it."""

    def __init__(self, loop: SelectLoop, env: dict[str, str]) -> None:
        self.loop = loop
        self.up = 0
        self.lost: list[str] = []
        self.errors: list[str] = []
        self.said: list[object] = []
        self.connection = XConnection(loop, env, on_up=self._up, on_lost=self._lost)

    def _up(self) -> None:
        self.up += 1

    def _lost(self, error: XError) -> None:
        self.lost.append(str(error))

    def settle(self) -> None:
        run_until(self.loop, lambda: bool(self.up or self.lost))

    def ask(self, conversation: Conversation[object]) -> object:
        """The outcome of *conversation*, or its error."""
        said: list[object] = []

        def noting() -> Conversation[None]:
            said.append((yield from conversation))

        self.connection.talk(noting(), lambda error: said.append(str(error)))
        run_until(self.loop, lambda: bool(said))
        return said[0]


@pytest.fixture
def caller(loop: SelectLoop, server: XServer) -> Iterator[Caller]:
    made = Caller(loop, server.env)
    made.settle()
    yield made
    made.connection.close()


def test_the_cookie_lets_us_in(caller: Caller) -> None:
    assert (caller.up, caller.lost) == (1, [])
    assert caller.connection.root > 0


def test_without_the_cookie_the_server_says_why_it_refuses(
    loop: SelectLoop, server: XServer, tmp_path: Path
) -> None:
    caller = Caller(loop, {**server.env, "XAUTHORITY": str(tmp_path / "none")})
    caller.settle()
    assert caller.up == 0
    assert "refuses the connection (Authorization required" in caller.lost[0]


def test_extensions_atoms_and_properties_can_be_asked_for(caller: Caller) -> None:
    sync = caller.ask(extension("SYNC"))
    assert isinstance(sync, x11_talk.Extension)
    assert sync.opcode >= 128
    assert caller.ask(extension("NO-SUCH-THING")) is None
    assert caller.ask(atom("WM_NAME")) == 39
    assert caller.ask(atom("_NOBODY_EVER_SAID_THIS")) == 0
    assert caller.ask(numbers(caller.connection.root, 39, most=4)) == ()


def test_a_refused_request_is_an_error_in_its_conversation_which_may_go_on(caller: Caller) -> None:
    def conversation() -> Conversation[tuple[str, int]]:
        try:
            yield from numbers(0x1234567, 39, most=4)
        except XError as error:
            return str(error), (yield from atom("WM_NAME"))
        return "", 0

    assert caller.ask(conversation()) == ("The X server refuses request 20 (error 3).", 39)


def test_an_uncaught_error_ends_the_conversation_only(caller: Caller) -> None:
    assert "refuses request 20" in str(caller.ask(numbers(0x1234567, 39, most=4)))
    assert caller.ask(atom("WM_NAME")) == 39
    assert caller.lost == []


def test_conversations_may_go_on_side_by_side(caller: Caller) -> None:
    said: list[int] = []

    def conversation(rounds: int) -> Conversation[None]:
        for _ in range(rounds):
            said.append((yield from atom("WM_NAME")))

    for rounds in (1, 5, 20):
        caller.connection.talk(conversation(rounds), lambda error: said.append(-1))
    run_until(caller.loop, lambda: len(said) == 26)
    assert set(said) == {39}


def test_more_requests_than_a_sequence_number_can_count_are_fine(caller: Caller) -> None:
    no_operation = Request(127, replies=False)

    def conversation() -> Conversation[int]:
        for _ in range(1000):
            yield no_operation
        return (yield from atom("WM_NAME"))

    assert [caller.ask(conversation()) for _ in range(70)] == [39] * 70


def test_a_killed_server_is_told_once(loop: SelectLoop, tmp_path: Path) -> None:
    with x_server(tmp_path) as server:
        caller = Caller(loop, server.env)
        caller.settle()
        server.kill()
        run_until(loop, lambda: bool(caller.lost))
        run_for(loop, 0.05)
    assert len(caller.lost) == 1
    assert "X server" in caller.lost[0]


@pytest.mark.parametrize(
    "display", ["", "far:0", "far/tcp:0", "0", ":", ":x", ":123456", ":-1", "::1:0", ":１"]
)
def test_only_displays_of_this_machine_are_accepted(display: str) -> None:
    with pytest.raises(XError, match="DISPLAY"):
        display_number(display)


@pytest.mark.parametrize("display", [":7", ":7.0", "unix:7", "unix:7.1"])
def test_the_ways_to_name_a_display_of_this_machine(display: str) -> None:
    assert display_number(display) == 7


def test_a_display_that_is_not_there_is_an_error_at_once(loop: SelectLoop) -> None:
    with pytest.raises(XError, match="There is no X server at display :65000"):
        Caller(loop, {"DISPLAY": ":65000"})


def cookie_of(tmp_path: Path, content: bytes) -> bytes:
    (tmp_path / "cookies").write_bytes(content)
    return cookie({"XAUTHORITY": str(tmp_path / "cookies")}, 7)


def test_the_cookie_of_this_host_and_display_is_taken(tmp_path: Path) -> None:
    content = (
        authority_entry(b"other display", display=b"8")
        + authority_entry(b"other host", host=b"old-name", display=b"7")
        + authority_entry(b"right", display=b"7")
    )
    assert cookie_of(tmp_path, content) == b"right"


def test_a_host_that_changed_its_name_still_finds_its_cookie(tmp_path: Path) -> None:
    assert (
        cookie_of(tmp_path, authority_entry(b"other host", host=b"old-name", display=b"7")) == b"other host"
    )


def test_a_torn_file_of_cookies_gives_what_is_whole(tmp_path: Path) -> None:
    whole = authority_entry(b"right", display=b"7")
    for length in range(len(whole)):
        assert cookie_of(tmp_path, whole[:length]) == b""
        assert cookie_of(tmp_path, whole + whole[:length]) == b"right"


# --- servers that lie


class Liar:
    """The other end of a connection, which says what the test tells it to."""

    def __init__(self, loop: SelectLoop, monkeypatch: pytest.MonkeyPatch) -> None:
        ours, self.theirs = socket.socketpair()
        ours.setblocking(False)
        monkeypatch.setattr(x11, "connected", lambda number: ours)
        self.caller = Caller(loop, {"DISPLAY": ":0"})

    def welcome(self) -> None:
        self.theirs.recv(1000)
        body = bytearray(36)
        struct.pack_into("<I", body, 32, 77)
        self.theirs.sendall(struct.pack("<BxHHH", 1, 11, 0, len(body) // 4) + body)
        self.caller.settle()


@pytest.fixture
def liar(loop: SelectLoop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Liar]:
    made = Liar(loop, monkeypatch)
    yield made
    made.caller.connection.close()
    made.theirs.close()


def test_a_server_that_says_nothing_is_given_up(liar: Liar, monkeypatch: pytest.MonkeyPatch) -> None:
    liar.caller.settle()
    assert liar.caller.lost == ["The X server does not answer within 2 s."]


@pytest.mark.parametrize("torn", [b"\1" + bytes(7), struct.pack("<BxHHH", 1, 11, 0, 1) + bytes(4)])
def test_a_torn_welcome_is_nonsense(liar: Liar, torn: bytes) -> None:
    liar.theirs.sendall(torn)
    liar.caller.settle()
    assert liar.caller.lost == ["The X server sends nonsense."]


def test_a_reply_without_measure_is_not_waited_for(liar: Liar) -> None:
    liar.welcome()
    liar.theirs.sendall(struct.pack("<BxHI24x", 1, 1, 0x7FFFFFFF))
    run_until(liar.caller.loop, lambda: bool(liar.caller.lost))
    assert liar.caller.lost == ["The X server sends too much."]


def test_a_reply_that_never_comes_ends_the_conversation(liar: Liar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(x11_talk, "TALK_LIMIT_S", 0.05)
    liar.welcome()
    assert "does not answer" in str(liar.caller.ask(atom("WM_NAME")))
    assert liar.caller.lost == []


def test_a_reply_that_cannot_be_read_ends_the_conversation(liar: Liar) -> None:
    liar.welcome()
    liar.theirs.sendall(struct.pack("<BBHI24x", 1, 32, 1, 0)[:16] + struct.pack("<I12x", 100))
    assert "cannot be read" in str(liar.caller.ask(numbers(1, 39, most=200)))


def test_replies_to_nobody_and_unknown_events_are_passed_over(liar: Liar) -> None:
    liar.welcome()
    for kind in (0, 1, 2, 34, 85, 127):
        liar.theirs.sendall(bytes([kind]) + bytes(31))
    liar.theirs.sendall(struct.pack("<BBHI24x", 1, 0, 1, 0))
    assert liar.caller.ask(atom("WM_NAME")) == 0
    assert liar.caller.lost == []


def test_a_reply_may_come_in_single_bytes(liar: Liar) -> None:
    liar.welcome()
    said: list[int] = []

    def conversation() -> Conversation[None]:
        said.append((yield from atom("WM_NAME")))

    liar.caller.connection.talk(conversation(), lambda error: said.append(-1))
    for byte in struct.pack("<BBHII20x", 1, 0, 1, 0, 39):
        liar.theirs.sendall(bytes([byte]))
        run_for(liar.caller.loop, 0)
    run_until(liar.caller.loop, lambda: bool(said))
    assert said == [39]


def test_a_server_that_takes_nothing_is_given_up(liar: Liar) -> None:
    liar.welcome()
    flood = Request(127, body=bytes(4096), replies=False)

    def conversation() -> Conversation[None]:
        for _ in range(200):
            yield flood

    liar.caller.connection.talk(conversation(), lambda error: None)
    run_until(liar.caller.loop, lambda: bool(liar.caller.lost))
    assert liar.caller.lost == ["The X server takes no requests."]


def test_nothing_is_called_after_close(liar: Liar) -> None:
    liar.welcome()
    called: list[str] = []
    close: Callable[[], None] = liar.caller.connection.close

    def conversation() -> Conversation[None]:
        try:
            yield from atom("WM_NAME")
        except XError:
            called.append("raised")
        called.append("went on")

    def closing() -> Conversation[None]:
        close()
        yield from atom("WM_NAME")

    liar.caller.connection.talk(conversation(), lambda error: called.append(str(error)))
    liar.caller.connection.talk(closing(), lambda error: called.append(str(error)))
    liar.theirs.close()
    run_for(liar.caller.loop, 0.05)
    assert called == []
    assert liar.caller.lost == []
