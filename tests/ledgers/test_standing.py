"""Standing (rule P9): what the user says of his posture."""

from __future__ import annotations

from tests.ledgers.ledger import Line, at, ledger, then


def test_standing_for_five_minutes_is_a_rest() -> None:
    """P9: sitting time is frozen, then 0."""
    ledger(
        [
            at(0, input=True),
            at(1000, do="stand"),
            at(1299, ask=True),
            at(1301, ask=True),
            at(2000, do="sit"),
            at(2100, ask=True),
        ],
        [
            then(1299, "status", sitting_s=1000, posture="standing", next_in_s=None, reasons=["standing"]),
            then(1300, "rest", kind="standing", seconds=300),
            then(1301, "status", sitting_s=0, posture="standing"),
            then(2100, "status", sitting_s=100, posture="sitting", reasons=[]),
        ],
    )


def test_standing_for_a_moment_freezes_sitting_time() -> None:
    """P9."""
    ledger(
        [at(0, input=True), at(1000, do="stand"), at(1200, do="sit"), at(1300, ask=True)],
        [then(1300, "status", sitting_s=1100)],
    )


def test_standing_ends_by_itself() -> None:
    """P9, standing.max_min."""
    ledger(
        [at(0, input=True), at(1000, do="stand"), at(1000 + 900, ask=True), at(2000, ask=True)],
        [
            then(0, "state", posture="sitting"),
            then(1000, "state", posture="standing"),
            then(1300, "rest", kind="standing", seconds=300),
            then(1900, "state", posture="sitting"),
            then(1900, "status", posture="sitting", sitting_s=0),
            then(2000, "status", posture="sitting", sitting_s=100),
        ],
        states=True,
        config={"standing.max_min": 15},
    )


def test_who_walks_away_from_standing_comes_back_sitting() -> None:
    """P9: an absence that is a rest ends standing; a shorter one does not."""
    script: list[Line] = [
        at(0, input=True),
        at(1000, do="stand"),
        at(1400, locked=True),
        at(1699, locked=False),
        at(1750, ask=True),
    ]
    rest = then(1300, "rest", kind="standing", seconds=300)
    ledger(script, [rest, then(1750, "status", posture="standing", sitting_s=0)])
    script[3] = at(1700, locked=False)
    ledger(
        script,
        [
            rest,
            then(1700, "rest", kind="absence", seconds=300),
            then(1750, "status", posture="sitting", sitting_s=50),
        ],
    )


def test_standing_up_when_reminded_is_an_answer() -> None:
    """P9, R2, B3: held while standing, then a natural break."""
    ledger(
        [at(0, input=True), at(2720, do="stand"), at(3100, ask=True)],
        [
            then(2700, "remind", n=1),
            then(2720, "withdraw"),
            then(2720, "hold", reasons=["standing"]),
            then(3020, "rest", kind="standing", seconds=300),
            then(3020, "break", outcome="natural"),
            then(3100, "status", prompt="none", posture="standing", sitting_s=0),
        ],
    )


def test_sitting_down_again_at_once_brings_the_reminder_back() -> None:
    """R4, R6: five minutes after the first at the soonest."""
    ledger(
        [at(0, input=True), at(2720, do="stand"), at(2800, do="sit"), at(3010, end=True)],
        [
            then(2700, "remind", n=1),
            then(2720, "withdraw"),
            then(2720, "hold", reasons=["standing"]),
            then(2800, "release", reasons=["standing"]),
            then(3000, "remind", n=2, sitting_s=2920),
        ],
    )


def test_who_stands_already_is_told_so() -> None:
    """P9: nothing changes."""
    ledger(
        [at(0, input=True), at(10, do="sit"), at(20, do="stand"), at(200, do="stand"), at(325, end=True)],
        [
            then(10, "refused", do="sit"),
            then(200, "refused", do="stand"),
            then(320, "rest", kind="standing", seconds=300),
        ],
    )
