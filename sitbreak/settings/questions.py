"""The questions of the first run: the same ones, in the same words, in the window and in a terminal.

Every question is optional. An :class:`Answers` begins with what holds now and keeps what is changed until it
is written all at once; nothing is written before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitbreak.core.eligible import usual_equipment
from sitbreak.core.routines import Place
from sitbreak.settings import choices
from sitbreak.settings.choices import Choice
from sitbreak.settings.reading import Wrong, time_of_day, work_range
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sitbreak.settings.form import Form

PLACE, EQUIPMENT = "routines.place", "routines.equipment"
EXCLUSIONS, LEVEL = "routines.exclusions", "routines.level"
INTERVAL, HOURS = "breaks.interval_min", "hours.work"
ASKED = (PLACE, EXCLUSIONS, EQUIPMENT, LEVEL, INTERVAL, HOURS)

ALWAYS, WEEKDAYS, OWN = "always", "weekdays", "own"  # ways to answer HOURS
_WEEKDAYS = "Mon-Fri "
_USUAL_TIMES = ("09:00", "17:00")
_INTERVALS_MIN = (30, 45, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    key: str
    text: str
    help: str = ""


def questions() -> dict[str, Question]:
    """By key, in the order in which they are asked."""
    asked = (
        Question(key=PLACE, text=_("Where do you sit?"), help=_("It decides which routines fit.")),
        Question(
            key=EXCLUSIONS,
            text=_("Is there something to leave out?"),
            help=_(
                "Choose what applies to you, or nothing. Such a routine is never suggested. "
                "Your answers stay on this computer."
            ),
        ),
        Question(key=EQUIPMENT, text=_("What is there to use?")),
        Question(key=LEVEL, text=_("How strong may it be?"), help=_("You can change this at any time.")),
        Question(key=INTERVAL, text=_("How long at most without a break?")),
        Question(
            key=HOURS,
            text=_("When would you like to be reminded?"),
            help=_("Sitting is measured all the time."),
        ),
    )
    return {question.key: question for question in asked}


class Answers:
    """What is answered so far, by key."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._given: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        return self._given.get(key, self.form.value(key))

    def give(self, key: str, value: object) -> None:
        """Raises :class:`Wrong`; the answer is then as it was."""
        if value != self[key]:
            self._given[key] = self.form.check(key, value)

    @property
    def changed(self) -> dict[str, Any]:
        """What differs from what holds."""
        return {key: value for key, value in self._given.items() if value != self.form.value(key)}

    def write(self) -> tuple[str, ...]:
        """Write what differs; answers its keys. Raises as :meth:`Form.write` does."""
        return self.form.write(self.changed)


# --- what each question offers


def intervals(present_min: int) -> tuple[Choice, ...]:
    """Minutes to choose from, the present ones among them."""
    offered = sorted({*_INTERVALS_MIN, present_min})
    notes = {30: _("Often, and short."), 45: _("The usual rhythm."), 60: _("The longest there is.")}
    return tuple(
        Choice(
            value=minutes,
            label=fill(_("{n} minutes"), n=minutes),
            help=notes.get(minutes, _("As it is now.")),
        )
        for minutes in offered
    )


def usual_words(place: str) -> str:
    """What one usually finds at *place*, as a line to choose."""
    usual = usual_things(place)
    names = {
        "support": _("something solid to hold"),
        "wall": _("a wall"),
        "chair": _("a chair"),
        "mat": _("a mat or a carpet"),
    }
    things = ", ".join(names[thing] for thing in names if thing in usual)
    return fill(_("The usual: {things}"), things=things)


def usual_things(place: str) -> list[str]:
    """The equipment one usually finds at *place*, in the order of the choices."""
    usual = {str(thing) for thing in usual_equipment(Place(place))}
    return [str(choice.value) for choice in choices.equipment() if choice.value in usual]


def ticked(before: Iterable[str], now: Iterable[str]) -> list[str]:
    """The exclusions *now*, with what those bring along that were not among them *before*; in their order."""
    kept = set(now)
    for tag in kept - set(before):
        kept |= set(choices.implied_by(tag))
    return [str(choice.value) for choice in choices.exclusions() if choice.value in kept]


def hours_way(work: list[str]) -> tuple[str, str, str]:
    """How the working hours *work* would be answered: the way, and begin and end for weekdays."""
    if not work:
        return (ALWAYS, *_USUAL_TIMES)
    times = work[0].removeprefix(_WEEKDAYS)
    if len(work) == 1 and work[0].startswith(_WEEKDAYS):
        begin, _dash, end = times.partition("-")
        return (WEEKDAYS, begin, end)
    return (OWN, *_USUAL_TIMES)


def weekdays(begin: str, end: str) -> list[str]:
    """Monday to Friday from *begin* to *end*. Raises :class:`Wrong`."""
    times = [time_of_day(begin), time_of_day(end)]
    if not all(times):
        raise Wrong(_("Please give both times, such as 09:00 and 17:00."))
    return [work_range(f"{_WEEKDAYS}{times[0]}-{times[1]}")]
