"""What the notifications say. Nothing here shows one, and nothing here knows the time. What they say during
a break and after it is in :mod:`.break_notices`.

A reminder can be worded in many ways, its **patterns**. The situation says which fit, best first; of those
the best is taken that was not the last one, so that nobody reads the same words twice in a row. Whoever asks
keeps the identifier of the pattern and brings it back with the next occasion.

Texts follow the tone rules: verbs first, short sentences, "can" and "may", an honest way out. Titles fit in
63 and bodies in 255 UTF-16 units, whatever a user's routine or a translation brings along.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sitbreak.ports import Button, Notice
from sitbreak.words import _, clean, cut, duration, exact_duration, fill

TITLE_UNITS = 63
BODY_UNITS = 255

REMINDER_SECONDS = 120  # long enough to be seen, and the tray goes on saying it after
PASSING_SECONDS = 10
_TRIAL_SECONDS = 25  # it is taken away after 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """The routine a reminder suggests."""

    title: str
    seconds: int
    family: str
    discreet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a reminder is about."""

    sitting_s: float
    routine: Suggested | None  # None: nothing to suggest, just a change of position
    first_of_day: bool = False
    held_before: bool = False  # it was held back until now (rule R4): it says how long the user has sat
    after_snooze_min: int = 0
    swap: bool = False  # it can be swapped, and there is room for a button more
    snooze_choice_min: int | None = None  # what the snooze button offers; None: no such button
    last_pattern: str = ""  # of the reminder before this one


def reminder(occasion: Occasion) -> tuple[Notice, str]:
    """The reminder for *occasion*, and the identifier of its pattern."""
    fitting = _fitting(occasion)
    pattern = next((name for name in fitting if name != occasion.last_pattern), fitting[0])
    texts = _texts()
    title, body = texts.get(f"{pattern}-swap" if occasion.swap else pattern, texts[pattern])
    routine = occasion.routine
    body = fill(
        body,
        routine=routine.title if routine else "",
        dur=exact_duration(routine.seconds) if routine else "",
        sitting=duration(occasion.sitting_s),
        snooze=duration(occasion.after_snooze_min * 60),
    )
    buttons = _buttons(occasion)
    default = "start" if routine else ""
    return made(title, body, buttons=buttons, default=default, seconds=REMINDER_SECONDS), pattern


def styled(notice: Notice, *, urgent: bool, sound: bool) -> Notice:
    """*notice* as the user wants reminders: staying until answered, with a sound, where the server knows such
    things."""
    return replace(notice, urgent=urgent, sound=sound)


def standing_ended(seconds: float) -> Notice:
    """Standing ended by itself after *seconds* (rule P9)."""
    body = fill(_("Sitting time counts again after {standing} of standing."), standing=duration(seconds))
    still = Button(key="stand", label=_("Still standing"))
    return made(_("Sitting again?"), body, buttons=(still,), seconds=REMINDER_SECONDS)


def no_tray(*, on_gnome: bool) -> Notice:
    """Told once, ever: this desktop has no tray for the icon."""
    body = _("The buttons of the reminders and the command `sitbreak` are all you need.")
    if on_gnome:
        body += " " + _("An AppIndicator extension of this desktop shows the icon too.")
    return made(_("sitbreak runs without an icon here"), body, seconds=REMINDER_SECONDS)


TRIAL_BUTTONS = "trial-"  # the keys of the buttons of a trial begin with this


def trial() -> Notice:
    """Looks like a reminder, and only tries out whether one can be seen and clicked."""
    buttons = (
        Button(key=f"{TRIAL_BUTTONS}start", label=_("Start")),
        Button(key=f"{TRIAL_BUTTONS}skip", label=_("Not now")),
    )
    body = _("This is how a reminder looks. Click a button to see that it works; no break starts.")
    return made(_("Just a test"), body, buttons=buttons, seconds=_TRIAL_SECONDS)


def settings_problem(text: str) -> Notice:
    """The settings cannot be used as they are; *text* is the error in one sentence."""
    kept = _("The last good settings stay in use.")
    room = BODY_UNITS - len(kept) - 1
    return made(_("A look at the settings, please"), f"{cut(clean(text), room)}\n{kept}")


def made(
    title: str,
    body: str,
    *,
    buttons: tuple[Button, ...] = (),
    default: str = "",
    seconds: float | None = None,
) -> Notice:
    """A notice of which *title* and *body* are clean, and not too long."""
    return Notice(
        title=cut(clean(title), TITLE_UNITS),
        body=cut(clean(body), BODY_UNITS),
        buttons=buttons,
        default=default,
        seconds=seconds,
    )


def _buttons(occasion: Occasion) -> tuple[Button, ...]:
    buttons = [Button(key="start", label=_("Start"))] if occasion.routine else []
    if occasion.routine and occasion.swap:
        buttons.append(Button(key="swap", label=_("Swap")))
    if occasion.snooze_choice_min:
        label = fill(_("Snooze {snooze}"), snooze=duration(occasion.snooze_choice_min * 60))
        buttons.append(Button(key="snooze", label=label))
    return (*buttons, Button(key="skip", label=_("Not now")))


# Families of routines with words of their own; the others share the general ones.
_FAMILY_PATTERN = {
    "march": "march",
    "seated-march": "march",
    "hip-flexor-stretch": "hip-stretch",
    "glutes": "strength",
    "walk": "walk",
}


def _fitting(occasion: Occasion) -> list[str]:
    """The patterns that fit, best first, always two or more."""
    routine = occasion.routine
    if routine is None:
        return _fitting_without_routine(occasion)
    if occasion.held_before:
        return ["held", "held-too"]
    if occasion.after_snooze_min:
        return ["snoozed" if occasion.snooze_choice_min else "snoozed-last", "snoozed-too"]
    fitting = ["first"] if occasion.first_of_day else []
    if routine.family in _FAMILY_PATTERN:
        fitting.append(_FAMILY_PATTERN[routine.family])
    if routine.discreet:
        fitting.append("quiet")
    return [*fitting, "general", "general-too"]


def _fitting_without_routine(occasion: Occasion) -> list[str]:
    if occasion.held_before:
        return ["held-plain", "held-plain-too"]
    return ["snoozed-plain", "plain"] if occasion.after_snooze_min else ["plain", "plain-too"]


def _texts() -> dict[str, tuple[str, str]]:
    """Title and body of every pattern, in the user's language."""
    return {**_texts_of_routines(), **_texts_of_occasions()}


def _texts_of_routines() -> dict[str, tuple[str, str]]:
    """For a kind of routine."""
    return {
        "march": (_("Time for a little march"), _("{routine}: {dur}, slow and tall. The work will keep.")),
        "hip-stretch": (
            _("Your hips have been folded a while"),
            _("{routine}: {dur}, a mild pull only. Skip it if today is not the day."),
        ),
        "hip-stretch-swap": (
            _("Your hips have been folded a while"),
            _("{routine}: {dur}, a mild pull only. Swap it if today is not the day."),
        ),
        "strength": (
            _("Wake up the back of the hips"),
            _("{routine}, {dur}. Squeeze, release, and back to it."),
        ),
        "quiet": (
            _("A quiet one for a busy moment"),
            _("{routine}, {dur}. Nobody will notice and you can stay put."),
        ),
        "walk": (
            _("Fancy a short walk?"),
            _("{dur} at an easy pace. Water, window, or the long way round."),
        ),
        "general": (_("Room for a small break?"), _("{routine}, {dur}. Slow and easy is fine.")),
        "general-too": (_("Up for a small change?"), _("{routine}, {dur}. The work will keep.")),
    }


def _texts_of_occasions() -> dict[str, tuple[str, str]]:
    """For what went before, whatever the routine, or without one."""
    plain = _("No exercise needed. Stand, shift or look out of the window for half a minute.")
    at_desk = _("At the desk for {sitting}. {routine}, {dur}. Ready when you are.")
    at_desk_plain = _("At the desk for {sitting}. Stand, shift or look out of the window for half a minute.")
    return {
        "first": (_("A first stretch of the legs?"), at_desk),
        "snoozed": (
            _("Here again, as you asked"),
            _("Snoozed {snooze} ago. {routine} takes {dur}, or snooze once more."),
        ),
        "snoozed-last": (
            _("Here again, as you asked"),
            _("Snoozed {snooze} ago. {routine} takes {dur}. Ready when you are."),
        ),
        "snoozed-too": (
            _("Ready for that break now?"),
            _("At the desk for {sitting}. {routine}, {dur}. Slow and easy is fine."),
        ),
        "snoozed-plain": (
            _("Here again, as you asked"),
            _("Snoozed {snooze} ago. Stand, shift or look out of the window for half a minute."),
        ),
        "plain": (_("Just a change of position?"), plain),
        "plain-too": (_("Half a minute for you?"), plain),
        "held": (_("A good moment to move?"), at_desk),
        "held-too": (_("Is this a better moment?"), at_desk),
        "held-plain": (_("A good moment to move?"), at_desk_plain),
        "held-plain-too": (_("Is this a better moment?"), at_desk_plain),
    }
