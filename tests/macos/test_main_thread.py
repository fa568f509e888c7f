"""Apple's rule that AppKit is called on the main thread only, over stand-ins that note each call's thread."""

from __future__ import annotations

import importlib
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitbreak.clock import SystemClock
from sitbreak.core.model import Prompt
from sitbreak.desktop.macos.announced import OF_ALL_PROGRAMS, OF_WORKSPACE
from sitbreak.errors import SitbreakError
from sitbreak.ports import TrayView
from tests.adapters.tray_views import make_view
from tests.macos import stand_ins
from tests.macos.stand_ins import Mac


@pytest.fixture
def mac(monkeypatch: pytest.MonkeyPatch) -> Mac:
    made = Mac()
    stand_ins.install(made, monkeypatch)
    return made


def module(name: str) -> Any:
    return importlib.import_module(f"sitbreak.desktop.macos.{name}")


class Program:
    """What runs beside the main thread: a desktop with its tray, and what was asked of it."""

    def __init__(self, mac: Mac, on_main: Callable[[Program], None]) -> None:
        """*on_main* is called on the main thread once the icon is there; it ends the program at last."""
        self.mac = mac
        self.view: TrayView = make_view()
        self.acts: list[tuple[str, dict[str, Any]]] = []
        self.turned = threading.Event()
        self._on_main = on_main

    def run(self) -> None:
        module("main_thread").run_beside(self._live)

    def _live(self) -> None:
        self.desktop = module("desktop").MacDesktop(SystemClock())
        self.desktop.on_quit_signal(self.desktop.loop.stop)
        self.desktop.senses.start(lambda: None)
        self.tray = self.desktop.tray(lambda: self.view, self._act, theme="auto")
        self.mac.posted.put(lambda: self._on_main(self))
        self.desktop.loop.run(self._turn)
        self.tray.close()
        self.desktop.close()

    def _turn(self) -> float:
        self.tray.refresh(self.view)
        self.turned.set()
        return 20.0

    def _act(self, do: str, details: Any) -> dict[str, Any]:
        self.acts.append((do, dict(details)))
        if do == "quit":
            self.desktop.loop.post(self.desktop.loop.stop)
        return {"ok": True}

    def becomes(self, view: TrayView) -> None:
        """On the main thread: the program learns of something and takes a turn."""
        self.turned.clear()
        self.desktop.loop.post(lambda: setattr(self, "view", view))
        assert self.turned.wait(20)
        self.mac.settle()


def quits(program: Program) -> None:
    program.mac.menus[0].open()
    program.mac.menus[0].choose("Quit")


def test_a_whole_life_calls_appkit_on_the_main_thread_only(mac: Mac) -> None:
    def life(program: Program) -> None:
        program.becomes(make_view(prompt=Prompt.DUE, sitting_s=2700.0))
        program.desktop.loop.post(lambda: program.tray.redraw("dark"))
        program.becomes(replace(make_view(), notes=("A note",)))
        mac.menus[0].open()
        mac.menus[0].choose("Standing march (1 min)")
        for name in (*OF_WORKSPACE, *OF_ALL_PROGRAMS):
            mac.announce(name)
        quits(program)

    program = Program(mac, life)
    program.run()
    assert mac.off_main == []
    assert len(mac.calls) > 100
    assert program.acts == [("start", {"routine": "standing-march"}), ("quit", {})]


def test_the_recorder_sees_that_pystray_as_documented_breaks_the_rule(mac: Mac) -> None:
    from PIL import Image

    darwin = sys.modules["pystray._darwin"]
    icon = darwin.Icon("x", Image.new("RGBA", (64, 64), "red"), "t")
    mac.posted.put(lambda: icon._setup_thread.join(20))
    mac.posted.put(mac.stop)
    icon.run()
    assert "NSStatusItem.button.setHidden_" in mac.off_main


def test_the_program_has_no_place_in_the_dock(mac: Mac) -> None:
    Program(mac, quits).run()
    ((policy,),) = mac.named("NSApplication.setActivationPolicy_")
    assert policy._name == "NSApplicationActivationPolicyAccessory"


def test_the_icon_appears_changes_and_goes(mac: Mac) -> None:
    def change(program: Program) -> None:
        images = len(mac.named("NSStatusItem.button.setImage_"))
        program.becomes(make_view(prompt=Prompt.DUE))
        assert len(mac.named("NSStatusItem.button.setImage_")) == images + 1
        program.becomes(make_view(prompt=Prompt.DUE, sitting_s=2000.0))
        assert len(mac.named("NSStatusItem.button.setImage_")) == images + 1
        quits(program)

    Program(mac, change).run()
    assert len(mac.named("NSStatusBar.removeStatusItem_")) == 1
    assert mac.named("NSApplication.stop") == [()]


def test_the_menu_says_what_is_true_when_it_opens(mac: Mac) -> None:
    texts: list[list[str]] = []

    def look(program: Program) -> None:
        texts.append(mac.menus[0].open())
        program.view = make_view(sitting_s=40 * 60.0)  # no turn: nothing but time has passed
        texts.append(mac.menus[0].open())
        quits(program)

    Program(mac, look).run()
    assert texts[0][0].startswith("Sitting 32 min")
    assert texts[1][0].startswith("Sitting 40 min")
    assert texts[0][-1] == "Quit"


def test_a_menu_that_gets_no_fresh_view_opens_with_the_last_one(mac: Mac) -> None:
    opened: list[str] = []
    busy = threading.Event()

    def look(program: Program) -> None:
        program.desktop.loop.post(lambda: busy.wait(20) and None)
        opened.extend(mac.menus[0].open())
        busy.set()
        quits(program)

    Program(mac, look).run()
    assert opened[0].startswith("Sitting 32 min")


def test_a_signal_ends_the_program_though_nsapplication_waits(mac: Mac) -> None:
    def ended(_program: Program) -> None:
        assert set(mac.signals) == {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
        mac.signals[signal.SIGTERM](signal.SIGTERM)

    Program(mac, ended).run()
    assert mac.off_main == []


def test_at_log_out_the_system_is_answered_when_the_program_has_ended(mac: Mac) -> None:
    alive: list[bool] = []

    def logged_out(_program: Program) -> None:
        (program,) = [each for each in threading.enumerate() if each.name == "sitbreak"]
        mac.announce("NSApplicationWillTerminateNotification")
        alive.append(program.is_alive())

    Program(mac, logged_out).run()
    assert alive == [False]


def test_what_the_program_raises_is_raised_where_it_was_started(mac: Mac) -> None:
    def fails() -> None:
        raise SitbreakError("there is no disk")

    with pytest.raises(SitbreakError, match="there is no disk"):
        module("main_thread").run_beside(fails)
    assert mac.off_main == []


def test_an_icon_that_cannot_be_made_is_said_and_costs_nothing_else(
    mac: Mac, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_words: object) -> None:
        raise ValueError("no bar")

    healths: list[str] = []
    monkeypatch.setattr(module("tray"), "StatusIcon", fails)

    def ends(program: Program) -> None:
        healths.append(program.tray.health().state)
        program.desktop.loop.post(program.desktop.loop.stop)

    Program(mac, ends).run()
    assert healths == ["absent"]


def test_lock_and_unlock_are_heard_though_the_program_is_never_in_front(mac: Mac) -> None:
    Program(mac, quits).run()
    heard = dict(mac.named("NSDistributedNotificationCenter.addObserver"))
    assert heard == {"com.apple.screenIsLocked": 4, "com.apple.screenIsUnlocked": 4}
    assert mac.observers == [(mac.observers[0][0], "ending:", "NSApplicationWillTerminateNotification")]


def test_bitmaps_come_without_an_image_library(mac: Mac, tmp_path: Path) -> None:
    """What pystray would need of Pillow is replaced; the bytes are a picture all the same."""
    from io import BytesIO

    from PIL import Image

    argb = bytes((255, 10, 20, 30)) * 3 + bytes((0, 0, 0, 0)) * 3
    with Image.open(BytesIO(module("png").png(3, 2, argb))) as picture:
        assert picture.size == (3, 2)
        assert picture.getpixel((0, 0)) == (10, 20, 30, 255)
        assert picture.getpixel((2, 1)) == (0, 0, 0, 0)
