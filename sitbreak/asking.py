"""What a user asks for, from plain data to the core's commands: the words of the command line, the tray, the
notification's buttons and simulated scripts are the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sitbreak.core.wishes import Command, Pause, Resume, Sit, Skip, Snooze, Stand, Start, Stop, WasSitting
from sitbreak.errors import UsageError

if TYPE_CHECKING:
    from sitbreak.coach import Coach
    from sitbreak.daemon import Daemon

LONGEST_MIN = 1440
_PLAIN: dict[str, Callable[[], Command]] = {
    "stop": Stop,
    "skip": Skip,
    "resume": Resume,
    "stand": Stand,
    "sit": Sit,
    "was-sitting": WasSitting,
}
ACTS = (*_PLAIN, "start", "snooze", "pause")


def command(do: str, asked: Mapping[str, Any], daemon: Daemon, coach: Coach) -> Command:
    """The command *do* with its details *asked*; :class:`UsageError` when it cannot be understood, and
    :class:`~sitbreak.errors.SitbreakError` when there is no routine to start."""
    if do in _PLAIN:
        return _PLAIN[do]()
    if do == "snooze":
        return Snooze(minutes=_minutes(asked, daemon.rules.snooze_choices_min[0]))
    if do == "pause":
        if asked.get("until") == "tomorrow":
            return Pause(minutes=None)
        return Pause(minutes=_minutes(asked, daemon.rules.pause_choices_min[0]))
    if do == "start":
        wanted = asked.get("routine")
        if not isinstance(wanted, str | None):
            raise UsageError("A routine is named by its id.")
        report, moment = daemon.report()
        routine, seconds = coach.pick(wanted, moment, report.sitting_s)
        return Start(routine=routine, seconds=seconds)
    raise UsageError(f"{do!r} is not something to ask for; it is one of {', '.join(sorted(ACTS))}.")


def _minutes(asked: Mapping[str, Any], usual: int) -> int:
    minutes = asked.get("minutes", usual)
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= LONGEST_MIN:
        raise UsageError(f"{minutes!r} is not a number of minutes from 1 to {LONGEST_MIN}.")
    return minutes
