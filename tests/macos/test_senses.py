"""Evidence on macOS, from stand-ins for its C functions."""

from __future__ import annotations

import ctypes
import math
import threading
from typing import Any

import pytest

from sitbreak.desktop.macos import hardware, idle, session, session_facts
from sitbreak.desktop.macos.recording import Recording
from sitbreak.desktop.macos.session import Session
from sitbreak.desktop.macos.session_facts import Facts
from tests.macos.hand_loop import HandLoop

SLEEP, WAKE = "NSWorkspaceWillSleepNotification", "NSWorkspaceDidWakeNotification"
LOCKED = "com.apple.screenIsLocked"


# --- idle time


class Graphics:
    """CoreGraphics: how long ago the last input was, and the dictionary of the session."""

    def __init__(self, idle_s: float = 0.0, session: dict[bytes, object] | None = None) -> None:
        self.idle_s = idle_s
        self.session = session
        self.asked: list[tuple[int, int]] = []

    def CGEventSourceSecondsSinceLastEventType(self, source: int, kind: int) -> float:  # noqa: N802
        self.asked.append((source, kind))
        return self.idle_s

    def CGSessionCopyCurrentDictionary(self) -> dict[bytes, object] | None:  # noqa: N802
        return self.session


def test_any_input_of_the_session_counts() -> None:
    graphics = Graphics(12.5)
    assert idle.reader(graphics)() == 12.5
    assert graphics.asked == [(0, 0xFFFFFFFF)]


@pytest.mark.parametrize("nonsense", [-1.0, math.inf, math.nan])
def test_what_is_no_time_is_not_believed(nonsense: float) -> None:
    with pytest.raises(OSError, match="answers"):
        idle.reader(Graphics(nonsense))()


def test_without_the_framework_there_is_no_reader() -> None:
    for make in (idle.reader, session_facts.reader, hardware.microphone_in_use, hardware.camera_in_use):
        with pytest.raises(OSError, match="framework"):
            make()


# --- the session


class Foundation:
    """CoreFoundation: a CFString is its bytes, a CFDictionary a dict, True and False are CFBooleans."""

    def __init__(self) -> None:
        self.released = 0

    def CFStringCreateWithCString(self, _allocator: None, text: bytes, encoding: int) -> bytes:  # noqa: N802
        assert encoding == 0x08000100
        return text

    def CFDictionaryGetValue(self, dictionary: dict[bytes, Any], key: bytes) -> Any:  # noqa: N802
        return [dictionary[key]] if key in dictionary else None  # what is False is a pointer all the same

    def CFGetTypeID(self, value: list[Any]) -> int:  # noqa: N802
        return {bool: 21, int: 22}.get(type(value[0]), 7)

    def CFBooleanGetTypeID(self) -> int:  # noqa: N802
        return 21

    def CFNumberGetTypeID(self) -> int:  # noqa: N802
        return 22

    def CFBooleanGetValue(self, value: list[Any]) -> bool:  # noqa: N802
        return bool(value[0])

    def CFNumberGetValue(self, value: list[Any], kind: int, place: Any) -> bool:  # noqa: N802
        assert kind == 9
        place._obj.value = value[0]
        return True

    def CFRelease(self, _value: object) -> None:  # noqa: N802
        self.released += 1


IN_FRONT, IS_LOCKED = b"kCGSSessionOnConsoleKey", b"CGSSessionScreenIsLocked"


@pytest.mark.parametrize(
    ("told", "facts"),
    [
        ({IN_FRONT: True}, Facts()),
        ({IN_FRONT: True, IS_LOCKED: True}, Facts(locked=True)),
        ({IN_FRONT: 1, IS_LOCKED: 1}, Facts(locked=True)),
        ({IN_FRONT: 1, IS_LOCKED: 0}, Facts()),
        ({IN_FRONT: False}, Facts(inactive=True)),
        ({}, Facts()),
        ({IS_LOCKED: "what"}, Facts()),
    ],
)
def test_the_dictionary_of_the_session_is_read_and_let_go(told: dict[bytes, object], facts: Facts) -> None:
    foundation = Foundation()
    assert session_facts.reader(Graphics(session=told or {b"other": 1}), foundation)() == facts
    assert foundation.released == 1


def test_without_a_screen_nobody_can_tell() -> None:
    with pytest.raises(OSError, match="no session with a screen"):
        session_facts.reader(Graphics(session=None), Foundation())()


class Screen:
    """What the window server knows, and what is made of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.loop = HandLoop()
        monkeypatch.setattr(session, "monotonic_s", lambda: self.loop.now_s)
        self.facts = Facts()
        self.broken = False
        self.changes = 0
        self.session = Session(self.loop, self._ask, self._changed)

    def _ask(self) -> Facts:
        if self.broken:
            raise OSError("there is no session with a screen")
        return self.facts

    def _changed(self) -> None:
        self.changes += 1


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    return Screen(monkeypatch)


def test_a_screen_that_goes_dark_is_not_locked_before_the_window_server_says_so(screen: Screen) -> None:
    screen.session.told(LOCKED)
    assert not screen.session.locked
    screen.facts = Facts(locked=True)
    screen.loop.advance(2.0)
    assert screen.session.locked
    assert screen.changes == 1


def test_to_wake_is_not_to_unlock(screen: Screen) -> None:
    screen.facts = Facts(locked=True)
    screen.session.told(SLEEP)
    assert screen.session.asleep
    screen.session.told(WAKE)
    assert not screen.session.asleep
    assert screen.session.locked
    assert screen.session.absent


def test_a_lost_unlock_lasts_until_the_next_reading(screen: Screen) -> None:
    screen.facts = Facts(locked=True)
    screen.session.told(LOCKED)
    screen.facts = Facts()
    screen.session.look(0.5)
    assert not screen.session.absent


def test_a_lost_wake_ends_with_input_but_not_with_that_which_came_before_sleep(screen: Screen) -> None:
    screen.session.told(SLEEP)
    screen.loop.advance(5.0)
    screen.session.look(1.0)
    assert screen.session.asleep
    screen.loop.advance(60.0)
    screen.session.look(None)
    assert screen.session.asleep
    screen.session.look(3.0)
    assert not screen.session.asleep


def test_when_nobody_can_tell_nobody_is_locked_out(screen: Screen) -> None:
    screen.facts = Facts(locked=True)
    screen.session.told(LOCKED)
    screen.broken = True
    screen.session.look(None)
    assert not screen.session.absent
    assert screen.session.health().state == "absent"
    screen.broken = False
    screen.session.look(None)
    assert screen.session.health().state == "ok"


def test_many_announcements_bring_one_more_look(screen: Screen) -> None:
    for _ in range(5):
        screen.session.told(LOCKED)
    assert screen.loop.waits_s == [2.0]
    screen.session.close()
    assert screen.loop.waits_s == []


# --- microphone and camera


class Hal:
    """CoreAudio and CoreMediaIO: properties by object and selector; what is missing is an error."""

    def __init__(self, properties: dict[tuple[int, int], tuple[int, ...]]) -> None:
        self.properties = properties

    def AudioObjectGetPropertyDataSize(self, thing: int, address: Any, *rest: Any) -> int:  # noqa: N802
        return self._size(thing, address, rest[-1])

    CMIOObjectGetPropertyDataSize = AudioObjectGetPropertyDataSize

    def AudioObjectGetPropertyData(self, thing: int, address: Any, *rest: Any) -> int:  # noqa: N802
        used, value = rest[2], rest[3]
        assert used._obj.value == len(value)
        return self._value(thing, address, used, value)

    def CMIOObjectGetPropertyData(self, thing: int, address: Any, *rest: Any) -> int:  # noqa: N802
        room, used, value = rest[2], rest[3], rest[4]
        assert room == len(value)
        return self._value(thing, address, used, value)

    def _numbers(self, thing: int, address: Any) -> tuple[int, ...] | None:
        assert (address._obj.scope, address._obj.element) == (hardware.GLOBAL, 0)
        return self.properties.get((thing, address._obj.selector))

    def _size(self, thing: int, address: Any, answer: Any) -> int:
        numbers = self._numbers(thing, address)
        answer._obj.value = 4 * len(numbers or ())
        return 0 if numbers is not None else 2003332927

    def _value(self, thing: int, address: Any, used: Any, value: Any) -> int:
        numbers = self._numbers(thing, address)
        if numbers is None:
            return 2003332927
        used._obj.value = 4 * len(numbers)
        ctypes.memmove(value, (ctypes.c_uint32 * len(numbers))(*numbers), 4 * len(numbers))
        return 0


def test_a_program_that_takes_sound_in_is_a_microphone_in_use() -> None:
    programs = {(1, hardware.PROCESSES): (50, 51), (50, hardware.TAKES_SOUND): (0,)}
    assert not hardware.microphone_in_use(Hal(programs))
    assert hardware.microphone_in_use(Hal({**programs, (51, hardware.TAKES_SOUND): (1,)}))
    assert not hardware.microphone_in_use(Hal({(1, hardware.PROCESSES): ()}))


def test_an_older_system_is_asked_for_its_default_input() -> None:
    device = {(1, hardware.DEFAULT_INPUT): (70,)}
    assert hardware.microphone_in_use(Hal({**device, (70, hardware.RUNS_SOMEWHERE): (1,)}))
    assert not hardware.microphone_in_use(Hal({**device, (70, hardware.RUNS_SOMEWHERE): (0,)}))
    assert not hardware.microphone_in_use(Hal({(1, hardware.DEFAULT_INPUT): (0,)}))
    with pytest.raises(OSError, match="error"):
        hardware.microphone_in_use(Hal({}))


def test_one_camera_that_runs_is_enough() -> None:
    cameras = {(1, hardware.DEVICES): (80, 81), (80, hardware.RUNS_SOMEWHERE): (0,)}
    assert not hardware.camera_in_use(Hal(cameras))
    assert hardware.camera_in_use(Hal({**cameras, (81, hardware.RUNS_SOMEWHERE): (1,)}))


def test_a_list_without_measure_is_refused() -> None:
    with pytest.raises(OSError, match="bytes"):
        hardware.camera_in_use(Hal({(1, hardware.DEVICES): tuple(range(5000))}))


def _ask(looks: dict[str, Any]) -> tuple[list[bool], Recording]:
    loop = HandLoop()
    found: list[bool] = []
    asked = Recording(loop, looks)
    asked.ask(found.append)
    for thread in threading.enumerate():
        if thread.name == "recording":
            thread.join(20)
    loop.settle()
    return found, asked


def test_a_call_is_a_microphone_or_a_camera_and_what_nobody_can_tell_is_said() -> None:
    def broken() -> bool:
        raise OSError("error 560947818")

    assert _ask({"microphone": lambda: False, "camera": lambda: True})[0] == [True]
    found, asked = _ask({"microphone": broken, "camera": lambda: False})
    assert found == [False]
    microphone, camera = asked.health()
    assert (microphone.part, microphone.state, camera.state) == ("microphone", "failing", "ok")
    assert "560947818" in microphone.detail


def test_a_driver_that_hangs_holds_one_thread_and_the_latest_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop = HandLoop()
    goes_on = threading.Event()
    found: list[str] = []
    asked = Recording(loop, {"camera": lambda: goes_on.wait(20)})
    started: list[threading.Thread] = []
    monkeypatch.setattr(threading.Thread, "start", _noted(started))
    asked.ask(lambda _there: found.append("first"))
    asked.ask(lambda _there: found.append("second"))
    assert len(started) == 1
    goes_on.set()
    started[0].join(20)
    loop.settle()
    assert found == ["second"]


def _noted(started: list[threading.Thread]) -> Any:
    start = threading.Thread.start

    def noted(thread: threading.Thread) -> None:
        started.append(thread)
        start(thread)

    return noted
