"""Every figure that has a budget, with the budget and with the command that gives it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.bench import once, resident
from tests.bench.programs import SITBREAK
from tests.bench.resident import Cost
from tests.bench.table import Figure, number

_RUN = "sitbreak run"
_PROC = f"{_RUN}; /proc/PID"
_INSTALL = "pip install --target FOLDER ."
_LARGEST = 5


def of_the_resident(cost: Cost) -> list[Figure]:
    """What the program costs that stays. *cost* was measured before."""
    start = cost.start
    visible_ms, registered_ms = (start.visible_ms, start.registered_ms) if start else (None, None)
    idle, moving = cost.idle, cost.moving
    rows: list[tuple[str, str, float | None, float | None, str]] = [
        ("memory, private (USS)", "MiB", cost.memory.uss_mib, 10, f"{_PROC}/smaps_rollup"),
        ("memory, resident (RSS)", "MiB", cost.memory.rss_mib, 18, f"{_PROC}/smaps_rollup"),
        ("wake-ups a minute, idle", "", idle.wakeups_per_min, 2, f"{_PROC}/task/*/status"),
        ("wake-ups a minute, pointer moving", "", moving.wakeups_per_min, 2, f"{_PROC}/task/*/status"),
        ("CPU a minute, idle", "ms", idle.cpu_ms_per_min, 0.5, f"{_PROC}/task/*/schedstat"),
        ("CPU a minute, pointer moving", "ms", moving.cpu_ms_per_min, None, f"{_PROC}/task/*/schedstat"),
        ("start to icon, settings cached", "ms", visible_ms, 150, f"{_RUN}; pixels of the panel"),
        ("… until it is registered", "ms", registered_ms, None, f"{_RUN}; dbus-monitor"),
        ("threads", "", cost.threads, 1, f"{_PROC}/task"),
        ("processes", "", cost.processes, 1, _RUN),
    ]
    return [
        Figure(
            name=name, unit=unit, value=value, budget=budget, how=how, note="" if value is not None else "?"
        )
        for name, unit, value, budget, how in rows
    ]


def of_calls(folders: Iterator[Path]) -> list[Figure]:
    """What is measured by calling sitbreak; each figure on a desktop or in a folder of its own."""
    rows: list[tuple[str, str, Callable[[Path], float], float | None, str]] = [
        ("start to icon, settings changed", "ms", _start_after_a_change, 400, f"{_RUN} after a change"),
        ("status, whole process", "ms", once.status_ms, 45, "sitbreak status"),
        ("bare Python, whole process", "ms", once.bare_python_ms, None, "python -Ic pass"),
        ("one simulated year of office days", "s", once.year_s, 5, "sitbreak simulate FILE"),
    ]
    figures = []
    for name, unit, measure, budget, how in rows:
        value, problem = _tried(name, partial(measure, next(folders)))
        figures.append(Figure(name=name, unit=unit, value=value, budget=budget, how=how, note=problem))
    return [*figures, *_installed()]


def _start_after_a_change(folder: Path) -> float:
    return resident.start_after_a_change(SITBREAK, folder, "sitbreak/config.toml").visible_ms


def _installed() -> list[Figure]:
    sizes: dict[str, float] = {}

    def measure() -> float:
        sizes.update(once.installed_mb())
        return sum(sizes.values())

    total, problem = _tried("installed size", measure)
    largest = sorted(sizes, key=lambda name: -sizes[name])[:_LARGEST]
    note = problem or ", ".join(f"{name} {number(sizes[name])}" for name in largest)
    own = sizes.get("sitbreak")
    return [
        Figure(name="installed size, own", unit="MB", value=own, budget=None, how=_INSTALL, note=problem),
        Figure(name="installed size, all", unit="MB", value=total, budget=25, how=_INSTALL, note=note),
    ]


def _tried(name: str, measure: Callable[[], float]) -> tuple[float | None, str]:
    """The figure, or None and why there is none."""
    resident.say(f"Measuring {name} …")
    try:
        return measure(), ""
    except (RuntimeError, TimeoutError, OSError, subprocess.SubprocessError) as error:
        resident.say(str(error))
        return None, str(error).splitlines()[0]
