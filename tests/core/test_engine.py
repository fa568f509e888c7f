"""What scripts of a day cannot say: the core asked directly."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sitbreak.core import engine, waiting
from sitbreak.core.model import (
    Effect,
    Evidence,
    Moment,
    Presence,
    Prompt,
    Refused,
    Remind,
    Rested,
    RestKind,
    Rules,
    WorkRange,
)
from sitbreak.core.state import new_state
from sitbreak.core.wishes import Command, Start, WasSitting

TYPING = Evidence(input_on=True)


class Core:
    """A core whose clocks a test moves."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.boot_s = self.mono_s = 0.0
        self.state = new_state(self.moment())

    def moment(self) -> Moment:
        wall = datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(seconds=self.boot_s)
        return Moment(wall=wall, mono_s=self.mono_s, boot_s=self.boot_s)

    def step(
        self, after_s: float = 0, evidence: Evidence = TYPING, *asked: Command, slept_s: float = 0
    ) -> tuple[Effect, ...]:
        self.boot_s += after_s + slept_s
        self.mono_s += after_s
        answer = engine.step(self.state, self.moment(), evidence, self.rules, asked)
        self.state = answer.state
        return answer.effects

    def live(self, seconds: float, evidence: Evidence = TYPING) -> list[Effect]:
        return [effect for _ in range(round(seconds / 10)) for effect in self.step(10, evidence)]


def test_a_sleep_that_was_announced_and_did_not_happen_is_an_absence_while_it_was_believed() -> None:
    """T3: nothing was slept; the announcement stood for 20 s."""
    core = Core(Rules())
    core.live(1000)
    core.step(0, replace(TYPING, asleep=True))
    assert core.state.where.presence is Presence.ASLEEP
    core.step(20)
    core.live(100)
    assert core.state.sitting_s == pytest.approx(1100)


def test_an_announcement_that_is_never_taken_back_holds_for_one_sleep() -> None:
    """T3: the signal of waking up was lost; the clocks tell of it."""
    core = Core(Rules())
    core.live(1000)
    announced = replace(TYPING, asleep=True)
    core.step(0, announced)
    rests = [effect for effect in core.step(1, announced, slept_s=600) if isinstance(effect, Rested)]
    assert [(rest.kind, rest.seconds) for rest in rests] == [(RestKind.SUSPEND, 601)]
    core.live(60, announced)
    assert core.state.sitting_s == pytest.approx(60)


def test_the_same_sleep_announced_twice_is_one() -> None:
    """T3."""
    core = Core(Rules())
    core.live(1000)
    announced = replace(TYPING, asleep=True)
    for _ in range(3):
        core.step(1, announced)
    effects = [*core.step(1, announced, slept_s=600), *core.step(1, announced), *core.step(1)]
    assert sum(isinstance(effect, Rested) for effect in effects) == 1


def test_a_step_back_of_the_monotonic_clock_credits_nothing() -> None:
    """T2: such clocks have been seen in virtual machines."""
    core = Core(Rules())
    core.live(100)
    core.mono_s -= 50
    core.boot_s -= 50
    core.step()
    assert core.state.sitting_s == pytest.approx(100)


def test_a_rest_cannot_be_taken_back_in_a_break() -> None:
    """P8."""
    core = Core(Rules())
    core.live(1000)
    core.step(0, Evidence(locked=True))
    core.step(400)
    effects = core.step(10, TYPING, Start(routine="march", seconds=60), WasSitting())
    assert Refused(do="was_sitting", why="A break is running.") in effects


def test_a_rest_taken_back_into_a_new_episode_leaves_that_one_as_it_is() -> None:
    """P8: only with an interval shorter than any setting allows."""
    core = Core(Rules(interval_s=100, wait_for_pause_s=0))
    core.live(200)
    core.step(0, Evidence(locked=True))
    core.step(400)
    assert any(isinstance(effect, Remind) for effect in core.live(300))
    before = core.state.episode
    assert before.prompt is Prompt.SHOWN
    core.step(0, TYPING, WasSitting())
    assert core.state.episode == before
    assert core.state.sitting_s == pytest.approx(900)


def test_hours_that_never_come_are_not_promised() -> None:
    core = Core(Rules(work=(WorkRange(days=frozenset(), begin_min=0, end_min=60),)))
    core.step(10)
    assert waiting.report(core.state, core.moment(), TYPING, core.rules).next_in_s is None


def test_why_nobody_can_tell_is_told() -> None:
    """P6."""
    core = Core(Rules())
    blind = Evidence(idle_known=False, idle_why="the X server is gone")
    core.step(10, blind)
    report = waiting.report(core.state, core.moment(), blind, core.rules)
    assert (report.presence, report.why_unknown) == (Presence.UNKNOWN, "the X server is gone")
    core.step(10)
    assert waiting.report(core.state, core.moment(), TYPING, core.rules).why_unknown == ""
