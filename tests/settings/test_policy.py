"""What rules make of what everybody has said: they narrow, the stronger first, and everything is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitbreak.settings.keys import keys
from sitbreak.settings.narrowing import narrowed
from sitbreak.settings.provenance import Asked, Layer, Merged, Place, Rule
from sitbreak.settings.rules import within

KEY = "breaks.interval_min"
WORD = "notify.style"
LIST = "snooze.choices_min"
REASON = "works council"
WHO = {"system": "system", "team": "Platform team"}
LAYERS = ("system", "team", "user", "env", "--set")


def layer(name: str, value: Any = None, *, key: str = KEY, **rule: Any) -> Layer:
    """A layer that says *value* on line 3 and a rule on line 9 of a file named after it."""
    made = Rule(said_by=WHO.get(name, ""), place=Place(layer=name, source=f"/{name}", line=9), **rule)
    return Layer(
        name=name,
        values={} if value is None else {key: value},
        places={} if value is None else {key: Place(layer=name, source=f"/{name}", line=3)},
        rules={key: made} if rule else {},
    )


def holds(*layers: Layer, key: str = KEY) -> tuple[Any, str, list[str]]:
    """The value of *key*, its origin, and the notes."""
    merged = narrowed(layers)
    return merged.values[key], merged.origins[key], list(merged.notes)


# --- layers


@pytest.mark.parametrize("highest", range(len(LAYERS)))
def test_the_highest_layer_that_says_something_holds(highest: int) -> None:
    layers = [layer(name, 40 + number) for number, name in enumerate(LAYERS[: highest + 1])]
    assert holds(*layers) == (40 + highest, f"{LAYERS[highest]} /{LAYERS[highest]}:3", [])


def test_a_team_is_a_default_of_its_own_and_no_more() -> None:
    assert holds(layer("team", 50)) == (50, "team /team:3", [])
    assert holds(layer("team", 50), layer("user", 30)) == (30, "user /user:3", [])


# --- bounds


@pytest.mark.parametrize(
    ("asked", "rule", "value", "ruling"),
    [
        (60, {"low": 30, "high": 50}, 50, "30 to 50"),
        (30, {"low": 40, "high": 50}, 40, "40 to 50"),
        (60, {"high": 50}, 50, "at most 50"),
        (30, {"low": 40}, 40, "at least 40"),
        (60, {"one_of": (30, 45)}, 45, "one of 30, 45"),
        (38, {"one_of": (30, 45, 60)}, 45, "one of 30, 45, 60"),
        (37, {"one_of": (30, 44)}, 30, "one of 30, 44"),
        (60, {"one_of": (30, 45), "high": 40}, 30, "one of 30, 45"),
    ],
)
def test_what_is_asked_beyond_a_bound_becomes_the_nearest_and_is_told(
    asked: int, rule: dict[str, Any], value: int, ruling: str
) -> None:
    found = holds(layer("team", reason=REASON, **rule), layer("user", asked))
    told = f"{KEY}: you asked for {asked}, and {value} holds ({ruling} by Platform team: {REASON})."
    assert found == (value, "user /user:3", [told])


@pytest.mark.parametrize("asked", [30, 45, 50])
def test_what_is_asked_within_the_bounds_is_left_alone(asked: int) -> None:
    merged = narrowed([layer("team", 45, low=30, high=50), layer("user", asked)])
    assert merged.values[KEY] == asked
    assert merged.asked == {}
    assert merged.notes == ()


def test_what_was_asked_is_kept_beside_what_holds() -> None:
    merged = narrowed([layer("team", low=30, high=50), layer("user", 60)])
    assert merged.asked == {KEY: Asked(value=60, origin="user /user:3")}
    assert merged.rules[KEY].high == 50


def test_a_default_outside_of_a_rule_gives_way_without_a_word() -> None:
    merged = narrowed([layer("team", low=50)])
    assert (merged.values[KEY], merged.origins[KEY]) == (50, "team /team:9")
    assert merged.asked == {}
    assert merged.notes == ()


@pytest.mark.parametrize("stronger", ["env", "--set"])
def test_no_variable_and_no_option_leads_past_a_rule(stronger: str) -> None:
    value, _origin, notes = holds(layer("team", high=50), layer("user", 40), layer(stronger, 60))
    assert value == 50
    assert len(notes) == 1


def test_a_word_that_is_not_among_the_choices_becomes_that_of_the_file_or_the_first() -> None:
    ruled = layer("system", "urgent", key=WORD, one_of=("urgent",))
    assert holds(ruled, layer("user", "normal", key=WORD), key=WORD)[0] == "urgent"
    unsaid = layer("system", key=WORD, one_of=("urgent",))
    assert holds(unsaid, key=WORD)[0] == "urgent"


# --- locks


def test_a_lock_holds_the_value_of_its_file() -> None:
    value, origin, notes = holds(layer("team", 50, lock=True, reason=REASON), layer("user", 40))
    assert (value, origin) == (50, "team /team:3")
    assert notes == [f"{KEY}: you asked for 40, and 50 holds (locked by Platform team: {REASON})."]


def test_a_lock_without_a_value_holds_what_the_layers_below_say() -> None:
    assert holds(layer("team", lock=True), layer("user", 40))[:2] == (45, "default")
    assert holds(layer("system", 55), layer("team", lock=True), layer("user", 40))[:2] == (
        55,
        "system /system:3",
    )


def test_who_asks_for_what_is_locked_anyway_is_told_nothing() -> None:
    assert holds(layer("team", 50, lock=True), layer("user", 50)) == (50, "user /user:3", [])


def test_a_list_is_locked_whole() -> None:
    assert holds(layer("team", [5], key=LIST, lock=True), layer("user", [5, 10], key=LIST), key=LIST)[0] == [
        5
    ]


# --- system and team


@pytest.mark.parametrize(
    ("system", "team", "asked", "value"),
    [
        ({"low": 30, "high": 50}, {"low": 40, "high": 60}, 60, 50),
        ({"low": 30, "high": 50}, {"low": 40, "high": 60}, 30, 40),
        ({"high": 50}, {"low": 40}, 60, 50),
        ({"one_of": (30, 40, 50)}, {"one_of": (40, 50, 60)}, 30, 40),
        ({"low": 45}, {"one_of": (40, 50)}, 40, 50),
        ({"one_of": (40, 50)}, {"high": 45}, 50, 40),
    ],
)
def test_bounds_of_system_and_team_both_hold(
    system: dict[str, Any], team: dict[str, Any], asked: int, value: int
) -> None:
    found = holds(layer("system", **system), layer("team", **team), layer("user", asked))
    assert found[0] == value
    assert len(found[2]) == 1


@pytest.mark.parametrize(
    ("system", "team"),
    [
        ({"high": 40}, {"low": 50}),
        ({"low": 50}, {"high": 40}),
        ({"one_of": (30, 40)}, {"one_of": (50, 60)}),
        ({"one_of": (30, 40)}, {"low": 50}),
        ({"high": 40}, {"one_of": (50, 60)}),
    ],
)
def test_a_team_rule_that_leaves_nothing_of_the_systems_is_dropped_and_told(
    system: dict[str, Any], team: dict[str, Any]
) -> None:
    merged = narrowed([layer("system", **system), layer("team", **team), layer("user", 45)])
    assert within(layer("system", **system).rules[KEY], merged.values[KEY])
    assert merged.rules[KEY].said_by == "system"
    assert merged.notes[0].startswith(f"{KEY}: a rule is left out (")
    assert "Platform team" in merged.notes[0]
    assert "the system file" in merged.notes[0]


def test_the_lock_of_the_system_is_stronger_than_any_rule_of_a_team() -> None:
    locked = layer("system", 45, lock=True)
    for rule in ({"high": 40}, {"lock": True}):
        value, origin, notes = holds(locked, layer("team", 50, **rule), layer("user", 30))
        assert (value, origin) == (45, "system /system:3")
        assert len(notes) == 2
    assert len(holds(locked, layer("team", high=50), layer("user", 45))[2]) == 0


def test_a_lock_of_the_team_on_what_the_system_forbids_is_dropped() -> None:
    value, _origin, notes = holds(layer("system", high=40), layer("team", 50, lock=True), layer("user", 35))
    assert value == 35
    assert notes[0].startswith(f"{KEY}: a rule is left out (locked by Platform team)")


def test_a_lock_of_the_team_without_a_value_holds_what_the_system_has_left() -> None:
    found = holds(layer("system", high=40), layer("team", lock=True), layer("user", 30))
    assert found[:2] == (40, "system /system:9")


def test_a_lock_of_the_team_on_what_the_system_allows_holds() -> None:
    merged = narrowed([layer("system", low=40), layer("team", 50, lock=True), layer("user", 60)])
    assert merged.values[KEY] == 50
    assert merged.rules[KEY].lock


def test_what_a_team_asks_for_beyond_the_systems_bounds_is_told_as_the_teams() -> None:
    _value, _origin, notes = holds(layer("system", high=40), layer("team", 50))
    assert notes == [f"{KEY}: team /team:3 asks for 50, and 40 holds (at most 40 by the system file)."]


def test_two_rules_that_both_narrow_are_told_as_of_both() -> None:
    merged = narrowed([layer("system", low=40, reason="a"), layer("team", high=50, reason="b")])
    rule = merged.rules[KEY]
    assert (rule.low, rule.high, rule.reason) == (40, 50, "a; b")
    assert rule.said_by == "the system file and Platform team"


def test_a_rule_that_adds_nothing_is_not_named() -> None:
    merged = narrowed([layer("system", high=40), layer("team", high=50)])
    assert merged.rules[KEY].said_by == "system"
    merged = narrowed([layer("system", high=50), layer("team", high=40)])
    assert merged.rules[KEY].said_by == "Platform team"


# --- for all settings

numbers = st.integers(30, 60)
maybe = st.none() | numbers


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    """A rule as a file may have it after it was read: never empty in itself."""
    if draw(st.booleans()):
        return {"lock": True} if draw(st.booleans()) else {}
    low, high = draw(maybe), draw(maybe)
    if low is not None and high is not None and low > high:
        low, high = high, low
    choices = draw(st.none() | st.lists(numbers, min_size=1, max_size=4))
    bounds = Rule(low=low, high=high)
    if choices is not None and not any(within(bounds, choice) for choice in choices):
        choices = None
    said = {"low": low, "high": high, "one_of": tuple(choices) if choices else None}
    return {name: part for name, part in said.items() if part is not None}


@st.composite
def stacks(draw: st.DrawFn) -> list[Layer]:
    shared = [layer(name, draw(maybe), **draw(rules())) for name in ("system", "team")]
    return shared + [layer(name, draw(maybe)) for name in ("user", "env", "--set")]


def merged_without(layers: list[Layer], *names: str) -> Merged:
    return narrowed([each for each in layers if each.name not in names])


@given(stacks())
def test_the_strongest_rule_always_holds(layers: list[Layer]) -> None:
    system = layers[0]
    value = narrowed(layers).values[KEY]
    rule = system.rules.get(KEY)
    if rule and rule.lock:
        assert value == system.values.get(KEY, 45)
    elif rule:
        assert within(rule, value)


@given(stacks())
def test_a_rule_of_the_team_holds_or_is_told_to_be_left_out(layers: list[Layer]) -> None:
    merged = narrowed(layers)
    rule = layers[1].rules.get(KEY)
    left_out = any("is left out" in note for note in merged.notes)
    if rule is None:
        assert not left_out
    elif not rule.lock:
        assert left_out or within(rule, merged.values[KEY])
    elif KEY in layers[1].values:
        assert left_out or merged.values[KEY] == layers[1].values[KEY]


@given(stacks())
def test_what_is_asked_within_all_rules_is_what_holds(layers: list[Layer]) -> None:
    merged = narrowed(layers)
    said = [each for each in layers if KEY in each.values]
    asked = said[-1].values[KEY] if said else 45
    locks = [each for each in layers if KEY in each.rules and each.rules[KEY].lock]
    if not locks and all(within(each.rules[KEY], asked) for each in layers if KEY in each.rules):
        assert merged.values[KEY] == asked
        assert merged.notes == ()
        assert merged.asked == {}


@given(stacks())
def test_without_rules_the_order_of_the_layers_decides(layers: list[Layer]) -> None:
    bare = [Layer(name=each.name, values=each.values, places=each.places) for each in layers]
    said = [each for each in bare if each.values]
    merged = narrowed(bare)
    assert merged.values[KEY] == (said[-1].values[KEY] if said else 45)
    assert merged.origins[KEY] == (said[-1].places[KEY].origin if said else "default")


@given(stacks())
def test_whatever_is_said_the_model_allows_what_holds(layers: list[Layer]) -> None:
    merged = narrowed(layers)
    assert isinstance(merged.values[KEY], int)
    assert 30 <= merged.values[KEY] <= 60
    assert {name: value for name, value in merged.values.items() if name != KEY} == {
        name: key.default for name, key in keys().items() if name != KEY
    }


@given(stacks())
def test_a_wish_that_was_not_granted_is_kept_and_told_and_one_that_was_is_not(layers: list[Layer]) -> None:
    merged = narrowed(layers)
    said = [each for each in layers if KEY in each.values]
    denied = bool(said) and said[-1].values[KEY] != merged.values[KEY]
    assert (KEY in merged.asked) is denied
    assert any(" holds (" in note for note in merged.notes) is denied


@given(stacks())
def test_the_user_cannot_change_what_is_locked(layers: list[Layer]) -> None:
    merged = narrowed(layers)
    if KEY in merged.rules and merged.rules[KEY].lock:
        assert merged_without(layers, "user", "env", "--set").values[KEY] == merged.values[KEY]
