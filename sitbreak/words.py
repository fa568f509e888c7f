"""Words the user reads, in the user's language.

Every text goes through :func:`_`. Without a catalogue for the user's language it answers the text itself, and
neither ``gettext`` nor ``locale`` is ever imported: most users pay nothing for the translations of others. A
catalogue is ``assets/locale/LANGUAGE/LC_MESSAGES/sitbreak.mo``.

Call :func:`_` when the text is needed, not while a module is imported, and only with a literal, so that the
texts can be collected from the source.
"""

from __future__ import annotations

import os
from functools import cache

from sitbreak.paths import bundled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

# What str.translate does with control characters: C0 but the line feed, DEL and C1.
_CONTROLS = {sign: None for sign in (*range(0x20), *range(0x7F, 0xA0)) if sign != 0x0A} | {0x09: " "}


def _(text: str) -> str:
    """*text* in the user's language. May read one file, the first time. Raises nothing."""
    translate = _translation()
    return translate(text) if translate else text


def fill(text: str, **values: object) -> str:
    """*text* with ``{name}`` replaced by the value of that name. A translator's slip in a name shows as it is
    written, where ``str.format`` would raise."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def clean(text: str) -> str:
    """*text* as every peer takes it: a tab is a blank, control characters but the line feed go, and half of a
    surrogate pair becomes the replacement character."""
    return "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text.translate(_CONTROLS))


def cut(text: str, units: int) -> str:
    """*text* in at most *units* UTF-16 units (1 or more); a longer one ends in …, and no sign is halved."""
    if len(text.encode("utf-16-le", "surrogatepass")) <= 2 * units:
        return text
    kept = 0
    used = 1  # the ellipsis
    for sign in text:
        used += 2 if sign > "\uffff" else 1
        if used > units:
            break
        kept += 1
    return text[:kept].rstrip() + "…"


def duration(seconds: float) -> str:
    """A measured length, rounded down: "40 s", "32 min", "1 h", "1 h 5 min"."""
    whole_s = max(0, int(seconds))
    if whole_s < 60:
        return fill(_("{n} s"), n=whole_s)
    minutes = whole_s // 60
    if minutes < 60:
        return fill(_("{n} min"), n=minutes)
    if minutes % 60 == 0:
        return fill(_("{n} h"), n=minutes // 60)
    return fill(_("{hours} h {minutes} min"), hours=minutes // 60, minutes=minutes % 60)


def exact_duration(seconds: float) -> str:
    """A planned length, nothing rounded away but parts of a second: "40 s", "1 min", "1 min 10 s"."""
    whole_s = max(0, round(seconds))
    if whole_s < 60 or whole_s % 60 == 0:
        return duration(whole_s)
    return fill(_("{minutes} min {seconds} s"), minutes=whole_s // 60, seconds=whole_s % 60)


def clock_time(moment: datetime) -> str:
    """The time of day as it is written beside the clock of a desktop: "14:50"."""
    return f"{moment.hour:02}:{moment.minute:02}"


def reason_words(reason: str) -> str:
    """Why a reminder is held back, as the end of a sentence: "you are in a call".

    *reason* is a :class:`sitbreak.core.model.Reason` or its value; an unknown one is answered as it is.
    """
    known = {
        "call": _("you are in a call"),
        "fullscreen": _("a window fills the screen"),
        "dnd": _("do not disturb is on"),
        "locked": _("the screen is locked"),
        "away": _("you are away"),
        "hours": _("outside your working hours"),
        "paused": _("reminders are paused"),
        "standing": _("you are standing"),
    }
    return known.get(str(reason), str(reason))


@cache
def _translation() -> Callable[[str], str] | None:
    """The translator of the user's language; None for the language of the source or when there is none."""
    file = _catalogue_file(_languages())
    if file is None:
        return None
    from gettext import GNUTranslations

    try:
        with file.open("rb") as stream:
            return GNUTranslations(stream).gettext
    except (OSError, ValueError):  # a damaged catalogue costs its language, not the program
        return None


def _languages() -> list[str]:
    """The languages the user asked for, best first, as POSIX and GNU name them."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := os.environ.get(variable, ""):
            break
    else:
        return []
    if locale.partition(".")[0] in ("C", "POSIX"):
        return []
    wanted = os.environ.get("LANGUAGE", "")
    return [name for name in (wanted or locale).split(":") if name]


def _catalogue_file(languages: list[str]) -> Path | None:
    """The first catalogue there is, unless a language of the source comes before it."""
    for language in languages:
        name = language.partition(".")[0].partition("@")[0]
        if not name.replace("_", "").isalnum():  # never a path
            continue
        if name.partition("_")[0] == "en":
            return None
        for folder in dict.fromkeys((name, name.partition("_")[0])):
            file = bundled("assets", "locale", folder, "LC_MESSAGES", "sitbreak.mo")
            if file.is_file():
                return file
    return None
