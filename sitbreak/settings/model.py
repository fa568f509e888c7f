"""What can be set: every key with its type, default, bounds and meaning.

This is the one place where a key is declared. The messages of :mod:`.layers`, ``config explain`` and the
table of the README are made from it. Validation is strict: ``true`` is no number, ``"45"`` and ``45.0`` are
no whole number. Lists are replaced whole by a higher layer, so they are never merged here.

Only ``prepare`` and commands import this module: pydantic is far too big for the resident program.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from sitbreak.core.work_ranges import LONGEST, parse_work_range

USUAL = "usual"  # routines.equipment: what one usually finds at that place

Place = Literal["office", "home", "travel"]
Clothing = Literal["any", "stretchy"]
Style = Literal["normal", "urgent"]
Show = Literal["auto", "never"]
Motion = Literal["auto", "full", "reduced"]
Theme = Literal["auto", "light", "dark"]
Equipment = Literal["support", "desk-sturdy", "wall", "chair", "chair-fixed", "mat", "ball", "bed-or-table"]
Exclusion = Literal[
    "standing",
    "floor",
    "kneeling",
    "knee",
    "hip",
    "hip-flexor",
    "back",
    "arching",
    "balance",
    "pregnancy",
    "wrist",
    "foot",
    "abdomen",
    "dizziness",
    "heart",
    "bones",
    "massage",
]

_Item = TypeVar("_Item")


def _key(meaning: str, allowed: str) -> FieldInfo:
    """*meaning* is one line; *allowed* completes the sentence "it must be ..."."""
    return FieldInfo(description=meaning, json_schema_extra={"allowed": allowed})


def _between(low: int, high: int, meaning: str) -> FieldInfo:
    allowed = f"a whole number from {low} to {high}"
    return FieldInfo(ge=low, le=high, description=meaning, json_schema_extra={"allowed": allowed})


def _zero_or_between(low: int, high: int, meaning: str, zero: str = "off") -> FieldInfo:
    allowed = f"0 ({zero}) or a whole number from {low} to {high}"
    return FieldInfo(ge=0, le=high, description=meaning, json_schema_extra={"allowed": allowed})


def _switch(meaning: str) -> FieldInfo:
    return _key(meaning, "true or false")


def _one_of(words: object, meaning: str) -> FieldInfo:
    *most, last = get_args(words)
    return _key(meaning, f"{', '.join(most)} or {last}")


def _some_of(words: object, meaning: str, or_word: str = "") -> FieldInfo:
    allowed = f"a list of {', '.join(get_args(words))}"
    return _key(meaning, f"{or_word} or {allowed}" if or_word else allowed)


def _long_enough(seconds: int) -> int:
    if seconds == 1:
        raise ValueError("1 s is too short to be a pause")
    return seconds


def _large_enough(percent: int) -> int:
    if 0 < percent < 75:
        raise ValueError(f"{percent} % is too small to read")
    return percent


def _no_twice(items: list[_Item]) -> list[_Item]:
    for place, item in enumerate(items):
        if item in items[:place]:
            raise ValueError(f"{item} is in it twice")
    return items


def _work_range(text: str) -> str:
    parse_work_range(text)
    return text


def _usual(value: object) -> object:
    """TOML has no word for "not set"."""
    return None if value == USUAL else value


RoutineIds = Annotated[
    list[Annotated[str, Field(min_length=3, max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]],
    Field(max_length=200),
    AfterValidator(_no_twice),
]
_ROUTINE_IDS = "a list of at most 200 names of routines, as `sitbreak routines list` tells them"


class _Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Breaks(_Section):
    interval_min: Annotated[int, _between(30, 60, "sitting time at which a break is due, in minutes")] = 45
    wait_for_pause_s: Annotated[
        int,
        _zero_or_between(2, 30, "once a break is due, first wait for this many seconds without input"),
        AfterValidator(_long_enough),
    ] = 5
    wait_limit_min: Annotated[
        int, _between(0, 15, "longest wait for such a pause, in minutes; never past 60 min of sitting")
    ] = 5
    away_after_s: Annotated[
        int, _between(60, 900, "this many seconds without input, or other proof of presence, are away")
    ] = 180
    rest_after_s: Annotated[int, _between(120, 1800, "an absence of this many seconds is a rest")] = 300
    repeat_min: Annotated[int, _between(5, 30, "minutes between the reminders of one break")] = 5
    repeat_max: Annotated[int, _between(1, 5, "reminders of one break before it goes silent")] = 3
    routine_max_s: Annotated[
        int, _between(40, 240, "longest routine suggested for an ordinary break, in seconds")
    ] = 120
    long_every: Annotated[int, _zero_or_between(1, 10, "every so many breaks, one may take up to 180 s")] = 3


class Snooze(_Section):
    choices_min: Annotated[
        list[Annotated[int, Field(ge=1, le=30)]],
        Field(min_length=1, max_length=8),
        _key(
            "minutes that the tray and the notification offer",
            "a list of 1 to 8 different whole numbers from 1 to 30",
        ),
        AfterValidator(_no_twice),
    ] = [5, 10, 15]
    budget_min: Annotated[
        int, _between(0, 30, "snooze minutes for one break, shown as they shrink; 0: no snooze")
    ] = 15


class Standing(_Section):
    max_min: Annotated[
        int, _between(15, 120, "standing ends by itself after this many minutes, and says so")
    ] = 60


class Pause(_Section):
    choices_min: Annotated[
        list[Annotated[int, Field(ge=5, le=480)]],
        Field(max_length=8),
        _key(
            'minutes of the timed pauses on offer; "until tomorrow" is always there',
            "a list of at most 8 different whole numbers from 5 to 480",
        ),
        AfterValidator(_no_twice),
    ] = [30, 60, 120]


class Hours(_Section):
    work: Annotated[
        list[Annotated[str, Field(max_length=LONGEST), AfterValidator(_work_range)]],
        Field(max_length=50),
        _key(
            "reminders only inside these hours; an empty list: always; a range may cross midnight",
            'a list of ranges such as "Mon-Fri 09:00-12:30"',
        ),
    ] = []


class Hold(_Section):
    call: Annotated[bool, _switch("hold reminders back during a call (microphone or camera in use)")] = True
    fullscreen: Annotated[bool, _switch("hold reminders back while a window covers the screen")] = True
    dnd: Annotated[bool, _switch("hold reminders back while the desktop is set to do not disturb")] = True


class Presence(_Section):
    call: Annotated[bool, _switch("a microphone or camera in use proves that you are here")] = True
    video: Annotated[
        bool, _switch("a video or presentation (an idle inhibitor) proves that you are here")
    ] = True


class Routines(_Section):
    place: Annotated[Place, _one_of(Place, "where you sit; decides which routines fit")] = "office"
    level: Annotated[
        int, _between(1, 3, "the strongest routines to suggest: 1 gentle, 2 moderate, 3 more")
    ] = 1
    exclusions: Annotated[
        list[Exclusion],
        _some_of(Exclusion, "what to leave out; a routine that needs one of these is never suggested"),
        AfterValidator(_no_twice),
    ] = []
    equipment: Annotated[
        list[Equipment] | None,
        _some_of(Equipment, "what there is to use; usual: what one finds at such a place", or_word=USUAL),
        BeforeValidator(_usual),
    ] = None
    clothing: Annotated[
        Clothing, _one_of(Clothing, "what you wear; stretchy: routines that need clothes that give, too")
    ] = "any"
    disabled: Annotated[RoutineIds, _key("routines never to suggest", _ROUTINE_IDS)] = []
    starred: Annotated[RoutineIds, _key("routines to suggest more often", _ROUTINE_IDS)] = []


class Notify(_Section):
    style: Annotated[Style, _one_of(Style, "urgent: a reminder stays until it is answered")] = "normal"
    sound: Annotated[bool, _switch("play a sound with a reminder")] = False


class Window(_Section):
    show: Annotated[
        Show, _one_of(Show, "never: a break's steps come in the notification instead of a window")
    ] = "auto"
    theme: Annotated[Theme, _one_of(Theme, "colours of the windows; auto: as the desktop is")] = "auto"
    motion: Annotated[
        Motion,
        _one_of(Motion, "reduced: the figure shows key poses and stays still; auto: as the desktop is"),
    ] = "auto"
    scale_percent: Annotated[
        int,
        _zero_or_between(75, 300, "size of the windows in percent", zero="as the desktop is"),
        AfterValidator(_large_enough),
    ] = 0
    sound: Annotated[bool, _switch("play a soft sound when a step of a break begins")] = False


class Tray(_Section):
    show: Annotated[bool, _switch("show the icon in the panel")] = True
    theme: Annotated[
        Theme, _one_of(Theme, "colours of the icon: for a light or a dark panel, or as the desktop is")
    ] = "auto"


class History(_Section):
    keep: Annotated[bool, _switch("keep a history of sitting and breaks on this computer")] = True
    keep_days: Annotated[int, _between(1, 3650, "days after which a line of the history is deleted")] = 400


class Settings(_Section):
    """All settings. Building it with bad values raises :class:`pydantic.ValidationError`."""

    breaks: Breaks = Breaks()
    snooze: Snooze = Snooze()
    standing: Standing = Standing()
    pause: Pause = Pause()
    hours: Hours = Hours()
    hold: Hold = Hold()
    presence: Presence = Presence()
    routines: Routines = Routines()
    notify: Notify = Notify()
    window: Window = Window()
    tray: Tray = Tray()
    history: History = History()
