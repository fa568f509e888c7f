"""What a person can be asked about the settings, in words for people: a :class:`Field` a key, in groups.

The words are the same wherever somebody is asked: in the window of the first run, in a terminal, and in the
preferences. Bounds and defaults are the model's business (:mod:`.form` adds them), so this module knows
neither pydantic nor the user's files, and a window can show its outline before those are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from sitbreak.settings import choices
from sitbreak.words import _

if TYPE_CHECKING:
    from sitbreak.settings.choices import Choice


class Kind(Enum):
    """What the value of a field is, and so how it is asked for."""

    SWITCH = auto()  # yes or no
    CHOICE = auto()  # one of the choices
    SEVERAL = auto()  # any of the choices
    NUMBER = auto()
    NUMBERS = auto()  # a list
    RANGES = auto()  # hours of days, a list
    ROUTINES = auto()  # ids of routines, a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    key: str  # dotted, as in the file
    kind: Kind
    label: str
    help: str = ""  # one or two short sentences
    unit: str = ""  # of a number
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One page of the preferences."""

    name: str
    title: str
    intro: str = ""
    fields: tuple[Field, ...]


def groups() -> tuple[Group, ...]:
    """Every setting that people are asked for, in the order of the pages."""
    return (
        _reminders(),
        _hours(),
        _you(),
        _exclusions(),
        _routines(),
        _pauses(),
        _hold(),
        _look(),
        _history(),
    )


def fields() -> dict[str, Field]:
    """The fields of all groups by their keys."""
    return {field.key: field for group in groups() for field in group.fields}


def _reminders() -> Group:
    return Group(
        name="reminders",
        title=_("Reminders"),
        intro=_("When a break is due, and how you hear of it."),
        fields=(
            _number("breaks.interval_min", _("Sit at most"), _("min"), _("Then a break is due.")),
            _number(
                "breaks.wait_for_pause_s",
                _("Wait for a pause of"),
                _("s"),
                _("A due reminder waits until you stop typing for so long. 0: it does not wait."),
            ),
            _number(
                "breaks.wait_limit_min",
                _("Wait no longer than"),
                _("min"),
                _("Never past 60 min of sitting."),
            ),
            _number(
                "breaks.repeat_min", _("Remind again after"), _("min"), _("While a reminder has no answer.")
            ),
            _number(
                "breaks.repeat_max",
                _("Reminders for one break, at most"),
                "",
                _("After that it stays quiet for half an hour of sitting."),
            ),
            Field(
                key="notify.style", kind=Kind.CHOICE, label=_("A reminder"), choices=choices.notify_styles()
            ),
            _switch("notify.sound", _("Play a sound with a reminder")),
        ),
    )


def _hours() -> Group:
    return Group(
        name="hours",
        title=_("Working hours"),
        intro=_("Reminders come only inside these hours. Sitting is measured all the time."),
        fields=(
            Field(
                key="hours.work",
                kind=Kind.RANGES,
                label=_("Hours with reminders"),
                help=_(
                    "One range a line, such as Mon-Fri 09:00-12:30. It may cross midnight. Empty: always."
                ),
            ),
        ),
    )


def _you() -> Group:
    return Group(
        name="you",
        title=_("You and your place"),
        intro=_("What fits where you are. Only fitting routines are suggested."),
        fields=(
            Field(key="routines.place", kind=Kind.CHOICE, label=_("Where you sit"), choices=choices.places()),
            Field(
                key="routines.equipment",
                kind=Kind.SEVERAL,
                label=_("What there is to use"),
                choices=choices.equipment(),
            ),
            Field(
                key="routines.clothing",
                kind=Kind.CHOICE,
                label=_("What you wear"),
                choices=choices.clothing(),
            ),
            Field(key="routines.level", kind=Kind.CHOICE, label=_("How strong"), choices=choices.levels()),
            _number(
                "breaks.routine_max_s",
                _("A routine takes at most"),
                _("s"),
                _("On an ordinary break."),
            ),
            _number(
                "breaks.long_every",
                _("A longer one every"),
                _("breaks"),
                _("It may take up to three minutes. 0: none is longer."),
            ),
        ),
    )


def _exclusions() -> Group:
    return Group(
        name="exclusions",
        title=_("What to leave out"),
        intro=_(
            "Choose what applies to you. Such a routine is never suggested. This stays on your computer."
        ),
        fields=(
            Field(
                key="routines.exclusions",
                kind=Kind.SEVERAL,
                label=_("Leave out"),
                choices=choices.exclusions(),
            ),
        ),
    )


def _routines() -> Group:
    return Group(
        name="routines",
        title=_("Routines"),
        intro=_("Your favourites come more often. What you switch off does not come at all."),
        fields=(
            Field(key="routines.starred", kind=Kind.ROUTINES, label=_("More often")),
            Field(key="routines.disabled", kind=Kind.ROUTINES, label=_("Never")),
        ),
    )


def _pauses() -> Group:
    return Group(
        name="pauses",
        title=_("Snooze and pause"),
        intro=_("What the tray and a reminder offer. Every pause ends by itself."),
        fields=(
            Field(key="snooze.choices_min", kind=Kind.NUMBERS, label=_("Snooze for"), unit=_("min")),
            _number(
                "snooze.budget_min",
                _("Snooze for one break, in all"),
                _("min"),
                _("What is left is shown. 0: no snooze."),
            ),
            Field(
                key="pause.choices_min",
                kind=Kind.NUMBERS,
                label=_("Pause for"),
                unit=_("min"),
                help=_('"Until tomorrow" is always there.'),
            ),
            _number(
                "standing.max_min",
                _("Standing ends after"),
                _("min"),
                _("After you said that you stand. You are told."),
            ),
        ),
    )


def _hold() -> Group:
    return Group(
        name="hold",
        title=_("Waiting and presence"),
        intro=_("What a due reminder waits for, and how sitbreak knows that you are here."),
        fields=(
            _switch(
                "hold.call",
                _("Wait during a call"),
                _("A microphone or a camera is in use. Nothing is recorded."),
            ),
            _switch("hold.fullscreen", _("Wait while a window fills the screen")),
            _switch("hold.dnd", _("Wait while the desktop is set to do not disturb")),
            _switch("presence.call", _("In a call you are here, hands still or not")),
            _switch("presence.video", _("Watching a video or presenting, you are here")),
            _number(
                "breaks.away_after_s",
                _("Away after"),
                _("s"),
                _("Without mouse, keyboard or one of the signs above."),
            ),
            _number(
                "breaks.rest_after_s",
                _("Away so long is a rest"),
                _("s"),
                _("Sitting time starts anew. A shorter absence only stops it for a while."),
            ),
        ),
    )


def _look() -> Group:
    return Group(
        name="look",
        title=_("Window and icon"),
        intro=_("A window that is open keeps its look; the next one follows."),
        fields=(
            Field(key="window.show", kind=Kind.CHOICE, label=_("A break"), choices=choices.window_shows()),
            Field(
                key="window.theme", kind=Kind.CHOICE, label=_("Windows are"), choices=choices.window_themes()
            ),
            _number(
                "window.scale_percent",
                _("Size of windows"),
                _("%"),
                _("0: as the desktop is set."),
            ),
            Field(
                key="window.motion", kind=Kind.CHOICE, label=_("The figure"), choices=choices.window_motions()
            ),
            _switch("window.sound", _("Play a soft sound when a step begins")),
            _switch("tray.show", _("Show the icon in the panel")),
            Field(
                key="tray.theme", kind=Kind.CHOICE, label=_("The icon is for"), choices=choices.tray_themes()
            ),
        ),
    )


def _history() -> Group:
    return Group(
        name="history",
        title=_("History and start"),
        intro=_("The history never leaves this computer."),
        fields=(
            _switch("history.keep", _("Keep a history of sitting and breaks")),
            _number("history.keep_days", _("Delete each line of it after"), _("days")),
        ),
    )


def _switch(key: str, label: str, help_text: str = "") -> Field:
    return Field(key=key, kind=Kind.SWITCH, label=label, help=help_text)


def _number(key: str, label: str, unit: str, help_text: str = "") -> Field:
    return Field(key=key, kind=Kind.NUMBER, label=label, unit=unit, help=help_text)
