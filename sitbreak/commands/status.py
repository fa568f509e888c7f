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
        sys.stderr.write(f"sitbreak: {status.get('error')}\n")
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
            "tooltip": "\n".join(_lines(status)[:4]),
            "class": kind,
            "percentage": percentage,
        }
    )


def _as_text(status: dict[str, Any], one_line: bool) -> str:
    return " · ".join(_lines(status)[:2]) if one_line else "\n".join(_lines(status))


def _lines(status: dict[str, Any]) -> list[str]:
    lines = [_where(status), _next(status)]
    today = status["today"]
    lines.append(
        fill(_("Today: sat {sat}, {breaks} breaks"), sat=duration(today["sat_s"]), breaks=today["breaks"])
    )
    if status["suggestion"]:
        title, seconds = status["suggestion"]["title"], status["suggestion"]["seconds"]
        lines.append(fill(_("Suggested: {routine}, {length}"), routine=title, length=exact_duration(seconds)))
    if status["speed"] != 1:
        lines.append(
            fill(
                _("Running {speed} times faster than real time, for trying out"), speed=f"{status['speed']:g}"
            )
        )
    lines += [
        fill(_("{part}: {state}. {detail}"), **part) for part in status["parts"] if part["state"] != "ok"
    ]
    return lines + list(status["notes"])


def _where(status: dict[str, Any]) -> str:
    """Where the user is, as far as is known."""
    sat = duration(status["sitting_s"])
    if status["break"]:
        left = exact_duration(status["break"]["left_s"])
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
    prompt, at = status["prompt"], (status["next_at"] or "")[11:16]
    reasons = ", ".join(reason_words(reason) for reason in status["reasons"])
    left = status["snooze_left_min"]
    if prompt == "snoozed":
        return fill(_("Snoozed until {time}; {left} min of snooze left"), time=at, left=left)
    if prompt == "held":
        return fill(_("A break is due; held back because {reasons}"), reasons=reasons)
    if prompt in _OVERDUE:
        return fill(_("A break is due; {left} min of snooze left"), left=left)
    if reasons:
        return fill(_("No reminder for now, because {reasons}"), reasons=reasons)
    if at:
        return fill(_("Next break at {time}"), time=at)
    return _("No reminder is coming for now")
