"""The menu of the tray icon on a private bus: what panels ask, and what they get."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sitbreak import log
from sitbreak.core.model import Prompt
from sitbreak.desktop.linux.bus import BusError
from tests.adapters.private_bus import BusDaemon
from tests.adapters.tray_bench import Bench, tray_bench
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
    bench.refresh()
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
    bench.refresh()
    bench.settle(panel)
    assert panel.members() == ["ItemsPropertiesUpdated"]
    bench.menu(panel, "Event", "isvu", (0, "closed", ("i", 0), 0))
    bench.view = make_view(sitting_s=33.5 * 60)
    bench.refresh()
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
    bench.refresh()
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
    bench.refresh()
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
