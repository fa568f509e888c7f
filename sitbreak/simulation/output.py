"""What a simulation writes: effects and status as JSON lines, and a summary at the end.

Output, in order of time, each with ``at``:

============================ =============================================================================
``remind``                   ``n`` (1, 2, 3 in the episode), ``sitting_s``, ``routine``
``withdraw``
``hold`` / ``release``       ``reasons``
``state``                    ``presence``, ``posture``, ``prompt`` (on each change)
``rest``                     ``kind``: absence, suspend, standing, break; ``seconds``
``break``                    ``outcome``; of a break that was started also ``routine`` and ``seconds``
``refused``                  ``do``, ``why``
``status``                   ``sitting_s``, ``presence``, ``posture``, ``prompt``, ``reasons``,
                             ``next_in_s`` (null when nothing is coming), ``snooze_left_min``
``summary`` (last)           ``sat_s`` (all sitting), ``longest_s``, ``reminders``, ``done``, ``partial``,
                             ``natural``, ``skipped``, ``expired``
============================ =============================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sitbreak.core.model import (
    BreakEnded,
    Effect,
    Hold,
    Moment,
    Refused,
    Release,
    Remind,
    Report,
    Rested,
    StateChanged,
    TakenBack,
    Withdraw,
)
from sitbreak.ports import Json


@dataclass(slots=True)
class Totals:
    """What the last line of the output sums up."""

    sat_s: float = 0.0  # of stretches that have ended
    longest_s: float = 0.0
    last_stretch_s: float = 0.0
    reminders: int = 0
    done: int = 0
    partial: int = 0
    natural: int = 0
    skipped: int = 0
    expired: int = 0

    def count(self, effect: Effect) -> None:
        match effect:
            case Remind():
                self.reminders += 1
            case Rested(sat_s=sat_s):
                self.sat_s += sat_s
                self.last_stretch_s = sat_s
                self.longest_s = max(self.longest_s, sat_s)
            case TakenBack(natural=natural):
                self.sat_s -= self.last_stretch_s
                self.natural -= natural
            case BreakEnded(outcome=outcome):
                setattr(self, outcome, getattr(self, outcome) + 1)

    def forgotten(self, sat_s: float) -> None:
        """A stretch of sitting ended without a rest: the program came back too late to know of it."""
        self.sat_s += sat_s
        self.longest_s = max(self.longest_s, sat_s)

    def line(self, at_s: float, sitting_s: float) -> Json:
        return {
            "at": number(at_s),
            "effect": "summary",
            "sat_s": number(self.sat_s + sitting_s),
            "longest_s": number(max(self.longest_s, sitting_s)),
            "reminders": self.reminders,
            "done": self.done,
            "partial": self.partial,
            "natural": self.natural,
            "skipped": self.skipped,
            "expired": self.expired,
        }


def _broken(effect: BreakEnded) -> Json:
    if effect.routine is None:
        return {"effect": "break", "outcome": effect.outcome}
    return {
        "effect": "break",
        "outcome": effect.outcome,
        "routine": effect.routine,
        "seconds": number(effect.seconds),
    }


_LINES: dict[type, Callable[..., Json]] = {
    Remind: lambda e: {"effect": "remind", "n": e.n, "sitting_s": number(e.sitting_s)},
    Withdraw: lambda e: {"effect": "withdraw"},
    Hold: lambda e: {"effect": "hold", "reasons": list(e.reasons)},
    Release: lambda e: {"effect": "release", "reasons": list(e.reasons)},
    StateChanged: lambda e: {
        "effect": "state",
        "presence": e.presence,
        "posture": e.posture,
        "prompt": e.prompt,
    },
    Rested: lambda e: {"effect": "rest", "kind": e.kind, "seconds": number(e.seconds)},
    BreakEnded: _broken,
    Refused: lambda e: {"effect": "refused", "do": e.do, "why": e.why},
}


def effect_line(at_s: float, effect: Effect, routine: str | None) -> Json | None:
    """The line of *effect*, *routine* being the one suggested now; None for an effect that has none."""
    make = _LINES.get(type(effect))
    if make is None:
        return None
    line = {"at": number(at_s), **make(effect)}
    if isinstance(effect, Remind):
        line["routine"] = routine
    return line


def status_line(report: Report, moment: Moment) -> Json:
    return {
        "at": number(moment.boot_s),
        "effect": "status",
        "sitting_s": number(report.sitting_s),
        "presence": report.presence,
        "posture": report.posture,
        "prompt": report.prompt,
        "reasons": list(report.reasons),
        "next_in_s": None if report.next_in_s is None else number(report.next_in_s),
        "snooze_left_min": report.snooze_left_min,
    }


def number(value: float) -> float | int:
    """*value* to the thousandth, whole numbers without a point."""
    rounded = round(value, 3)
    return int(rounded) if rounded == int(rounded) else rounded
