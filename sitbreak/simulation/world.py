"""The world of a simulated day, behind the daemon's ports: a clock that goes on when told to, senses that
know what the script says, and nobody who listens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sitbreak.core.model import (
    BreakChanged,
    BreakEnded,
    BreakStarted,
    Evidence,
    Moment,
    Remind,
    Report,
    StandingEnded,
)
from sitbreak.ports import Health
from sitbreak.simulation.script import FLAGS

BOOT_ID = "simulated"


class SimulatedClock:
    """A clock that goes on only when it is told to."""

    def __init__(self, start: datetime) -> None:
        self.speed = 1.0
        self.boot_id = BOOT_ID
        self.boot_s = 0.0
        self._asleep_s = 0.0  # of the boot time up to now, or up to the end of the present sleep
        self._awake_from_s = 0.0
        self.zone = start.tzinfo
        self.wall_at_boot = start.astimezone(UTC)

    def now(self) -> Moment:
        wall = (self.wall_at_boot + timedelta(seconds=self.boot_s)).astimezone(self.zone)
        return Moment(wall=wall, mono_s=self.boot_s - self._asleep_s, boot_s=self.boot_s)

    def sleep(self, until_s: float) -> None:
        """The machine is suspended from now until *until_s* of boot time, or sleeps on until then."""
        from_s = max(self.boot_s, self._awake_from_s)
        self._asleep_s += max(0.0, until_s - from_s)
        self._awake_from_s = max(from_s, until_s)

    def moment_of_idle(self, idle_s: float) -> float:
        return self.boot_s - idle_s

    def real_s(self, length_s: float) -> float:
        return length_s


class ScriptedSenses:
    """The world as the script says it is."""

    def __init__(self) -> None:
        self._flags = dict.fromkeys(FLAGS, False) | {"idle_known": True}
        self._last_input_at_s: float | None = None
        self._evidence = Evidence()
        self.asleep = False

    def change(self, now_s: float, keys: Mapping[str, Any]) -> None:
        if self._flags["input"] or keys.get("input"):
            self._last_input_at_s = now_s
        self._flags.update((flag, keys[flag]) for flag in FLAGS if flag in keys)
        self._renew()

    def sleep(self, *, announced: bool) -> None:
        self.asleep = announced
        self._renew()

    def _renew(self) -> None:
        flags = dict(self._flags)
        self._evidence = Evidence(
            input_on=flags.pop("input"),
            last_input_at_s=self._last_input_at_s,
            asleep=self.asleep,
            idle_why="" if flags["idle_known"] else "the script says so",
            **flags,
        )

    def evidence(self) -> Evidence:
        return self._evidence

    def start(self, on_change: Callable[[], None]) -> None:
        """Nothing to start."""

    def watch_idle(self, thresholds_s: frozenset[float]) -> None:
        """The script tells exactly when input stops."""

    @property
    def signs(self) -> frozenset[str]:
        return frozenset()  # the script tells of each change

    def look_for(self, signs: frozenset[str]) -> None:
        """There is nothing to look for."""

    def health(self) -> Sequence[Health]:
        return ()

    def close(self) -> None:
        """Nothing to close."""


class SilentVoice:
    """Nobody listens to a simulation but its output."""

    def remind(self, effect: Remind, report: Report) -> None: ...

    def withdraw(self) -> None: ...

    def break_started(self, effect: BreakStarted, report: Report) -> None: ...

    def break_changed(self, effect: BreakChanged, report: Report) -> None: ...

    def break_ended(self, effect: BreakEnded, report: Report) -> None: ...

    def standing_ended(self, effect: StandingEnded) -> None: ...

    def speak_on(self, moment: Moment) -> float | None:
        return None
