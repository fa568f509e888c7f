"""What the core remembers from step to step, and the sheet on which one step is worked out.

:class:`State` is frozen: a step never changes it but answers with a new one. Inside a step the parts of the
core write on one :class:`Sheet`, in the order given in :mod:`.engine`. All times are on the boot clock, in
seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sitbreak.core.model import (
    Effect,
    Evidence,
    Moment,
    Posture,
    Presence,
    Prompt,
    Reason,
    Rules,
    StateChanged,
)

CLOSE_S = 0.001  # a wake-up this much early, by rounding, is in time
PRESENT = (Presence.ACTIVE, Presence.QUIET)
ABSENT = (Presence.AWAY, Presence.ASLEEP)  # rule P4; with `unknown`, which is neither, these are all


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What is remembered about presence (:mod:`.presence`)."""

    presence: Presence = Presence.QUIET
    why_unknown: str = ""
    input_on: bool = False
    input_at_s: float | None = None  # the last input
    busy_since_s: float | None = None  # since then input has not paused for `away_after` (rule P7)
    proof_at_s: float  # the last evidence of presence other than input
    proof_on: bool = False  # a call or video went on
    unknown_s: float = 0  # how long no source could tell, since the last evidence of presence
    barred: bool = False  # locked, or another session in front
    sleep_spent: bool = False  # this announcement of sleep was followed by a sleep already
    absent_since_s: float | None = None  # begin of the open absence
    slept_s: float = 0  # how much of it the machine was suspended


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """What is remembered about reminding (:mod:`.prompting`). With prompt NONE no episode is open."""

    prompt: Prompt = Prompt.NONE
    since_s: float = 0  # when the prompt took this value
    interval_s: float = 0  # the interval it became due by
    n: int = 0  # reminders shown in this episode
    live: bool = False  # a reminder is on the screen, as far as we know
    reasons: tuple[Reason, ...] = ()  # why it is held
    was_held: bool = False  # … since the last reminder
    snoozed_until_s: float = 0
    snoozed_min: int = 0  # the snooze the next reminder comes after; 0: none
    snooze_used_min: int = 0
    again_at_sitting_s: float = 0  # silent until this much sitting time
    floor_sitting_s: float = 0  # nothing becomes due before this much sitting time (rule R9)
    reminded_at_s: float | None = None  # the last reminder of any episode (rule R6)
    snooze_clicked_at_s: float | None = None  # the last snooze of any episode (rule R8)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningBreak:
    """A break that was started (:mod:`.breaks`)."""

    routine: str
    seconds: float
    started_at_s: float  # where the routine's clock was 0: later by its pauses, earlier by what was skipped
    input_s: float = 0
    skipped_s: float = 0  # of the routine, passed over (rule B7)
    paused_at_s: float | None = None  # its clock stands still since then (rule B6)
    cut_at_s: float | None = None  # it ended here: the program was not running any more
    episode: Episode  # the episode it answers; prompt NONE when none was open


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    until_s: float
    day: int | None = None  # "until tomorrow": the day on which it was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    since_s: float
    rested: bool = False  # it has set sitting time to 0 already


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The rest that "I was sitting" takes back (rule P8)."""

    sitting_s: float  # sitting time before it
    absent_s: float
    until_s: float
    episode: Episode  # as it stood before it
    natural: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    mono_s: float
    boot_s: float
    asked_s: float = 0  # how long the last step asked to wait
    where: Whereabouts
    sitting_s: float = 0
    run_s: float = 0  # sitting time credited up to now without any interruption but `unknown`
    standing: Standing | None = None
    episode: Episode = field(default_factory=Episode)
    running: RunningBreak | None = None
    paused: Paused | None = None
    undo: Undo | None = None

    @property
    def posture(self) -> Posture:
        return Posture.STANDING if self.standing else Posture.SITTING


def new_state(moment: Moment) -> State:
    """The state of a program that starts now and remembers nothing: sitting time 0, the user taken to be
    here."""
    return State(mono_s=moment.mono_s, boot_s=moment.boot_s, where=Whereabouts(proof_at_s=moment.boot_s))


class Sheet:
    """One step in the making: the state's parts, to be replaced as the rules say, and the effects so far."""

    __slots__ = (
        "asleep_s",
        "awake_s",
        "effects",
        "episode",
        "evidence",
        "lost_s",
        "moment",
        "now",
        "paused",
        "rules",
        "run_s",
        "running",
        "sitting_s",
        "standing",
        "undo",
        "was",
        "where",
    )

    def __init__(self, state: State, moment: Moment, evidence: Evidence, rules: Rules) -> None:
        self.was = state
        self.moment = moment
        self.now = moment.boot_s
        self.evidence = evidence
        self.rules = rules
        self.where = state.where
        self.sitting_s = state.sitting_s
        self.run_s = state.run_s
        self.standing = state.standing
        self.episode = state.episode
        self.running = state.running
        self.paused = state.paused
        self.undo = state.undo
        self.effects: list[Effect] = []
        self.awake_s = 0.0  # of this step, credited to what went on
        self.lost_s = 0.0  # of this step, awake but unobserved (rule T2)
        self.asleep_s = 0.0  # of this step, suspended (rule T3)

    @property
    def present(self) -> bool:
        return self.where.presence in PRESENT

    @property
    def growing(self) -> bool:
        """Sitting time grows from here on (rules P1, B1, B6)."""
        on_a_break = self.running is not None and self.running.paused_at_s is None
        return self.present and self.standing is None and not on_a_break

    def freeze(self, asked_s: float) -> State:
        return State(
            mono_s=self.moment.mono_s,
            boot_s=self.now,
            asked_s=asked_s,
            where=self.where,
            sitting_s=self.sitting_s,
            run_s=self.run_s,
            standing=self.standing,
            episode=self.episode,
            running=self.running,
            paused=self.paused,
            undo=self.undo,
        )

    def tell_change(self) -> None:
        """One :class:`StateChanged` when presence, posture or prompt is not what it was before the step."""
        was = self.was
        posture = Posture.STANDING if self.standing else Posture.SITTING
        presence, prompt = self.where.presence, self.episode.prompt
        if (presence, posture, prompt) != (was.where.presence, was.posture, was.episode.prompt):
            self.effects.append(StateChanged(presence=presence, posture=posture, prompt=prompt))
