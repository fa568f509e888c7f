"""The table of reminding: what is in it happens, what is not is refused and changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from sitbreak.core.model import Evidence, Moment, Prompt, Rules
from sitbreak.core.prompting import TABLE, Event, happen
from sitbreak.core.state import Episode, Sheet, new_state

MOMENT = Moment(wall=datetime(2026, 1, 5, 9, tzinfo=UTC), mono_s=100.0, boot_s=100.0)
PAIRS = list(product(Prompt, Event))


def sheet_with(prompt: Prompt) -> Sheet:
    state = replace(new_state(MOMENT), episode=Episode(prompt=prompt, since_s=50.0, n=2))
    return Sheet(state, MOMENT, Evidence(), Rules())


@pytest.mark.parametrize(("prompt", "event"), [pair for pair in PAIRS if pair not in TABLE])
def test_what_is_not_in_the_table_is_refused_and_changes_nothing(prompt: Prompt, event: Event) -> None:
    sheet = sheet_with(prompt)
    before = sheet.episode
    assert not happen(sheet, event)
    assert sheet.episode is before
    assert sheet.effects == []


@pytest.mark.parametrize(("prompt", "event"), [pair for pair in PAIRS if pair in TABLE])
def test_what_is_in_the_table_happens_and_changes_the_prompt_only(prompt: Prompt, event: Event) -> None:
    sheet = sheet_with(prompt)
    before = sheet.episode
    assert happen(sheet, event)
    assert sheet.episode == replace(before, prompt=TABLE[prompt, event], since_s=100.0)
    assert sheet.effects == []


def test_every_prompt_can_be_reached_and_left() -> None:
    assert {target for target in TABLE.values()} == set(Prompt)
    assert {prompt for prompt, _ in TABLE} == set(Prompt)


def test_every_event_is_in_the_table() -> None:
    assert {event for _, event in TABLE} == set(Event)


def test_a_rest_not_now_and_a_break_close_every_open_episode() -> None:
    for prompt in set(Prompt) - {Prompt.NONE}:
        assert TABLE[prompt, Event.CLOSED] is Prompt.NONE
        assert TABLE[prompt, Event.STARTED] is Prompt.NONE
        assert TABLE[prompt, Event.SNOOZED] is Prompt.SNOOZED
