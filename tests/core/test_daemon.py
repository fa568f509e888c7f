"""The daemon's rounds: what it asks of its parts, and when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sitbreak.asking import ACTS, command
from sitbreak.core import model, saving, wishes
from sitbreak.core.model import Presence, Prompt, Reason, Rules
from sitbreak.daemon import HOLD_AGAIN_REAL_S, LOOK_AHEAD_REAL_S, PROOF_AGAIN_REAL_S
from sitbreak.errors import UsageError
from tests.fakes import FakeLife

HOLDING = {"call", "fullscreen", "dnd"}
PROVING = {"call", "video"}


def test_a_day_goes_by_with_about_one_waking_a_minute() -> None:
    life = FakeLife()
    assert life.live(2600) <= 2600 / 60 + 2
    assert life.voice.said == []
    life.live(2701)
    assert life.voice.said == [("remind", 1, Prompt.SHOWN)]
    assert life.daemon.report()[0].sitting_s == pytest.approx(2701)


def test_nobody_there_is_woken_for_once_in_ten_minutes() -> None:
    life = FakeLife()
    life.senses.told = replace(life.senses.told, input_on=False, locked=True)
    assert life.live(6000) <= 11


def test_the_pauses_that_matter_are_watched_for_and_nothing_else() -> None:
    """At a speed, in real seconds; and only when they change."""
    life = FakeLife(Rules(wait_for_pause_s=5, away_after_s=180), speed=10)
    life.live(2600)
    assert life.senses.watched == [{16.0, 18.0}]
    life.live(2710)
    assert life.senses.watched[1:] == [{16.0, 18.0, 0.5}]
    life.senses.told = replace(life.senses.told, input_on=False, last_input_at_s=life.clock.boot_s)
    life.live(2720)
    assert life.senses.watched[2:] == [{16.0, 18.0}]
    life.daemon.obey(wishes.Start(routine="march", seconds=60))
    assert life.senses.watched[3:] == [{16.0, 18.0, 0.2}]


def holds_asked(life: FakeLife) -> int:
    """How often all that holds a reminder back was looked for."""
    asked = life.senses.looked_for
    assert all(signs <= HOLDING or signs <= PROVING or signs == HOLDING | PROVING for signs in asked)
    return sum(signs >= HOLDING for signs in asked)


def test_holds_are_asked_for_shortly_before_a_reminder() -> None:
    life = FakeLife()
    life.live(2700 - LOOK_AHEAD_REAL_S - 0.1)
    assert holds_asked(life) == 0
    life.live(2700 - LOOK_AHEAD_REAL_S + 0.1)
    assert holds_asked(life) == 1
    life.live(2900)
    assert holds_asked(life) == 1
    life.live(3000.5)
    assert holds_asked(life) == 2


def test_holds_are_asked_for_as_early_in_real_time_at_any_speed() -> None:
    life = FakeLife(speed=60)
    life.live(2700 - 60 * LOOK_AHEAD_REAL_S - 1)
    assert holds_asked(life) == 0
    life.live(2700 - 60 * LOOK_AHEAD_REAL_S + 1)
    assert holds_asked(life) == 1


def test_holds_are_asked_for_again_while_one_keeps_a_reminder_back() -> None:
    life = FakeLife()
    life.senses.told = replace(life.senses.told, fullscreen=True)
    life.live(2700)
    life.live(2700.5)
    assert holds_asked(life) == 1
    life.live(2700 + 10 * HOLD_AGAIN_REAL_S)
    assert 9 <= holds_asked(life) - 1 <= 10


def test_holds_are_asked_for_while_typing_keeps_a_reminder_back() -> None:
    life = FakeLife(Rules(wait_for_pause_s=5))
    life.live(2700 + 2 * HOLD_AGAIN_REAL_S)
    assert 2 <= holds_asked(life) <= 3


def test_holds_are_not_asked_for_while_nobody_is_there() -> None:
    life = FakeLife()
    life.senses.told = replace(life.senses.told, dnd=True)
    life.live(2800)
    asked = holds_asked(life)
    life.senses.told = replace(life.senses.told, locked=True)
    life.live(20000)
    assert holds_asked(life) <= asked + 1


def test_what_is_switched_off_is_not_looked_for() -> None:
    off = Rules(
        wait_for_pause_s=0, hold_call=False, hold_dnd=False, presence_call=False, presence_video=False
    )
    life = FakeLife(off)
    life.live(2701)
    assert life.senses.looked_for == [{"fullscreen"}]
    assert life.senses.watched == [{180.0}]
    stops_typing(life)
    life.live(6000)
    assert life.senses.looked_for == [{"fullscreen"}]


def stops_typing(life: FakeLife, **evidence: bool) -> None:
    life.senses.told = replace(
        life.senses.told, input_on=False, last_input_at_s=life.clock.boot_s, **evidence
    )


def test_proof_of_presence_is_looked_for_shortly_before_missing_input_is_absence() -> None:
    """P3: neither at each pause, nor when it is too late."""
    life = FakeLife()
    life.live(100)
    assert life.senses.watched == [{178.0, 180.0}]
    stops_typing(life)
    life.live(100 + 177.9)
    assert life.senses.looked_for == []
    life.live(100 + 178.1)
    assert life.senses.looked_for == [PROVING]
    life.live(100 + 20000)
    assert life.senses.looked_for == [PROVING]
    assert life.daemon.state.where.presence is Presence.AWAY


def test_proof_of_presence_is_looked_for_as_early_in_real_time_at_any_speed() -> None:
    life = FakeLife(speed=20)
    stops_typing(life)
    life.live(180 - 20 * LOOK_AHEAD_REAL_S - 0.1)
    assert life.senses.looked_for == []
    life.live(180 - 20 * LOOK_AHEAD_REAL_S + 0.1)
    assert life.senses.looked_for == [PROVING]


def test_a_threshold_shorter_than_an_answer_takes_is_watched_for_in_its_middle() -> None:
    life = FakeLife(speed=120)
    life.live(1)
    assert life.senses.watched == [{0.75, 1.5}]


@pytest.mark.parametrize("proof", ["call", "video"])
def test_what_alone_proves_presence_is_looked_for_again_until_it_ends(proof: str) -> None:
    """P2: then the user is away from its end."""
    life = FakeLife(Rules(interval_s=3600, hold_call=False))
    stops_typing(life)
    life.live(179)
    stops_typing_at = life.senses.told.last_input_at_s
    life.senses.told = replace(life.senses.told, **{proof: True})
    asked, turns = len(life.senses.looked_for), life.live(179 + 1800)
    assert 29 <= len(life.senses.looked_for) - asked <= 31
    assert set(map(frozenset, life.senses.looked_for)) == {frozenset(PROVING)}
    assert turns <= 62
    assert life.daemon.state.where.presence is Presence.QUIET
    assert life.senses.told.last_input_at_s == stops_typing_at
    life.senses.told = replace(life.senses.told, **{proof: False})
    life.live(179 + 1800 + 190 + PROOF_AGAIN_REAL_S)
    assert life.daemon.state.where.presence is Presence.AWAY
    assert life.daemon.state.sitting_s == pytest.approx(179 + 1800, abs=PROOF_AGAIN_REAL_S)


def test_proof_of_presence_is_not_looked_for_while_there_is_input() -> None:
    """Nor does it cost a waking."""
    plain = FakeLife()
    wakings = plain.live(2600)
    life = FakeLife()
    life.senses.told = replace(life.senses.told, call=True, video=True)
    assert life.live(2600) == wakings
    assert life.senses.looked_for == []


def test_a_call_of_seventy_minutes_without_input_is_sitting() -> None:
    """P3, with senses that know of the call only when they look."""
    life = FakeLife(Rules(wait_for_pause_s=0, interval_s=2700))
    life.live(600)
    stops_typing(life)
    begin_s, calling = life.clock.boot_s, True
    look_for = life.senses.look_for

    def look(signs: frozenset[str]) -> None:
        look_for(signs)
        if "call" in signs:
            life.senses.told = replace(life.senses.told, call=calling)

    life.senses.look_for = look  # type: ignore[method-assign]
    life.live(600 + 4200)
    report = life.daemon.report()[0]
    assert report.sitting_s == pytest.approx(600 + 4200)
    assert report.reasons == (Reason.CALL,)
    assert life.voice.said == []
    calling = False
    life.live(600 + 4200 + HOLD_AGAIN_REAL_S + 1)
    assert life.voice.said == [("remind", 1, Prompt.SHOWN)]
    assert life.clock.boot_s - begin_s < 4200 + 60


def test_the_state_is_remembered_at_each_transition_and_each_minute() -> None:
    """P10."""
    life = FakeLife()
    life.live(2700)
    times = [1000.0, *(moment.boot_s for _, moment in life.remembered)]
    assert all(later - sooner <= 60.5 for sooner, later in zip(times, times[1:], strict=False))
    assert len(times) < 2700 / 60 + 4
    life.live(2700.5)
    assert life.remembered[-1][0].episode.prompt is Prompt.SHOWN
    assert life.remembered[-1][1].boot_s == 3700


def test_what_the_user_asked_for_is_remembered_at_once() -> None:
    """P10: a pause has no effect to be seen, and is not lost all the same."""
    life = FakeLife()
    life.live(100)
    assert life.daemon.obey(wishes.Pause(minutes=30)) == ()
    state, moment = life.remembered[-1]
    assert moment.boot_s == 1100
    assert state.paused is not None


def test_saving_on_the_way_out_is_up_to_the_second() -> None:
    life = FakeLife()
    life.live(99)
    life.daemon.save()
    state, moment = life.remembered[-1]
    assert state.sitting_s == pytest.approx(99)
    assert moment.boot_s == 1099


def test_a_daemon_goes_on_from_what_was_saved() -> None:
    """P10."""
    life = FakeLife()
    life.live(1000)
    life.daemon.save()
    data = saving.save(*life.remembered[-1], "fake")
    assert FakeLife(saved=data, begin_s=2100).daemon.report()[0].sitting_s == pytest.approx(1000)
    for ignored in ({**data, "format": 99}, {}, data):  # of another version, damaged, from the future
        assert FakeLife(saved=ignored).daemon.report()[0].sitting_s == 0


def test_what_happens_is_shown_and_then_told_to_who_watches() -> None:
    life = FakeLife()
    life.live(2701)
    life.daemon.obey(wishes.Start(routine="standing-march", seconds=60))
    life.daemon.obey(wishes.Stop())
    life.daemon.obey(wishes.Stand())
    life.live(2701 + 3601)
    assert life.voice.said == [
        ("remind", 1, Prompt.SHOWN),
        ("withdraw",),
        ("started", "standing-march"),
        ("ended", model.Outcome.PARTIAL),
        ("ended", model.Outcome.NATURAL),
        ("standing ended", 3600.0),
    ]
    told = [type(effect).__name__ for _, effects in life.watched for effect in effects]
    assert told.count("Remind") == 1
    assert told.count("StandingEnded") == 1


def test_what_a_failing_voice_cannot_say_costs_neither_what_follows_nor_the_save(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    life = FakeLife()
    life.live(2701)

    def fail(*_told: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(life.voice, "withdraw", fail)
    monkeypatch.setattr(life.coach, "follow", fail)
    saves = len(life.remembered)
    effects = life.daemon.obey(wishes.Start(routine="standing-march", seconds=60))
    assert ("started", "standing-march") in life.voice.said
    assert len(life.problems) == len(effects) + 1
    assert len(life.remembered) == saves + 1
    assert life.remembered[-1][0].running is not None
    assert life.watched[-1][1] == effects


def test_an_answer_says_why_it_was_refused() -> None:
    life = FakeLife()
    life.live(10)
    assert life.daemon.obey(wishes.Skip()) == (
        model.Refused(do="skip", why="No break is due; there is nothing to skip."),
    )


def test_a_voice_with_more_to_say_is_heard_in_time() -> None:
    life = FakeLife(speed=10)
    life.voice.more_in_s = 7.0
    assert life.daemon.turn() == pytest.approx(0.7)


def test_new_rules_are_obeyed_at_once() -> None:
    """R11."""
    life = FakeLife()
    life.live(1900)
    life.daemon.reload(Rules(interval_s=1800, wait_for_pause_s=0))
    assert life.voice.said == [("remind", 1, Prompt.SHOWN)]


# --- from words to commands ---------------------------------------------------------------------------------


def test_every_word_is_a_command() -> None:
    life = FakeLife()
    life.daemon.obey(command("start", {}, life.daemon, life.coach))
    for act in ACTS:
        assert command(act, {}, life.daemon, life.coach)
    assert command("pause", {"until": "tomorrow"}, life.daemon, life.coach) == wishes.Pause(minutes=None)
    assert command("snooze", {"minutes": 7}, life.daemon, life.coach) == wishes.Snooze(minutes=7)


@pytest.mark.parametrize("minutes", [0, -1, 1441, 1.5, True, "5", None])
def test_minutes_that_are_none_are_refused(minutes: object) -> None:
    life = FakeLife()
    with pytest.raises(UsageError, match="is not a number of minutes from 1 to 1440"):
        command("snooze", {"minutes": minutes}, life.daemon, life.coach)


def test_a_word_that_is_none_is_refused() -> None:
    life = FakeLife()
    with pytest.raises(
        UsageError, match="'dance' is not something to ask for; it is one of break-continue, break-next"
    ):
        command("dance", {}, life.daemon, life.coach)


def test_an_unknown_routine_is_refused() -> None:
    life = FakeLife()
    with pytest.raises(UsageError, match="There is no routine 'tango'"):
        command("start", {"routine": "tango"}, life.daemon, life.coach)
