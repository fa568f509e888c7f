"""What Windows' messages about the session and the power mean. Pure: it asks and changes nothing."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

POWER_CHANGED = 0x0218  # WM_POWERBROADCAST
SESSION_CHANGED = 0x02B1  # WM_WTSSESSION_CHANGE
TIME_CHANGED = 0x001E  # WM_TIMECHANGE

_CONNECTED, _DISCONNECTED = (0x1, 0x3), (0x2, 0x4)  # at the console or from afar
_LOGGED_ON, _LOCKED, _UNLOCKED = 0x5, 0x7, 0x8
_SUSPEND = 0x4
_RESUME = (0x6, 0x7, 0x12)  # critical, by the user, by itself

# WTSINFOEXW: its level, four unused bytes, then number, state and flags of the session.
_SESSION = struct.Struct("<I4xIIi")
_ACTIVE = 0  # WTSActive; any other state: nobody sees this session
_IS_LOCKED, _IS_UNLOCKED = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The session, as far as Windows has told."""

    locked: bool = False
    inactive: bool = False  # another session is in front
    asleep: bool = False

    @property
    def absent(self) -> bool:
        return self.locked or self.inactive or self.asleep


def session_changed(before: Told, event: int) -> Told:
    """After a WM_WTSSESSION_CHANGE with the word *event*."""
    if event in (_LOCKED, _UNLOCKED):
        return replace(before, locked=event == _LOCKED)
    if event in _DISCONNECTED:
        return replace(before, inactive=True)
    if event in _CONNECTED or event == _LOGGED_ON:
        return replace(before, inactive=False)
    return before


def power_changed(before: Told, event: int) -> Told:
    """After a WM_POWERBROADCAST with the word *event*."""
    if event == _SUSPEND:
        return replace(before, asleep=True)
    return replace(before, asleep=False) if event in _RESUME else before


def session_read(before: Told, answer: bytes) -> Told:
    """As WTSSessionInfoEx *answer*-s. What it leaves open stays as it was."""
    if len(answer) < _SESSION.size:
        return before
    level, _number, state, flags = _SESSION.unpack_from(answer)
    if level != 1:
        return before
    locked = {_IS_LOCKED: True, _IS_UNLOCKED: False}.get(flags, before.locked)
    return replace(before, locked=locked, inactive=state != _ACTIVE)
