"""What holds after every step of the core, whatever happens: random days in random worlds.

Beside the core that is tested runs a twin in a world where nothing ever holds a reminder back. Both must
always have sat for the same time: held is not rested.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sitbreak.core import breaks, engine, model, saving, waiting, wishes
from sitbreak.core.model import Effect, Evidence, Moment, Posture, Presence, Prompt, Rules
from sitbreak.core.prompting import GAP_S
from sitbreak.core.sitting import LATE_S
from sitbreak.core.state import CLOSE_S, State, new_state
from sitbreak.core.wishes import Command
from sitbreak.core.work_ranges import parse_work_range

LEEWAY_S = 0.01  # for sums of floating point numbers
LONGEST_BREAK_S = 180.0  # of those that are started here
LONGEST_AHEAD_S = 11 * 86400.0  # a pause, then a week without working hours, then an interval
ZONES = [UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia"), ZoneInfo("America/St_Johns")]
STARTS = [
    datetime(2026, 1, 5, 9, tzinfo=UTC),
    datetime(2026, 3, 28, 22, tzinfo=UTC),
    datetime(2026, 10, 24, 23, tzinfo=UTC),
]
WORK = tuple(parse_work_range(text) for text in ("Mon-Fri 09:00-12:30", "Sat-Sun 22:00-03:00"))

flags = st.booleans()
spans_s = st.one_of(st.floats(0, 400), st.sampled_from([0.0, 5.0, 60.0, 180.0, 300.0, 2700.0, 40000.0]))
rules_of = st.builds(
    Rules,
    interval_s=st.sampled_from([1800.0, 2700.0, 3600.0]),
    wait_for_pause_s=st.sampled_from([0.0, 5.0]),
    wait_limit_s=st.sampled_from([0.0, 300.0, 900.0]),
    away_after_s=st.sampled_from([60.0, 180.0, 900.0]),
    rest_after_s=st.sampled_from([120.0, 300.0, 1800.0]),
    repeat_s=st.sampled_from([300.0, 1800.0]),
    repeat_max=st.sampled_from([1, 3]),
    snooze_budget_min=st.sampled_from([0, 15, 30]),
    standing_max_s=st.sampled_from([900.0, 3600.0]),
    work=st.sampled_from([(), WORK]),
    hold_call=flags,
    presence_call=flags,
)
commands = st.one_of(
    st.builds(wishes.Start, routine=st.just("march"), seconds=st.sampled_from([40.0, 180.0])),
    st.builds(wishes.Swap, routine=st.just("reach"), seconds=st.sampled_from([40.0, 180.0])),
    st.builds(wishes.SkipSeconds, seconds=st.sampled_from([0.0, 5.0, 30.0, 1000.0])),
    st.builds(wishes.Snooze, minutes=st.sampled_from([1, 5, 30])),
    st.builds(wishes.Pause, minutes=st.sampled_from([None, 5, 120])),
    *(
        st.builds(kind)
        for kind in (
            wishes.Stop,
            wishes.PauseBreak,
            wishes.ContinueBreak,
            wishes.Skip,
            wishes.Resume,
            wishes.Stand,
            wishes.Sit,
            wishes.WasSitting,
        )
    ),
)


def unheld(rules: Rules) -> Rules:
    return replace(rules, work=(), hold_call=False, hold_fullscreen=False, hold_dnd=False)


class Days(RuleBasedStateMachine):
    @initialize(start=st.sampled_from(STARTS), zone=st.sampled_from(ZONES), rules=rules_of)
    def begin(self, start: datetime, zone: Any, rules: Rules) -> None:
        self.start, self.zone, self.obeyed = start, zone, rules
        self.boot_s, self.asleep_s, self.boot_id = 1000.0, 0.0, "first"
        self.evidence = Evidence(input_on=True)
        self.state = self.twin = new_state(self.moment())
        self.live = False
        self.reminded_at_s: float | None = None
        self.step()

    def moment(self) -> Moment:
        wall = (self.start + timedelta(seconds=self.boot_s)).astimezone(self.zone)
        return Moment(wall=wall, mono_s=self.boot_s - self.asleep_s, boot_s=self.boot_s)

    def step(self, *asked: Command) -> None:
        """One step of the core and of its twin, with every effect checked."""
        before, moment = self.state, self.moment()
        answer = engine.step(before, moment, self.evidence, self.obeyed, asked)
        self.state = answer.state
        assert answer.wait_s > 0
        self.check_credit(before, answer.effects)
        for effect in answer.effects:
            self.check(effect)
        assert self.state.episode.live == self.live
        seen = (before.where.presence, before.posture, before.episode.prompt)
        told = [e for e in answer.effects if isinstance(e, model.StateChanged)]
        assert len(told) == (
            seen != (self.state.where.presence, self.state.posture, self.state.episode.prompt)
        )
        self.step_twin(before, moment, asked)

    def step_twin(self, before: State, moment: Moment, asked: tuple[Command, ...]) -> None:
        unpaused = [each for each in asked if not isinstance(each, wishes.Pause | wishes.Resume)]
        twin = replace(self.twin, asked_s=before.asked_s)
        self.twin = engine.step(twin, moment, self.evidence, unheld(self.obeyed), unpaused).state
        assert self.twin.sitting_s == self.state.sitting_s

    def check_credit(self, before: State, effects: tuple[Effect, ...]) -> None:
        """Sitting credit is never more than the time that was seen with the user there."""
        present = before.where.presence in (Presence.ACTIVE, Presence.QUIET)
        on_a_break = before.running is not None and before.running.paused_at_s is None
        counts = present and before.standing is None and not on_a_break
        awake_s = self.moment().mono_s - before.mono_s
        seen_s = min(awake_s, before.asked_s + LATE_S) if counts else 0.0
        given_back_s = 0.0
        if any(isinstance(effect, model.TakenBack) for effect in effects):
            assert before.undo is not None
            given_back_s = before.undo.sitting_s + before.undo.absent_s
        assert 0 <= self.state.sitting_s <= before.sitting_s + seen_s + given_back_s + LEEWAY_S

    def check(self, effect: Effect) -> None:
        if isinstance(effect, model.Withdraw):
            assert self.live, "only what is shown can be withdrawn"
            self.live = False
        if isinstance(effect, model.Remind):
            assert self.state.episode.prompt is Prompt.SHOWN
            if self.reminded_at_s is not None and not effect.after_snooze_min:
                assert self.boot_s - self.reminded_at_s >= GAP_S - LEEWAY_S
            self.live, self.reminded_at_s = True, self.boot_s
        if isinstance(effect, model.Rested):
            assert effect.seconds >= 0
            assert effect.sat_s >= 0
        if isinstance(effect, model.BreakEnded):
            assert 0 <= effect.seconds <= LONGEST_BREAK_S

    # --- what happens ---------------------------------------------------------------------------------------

    @rule(late_s=st.sampled_from([0.0, 0.5, 9.0]))
    def time_passes_as_asked(self, late_s: float) -> None:
        self.boot_s += self.state.asked_s + late_s
        self.step()

    @rule(times=st.integers(2, 50))
    def time_passes_for_long(self, times: int) -> None:
        for _ in range(times):
            self.boot_s += self.state.asked_s
            self.step()

    @rule(span_s=spans_s)
    def something_wakes_the_program_or_it_is_stalled(self, span_s: float) -> None:
        self.boot_s += span_s
        self.step()

    @rule(span_s=spans_s, announced=flags, before_s=st.floats(0, 20))
    def the_machine_sleeps(self, span_s: float, announced: bool, before_s: float) -> None:
        self.boot_s += before_s
        if announced:
            self.evidence = replace(self.evidence, asleep=True)
            self.step()
            self.evidence = replace(self.evidence, asleep=False)
        self.boot_s += span_s
        self.asleep_s += span_s
        self.step()

    @rule(on=flags)
    def input_starts_or_stops(self, on: bool) -> None:
        last_s = self.boot_s if self.evidence.input_on or on else self.evidence.last_input_at_s
        self.evidence = replace(self.evidence, input_on=on, last_input_at_s=last_s)
        self.step()

    @rule(
        name=st.sampled_from(["locked", "inactive", "call", "video", "dnd", "fullscreen", "idle_known"]),
        on=flags,
    )
    def the_world_changes(self, name: str, on: bool) -> None:
        change: dict[str, Any] = {name: on}
        self.evidence = replace(self.evidence, **change)
        self.step()

    @rule(command=commands, times=st.integers(1, 3))
    def the_user_asks(self, command: Command, times: int) -> None:
        self.step(*[command] * times)

    @rule(rules=rules_of)
    def the_settings_change(self, rules: Rules) -> None:
        self.obeyed = rules
        self.step()

    @rule(gone_s=spans_s, another_boot=flags)
    def the_program_is_restarted(self, gone_s: float, another_boot: bool) -> None:
        saved = saving.save(self.state, self.moment(), self.boot_id)
        twin = saving.save(self.twin, self.moment(), self.boot_id)
        self.boot_s += gone_s
        if another_boot:
            self.start += timedelta(seconds=self.boot_s - 30)
            self.reminded_at_s = None if self.reminded_at_s is None else self.reminded_at_s - self.boot_s + 30
            last_s = self.evidence.last_input_at_s
            self.evidence = replace(
                self.evidence, last_input_at_s=None if last_s is None else last_s - self.boot_s + 30
            )
            self.boot_id, self.boot_s, self.asleep_s = f"{self.boot_id}+", 30.0, 0.0
        restored = saving.restore(json.loads(json.dumps(saved)), self.moment(), self.boot_id)
        restored_twin = saving.restore(twin, self.moment(), self.boot_id)
        assert restored is not None
        assert restored_twin is not None
        assert restored.sitting_s == self.state.sitting_s
        self.state, self.twin = restored, restored_twin
        self.step()

    # --- what holds -----------------------------------------------------------------------------------------

    @invariant()
    def the_next_reminder_is_not_in_the_past_nor_out_of_bounds(self) -> None:
        if not hasattr(self, "state"):
            return
        report = waiting.report(self.state, self.moment(), self.evidence, self.obeyed)
        assert report.next_in_s is None or 0 <= report.next_in_s <= LONGEST_AHEAD_S
        if report.next_in_s is not None and report.prompt is Prompt.NONE and not report.reasons:
            floor_s = max(self.obeyed.interval_s, self.state.episode.floor_sitting_s)
            assert report.next_in_s >= floor_s - report.sitting_s - CLOSE_S
        assert 0 <= report.snooze_left_min <= self.obeyed.snooze_budget_min
        assert report.paused_for_s is None or report.paused_for_s <= 25 * 3600
        assert (report.why_unknown == "") or report.presence is Presence.UNKNOWN
        assert (report.posture is Posture.STANDING) == (self.state.standing is not None)

    @invariant()
    def a_break_has_come_between_its_beginning_and_its_end(self) -> None:
        if not hasattr(self, "state"):
            return
        report = waiting.report(self.state, self.moment(), self.evidence, self.obeyed)
        assert 0 <= report.break_elapsed_s <= report.break_seconds
        assert report.break_left_s == report.break_seconds - report.break_elapsed_s
        running = self.state.running
        if running is None:
            assert not report.break_paused
            return
        assert 0 <= running.skipped_s <= report.break_elapsed_s + LEEWAY_S
        assert self.state.asked_s <= breaks.LONGEST_PAUSE_S

    @invariant()
    def saving_and_loading_changes_nothing(self) -> None:
        if not hasattr(self, "state"):
            return
        saved = json.loads(json.dumps(saving.save(self.state, self.moment(), "same")))
        restored = saving.restore(saved, self.moment(), "same")
        assert restored is not None
        again = json.loads(json.dumps(saving.save(restored, self.moment(), "same")))
        for part in ("sitting_s", "standing", "episode", "paused", "undo"):
            assert again["state"][part] == saved["state"][part]

    @invariant()
    def an_episode_is_open_or_it_is_not(self) -> None:
        if not hasattr(self, "state"):
            return
        episode = self.state.episode
        if episode.prompt is Prompt.NONE:
            assert not episode.live
            assert episode.n == 0
        assert (episode.prompt is Prompt.HELD) == bool(episode.reasons)
        assert not (self.state.running and episode.prompt is not Prompt.NONE)


TestDays = Days.TestCase
TestDays.pytestmark = [pytest.mark.timeout(600)]  # type: ignore[attr-defined] # a failure takes its time to shrink
TestDays.settings = settings(
    max_examples=200,
    stateful_step_count=50,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
