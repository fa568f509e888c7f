"""The checks of `sitbreak doctor` on what sitbreak is told and what it keeps: files, versions, the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.commands.doctor_finding import NOTE, OK, PROBLEM, Finding
from sitbreak.words import _, duration, fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitbreak.commands.doctor_facts import Facts

_LATE_SAVE_S = 20 * 60  # a running sitbreak saves at least every ten minutes
_SET_BACK_S = 60
_LARGE_B = 64 * 1024 * 1024
_MOST_TOLD = 5  # of the same check
_FIRST_YEAR = 2024


def at_login(facts: Facts) -> Iterator[Finding]:
    found = facts.autostart
    if found["state"] == "on":
        yield Finding("at login", OK, found["detail"])
        return
    state = PROBLEM if found["state"] == "broken" else NOTE
    yield Finding("at login", state, found["detail"], _("`sitbreak autostart on` changes that."))


def settings(facts: Facts) -> Iterator[Finding]:
    kept = _("The last good settings stay in use until this is right.")
    for problem in facts.settings_problems[:_MOST_TOLD]:
        yield Finding("settings", PROBLEM, problem, kept)
    theirs = () if facts.status is None else tuple(facts.status["notes"])
    known = (*facts.settings_problems, *facts.routine_warnings)
    for note in dict.fromkeys((*facts.settings_notes, *theirs)):
        if note not in known:
            yield Finding("settings", NOTE, note)
    if not facts.settings_problems:
        text = (
            _("{file} is read.") if facts.settings_there else _("There is no {file}: all is at its default.")
        )
        yield Finding("settings", OK, fill(text, file=facts.settings_file))


def routines(facts: Facts) -> Iterator[Finding]:
    if not facts.routines:
        why = " ".join(facts.routine_warnings[:1])
        yield Finding("routines", PROBLEM, fill(_("There are no routines. {why}"), why=why).strip())
        return
    yield Finding("routines", OK, fill(_("{n} routines are there."), n=facts.routines))
    for warning in facts.routine_warnings[:_MOST_TOLD]:
        yield Finding("routines", NOTE, warning, _("`sitbreak routines check` tells more of a file."))


def history(facts: Facts) -> Iterator[Finding]:
    store, theirs = facts.store, facts.part("store")
    if store.newer:
        text = _("The history was written by a newer sitbreak, so this one leaves it alone.")
        yield Finding("history", PROBLEM, text, _("Install the newer one, or move the file away."))
    elif store.problem:
        text = fill(_("The history in {path} is damaged: {why}"), path=store.path, why=store.problem)
        advice = _(
            "When sitbreak starts it sets the file aside and begins a new one. Reminders do not need it."
        )
        yield Finding("history", PROBLEM, text, advice)
    elif theirs is not None and theirs["state"] == "failing":
        advice = _("Reminders go on; what happens meanwhile is not kept.")
        yield Finding("history", PROBLEM, theirs["detail"], advice)
    elif facts.log_problem:
        yield Finding("history", PROBLEM, facts.log_problem)
    elif not store.exists:
        yield Finding("history", NOTE, _("There is no history yet; it begins when sitbreak first runs."))
    else:
        yield from _sound_history(facts)
    for name in store.set_aside[-1:]:
        yield Finding("history", NOTE, fill(_("A damaged history was set aside as {name}."), name=name))


def _sound_history(facts: Facts) -> Iterator[Finding]:
    store = facts.store
    size = fill(_("{n} KiB"), n=round(store.size_b / 1024))
    text = fill(_("The history is sound ({size})."), size=size)
    is_trial = facts.status is not None and facts.status["speed"] != 1  # whose times are not ours
    if store.saved_at_s is not None and not is_trial:
        ago_s = facts.now.timestamp() - store.saved_at_s
        saved = fill(_("Last saved {time} ago."), time=duration(ago_s))
        if facts.status is not None and ago_s > _LATE_SAVE_S:
            advice = _("Start it anew: `sitbreak quit`, then `sitbreak run --background`.")
            yield Finding("history", PROBLEM, fill(_("sitbreak does not save: {saved}"), saved=saved), advice)
            return
        text = f"{text} {saved}"
    if store.size_b > _LARGE_B:
        yield Finding("history", NOTE, text, _("A smaller history.keep_days makes it shorter."))
    else:
        yield Finding("history", OK, text)


def clock(facts: Facts) -> Iterator[Finding]:
    """Oddities of the clock, which never change a reminder but make times hard to read."""
    now_s = facts.now.timestamp()
    status = facts.status
    if facts.now.year < _FIRST_YEAR:
        text = fill(_("The clock says {date}."), date=facts.now.date().isoformat())
        yield Finding("clock", PROBLEM, text, _("Set it: working hours and the day of a break follow it."))
    elif status is not None and status["speed"] != 1:
        speed = f"{status['speed']:g}"
        text = _(
            "sitbreak runs {speed} times faster than real time, for trying out; its history is kept apart."
        )
        text = fill(text, speed=speed)
        yield Finding("clock", NOTE, text)
    elif any(line["at_s"] > now_s + _SET_BACK_S for each in facts.told for line in each.lines):
        text = _("The clock was set back: some decisions are from the future.")
        yield Finding("clock", NOTE, text, _("Sitting time does not follow that clock; nothing is lost."))
    else:
        yield Finding("clock", OK, fill(_("It is {time}."), time=facts.now.isoformat(" ", "minutes")))


def versions(facts: Facts) -> Iterator[Finding]:
    text = fill(_("sitbreak {ours}, Python {python}"), ours=facts.version, python=facts.python)
    where = ", ".join(filter(None, (facts.desktop, facts.session)))
    yield Finding("versions", OK, f"{text}, {where}." if where else f"{text}.")
