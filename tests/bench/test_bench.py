"""The bench itself: its year is a year, its verdicts are right. The figures are nobody's test."""

from __future__ import annotations

import json

from tests.bench import office_year
from tests.bench.table import Figure, budgets


def _verdict(value: float | None, budget: float | None, note: str = "") -> str:
    return Figure(name="memory", unit="MiB", value=value, budget=budget, how="", note=note).verdict


def test_a_figure_at_its_budget_meets_it() -> None:
    assert _verdict(10, 10) == "met"


def test_a_missed_budget_says_by_how_much_and_why() -> None:
    assert _verdict(12.5, 10) == "missed by 2.50 MiB"
    assert _verdict(12.5, 10, "a large library") == "missed by 2.50 MiB (a large library)"


def test_what_could_not_be_measured_is_not_said_to_be_met() -> None:
    assert _verdict(None, 10, "no icon") == "not measured: no icon"


def test_the_table_lines_up() -> None:
    text = budgets([Figure(name="memory", unit="MiB", value=9, budget=10, how="look")])
    assert len({len(line) for line in text.splitlines()}) == 1


def test_the_office_year_is_250_days_in_order_and_the_same_each_time() -> None:
    text = office_year.script()
    assert text == office_year.script()
    lines = [json.loads(line) for line in text.splitlines()]
    places = [line["at"] for line in lines[1:]]
    assert places == sorted(places)
    assert sum("suspend" in line for line in lines) == 250
    assert lines[-1] == {"at": 50 * 7 * 24 * 3600, "end": True}
