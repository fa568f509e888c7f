"""`sitbreak status`: how long you have sat, what comes next and how the parts are."""

from __future__ import annotations

import sys

from sitbreak import errors
from sitbreak.ipc_client import request, watch
from sitbreak.words import _, duration, exact_duration, fill, reason_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

# `doctor` tells of them
_SIGNS = ("microphone", "camera", "inhibitors", "do not disturb", "full screen", "break window")
_OVERDUE = ("due", "waiting", "shown", "silent")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="everything, as JSON")
    how.add_argument("--format", choices=["waybar"], help="one line for a panel")
    parser.add_argument("--watch", action="store_true", help="go on and tell each change, until Ctrl-C")


def run(args: argparse.Namespace) -> int:
    show = _waybar if args.format else _as_json if args.json else _as_text
    if not args.watch:
        return _write(request({"do": "status"}), show, one_line=False)
    for status in watch():
        code = _write(status, show, one_line=True)
        if code:
            return code
    return errors.OK


def _write(status: dict[str, Any], show: Any, *, one_line: bool) -> int:
    if not status.get("ok"):
        words = " ".join(filter(None, (status.get("error"), status.get("next_step"))))
        sys.stderr.write(f"sitbreak: {words}\n")
        return int(status.get("code", errors.EXPECTED_FAILURE))
    sys.stdout.write(show(status, one_line) + "\n")
    sys.stdout.flush()
    return errors.OK


def _as_json(status: dict[str, Any], one_line: bool) -> str:
    import json

    return json.dumps(status, indent=None if one_line else 2)


def _waybar(status: dict[str, Any], _one_line: bool) -> str:
    """What waybar's custom module takes: text, tooltip, class and percentage."""
    import json

    kind = "due" if status["prompt"] in _OVERDUE else status["prompt"]
    if kind == "none":
        kind = status["posture"] if status["presence"] in ("active", "quiet") else status["presence"]
    percentage = min(100, round(100 * status["sitting_s"] / status["interval_s"]))
    return json.dumps(
        {
            "text": duration(status["sitting_s"]),
            "tooltip": "\n".join(_about_you(status)),
            "class": kind,
            "percentage": percentage,
        }
    )


def _as_text(status: dict[str, Any], one_line: bool) -> str:
    return " · ".join(_lines(status)[:2]) if one_line else "\n".join(_lines(status))


def _about_you(status: dict[str, Any]) -> list[str]:
    today = status["today"]
    sat, breaks = duration(today["sat_s"]), today["breaks"]
    text = _("Today: sat {sat}, 1 break") if breaks == 1 else _("Today: sat {sat}, {breaks} breaks")
    lines = [_where(status), _next(status), fill(text, sat=sat, breaks=breaks)]
    if status["suggestion"] and not status["break"]:
        title, seconds = status["suggestion"]["title"], status["suggestion"]["seconds"]
        lines.append(fill(_("Suggested: {routine}, {length}"), routine=title, length=exact_duration(seconds)))
    if status["settle_only"]:
        lines.append(
            _("Only settling routines and walks come, because some hurt; `sitbreak feel fine` ends that")
        )
    return lines


def _lines(status: dict[str, Any]) -> list[str]:
    lines = _about_you(status)
    if status["speed"] != 1:
        lines.append(
            fill(
                _("Running {speed} times faster than real time, for trying out"), speed=f"{status['speed']:g}"
            )
        )
    told = {status["why_unknown"]} - {""}
    lines += [
        fill(_("{part}: {state}. {detail}"), **part)
        for part in status["parts"]
        if (part["state"] != "ok" and part["part"] not in _SIGNS and part["detail"] not in told)
        or _set_aside(part)
    ]
    return lines + list(status["notes"])


def _set_aside(part: dict[str, Any]) -> bool:
    """Whether something happened to the history that the user ought to know, though all is well again."""
    return part["part"] == "store" and bool(part["detail"])


def _where(status: dict[str, Any]) -> str:
    """Where the user is, as far as is known."""
    sat = duration(status["sitting_s"])
    if status["break"]:
        left = exact_duration(status["break"]["left_s"])
        if status["break"]["paused"]:
            text = _("On a break: {routine}, paused with {left} left")
            return fill(text, routine=status["break"]["title"], left=left)
        return fill(_("On a break: {routine}, {left} left"), routine=status["break"]["title"], left=left)
    if status["presence"] == "unknown":
        return fill(
            _("Sat {sat}; whether you are there is unknown: {why}"), sat=sat, why=status["why_unknown"]
        )
    if status["presence"] in ("away", "asleep"):
        return fill(_("Away; sat {sat} before"), sat=sat)
    if status["posture"] == "standing":
        return fill(_("Standing; sat {sat} before"), sat=sat)
    return fill(_("Sitting {sat}"), sat=sat)


def _next(status: dict[str, Any]) -> str:
    """What comes next, and when."""
    prompt, at = status["prompt"], _at(status["next_at"], status["now"])
    reasons = ", ".join(_reason(reason, status) for reason in status["reasons"])
    left = status["snooze_left_min"]
    if status["break"]:
        return _("It ends by itself; `sitbreak stop` ends it now")
    if prompt == "snoozed":
        until = fill(_("Snoozed until {time}"), time=at) if at else _("Snoozed")
        return fill(_("{snoozed}; {left} min of snooze left"), snoozed=until, left=left)
    if prompt == "held":
        return fill(_("A break is due; held back because {reasons}"), reasons=reasons)
    if prompt in _OVERDUE:
        return fill(_("A break is due; {left} min of snooze left"), left=left)
    return _coming(at, reasons)


def _coming(at: str, reasons: str) -> str:
    """Of a break that is not due: the time, if any, and what is in its way."""
    if at and reasons:
        return fill(_("Next break at {time} at the earliest, because {reasons}"), time=at, reasons=reasons)
    if at:
        return fill(_("Next break at {time}"), time=at)
    if reasons:
        return fill(_("No reminder for now, because {reasons}"), reasons=reasons)
    return _("No reminder is coming for now")


def _reason(reason: str, status: dict[str, Any]) -> str:
    """Why no reminder comes, and for how long where that is known."""
    until = _at(status["paused_until"], status["now"]) if reason == "paused" else ""
    return fill(_("reminders are paused until {time}"), time=until) if until else reason_words(reason)


def _at(moment: str | None, now: str) -> str:
    """The time of day in *moment*, and the day when that is not the one of *now* (both ISO 8601)."""
    if moment is None:
        return ""
    day, time = moment[:10], moment[11:16]
    return time if day == now[:10] else f"{day} {time}"
