"""Reading the cost of processes from /proc. Memory in MiB, CPU in ms, wake-ups as context switches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """*uss_mib* is what would be free again without the processes, *rss_mib* also counts what they share."""

    uss_mib: float
    rss_mib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """Since the processes began; *switches* are voluntary and forced context switches of all threads."""

    switches: int
    cpu_ms: float


def memory(pids: Iterable[int]) -> Memory:
    private_kib = resident_kib = 0
    for pid in pids:
        for name, value in _fields(Path(f"/proc/{pid}/smaps_rollup")):
            if name in ("Private_Clean", "Private_Dirty"):
                private_kib += int(value.split()[0])
            elif name == "Rss":
                resident_kib += int(value.split()[0])
    return Memory(uss_mib=private_kib / 1024, rss_mib=resident_kib / 1024)


def threads(pids: Iterable[int]) -> int:
    return sum(len(_threads(pid)) for pid in pids)


def counters(pids: Iterable[int]) -> Counters:
    switches, cpu_ns = 0, 0
    for pid in pids:
        for thread in _threads(pid):
            cpu_ns += int((thread / "schedstat").read_text().split()[0])
            for name, value in _fields(thread / "status"):
                if name in ("voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"):
                    switches += int(value)
    return Counters(switches=switches, cpu_ms=cpu_ns / 1e6)


def _threads(pid: int) -> list[Path]:
    folder = Path(f"/proc/{pid}/task")
    return list(folder.iterdir()) if folder.is_dir() else []


def _fields(file: Path) -> list[tuple[str, str]]:
    lines = file.read_text().splitlines()
    return [(name, value.strip()) for name, colon, value in (line.partition(":") for line in lines) if colon]
