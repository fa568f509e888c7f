"""Our D-Bus peer against a real dbus-daemon."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney.low_level import HeaderFields, Message, MessageType
from jeepney.wrappers import new_header

from sitbreak import log
from sitbreak.desktop.linux.bus import DAEMON, DAEMON_PATH, Bus, BusError
from sitbreak.desktop.linux.bus_wire import LONGEST_MESSAGE, places
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.private_bus import BusDaemon, private_bus

FACE = "org.sitbreak.Test"
PROPERTIES = "org.freedesktop.DBus.Properties"


class Two:
    """Two peers on one bus and one loop."""

    def __init__(self, loop: SelectLoop, address: str) -> None:
        self.loop = loop
        self.address = address
        self.ours = Bus.connect(loop, address)
        self.theirs = Bus.connect(loop, address)

    def until(self, condition: Callable[[], object], *, limit_s: float = 10) -> None:
        """Run the loop until *condition* holds; fail when it does not in time."""
        overrun: list[None] = []

        def give_up() -> None:
            overrun.append(None)
            self.loop.stop()

        timer = self.loop.call_later(limit_s, give_up)

        def turn() -> float | None:
            if condition():
                self.loop.stop()
            return None

        self.loop.run(turn)
        timer.cancel()
        assert not overrun, "it never came true"

    def ask(self, bus: Bus, *what: Any, **how: Any) -> tuple[Any, ...]:
        """The answer to a call; raises its error."""
        answers: list[tuple[Any, BusError | None]] = []
        bus.call(*what, **how, reply=lambda body, error: answers.append((body, error)))
        self.until(lambda: answers)
        assert len(answers) == 1
        body, error = answers[0]
        if error is not None:
            raise error
        assert isinstance(body, tuple)
        return body


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def two(loop: SelectLoop, tmp_path: Path) -> Iterator[Two]:
    with private_bus(tmp_path) as address:
        peers = Two(loop, address)
        yield peers
        peers.ours.close()
        peers.theirs.close()


@pytest.fixture
def problems(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    told: list[BaseException] = []
    monkeypatch.setattr(log, "problem", lambda _part, error: told.append(error))
    return told


def export_answer(bus: Bus, answer: Callable[..., Any], signature: str = "s") -> None:
    bus.export("/thing", FACE, {"Do": (signature, answer)}, {"Size": lambda: ("u", 7)})


# --- calls


def test_a_call_gets_its_answer(two: Two) -> None:
    export_answer(two.theirs, lambda a, b: (f"{a}{b}",))
    assert two.ask(two.ours, two.theirs.unique_name, "/thing", FACE, "Do", "su", ("x", 3)) == ("x3",)


def test_nobody_there_is_an_error_and_nothing_is_started(two: Two) -> None:
    with pytest.raises(BusError) as caught:
        two.ask(two.ours, "org.sitbreak.Nobody", "/", FACE, "Do")
    assert caught.value.name.endswith((".NameHasNoOwner", ".ServiceUnknown"))


def test_a_call_nobody_answers_ends_after_its_time(two: Two) -> None:
    export_answer(two.theirs, lambda: None)
    assert two.theirs._sock is not None
    two.loop.remove_reader(two.theirs._sock.fileno())  # as if it hung
    with pytest.raises(BusError) as caught:
        two.ask(two.ours, two.theirs.unique_name, "/thing", FACE, "Do", timeout_s=0.05)
    assert caught.value.name == "org.freedesktop.DBus.Error.Timeout"


def test_errors_of_a_method_come_back_by_name(two: Two, problems: list[BaseException]) -> None:
    def refuse() -> None:
        raise BusError("AccessDenied", "not you")

    def stumble() -> None:
        raise ZeroDivisionError

    methods = {"Refuse": ("", refuse), "Stumble": ("", stumble), "Lie": ("u", lambda: ("no number",))}
    two.theirs.export("/thing", FACE, methods, {})
    names = {}
    for member in (*methods, "Missing"):
        with pytest.raises(BusError) as caught:
            two.ask(two.ours, two.theirs.unique_name, "/thing", FACE, member)
        names[member] = caught.value.name.rpartition(".")[2]
    assert names == {
        "Refuse": "AccessDenied",
        "Stumble": "Failed",
        "Lie": "Failed",
        "Missing": "UnknownMethod",
    }
    assert len(problems) == 2


def test_wrong_arguments_do_no_harm(two: Two, problems: list[BaseException]) -> None:
    export_answer(two.theirs, lambda a: (a,))
    with pytest.raises(BusError):
        two.ask(two.ours, two.theirs.unique_name, "/thing", FACE, "Do", "uu", (1, 2))
    assert two.ask(two.ours, two.theirs.unique_name, "/thing", FACE, "Do", "s", ("still here",))


@pytest.mark.parametrize("text", ["with\0nul", "half a \ud800 pair"])
def test_text_the_bus_would_hang_up_for_is_never_sent(
    two: Two, problems: list[BaseException], text: str
) -> None:
    with pytest.raises(BusError) as caught:
        two.ask(two.ours, two.theirs.unique_name, "/", FACE, "Do", "as", ([text],))
    assert caught.value.name.endswith(".InvalidArgs")
    two.ours.signal("/thing", FACE, "Happened", "s", (text,))
    assert two.ask(two.ours, DAEMON, DAEMON_PATH, DAEMON, "GetId")


def test_more_calls_than_can_wait_are_refused(two: Two, problems: list[BaseException]) -> None:
    failed: list[BusError | None] = []
    two.theirs.close()
    for _ in range(300):
        two.ours.call(two.ours.unique_name, "/", FACE, "Do", reply=lambda _b, error: failed.append(error))
    assert not failed, "a reply must not come from inside the call"
    two.until(lambda: len(failed) == 300)
    refused = [error for error in failed if error and error.name.endswith("LimitsExceeded")]
    assert len(refused) == 200


def test_a_reply_from_a_stranger_is_ignored(two: Two, problems: list[BaseException]) -> None:
    calls = two.ours._calls
    got: list[object] = []
    calls.add(999, ":1.77", lambda body, error: got.append((body, error)), 5)
    calls.add(998, DAEMON, lambda body, error: got.append((body, error)), 5)
    for serial in (999, 998, 5555):
        message = forged_reply(serial, sender=two.theirs.unique_name)
        calls.answered(message)
    assert got == []
    calls.answered(forged_reply(999, sender=":1.77"))
    calls.answered(forged_reply(998, sender=DAEMON))
    assert len(got) == 2


def forged_reply(serial: int, *, sender: str) -> Message:
    header = new_header(MessageType.method_return)
    header.fields = {HeaderFields.reply_serial: serial, HeaderFields.sender: sender}
    return Message(header, ())


def test_a_large_answer_waits_until_the_socket_takes_it(two: Two) -> None:
    big = b"x" * 900_000
    export_answer(two.theirs, lambda: (big,), "ay")
    answers: list[Any] = []
    for _ in range(3):
        two.ours.call(
            two.theirs.unique_name, "/thing", FACE, "Do", reply=lambda body, _error: answers.append(body)
        )
    two.until(lambda: len(answers) == 3)
    assert all(body == (big,) for body in answers)


# --- signals


def test_only_signals_that_fit_come_through(two: Two) -> None:
    heard: list[Any] = []
    two.ours.subscribe(
        lambda path, member, body: heard.append((path, member, body)),
        path="/thing",
        interface=FACE,
        arg0="yes",
    )
    two.ask(two.ours, DAEMON, DAEMON_PATH, DAEMON, "GetId")
    two.theirs.signal("/other", FACE, "Happened", "s", ("yes",))
    two.theirs.signal("/thing", FACE + "2", "Happened", "s", ("yes",))
    two.theirs.signal("/thing", FACE, "Happened", "s", ("no",))
    two.theirs.signal("/thing", FACE, "Happened", "su", ("yes", 4))
    two.until(lambda: heard)
    assert heard == [("/thing", "Happened", ("yes", 4))]


def test_a_listener_to_a_service_hears_nobody_else(two: Two) -> None:
    heard: list[int] = []
    two.ours.subscribe(
        lambda _path, _member, body: heard.append(body[0]), sender="org.sitbreak.Real", interface=FACE
    )
    two.ours.subscribe(lambda *_: None, interface=FACE)  # so the bus lets everything through
    two.ask(two.ours, DAEMON, DAEMON_PATH, DAEMON, "GetId")
    two.theirs.signal("/thing", FACE, "Happened", "u", (1,))
    owned: list[object] = []
    two.theirs.request_name("org.sitbreak.Real", lambda body, error: owned.append(error or body))
    two.until(lambda: owned)
    two.theirs.signal("/thing", FACE, "Happened", "u", (2,))
    two.until(lambda: heard)
    two.ask(two.theirs, DAEMON, DAEMON_PATH, DAEMON, "ReleaseName", "s", ("org.sitbreak.Real",))
    two.theirs.signal("/thing", FACE, "Happened", "u", (3,))
    two.ask(two.ours, two.theirs.unique_name, "/", "org.freedesktop.DBus.Peer", "Ping")
    assert heard == [2]


def test_a_listener_that_stumbles_does_not_deafen_the_next(two: Two, problems: list[BaseException]) -> None:
    heard: list[str] = []

    def bad(*_: object) -> None:
        raise ValueError("oh")

    two.ours.subscribe(bad, interface=FACE)
    two.ours.subscribe(lambda *_: heard.append("me"), interface=FACE)
    two.ask(two.ours, DAEMON, DAEMON_PATH, DAEMON, "GetId")
    two.theirs.signal("/thing", FACE, "Happened")
    two.until(lambda: heard)
    assert len(problems) == 1


def test_a_name_can_be_owned_once(two: Two) -> None:
    answers: list[Any] = []
    two.ours.request_name("org.sitbreak.One", lambda body, error: answers.append((body, error)))
    two.theirs.request_name("org.sitbreak.One", lambda body, error: answers.append((body, error)))
    two.until(lambda: len(answers) == 2)
    assert answers[0] == ((1,), None)
    assert answers[1][1].name.endswith(".AddressInUse")


# --- properties and introspection


def test_properties_can_be_read_and_not_written(two: Two) -> None:
    export_answer(two.theirs, lambda: None)
    peer = two.theirs.unique_name
    assert two.ask(two.ours, peer, "/thing", PROPERTIES, "Get", "ss", (FACE, "Size")) == (("u", 7),)
    assert two.ask(two.ours, peer, "/thing", PROPERTIES, "GetAll", "s", (FACE,)) == ({"Size": ("u", 7)},)
    for member, signature, body, name in (
        ("Set", "ssv", (FACE, "Size", ("u", 8)), "PropertyReadOnly"),
        ("Get", "ss", (FACE, "Colour"), "UnknownProperty"),
        ("GetAll", "s", ("org.no.Such",), "UnknownInterface"),
    ):
        with pytest.raises(BusError) as caught:
            two.ask(two.ours, peer, "/thing", PROPERTIES, member, signature, body)
        assert caught.value.name.endswith(name)


def test_objects_can_be_introspected_and_pinged(two: Two) -> None:
    two.theirs.export("/a/thing", FACE, {}, {"Size": lambda: ("u", 7)})
    face = "org.freedesktop.DBus.Introspectable"
    (top,) = two.ask(two.ours, two.theirs.unique_name, "/", face, "Introspect")
    (thing,) = two.ask(two.ours, two.theirs.unique_name, "/a/thing", face, "Introspect")
    assert '<node name="a"/>' in top
    assert 'name="Size" type="u"' in thing
    assert two.ask(two.ours, two.theirs.unique_name, "/", "org.freedesktop.DBus.Peer", "Ping") == ()


# --- the end of a connection


def test_a_lost_bus_fails_every_call_and_then_says_so(loop: SelectLoop, tmp_path: Path) -> None:
    daemon = BusDaemon(tmp_path)
    daemon.start()
    bus = Bus.connect(loop, daemon.address)
    story: list[str] = []
    bus.call(
        bus.unique_name, "/", FACE, "Do", reply=lambda _body, error: story.append(str(error and error.name))
    )

    def lost() -> None:
        story.append("lost")
        loop.stop()

    bus.on_lost = lost
    daemon.kill()
    loop.call_later(10, loop.stop)
    loop.run(lambda: None)
    assert story == ["org.freedesktop.DBus.Error.Disconnected", "lost"]
    late: list[Any] = []

    def refused(_body: object, error: BusError | None) -> None:
        late.append(error)
        loop.stop()

    bus.call(DAEMON, DAEMON_PATH, DAEMON, "GetId", reply=refused)
    bus.signal("/thing", FACE, "Happened")
    loop.run(lambda: None)
    assert late[0].name.endswith(".Disconnected")


def test_after_close_no_callback_comes(two: Two) -> None:
    two.ours.call(
        DAEMON, DAEMON_PATH, DAEMON, "GetId", reply=lambda *_: pytest.fail("a reply after the close")
    )
    two.ours.on_lost = lambda: pytest.fail("closing is not losing")
    two.ours.close()
    two.ours.close()
    two.ask(two.theirs, DAEMON, DAEMON_PATH, DAEMON, "GetId")


def test_closing_from_inside_a_callback_is_fine(two: Two) -> None:
    two.theirs.export("/thing", FACE, {"Quit": ("", two.theirs.close)}, {})
    with pytest.raises(BusError):
        two.ask(two.ours, two.theirs.unique_name, "/thing", FACE, "Quit")


def test_a_message_that_is_too_long_ends_the_connection(two: Two, problems: list[BaseException]) -> None:
    lost: list[None] = []
    export_answer(two.theirs, lambda *_: None)
    two.theirs.on_lost = lambda: lost.append(None)
    two.ours.call(two.theirs.unique_name, "/thing", FACE, "Do", "ay", (b"x" * LONGEST_MESSAGE,))
    two.until(lambda: lost)
    assert [error.name for error in problems if isinstance(error, BusError)] == [
        "org.freedesktop.DBus.Error.LimitsExceeded"
    ]


def fake_daemon(folder: Path, behave: Callable[[socket.socket], None]) -> str:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "fake"))
    listener.listen()

    def serve() -> None:
        with listener, listener.accept()[0] as client:
            behave(client)

    threading.Thread(target=serve, daemon=True).start()
    return f"unix:path={folder / 'fake'}"


@pytest.mark.parametrize(
    "said",
    [b"", b"REJECTED EXTERNAL\r\n", b"OK 1234\r\n" + b"\xff" * 64, b"x" * 20000],
    ids=["hangs up", "rejects us", "talks nonsense", "never ends the line"],
)
def test_a_bus_that_misbehaves_at_the_door_is_an_error(loop: SelectLoop, tmp_path: Path, said: bytes) -> None:
    def behave(client: socket.socket) -> None:
        client.recv(1)
        client.sendall(said)

    with pytest.raises(BusError):
        Bus.connect(loop, fake_daemon(tmp_path, behave))


def test_a_bus_that_never_answers_is_given_up_within_seconds(loop: SelectLoop, tmp_path: Path) -> None:
    def behave(client: socket.socket) -> None:
        while client.recv(100):
            pass

    with pytest.raises(BusError, match="time"):
        Bus.connect(loop, fake_daemon(tmp_path, behave))


def test_nonsense_in_the_middle_ends_the_connection(loop: SelectLoop, problems: list[BaseException]) -> None:
    ours, theirs = socket.socketpair()
    bus = Bus(loop, ours)
    bus.on_lost = loop.stop
    ours.setblocking(False)
    loop.add_reader(ours.fileno(), bus._readable)
    with theirs:
        theirs.send(b"l\x01\x00\x01" + struct.pack("<III", 0, 1, 8) + b"\x63\x01s\0zzzz")  # cannot be parsed
        theirs.send(b"?" * 16)
        loop.run(lambda: None)
    assert len(problems) == 2


# --- addresses


def test_every_usable_place_of_an_address_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/me")
    address = "tcp:host=x,port=1;unix:abstract=/tmp/a%20b,guid=12;unix:path=/x%2fy%3b;unix:runtime=yes"
    address += ";unix:path=%4;"
    assert list(places(address)) == ["\0/tmp/a b", "/x/y;", "/run/me/bus"]


def test_the_second_place_is_tried_when_the_first_is_dead(loop: SelectLoop, tmp_path: Path) -> None:
    with private_bus(tmp_path) as address:
        bus = Bus.connect(loop, f"unix:path={tmp_path}/none;{address}")
        assert bus.unique_name.startswith(":1.")
        bus.close()
