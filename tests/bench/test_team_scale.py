"""The simulation of a million members counts what it says, and the jitter at the start is worth its wait."""

from __future__ import annotations

from tests.bench.team_host_load import Load
from tests.bench.team_scale import CASES, Case, simulated, table, within


def _case(jitter_s: float) -> Case:
    return Case(name="x", begin=within(5), day_to_day_s=0, jitter_s=jitter_s)


def test_who_is_always_on_looks_four_times_a_day() -> None:
    assert 3.8 < simulated(CASES[0], 2000).per_client < 4.2


def test_an_office_day_looks_twice() -> None:
    assert 1.9 < simulated(CASES[1], 2000).per_client < 2.1


def test_the_jitter_at_the_start_flattens_the_morning() -> None:
    together, apart = simulated(_case(0), 3000), simulated(_case(3600), 3000)
    assert together.peak_per_s > 2500  # a million in five minutes
    assert apart.peak_per_s < together.peak_per_s / 3
    assert abs(together.mean_per_s - apart.mean_per_s) < 2


def test_the_table_has_a_line_for_each_case() -> None:
    load = Load(name="304", up_b=800, down_b=1000, per_s=1, host_cpu_ms=1)
    assert len(table(200, [load]).splitlines()) == 2 + len(CASES)
