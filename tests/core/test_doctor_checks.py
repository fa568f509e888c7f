"""Each check of `sitbreak doctor` alone, and the two answers, from facts that are made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sitbreak.commands import doctor_answers, doctor_checks, doctor_upkeep, doctor_window
from sitbreak.commands.decision_words import Told
from sitbreak.commands.doctor import judged
from sitbreak.commands.doctor_facts import Facts
from sitbreak.commands.doctor_finding import Finding
from sitbreak.commands.history_looking import StoreLook
from sitbreak.commands.window_looking import WindowLook

NOW = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
NOW_S = NOW.timestamp()
STATUS = {
    "version": "1.0",
    "pid": 4711,
    "now": "2026-01-05T14:00:00+00:00",
    "speed": 1,
    "sitting_s": 1200,
    "interval_s": 2700,
    "presence": "active",
    "why_unknown": "",
    "prompt": "none",
    "reasons": [],
    "reminders": 0,
    "next_at": "2026-01-05T14:25:00+00:00",
    "break": None,
    "held_for_s": None,
    "input_for_s": 600,
    "notes": [],
}
PARTS = {
    "idle": ("ok", "X11, by alarms."),
    "session": ("ok", "org.freedesktop.ScreenSaver, logind session 2"),
    "tray": ("ok", "The icon is in the tray."),
    "notifications": ("ok", "Service 1.0"),
    "session bus": ("ok", "unix:path=/run/bus"),
    "system bus": ("ok", "unix:path=/run/system"),
    "store": ("ok", ""),
}
WELL = Facts(
    now=NOW,
    status=STATUS,
    parts={name: {"part": name, "state": state, "detail": detail} for name, (state, detail) in PARTS.items()},
    can=frozenset({"buttons", "replace", "withdraw"}),
    told=(),
    autostart={"state": "on", "detail": "sitbreak starts at login."},
    settings_file="/home/me/config.toml",
    settings_there=True,
    settings_problems=(),
    settings_notes=(),
    routines=45,
    routine_warnings=(),
    store=StoreLook("/data/history.sqlite3", exists=True, size_b=50_000, saved_at_s=NOW_S - 20),
    version="1.0",
    python="3.11.7",
    session="x11",
    desktop="XFCE",
)
ALONE = replace(WELL, status=None, silence=("sitbreak is not running.", "`sitbreak run` starts it."))


def being(**changes: Any) -> Facts:
    """All is well, but the running sitbreak says this."""
    return replace(WELL, status={**STATUS, **changes})


def part(name: str, state: str, detail: str = "", facts: Facts = WELL) -> Facts:
    """*facts*, but a part is so."""
    return replace(facts, parts={**facts.parts, name: {"part": name, "state": state, "detail": detail}})


def without(name: str, facts: Facts = WELL) -> Facts:
    return replace(facts, parts={key: value for key, value in facts.parts.items() if key != name})


def the(check: Any, facts: Facts) -> Finding:
    (finding,) = check(facts)
    assert isinstance(finding, Finding)
    return finding


# --- the checks


def test_when_all_is_well_nothing_but_ok_is_said() -> None:
    findings = doctor_checks.all_findings(WELL)
    assert {each.state for each in findings} == {"ok"}
    assert not any(each.advice for each in findings)
    assert len({each.check for each in findings}) == len(findings) == 16


def test_nobody_answers() -> None:
    assert the(doctor_checks.running, ALONE) == ("running", "problem", *ALONE.silence)
    assert the(doctor_checks.running, WELL).text == "sitbreak runs (process 4711) and answers."


def test_the_running_sitbreak_is_of_another_version() -> None:
    finding = the(doctor_checks.same_version, being(version="0.9"))
    assert finding.state == "note"
    assert "0.9" in finding.text
    assert "quit" in finding.advice
    assert list(doctor_checks.same_version(ALONE)) == []


def test_the_source_of_presence_tells_when_it_saw_input_last() -> None:
    finding = the(doctor_checks.presence, part("idle", "ok", "X11, by alarms, last input 3 s ago"))
    assert finding == ("presence", "ok", "X11, by alarms, last input 3 s ago.", "")


def test_what_proves_presence_without_input_is_told_and_its_lack_is_no_problem() -> None:
    facts = part("camera", "ok", "Nobody uses it.", part("microphone", "failing", "No sound service"))
    found = list(doctor_checks.proof_of_presence(facts))
    assert found == [
        ("microphone", "note", "No sound service.", ""),
        ("camera", "ok", "Nobody uses it.", ""),
    ]
    assert list(doctor_checks.proof_of_presence(WELL)) == []


def test_no_source_of_presence_is_a_problem() -> None:
    gone = part("idle", "failing", "The X server went away.")
    assert the(doctor_checks.presence, gone).state == "problem"
    assert "The X server went away." in the(doctor_checks.presence, gone).text
    assert "desktop session" in the(doctor_checks.presence, gone).advice
    assert "pause" in the(doctor_checks.presence, replace(gone, session="wayland")).advice
    nothing = without("idle", being(presence="unknown"))
    assert the(doctor_checks.presence, nothing).state == "problem"
    assert the(doctor_checks.presence, replace(WELL, status=None)).text == "X11, by alarms."


def test_input_that_never_pauses_is_a_problem_from_four_hours_on() -> None:
    assert the(doctor_checks.endless_input, being(input_for_s=4 * 3600 - 1)).state == "ok"
    finding = the(doctor_checks.endless_input, being(input_for_s=4 * 3600 + 60))
    assert finding.state == "problem"
    assert "never pauses: for 4 h 1 min" in finding.text
    assert list(doctor_checks.endless_input(ALONE)) == []


def test_what_keeps_reminders_back_now_and_since_when() -> None:
    held = being(prompt="held", reasons=["call", "dnd"], held_for_s=1800)
    finding = the(doctor_checks.holds, held)
    assert finding.state == "note"
    assert "you are in a call, do not disturb is on, since 13:30" in finding.text
    assert "hold.call = false" in finding.advice
    assert "hold.dnd = false" in finding.advice
    assert "since" not in the(doctor_checks.holds, being(reasons=["paused"])).text
    assert the(doctor_checks.holds, being(reasons=["paused"])).advice == "`sitbreak resume` ends the pause."
    assert list(doctor_checks.holds(ALONE)) == []


def test_a_missing_tray_is_no_problem() -> None:
    gone = part("tray", "absent", "No icon is shown: no panel with a tray runs.")
    assert the(doctor_checks.tray, gone).state == "note"
    assert "extension" not in the(doctor_checks.tray, gone).advice
    assert "extension" in the(doctor_checks.tray, replace(gone, desktop="ubuntu:GNOME")).advice
    assert the(doctor_checks.tray, part("tray", "off", "Switched off.")).state == "ok"
    assert the(doctor_checks.tray, part("tray", "failing", "It is in trouble.")).state == "problem"
    assert the(doctor_checks.tray, without("tray", ALONE)).state == "note"


def test_what_the_notification_service_can_do() -> None:
    text = the(doctor_checks.notifications, WELL).text
    assert text == "Service 1.0, with buttons, replacing, taking back."
    assert the(doctor_checks.notifications, replace(WELL, can=None)).text == "Service 1.0."
    poor = the(doctor_checks.notifications, replace(WELL, can=frozenset({"replace"})))
    assert poor.state == "note"
    assert "snooze" in poor.advice


def test_no_notification_service_is_a_problem() -> None:
    for state in ("absent", "failing"):
        finding = the(doctor_checks.notifications, part("notifications", state, "None runs."))
        assert (finding.state, finding.text) == ("problem", "None runs.")
    assert the(doctor_checks.notifications, part("notifications", "off", "Off.")).state == "note"


def test_who_tells_of_lock_and_sleep() -> None:
    assert "logind session 2" in the(doctor_checks.lock_and_sleep, WELL).text
    assert the(doctor_checks.lock_and_sleep, part("session", "absent", "Nobody tells.")).state == "note"


def test_without_the_session_bus_little_works_and_without_the_system_bus_most_does() -> None:
    session, system = doctor_checks.buses(part("session bus", "absent", "No session bus."))
    assert (session.state, system.state) == ("problem", "ok")
    session, system = doctor_checks.buses(part("system bus", "absent", "No system bus."))
    assert (session.state, system.state) == ("ok", "note")


@pytest.mark.parametrize(
    ("state", "found"), [("on", "ok"), ("off", "note"), ("switched off", "note"), ("broken", "problem")]
)
def test_starting_at_login(state: str, found: str) -> None:
    finding = the(doctor_upkeep.at_login, replace(WELL, autostart={"state": state, "detail": "So it is."}))
    assert (finding.state, finding.text) == (found, "So it is.")
    assert bool(finding.advice) == (state != "on")


def test_settings_with_mistakes_and_notes_each_told_once() -> None:
    wrong = replace(
        being(notes=["config.toml:3: too large", "A pack was left out.", "Changes are not noticed."]),
        settings_problems=("config.toml:3: too large",),
        settings_notes=(),
        routine_warnings=("A pack was left out.",),
    )
    found = [(each.state, each.text) for each in doctor_upkeep.settings(wrong)]
    assert found == [("problem", "config.toml:3: too large"), ("note", "Changes are not noticed.")]
    noted = replace(being(notes=["Odd."]), settings_notes=("Odd.",), settings_there=False)
    found = [(each.state, each.text) for each in doctor_upkeep.settings(noted)]
    assert found == [
        ("note", "Odd."),
        ("ok", "There is no /home/me/config.toml: all is at its default."),
    ]


def test_routines_and_what_was_left_out() -> None:
    first, second = doctor_upkeep.routines(replace(WELL, routine_warnings=("mine.toml: not TOML.",)))
    assert (first.state, second.state, second.text) == ("ok", "note", "mine.toml: not TOML.")
    none = the(doctor_upkeep.routines, replace(WELL, routines=0, routine_warnings=("No poses.",)))
    assert (none.state, none.text) == ("problem", "There are no routines. No poses.")


def store(**changes: Any) -> Facts:
    return replace(WELL, store=WELL.store._replace(**changes))


def test_the_history_that_is_sound_says_when_it_was_saved() -> None:
    assert the(doctor_upkeep.history, WELL).text == "The history is sound (49 KiB). Last saved 20 s ago."
    assert the(doctor_upkeep.history, store(size_b=1 << 27)).state == "note"
    assert the(doctor_upkeep.history, store(saved_at_s=None)).text == "The history is sound (49 KiB)."


def test_a_running_sitbreak_that_does_not_save_is_a_problem() -> None:
    late = store(saved_at_s=NOW_S - 3600)
    assert the(doctor_upkeep.history, late).state == "problem"
    assert the(doctor_upkeep.history, replace(late, status=None)).state == "ok"
    assert the(doctor_upkeep.history, replace(late, status={**STATUS, "speed": 60})).state == "ok"


@pytest.mark.parametrize(
    ("facts", "state", "words"),
    [
        (store(exists=False), "note", "no history yet"),
        (store(problem="row 1 missing"), "problem", "damaged: row 1 missing"),
        (store(newer=True), "problem", "newer sitbreak"),
        (part("store", "failing", "The disk is full."), "problem", "The disk is full."),
        (replace(WELL, log_problem="It cannot be read."), "problem", "It cannot be read."),
    ],
)
def test_a_history_in_trouble(facts: Facts, state: str, words: str) -> None:
    finding = the(doctor_upkeep.history, facts)
    assert finding.state == state
    assert words in finding.text


def test_a_history_that_was_set_aside_is_told() -> None:
    sound, aside = doctor_upkeep.history(store(set_aside=("a.sqlite3", "b.sqlite3")))
    assert (sound.state, aside.state) == ("ok", "note")
    assert "b.sqlite3" in aside.text


def test_oddities_of_the_clock() -> None:
    assert the(doctor_upkeep.clock, WELL).state == "ok"
    assert the(doctor_upkeep.clock, replace(WELL, now=datetime(1970, 1, 1, tzinfo=UTC))).state == "problem"
    assert "60 times" in the(doctor_upkeep.clock, being(speed=60)).text
    future = Told(NOW_S, "x", [{"kind": "due", "at_s": NOW_S + 3600}])
    assert the(doctor_upkeep.clock, replace(WELL, told=[future])).state == "note"


def test_the_versions_and_the_desktop() -> None:
    assert the(doctor_upkeep.versions, WELL).text == "sitbreak 1.0, Python 3.11.7, XFCE, x11."
    bare = replace(WELL, session="", desktop="")
    assert the(doctor_upkeep.versions, bare).text == "sitbreak 1.0, Python 3.11.7."


# --- will I be reminded?


@pytest.mark.parametrize(
    ("facts", "answer", "words"),
    [
        (WELL, "yes", "Yes, at 14:25 if you sit on. You have sat 20 min."),
        (ALONE, "no", "sitbreak is not running"),
        (replace(ALONE, hangs=True), "no", "does not answer"),
        (being(presence="unknown", why_unknown="No X server."), "no", "stands still. No X server."),
        (being(presence="unknown"), "no", "No source answers."),
        (part("tray", "absent", "", part("notifications", "absent")), "no", "neither a tray nor"),
        (part("notifications", "failing"), "yes", "Only the icon in the tray will tell"),
        (part("tray", "absent"), "yes", "Yes, at 14:25"),
        (being(**{"break": {"routine": "march"}}), "not now", "you are on a break"),
        (
            being(prompt="held", reasons=["call"], next_at=None),
            "not now",
            "Not while you are in a call. You have",
        ),
        (
            being(reasons=["away"], next_at=None),
            "not now",
            "Not while you are away. You have sat 20 min of 45",
        ),
        (
            being(reasons=["paused"]),
            "yes",
            "at 14:25 at the earliest; not before, because reminders are paused",
        ),
        (being(prompt="snoozed"), "yes", "Yes, at 14:25: you snoozed."),
        (being(prompt="silent", reminders=3), "yes", "3 reminders had no answer"),
        (being(prompt="shown", reminders=2), "yes", "number 2 was shown. The next comes at 14:25"),
        (being(prompt="waiting"), "yes", "waits for a pause in your typing"),
        (being(next_at=None), "no", "No reminder is coming"),
    ],
)
def test_whether_a_reminder_comes(facts: Facts, answer: str, words: str) -> None:
    found = doctor_answers.will_i(facts)
    assert found.answer == answer
    assert words in found.text
    assert "{" not in found.text


# --- why was I not?


def told(minutes: int, kind: str) -> Told:
    at_s = (NOW + timedelta(minutes=minutes)).timestamp()
    return Told(at_s, f"It was {kind}", [{"kind": kind, "at_s": at_s}])


def test_the_last_reminder_and_what_was_decided_last() -> None:
    day = [told(-90, "reminded"), *(told(minute, "held") for minute in range(-8, 0))]
    lines = doctor_answers.why_not(replace(WELL, told=day))
    assert lines[0] == "You were: the last reminder was shown at 12:30."
    assert lines[1:] == [f"13:5{minute}  It was held" for minute in range(4, 10)]


def test_a_day_without_a_reminder_and_one_of_which_nothing_is_known() -> None:
    assert "No reminder was shown" in doctor_answers.why_not(replace(WELL, told=[told(-5, "held")]))[0]
    assert "Nothing is known" in doctor_answers.why_not(WELL)[0]
    assert doctor_answers.why_not(replace(WELL, log_problem="Damaged.")) == ["Damaged."]


# --- the test reminder


@pytest.mark.parametrize(
    ("state", "certain", "found", "words"),
    [
        ("clicked", True, "ok", "you clicked “Start”"),
        ("closed", True, "note", "closed without a click"),
        ("shown", True, "note", "nobody clicked"),
        ("sent", True, "problem", "not shown. How it is."),
        ("sent", False, "note", "Nobody can tell"),
    ],
)
def test_what_became_of_the_test_reminder(state: str, certain: bool, found: str, words: str) -> None:
    part = {"state": "ok", "detail": "How it is."}
    finding = judged({"state": state, "button": "Start", "certain": certain, "part": part})
    assert finding.state == found
    assert words in finding.text


# --- how a break will be shown ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("look", "state", "text"),
    [
        (WindowLook(), "ok", "A break opens a small window."),
        (WindowLook(wanted=False), "ok", "By the setting window.show there is no window."),
        (WindowLook(tkinter=False), "note", "There is no window without Python's tkinter."),
        (WindowLook(display=False), "note", "There is no window without an X display."),
        (WindowLook(screen_reader=True), "ok", "A screen reader is in use, so there is no window."),
    ],
)
def test_which_way_a_break_will_be_shown(look: WindowLook, state: str, text: str) -> None:
    (finding,) = doctor_window.break_window(replace(WELL, window=look))
    assert (finding.state, finding.text.startswith(text)) == (state, True)
    assert ("python3-tk" in finding.advice) is not look.tkinter
    if look != WindowLook():
        assert finding.text.endswith("The steps of a break come in notifications.")


def test_without_window_and_notifications_the_terminal_shows_a_break() -> None:
    parts = {name: part for name, part in WELL.parts.items() if name != "notifications"}
    (finding,) = doctor_window.break_window(replace(WELL, window=WindowLook(display=False), parts=parts))
    assert finding.text.endswith("`sitbreak start` shows the steps of a break in a terminal.")


def test_a_window_that_did_not_come_up_is_told_of() -> None:
    part = {"part": "break window", "state": "absent", "detail": "The display does not answer."}
    (finding,) = doctor_window.break_window(replace(WELL, parts={**WELL.parts, "break window": part}))
    assert finding[1:] == (
        "note",
        "The last break had no window. The display does not answer.",
        "The next one tries again.",
    )
