"""What a program costs that stays: start to icon, memory, wake-ups and CPU, on a private desktop."""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import sampling
from tests.bench.programs import Program
from tests.desktop.rig import Desktop

_ICON_TIMEOUT_S = 40
_STARTS = 5
_REGISTERED = re.compile(
    r"time=(\d+\.\d+) (?=.*member=(?:StatusNotifierItemRegistered|RegisterStatusNotifierItem)\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """Seconds to wait after the start, and of each window in which wake-ups and CPU are counted."""

    settle_s: float
    window_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    wakeups_per_min: float
    cpu_ms_per_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Milliseconds from exec to the first pixel of the icon, and to its registration with the panel."""

    visible_ms: float
    registered_ms: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    memory: sampling.Memory
    idle: Window
    moving: Window
    starts: tuple[Start, ...]
    threads: int
    processes: int

    @property
    def start(self) -> Start | None:
        """The median of the starts but the first, which finds cold caches; None when there is no icon."""
        return _median(self.starts[1:]) if self.starts else None


def measure(program: Program, folder: Path, lengths: Lengths) -> Cost:
    """Start *program* several times and measure the last one of them. Blocks for minutes."""
    with Desktop(folder) as desktop:
        desktop.start_system_bus()
        _seed(desktop, program)
        starts = [_start(desktop, program) for _ in range(_STARTS)] if program.has_icon else []
        if not program.has_icon:
            desktop.spawn(*program.command)
        else:
            _launch(desktop, program)
        time.sleep(lengths.settle_s)
        pids = desktop.alive("program")
        if not pids:
            raise RuntimeError(f"{program.name} ended early.\n{desktop.log('program')}")
        return Cost(
            memory=sampling.memory(pids),
            threads=sampling.threads(pids),
            processes=len(pids),
            idle=_window(desktop, lengths.window_s, lambda: None),
            moving=_window(desktop, lengths.window_s, _mover(desktop)),
            starts=tuple(starts),
        )


def start_after_a_change(program: Program, folder: Path, settings: str) -> Start:
    """The median start when the file *settings*, below the configuration folder, differs each time."""
    with Desktop(folder) as desktop:
        starts = []
        for number in range(_STARTS):
            file = Path(desktop.env["XDG_CONFIG_HOME"]) / settings
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"[breaks]\ninterval_min = {40 + number}\n")
            starts.append(_start(desktop, program))
        return _median(starts[1:])


def _seed(desktop: Desktop, program: Program) -> None:
    for name, text in program.seed.items():
        file = Path(desktop.env["XDG_CONFIG_HOME"]) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def _start(desktop: Desktop, program: Program) -> Start:
    """Start it, wait for its icon, end it."""
    start = _launch(desktop, program)
    time.sleep(1)
    desktop.end("program")
    desktop.panel_at_rest()
    return start


def _launch(desktop: Desktop, program: Program) -> Start:
    monitor = f"monitor-{time.perf_counter_ns()}"
    desktop.spawn("dbus-monitor", "--session", "interface=org.kde.StatusNotifierWatcher", part=monitor)
    desktop.wait(lambda: "NameLost" in desktop.log(monitor), 10, "the bus monitor")
    rest = desktop.panel_at_rest()
    began, began_wall_s = time.perf_counter(), time.time()
    desktop.spawn(*program.command)
    while desktop.screen.grab(desktop.panel_area) == rest:
        if time.perf_counter() - began > _ICON_TIMEOUT_S:
            raise RuntimeError(f"{program.name} shows no icon.\n{desktop.log('program')}")
        time.sleep(0.002)
    visible_ms = (time.perf_counter() - began) * 1000
    desktop.end(monitor)
    registered = _REGISTERED.search(desktop.log(monitor))
    registered_ms = (float(registered[1]) - began_wall_s) * 1000 if registered else None
    return Start(visible_ms=visible_ms, registered_ms=registered_ms)


def _median(starts: Sequence[Start]) -> Start:
    registered = [start.registered_ms for start in starts if start.registered_ms is not None]
    return Start(
        visible_ms=statistics.median(start.visible_ms for start in starts),
        registered_ms=statistics.median(registered) if registered else None,
    )


def _window(desktop: Desktop, seconds: float, each_second: Callable[[], None]) -> Window:
    before = sampling.counters(desktop.alive("program"))
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        each_second()
        time.sleep(min(1.0, seconds - passed))
    after = sampling.counters(desktop.alive("program"))
    minutes = (time.perf_counter() - began) / 60
    return Window(
        wakeups_per_min=(after.switches - before.switches) / minutes,
        cpu_ms_per_min=(after.cpu_ms - before.cpu_ms) / minutes,
    )


def _mover(desktop: Desktop) -> Callable[[], None]:
    step = 0

    def move() -> None:
        nonlocal step
        step += 1
        desktop.pointer(300 + 40 * (step % 6), 300 + 25 * (step % 4))

    return move


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
