"""What nobody can tell (rule P6): neither sitting nor rest."""

from __future__ import annotations

from tests.ledgers.ledger import at, ledger, then


def test_what_nobody_can_tell_is_neither_sitting_nor_rest() -> None:
    """P6."""
    ledger(
        [
            at(0, input=True),
            at(1000, idle_known=False),
            at(3000, ask=True),
            at(3000.5, idle_known=True),
            at(3100.5, ask=True),
        ],
        [
            then(0, "state", presence="active"),
            then(1000, "state", presence="unknown"),
            then(3000, "status", sitting_s=1000, presence="unknown", reasons=[], next_in_s=None),
            then(3000.5, "state", presence="active"),
            then(3100.5, "status", sitting_s=1100),
        ],
        states=True,
    )


def test_not_known_from_the_start() -> None:
    """P6."""
    ledger(
        [at(0, input=True, idle_known=False), at(1000, idle_known=True), at(1500, ask=True)],
        [then(1500, "status", sitting_s=500)],
    )


def test_unknown_and_gone_is_absent_for_the_known_part_only() -> None:
    """P6, P2: 100 s quiet before, 50 s after; the 1300 s between are no rest."""
    ledger(
        [
            at(0, input=True),
            at(600, input=False),
            at(700, idle_known=False),
            at(2000, idle_known=True),
            at(2010, ask=True),
            at(2050, input=True),
            at(2100, ask=True),
        ],
        [
            then(2010, "status", sitting_s=600, presence="away"),
            then(2100, "status", sitting_s=650, presence="active"),
        ],
    )


def test_unknown_inside_an_absence_does_not_make_it_longer() -> None:
    """P6: 200 s and 50 s away, 1000 s unknown between."""
    ledger(
        [
            at(0, input=True),
            at(600, input=False),
            at(800, idle_known=False),
            at(1800, idle_known=True),
            at(1850, input=True),
            at(1900, ask=True),
        ],
        [then(1900, "status", sitting_s=650)],
    )


def test_unknown_at_the_end_of_an_absence() -> None:
    """P6, P4: away for 400 s, then not known, then back: the known part is a rest."""
    ledger(
        [
            at(0, input=True),
            at(600, input=False),
            at(1000, idle_known=False),
            at(1500, idle_known=True, input=True),
            at(1550, ask=True),
        ],
        [then(1500, "rest", kind="absence", seconds=400), then(1550, "status", sitting_s=50)],
    )


def test_a_call_and_a_locked_screen_tell_without_any_idle_source() -> None:
    """P2, P3, P6."""
    ledger(
        [
            at(0, input=True, idle_known=False),
            at(1000, call=True),
            at(1500, call=False),
            at(1600, locked=True),
            at(1700, ask=True),
            at(2000, locked=False),
            at(2100, ask=True),
        ],
        [
            then(0, "state", presence="unknown"),
            then(1000, "state", presence="quiet"),
            then(1500, "state", presence="unknown"),
            then(1600, "state", presence="away"),
            then(1700, "status", sitting_s=500),
            then(2000, "rest", kind="absence", seconds=400),
            then(2000, "state", presence="unknown"),
            then(2100, "status", sitting_s=0),
        ],
        states=True,
    )


def test_a_suspend_is_a_rest_even_when_nobody_can_tell_of_input() -> None:
    """P2, P6: judged when somebody can tell again."""
    ledger(
        [
            at(0, input=True),
            at(1000, idle_known=False),
            at(1100, suspend=600),
            at(1800, idle_known=True),
            at(1900, ask=True),
        ],
        [then(1800, "rest", kind="suspend", seconds=600), then(1900, "status", sitting_s=100)],
    )
