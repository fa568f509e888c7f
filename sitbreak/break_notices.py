"""What the notifications say during a break and after it. Nothing here shows one."""

from __future__ import annotations

from sitbreak.notices import PASSING_SECONDS, REMINDER_SECONDS, made
from sitbreak.ports import Button, Notice
from sitbreak.words import _, cut, duration, exact_duration, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.core.playing import PlayStep

FEELING = "feel-"  # the keys of the buttons that say how it was begin with this
ANSWER = "answer-"  # … and those that answer a question: "answer-level-yes"

_ASKING_SECONDS = 30
_STEP_GRACE_SECONDS = 5  # a step stays in view until the next one replaces it


def break_step(routine_title: str, steps: Sequence[PlayStep], number: int) -> Notice:
    """Step *number* (from 1) of a running break; it stays in view until the next one replaces it."""
    step = steps[number - 1]
    title = fill(
        _("{routine}, {number} of {steps}"), routine=cut(routine_title, 40), number=number, steps=len(steps)
    )
    body = f"{step.cue} ({exact_duration(step.seconds)})"
    if number < len(steps):
        body += "\n" + fill(_("Next: {cue}"), cue=steps[number].cue)
    if number == 1:
        body += "\n" + _("Stop if anything hurts.")
    stop = Button(key="stop", label=_("Stop"))
    return made(title, body, buttons=(stop,), seconds=step.seconds + _STEP_GRACE_SECONDS)


def break_done(routine_title: str, next_in_s: float | None, *, ask: bool = False) -> Notice:
    """The break ran to its end. *next_in_s*: until the next reminder at the earliest; None: there is none.
    With *ask* it can be said how the break was."""
    body = _("That was {routine}.")
    if next_in_s is not None:
        body = _("That was {routine}. Next nudge in about {next}.")
    told = fill(body, routine=routine_title, next=duration(next_in_s or 0))
    if not ask:
        return made(_("Nicely done"), told, seconds=PASSING_SECONDS)
    told += " " + _("How was that?")
    return made(_("Nicely done"), told, buttons=_feelings(), seconds=_ASKING_SECONDS)


def _feelings() -> tuple[Button, ...]:
    return (
        Button(key=f"{FEELING}good", label=_("Good")),
        Button(key=f"{FEELING}hard", label=_("Too hard")),
        Button(key=f"{FEELING}hurt", label=_("It hurt")),
    )


def after_hurt(routine_title: str, *, settle_only: bool) -> Notice:
    """The user said that it hurt (rule P4 of choosing). *settle_only*: it was not the first time of late."""
    body = fill(
        _("{routine} is off the list for two weeks. If pain lasts or spreads, please see a professional."),
        routine=routine_title,
    )
    if settle_only:
        body += " " + _("Only settling routines and walks come until `sitbreak feel fine`.")
    return made(_("Thanks for saying so"), body, seconds=REMINDER_SECONDS)


def question(identifier: str) -> Notice:
    """The question *identifier*, "level" (rule P1) or "rhythm" (rule P6), with its two answers."""
    text, yes, no = question_words(identifier)
    buttons = (
        Button(key=f"{ANSWER}{identifier}-yes", label=yes),
        Button(key=f"{ANSWER}{identifier}-no", label=no),
    )
    return made(_("A question, when it suits you"), text, buttons=buttons, seconds=_ASKING_SECONDS)


def question_words(identifier: str) -> tuple[str, str, str]:
    """What is asked, and the labels of yes and no."""
    if identifier == "level":
        text = _(
            "You have done a dozen gentle breaks. Add a few slightly stronger ones?"
            " You can change this any time."
        )
        return text, _("Yes"), _("Stay gentle")
    return _("Is the rhythm right? 60 minutes is fine too."), _("Change"), _("Keep")


def not_changed(key: str, *, locked: bool) -> Notice:
    """The setting *key* could not be written into the user's file."""
    if locked:
        body = _("Your team has settled {key}, so it stays as it is.")
    else:
        body = _("The setting {key} could not be changed. `sitbreak config validate` tells more.")
    return made(_("All stays as it was"), fill(body, key=key), seconds=REMINDER_SECONDS)


def no_window(name: str) -> Notice:
    """The window *name*, "setup" or "preferences", cannot be shown here."""
    if name == "setup":
        body = _("`sitbreak setup` in a terminal asks a few questions, so that the breaks suit you.")
        return made(_("sitbreak is here"), body, seconds=REMINDER_SECONDS)
    body = _("No window can be shown here. `sitbreak preferences` in a terminal does the same.")
    return made(_("The settings are a step away"), body, seconds=REMINDER_SECONDS)
