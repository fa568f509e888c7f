"""Parts for a daemon that a test holds in its hands: they remember what they were asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sitbreak.coach import Coach, Diary
from sitbreak.core.choosing import Profile
from sitbreak.core.model import (
    BreakChanged,
    BreakEnded,
    BreakStarted,
    Effect,
    Evidence,
    Moment,
    Remind,
    Report,
    Rules,
    StandingEnded,
)
from sitbreak.core.state import State
from sitbreak.core.suggestions import History
from sitbreak.daemon import Daemon, Parts, Voice
from sitbreak.ports import Health, Json, Notice
from sitbreak.routine_files import load

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)


class FakeClock:
    """Stands still until a test moves it. At a *speed*, its moments run that much faster than real time."""

    def __init__(self, boot_s: float, speed: float) -> None:
        self.speed = speed
        self.boot_id = "fake"
        self.boot_s = boot_s
        self.asleep_s = 0.0

    def now(self) -> Moment:
        wall = BEGIN + timedelta(seconds=self.boot_s)
        return Moment(wall=wall, mono_s=self.boot_s - self.asleep_s, boot_s=self.boot_s)

    def moment_of_idle(self, idle_s: float) -> float:
        return self.boot_s - idle_s * self.speed

    def real_s(self, length_s: float) -> float:
        return length_s / self.speed


class FakeSenses:
    def __init__(self) -> None:
        self.told = Evidence(input_on=True)
        self.watched: list[frozenset[float]] = []
        self.looked_for: list[frozenset[str]] = []

    def start(self, on_change: Callable[[], None]) -> None: ...

    def evidence(self) -> Evidence:
        return self.told

    def watch_idle(self, thresholds_s: frozenset[float]) -> None:
        self.watched.append(thresholds_s)

    @property
    def signs(self) -> frozenset[str]:
        return frozenset({"call", "video", "dnd", "fullscreen"})

    def look_for(self, signs: frozenset[str]) -> None:
        self.looked_for.append(signs)

    def health(self) -> Sequence[Health]:
        return ()

    def close(self) -> None: ...


class FakeVoice:
    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []
        self.more_in_s: float | None = None

    def remind(self, effect: Remind, report: Report) -> None:
        self.said.append(("remind", effect.n, report.prompt))

    def withdraw(self) -> None:
        self.said.append(("withdraw",))

    def break_started(self, effect: BreakStarted, report: Report) -> None:
        self.said.append(("started", effect.routine))

    def break_changed(self, effect: BreakChanged, report: Report) -> None:
        self.said.append(("changed", effect.routine, report.break_paused))

    def break_ended(self, effect: BreakEnded, report: Report) -> None:
        self.said.append(("ended", effect.outcome))

    def standing_ended(self, effect: StandingEnded) -> None:
        self.said.append(("standing ended", effect.seconds))

    def speak_on(self, moment: Moment) -> float | None:
        return self.more_in_s


class FakeNotifier:
    """Keeps what it was to show."""

    def __init__(self, *can: str) -> None:
        self.can = frozenset(can)
        self.shown: list[Notice] = []
        self.withdrawn = 0

    def capabilities(self) -> frozenset[str]:
        return self.can

    def show(self, notice: Notice) -> None:
        self.shown.append(notice)

    def withdraw(self) -> None:
        self.withdrawn += 1

    def shows(self, notice: Notice) -> bool | None:
        return None

    def health(self) -> Health:
        return Health(part="notifications", state="ok")

    def close(self) -> None: ...


class FakeLife:
    """A daemon with all its parts, and its loop in slow motion."""

    def __init__(
        self,
        rules: Rules | None = None,
        *,
        speed: float = 1.0,
        saved: Json | None = None,
        begin_s: float = 1000,
        diary: Diary | None = None,
        voice: Voice | None = None,
        history: History | None = None,
    ) -> None:
        self.clock = FakeClock(begin_s, speed)
        self._begin_s = begin_s
        self.senses = FakeSenses()
        self.voice = FakeVoice()
        self.coach = Coach(
            load()[0],
            Profile.from_keys({}),
            history or History(),
            dice=lambda day, number: 0.5,
            diary=diary,
        )
        self.remembered: list[tuple[State, Moment]] = []
        self.problems: list[Exception] = []
        self.watched: list[tuple[Moment, tuple[Effect, ...]]] = []
        parts = Parts(
            clock=self.clock,
            senses=self.senses,
            coach=self.coach,
            voice=voice or self.voice,
            remember=lambda state, moment: self.remembered.append((state, moment)),
            watch=lambda moment, effects: self.watched.append((moment, tuple(effects))),
            problem=self.problems.append,
        )
        self.daemon = Daemon(parts, rules or Rules(wait_for_pause_s=0), saved)

    def live(self, until_s: float) -> int:
        """Go on as the loop would, until *until_s* seconds after the beginning; how often it woke up."""
        turns = 0
        while True:
            turns += 1
            wait_s = self.daemon.turn() * self.clock.speed
            if self.clock.boot_s + wait_s > self._begin_s + until_s:
                self.clock.boot_s = self._begin_s + until_s
                return turns
            self.clock.boot_s += wait_s
