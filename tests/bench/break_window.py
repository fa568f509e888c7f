"""What the break window costs: from the start of its process to the first paint, CPU while the figure moves,
and memory.

``python -m tests.bench.break_window`` measures it alone.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench import sampling
from tests.desktop.framebuffer import Area
from tests.screens.break_rig import BreakStage, break_stage

_TIMES = 9
_LIMIT_S = 20.0
_WATCHED_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowCost:
    first_paint_ms: float  # median, from the start of the process to the figure on the screen
    cpu_percent: float  # of one core, while the figure moves
    rss_mib: float
    uss_mib: float


def measure(folder: Path) -> WindowCost:
    """Blocks for about half a minute. Raises TimeoutError when no window comes."""
    with break_stage(folder, size=(1024, 768)) as stage:
        stage.settings(theme="light", scale_percent=100)
        _first_paint_ms(stage)
        paints = [_first_paint_ms(stage) for _ in range(_TIMES)]
        process = stage.open(elapsed_s=6.0)
        stage.window("March slowly")
        time.sleep(1)
        cpu = _cpu_percent(process.pid)
        memory = sampling.memory([process.pid])
        process.kill()
        process.wait()
    return WindowCost(
        first_paint_ms=statistics.median(paints),
        cpu_percent=cpu,
        rss_mib=memory.rss_mib,
        uss_mib=memory.uss_mib,
    )


def _first_paint_ms(stage: BreakStage) -> float:
    """Milliseconds until what is drawn last, the figure, is to be seen in the middle of the screen."""
    screen = stage.desktop.screen
    figure = Area(200, 150, 300, 350)
    empty = screen.grab(figure)
    began = time.perf_counter()
    process = stage.open(elapsed_s=6.0)
    while not _is_drawn(screen.grab(figure), empty):
        if time.perf_counter() - began > _LIMIT_S:
            raise TimeoutError("The break window did not come.")
        time.sleep(0.002)
    passed_ms = (time.perf_counter() - began) * 1000
    process.kill()
    process.wait()
    while screen.grab(figure) != empty:
        time.sleep(0.01)
    return passed_ms


def _is_drawn(rows: list[bytes], empty: list[bytes]) -> bool:
    """Whether rows of many colours are there: the figure, not only an empty card."""
    if rows == empty:
        return False
    return sum(len({row[at : at + 3] for at in range(0, len(row), 4)}) > 12 for row in rows) > 40


def _cpu_percent(pid: int) -> float:
    began, before = time.perf_counter(), sampling.counters([pid]).cpu_ms
    time.sleep(_WATCHED_S)
    return (sampling.counters([pid]).cpu_ms - before) / (time.perf_counter() - began) / 10


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        cost = measure(Path(name))
    print(f"first paint {cost.first_paint_ms:.0f} ms, CPU {cost.cpu_percent:.1f} % of a core, ", end="")
    print(f"RSS {cost.rss_mib:.1f} MiB, USS {cost.uss_mib:.1f} MiB")


if __name__ == "__main__":
    main()
