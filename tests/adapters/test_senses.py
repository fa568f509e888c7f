"""The senses of a Linux desktop as a whole: real X server, real bus, real notification services."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitbreak.clock import SystemClock
from sitbreak.core.model import Evidence
from sitbreak.daemon import HOLD_AGAIN_REAL_S, PROOF_AGAIN_REAL_S
from sitbreak.desktop import putting_together
from sitbreak.desktop import signs as signs_module
from sitbreak.desktop.linux import session as session_module
from sitbreak.desktop.linux.bus import Bus
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.senses import LinuxSenses
from sitbreak.desktop.null import NullTray
from sitbreak.desktop.signs import Answered, Signs
from sitbreak.ports import Senses, TrayIcon
from tests.adapters.looping import run_for, run_until
from tests.adapters.private_bus import private_bus
from tests.adapters.session_fakes import FakeLogind, FakeScreenSaver, FakeSwitch, FakeXfconf
from tests.adapters.sound_server import NEEDED, sound_server
from tests.adapters.tray_views import make_view
from tests.adapters.xserver import XServer, x_server

NOTIFICATIONS = "org.freedesktop.Notifications"
XFCE = "/usr/lib/x86_64-linux-gnu/xfce4"
SHORT_S = 0.3
ALL = frozenset({"call", "video", "dnd", "fullscreen"})


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with private_bus(tmp_path / "bus") as place:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", place)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", place)
        yield place


@pytest.fixture
def server(tmp_path: Path) -> Iterator[XServer]:
    with x_server(tmp_path) as running:
        yield running


class Watcher:
    """The senses, and how often they have called."""

    def __init__(self, loop: SelectLoop, env: dict[str, str]) -> None:
        self.loop = loop
        self.changes = 0
        self.clock = SystemClock()
        self.links = (BusLink(loop, "session"), BusLink(loop, "system"))
        self.senses = LinuxSenses(loop, self.clock, *self.links, env)
        self.senses.watch_idle(frozenset({SHORT_S, 60.0}))

    def start(self) -> None:
        self.senses.start(self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def until(self, holds: Callable[[Evidence], object]) -> None:
        run_until(self.loop, lambda: bool(holds(self.senses.evidence())))

    def ask_until(self, holds: Callable[[Evidence], object]) -> None:
        """Ask for the reasons to hold back again and again, until *holds*."""

        def ask() -> None:
            self.senses.look_for(ALL)
            self._asking = self.loop.call_later(0.1, ask)

        ask()
        self.until(holds)
        self._asking.cancel()

    def ask_once(self) -> None:
        self.senses.look_for(ALL)
        run_for(self.loop, 0.3)

    def close(self) -> None:
        self.senses.close()
        for link in self.links:
            link.close()


@pytest.fixture
def watcher(
    loop: SelectLoop, address: str, server: XServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watcher]:
    monkeypatch.setattr(signs_module, "ROUND_S", 0.08)
    monkeypatch.setattr(session_module, "ASK_AGAIN_S", 0.2)
    made = Watcher(loop, server.env)
    made.start()
    made.until(lambda evidence: evidence.idle_known)
    yield made
    made.close()


def health(watcher: Watcher) -> dict[str, str]:
    return {part.part: part.state for part in watcher.senses.health()}


def test_the_parts_satisfy_their_ports(watcher: Watcher) -> None:
    senses: Senses = watcher.senses
    tray: TrayIcon = NullTray("nothing here")
    tray.refresh(make_view())
    assert (len(senses.health()), tray.health().state) == (7, "off")


def test_without_display_and_bus_nothing_is_known_and_it_says_so(
    loop: SelectLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    watcher = Watcher(loop, {})
    watcher.start()
    watcher.ask_once()
    evidence = watcher.senses.evidence()
    assert evidence == Evidence(idle_known=False, idle_why="DISPLAY is not set: there is no X server to ask.")
    assert health(watcher) == {
        "idle": "absent",
        "session": "absent",
        "microphone": "absent",
        "camera": "ok",
        "inhibitors": "absent",
        "do not disturb": "absent",
        "full screen": "absent",
    }
    watcher.close()


def test_input_and_its_pauses_are_evidence(watcher: Watcher, server: XServer) -> None:
    watcher.until(lambda evidence: not evidence.input_on)
    before = watcher.senses.evidence().last_input_at_s
    assert before is not None
    server.press()
    watcher.until(lambda evidence: (evidence.last_input_at_s or 0) > before)
    watcher.until(lambda evidence: not evidence.input_on)
    assert watcher.clock.now().boot_s - (watcher.senses.evidence().last_input_at_s or 0) >= SHORT_S - 0.01


def test_lock_sleep_and_session_are_evidence_and_end_with_typing(
    loop: SelectLoop, watcher: Watcher, address: str, server: XServer
) -> None:
    logind = FakeLogind(loop, address)
    saver = FakeScreenSaver(loop, address, "org.xfce.ScreenSaver", "/org/xfce/ScreenSaver")
    run_until(loop, lambda: "logind" in watcher.senses.health()[1].detail and bool(saver.asked))
    logind.say(Active=False)
    logind.sleep(True)
    watcher.until(lambda evidence: evidence.inactive and evidence.asleep)
    logind.say(Active=True)
    logind.sleep(False)
    saver.say(True)
    watcher.until(lambda evidence: evidence.locked and not evidence.inactive and not evidence.asleep)
    watcher.until(lambda evidence: not evidence.input_on)
    saver.locked = False  # unlocked without a word
    server.press()
    watcher.until(lambda evidence: not evidence.locked)
    logind.vanish()
    saver.vanish()


def test_behind_a_lock_a_return_is_seen_though_only_long_pauses_are_watched_for(
    loop: SelectLoop, watcher: Watcher, address: str, server: XServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(putting_together, "PAUSE_S", 0.2)
    saver = FakeScreenSaver(loop, address, "org.gnome.ScreenSaver", "/org/gnome/ScreenSaver")
    run_until(loop, lambda: bool(saver.asked))
    watcher.senses.watch_idle(frozenset({60.0}))
    watcher.until(lambda evidence: evidence.input_on)
    saver.say(True)
    watcher.until(lambda evidence: evidence.locked and not evidence.input_on)
    saver.locked = False  # unlocked without a word
    server.press()
    watcher.until(lambda evidence: evidence.input_on and not evidence.locked)
    saver.vanish()


def test_at_rest_nothing_wakes_the_program(watcher: Watcher) -> None:
    watcher.until(lambda evidence: not evidence.input_on)
    before = watcher.loop.wakeups
    run_for(watcher.loop, 1.0)
    assert watcher.loop.wakeups - before <= 1


def test_nothing_is_called_after_close(watcher: Watcher, server: XServer) -> None:
    watcher.senses.look_for(ALL)
    watcher.close()
    changes = watcher.changes
    server.press()
    run_for(watcher.loop, 0.2)
    assert watcher.changes == changes


# --- full screen


def set_property(server: XServer, where: list[str], kind: str, name: str, value: str) -> None:
    words = ["xprop", *where, "-f", name, kind, "-set", name, value]
    subprocess.run(words, env=server.env, check=True, timeout=20)


@pytest.fixture
def window(server: XServer) -> Iterator[str]:
    """The number of a window on the screen."""
    with subprocess.Popen(["xmessage", "-name", "shown", "hello"], env=server.env) as shown:
        found = subprocess.run(
            ["xdotool", "search", "--sync", "--onlyvisible", "--name", "xmessage|shown"],
            env=server.env,
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        yield found.stdout.split()[0]
        shown.kill()


def test_a_window_that_covers_the_screen_is_noticed_when_asked(
    watcher: Watcher, server: XServer, window: str
) -> None:
    set_property(server, ["-root"], "32x", "_NET_ACTIVE_WINDOW", window)
    watcher.ask_once()
    assert not watcher.senses.evidence().fullscreen
    set_property(server, ["-id", window], "32a", "_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN")
    changes = watcher.changes
    watcher.ask_until(lambda evidence: evidence.fullscreen)
    assert watcher.changes > changes
    set_property(server, ["-id", window], "32a", "_NET_WM_STATE", "_NET_WM_STATE_ABOVE")
    watcher.ask_until(lambda evidence: not evidence.fullscreen)


def test_a_window_in_front_that_is_just_gone_is_no_full_screen(watcher: Watcher, server: XServer) -> None:
    set_property(server, ["-root"], "32x", "_NET_ACTIVE_WINDOW", "0x1234567")
    set_property(server, ["-root"], "32a", "_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN")
    watcher.ask_once()
    assert not watcher.senses.evidence().fullscreen
    assert health(watcher)["idle"] == "ok"


def test_a_display_that_is_lost_while_asked_is_no_full_screen(watcher: Watcher, server: XServer) -> None:
    server.kill()
    watcher.ask_once()
    assert not watcher.senses.evidence().fullscreen


# --- do not disturb


@pytest.mark.parametrize("called", ["dunst", "Plasma"])
def test_the_switch_of_the_notification_service_is_noticed_when_asked(
    loop: SelectLoop, watcher: Watcher, address: str, called: str
) -> None:
    service = FakeSwitch(loop, address, called)
    watcher.ask_once()
    assert not watcher.senses.evidence().dnd
    service.on = True
    watcher.ask_until(lambda evidence: evidence.dnd)
    service.on = False
    watcher.ask_until(lambda evidence: not evidence.dnd)
    service.on = True
    watcher.ask_until(lambda evidence: evidence.dnd)
    service.vanish()
    watcher.ask_until(lambda evidence: not evidence.dnd)


def test_the_switch_of_xfce_counts_only_for_the_service_of_xfce(
    loop: SelectLoop, watcher: Watcher, address: str
) -> None:
    xfconf = FakeXfconf(loop, address)
    service = FakeSwitch(loop, address, "Xfce Notify Daemon")
    watcher.ask_once()
    assert not watcher.senses.evidence().dnd
    xfconf.on = True
    watcher.ask_until(lambda evidence: evidence.dnd)
    service.vanish()
    other = FakeSwitch(loop, address, "somebody else")
    watcher.ask_until(lambda evidence: not evidence.dnd)
    other.vanish()
    xfconf.vanish()


@pytest.fixture
def real_services(server: XServer, address: str) -> Iterator[Callable[..., None]]:
    """Starts real services on the bus and the display."""
    started: list[subprocess.Popen[bytes]] = []
    env = {**os.environ, **server.env, "DBUS_SESSION_BUS_ADDRESS": address, "HOME": os.environ["HOME"]}

    def start(*words: str) -> None:
        null = subprocess.DEVNULL
        started.append(subprocess.Popen(words, env=env, stdin=null, stdout=null, stderr=null))

    yield start
    for process in started:
        process.kill()
        process.wait(20)


def set_on_bus(watcher: Watcher, words: tuple[str, str, str, str, str, tuple[object, ...]]) -> None:
    """Call a method until it has been answered without an error."""
    done: list[object] = []

    def answered(body: object, _error: object) -> None:
        if body is None:
            watcher.loop.call_later(0.05, call)
        else:
            done.append(body)

    def call() -> None:
        bus = watcher.links[0].bus
        assert isinstance(bus, Bus)
        bus.call(*words, reply=answered)

    call()
    run_until(watcher.loop, lambda: bool(done))


def test_real_dunst_tells_whether_it_is_paused(watcher: Watcher, real_services: Callable[..., None]) -> None:
    real_services("dunst")
    for paused in (True, False):
        place = (NOTIFICATIONS, "/org/freedesktop/Notifications", "org.freedesktop.DBus.Properties", "Set")
        set_on_bus(watcher, (*place, "ssv", ("org.dunstproject.cmd0", "paused", ("b", paused))))
        watcher.ask_until([lambda evidence: not evidence.dnd, lambda evidence: evidence.dnd][paused])


def test_real_xfce_tells_whether_it_must_not_disturb(
    watcher: Watcher, real_services: Callable[..., None]
) -> None:
    real_services(f"{XFCE}/xfconf/xfconfd")
    real_services(f"{XFCE}/notifyd/xfce4-notifyd")
    for on in (True, False):
        place = ("org.xfce.Xfconf", "/org/xfce/Xfconf", "org.xfce.Xfconf", "SetProperty")
        set_on_bus(watcher, (*place, "ssv", ("xfce4-notifyd", "/do-not-disturb", ("b", on))))
        watcher.ask_until([lambda evidence: not evidence.dnd, lambda evidence: evidence.dnd][on])


# --- calls and films


@pytest.mark.skipif(any(shutil.which(name) is None for name in NEEDED), reason="no PipeWire here")
def test_a_real_recording_is_a_call_while_it_lasts_and_costs_few_wake_ups(
    loop: SelectLoop, address: str, server: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signs_module, "ROUND_S", 0.08)
    with sound_server(tmp_path / "sound", address) as sound:
        watcher = Watcher(loop, {**sound.env, **server.env})
        watcher.start()
        watcher.until(lambda evidence: evidence.idle_known)
        watcher.ask_until(lambda evidence: not evidence.call)
        recorder = sound.record("mic")
        watcher.ask_until(lambda evidence: evidence.call)
        assert not watcher.senses.evidence().video
        run_for(loop, 0.5)
        before = loop.wakeups
        watcher.senses.look_for(frozenset({"call", "video"}))
        run_for(loop, 1.0)
        assert loop.wakeups - before <= 12
        sound.end(recorder)
        watcher.ask_until(lambda evidence: not evidence.call)
        assert health(watcher)["microphone"] == "ok"
        watcher.close()


def test_a_film_is_seen_by_who_keeps_the_screen_bright(
    loop: SelectLoop, watcher: Watcher, address: str
) -> None:
    logind = FakeLogind(loop, address)
    logind.inhibitors = [("idle", "a player", "plays", "block", os.getuid(), 7)]
    watcher.ask_until(lambda evidence: evidence.video)
    assert not watcher.senses.evidence().call
    logind.inhibitors = []
    watcher.ask_until(lambda evidence: not evidence.video)
    logind.vanish()


def test_only_what_is_asked_for_is_looked_for(
    watcher: Watcher, loop: SelectLoop, address: str, server: XServer
) -> None:
    service = FakeSwitch(loop, address, "dunst")
    service.on = True
    watcher.senses.look_for(frozenset({"call", "video", "fullscreen"}))
    run_for(loop, 0.3)
    assert not watcher.senses.evidence().dnd
    watcher.ask_until(lambda evidence: evidence.dnd)
    service.vanish()


# --- answers that come late, and that grow old


def test_an_answer_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody announces that a call has ended: who does not ask again does not know."""
    now_s = [500.0]
    monkeypatch.setattr(signs_module, "monotonic_s", lambda: now_s[0])
    changes: list[bool] = []
    signs = Signs({"call": lambda answered: answered(True)}, lambda: changes.append(signs.there("call")))
    signs.look_for(ALL)
    now_s[0] += signs_module.FRESH_S - 0.1
    assert signs.there("call")
    now_s[0] += 0.2
    assert not signs.there("call")
    signs.look_for(ALL)
    assert changes == [True, True]


def test_an_answer_lasts_longer_than_the_longest_gap_between_questions() -> None:
    assert max(HOLD_AGAIN_REAL_S, PROOF_AGAIN_REAL_S) + signs_module.ROUND_S < signs_module.FRESH_S


def test_only_answers_to_the_newest_round_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs_module, "ROUND_S", 0.0)
    waiting: list[Answered] = []
    changes: list[bool] = []
    signs = Signs({"call": waiting.append}, lambda: changes.append(signs.there("call")))
    signs.look_for(frozenset({"call"}))
    signs.look_for(frozenset({"call"}))
    waiting[0](True)
    assert changes == []
    waiting[1](True)
    waiting[1](True)
    assert changes == [True]
    signs.close()
    waiting[1](False)
    assert signs.there("call")


def test_asking_again_at_once_asks_nobody() -> None:
    waiting: list[Answered] = []
    signs = Signs({"call": waiting.append}, lambda: None)
    for _ in range(50):
        signs.look_for(frozenset({"call"}))
    assert len(waiting) == 1
