"""A million members of one team: what their looks for a newer file cost the host.

``python -m tests.bench.team_scale [--clients N] [--requests N]`` prints two tables. The first is simulated
with the schedule that sitbreak really uses (`sitbreak.team.refresh`): so many clients as are told, scaled up
to a million. The second is measured: the fetch that sitbreak really uses, against Debian's nginx as a static
host with TLS on the loopback. From both follows what the origin has to bear.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from dataclasses import dataclass

from sitbreak.team import refresh
from tests.bench.table import lines_of, number
from tests.bench.team_host_load import Load, measured

MILLION = 1_000_000
HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
BUCKET_S = 10  # of the peak
TEN_MINUTES_S = 600.0

Begin = Callable[[random.Random], float]  # the second of the day at which somebody comes to work


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    begin: Begin | None  # None: always on
    work_h: float = 9.0
    day_to_day_s: float = 300.0  # people are no clocks
    jitter_s: float = refresh.START_JITTER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Of a million clients, in one day."""

    per_client: float
    mean_per_s: float
    peak_per_s: float  # over 10 s


def normal(hour: float, spread_min: float) -> Begin:
    return lambda dice: dice.gauss(hour * HOUR_S, spread_min * 60)


def six_zones(dice: random.Random) -> float:
    return normal(9, 45)(dice) + dice.randrange(6) * HOUR_S


def within(minutes: float) -> Begin:
    return lambda dice: 9 * HOUR_S + dice.uniform(0, minutes * 60)


CASES = (
    Case(name="always on", begin=None),
    Case(name="desk day, one zone, 9:00 ± 45 min", begin=normal(9, 45)),
    Case(name="… over six zones", begin=six_zones),
    Case(name="… one zone, start jitter off", begin=normal(9, 45), jitter_s=0),
    Case(name="all within 5 min of 9:00", begin=within(5), day_to_day_s=0),
    Case(name="… start jitter 10 min", begin=within(5), day_to_day_s=0, jitter_s=TEN_MINUTES_S),
    Case(name="… start jitter off", begin=within(5), day_to_day_s=0, jitter_s=0),
)


def simulated(case: Case, clients: int, seed: int = 1) -> Traffic:
    """The third of three days, when nobody remembers how it began."""
    dice = random.Random(seed)
    buckets = [0] * int(DAY_S // BUCKET_S)
    looks = 0
    for _client in range(clients):
        for at_s in _looks(case, dice):
            if 2 * DAY_S <= at_s < 3 * DAY_S:
                looks += 1
                buckets[int(at_s - 2 * DAY_S) // BUCKET_S] += 1
    scale = MILLION / clients
    return Traffic(
        per_client=looks / clients,
        mean_per_s=looks * scale / DAY_S,
        peak_per_s=max(buckets) * scale / BUCKET_S,
    )


def _looks(case: Case, dice: random.Random) -> list[float]:
    """When one client looks, as seconds of the three days. The file is unchanged, the host well."""
    looks: list[float] = []
    next_s: float | None = dice.uniform(0, refresh.PERIOD_S)
    begin_s = None if case.begin is None else case.begin(dice)
    for day in range(3):
        on_s, off_s = day * DAY_S, (day + 1) * DAY_S
        if begin_s is not None:
            on_s += begin_s + dice.gauss(0, case.day_to_day_s)
            off_s = on_s + case.work_h * HOUR_S
            next_s = refresh.from_now_on(on_s, next_s, dice=dice.random(), jitter_s=case.jitter_s)
        while next_s is not None and next_s < off_s:
            looks.append(max(next_s, on_s))
            next_s = refresh.after_success(looks[-1], dice=dice.random())
    return looks


def table(clients: int, loads: list[Load]) -> str:
    """What a million clients ask, and what the answers weigh."""
    same = loads[-1]  # unchanged, with the larger chain of certificates
    head = (
        "a million clients",
        "looks/client/day",
        "mean /s",
        "peak /s",
        "mean down",
        "peak down",
        "down/month",
    )
    rows = [head]
    for case in CASES:
        found = simulated(case, clients)
        days = 30 if case.begin is None else 22
        rows.append(
            (
                case.name,
                number(found.per_client),
                number(found.mean_per_s),
                number(found.peak_per_s),
                f"{found.mean_per_s * same.down_b / 1e6:.2f} MB/s",
                f"{found.peak_per_s * same.down_b / 1e6:.2f} MB/s",
                f"{found.mean_per_s * same.down_b * DAY_S * days / 1e9:.0f} GB",
            )
        )
    return lines_of(rows)


def load_table(loads: list[Load]) -> str:
    rows = [("one look", "up B", "down B", "looks/s here", "nginx CPU ms", "looks/s a core of nginx bears")]
    rows += [
        (
            load.name,
            f"{load.up_b:.0f}",
            f"{load.down_b:.0f}",
            number(load.per_s),
            f"{load.host_cpu_ms:.2f}",
            number(1000 / load.host_cpu_ms) if load.host_cpu_ms else "–",
        )
        for load in loads
    ]
    return lines_of(rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.team_scale", description=__doc__)
    parser.add_argument("--clients", type=int, default=100_000, help="simulated, scaled up to a million")
    parser.add_argument("--requests", type=int, default=400, help="measured for each row")
    options = parser.parse_args()
    loads = measured(options.requests)
    print(load_table(loads))
    print()
    print(table(options.clients, loads))
    size = next(load for load in loads if "200" in load.name)
    print(
        f"\nA change of the file costs a million times {size.down_b:.0f} B = "
        f"{size.down_b * MILLION / 1e9:.1f} GB once, spread over the next hours."
    )


if __name__ == "__main__":
    main()
