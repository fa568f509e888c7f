"""The tray icon on a private bus, and a panel of our own that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sitbreak.desktop.icon_shelf import IconShelf
from sitbreak.desktop.linux.bus import DAEMON, DAEMON_PATH, Bus, BusError
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.tray import Tray
from sitbreak.ports import Json, TrayView
from tests.adapters.private_bus import BusDaemon
from tests.adapters.tray_views import make_view

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"


class Panel:
    """A panel with a tray: the watcher that items register with, and the host that shows them."""

    def __init__(self, loop: SelectLoop, address: str, *, host: bool = True) -> None:
        self.loop = loop
        self.registered: list[str] = []
        self.told: list[tuple[str, Any]] = []
        self.host = host
        self.bus = Bus.connect(loop, address)
        self.failing = False
        methods = {"RegisterStatusNotifierItem": ("", self._register)}
        self.bus.export(
            "/StatusNotifierWatcher",
            WATCHER,
            methods,
            {"IsStatusNotifierHostRegistered": lambda: ("b", self.host)},
        )
        for interface in (ITEM, MENU):
            self.bus.subscribe(
                lambda _path, member, body: self.told.append((member, body)), interface=interface
            )
        self.bus.request_name(WATCHER, lambda _body, error: None)

    def _register(self, service: str) -> None:
        if self.failing:
            raise BusError("Failed", "too busy")
        self.registered.append(service)

    def members(self) -> list[str]:
        return [member for member, _ in self.told]


class Bench:
    """A loop with our tray on it, and a panel."""

    def __init__(self, loop: SelectLoop, folder: Path, address: str) -> None:
        self.loop = loop
        self.address = address
        self.view = make_view()
        self.views = 0
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.panels: list[Panel] = []
        self.link = BusLink(loop, "session")
        self.tray = Tray(
            loop, self.link, view=self._look, act=self.act, icons=IconShelf(folder / "icons"), theme="auto"
        )

    def _look(self) -> TrayView:
        self.views += 1
        return self.view

    def refresh(self) -> None:
        self.tray.refresh(self.view)

    def act(self, do: str, details: Mapping[str, Any]) -> Json:
        self.asked.append((do, dict(details)))
        if do == "quit":
            self.tray.close()
            self.link.close()
        return {}

    def silent_panel(self, *, host: bool = True) -> Panel:
        """A panel that no icon has found yet."""
        self.panels.append(Panel(self.loop, self.address, host=host))
        return self.panels[-1]

    def panel(self, *, host: bool = True) -> Panel:
        """A panel that shows our icon."""
        panel = self.silent_panel(host=host)
        self.until(lambda: panel.registered)
        self.settle(panel)
        return panel

    def close(self) -> None:
        self.tray.close()
        self.link.close()
        for panel in self.panels:
            panel.bus.close()

    def until(self, condition: Callable[[], object], *, limit_s: float = 10) -> None:
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

    def settle(self, panel: Panel) -> None:
        """Let everything that is on its way arrive: ping there and back."""
        for _ in range(3):
            self.ask(panel, DAEMON, DAEMON_PATH, DAEMON, "GetId")
            if self.link.bus is not None:
                self.ask(panel, self.link.bus.unique_name, "/", "org.freedesktop.DBus.Peer", "Ping")

    def ask(self, panel: Panel, *what: Any) -> tuple[Any, ...]:
        answers: list[tuple[Any, BusError | None]] = []
        panel.bus.call(*what, reply=lambda body, error: answers.append((body, error)))
        self.until(lambda: answers)
        body, error = answers[0]
        if error is not None:
            raise error
        assert isinstance(body, tuple)
        return body

    # what panels do

    def item(self, panel: Panel, member: str, *rest: Any) -> tuple[Any, ...]:
        assert self.link.bus is not None
        return self.ask(panel, self.link.bus.unique_name, "/StatusNotifierItem", ITEM, member, *rest)

    def menu(self, panel: Panel, member: str, *rest: Any) -> tuple[Any, ...]:
        assert self.link.bus is not None
        return self.ask(panel, self.link.bus.unique_name, "/MenuBar", MENU, member, *rest)

    def properties(self, panel: Panel) -> dict[str, Any]:
        assert self.link.bus is not None
        (found,) = self.ask(
            panel,
            self.link.bus.unique_name,
            "/StatusNotifierItem",
            "org.freedesktop.DBus.Properties",
            "GetAll",
            "s",
            (ITEM,),
        )
        return {name: value for name, (_, value) in found.items()}

    def layout(self, panel: Panel) -> dict[str, int]:
        """Number of each entry, by its label; separators left out."""
        _, root = self.menu(panel, "GetLayout", "iias", (0, -1, []))
        found: dict[str, int] = {}

        def walk(node: tuple[int, dict[str, Any], list[Any]]) -> None:
            if "label" in node[1]:
                found[node[1]["label"][1]] = node[0]
            for _, child in node[2]:
                walk(child)

        walk(root)
        return found

    def click(self, panel: Panel, number: int) -> None:
        self.menu(panel, "Event", "isvu", (number, "clicked", ("i", 0), 0))
        self.settle(panel)


@contextmanager
def tray_bench(folder: Path, daemon: BusDaemon) -> Iterator[Bench]:
    """A bench on *daemon*, which must be the session bus of the environment."""
    loop = SelectLoop()
    bench = Bench(loop, folder, daemon.address)
    yield bench
    bench.close()
    loop.close()
