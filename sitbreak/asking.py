"""What a user asks for, from plain data to the core's commands: the words of the command line, the tray, the
notification's buttons and simulated scripts are the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sitbreak.core import playing
from sitbreak.core.wishes import (
    Command,
    ContinueBreak,
    Pause,
    PauseBreak,
    Resume,
    Sit,
    Skip,
    SkipSeconds,
    Snooze,
    Stand,
    Start,
    Stop,
    Swap,
    WasSitting,
)
from sitbreak.errors import SitbreakError, UsageError
from sitbreak.words import _

if TYPE_CHECKING:
    from sitbreak.coach import Coach
    from sitbreak.daemon import Daemon

LONGEST_MIN = 1440
_PLAIN: dict[str, Callable[[], Command]] = {
    "stop": Stop,
    "break-pause": PauseBreak,
    "break-continue": ContinueBreak,
    "skip": Skip,
    "resume": Resume,
    "stand": Stand,
    "sit": Sit,
    "was-sitting": WasSitting,
}


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
    if do in _OF_ROUTINES:
        return _OF_ROUTINES[do](asked, daemon, coach)
    raise UsageError(f"{do!r} is not something to ask for; it is one of {', '.join(sorted(ACTS))}.")


def _start(asked: Mapping[str, Any], daemon: Daemon, coach: Coach) -> Start:
    wanted = asked.get("routine")
    if not isinstance(wanted, str | None):
        raise UsageError("A routine is named by its id.")
    report, moment = daemon.report()
    routine, seconds = coach.pick(wanted, moment, report.sitting_s)
    return Start(routine=routine, seconds=seconds)


def _next_step(_asked: Mapping[str, Any], daemon: Daemon, coach: Coach) -> SkipSeconds:
    """To the end of the step that runs; nothing when none does."""
    report, _moment = daemon.report()
    routine = coach.routine(report.break_routine) if report.break_routine else None
    step = playing.step_at(coach.script(routine), report.break_elapsed_s) if routine else None
    return SkipSeconds(seconds=step.at_s + step.seconds - report.break_elapsed_s if step else 0.0)


def _swap(_asked: Mapping[str, Any], daemon: Daemon, coach: Coach) -> Swap:
    report, moment = daemon.report()
    if report.break_routine is None:
        raise SitbreakError(_("No break is running."))
    routine = coach.swap(moment, report.sitting_s, quiet=daemon.is_quiet)
    return Swap(routine=routine.id, seconds=float(coach.length_s(routine)))


_OF_ROUTINES: dict[str, Callable[[Mapping[str, Any], Daemon, Coach], Command]] = {
    "start": _start,
    "break-next": _next_step,
    "swap": _swap,
}
ACTS = (*_PLAIN, *_OF_ROUTINES, "snooze", "pause")


def _minutes(asked: Mapping[str, Any], usual: int) -> int:
    minutes = asked.get("minutes", usual)
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= LONGEST_MIN:
        raise UsageError(f"{minutes!r} is not a number of minutes from 1 to {LONGEST_MIN}.")
    return minutes
