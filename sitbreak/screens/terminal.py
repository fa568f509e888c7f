"""Plays a routine in a terminal: step by step, with a countdown, the next step in view, and a way to stop.

Without a terminal each step is a plain line, written when it begins, without a single control code. Nothing
here talks to the daemon: whoever calls is told whether the routine ran to its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from sitbreak import clock, routine_words
from sitbreak.core import playing
from sitbreak.screens.keys import single_keys
from sitbreak.words import _, clean, exact_duration, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitbreak.core.playing import PlayStep
    from sitbreak.core.routines import Routine

_TICK_S = 0.1
_BEHIND_S = 3.0  # real; at most so much later than elsewhere a routine begins here, and is over
_BAR_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a routine is played, and how time passes there."""

    console: Console
    now_s: Callable[[], float]
    wait: Callable[[float], str]  # for so many seconds at most; the key that was pressed, or ""


def play(
    routine: Routine,
    steps: Sequence[PlayStep],
    *,
    speed: float = 1.0,
    is_over: Callable[[], bool] = lambda: False,
    stage: Stage | None = None,
) -> bool:
    """Play *routine*, laid out as *steps*, at *speed* times real time, unless it *is over* elsewhere. Blocks
    until it is over; whether it ran to its end."""
    with single_keys() as wait:
        stage = stage or Stage(Console(highlight=False), clock.monotonic_s, wait)
        began_s = stage.now_s()

        def elapsed_s() -> float:
            return (stage.now_s() - began_s) * speed

        def stopped() -> bool:
            """Wait a little; whether somebody has stopped it."""
            left_s = (playing.length_s(steps) - elapsed_s()) / speed
            return stage.wait(_TICK_S) == "q" or (left_s > _BEHIND_S and is_over())

        _introduce(stage.console, routine, playing.length_s(steps))
        show = _play_live if stage.console.is_terminal and not stage.console.is_dumb_terminal else _play_lines
        try:
            return show(stage.console, steps, elapsed_s, stopped)
        except KeyboardInterrupt:
            return False


def _introduce(console: Console, routine: Routine, seconds: int) -> None:
    """Title, what to take care of, and when to stop: before the first step."""
    _say(console)
    _say(console, (clean(routine.title), "bold"), f"  {exact_duration(seconds)}")
    _say(console, clean(routine.breathing))
    _say(console)
    _say(console, (_("Take care"), "bold"))
    for caution in routine.cautions:
        _say(console, f"  {clean(caution)}")
    _say(console, (_("Stop"), "bold"))
    for sign in routine.stop_signs:
        _say(console, f"  {routine_words.stop_sign(sign)}")
    _say(console)


def _say(console: Console, *parts: str | tuple[str, str]) -> None:
    """One line. Nothing in it is taken for markup, and only a terminal wraps it."""
    console.print(Text.assemble(*parts), soft_wrap=not console.is_terminal)


def _play_lines(
    console: Console, steps: Sequence[PlayStep], elapsed_s: Callable[[], float], stopped: Callable[[], bool]
) -> bool:
    told = 0
    while step := playing.step_at(steps, elapsed_s()):
        if step.number != told:
            told = step.number
            at = f"{step.at_s // 60}:{step.at_s % 60:02}"
            _say(console, f"{at}  {exact_duration(step.seconds)}  {clean(step.cue)}")
        if stopped():
            return False
    return True


def _play_live(
    console: Console, steps: Sequence[PlayStep], elapsed_s: Callable[[], float], stopped: Callable[[], bool]
) -> bool:
    with Live(console=console, auto_refresh=False, transient=True) as live:
        while step := playing.step_at(steps, passed_s := elapsed_s()):
            live.update(_picture(steps, step, passed_s), refresh=True)
            if stopped():
                return False
    return True


def _picture(steps: Sequence[PlayStep], step: PlayStep, elapsed_s: float) -> Group:
    """What is in view while *step* runs."""
    passed_s = min(max(elapsed_s - step.at_s, 0), step.seconds)
    left_s = step.seconds - int(passed_s)
    bar = Table.grid(padding=(0, 1))
    done = ProgressBar(total=step.seconds, completed=passed_s, width=_BAR_WIDTH, complete_style="cyan")
    bar.add_row(done, Text(exact_duration(left_s)))
    number = fill(_("Step {number} of {steps}"), number=step.number, steps=len(steps))
    following = steps[step.number].cue if step.number < len(steps) else _("that is all")
    return Group(
        Text(number, "dim"),
        Text(clean(step.cue), "bold"),
        bar,
        Text(fill(_("Next: {cue}"), cue=clean(following)), "dim"),
        Text(_("q or Ctrl-C to stop"), "dim italic"),
    )
