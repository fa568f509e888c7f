"""The two tables: sitbreak's figures against their budgets, and the programs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.resident import Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure. *budget* is what it may be at most; None where there is none."""

    name: str
    unit: str
    value: float | None  # None: it could not be measured, and *note* says why
    budget: float | None
    how: str  # the command that gives it
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return f"not measured: {self.note}"
        if self.budget is None:
            return self.note
        if self.value <= self.budget:
            return "met"
        missed = f"missed by {number(self.value - self.budget)} {self.unit}".rstrip()
        return f"{missed} ({self.note})" if self.note else missed


def budgets(figures: Sequence[Figure]) -> str:
    rows = [("figure", "measured", "at most", "verdict", "how it is measured")]
    for figure in figures:
        value = "–" if figure.value is None else f"{number(figure.value)} {figure.unit}"
        limit = "" if figure.budget is None else f"{figure.budget:g} {figure.unit}"
        rows.append((figure.name, value, limit, figure.verdict, figure.how))
    return lines_of(rows)


def side_by_side(costs: dict[str, Cost | str]) -> str:
    """A line for each program; a text instead of a cost says why there is none."""
    head = ("program", "USS MiB", "RSS MiB", "wake-ups/min idle", "… pointer moving", "CPU ms/min idle")
    rows: list[tuple[str, ...]] = [(*head, "start to icon ms", "threads / processes")]
    for name, cost in costs.items():
        if isinstance(cost, str):
            rows.append((name, cost, "", "", "", "", "", ""))
            continue
        start = number(cost.start.visible_ms) if cost.start else "–"
        figures = (
            *(cost.memory.uss_mib, cost.memory.rss_mib, cost.idle.wakeups_per_min),
            *(cost.moving.wakeups_per_min, cost.idle.cpu_ms_per_min),
        )
        rows.append((name, *map(number, figures), start, f"{cost.threads} / {cost.processes}"))
    return lines_of(rows)


def lines_of(rows: Sequence[tuple[str, ...]]) -> str:
    """The rows as a Markdown table, which is readable as it is."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
