"""A simulated day: the daemon itself, told a scripted world under a simulated clock.

Nothing of the rules is written here a second time. The daemon's own rounds
(:meth:`sitbreak.daemon.Daemon.turn`) run at the moments the daemon asks for and at the moments the script
names, as the loop would run them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sitbreak.asking import command
from sitbreak.coach import Coach
from sitbreak.core import saving
from sitbreak.core.choosing import Profile
from sitbreak.core.model import Effect, Moment, Refused, Rules, StateChanged
from sitbreak.core.routines import Catalogue
from sitbreak.core.state import State
from sitbreak.core.suggestions import History
from sitbreak.daemon import Daemon, Parts
from sitbreak.errors import SitbreakError
from sitbreak.ports import Json
from sitbreak.simulation.output import Totals, effect_line, status_line
from sitbreak.simulation.script import FLAGS, SPANS, Line, Script
from sitbreak.simulation.world import BOOT_ID, ScriptedSenses, SilentVoice, SimulatedClock

_FLAGS = frozenset(FLAGS)
_WORLD = frozenset({*FLAGS, "wall_step", "zone"})
_ASKED = frozenset({"set", "do", "ask"})
_SEEN_FIRST = frozenset({*_ASKED, *SPANS})  # before these the daemon sees what has changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosers:
    """What a simulation takes from outside: what settings mean, and the dice of choosing."""

    rules: Callable[[Mapping[str, Any]], Rules]
    advice: Callable[[Mapping[str, Any]], tuple[Catalogue, Profile]]
    dice: Callable[[int, int], float]


class Simulation:
    """One script run from its beginning to its end."""

    def __init__(self, script: Script, choosers: Choosers, write: Callable[[Json], None]) -> None:
        self._script = script
        self._choosers = choosers
        self._write = write
        self._config = dict(script.config)
        self._clock = SimulatedClock(script.start)
        self._senses = ScriptedSenses()
        self._coach = Coach(*choosers.advice(self._config), History(), dice=choosers.dice)
        self._totals = Totals()
        self._saved: tuple[State, Moment] | None = None
        self._wake_at_s = 0.0  # on the boot clock
        self._stopped_until_s = 0.0  # asleep, stalled or not running
        self._killed = False
        self._told: StateChanged | None = None  # the last state that was written
        self._waiting: list[Line] = []  # what the user does and asks meanwhile
        self._daemon = self._started(None)

    def run(self) -> None:
        """Write every line of the output."""
        lines = self._script.lines
        first = 0
        while first < len(lines):
            after = first
            while after < len(lines) and lines[after].at_s == lines[first].at_s:
                after += 1
            self._go_to(lines[first].at_s)
            if self._together(lines[first:after]):
                break
            first = after
        self._turn()
        report, _ = self._daemon.report()
        self._write(self._totals.line(self._clock.boot_s, report.sitting_s))

    def _started(self, saved: Json | None) -> Daemon:
        parts = Parts(
            clock=self._clock,
            senses=self._senses,
            coach=self._coach,
            voice=SilentVoice(),
            remember=self._remember,
            watch=self._watch,
            problem=_raise,
        )
        return Daemon(parts, self._choosers.rules(self._config), saved)

    def _start_again(self) -> None:
        self._killed = False
        if self._saved is None:
            self._daemon = self._started(None)
            return
        self._daemon = self._started(saving.save(*self._saved, BOOT_ID))
        if self._daemon.state.sitting_s < self._saved[0].sitting_s:
            self._totals.forgotten(self._saved[0].sitting_s)

    def _remember(self, state: State, moment: Moment) -> None:
        self._saved = (state, moment)

    # --- time -------------------------------------------------------------------------------------------

    def _go_to(self, at_s: float) -> None:
        """Let time pass until *at_s*, with the daemon's rounds before it."""
        while True:
            next_s = max(self._wake_at_s, self._stopped_until_s)
            if next_s >= at_s:
                break
            self._clock.boot_s = next_s
            self._turn()
        self._clock.boot_s = max(self._clock.boot_s, at_s)

    def _turn(self) -> None:
        """One round of the daemon now, or as soon as it runs again."""
        if self._clock.boot_s < self._stopped_until_s:
            self._wake_at_s = min(self._wake_at_s, self._stopped_until_s)
            return
        if self._killed:
            self._start_again()
        self._wake_at_s = self._clock.boot_s + self._daemon.turn()
        while self._waiting:
            self._user(self._waiting.pop(0))

    # --- lines ------------------------------------------------------------------------------------------

    def _together(self, lines: Sequence[Line]) -> bool:
        """The lines of one moment; True when the script ends here. Changes of the world that stand together
        are one change: the daemon sees them at once. What falls due at this moment comes before what the user
        does and before the machine or the program stops; in a stall it is what comes too late."""
        changed = False
        for line in lines:
            changed = self._change_world(line) or changed
            due = self._wake_at_s <= self._clock.boot_s and "stall" not in line.keys
            if not _SEEN_FIRST.isdisjoint(line.keys) and (changed or due):
                self._turn()
                changed = False
            if not _ASKED.isdisjoint(line.keys):
                self._user_line(line)
            self._stop(line)
            if line.keys.get("end"):
                return True
        if changed:
            self._turn()
        return False

    def _change_world(self, line: Line) -> bool:
        keys = line.keys
        if "wall_step" in keys:
            self._clock.wall_at_boot += timedelta(seconds=keys["wall_step"])
        if "zone" in keys:
            self._clock.zone = keys["zone"]
        if not _FLAGS.isdisjoint(keys):
            self._senses.change(line.at_s, keys)
        return not _WORLD.isdisjoint(keys)

    def _user_line(self, line: Line) -> None:
        """What a stopped program is asked to do waits until it goes on. How things stand, as far as it knows,
        is told all the same."""
        if self._clock.boot_s >= self._stopped_until_s:
            self._user(line)
            return
        if "set" in line.keys or "do" in line.keys:
            self._waiting.append(line)
            self._turn()
        if line.keys.get("ask"):
            self._write(status_line(*self._daemon.report()))

    def _user(self, line: Line) -> None:
        if "set" in line.keys:
            self._config.update(line.keys["set"])
            self._coach.reconsider(*self._choosers.advice(self._config))
            self._daemon.reload(self._choosers.rules(self._config))
        if "do" in line.keys:
            self._do(line.keys)
        if "set" in line.keys or "do" in line.keys:
            self._wake_at_s = self._clock.boot_s + self._daemon.turn()
        if line.keys.get("ask") and line.at_s == self._clock.boot_s:
            self._turn()
            self._write(status_line(*self._daemon.report()))

    def _do(self, keys: Mapping[str, Any]) -> None:
        asked = {key: keys[key] for key in ("minutes", "until", "routine") if key in keys}
        try:
            wanted = command(keys["do"].replace("_", "-"), asked, self._daemon, self._coach)
        except SitbreakError as error:
            refused = Refused(do=keys["do"], why=error.title)
            self._watch(self._clock.now(), (refused,))
        else:
            self._daemon.obey(wanted)

    def _stop(self, line: Line) -> None:
        """Suspend, stall or restart."""
        keys, now_s = line.keys, self._clock.boot_s
        runs = now_s >= self._stopped_until_s
        if "suspend" in keys:
            announced = runs and keys.get("signals", True)
            self._suspend(now_s + keys["suspend"], announced=announced)
        elif "stall" in keys:
            self._stopped_until_s = max(self._stopped_until_s, now_s + keys["stall"])
        elif "restart" in keys:
            if runs:
                self._daemon.save()  # a kill may lose up to a minute (P10); told days lose none, to be exact
            self._stopped_until_s = max(self._stopped_until_s, now_s + keys["restart"])
            self._killed = True
            self._turn()

    def _suspend(self, until_s: float, *, announced: bool) -> None:
        """The machine sleeps. Announced or not, the program runs when it wakes up: the desktop stirs then."""
        if announced:
            self._senses.sleep(announced=True)
            self._turn()
            self._senses.sleep(announced=False)
        self._clock.sleep(until_s)
        self._stopped_until_s = max(self._stopped_until_s, until_s)
        self._turn()

    # --- output -----------------------------------------------------------------------------------------

    def _watch(self, moment: Moment, effects: Sequence[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, StateChanged):
                if effect == self._told:
                    continue  # a restart is an absence that only its end is known of
                self._told = effect
            self._totals.count(effect)
            line = effect_line(moment.boot_s, effect, self._coach.current_id)
            if line:
                self._write(line)


def _raise(error: Exception) -> None:
    """A scripted day has no parts that may fail."""
    raise error
