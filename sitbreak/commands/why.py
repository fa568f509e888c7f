"""`sitbreak why`: what was decided in the last hours, and for which reasons, in plain words."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sitbreak import effective, paths
from sitbreak.clock import SystemClock
from sitbreak.commands import history_looking
from sitbreak.commands.decision_words import stamp, tell
from sitbreak.errors import OK, SitbreakError
from sitbreak.ipc_client import request
from sitbreak.routine_cache import load_cached
from sitbreak.words import _, fill

if TYPE_CHECKING:
    import argparse

    from sitbreak.commands.decision_words import Told

LONGEST_H = 48.0

Line = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    parser.add_argument(
        "--hours", type=hours, default=24.0, metavar="N", help="how far back, up to 48; 24 when not said"
    )


def hours(text: str) -> float:
    """More than 0 and at most 48; ValueError for anything else, which argparse reports."""
    number = float(text)
    if not 0 < number <= LONGEST_H:
        raise ValueError(text)
    return number


def run(args: argparse.Namespace) -> int:
    now = SystemClock().now().wall
    told = told_since(now.timestamp() - args.hours * 3600, now)
    if args.json:
        return _write_json(told, args.hours, now)
    for each in told:
        sys.stdout.write(f"{stamp(each.at_s, now)}  {each.text}\n")
    if not told:
        sys.stdout.write(f"{nothing(args.hours)}\n")
    return OK


def told_since(since_s: float, now: datetime, *, ask: bool = True) -> list[Told]:
    """All decisions since wall time *since_s*, in words, oldest first; those that are not written down are
    *asked* for. Raises :class:`SitbreakError` when the history cannot be read and the running sitbreak knows
    nothing either."""
    lines, speed = _remembered() if ask else ([], 1.0)
    remembered = [line for line in lines if line["at_s"] >= since_s]
    try:
        kept = history_looking.decisions(history_looking.file_at(speed), since_s)
    except SitbreakError:
        if not remembered:
            raise
        kept = []
    lines = sorted((*kept, *remembered), key=lambda line: float(line["at_s"])) if remembered else kept
    return tell(lines, now.tzinfo, _titles())


def nothing(hours: float) -> str:
    """Why there is nothing to tell of the last *hours*."""
    said = fill(_("Nothing was decided in the last {hours} h."), hours=f"{hours:g}")
    settings = effective.load_last_good()
    if settings is not None and not settings.values["history.keep"]:
        return f"{said} {_('history.keep is off, so all is forgotten when sitbreak ends.')}"
    return f"{said} {_('`sitbreak doctor` tells whether you will be reminded.')}"


def _remembered() -> tuple[list[Line], float]:
    """What the running sitbreak has not written down, and its speed; nothing and 1 when none runs."""
    try:
        answer = request({"do": "decisions"})
    except SitbreakError:
        return [], 1.0
    lines = answer.get("decisions")
    return lines if isinstance(lines, list) else [], answer.get("speed", 1.0)


def _titles() -> dict[str, str]:
    try:
        catalogue = load_cached(paths.cache_folder() / "routines.json")
    except SitbreakError:
        return {}
    return {routine.id: routine.title for routine in catalogue}


def _write_json(told: list[Told], hours: float, now: datetime) -> int:
    lines = [
        {
            "at": datetime.fromtimestamp(each.at_s, now.tzinfo).isoformat(timespec="seconds"),
            "text": each.text,
            "decisions": each.lines,
        }
        for each in told
    ]
    answer = {"ok": True, "hours": hours, "lines": lines, "note": "" if told else nothing(hours)}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    return OK
