"""The checks of `sitbreak doctor`: each looks at the facts and says what it finds, with what can be done.

Here are those on the way of a reminder; what sitbreak is told and what it keeps is in :mod:`.doctor_upkeep`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sitbreak.commands.doctor_finding import NOTE, OK, PROBLEM, Finding
from sitbreak.commands.doctor_upkeep import at_login, clock, history, routines, settings, versions
from sitbreak.commands.doctor_window import break_window
from sitbreak.words import _, clock_time, duration, fill, reason_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sitbreak.commands.doctor_facts import Facts

ENDLESS_INPUT_S = 4 * 3600  # rule P7
_CHECKED_APART = {
    *("idle", "session", "tray", "notifications", "break window"),
    *("session bus", "system bus", "store"),
}


def all_findings(facts: Facts) -> list[Finding]:
    """What every check says, in the order in which a reminder comes about."""
    checks: Sequence[Callable[[Facts], Iterator[Finding]]] = (
        running,
        same_version,
        presence,
        endless_input,
        proof_of_presence,
        holds,
        tray,
        notifications,
        break_window,
        lock_and_sleep,
        buses,
        at_login,
        settings,
        routines,
        history,
        clock,
        versions,
    )
    return [finding for check in checks for finding in check(facts)]


# --- is there somebody to remind, and to be reminded? -------------------------------------------------------


def running(facts: Facts) -> Iterator[Finding]:
    if facts.status is not None:
        text = fill(_("sitbreak runs (process {pid}) and answers."), pid=facts.status["pid"])
        yield Finding("running", OK, text)
    else:
        yield Finding("running", PROBLEM, *facts.silence)


def same_version(facts: Facts) -> Iterator[Finding]:
    if facts.status is not None and facts.status["version"] != facts.version:
        text = fill(
            _("The running sitbreak is version {theirs}, this command is {ours}."),
            theirs=facts.status["version"],
            ours=facts.version,
        )
        advice = _("Start it anew: `sitbreak quit`, then `sitbreak run --background`.")
        yield Finding("running", NOTE, text, advice)


def presence(facts: Facts) -> Iterator[Finding]:
    """Whether a source tells when the last input was; its health says when that was."""
    part, status = facts.part("idle"), facts.status
    unknown = status is not None and status["presence"] == "unknown"
    if part is None or part["state"] != "ok" or unknown:
        why = (part or {}).get("detail") or (status or {}).get("why_unknown") or _("No source answers.")
        text = fill(_("Nobody can tell whether you are there. {why}"), why=why)
        yield Finding("presence", PROBLEM, text, _advice_on_presence(facts))
        return
    yield Finding("presence", OK, _sentence(part["detail"]))


def _advice_on_presence(facts: Facts) -> str:
    if facts.session == "wayland":
        return _("Until it is known, sitting time stands still. `sitbreak pause` and `stand` still work.")
    return _("Sitting time stands still meanwhile. Start sitbreak inside your desktop session.")


def proof_of_presence(facts: Facts) -> Iterator[Finding]:
    """The parts that are asked whether the user is here without any input: a call, a film."""
    for name in facts.parts:
        if name not in _CHECKED_APART:
            part = facts.parts[name]
            state = OK if part["state"] in ("ok", "off") else NOTE
            yield Finding(name, state, _sentence(part["detail"] or _("It is there")))


def endless_input(facts: Facts) -> Iterator[Finding]:
    """Rule P7: a device that never rests makes absences go unseen."""
    if facts.status is None:
        return
    lasts_s = facts.status.get("input_for_s", 0)
    if lasts_s >= ENDLESS_INPUT_S:
        text = fill(
            _("Input never pauses: for {time} now, so nobody can see you leave."), time=duration(lasts_s)
        )
        advice = _(
            "A game controller or a mouse that drifts does this: unplug them one by one and look again."
        )
        yield Finding("input", PROBLEM, text, advice)
    else:
        yield Finding("input", OK, _("Input pauses now and then, as it does with people."))


def holds(facts: Facts) -> Iterator[Finding]:
    """What keeps reminders back now."""
    status = facts.status
    if status is None:
        return
    if not status["reasons"]:
        yield Finding("held back", OK, _("Nothing keeps reminders back."))
        return
    reasons = ", ".join(reason_words(reason) for reason in status["reasons"])
    text = fill(_("Reminders are kept back because {reasons}."), reasons=reasons)
    held_s = status.get("held_for_s")
    if held_s is not None:
        since = clock_time(datetime.fromisoformat(status["now"]) - timedelta(seconds=held_s))
        text = fill(
            _("Reminders are kept back because {reasons}, since {time}."), reasons=reasons, time=since
        )
    yield Finding("held back", NOTE, text, _advice_on_holds(status["reasons"]))


def _advice_on_holds(reasons: Sequence[str]) -> str:
    known = {
        "call": _("With hold.call = false reminders come in calls too."),
        "fullscreen": _("With hold.fullscreen = false reminders come over full screens too."),
        "dnd": _("With hold.dnd = false reminders come all the same."),
        "hours": _("hours.work in the settings says when reminders come."),
        "paused": _("`sitbreak resume` ends the pause."),
        "standing": _("`sitbreak sit` says that you are sitting again."),
    }
    return " ".join(known[reason] for reason in reasons if reason in known)


# --- can a reminder be seen? --------------------------------------------------------------------------------


def tray(facts: Facts) -> Iterator[Finding]:
    part = facts.part("tray")
    if part is None:
        if facts.status is None:
            yield Finding("tray", NOTE, _("Whether there is a tray shows once sitbreak runs."))
    elif part["state"] in ("ok", "off"):
        yield Finding("tray", OK, part["detail"])
    elif part["state"] == "absent":
        advice = _("The buttons of the reminders and the command line are enough.")
        if "GNOME" in facts.desktop:
            advice += " " + _("An AppIndicator extension of this desktop adds a tray.")
        yield Finding("tray", NOTE, part["detail"], advice)
    else:
        yield Finding("tray", PROBLEM, part["detail"])


def notifications(facts: Facts) -> Iterator[Finding]:
    part = facts.part("notifications")
    if part is None:
        return
    if part["state"] == "ok":
        yield _what_they_can(part["detail"], facts.can)
    elif part["state"] == "off":
        yield Finding("notifications", NOTE, part["detail"])
    else:
        advice = _("Start the notification service of your desktop, or install one such as dunst.")
        yield Finding("notifications", PROBLEM, part["detail"], advice)


def _what_they_can(service: str, can: frozenset[str] | None) -> Finding:
    if can is None:
        return Finding("notifications", OK, _sentence(service))
    service = service.rstrip(".")
    if "buttons" not in can:
        text = fill(_("{service}: it shows no buttons."), service=service)
        advice = _("Answer in the tray, or with `sitbreak start`, `snooze` and `skip`.")
        return Finding("notifications", NOTE, text, advice)
    known = {"buttons": _("buttons"), "replace": _("replacing"), "withdraw": _("taking back")}
    told = ", ".join(word for name, word in known.items() if name in can)
    return Finding("notifications", OK, fill(_("{service}, with {can}."), service=service, can=told))


def lock_and_sleep(facts: Facts) -> Iterator[Finding]:
    part = facts.part("session")
    if part is not None:
        state = OK if part["state"] == "ok" else NOTE
        text = part["detail"]
        if state == OK:
            text = fill(_("Lock and sleep are told by {sources}."), sources=text)
        yield Finding("lock, sleep", state, text)


def buses(facts: Facts) -> Iterator[Finding]:
    session, system = facts.part("session bus"), facts.part("system bus")
    if session is not None and session["state"] != "ok":
        advice = _(
            "Without it there is neither a tray nor buttons. Start sitbreak inside your desktop session."
        )
        yield Finding("session bus", PROBLEM, session["detail"], advice)
    elif session is not None:
        yield Finding("session bus", OK, _("Connected."))
    if system is not None and system["state"] != "ok":
        yield Finding("system bus", NOTE, system["detail"], _("Sleep still shows, by the clocks."))
    elif system is not None:
        yield Finding("system bus", OK, _("Connected."))


def _sentence(text: str) -> str:
    """*text* with one full stop."""
    return f"{text.rstrip('.')}."
