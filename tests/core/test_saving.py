"""Saved state (rule P10): read back as it was, or refused whole. It is never believed blindly."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitbreak.core import engine, saving
from sitbreak.core.model import Evidence, Moment, Posture, Presence, Prompt, Reason, Rules
from sitbreak.core.saving import Unusable
from sitbreak.core.state import Episode, Paused, RunningBreak, Standing, State, Undo, Whereabouts

SAVED_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
EPISODE = Episode(
    prompt=Prompt.HELD,
    since_s=4800.0,
    interval_s=2700.0,
    n=2,
    live=True,
    reasons=(Reason.CALL, Reason.DND),
    was_held=True,
    snoozed_until_s=5300.0,
    snoozed_min=5,
    snooze_used_min=10,
    again_at_sitting_s=6000.0,
    floor_sitting_s=1.0,
    reminded_at_s=4700.0,
    snooze_clicked_at_s=4600.0,
)
FULL = State(
    mono_s=4000.0,
    boot_s=5000.0,
    asked_s=60.0,
    where=Whereabouts(
        presence=Presence.UNKNOWN,
        why_unknown="no source",
        input_on=True,
        input_at_s=4990.0,
        proof_at_s=4980.0,
        absent_since_s=4970.0,
        slept_s=40.0,
    ),
    sitting_s=3000.0,
    run_s=100.0,
    standing=Standing(since_s=4950.0, rested=True),
    episode=EPISODE,
    running=RunningBreak(
        routine="march",
        seconds=60.0,
        started_at_s=4990.0,
        input_s=3.0,
        skipped_s=4.0,
        paused_at_s=4995.0,
        episode=replace(EPISODE, n=1),
    ),
    paused=Paused(until_s=9000.0, day=739000),
    undo=Undo(sitting_s=2000.0, absent_s=400.0, until_s=5500.0, episode=Episode(), natural=False),
)


def later(seconds: float, *, slept_s: float = 0, boot_began_s: float = 0) -> Moment:
    """The moment *seconds* after saving; on a clock that began *boot_began_s* later for another boot."""
    boot_s = 5000.0 + seconds - boot_began_s
    mono_s = boot_s if boot_began_s else boot_s - 1000.0 - slept_s
    return Moment(wall=SAVED_AT + timedelta(seconds=seconds), mono_s=mono_s, boot_s=boot_s)


def plain(state: State = FULL) -> Any:
    """As it comes back from the disk."""
    return json.loads(json.dumps(saving.save(state, later(0), "boot")))


def restored(data: Any, moment: Moment, boot_id: str = "boot") -> State:
    state = saving.restore(data, moment, boot_id)
    assert state is not None
    return state


def test_what_was_saved_is_what_comes_back() -> None:
    state = restored(plain(), later(0))
    for part in ("sitting_s", "standing", "episode", "paused", "undo", "boot_s", "mono_s"):
        assert getattr(state, part) == getattr(FULL, part)
    assert state.running == replace(FULL.running, cut_at_s=5000.0)  # type: ignore[type-var]
    assert state.posture is Posture.STANDING


def test_a_break_saved_before_there_were_pauses_comes_back_without_one() -> None:
    data = plain()
    for name in ("skipped_s", "paused_at_s"):
        del data["state"]["running"][name]
    running = restored(data, later(0)).running
    assert running is not None
    assert (running.skipped_s, running.paused_at_s) == (0, None)


def test_the_time_between_is_an_absence() -> None:
    present = replace(FULL, where=replace(FULL.where, absent_since_s=None, slept_s=0.0))
    state = restored(plain(present), later(100))
    assert state.where.presence is Presence.AWAY
    assert state.where.absent_since_s == 5000.0
    assert not state.where.input_on


def test_an_absence_that_was_open_goes_on() -> None:
    assert restored(plain(), later(100)).where.absent_since_s == 4970.0


def test_a_sleep_while_it_was_not_running_is_known() -> None:
    assert restored(plain(), later(1000, slept_s=29)).where.slept_s == 40.0
    assert restored(plain(), later(1000, slept_s=600)).where.slept_s == 640.0


def test_after_another_boot_every_place_on_the_clock_is_moved() -> None:
    """By wall time: 100 s have passed, and the new boot is 30 s old."""
    state = restored(plain(), later(100, boot_began_s=5070), "another")
    by_s = 30.0 - 100.0 - 5000.0
    assert state.boot_s == 30.0
    assert state.where.absent_since_s == 4970.0 + by_s
    assert state.standing == Standing(since_s=4950.0 + by_s, rested=True)
    assert state.paused == Paused(until_s=9000.0 + by_s, day=739000)
    assert state.undo is not None
    assert state.undo.until_s == 5500.0 + by_s
    assert state.episode.reminded_at_s == 4700.0 + by_s
    assert state.episode.snoozed_until_s == 5300.0 + by_s
    assert state.running is not None
    assert state.running.started_at_s == 4990.0 + by_s
    assert state.running.paused_at_s == 4995.0 + by_s
    assert state.running.episode.reminded_at_s == 4700.0 + by_s
    assert (state.sitting_s, state.episode.again_at_sitting_s) == (3000.0, 6000.0)


@pytest.mark.parametrize(("seconds", "taken"), [(0, True), (86400, True), (86401, False), (-1, False)])
def test_a_save_from_the_future_or_older_than_a_day_is_ignored(seconds: float, taken: bool) -> None:
    assert (saving.restore(plain(), later(seconds), "boot") is not None) is taken
    assert (saving.restore(plain(), later(seconds, boot_began_s=1e6), "another") is not None) is taken


def test_two_boots_without_a_name_are_not_the_same() -> None:
    data = json.loads(json.dumps(saving.save(FULL, later(0), "")))
    assert restored(data, later(100, boot_began_s=5070), "").boot_s == 30.0


def changed(path: str, value: object) -> Any:
    data = plain()
    *inner, last = path.split(".")
    place = data
    for name in inner:
        place = place[name]
    place[last] = value
    return data


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        [],
        {},
        "state",
        changed("format", 0),
        changed("format", "1"),
        changed("wall_s", None),
        changed("wall_s", True),
        changed("state", None),
        changed("state.where", None),
        changed("state.where", []),
        changed("state.episode.prompt", "dancing"),
        changed("state.episode.prompt", ["none"]),
        changed("state.episode.reasons", "call"),
        changed("state.episode.reasons", ["rain"]),
        changed("state.episode.n", 1.5),
        changed("state.episode.n", True),
        changed("state.episode.n", -1),
        changed("state.episode.live", 1),
        changed("state.episode.more", 1),
        changed("state.sitting_s", float("nan")),
        changed("state.sitting_s", float("inf")),
        changed("state.sitting_s", 1e300),
        changed("state.sitting_s", 10**400),
        changed("state.sitting_s", "3000"),
        changed("state.sitting_s", False),
        changed("state.sitting_s", -1.0),
        changed("state.paused.until_s", 5000.0 + 26 * 3600),
        changed("state.where.absent_since_s", 5001.0),
        changed("state.running.episode.reminded_at_s", 6000.0),
        changed("state.running.paused_at_s", 5001.0),
        changed("state.running.more", 1),
        changed("state.where.why_unknown", 5),
    ],
)
def test_a_damaged_state_is_refused_whole(damaged: Any) -> None:
    with pytest.raises(Unusable):
        saving.restore(damaged, later(10), "boot")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, at: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return [at]
    return [at, *(place for name, inner in value.items() for place in places(inner, (*at, name)))]


@given(st.sampled_from(places(plain())[1:]), JSON)
def test_whatever_is_read_the_core_goes_on(place: tuple[str, ...], value: Any) -> None:
    """One field of a sound state replaced by anything."""
    data = changed(".".join(place), value)
    try:
        state = saving.restore(data, later(10), "boot")
    except Unusable:
        return
    if state is not None:
        for seconds in (10.0, 70.0, 4000.0):
            state = engine.step(state, later(seconds), Evidence(input_on=True), Rules()).state
