"""What both faces of the first run say besides its questions, and the reminder they can ask for as a test."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitbreak.errors import SitbreakError
from sitbreak.ipc_client import request
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from sitbreak.ipc_client import Json

_SHOWN_WITHIN_S = 3.0
_LOOK_EVERY_S = 0.2


def welcome() -> tuple[str, ...]:
    """What sitbreak is, a sentence or two each."""
    return (
        _("sitbreak measures how long you sit, and offers a short, gentle movement before it gets too long."),
        _("A reminder waits while you type or are in a call. You can put it off, or say not now."),
        _("A few questions help to choose what fits. Each is optional; nothing is kept before you finish."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What one shape of the icon in the panel looks like and means."""

    shape: str
    full: int = 0  # how full it is drawn
    looks: str
    meaning: str


def icon_meanings() -> tuple[Meaning, ...]:
    return (
        Meaning(
            shape="sitting",
            full=4,
            looks=_("a seated figure in a ring that fills"),
            meaning=_("You sit. Once the ring is full, a break is due."),
        ),
        Meaning(shape="due", looks=_("a full disc with an arrow"), meaning=_("Time for a break.")),
        Meaning(
            shape="held",
            looks=_("a full ring with one bar"),
            meaning=_("A break waits, for a call to end perhaps."),
        ),
        Meaning(
            shape="snoozed",
            looks=_("a full ring with a z"),
            meaning=_("Snoozed: it comes back in a few minutes."),
        ),
        Meaning(
            shape="paused",
            looks=_("a faint ring with two bars"),
            meaning=_("Paused. Every pause ends by itself."),
        ),
        Meaning(
            shape="break", looks=_("a full disc with a walking figure"), meaning=_("You are on a break.")
        ),
        Meaning(shape="standing", looks=_("a faint ring, upright figure"), meaning=_("You stand.")),
        Meaning(shape="away", looks=_("a dashed ring"), meaning=_("You are away.")),
        Meaning(
            shape="unknown",
            looks=_("a faint ring with a question mark"),
            meaning=_("Nothing tells whether you are here."),
        ),
    )


def test_reminder() -> str:
    """Ask the running sitbreak for a reminder to try; what came of it, in a sentence or two. Blocks for some
    seconds, until the desktop has told whether it shows it."""
    try:
        told = _asked({"do": "test-reminder"})
        for _look in range(round(_SHOWN_WITHIN_S / _LOOK_EVERY_S)):
            time.sleep(_LOOK_EVERY_S)
            told = _asked({"do": "test-reminder", "then": "ask"})
            if told["state"] != "sent" or not told["certain"]:
                break
    except SitbreakError as error:
        return str(error)
    if told["state"] in ("shown", "closed", "clicked"):
        return _("There it is. It is only a test: no break starts.")
    text = (
        _("It is not shown here. {detail}")
        if told["certain"]
        else _("It was sent; the desktop does not tell whether it shows it. {detail}")
    )
    return fill(text, detail=told["part"]["detail"]).strip()


def _asked(message: Json) -> Json:
    answer = request(message)
    if not answer.get("ok"):
        raise SitbreakError(str(answer.get("error", "")), str(answer.get("next_step", "")))
    return answer
