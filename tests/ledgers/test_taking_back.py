"""Endless input, and *I was sitting* (rules P7, P8)."""

from __future__ import annotations

from tests.ledgers.ledger import at, ledger, run, sitting, then

NO_REPEAT = {"breaks.repeat_max": 1}


def test_input_that_never_pauses_is_still_reminded_of() -> None:
    """P7, R3: with waiting for a pause switched on."""
    lines = run([at(0, input=True), at(4 * 3600, ask=True)], config={"breaks.wait_for_pause_s": 5})
    reminders = [line["at"] for line in lines if line["effect"] == "remind"]
    assert reminders[0] == 3000
    assert sitting(lines, 4 * 3600) == 4 * 3600


# --- I was sitting (P8) -------------------------------------------------------------------------------------


def test_who_read_on_paper_takes_the_rest_back() -> None:
    """P8: the absence counts as sitting, and the rest is struck from the summary."""
    ledger(
        [
            at(0, input=True),
            at(1000, input=False),
            at(1500, input=True),
            at(1600, do="was_sitting"),
            at(1700, ask=True),
            at(2750, end=True),
        ],
        [
            then(1500, "rest", kind="absence", seconds=500),
            then(1700, "status", sitting_s=1700),
            then(2700, "remind", n=1, sitting_s=2700),
            then(2750, "summary", sat_s=2750, longest_s=2750, reminders=1, natural=0),
        ],
    )


def test_a_rest_can_be_taken_back_for_ten_minutes() -> None:
    """P8: at the tenth minute still, after it no more."""
    for clicked_s, sat_s in ((2100, 2200), (2101, 700)):
        lines = run(
            [
                at(0, input=True),
                at(1000, input=False),
                at(1500, input=True),
                at(clicked_s, do="was_sitting"),
                at(2200, ask=True),
            ]
        )
        assert sitting(lines, 2200) == sat_s
        refused = [line for line in lines if line["effect"] == "refused"]
        assert [line["do"] for line in refused] == ["was_sitting"] * (sat_s == 700)
        assert all(line["why"] for line in refused)


def test_a_rest_is_taken_back_once() -> None:
    """P8."""
    ledger(
        [
            at(0, input=True),
            at(1000, input=False),
            at(1500, input=True),
            at(1510, do="was_sitting"),
            at(1520, do="was_sitting"),
            at(1600, ask=True),
        ],
        [
            then(1500, "rest"),
            then(1520, "refused", do="was_sitting"),
            then(1600, "status", sitting_s=1600),
        ],
    )


def test_nothing_can_be_taken_back_without_a_rest() -> None:
    """P8: a short absence is none."""
    ledger(
        [at(0, input=True), at(1000, input=False), at(1200, input=True), at(1210, do="was_sitting")],
        [then(1210, "refused", do="was_sitting")],
    )


def test_a_suspend_cannot_be_taken_back() -> None:
    """P8: not even when it was only a part of the absence."""
    ledger(
        [
            at(0, input=True),
            at(1000, locked=True),
            at(1200, suspend=600),
            at(1900, locked=False),
            at(1910, do="was_sitting"),
        ],
        [then(1900, "rest", kind="suspend", seconds=900), then(1910, "refused", do="was_sitting")],
    )


def test_a_break_cannot_be_taken_back_as_an_absence() -> None:
    """P8."""
    lines = run(
        [
            at(0, input=True),
            at(100, input=False),
            at(110, do="start"),
            at(300, input=True),
            at(310, do="was_sitting"),
        ]
    )
    assert [line["effect"] for line in lines if line["effect"] in ("rest", "refused")] == ["rest", "refused"]


def test_a_reminder_that_was_open_is_open_again() -> None:
    """P8: the natural break is struck; the reminder comes again, as the next of the same episode."""
    ledger(
        [
            at(0, input=True),
            at(2710, input=False),
            at(3100, input=True),
            at(3150, do="was_sitting"),
            at(3151, ask=True),
            at(3200, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2890, "hold", reasons=["away"]),
            then(3100, "rest", kind="absence", seconds=390),
            then(3100, "withdraw"),
            then(3100, "break", outcome="natural"),
            then(3150, "remind", n=2, sitting_s=3150),
            then(3151, "status", sitting_s=3151, prompt="shown"),
            then(3200, "summary", sat_s=3200, longest_s=3200, natural=0, reminders=2),
        ],
    )


def test_no_second_reminder_within_5_min_for_a_rest_taken_back() -> None:
    """P8, R6."""
    ledger(
        [
            at(0, input=True),
            at(2550, input=False),
            at(2780, ask=True),
            at(2860, input=True),
            at(2861, do="was_sitting"),
            at(3010, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2730, "hold", reasons=["away"]),
            then(2780, "status", sitting_s=2550, prompt="held"),
            then(2860, "rest", kind="absence", seconds=310),
            then(2860, "withdraw"),
            then(2860, "break", outcome="natural"),
            then(3000, "remind", n=2, sitting_s=3000),
        ],
    )


def test_a_silent_episode_stays_silent_when_its_rest_is_taken_back() -> None:
    """P8, R5."""
    ledger(
        [
            at(0, input=True),
            at(3100, input=False),
            at(3500, input=True),
            at(3510, do="was_sitting"),
            at(3520, ask=True),
            at(4810, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(3280, "hold", reasons=["away"]),
            then(3500, "rest"),
            then(3500, "withdraw"),
            then(3500, "break", outcome="natural"),
            then(3520, "status", sitting_s=3520, prompt="silent"),
            then(4800, "remind", n=2, sitting_s=4800),
        ],
        config=NO_REPEAT,
    )


def test_a_skip_before_the_rest_still_counts_when_it_is_taken_back() -> None:
    """P8, R9: the next reminder comes 30 min after the skip, not at once."""
    ledger(
        [
            at(0, input=True),
            at(2710, do="skip"),
            at(3000, input=False),
            at(3400, input=True),
            at(3410, do="was_sitting"),
            at(4520, end=True),
        ],
        [
            then(2700, "remind", n=1),
            then(2710, "withdraw"),
            then(2710, "break", outcome="skipped"),
            then(3400, "rest"),
            then(4510, "remind", n=1, sitting_s=4510),
        ],
    )
