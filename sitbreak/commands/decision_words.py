"""The log of decisions in plain words: one line for all that was decided at one moment."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from sitbreak.words import _, clock_time, duration, exact_duration, fill, reason_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import tzinfo

Line = dict[str, Any]

_AT_ONCE_S = 60.0  # a program that was away for less was restarted
_HICCUP_S = 10.0  # as at each start, before the sources have answered
_ANSWERS = ("known", "away")  # somebody is there, or nobody is: either way a source can tell
_LONG_AGO_S = 48 * 3600.0  # longer than anything that is told
# What makes a reason to hold back, or its end, go without saying.
_SAYS_IT = {"away": {"away", "locked"}, "standing": {"standing"}, "paused": {"paused"}}
_UNSAYS_IT = {
    "back": {"away", "locked"},
    "rest": {"away", "locked", "standing"},
    "sitting": {"standing"},
    "resumed": {"paused"},
}


class Told(NamedTuple):
    at_s: float  # wall time
    text: str
    lines: Sequence[Line]


def tell(lines: Iterable[Line], zone: tzinfo | None, titles: Mapping[str, str]) -> list[Told]:
    """*lines*, oldest first, in words. *titles*: of routines, by identifier."""
    told: list[Told] = []
    for at_s, together in groupby(_without_hiccups(lines), key=lambda line: float(line["at_s"])):
        step = list(together)
        if step[0]["kind"] == "started":
            ended = told.pop() if told and told[-1].lines[-1]["kind"] == "stopped" else None
            told.append(_started(step, zone, ended))
            continue
        text = _Step(step, zone, titles).text()
        if text:
            told.append(Told(at_s, text, step))
    return told


def _without_hiccups(lines: Iterable[Line]) -> list[Line]:
    """*lines* without those that say that presence was unknown for a moment."""
    kept: list[Line] = []
    unknown: Line | None = None
    for line in lines:
        if line["kind"] == "unknown":
            unknown = line
        elif line["kind"] in _ANSWERS and unknown is not None and line["at_s"] - unknown["at_s"] < _HICCUP_S:
            kept.remove(unknown)
            unknown = None
            if line["kind"] == "known":
                continue
        kept.append(line)
    return kept


def stamp(at_s: float, now: datetime) -> str:
    """When that was: "10:45", with the date when it was not today."""
    at = datetime.fromtimestamp(at_s, now.tzinfo)
    return clock_time(at) if at.date() == now.date() else f"{at.date().isoformat()} {clock_time(at)}"


def _started(step: list[Line], zone: tzinfo | None, ended: Told | None) -> Told:
    """The program was not running from the moment it was last known to run."""
    at_s, last_at_s = step[0]["at_s"], step[0].get("last_at_s")
    if not isinstance(last_at_s, int | float) or not 0 <= at_s - last_at_s <= _LONG_AGO_S:
        return Told(at_s, _("sitbreak was started"), step)
    if at_s - last_at_s < _AT_ONCE_S:
        return Told(at_s, _("sitbreak was started again"), step)
    until = clock_time(datetime.fromtimestamp(at_s, zone))
    if ended is not None:
        text = fill(_("sitbreak ended, and was not running until {time}"), time=until)
    else:
        text = fill(_("sitbreak was cut off, and was not running until {time}"), time=until)
    return Told(last_at_s, text, [*(ended.lines if ended else ()), *step])


class _Step:
    """What was decided at one moment."""

    def __init__(self, lines: Sequence[Line], zone: tzinfo | None, titles: Mapping[str, str]) -> None:
        self._lines = lines
        self._kinds = {line["kind"] for line in lines}
        self._zone = zone
        self._titles = titles

    def text(self) -> str:
        """One sentence without its full stop; empty when there is nothing to say."""
        parts: list[str] = []
        for line in self._lines:
            words = self._words().get(line["kind"])
            with suppress(KeyError, TypeError, ValueError, OverflowError, OSError, AttributeError):  # damaged
                parts += filter(None, [words(line) if words else ""])
        text = "; ".join(parts)
        return text if text.startswith("sitbreak") else text[:1].upper() + text[1:]

    def _words(self) -> dict[str, Callable[[Line], str]]:
        return {
            "away": self._away,
            "back": lambda line: fill(_("back after {away}"), away=duration(line["seconds"])),
            "unknown": lambda line: fill(
                _("nobody can tell whether you are there, so sitting time stands still: {why}"),
                why=line["why"].rstrip("."),
            ),
            "known": lambda line: _("it is known again whether you are there"),
            "rest": self._rest,
            "due": lambda line: fill(_("break due after {sat} of sitting"), sat=duration(line["sitting_s"])),
            "waiting": lambda line: _("waiting for a pause in typing"),
            "held": self._held,
            "freed": self._freed,
            "reminded": self._reminded,
            "silent": lambda line: fill(
                _("no answer to {n} reminders: quiet until 30 more minutes of sitting"), n=line["n"]
            ),
            "snoozed": self._snoozed,
            "paused": lambda line: fill(
                _("you paused reminders until {time}"), time=self._time(line["until_at_s"])
            ),
            "resumed": lambda line: _("you ended the pause") if line["early"] else _("the pause ended"),
            "standing": lambda line: _("you said you are standing"),
            "sitting": self._sitting,
            "break": self._break,
            "ended": self._ended,
            "taken_back": lambda line: fill(
                _("you said you were sitting: the last {absence} count"), absence=duration(line["seconds"])
            ),
            "felt": self._felt,
            "settings": self._settings,
            "part": lambda line: fill(
                _("{part}: {state}. {detail}"),
                part=line["part"],
                state=_part_words(line["state"]),
                detail=line["detail"].rstrip("."),
            ),
            "stopped": lambda line: _("sitbreak ended"),
        }

    def _time(self, at_s: float) -> str:
        return clock_time(datetime.fromtimestamp(at_s, self._zone))

    def _away(self, line: Line) -> str:
        if line["because"] == "asleep":
            return _("the computer went to sleep")
        if line["because"] == "barred":
            return _("away: the screen was locked or another session came to the front")
        return fill(_("away since {time}"), time=self._time(line["since_at_s"]))

    def _rest(self, line: Line) -> str:
        length, sat = duration(line["seconds"]), duration(line["sat_s"])
        text = {
            "absence": _("back: a rest of {length} (sat {sat} before)"),
            "suspend": _("back: the computer slept, a rest of {length} (sat {sat} before)"),
            "standing": _("{length} of standing: a rest (sat {sat} before)"),
            "break": _("a rest after {sat} of sitting"),
        }
        return fill(text.get(line["rest"], ""), length=length, sat=sat)

    def _held(self, line: Line) -> str:
        known = set().union(*(_SAYS_IT.get(kind, set()) for kind in self._kinds))
        reasons = [reason_words(reason) for reason in line["reasons"] if reason not in known]
        if not reasons:
            return ""
        return fill(_("held back: {reasons}"), reasons=", ".join(reasons))

    def _freed(self, line: Line) -> str:
        known = set().union(*(_UNSAYS_IT.get(kind, set()) for kind in self._kinds))
        return ", ".join(_freed_words(reason) for reason in line["reasons"] if reason not in known)

    def _reminded(self, line: Line) -> str:
        n, sat = line["n"], duration(line["sitting_s"])
        if line["after_snooze_min"]:
            snooze = duration(line["after_snooze_min"] * 60)
            text = _("reminder {n} shown after a snooze of {snooze} (sat {sat})")
            return fill(text, n=n, snooze=snooze, sat=sat)
        return fill(_("reminder {n} shown (sat {sat})"), n=n, sat=sat)

    def _snoozed(self, line: Line) -> str:
        length, until = duration(line["minutes"] * 60), self._time(line["until_at_s"])
        if "ended" in self._kinds:
            return fill(_("the next reminder comes at {time}"), time=until)
        return fill(_("you snoozed for {length}, until {time}"), length=length, time=until)

    def _sitting(self, line: Line) -> str:
        if line["by_itself"]:
            return _("standing ended by itself: sitting time counts again")
        return "" if "rest" in self._kinds else _("you said you are sitting again")

    def _break(self, line: Line) -> str:
        title = self._titles.get(line["routine"], line["routine"])
        return fill(
            _("break started: {title}, {length}"), title=title, length=exact_duration(line["seconds"])
        )

    def _ended(self, line: Line) -> str:
        return {
            "done": _("break done"),
            "partial": fill(_("break stopped after {length}"), length=exact_duration(line.get("seconds", 0))),
            "natural": _("that was the break"),
            "skipped": _("you said Not now"),
            "expired": _("no longer due by the new settings"),
        }.get(line["outcome"], "")

    def _felt(self, line: Line) -> str:
        title = self._titles.get(line["routine"], line["routine"])
        text = {
            "good": _("you said {title} was good"),
            "hard": _("you said {title} was too hard"),
            "hurt": _("you said {title} hurt: it is off the list for two weeks"),
            "fine": _("you said all is fine again: all kinds of routines may come"),
        }
        told = fill(text.get(line["how"], ""), title=title)
        if line["how"] == "hurt" and line["settle_only"]:
            told += "; " + _("only settling routines and walks come until `sitbreak feel fine`")
        return told

    def _settings(self, line: Line) -> str:
        told = [f"{key} {_shown(old)} → {_shown(new)}" for key, (old, new) in line["changes"].items()]
        return fill(_("settings: {changes}"), changes=", ".join(told))


def _freed_words(reason: str) -> str:
    """The end of a reason to hold back."""
    known = {
        "call": _("the call ended"),
        "fullscreen": _("no window fills the screen any more"),
        "dnd": _("do not disturb is off"),
        "locked": _("the screen is unlocked"),
        "away": _("you are back"),
        "hours": _("your working hours began"),
        "paused": _("the pause is over"),
        "standing": _("you are sitting"),
    }
    return known.get(reason, reason)


def _part_words(state: str) -> str:
    known = {
        "ok": _("all is well"),
        "absent": _("nothing there"),
        "failing": _("in trouble"),
        "off": _("switched off"),
    }
    return known.get(state, state)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("none")
    return str(value)
