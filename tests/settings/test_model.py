"""What can be set, and what cannot: the bounds of the rules, two-sided."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from sitbreak import effective, paths
from sitbreak.core.model import Rules
from sitbreak.settings.checks import checked
from sitbreak.settings.keys import flat, keys, nearest, printable, sections, shown, variable_of
from sitbreak.settings.layers import checked_changes
from sitbreak.settings.model import Equipment, Exclusion, Settings
from sitbreak.settings.provenance import Place
from sitbreak.settings.table import table


def taken(key: str, value: object) -> bool:
    problems = checked("test", {key: value}, {key: Place(layer="test")}).problems
    for problem in problems:
        assert str(problem).startswith(f"test: {key}: must be {keys()[key].allowed}, not ")
    assert len(problems) <= 1
    return not problems


# key, lowest, highest, taken outside these bounds
NUMBERS = [
    ("breaks.interval_min", 30, 60, ()),
    ("breaks.wait_for_pause_s", 2, 30, (0,)),
    ("breaks.wait_limit_min", 0, 15, ()),
    ("breaks.away_after_s", 60, 900, ()),
    ("breaks.rest_after_s", 120, 1800, ()),
    ("breaks.repeat_min", 5, 30, ()),
    ("breaks.repeat_max", 1, 5, ()),
    ("breaks.routine_max_s", 40, 240, ()),
    ("breaks.long_every", 0, 10, ()),
    ("snooze.budget_min", 0, 30, ()),
    ("standing.max_min", 15, 120, ()),
    ("routines.level", 1, 3, ()),
    ("history.keep_days", 1, 3650, ()),
]


@pytest.mark.parametrize(("key", "low", "high", "also"), NUMBERS)
def test_a_number_is_taken_within_its_bounds_and_nowhere_else(
    key: str, low: int, high: int, also: tuple[int, ...]
) -> None:
    assert all(taken(key, number) for number in (low, low + 1, high - 1, high, *also))
    assert not any(taken(key, number) for number in {low - 1, high + 1, -1, 10**30} - set(also))


@pytest.mark.parametrize("key", [key for key, *_ in NUMBERS])
@pytest.mark.parametrize("value", [True, "45", 45.0, float("inf"), float("nan"), None, [45], {"a": 1}])
def test_nothing_but_a_whole_number_is_one(key: str, value: object) -> None:
    assert not taken(key, value)


SWITCHES = [name for name, key in keys().items() if isinstance(key.default, bool)]


@pytest.mark.parametrize("key", SWITCHES)
def test_a_switch_is_true_or_false_and_nothing_like_it(key: str) -> None:
    assert taken(key, True)
    assert taken(key, False)
    assert not any(taken(key, value) for value in (1, 0, "true", "yes", None, []))


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("routines.place", ["office", "home", "travel"], ["Office", "", "moon", 1, ["office"]]),
        ("routines.clothing", ["any", "stretchy"], ["none", 1]),
        ("notify.style", ["normal", "urgent"], ["low", True]),
        ("tray.theme", ["auto", "light", "dark"], ["black", None]),
        (
            "snooze.choices_min",
            [[1], [30, 5], [1, 2, 3, 4, 5, 6, 7, 8]],
            [[], [0], [31], [5, 5], [True], ["5"]],
        ),
        ("snooze.choices_min", [], [list(range(1, 10)), 5, "5", [5.0], (5,), {5}]),
        ("pause.choices_min", [[], [5], [480]], [[4], [481], [30, 30], list(range(5, 14)), 30]),
        ("hours.work", [[], ["Mon-Fri 09:00-12:30"]], [["Monday 09:00-12:30"], "Mon 09:00-10:00", [1], [""]]),
        ("hours.work", [["Mon 09:00-10:00"] * 50], [["Mon 09:00-10:00"] * 51]),
        (
            "routines.exclusions",
            [[], ["knee"], list(get_args(Exclusion))],
            [["Knee"], ["knee", "knee"], "knee"],
        ),
        (
            "routines.equipment",
            ["usual", [], ["wall"], list(get_args(Equipment))],
            [["usual"], ["sofa"], "wall", 1],
        ),
        (
            "routines.disabled",
            [[], ["standing-march"], ["abc"]],
            [["ab"], ["A-b"], ["a--b"], ["abc-"], ["abc\n"]],
        ),
        (
            "routines.starred",
            [[f"abc-{n}" for n in range(200)]],
            [[f"abc-{n}" for n in range(201)], ["a" * 41]],
        ),
    ],
)
def test_words_and_lists_are_taken_when_they_are_known(key: str, good: list[Any], bad: list[Any]) -> None:
    assert all(taken(key, value) for value in good)
    assert not any(taken(key, value) for value in bad)


def test_all_seventeen_kinds_of_movement_can_be_left_out() -> None:
    assert len(set(get_args(Exclusion))) == 17


def test_the_routines_know_the_same_words() -> None:
    from sitbreak.core import routines

    assert set(get_args(Exclusion)) == {str(tag) for tag in routines.Tag}
    assert set(get_args(Equipment)) == {str(thing) for thing in routines.Equipment}


def test_usual_equipment_is_no_list_of_things() -> None:
    assert checked_changes("test", {"routines.equipment": "usual"}) == {"routines.equipment": None}


def test_every_key_is_described_in_one_line() -> None:
    for key in keys().values():
        assert key.meaning
        assert key.allowed
        assert "\n" not in key.meaning + key.allowed


def test_the_resident_program_knows_the_same_defaults() -> None:
    assert effective.defaults().values == flat(Settings())
    assert list(effective.defaults().values) == list(keys())


def test_the_core_knows_the_same_defaults() -> None:
    assert effective.rules(flat(Settings())) == Rules()


def test_settings_cannot_be_changed_once_they_are_made() -> None:
    with pytest.raises(ValidationError):
        Settings().breaks.interval_min = 50


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("breaks.intervall_min", "breaks.interval_min"),
        ("break.interval_min", "breaks.interval_min"),
        ("breaks.interval-min", "breaks.interval_min"),
        ("breaks_interval_min", "breaks.interval_min"),
        ("BREAKS.INTERVAL_MIN", "breaks.interval_min"),
        ("interval", "breaks.interval_min"),
        ("intervall_min", "breaks.interval_min"),
        ("breaks.int", "breaks.interval_min"),
        ("hours.works", "hours.work"),
        ("snooze.choices", "snooze.choices_min"),
        ("tray.colour", ""),
        ("zzz", ""),
        ("", ""),
        ("x" * 100_000, ""),
    ],
)
def test_a_slip_finds_the_key_that_was_meant(slip: str, meant: str) -> None:
    assert nearest(slip) == meant


def test_a_value_is_shown_on_one_short_line_without_what_steers_a_terminal() -> None:
    assert shown("a\x1b[31m\n\u202e") == '"a\\u001b[31m\\n\ufffd"'
    assert shown(None) == '"usual"'
    assert len(shown("x" * 10_000)) == 60
    assert len(shown([10**500])) == 60
    assert printable("a\nb") == "a\ufffdb"


def test_a_variable_is_named_after_its_key() -> None:
    assert variable_of("breaks.interval_min") == "SITBREAK_BREAKS__INTERVAL_MIN"


def test_the_table_has_a_row_for_every_key() -> None:
    rows = table().splitlines()
    assert len(rows) == len(keys()) + 2
    assert "| `breaks.interval_min` | `45` | a whole number from 30 to 60 |" in rows[2]
    assert all(row.count("|") == 5 for row in rows)


def test_the_sections_are_those_of_the_rules_and_the_comforts() -> None:
    assert json.dumps(sections()) == json.dumps(
        ["breaks", "snooze", "standing", "pause", "hours", "hold", "presence"]
        + ["routines", "notify", "window", "tray", "history", "team"]
    )
    assert paths.bundled("config", "default.toml").is_file()
