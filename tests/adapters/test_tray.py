"""The tray icon against a panel of our own on a private bus: what is sent, when, and how often."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sitbreak import log
from sitbreak.core.model import Presence, Prompt
from sitbreak.desktop.linux.bus import DAEMON, DAEMON_PATH, Bus, BusError
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.icon_shelf import SIZES, IconShelf, plain
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
        methods = {"RegisterStatusNotifierItem": ("", self.registered.append)}
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


@pytest.fixture
def loop() -> Iterator[SelectLoop]:
    made = SelectLoop()
    yield made
    made.close()


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BusDaemon]:
    made = BusDaemon(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def bench(loop: SelectLoop, daemon: BusDaemon, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(loop, tmp_path, daemon.address)
    yield made
    made.close()


# --- being there


def test_the_icon_registers_with_a_panel_that_is_there(
    loop: SelectLoop, daemon: BusDaemon, tmp_path: Path
) -> None:
    panel = Panel(loop, daemon.address)
    bench = Bench(loop, tmp_path, daemon.address)
    bench.until(lambda: panel.registered)
    (service,) = panel.registered
    assert service.startswith(f"org.kde.StatusNotifierItem-{os.getpid()}-")
    bench.until(lambda: bench.tray.health().state == "ok")
    bench.close()
    panel.bus.close()


def test_the_icon_registers_with_a_panel_that_comes_later_and_with_the_next_one(bench: Bench) -> None:
    bench.until(lambda: "no panel" in bench.tray.health().detail)
    assert bench.tray.health().state == "absent"
    first = bench.panel()
    first.bus.close()
    bench.until(lambda: bench.tray.health().state == "absent")
    second = bench.panel()
    assert second.registered
    assert bench.tray.health().state == "ok"


def test_the_icon_comes_back_after_the_bus_was_lost(bench: Bench, daemon: BusDaemon) -> None:
    bench.panel()
    daemon.kill()
    bench.until(lambda: "session bus" in bench.tray.health().detail)
    daemon.start()
    bench.until(lambda: bench.link.bus, limit_s=20)
    assert bench.panel().registered


def test_a_watcher_without_a_panel_shows_nothing_and_health_says_so(bench: Bench) -> None:
    panel = bench.panel(host=False)
    bench.until(lambda: "no panel that shows" in bench.tray.health().detail)
    panel.host = True
    panel.bus.signal("/StatusNotifierWatcher", WATCHER, "StatusNotifierHostRegistered")
    bench.until(lambda: bench.tray.health().state == "ok")


def test_the_item_says_what_panels_need(bench: Bench) -> None:
    properties = bench.properties(bench.panel())
    assert properties["Id"] == "sitbreak"
    assert properties["Status"] == "Active"
    assert properties["Category"] == "ApplicationStatus"
    assert properties["Menu"] == "/MenuBar"
    assert properties["ItemIsMenu"] is False
    assert properties["ToolTip"] == ("", [], "Break at 14:50", "")
    assert [(w, h, len(pixels)) for w, h, pixels in properties["IconPixmap"]] == [
        (size, size, size * size * 4) for size in SIZES
    ]


def test_closing_takes_the_icon_away(bench: Bench) -> None:
    panel = bench.panel()
    bench.tray.close()
    bench.settle(panel)
    assert ("NewStatus", ("Passive",)) in panel.told
    assert bench.properties(panel)["Status"] == "Passive"
    bench.view = make_view(prompt=Prompt.SHOWN)
    bench.tray.refresh()
    panel.bus.close()
    again = bench.silent_panel()
    bench.settle(again)
    assert again.registered == []


def test_a_closed_icon_gives_up_the_name_it_registered(bench: Bench) -> None:
    panel = bench.panel()
    (service,) = panel.registered
    assert bench.ask(panel, DAEMON, DAEMON_PATH, DAEMON, "NameHasOwner", "s", (service,)) == (True,)
    bench.tray.close()
    bench.settle(panel)
    assert bench.ask(panel, DAEMON, DAEMON_PATH, DAEMON, "NameHasOwner", "s", (service,)) == (False,)


# --- changes


def test_nothing_is_sent_while_nothing_changes(bench: Bench) -> None:
    panel = bench.panel()
    panel.told.clear()
    for _ in range(5):
        bench.tray.refresh()
    bench.view = make_view(
        wall=bench.view.now.wall + timedelta(minutes=1), sitting_s=33 * 60.0, next_in_s=720.0
    )
    bench.tray.refresh()
    bench.settle(panel)
    assert panel.told == []


def test_while_the_menu_is_closed_a_refresh_does_not_make_it(bench: Bench) -> None:
    bench.panel()
    bench.views = 0
    for minutes in range(5):
        bench.view = make_view(sitting_s=60.0 * minutes)
        bench.tray.refresh()
    assert bench.views == 5


def test_an_icon_and_a_tooltip_are_sent_once_per_change(bench: Bench) -> None:
    panel = bench.panel()
    panel.told.clear()
    before = bench.properties(panel)
    bench.view = make_view(presence=Presence.AWAY, next_in_s=None)
    bench.tray.refresh()
    bench.tray.refresh()
    bench.settle(panel)
    assert sorted(panel.members()) == ["NewIcon", "NewToolTip"]
    after = bench.properties(panel)
    assert after["IconPixmap"] != before["IconPixmap"]
    assert after["ToolTip"][2] == "Away"


def test_bitmaps_drawn_anew_are_shown(bench: Bench, tmp_path: Path) -> None:
    panel = bench.panel()
    folder = tmp_path / "icons" / "light"
    folder.mkdir(parents=True)
    for size in SIZES:
        (folder / f"sitting-8-{size}.argb").write_bytes(b"\x01\x02\x03\x04" * size * size)
    bench.tray.redraw("light")
    assert bench.properties(panel)["IconPixmap"][0][2][:4] == b"\x01\x02\x03\x04"


# --- the menu


@pytest.mark.parametrize(
    ("member", "signature", "argument", "answer"),
    [("AboutToShow", "i", 0, (False,)), ("AboutToShowGroup", "ai", [0], ([], []))],
)
def test_the_first_line_is_made_right_before_the_menu_opens(
    bench: Bench, member: str, signature: str, argument: Any, answer: tuple[Any, ...]
) -> None:
    panel = bench.panel()
    before = bench.layout(panel)
    panel.told.clear()
    bench.view = make_view(sitting_s=34 * 60.0, next_in_s=11 * 60.0)
    bench.views = 0
    assert bench.menu(panel, member, signature, (argument,)) == answer
    assert bench.views == 1
    bench.settle(panel)
    (
        (
            told,
            ((changes, removed)),
        ),
    ) = panel.told
    assert told == "ItemsPropertiesUpdated"
    number = before["Sitting 32 min · break at 14:50"]
    assert changes == [(number, {"label": ("s", "Sitting 34 min · break at 14:48")})]
    assert removed == []


def test_opening_a_submenu_makes_nothing_anew(bench: Bench) -> None:
    panel = bench.panel()
    number = bench.layout(panel)["Pause"]
    bench.views = 0
    assert bench.menu(panel, "AboutToShow", "i", (number,)) == (False,)
    assert bench.menu(panel, "AboutToShowGroup", "ai", ([number, 4711],)) == ([], [4711])
    assert bench.views == 0


def test_entries_that_mean_something_else_get_new_numbers(bench: Bench) -> None:
    panel = bench.panel()
    before = bench.layout(panel)
    panel.told.clear()
    bench.view = make_view(prompt=Prompt.SHOWN)
    bench.tray.refresh()
    bench.settle(panel)
    assert "LayoutUpdated" in panel.members()
    assert "ItemsPropertiesUpdated" not in panel.members()
    after = bench.layout(panel)
    assert "Not now" in after
    assert not set(before.values()) & set(after.values())


def test_a_change_of_meaning_found_at_the_opening_asks_for_a_new_layout(bench: Bench) -> None:
    panel = bench.panel()
    bench.view = make_view(paused_for_s=1800.0)
    assert bench.menu(panel, "AboutToShow", "i", (0,)) == (True,)
    assert "Resume" in bench.layout(panel)


def test_an_open_menu_changes_in_place(bench: Bench) -> None:
    panel = bench.panel()
    bench.menu(panel, "Event", "isvu", (0, "opened", ("i", 0), 0))
    panel.told.clear()
    bench.view = make_view(sitting_s=33 * 60.0)
    bench.tray.refresh()
    bench.settle(panel)
    assert panel.members() == ["ItemsPropertiesUpdated"]
    bench.menu(panel, "Event", "isvu", (0, "closed", ("i", 0), 0))
    bench.view = make_view(sitting_s=33.5 * 60)
    bench.tray.refresh()
    bench.settle(panel)
    assert panel.members() == ["ItemsPropertiesUpdated"]


def test_a_clicked_entry_is_answered_and_then_obeyed(bench: Bench) -> None:
    panel = bench.panel()
    bench.click(panel, bench.layout(panel)["1 h"])
    assert bench.asked == [("pause", {"minutes": 60})]
    answer = bench.menu(
        panel, "EventGroup", "a(isvu)", ([(bench.layout(panel)["I'm standing"], "clicked", ("i", 0), 0)],)
    )
    bench.settle(panel)
    assert answer == ([],)
    assert bench.asked[1:] == [("stand", {})]


def test_a_click_on_an_entry_that_was_just_replaced_does_what_the_user_saw(bench: Bench) -> None:
    panel = bench.panel()
    seen = bench.layout(panel)["I'm standing"]
    bench.view = make_view(prompt=Prompt.SHOWN)
    bench.tray.refresh()
    bench.click(panel, seen)
    assert bench.asked == [("stand", {})]


def test_a_click_on_what_cannot_be_chosen_does_nothing(bench: Bench) -> None:
    panel = bench.panel()
    for number in (
        0,
        4711,
        bench.layout(panel)["Pause"],
        bench.layout(panel)["Sitting 32 min · break at 14:50"],
    ):
        bench.click(panel, number)
    bench.menu(panel, "Event", "isvu", (bench.layout(panel)["Quit"], "hovered", ("i", 0), 0))
    bench.settle(panel)
    assert bench.asked == []


def test_quit_closes_the_bus_without_a_word_after(bench: Bench) -> None:
    panel = bench.panel()
    number = bench.layout(panel)["Quit"]
    bench.menu(panel, "Event", "isvu", (number, "clicked", ("i", 0), 0))
    bench.until(lambda: bench.asked)
    assert bench.asked == [("quit", {})]
    assert bench.link.bus is None


def test_a_left_click_starts_the_suggested_break_when_one_is_due(bench: Bench) -> None:
    panel = bench.panel()
    bench.item(panel, "Activate", "ii", (3, 4))
    bench.settle(panel)
    assert bench.asked == []
    bench.view = make_view(prompt=Prompt.SHOWN)
    bench.item(panel, "Activate", "ii", (3, 4))
    bench.settle(panel)
    assert bench.asked == [("start", {"routine": "standing-march"})]
    for member, signature, body in (
        ("SecondaryActivate", "ii", (0, 0)),
        ("ContextMenu", "ii", (0, 0)),
        ("Scroll", "is", (120, "vertical")),
    ):
        bench.item(panel, member, signature, body)
    assert len(bench.asked) == 1


def test_properties_can_be_asked_for_one_by_one(bench: Bench) -> None:
    panel = bench.panel()
    numbers = bench.layout(panel)
    number = numbers["Pause"]
    assert bench.menu(panel, "GetProperty", "is", (number, "label")) == (("s", "Pause"),)
    (group,) = bench.menu(panel, "GetGroupProperties", "aias", ([number, 4711], ["label"]))
    assert group == [(number, {"label": ("s", "Pause")})]
    (everything,) = bench.menu(panel, "GetGroupProperties", "aias", ([], []))
    assert len(everything) > len(numbers)
    _, (_, _, children) = bench.menu(panel, "GetLayout", "iias", (number, 0, []))
    assert children == []
    for member, signature, body in (
        ("GetProperty", "is", (number, "colour")),
        ("GetProperty", "is", (4711, "label")),
        ("GetLayout", "iias", (4711, -1, [])),
    ):
        with pytest.raises(BusError):
            bench.menu(panel, member, signature, body)


def test_an_underscore_in_a_title_is_no_mnemonic(bench: Bench) -> None:
    bench.view = make_view(break_routine="half_an_hour", break_left_s=30.0)
    panel = bench.panel()
    bench.tray.refresh()
    assert "Break: half__an__hour · 30 s left" in bench.layout(panel)


def test_nonsense_from_a_peer_does_no_harm(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "problem", lambda *_: None)
    panel = bench.panel()
    for member, signature, body in (
        ("Event", "s", ("x",)),
        ("Event", "asvu", (["x"], ("i", 0), 0)),
        ("GetLayout", "ssas", ("x", "y", [])),
        ("AboutToShow", "s", ("x",)),
        ("EventGroup", "as", (["abcd"],)),
        ("Event", "isvu", (-1, "clicked", ("i", 0), 0)),
    ):
        with suppress(BusError):
            bench.menu(panel, member, signature, body)
    assert bench.asked == []
    assert bench.layout(panel)


def test_an_idle_tray_does_not_wake(bench: Bench) -> None:
    bench.panel()
    before = bench.loop.wakeups
    bench.loop.call_later(0.3, bench.loop.stop)
    bench.loop.run(lambda: None)
    assert bench.loop.wakeups == before + 1


# --- bitmaps


def test_bitmaps_come_from_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "dark"
    folder.mkdir()
    for size in SIZES:
        (folder / f"due-0-{size}.argb").write_bytes(bytes([size]) * (size * size * 4))
    found = IconShelf(tmp_path).load("due", 0, "dark")
    assert found == [(size, size, bytes([size]) * (size * size * 4)) for size in SIZES]


@pytest.mark.parametrize("content", [None, b"", b"short", b"x" * 100_000])
def test_a_bitmap_that_is_missing_or_damaged_is_drawn_plainly(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "dark").mkdir()
        for size in SIZES:
            (tmp_path / "dark" / f"sitting-6-{size}.argb").write_bytes(content)
    for width, height, pixels in IconShelf(tmp_path).load("sitting", 6, "dark"):
        assert (width, height) == (width, width)
        assert len(pixels) == width * height * 4


def test_plain_rings_differ_by_how_full_they_are_and_by_theme() -> None:
    drawn = {plain(("sitting", fill, "dark"), 22) for fill in range(13)}
    assert len(drawn) == 13
    assert plain(("due", 0, "dark"), 22) not in drawn
    assert plain(("sitting", 0, "light"), 22) not in drawn


def test_only_the_last_bitmaps_are_kept(tmp_path: Path) -> None:
    shelf = IconShelf(tmp_path)
    first = shelf.load("away", 0, "dark")
    assert shelf.load("away", 0, "dark") is first
    shelf.load("due", 0, "dark")
    assert shelf.load("away", 0, "dark") is not first
