"""AppKit, Foundation and the rest of pyobjc, as far as sitbreak and pystray's macOS back end call them: they
do as little as is needed, and note of every call on which thread it came.

The application, its notifications, the menu and ``callAfter`` work; everything else only records.
"""

from __future__ import annotations

import importlib
import queue
import select
import sys
import threading
import types
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pytest

_MODULES = ("AppKit", "Foundation", "objc", "PyObjCTools", "PyObjCTools.AppHelper", "PyObjCTools.MachSignals")


class Call(NamedTuple):
    name: str
    words: tuple[Any, ...]
    on_main: bool


class Mac:
    """One Mac, as pyobjc shows it. The thread that makes it is its main one."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.main = threading.get_ident()
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.stopping = False
        self.signals: dict[int, Callable[[int], None]] = {}
        self.observers: list[tuple[Any, str, str]] = []  # who, selector, name
        self.menus: list[Menu] = []  # each that was set to a status item

    def note(self, name: str, words: tuple[Any, ...] = ()) -> None:
        self.calls.append(Call(name, words, threading.get_ident() == self.main))

    @property
    def off_main(self) -> list[str]:
        """The calls that a Mac would end the program for."""
        return sorted({call.name for call in self.calls if not call.on_main})

    def named(self, name: str) -> list[tuple[Any, ...]]:
        return [call.words for call in self.calls if call.name == name]

    def settle(self) -> None:
        """On the main thread: what was posted to it."""
        while not self.posted.empty():
            self.posted.get()()

    def announce(self, name: str) -> None:
        """On the main thread: a notification, to everybody who observes it."""
        for who, selector, observed in tuple(self.observers):
            if observed == name:
                getattr(who, selector.replace(":", "_"))(Notification(name))

    # --- NSApplication

    def run(self) -> None:
        self.note("NSApplication.run")
        while not self.stopping:
            self.posted.get(timeout=20)()

    def stop(self) -> None:
        self.note("NSApplication.stop")
        self.stopping = True


class Notification(NamedTuple):
    called: str

    def name(self) -> str:
        return self.called


class Thing:
    """Anything of AppKit: whatever is called on it is noted, and answers another thing."""

    def __init__(self, mac: Mac, name: str) -> None:
        self._mac = mac
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Thing(self._mac, f"{self._name}.{name}")

    def __call__(self, *words: Any) -> Any:
        self._mac.note(self._name, words)
        return Thing(self._mac, self._name)


class Application(Thing):
    def run(self) -> None:
        self._mac.run()

    def stop_(self, _sender: Any) -> None:
        self._mac.stop()


class Centre(Thing):
    """A notification centre."""

    def addObserver_selector_name_object_(self, who: Any, selector: str, name: str, _object: Any) -> None:  # noqa: N802
        self._mac.note(f"{self._name}.addObserver", (name,))
        self._mac.observers.append((who, selector, name))

    def addObserver_selector_name_object_suspensionBehavior_(  # noqa: N802
        self, who: Any, selector: str, name: str, _object: Any, behaviour: Any
    ) -> None:
        self._mac.note(f"{self._name}.addObserver", (name, behaviour))
        self._mac.observers.append((who, selector, name))

    def removeObserver_(self, who: Any) -> None:  # noqa: N802
        self._mac.note(f"{self._name}.removeObserver")
        self._mac.observers = [each for each in self._mac.observers if each[0] is not who]


class Menu(Thing):
    """NSMenu: its items, and who fills it before it opens."""

    items: list[Item]
    delegate: Any

    def alloc(self) -> Menu:
        return self

    def initWithTitle_(self, title: str) -> Menu:  # noqa: N802
        self._mac.note("NSMenu.initWithTitle", (title,))
        made = Menu(self._mac, "NSMenu")
        made.items = []
        made.delegate = None
        return made

    def setDelegate_(self, delegate: Any) -> None:  # noqa: N802
        self._mac.note("NSMenu.setDelegate")
        self.delegate = delegate

    def addItem_(self, item: Item) -> None:  # noqa: N802
        self._mac.note("NSMenu.addItem")
        self.items.append(item)

    def removeAllItems(self) -> None:  # noqa: N802
        self._mac.note("NSMenu.removeAllItems")
        self.items.clear()

    def open(self) -> list[str]:
        """As a click on the icon does it; the texts of the items."""
        self.delegate.menuNeedsUpdate_(self)
        return [item.title for item in self.items]

    def choose(self, title: str) -> None:
        """As a click on the item does it."""
        item = next(item for item in self._all() if item.title == title)
        item.target.activate_menu_item(item)

    def _all(self) -> list[Item]:
        return [
            each for item in self.items for each in (item, *(item.submenu._all() if item.submenu else ()))
        ]


class Item(Thing):
    """NSMenuItem."""

    title: str
    target: Any
    submenu: Menu | None
    number: int

    def alloc(self) -> Item:
        return self

    def separatorItem(self) -> Item:  # noqa: N802
        return self.initWithTitle_action_keyEquivalent_("-", b"", "")

    def initWithTitle_action_keyEquivalent_(self, title: str, _action: bytes, _key: str) -> Item:  # noqa: N802
        self._mac.note("NSMenuItem.initWithTitle", (title,))
        made = Item(self._mac, "NSMenuItem")
        made.title, made.target, made.submenu, made.number = title, None, None, -1
        return made

    def setTarget_(self, target: Any) -> None:  # noqa: N802
        self._mac.note("NSMenuItem.setTarget")
        self.target = target

    def setSubmenu_(self, submenu: Menu) -> None:  # noqa: N802
        self._mac.note("NSMenuItem.setSubmenu")
        self.submenu = submenu

    def setTag_(self, number: int) -> None:  # noqa: N802
        self._mac.note("NSMenuItem.setTag")
        self.number = number

    def tag(self) -> int:
        return self.number


class StatusBar(Thing):
    def statusItemWithLength_(self, _length: Any) -> StatusItem:  # noqa: N802
        self._mac.note("NSStatusBar.statusItemWithLength")
        return StatusItem(self._mac, "NSStatusItem")

    def thickness(self) -> float:
        self._mac.note("NSStatusBar.thickness")
        return 22.0


class StatusItem(Thing):
    def setMenu_(self, menu: Menu) -> None:  # noqa: N802
        self._mac.note("NSStatusItem.setMenu")
        self._mac.menus.append(menu)


def install(mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make *mac* what is imported as pyobjc. The modules of sitbreak that import it are loaded anew, and
    believe themselves on macOS where they ask."""
    _forget(monkeypatch)
    for name, module in modules(mac).items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setenv("PYSTRAY_BACKEND", "dummy")  # pystray asks for the system when it is first imported
    for name in ("WRITE", "EXTEND", "DELETE", "RENAME", "ATTRIB"):
        monkeypatch.setattr(select, f"KQ_NOTE_{name}", 0, raising=False)
    for name in ("toast_notifier", "queue_loop", "icon_shelf", "menu"):  # as on the system that this is
        importlib.import_module(f"sitbreak.desktop.{name}")
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(sys, "platform", "darwin")
        importlib.import_module("sitbreak.desktop.macos.desktop")


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    package = importlib.import_module("sitbreak.desktop.macos")
    for name in [name for name in sys.modules if name.startswith("sitbreak.desktop.macos.")]:
        monkeypatch.delitem(sys.modules, name)
        monkeypatch.delattr(package, name.rpartition(".")[2], raising=False)
    for name in ("pystray._darwin", *_MODULES):
        monkeypatch.delitem(sys.modules, name, raising=False)


def modules(mac: Mac) -> dict[str, types.ModuleType]:
    """What is imported as pyobjc."""

    class NSObject:
        @classmethod
        def alloc(cls) -> NSObject:
            mac.note(f"{cls.__name__}.alloc")
            return cls()

        def init(self) -> NSObject:
            return self

    of_workspace = _only(Centre(mac, "NSWorkspace.notificationCenter"), "notificationCenter")
    classes: dict[str, dict[str, Any]] = {
        "AppKit": {
            "NSApplication": _only(Application(mac, "NSApplication"), "sharedApplication"),
            "NSStatusBar": _only(StatusBar(mac, "NSStatusBar"), "systemStatusBar"),
            "NSWorkspace": _only(of_workspace, "sharedWorkspace"),
            "NSMenu": Menu(mac, "NSMenu"),
            "NSMenuItem": Item(mac, "NSMenuItem"),
        },
        "Foundation": {
            "NSObject": NSObject,
            "NSNotificationCenter": _only(Centre(mac, "NSNotificationCenter"), "defaultCenter"),
            "NSDistributedNotificationCenter": _only(
                Centre(mac, "NSDistributedNotificationCenter"), "defaultCenter"
            ),
            "NSNotificationSuspensionBehaviorDeliverImmediately": 4,
        },
        "objc": {"namedSelector": lambda _selector: lambda method: method},
        "PyObjCTools": {"__path__": []},
        "PyObjCTools.AppHelper": {"callAfter": lambda call, *words: mac.posted.put(partial(call, *words))},
        "PyObjCTools.MachSignals": {"signal": mac.signals.__setitem__, "getsignal": mac.signals.get},
    }
    made = {name: _module(mac, name, classes[name]) for name in _MODULES}
    for name in ("AppHelper", "MachSignals"):
        setattr(made["PyObjCTools"], name, made[f"PyObjCTools.{name}"])
    return made


def _only(thing: Any, name: str) -> types.SimpleNamespace:
    """A class of which there is one object, had by *name*."""
    return types.SimpleNamespace(**{name: lambda: thing})


def _module(mac: Mac, name: str, has: dict[str, Any]) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__.update(has)
    module.__getattr__ = lambda wanted: Thing(mac, wanted)  # type: ignore[method-assign]
    return module
