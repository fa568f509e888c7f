"""The script of a simulated day: JSON lines in, checked lines out.

Rules
-----
First line, optional: ``{"start": "2026-10-25T01:00:00+02:00", "zone": "Europe/Berlin", "config": {…}}``.
Default start: 2026-01-05T09:00:00 in UTC. Then one object a line, ``at`` = seconds of boot time since the
start, never decreasing:

========================= ================================================================================
``input`` bool            input goes on from now / the last input was now
``locked`` ``call``       the world changed (``inactive``: another user's session is in front)
``video`` ``dnd``
``fullscreen``
``inactive`` bool
``idle_known`` bool       whether the idle source answers
``suspend`` seconds       the machine sleeps from now for so long; ``"signals": false`` hides the
                          announcements
``stall`` seconds         the program is stopped for so long while the world goes on
``restart`` seconds       the program is killed now and started again after so long
``wall_step`` seconds     the wall clock jumps by so much
``zone`` name             the time zone changes
``set`` object            configuration reloaded with these keys changed
``do`` word               the user acts: start stop break_pause break_continue break_next swap snooze
                          skip pause resume stand sit was_sitting; ``minutes`` where it takes them;
                          pause also ``"until": "tomorrow"``; start also ``"routine": id``. A word may
                          have - in place of _
``ask`` true              put a status line into the output
``end`` true              stop here (else at the last line)
========================= ================================================================================

Bad input raises :class:`sitbreak.errors.UsageError` naming the line.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sitbreak.errors import UsageError

DEFAULT_START = datetime(2026, 1, 5, 9, tzinfo=UTC)
LONGEST_S = 400 * 86400.0  # of a script
STEPS_S = 10 * 366 * 86400.0  # of the wall clock, all together
YEARS = range(1970, 2900)  # in which a script may begin: no date can overflow
LONGEST_SHOWN = 60  # characters of a value in a message
FLAGS = ("input", "locked", "call", "video", "dnd", "fullscreen", "inactive", "idle_known")
SPANS = ("suspend", "stall", "restart")
ACTS = (
    *("start", "stop", "break_pause", "break_continue", "break_next", "swap"),
    *("snooze", "skip", "pause", "resume", "stand", "sit", "was_sitting"),
)
_DETAILS = {"signals": "suspend", "minutes": "do", "until": "do", "routine": "do"}
_KEYS = {*FLAGS, *SPANS, *_DETAILS, "at", "wall_step", "zone", "set", "do", "ask", "end"}

# answers the checked values of a changed configuration, or raises UsageError
CheckConfig = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a script; *keys* holds what it says, values checked."""

    number: int
    at_s: float
    keys: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    start: datetime = DEFAULT_START
    config: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


def parse(text_lines: Iterable[str], check_config: CheckConfig) -> Script:
    """The script in *text_lines*. Blank lines are passed over."""
    script = Script()
    lines: list[Line] = []
    begun = False
    stepped_s = 0.0
    config: dict[str, Any] = {}
    for number, text in enumerate(text_lines, start=1):
        if not text.strip():
            continue
        entry = _object(number, text)
        if not begun and "at" not in entry and entry.keys() & {"start", "zone", "config"}:
            script = _heading(number, entry, check_config)
            config.update(script.config)
        else:
            last_s = lines[-1].at_s if lines else 0.0
            lines.append(_line(number, entry, last_s))
            stepped_s += abs(entry.get("wall_step", 0))
            if stepped_s > STEPS_S:
                raise _bad(number, "the wall clock is stepped by more than ten years.")
            if "set" in entry:
                config.update(entry["set"])
                _checked(number, config, check_config)
        begun = True
    return Script(start=script.start, config=script.config, lines=tuple(lines))


def _bad(number: int, what: str) -> UsageError:
    return UsageError(f"Line {number}: {what}")


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _shown(value: object) -> str:
    """*value* for a message, cut when it is long."""
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _object(number: int, text: str) -> dict[str, Any]:
    try:
        entry = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise _bad(number, f"this is not JSON: {error.msg} at character {error.pos + 1}.") from None
    except RecursionError:
        raise _bad(number, "this is nested too deeply.") from None
    except ValueError as error:
        raise _bad(number, f"this is not JSON: {error}.") from None
    if not isinstance(entry, dict):
        raise _bad(number, "a line must be one JSON object.")
    return entry


def _checked(number: int, config: Mapping[str, Any], check_config: CheckConfig) -> Mapping[str, Any]:
    try:
        return check_config(config)
    except UsageError as error:
        raise _bad(number, str(error)) from None


def _heading(number: int, entry: dict[str, Any], check_config: CheckConfig) -> Script:
    unknown = sorted(entry.keys() - {"start", "zone", "config"})
    if unknown:
        raise _bad(
            number, f"{_shown(unknown[0])} is not known in the first line; it takes start, zone and config."
        )
    config = entry.get("config", {})
    if not isinstance(config, dict):
        raise _bad(number, "'config' must be an object of settings.")
    _checked(number, config, check_config)
    start = DEFAULT_START
    if "start" in entry:
        try:
            start = datetime.fromisoformat(entry["start"])
        except (TypeError, ValueError):
            raise _bad(number, "'start' must be a time like 2026-10-25T01:00:00+02:00.") from None
        if start.year not in YEARS:
            raise _bad(number, f"'start' must lie in the years {YEARS[0]} to {YEARS[-1]}.")
    if "zone" in entry:
        there = zone(number, entry["zone"])
        start = start.astimezone(there) if start.tzinfo else start.replace(tzinfo=there)
    elif start.tzinfo is None:
        start = start.replace(tzinfo=UTC)
    return Script(start=start, config=config)


def zone(number: int, name: object) -> tzinfo:
    """The time zone *name* of line *number*."""
    if isinstance(name, str):
        try:
            return ZoneInfo(name)
        except (OSError, ValueError, KeyError):
            pass
    raise _bad(number, f"the time zone {_shown(name)} is not known; one is named like Europe/Berlin.")


def _line(number: int, entry: dict[str, Any], last_s: float) -> Line:
    unknown = sorted(entry.keys() - _KEYS)
    if unknown:
        raise _bad(number, f"the key {_shown(unknown[0])} is not known.")
    if "at" not in entry:
        raise _bad(number, "'at' is missing.")
    at_s = _number(number, "at", entry["at"])
    if at_s < last_s:
        raise _bad(number, f"'at' goes back, from {last_s:g} to {at_s:g}.")
    if not 0 <= at_s <= LONGEST_S:
        raise _bad(number, f"'at' must lie between 0 and {LONGEST_S:g}.")
    for key in entry.keys() & {*FLAGS, "signals", "ask", "end"}:
        if not isinstance(entry[key], bool):
            raise _bad(number, f"{key!r} must be true or false.")
    for key in entry.keys() & set(SPANS):
        if not 0 <= _number(number, key, entry[key]) <= LONGEST_S:
            raise _bad(number, f"{key!r} must be a length in seconds, 0 or more.")
    if len(entry.keys() & set(SPANS)) > 1:
        raise _bad(number, "only one of suspend, stall and restart can happen at a time.")
    return Line(number=number, at_s=at_s, keys=_rest(number, entry))


def _rest(number: int, entry: dict[str, Any]) -> Mapping[str, Any]:
    keys = dict(entry)
    for detail, owner in _DETAILS.items():
        if detail in keys and owner not in keys:
            raise _bad(number, f"{detail!r} goes with {owner!r}.")
    if "wall_step" in keys:
        _number(number, "wall_step", keys["wall_step"])
    if "zone" in keys:
        keys["zone"] = zone(number, keys["zone"])
    if "set" in keys and not isinstance(keys["set"], dict):
        raise _bad(number, "'set' must be an object of settings.")
    if "do" in keys:
        _check_act(number, keys)
    return keys


def _check_act(number: int, keys: dict[str, Any]) -> None:
    do = keys["do"] = keys["do"].replace("-", "_") if isinstance(keys["do"], str) else keys["do"]
    if do not in ACTS:
        raise _bad(number, f"{_shown(do)} is not something a user can do; it is one of {', '.join(ACTS)}.")
    if "minutes" in keys:
        minutes = _number(number, "minutes", keys["minutes"])
        if do not in ("snooze", "pause") or not 1 <= minutes <= 1440 or minutes != int(minutes):
            raise _bad(number, "'minutes' goes with snooze and pause, and is a whole number from 1 to 1440.")
        keys["minutes"] = int(minutes)
    if "until" in keys and (do != "pause" or keys["until"] != "tomorrow" or "minutes" in keys):
        raise _bad(number, "'until' goes with pause alone, and can only be \"tomorrow\".")
    if "routine" in keys and (do != "start" or not isinstance(keys["routine"], str)):
        raise _bad(number, "'routine' goes with start, and names a routine.")


def _number(number: int, key: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            if math.isfinite(value):
                return float(value)
        except OverflowError:
            pass
    raise _bad(number, f"{key!r} must be a number.")
