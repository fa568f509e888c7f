"""The check of `sitbreak doctor` on how a break will be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.commands.doctor_finding import NOTE, OK, Finding
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitbreak.commands.doctor_facts import Facts

_CHECK = "break window"


def break_window(facts: Facts) -> Iterator[Finding]:
    """In its window, in notifications, or in a terminal only."""
    look, part = facts.window, facts.part(_CHECK)
    if not look.wanted:
        text = _("By the setting window.show there is no window. {instead}")
        yield Finding(_CHECK, OK, fill(text, instead=_instead(facts)))
    elif not look.tkinter:
        text = _("There is no window without Python's tkinter. {instead}")
        advice = _(
            "Install it for a window with the moves drawn (Debian: python3-tk, Fedora: python3-tkinter)."
        )
        yield Finding(_CHECK, NOTE, fill(text, instead=_instead(facts)), advice)
    elif not look.display:
        text = _("There is no window without an X display. {instead}")
        yield Finding(_CHECK, NOTE, fill(text, instead=_instead(facts)))
    elif look.screen_reader:
        text = _("A screen reader is in use, so there is no window. {instead}")
        yield Finding(_CHECK, OK, fill(text, instead=_instead(facts)))
    elif part is not None and part["state"] == "absent":
        text = _("The last break had no window. {why}")
        yield Finding(_CHECK, NOTE, fill(text, why=part["detail"]), _("The next one tries again."))
    else:
        yield Finding(_CHECK, OK, _("A break opens a small window."))


def _instead(facts: Facts) -> str:
    found = facts.part("notifications")
    if found is not None and found["state"] == "ok":
        return _("The steps of a break come in notifications.")
    return _("`sitbreak start` shows the steps of a break in a terminal.")
