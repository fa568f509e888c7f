"""The values the core is told and answers with. Nothing here does anything.

One **moment** travels with three clocks at once (rule T1): wall time with its zone, monotonic time, which
stops while the machine is suspended, and boot time, which does not. **Evidence** is what the world is known
to be like at a moment. **Rules** are the settings the core obeys. The core answers with **effects**.

Times and lengths are seconds unless the name says ``_min``. Places on the boot clock end in ``_at_s``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Presence(StrEnum):
    """Where the user is, from evidence."""

    ACTIVE = "active"  # input just now
    QUIET = "quiet"  # no input, but no proof of absence either
    AWAY = "away"
    ASLEEP = "asleep"  # the machine is suspended
    UNKNOWN = "unknown"  # no source can tell


class Posture(StrEnum):
    SITTING = "sitting"
    STANDING = "standing"  # only ever because the user said so


class Prompt(StrEnum):
    """Where the reminder stands. Every value but NONE means that an episode is open."""

    NONE = "none"
    DUE = "due"
    HELD = "held"  # a reason forbids showing
    WAITING = "waiting"  # for a pause in typing
    SHOWN = "shown"
    SNOOZED = "snoozed"
    SILENT = "silent"  # shown often enough


class Reason(StrEnum):
    """Why a due reminder is held back (rule R2), in the order in which they are listed."""

    CALL = "call"
    FULLSCREEN = "fullscreen"
    DND = "dnd"
    LOCKED = "locked"
    AWAY = "away"
    HOURS = "hours"
    PAUSED = "paused"
    STANDING = "standing"


class RestKind(StrEnum):
    ABSENCE = "absence"
    SUSPEND = "suspend"
    STANDING = "standing"
    BREAK = "break"


class Outcome(StrEnum):
    """How an episode or a break ended (rule B3)."""

    DONE = "done"
    PARTIAL = "partial"
    NATURAL = "natural"
    SKIPPED = "skipped"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One reading of all clocks (rule T1)."""

    wall: datetime  # aware: carries the zone of the moment
    mono_s: float  # stops while the machine is suspended
    boot_s: float  # does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of the world at a moment. A flag is True only when a source says so."""

    idle_known: bool = True  # some source can tell when the last input was
    idle_why: str = ""  # when it cannot: why, in plain words
    input_on: bool = False  # input goes on now
    last_input_at_s: float | None = None  # boot time of the last input; None: none seen yet
    locked: bool = False  # the screen is locked
    inactive: bool = False  # another user's session is in front
    asleep: bool = False  # the system announced that it suspends now
    call: bool = False  # microphone or camera in use
    video: bool = False  # an idle inhibitor (video, presentation)
    dnd: bool = False  # do not disturb is on
    fullscreen: bool = False  # a window covers the screen


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRange:
    """One range of ``hours.work``: on *days* (0 = Monday) from *begin_min* to *end_min* (minutes after local
    midnight; an end not after the begin lies on the next day, and belongs to the day it begins, rule T5)."""

    days: frozenset[int]
    begin_min: int
    end_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The settings the core obeys; defaults and bounds are section 2 of the rules (see :mod:`.rules`)."""

    interval_s: float = 2700
    wait_for_pause_s: float = 5
    wait_limit_s: float = 300
    away_after_s: float = 180
    rest_after_s: float = 300
    repeat_s: float = 300
    repeat_max: int = 3
    routine_max_s: int = 120
    long_every: int = 3
    snooze_choices_min: tuple[int, ...] = (5, 10, 15)
    snooze_budget_min: int = 15
    standing_max_s: float = 3600
    pause_choices_min: tuple[int, ...] = (30, 60, 120)
    work: tuple[WorkRange, ...] = ()
    hold_call: bool = True
    hold_fullscreen: bool = True
    hold_dnd: bool = True
    presence_call: bool = True
    presence_video: bool = True


# --- what the core answers ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind:
    """Show the *n*-th reminder of the episode, replacing the one before it (rules R3 to R6)."""

    n: int
    sitting_s: float
    after_snooze_min: int = 0  # minutes the user had asked for, when this one comes after a snooze
    after_hold: bool = False  # it was held back until now


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take the shown reminder away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """The due reminder is held back by *reasons*, a changed set when one was told before."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The last of *reasons* has ended."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged:
    presence: Presence
    posture: Posture
    prompt: Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Rested:
    """Sitting time went back to 0 after *seconds* of rest."""

    kind: RestKind
    seconds: float
    sat_s: float  # sitting time of the stretch that ended


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakStarted:
    routine: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakChanged:
    """The running break was paused, goes on, or passed over some seconds: the report tells how it stands. Or
    it was *swapped* for *routine*, which runs for *seconds* from now on."""

    routine: str
    seconds: float
    swapped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEnded:
    """An episode or a break ended. *routine* and *seconds* (of the routine that ran) only after a started
    break."""

    outcome: Outcome
    routine: str | None = None
    seconds: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """The last rest is struck from the history: it was *seconds* of sitting (rule P8)."""

    seconds: float
    natural: bool  # the rest had been recorded as a natural break too


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingEnded:
    """Standing ended by itself after its longest time (rule P9); the user is to be told."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What the user asked for cannot be; *why* is one plain sentence."""

    do: str
    why: str


Effect = (
    Remind
    | Withdraw
    | Hold
    | Release
    | StateChanged
    | Rested
    | BreakStarted
    | BreakChanged
    | BreakEnded
    | TakenBack
    | StandingEnded
    | Refused
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How things stand, for `status`, the tray and the simulation."""

    sitting_s: float
    presence: Presence
    why_unknown: str  # why presence is unknown; empty otherwise
    posture: Posture
    prompt: Prompt
    reasons: tuple[Reason, ...]  # that hold a reminder back now, due or not
    next_in_s: float | None  # until the next reminder at the earliest; None when nothing is coming
    snooze_left_min: int
    paused_for_s: float | None  # seconds the pause still lasts
    break_routine: str | None  # the routine that runs now
    break_left_s: float
    can_take_back: bool  # "I was sitting" applies
    reminders: int  # reminders shown in the open episode
    held_for_s: float | None = None  # how long a due reminder has been held back; None: none is
    last_input_ago_s: float | None = None  # None: none was seen yet
    break_elapsed_s: float = 0  # how far its routine has come
    break_seconds: float = 0  # how long that is
    break_paused: bool = False
    input_for_s: float = 0  # input has gone on for so long without a pause of `away_after` (rule P7)
