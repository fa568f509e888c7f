"""What can be set: every key with its type, default, bounds and meaning.

This is the one place where a key is declared. The messages of :mod:`.layers`, ``config explain``, the table
of the README and the JSON Schemas are made from it. Validation is strict: ``true`` is no number, ``"45"``
and ``45.0`` are no whole number. Lists are replaced whole by a higher layer, so they are never merged here.

Here it is also decided what a team's file may touch (:data:`.declaring.Reach`): when to break, how often to
remind and how long to snooze are what a team can agree on. Nothing that watches, keeps, runs, hears or shows
anything, nothing about a body and no pause is.

Only ``prepare`` and commands import this module: pydantic is far too big for the resident program.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from sitbreak.core.work_ranges import LONGEST, parse_work_range
from sitbreak.settings.declaring import (
    between,
    checksum,
    described,
    file_or_address,
    large_enough,
    long_enough,
    no_twice,
    one_of,
    public_key,
    some_of,
    switch,
    zero_or_between,
)

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


def _work_range(text: str) -> str:
    parse_work_range(text)
    return text


def _usual(value: object) -> object:
    """TOML has no word for "not set"."""
    return None if value == USUAL else value


RoutineIds = Annotated[
    list[Annotated[str, Field(min_length=3, max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]],
    Field(max_length=200),
    AfterValidator(no_twice),
]
_ROUTINE_IDS = "a list of at most 200 names of routines, as `sitbreak routines list` tells them"


class _Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Breaks(_Section):
    interval_min: Annotated[
        int, between(30, 60, "sitting time at which a break is due, in minutes", "rules")
    ] = 45
    wait_for_pause_s: Annotated[
        int,
        zero_or_between(
            2, 30, "once a break is due, first wait for this many seconds without input", "rules"
        ),
        AfterValidator(long_enough),
    ] = 5
    wait_limit_min: Annotated[
        int,
        between(0, 15, "longest wait for such a pause, in minutes; never past 60 min of sitting", "rules"),
    ] = 5
    away_after_s: Annotated[
        int,
        between(60, 900, "this many seconds without input, or other proof of presence, are away", "rules"),
    ] = 180
    rest_after_s: Annotated[int, between(120, 1800, "an absence of this many seconds is a rest", "rules")] = (
        300
    )
    repeat_min: Annotated[int, between(5, 30, "minutes between the reminders of one break", "rules")] = 5
    repeat_max: Annotated[int, between(1, 5, "reminders of one break before it goes silent", "rules")] = 3
    routine_max_s: Annotated[
        int, between(40, 240, "longest routine suggested for an ordinary break, in seconds", "rules")
    ] = 120
    long_every: Annotated[
        int, zero_or_between(1, 10, "every so many breaks, one may take up to 180 s", "rules")
    ] = 3


class Snooze(_Section):
    choices_min: Annotated[
        list[Annotated[int, Field(ge=1, le=30)]],
        Field(min_length=1, max_length=8),
        described(
            "minutes that the tray and the notification offer",
            "a list of 1 to 8 different whole numbers from 1 to 30",
            "rules",
        ),
        AfterValidator(no_twice),
    ] = [5, 10, 15]
    budget_min: Annotated[  # a team leaves one short snooze at least
        int,
        between(
            0, 30, "snooze minutes for one break, shown as they shrink; 0: no snooze", "rules", team_from=5
        ),
    ] = 15


class Standing(_Section):
    max_min: Annotated[
        int, between(15, 120, "standing ends by itself after this many minutes, and says so", "rules")
    ] = 60


class Pause(_Section):  # a pause is the user's way out, so nobody else has a say in it
    choices_min: Annotated[
        list[Annotated[int, Field(ge=5, le=480)]],
        Field(max_length=8),
        described(
            'minutes of the timed pauses on offer; "until tomorrow" is always there',
            "a list of at most 8 different whole numbers from 5 to 480",
            "own",
        ),
        AfterValidator(no_twice),
    ] = [30, 60, 120]


class Hours(_Section):
    work: Annotated[  # a team's quiet hours; who works other hours than the team sets their own
        list[Annotated[str, Field(max_length=LONGEST), AfterValidator(_work_range)]],
        Field(max_length=50),
        described(
            "reminders only inside these hours; an empty list: always; a range may cross midnight",
            'a list of ranges such as "Mon-Fri 09:00-12:30"',
            "value",
        ),
    ] = []


class Hold(_Section):
    call: Annotated[bool, switch("hold reminders back during a call (microphone or camera in use)")] = True
    fullscreen: Annotated[bool, switch("hold reminders back while a window covers the screen")] = True
    dnd: Annotated[bool, switch("hold reminders back while the desktop is set to do not disturb")] = True


class Presence(_Section):
    call: Annotated[bool, switch("a microphone or camera in use proves that you are here")] = True
    video: Annotated[bool, switch("a video or presentation (an idle inhibitor) proves that you are here")] = (
        True
    )


class Routines(_Section):  # what a body can do is its owner's business alone; a team's pack may only tighten
    place: Annotated[Place, one_of(Place, "where you sit; decides which routines fit", "own")] = "office"
    level: Annotated[
        int, between(1, 3, "the strongest routines to suggest: 1 gentle, 2 moderate, 3 more", "own")
    ] = 1
    exclusions: Annotated[
        list[Exclusion],
        some_of(Exclusion, "what to leave out; a routine that needs one of these is never suggested", "own"),
        AfterValidator(no_twice),
    ] = []
    equipment: Annotated[
        list[Equipment] | None,
        some_of(
            Equipment, "what there is to use; usual: what one finds at such a place", "own", or_word=USUAL
        ),
        BeforeValidator(_usual),
    ] = None
    clothing: Annotated[
        Clothing,
        one_of(Clothing, "what you wear; stretchy: routines that need clothes that give, too", "own"),
    ] = "any"
    disabled: Annotated[RoutineIds, described("routines never to suggest", _ROUTINE_IDS, "own")] = []
    starred: Annotated[RoutineIds, described("routines to suggest more often", _ROUTINE_IDS, "own")] = []


class Notify(_Section):
    style: Annotated[  # who needs it calmer, or louder, has it so
        Style, one_of(Style, "urgent: a reminder stays until it is answered", "value")
    ] = "normal"
    sound: Annotated[bool, switch("play a sound with a reminder")] = False


class Window(_Section):
    show: Annotated[
        Show, one_of(Show, "never: a break's steps come in the notification instead of a window")
    ] = "auto"
    theme: Annotated[Theme, one_of(Theme, "colours of the windows; auto: as the desktop is")] = "auto"
    motion: Annotated[
        Motion,
        one_of(Motion, "reduced: the figure shows key poses and stays still; auto: as the desktop is"),
    ] = "auto"
    scale_percent: Annotated[
        int,
        zero_or_between(75, 300, "size of the windows in percent", zero="as the desktop is"),
        AfterValidator(large_enough),
    ] = 0
    sound: Annotated[bool, switch("play a soft sound when a step of a break begins")] = False


class Tray(_Section):
    show: Annotated[bool, switch("show the icon in the panel")] = True
    theme: Annotated[
        Theme, one_of(Theme, "colours of the icon: for a light or a dark panel, or as the desktop is")
    ] = "auto"


class History(_Section):
    keep: Annotated[bool, switch("keep a history of sitting and breaks on this computer")] = True
    keep_days: Annotated[int, between(1, 3650, "days after which a line of the history is deleted")] = 400


class Team(_Section):  # only who sits at the computer, or owns it, says whose file counts
    source: Annotated[
        str,
        described(
            "the file of settings that your team shares; empty: none",
            "empty, the whole path of a file, or a https:// address without a password",
        ),
        AfterValidator(file_or_address),
    ] = ""
    sha256: Annotated[
        str,
        described(
            "take the team's file only with this checksum, and never look for a newer one",
            "empty, or 64 hexadecimal digits",
        ),
        AfterValidator(checksum),
    ] = ""
    key: Annotated[
        str,
        described(
            "take the team's file only with a signature by this minisign key",
            "empty, or a public key of minisign (56 signs)",
        ),
        AfterValidator(public_key),
    ] = ""


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
    team: Team = Team()
