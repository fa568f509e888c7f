"""State to plain data and back.

Rules
-----
**P10** State is saved at each transition and at least once a minute. After a restart the time between is an
absence (by boot time if the boot is the same, else by wall time; a save from the future or older than a day
is ignored).
"""

from __future__ import annotations

from dataclasses import fields, replace
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sitbreak.core.holding import LONGEST_DAY_S
from sitbreak.core.model import Moment, Presence
from sitbreak.core.presence import SLEEP_GAP_S
from sitbreak.core.state import CLOSE_S, Episode, Paused, RunningBreak, Standing, State, Undo, Whereabouts

FORMAT = 1
OLDEST_S = 86400.0
_LARGEST = 1e11  # of all numbers in a state: no sum of such can overflow a date
_ON_BOOT_CLOCK = ("_at_s", "since_s", "until_s", "boot_s")  # names of places on the boot clock
# What an earlier version did not save of a running break: it is at its default.
_ADDED = {RunningBreak: {"skipped_s", "paused_at_s"}}
_VALUES = (Whereabouts, Episode, RunningBreak, Paused, Standing, State, Undo)

Json = dict[str, Any]


class Unusable(ValueError):
    """The saved state cannot be read: another format, or damaged."""


def save(state: State, moment: Moment, boot_id: str) -> Json:
    """*state* as plain data, with what is needed to tell later how long ago *moment* was."""
    return {
        "format": FORMAT,
        "boot_id": boot_id,
        "wall_s": moment.wall.timestamp(),
        "state": _plain(state),
    }


def restore(saved: Json, moment: Moment, boot_id: str) -> State | None:
    """The saved state, the time since then being an absence; None when the save is to be ignored.

    Raises :class:`Unusable` when *saved* is not what :func:`save` answers.
    """
    if not isinstance(saved, dict) or saved.get("format") != FORMAT:
        raise Unusable("not a state of this format")
    state: State = _value(State, saved.get("state"))
    if state.sitting_s < 0 or not _in_time(state, state.boot_s):
        raise Unusable("a state that cannot be")
    wall_s = _value(float, saved.get("wall_s"))
    same_boot = bool(boot_id) and saved.get("boot_id") == boot_id
    gone_s = moment.boot_s - state.boot_s if same_boot else moment.wall.timestamp() - wall_s
    if not 0 <= gone_s <= OLDEST_S:
        return None
    if not same_boot:
        state = _shift(state, moment.boot_s - gone_s - state.boot_s)
    cut_at_s = state.boot_s
    ahead_s = gone_s - (moment.mono_s - state.mono_s) if same_boot else 0.0
    where = state.where
    since = state.boot_s if where.absent_since_s is None else where.absent_since_s
    return replace(
        state,
        mono_s=moment.mono_s,
        boot_s=moment.boot_s,
        asked_s=0.0,
        run_s=0.0,
        where=replace(
            where,
            presence=Presence.AWAY,
            why_unknown="",
            input_on=False,
            absent_since_s=since,
            slept_s=where.slept_s + (ahead_s if ahead_s >= SLEEP_GAP_S else 0.0),
        ),
        running=replace(state.running, cut_at_s=cut_at_s) if state.running else None,
    )


def _in_time(value: Any, boot_s: float) -> bool:
    """Whether what has been lies in the past of *boot_s*, and what is awaited not further off than a day."""
    for each in fields(value):
        inner = getattr(value, each.name)
        if isinstance(inner, _VALUES):
            if not _in_time(inner, boot_s):
                return False
        elif inner is not None and each.name.endswith(_ON_BOOT_CLOCK):
            ahead_s = LONGEST_DAY_S if each.name.endswith("until_s") else CLOSE_S
            if inner > boot_s + ahead_s:
                return False
    return True


def _shift(value: Any, by_s: float) -> Any:
    """*value* with all its places on the boot clock moved by *by_s*."""
    changes: dict[str, Any] = {}
    for each in fields(value):
        inner = getattr(value, each.name)
        if isinstance(inner, _VALUES):
            changes[each.name] = _shift(inner, by_s)
        elif inner is not None and each.name.endswith(_ON_BOOT_CLOCK):
            changes[each.name] = inner + by_s
    return replace(value, **changes)


def _plain(value: Any) -> Any:
    if isinstance(value, _VALUES):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _value(kind: Any, data: Any) -> Any:
    """*data* as a value of type *kind*; :class:`Unusable` when it is none."""
    if kind in _VALUES:
        if not isinstance(data, dict):
            raise Unusable(f"{kind.__name__} is not a table")
        hints = get_type_hints(kind)
        names = {each.name for each in fields(kind)}
        if not names - _ADDED.get(kind, set()) <= set(data) <= names:
            raise Unusable(f"{kind.__name__} has other fields")
        return kind(**{name: _value(hints[name], data[name]) for name in data})
    if get_origin(kind) in (UnionType, Union):
        if data is None:
            return None
        return _value(next(each for each in get_args(kind) if each is not NoneType), data)
    if get_origin(kind) is tuple:
        if not isinstance(data, list):
            raise Unusable("a list is missing")
        return tuple(_value(get_args(kind)[0], each) for each in data)
    return _scalar(kind, data)


def _scalar(kind: Any, data: Any) -> Any:
    if kind is float and type(data) in (int, float) and abs(data) <= _LARGEST:  # NaN is not
        return float(data)
    if kind is int and type(data) is int and 0 <= data <= _LARGEST:
        return data
    if kind in (bool, str) and type(data) is kind:
        return data
    if kind not in (int, bool, str, float):
        try:
            return kind(data)
        except ValueError as error:
            raise Unusable(str(error)) from None
    raise Unusable(f"{data!r} is not of type {kind.__name__}")
