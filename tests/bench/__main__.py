"""``python -m tests.bench [--quick] [--only NAME] [--json FILE] [--seconds N]``."""

from __future__ import annotations

import argparse
import compileall
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import once, resident, table
from tests.bench.programs import PEERS, SITBREAK, Program
from tests.bench.resident import Cost, Lengths
from tests.bench.table import Figure
from tests.desktop.furniture import ROOT

_RUN = "sitbreak run"


def main() -> int:
    options = _options()
    for name in [name for name in os.environ if name.startswith("SITBREAK_")]:
        del os.environ[name]
    compileall.compile_dir(ROOT / "sitbreak", quiet=1)
    lengths = Lengths(
        settle_s=5 if options.quick else 60, window_s=options.seconds or (20 if options.quick else 180)
    )
    figures: list[Figure] = []
    costs: dict[str, Cost | str] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folders = _folders(Path(name))
        for program in (SITBREAK, *PEERS):
            if _wanted(program.name, options.only):
                costs[program.name] = _cost(program, next(folders), lengths)
        if _wanted(SITBREAK.name, options.only):
            figures = [*_of_the_resident(costs[SITBREAK.name]), *_of_calls(folders)]
    print(_conditions(lengths))
    if figures:
        print(f"\n{table.budgets(figures)}")
    print(f"\n{table.side_by_side(costs)}")
    if options.json:
        _write(options.json, figures, costs)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short windows: a look, not a measurement")
    parser.add_argument("--only", action="append", metavar="NAME", help="this program only (may be repeated)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there too")
    parser.add_argument("--seconds", type=float, metavar="N", help="length of each window (default 180)")
    return parser.parse_args()


def _wanted(name: str, only: list[str] | None) -> bool:
    return only is None or any(wanted.lower() in name.lower() for wanted in only)


def _folders(base: Path) -> Iterator[Path]:
    """A new folder for each desktop."""
    number = 0
    while True:
        number += 1
        folder = base / str(number)
        folder.mkdir()
        yield folder


def _cost(program: Program, folder: Path, lengths: Lengths) -> Cost | str:
    if not program.installed:
        return "not installed"
    resident.say(f"Measuring {program.name} …")
    try:
        return resident.measure(program, folder, lengths)
    except (RuntimeError, TimeoutError, OSError) as error:
        resident.say(str(error))
        return "failed: " + str(error).splitlines()[0]


def _of_the_resident(cost: Cost | str) -> list[Figure]:
    if isinstance(cost, str):
        return [Figure(name="the resident program", unit="", value=None, budget=None, how=_RUN, note=cost)]
    proc = f"{_RUN}; /proc/PID"
    start = cost.start
    visible, registered = (start.visible_ms, start.registered_ms) if start else (None, None)
    rows: list[tuple[str, str, float | None, float | None, str]] = [
        ("memory, private (USS)", "MiB", cost.memory.uss_mib, 10, f"{proc}/smaps_rollup"),
        ("memory, resident (RSS)", "MiB", cost.memory.rss_mib, 18, f"{proc}/smaps_rollup"),
        ("wake-ups a minute, idle", "", cost.idle.wakeups_per_min, 2, f"{proc}/task/*/status"),
        ("wake-ups a minute, pointer moving", "", cost.moving.wakeups_per_min, 2, f"{proc}/task/*/status"),
        ("CPU a minute, idle", "ms", cost.idle.cpu_ms_per_min, 0.5, f"{proc}/task/*/schedstat"),
        ("CPU a minute, pointer moving", "ms", cost.moving.cpu_ms_per_min, None, f"{proc}/task/*/schedstat"),
        (
            "start to icon drawn, settings cached",
            "ms",
            visible,
            150,
            f"{_RUN}; panel pixels",
        ),
        ("start to icon registered, cached", "ms", registered, None, f"{_RUN}; dbus-monitor"),
        ("threads", "", float(cost.threads), 1, f"{proc}/task"),
        ("processes", "", float(cost.processes), 1, _RUN),
    ]
    return [
        Figure(name=name, unit=unit, value=value, budget=budget, how=how)
        for name, unit, value, budget, how in rows
    ]


def _of_calls(folders: Iterator[Path]) -> list[Figure]:
    def changed() -> float | None:
        start = resident.starts_after_a_change(SITBREAK, next(folders), "sitbreak/config.toml")
        return start.visible_ms if start else None

    own, everything = _both(once.installed_mb)
    rows: list[tuple[str, str, Callable[[], float | None], float | None, str]] = [
        ("start to icon drawn, settings changed", "ms", changed, 400, "config.toml changed; sitbreak run"),
        ("status, whole process", "ms", lambda: once.status_ms(next(folders)), 45, "sitbreak status"),
        (
            "bare Python, whole process",
            "ms",
            lambda: once.bare_python_ms(next(folders)),
            None,
            "python -Ic pass",
        ),
        ("installed size, own", "MB", own, None, "pip install --no-deps --target D ."),
        ("installed size, with dependencies", "MB", everything, 25, "pip install --target D ."),
        (
            "a simulated year of office days",
            "s",
            lambda: once.year_s(next(folders)),
            5,
            "sitbreak simulate FILE",
        ),
    ]
    return [_try(name, unit, measure, budget, how) for name, unit, measure, budget, how in rows]


def _both(measure: Callable[[], tuple[float, float]]) -> tuple[Callable[[], float], Callable[[], float]]:
    """Two figures of one measurement, which is made once, when the first of them is asked for."""
    made: list[tuple[float, float]] = []

    def get(number: int) -> float:
        if not made:
            made.append(measure())
        return made[0][number]

    return lambda: get(0), lambda: get(1)


def _try(name: str, unit: str, measure: Callable[[], float | None], budget: float | None, how: str) -> Figure:
    resident.say(f"Measuring: {name} …")
    try:
        return Figure(name=name, unit=unit, value=measure(), budget=budget, how=how)
    except (RuntimeError, TimeoutError, OSError, subprocess.SubprocessError) as error:
        resident.say(str(error))
        return Figure(
            name=name, unit=unit, value=None, budget=budget, how=how, note=str(error).splitlines()[0]
        )


def _conditions(lengths: Lengths) -> str:
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return (
        f"Python {sys.version.split()[0]}, {cores} cores, load {load:.1f}; {lengths.settle_s:g} s after the "
        f"start, windows of {lengths.window_s:g} s, medians of later starts; Xvfb, private bus, xfce4-panel."
    )


def _write(file: Path, figures: list[Figure], costs: dict[str, Cost | str]) -> None:
    found = {
        "figures": [dataclasses.asdict(figure) | {"verdict": figure.verdict} for figure in figures],
        "programs": {
            name: cost if isinstance(cost, str) else dataclasses.asdict(cost) for name, cost in costs.items()
        },
    }
    file.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
