"""What the tray says in each state, what its menu offers, and what its entries ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sitbreak.core.model import Posture, Presence, Prompt, Reason
from sitbreak.desktop.linux.pystray_core import Menu
from sitbreak.desktop.menu import choices, tray_menu
from sitbreak.desktop.tray_texts import headline, sign, tooltip
from sitbreak.ports import Json, TrayView
from tests.adapters.tray_views import STRETCH, make_view

Asked = list[tuple[str, dict[str, Any]]]

STATES: dict[str, dict[str, Any]] = {
    "Sitting 32 min · break at 14:50": {},
    "Sitting 47 min · time for a break": {"sitting_s": 2820, "prompt": Prompt.SHOWN, "next_in_s": 300},
    "Sitting 1 h 20 min · time for a break": {"sitting_s": 4800, "prompt": Prompt.SILENT},
    "Sitting 47 min · a break waits: you are in a call": {
        "sitting_s": 2820,
        "prompt": Prompt.HELD,
        "reasons": (Reason.CALL, Reason.FULLSCREEN),
        "next_in_s": None,
    },
    "Sitting 47 min · snoozed until 14:42": {"sitting_s": 2820, "prompt": Prompt.SNOOZED, "next_in_s": 300},
    "Sitting 32 min · paused until 15:37": {"paused_for_s": 3600, "reasons": (Reason.PAUSED,)},
    "Sitting 32 min · paused until tomorrow 04:00": {"paused_for_s": 48160},
    "Standing · reminders wait until you sit": {"posture": Posture.STANDING, "reasons": (Reason.STANDING,)},
    "Away, sat 32 min before": {
        "presence": Presence.AWAY,
        "reasons": (Reason.AWAY,),
        "next_in_s": None,
    },
    "Away, sat 47 min before · time for a break": {
        "presence": Presence.ASLEEP,
        "sitting_s": 2820,
        "prompt": Prompt.HELD,
        "reasons": (Reason.AWAY,),
        "next_in_s": None,
    },
    "Sat 32 min · cannot tell whether you are here: no X server answers": {
        "presence": Presence.UNKNOWN,
        "why_unknown": "no X server answers.",
        "next_in_s": None,
    },
    "Sitting 32 min · outside your working hours": {"reasons": (Reason.HOURS,), "next_in_s": None},
    "Sitting 32 min · break at Wed 09:00": {"reasons": (Reason.HOURS,), "next_in_s": 152560},
    "Break: Hip-flexor stretch · 25 s left": {
        "break_routine": "hip-flexor",
        "break_left_s": 25.0,
        "next_in_s": None,
    },
    "Break: gone-since · 25 s left": {"break_routine": "gone-since", "break_left_s": 25.0},
    "Break: gone-since · paused, 25 s left": {
        "break_routine": "gone-since",
        "break_left_s": 25.0,
        "break_paused": True,
    },
}


@pytest.mark.parametrize(("text", "report"), STATES.items(), ids=STATES)
def test_the_first_line_says_how_things_stand(text: str, report: dict[str, Any]) -> None:
    assert headline(make_view(**report)) == text


@pytest.mark.parametrize("report", STATES.values(), ids=STATES)
def test_the_tooltip_stays_true_while_nothing_but_time_passes(report: dict[str, Any]) -> None:
    now = make_view(**report)
    later_s = 20.0
    passed = {
        key: value - later_s
        for key in ("next_in_s", "paused_for_s", "break_left_s")
        if (value := getattr(now.report, key))
    }
    wall = datetime(2026, 3, 9, 14, 37, 40, tzinfo=ZoneInfo("Europe/Berlin"))
    later = make_view(wall=wall, **report | passed | {"sitting_s": now.report.sitting_s + later_s})
    assert tooltip(later) == tooltip(now)
    assert tooltip(now)


def test_the_tooltip_begins_with_a_capital_letter() -> None:
    assert tooltip(make_view()) == "Break at 14:50"
    assert tooltip(make_view(next_in_s=None)) == "Sitting"


def test_a_time_after_the_change_to_summer_time_is_right() -> None:
    night = datetime(2026, 3, 29, 1, 50, tzinfo=ZoneInfo("Europe/Berlin"))
    assert headline(make_view(wall=night, next_in_s=1200.0)) == "Sitting 32 min · break at 03:10"


@pytest.mark.parametrize(
    ("shape", "report"),
    [
        ("sitting", {}),
        ("due", {"prompt": Prompt.WAITING}),
        ("due", {"prompt": Prompt.SILENT}),
        ("held", {"prompt": Prompt.HELD}),
        ("snoozed", {"prompt": Prompt.SNOOZED}),
        ("paused", {"paused_for_s": 60.0, "prompt": Prompt.HELD}),
        ("standing", {"posture": Posture.STANDING, "presence": Presence.AWAY}),
        ("away", {"presence": Presence.ASLEEP, "prompt": Prompt.HELD}),
        ("unknown", {"presence": Presence.UNKNOWN}),
        ("break", {"break_routine": "march", "posture": Posture.STANDING}),
    ],
)
def test_each_state_has_its_sign(shape: str, report: dict[str, Any]) -> None:
    assert sign(make_view(**report))[0] == shape


def test_the_ring_fills_in_twelve_steps() -> None:
    fills = [sign(make_view(sitting_s=minutes * 60.0))[1] for minutes in range(0, 60)]
    assert fills[0] == 0
    assert fills[44] == 11
    assert set(fills[45:]) == {12}
    assert fills == sorted(fills)
    assert sign(make_view(sitting_s=900, posture=Posture.STANDING))[1] == 0


# --- the menu


def build(view: TrayView) -> tuple[Menu, Asked]:
    asked: Asked = []

    def act(do: str, details: Mapping[str, Any]) -> Json:
        asked.append((do, dict(details)))
        return {}

    return tray_menu(lambda: view, act), asked


def labels(view: TrayView) -> dict[str, list[str]]:
    """Label of each visible entry, with those of its submenu."""
    menu, _ = build(view)
    return {item.text: [child.text for child in item.submenu or ()] for item in menu}


def click(view: TrayView, *path: str) -> Asked:
    menu, asked = build(view)
    for wanted in path[:-1]:
        menu = next(item.submenu for item in menu if item.text.startswith(wanted))
    next(item for item in menu if item.text.startswith(path[-1]))(None)
    return asked


def test_an_ordinary_morning() -> None:
    assert labels(make_view()) == {
        "Sitting 32 min · break at 14:50": [],
        "- - - -": [],
        "Start a break now": [
            "Standing march (1 min)",
            "- - - -",
            "Hip-flexor stretch (40 s)",
            "Short walk (3 min)",
        ],
        "I'm standing": [],
        "Pause": ["30 min", "1 h", "2 h", "Until tomorrow"],
        "Today: sat 3 h 10 min · 4 breaks": [],
        "Preferences…": [],
        "Quit": [],
    }


def test_snooze_and_not_now_are_offered_while_a_break_is_due() -> None:
    offered = labels(make_view(prompt=Prompt.SHOWN))
    assert offered["Snooze (15 min left)"] == ["5 min", "10 min", "15 min"]
    assert "Not now" in offered
    assert labels(make_view(prompt=Prompt.HELD, snooze_left_min=7))["Snooze (7 min left)"] == ["5 min"]
    assert labels(make_view(prompt=Prompt.SHOWN, snooze_left_min=3))["Snooze (3 min left)"] == ["3 min"]
    used_up = labels(make_view(prompt=Prompt.SHOWN, snooze_left_min=0))
    assert not [text for text in used_up if text.startswith("Snooze")]


def test_what_does_not_apply_is_not_offered() -> None:
    ordinary = labels(make_view())
    assert "I was sitting" not in ordinary
    assert "Resume" not in ordinary
    assert "I was sitting" in labels(make_view(can_take_back=True))
    assert "Resume" in labels(make_view(paused_for_s=60.0))
    standing = labels(make_view(posture=Posture.STANDING))
    assert "I'm sitting" in standing
    assert "I'm standing" not in standing
    running = labels(make_view(break_routine="walk", break_left_s=60.0, prompt=Prompt.SHOWN))
    assert "Stop the break" in running
    assert not {"Start a break now", "Not now", "I'm standing"} & set(running)


def test_many_and_long_notes_leave_pause_and_quit_in_sight() -> None:
    """Somebody shares a team's file with 20 slips."""
    few = tuple(f"note {number}" for number in range(4))
    assert list(labels(make_view(notes=few)))[1:5] == list(few)
    many = tuple("\u26a0" * 400 for _number in range(20))
    told = [text for text in _lines(make_view(notes=many))[1:] if text.startswith(("\u26a0", "17"))]
    assert told == ["\u26a0" * 159 + "…"] * 3 + ["17 more notes: `sitbreak status`"]


def _lines(view: TrayView) -> list[str]:
    return [item.text for item in build(view)[0].items]


def test_notes_are_lines_of_their_own_and_one_break_is_one() -> None:
    view = replace(make_view(notes=("Your settings have a mistake\x07.",)), breaks_today=1)
    offered = labels(view)
    assert "Your settings have a mistake." in offered
    assert "Today: sat 3 h 10 min · 1 break" in offered


@pytest.mark.parametrize(
    ("path", "report", "asked"),
    [
        (("Start", "Standing march"), {}, ("start", {"routine": "standing-march"})),
        (("Start", "Short walk"), {}, ("start", {"routine": "walk"})),
        (("Stop",), {"break_routine": "walk"}, ("stop", {})),
        (("Snooze", "10 min"), {"prompt": Prompt.DUE}, ("snooze", {"minutes": 10})),
        (("Not now",), {"prompt": Prompt.DUE}, ("skip", {})),
        (("I'm standing",), {}, ("stand", {})),
        (("I'm sitting",), {"posture": Posture.STANDING}, ("sit", {})),
        (("I was sitting",), {"can_take_back": True}, ("was-sitting", {})),
        (("Pause", "1 h"), {}, ("pause", {"minutes": 60})),
        (("Pause", "Until"), {}, ("pause", {"until": "tomorrow"})),
        (("Resume",), {"paused_for_s": 60.0}, ("resume", {})),
        (("Preferences…",), {}, ("preferences", {})),
        (("Quit",), {}, ("quit", {})),
    ],
)
def test_an_entry_asks_for_what_it_says(
    path: tuple[str, ...], report: dict[str, Any], asked: tuple[str, dict[str, Any]]
) -> None:
    assert click(make_view(**report), *path) == [asked]


def test_a_click_on_the_icon_starts_the_suggested_break_only_when_one_is_due() -> None:
    for report, expected in (
        ({"prompt": Prompt.SHOWN}, [("start", {"routine": "hip-flexor"})]),
        ({}, []),
        ({"prompt": Prompt.HELD}, []),
        ({"prompt": Prompt.SHOWN, "break_routine": "walk"}, []),
    ):
        menu, asked = build(replace(make_view(**report), suggestion=STRETCH))
        menu(None)
        assert asked == expected


def test_one_view_makes_the_whole_menu() -> None:
    views: list[TrayView] = []

    def view() -> TrayView:
        views.append(make_view(prompt=Prompt.SHOWN))
        return views[-1]

    assert len(list(tray_menu(view, lambda *_: {}))) > 5
    assert len(views) == 1


@pytest.mark.parametrize("first", STATES.values(), ids=STATES)
def test_entries_differ_only_when_choices_say_so(first: dict[str, Any]) -> None:
    for second in STATES.values():
        one, two = make_view(**first), make_view(**second)
        if choices(one) == choices(two):
            assert entries(one) == entries(two)


def entries(view: TrayView) -> list[tuple[str, list[str]]]:
    """What can be chosen."""
    menu, _ = build(view)
    return [(item.text, [child.text for child in item.submenu or ()]) for item in menu if item.enabled]


def test_without_a_suggestion_the_routines_are_there_all_the_same() -> None:
    offered = labels(replace(make_view(prompt=Prompt.SHOWN), suggestion=None))
    assert len(offered["Start a break now"]) == 3
