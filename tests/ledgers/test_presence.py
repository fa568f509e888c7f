"""Presence and sitting time (rules P1 to P5): what is sitting, what is absence, what is a rest."""

from __future__ import annotations

import pytest

from tests.ledgers.ledger import Line, at, ledger, run, then


def test_reading_is_sitting_like_typing() -> None:
    """P1: quiet counts as well as active."""
    ledger(
        [at(0, input=True), at(1000, input=False), at(1170, input=True), at(1200, ask=True)],
        [then(1200, "status", sitting_s=1200)],
    )


def test_nobody_at_the_desk_does_not_sit() -> None:
    """P1, P2: at the start there is no input."""
    ledger(
        [at(179, ask=True), at(181, ask=True), at(4000, ask=True)],
        [
            then(179, "status", sitting_s=179, presence="quiet"),
            then(181, "status", sitting_s=0, presence="away"),
            then(4000, "status", sitting_s=0, presence="away", next_in_s=None),
        ],
    )


def test_away_is_counted_from_the_last_input() -> None:
    """P2: the quiet stretch already counted is taken back."""
    ledger(
        [at(0, input=True), at(1000, input=False), at(1179, ask=True), at(1181, ask=True)],
        [
            then(0, "state", presence="active"),
            then(1000, "state", presence="quiet"),
            then(1179, "status", sitting_s=1179),
            then(1180, "state", presence="away"),
            then(1181, "status", sitting_s=1000),
        ],
        states=True,
    )


def test_a_short_way_to_the_printer_freezes_sitting_time() -> None:
    """P4: it goes on from the old figure."""
    ledger(
        [at(0, input=True), at(1000, input=False), at(1299, input=True), at(1400, ask=True)],
        [then(1400, "status", sitting_s=1101)],
    )


def test_five_minutes_away_are_a_rest() -> None:
    """P4: sitting time is 0 from the return on."""
    ledger(
        [
            at(0, input=True),
            at(1000, input=False),
            at(1290, ask=True),
            at(1300, input=True),
            at(1400, ask=True),
        ],
        [
            then(1290, "status", sitting_s=1000, presence="away"),
            then(1300, "rest", kind="absence", seconds=300),
            then(1400, "status", sitting_s=100),
        ],
    )


def test_two_short_absences_are_no_rest() -> None:
    """P4: only absences that touch are one."""
    ledger(
        [
            at(0, input=True),
            at(1000, input=False),
            at(1200, input=True),
            at(1210, input=False),
            at(1410, input=True),
            at(1500, ask=True),
        ],
        [then(1500, "status", sitting_s=1100)],
    )


@pytest.mark.parametrize("flag", ["locked", "inactive"])
def test_locking_or_handing_over_the_session_is_absence_from_that_moment(flag: str) -> None:
    """P2: not from the last input, which proves nothing about the time until then."""
    lines: list[Line] = [
        at(0, input=True),
        at(900, input=False),
        at(1000, **{flag: True}),
        at(1010, ask=True),
        at(1299, **{flag: False}),
        at(1350, ask=True),
    ]
    ledger(
        lines,
        [then(1010, "status", sitting_s=1000, presence="away"), then(1350, "status", sitting_s=1051)],
    )
    lines[4] = at(1300, **{flag: False})
    ledger(
        lines,
        [
            then(1010, "status", sitting_s=1000, presence="away"),
            then(1300, "rest", kind="absence", seconds=300),
            then(1350, "status", sitting_s=50),
        ],
    )


def test_typing_at_the_lock_screen_is_not_presence() -> None:
    """P5."""
    ledger(
        [
            at(0, input=True),
            at(1000, locked=True),
            at(1100, input=False),
            at(1200, input=True),
            at(1250, ask=True),
            at(1400, locked=False),
            at(1450, ask=True),
        ],
        [
            then(1250, "status", sitting_s=1000, presence="away"),
            then(1400, "rest", kind="absence", seconds=400),
            then(1450, "status", sitting_s=50, presence="active"),
        ],
    )


def test_unlocking_is_a_return_without_any_input() -> None:
    """P5."""
    ledger(
        [at(0, input=True), at(1000, locked=True, input=False), at(1400, locked=False), at(1450, ask=True)],
        [
            then(1400, "rest", kind="absence", seconds=400),
            then(1450, "status", sitting_s=50, presence="quiet"),
        ],
    )


def test_who_unlocks_and_is_not_seen_was_away_from_the_unlocking() -> None:
    """P2, P5: unlocking is the last evidence."""
    ledger(
        [
            at(0, input=True),
            at(1000, locked=True, input=False),
            at(1400, locked=False),
            at(1500, ask=True),
            at(1581, ask=True),
            at(1700, input=True),
        ],
        [
            then(1400, "rest", kind="absence", seconds=400),
            then(1500, "status", sitting_s=100),
            then(1581, "status", sitting_s=0, presence="away"),
            then(1700, "rest", kind="absence", seconds=300),
        ],
    )


def test_idle_then_locked_then_asleep_is_one_absence() -> None:
    """P4: the coffee break in which the machine goes to sleep."""
    ledger(
        [
            at(0, input=True),
            at(1000, input=False),
            at(1300, locked=True),
            at(1400, suspend=1000),
            at(2400, input=True),
            at(2420, locked=False),
            at(2450, ask=True),
        ],
        [then(2420, "rest", kind="suspend", seconds=1420), then(2450, "status", sitting_s=30)],
    )


def test_short_pieces_that_touch_are_one_rest() -> None:
    """P4: 100 s locked, 100 s asleep, 100 s locked."""
    ledger(
        [at(0, input=True), at(1000, locked=True), at(1100, suspend=100), at(1300, locked=False)],
        [then(1300, "rest", kind="suspend", seconds=300)],
    )


def test_a_listener_in_a_call_is_sitting() -> None:
    """P3: no lack of input makes the user away."""
    ledger(
        [at(0, input=True), at(600, call=True, input=False), at(2400, ask=True)],
        [then(2400, "status", sitting_s=2400, presence="quiet", reasons=["call"])],
    )


def test_a_film_is_sitting() -> None:
    """P3: an idle inhibitor proves presence, and holds nothing back."""
    ledger(
        [at(0, input=True), at(600, video=True, input=False), at(2750, ask=True)],
        [
            then(2700, "remind", n=1, sitting_s=2700),
            then(2750, "status", sitting_s=2750, presence="quiet", reasons=[]),
        ],
    )


@pytest.mark.parametrize("flag", ["call", "video"])
def test_who_leaves_after_a_call_was_away_from_its_end(flag: str) -> None:
    """P2: the last evidence is the end of the call or video, not the last input."""
    ledger(
        [
            at(0, input=True),
            at(600, input=False, **{flag: True}),
            at(1200, **{flag: False}),
            at(1379, ask=True),
            at(1381, ask=True),
            at(1500, input=True),
        ],
        [
            then(1379, "status", sitting_s=1379, presence="quiet"),
            then(1381, "status", sitting_s=1200, presence="away"),
            then(1500, "rest", kind="absence", seconds=300),
        ],
    )


@pytest.mark.parametrize("flag", ["call", "video"])
def test_what_is_switched_off_proves_nothing(flag: str) -> None:
    """P3, presence.call and presence.video."""
    ledger(
        [at(0, input=True), at(600, input=False, **{flag: True}), at(1000, ask=True)],
        [then(1000, "status", sitting_s=600, presence="away")],
        config={f"presence.{flag}": False},
    )


def test_a_locked_screen_beats_a_call() -> None:
    """P3."""
    ledger(
        [at(0, input=True), at(600, call=True), at(1000, locked=True), at(1400, locked=False)],
        [then(1400, "rest", kind="absence", seconds=400)],
    )


def test_a_call_that_begins_brings_the_user_back() -> None:
    """P3: away, then on the phone through the computer."""
    ledger(
        [at(0, input=True), at(1000, input=False), at(1400, call=True), at(1500, ask=True)],
        [
            then(1400, "rest", kind="absence", seconds=400),
            then(1500, "status", sitting_s=100, presence="quiet"),
        ],
    )


@pytest.mark.parametrize("away_after_s", [60, 900])
def test_away_comes_as_late_as_one_likes(away_after_s: int) -> None:
    """P2, breaks.away_after_s."""
    lines = run(
        [at(0, input=True), at(1000, input=False), at(1001 + away_after_s, ask=True)],
        config={"breaks.away_after_s": away_after_s},
    )
    away = next(line for line in lines if line["effect"] == "state" and line["presence"] == "away")
    assert away["at"] == 1000 + away_after_s


@pytest.mark.parametrize("rest_after_s", [120, 1800])
def test_a_rest_takes_as_long_as_one_likes(rest_after_s: int) -> None:
    """P4, breaks.rest_after_s."""
    for seconds, rests in ((rest_after_s - 1, 0), (rest_after_s, 1)):
        lines = run(
            [at(0, input=True), at(1000, locked=True), at(1000 + seconds, locked=False)],
            config={"breaks.rest_after_s": rest_after_s},
        )
        assert sum(line["effect"] == "rest" for line in lines) == rests
