"""Five days at a desk, and the lines of their output that matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitbreak.commands.simulate import simulated
from tests.ledgers.ledger import Line, compare, then

DAYS = Path(__file__).parent / "days"
NOBODY = {"reasons": [], "snooze_left_min": 15, "presence": "active", "posture": "sitting"}

EXPECTED: dict[str, list[Line]] = {
    # Two hours at the desk, coffee at 40 min, a reminder answered by walking off.
    "office-morning": [
        then(2760, "rest", kind="absence", seconds=360),
        then(5460, "remind", n=1, sitting_s=2700),
        then(5680, "hold", reasons=["away"]),
        then(5900, "rest", kind="absence", seconds=400),
        then(5900, "withdraw"),
        then(5900, "break", outcome="natural"),
        then(5950, "status", sitting_s=50, prompt="none", **NOBODY),
        then(7200, "summary", sat_s=2400 + 2740 + 1300, longest_s=2740, reminders=1, natural=1, done=0),
    ],
    # A call from minute 20 to 80: sitting goes on, the reminder is held, then shown once.
    "long-call": [
        then(2700, "hold", reasons=["call"]),
        then(4800, "release", reasons=["call"]),
        then(4800, "remind", n=1, sitting_s=4800),
        then(4830, "status", sitting_s=4830, prompt="shown", **NOBODY),
        then(4900, "summary", sat_s=4900, longest_s=4900, reminders=1, natural=0),
    ],
    # Snooze 5, then 10: the budget of 15 is used up.
    "snooze-twice": [
        then(2700, "remind", n=1, sitting_s=2700),
        then(2710, "withdraw"),
        then(3010, "remind", n=2, sitting_s=3010),
        then(3020, "withdraw"),
        then(3030, "status", sitting_s=3030, prompt="snoozed", **{**NOBODY, "snooze_left_min": 0}),
        then(3620, "remind", n=3, sitting_s=3620),
        then(3700, "summary", sat_s=3700, reminders=3),
    ],
    # Lid closed at minute 30 for 20 min.
    "lid-closed": [
        then(3000, "rest", kind="suspend", seconds=1200),
        then(3060, "status", sitting_s=60, prompt="none", next_in_s=2640, **NOBODY),
        then(3100, "summary", sat_s=1900, longest_s=1800, reminders=0),
    ],
    # Default settings: due at 45 min, shown at the first 5 s without input.
    "typing-pause": [
        then(2805, "remind", n=1, sitting_s=2805),
        then(2820, "summary", sat_s=2820, reminders=1),
    ],
}


@pytest.mark.parametrize("day", EXPECTED)
def test_the_day_goes_as_the_rules_say(day: str) -> None:
    """Section 7."""
    lines = (DAYS / f"{day}.jsonl").read_text("utf-8").splitlines()
    compare(simulated(lines), EXPECTED[day])


def test_every_example_day_is_tested() -> None:
    assert {file.stem for file in DAYS.iterdir()} == set(EXPECTED)
