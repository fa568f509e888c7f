"""Our D-Bus peer against a real dbus-daemon: calls, signals, properties."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney.low_level import HeaderFields, Message, MessageType
from jeepney.wrappers import new_header

from sitbreak import log
from sitbreak.desktop.linux.bus import DAEMON, DAEMON_PATH, BusError
from tests.adapters.bus_peers import FACE, PROPERTIES, Two, export_answer, two_peers


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with two_peers(tmp_path) as peers:
        yield peers


@pytest.fixture
def problems(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    told: list[BaseException] = []
    monkeypatch.setattr(log, "problem", lambda _part, error: told.append(error))
    return told


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
