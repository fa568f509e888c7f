"""What the user may ask of the core. It does what is asked or refuses, and says why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Begin a break with *routine*, which runs for *seconds* (rules B1, B4)."""

    routine: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """End the running break before its end (rule B2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseBreak:
    """Let the clock of the running break stand still (rule B6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinueBreak:
    """Let it go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipSeconds:
    """Pass over the next *seconds* of the running break, the rest of a step (rule B7)."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Put *routine*, which runs for *seconds*, in the place of the running one (rule B8)."""

    routine: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """*Not now* (rule R9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Hold reminders back for *minutes*; None: until tomorrow, that is until the day turns at 04:00."""

    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sit:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class WasSitting:
    """Take the last rest back (rule P8)."""


Command = (
    Start
    | Stop
    | PauseBreak
    | ContinueBreak
    | SkipSeconds
    | Swap
    | Snooze
    | Skip
    | Pause
    | Resume
    | Stand
    | Sit
    | WasSitting
)
