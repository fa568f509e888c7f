"""The tray icon against a panel of our own on a private bus: what is sent, when, and how often."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sitbreak.core.model import Presence, Prompt
from sitbreak.desktop.icon_shelf import SIZES, IconShelf, plain
from sitbreak.desktop.linux import status_icon
from sitbreak.desktop.linux.bus import DAEMON, DAEMON_PATH, Bus, BusError
from tests.adapters.private_bus import BusDaemon
from tests.adapters.tray_bench import WATCHER, Bench, tray_bench
from tests.adapters.tray_views import make_view


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BusDaemon]:
    made = BusDaemon(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def bench(daemon: BusDaemon, tmp_path: Path) -> Iterator[Bench]:
    with tray_bench(tmp_path, daemon) as made:
        yield made


# --- being there


def test_the_icon_registers_with_a_panel_that_is_there(bench: Bench) -> None:
    panel = bench.silent_panel()
    bench.until(lambda: bench.tray.health().state == "ok")
    (service,) = panel.registered
    assert service.startswith(f"org.kde.StatusNotifierItem-{os.getpid()}-")


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


def test_a_tray_service_that_fails_is_asked_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_icon, "_TRY_AGAIN_S", 0.01)
    panel = bench.silent_panel()
    panel.failing = True
    bench.until(lambda: "too busy" in bench.tray.health().detail)
    panel.failing = False
    bench.until(lambda: bench.tray.health().state == "ok")


def test_where_names_are_not_to_be_had_the_icon_registers_by_its_path(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = bench.silent_panel()
    refused = BusError("AccessDenied", "no names in this sandbox")
    monkeypatch.setattr(Bus, "request_name", lambda _self, _name, reply: reply(None, refused))
    bench.until(lambda: bench.tray.health().state == "ok")
    assert panel.registered == ["/StatusNotifierItem"]


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
    bench.refresh()
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
        bench.refresh()
    bench.view = make_view(
        wall=bench.view.now.wall + timedelta(minutes=1), sitting_s=33 * 60.0, next_in_s=720.0
    )
    bench.refresh()
    bench.settle(panel)
    assert panel.told == []


def test_while_the_menu_is_closed_a_refresh_does_not_ask_what_would_be_in_it(
    bench: Bench,
) -> None:
    bench.panel()
    bench.views = 0
    for minutes in range(5):
        bench.view = make_view(sitting_s=60.0 * minutes)
        bench.refresh()
    assert bench.views == 0


def test_an_icon_and_a_tooltip_are_sent_once_per_change(bench: Bench) -> None:
    panel = bench.panel()
    panel.told.clear()
    before = bench.properties(panel)
    bench.view = make_view(presence=Presence.AWAY, next_in_s=None)
    bench.refresh()
    bench.refresh()
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
