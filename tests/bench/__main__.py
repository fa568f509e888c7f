"""``python -m tests.bench [--quick] [--only NAME] [--json FILE] [--seconds N]``."""

from __future__ import annotations

import argparse
import compileall
import dataclasses
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import figures, resident, table
from tests.bench.programs import PEERS, SITBREAK, Program
from tests.bench.resident import Cost, Lengths
from tests.bench.table import Figure
from tests.desktop.furniture import ROOT


def main() -> int:
    options = _options()
    for name in [name for name in os.environ if name.startswith("SITBREAK_")]:
        del os.environ[name]
    compileall.compile_dir(ROOT / "sitbreak", quiet=1)
    lengths = Lengths(
        settle_s=5 if options.quick else 60, window_s=options.seconds or (20 if options.quick else 180)
    )
    found: list[Figure] = []
    costs: dict[str, Cost | str] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folders = _folders(Path(name))
        for program in (SITBREAK, *PEERS):
            if _wanted(program.name, options.only):
                costs[program.name] = _cost(program, next(folders), lengths)
        if (own := costs.get(SITBREAK.name)) is not None:
            resident_ones = figures.of_the_resident(own) if isinstance(own, Cost) else []
            found = [*resident_ones, *figures.of_calls(folders)]
    print(_conditions(lengths))
    if found:
        print(f"\n{table.budgets(found)}")
    print(f"\n{table.side_by_side(costs)}")
    if options.json:
        _write(options.json, found, costs)
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


def _conditions(lengths: Lengths) -> str:
    """Under what the figures were found, and a warning when others were at work too."""
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    busy = " The machine was busy: lengths of time are too long." if load > cores / 2 else ""
    return (
        f"Python {sys.version.split()[0]}, {cores} cores, load {load:.1f}; {lengths.settle_s:g} s after the "
        f"start, windows of {lengths.window_s:g} s, medians of starts; Xvfb, private bus, xfce4-panel.{busy}"
    )


def _write(file: Path, found: list[Figure], costs: dict[str, Cost | str]) -> None:
    everything = {
        "figures": [dataclasses.asdict(figure) | {"verdict": figure.verdict} for figure in found],
        "programs": {
            name: cost if isinstance(cost, str) else dataclasses.asdict(cost) for name, cost in costs.items()
        },
    }
    file.write_text(json.dumps(everything, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
