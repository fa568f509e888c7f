"""Routines: what the values of a catalogue are. Nothing here reads, checks or chooses.

A **routine** is a short movement of 40 to 180 s, made of **steps**. Its data never says left or right:
steps are done on the *first* and the *second* side, and which of them is left is decided anew each time it
is shown.

A **conflict** is a kind of movement that somebody may leave out ("no kneeling"); whoever left out one of a
routine's conflicts is never shown it. Categories fall into four **groups**, and choosing keeps a balance
between these: move, stretch, strengthen, settle.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SCHEMA_VERSION = 1  # of a pack


class Category(StrEnum):
    STRETCH = "stretch"
    STRENGTHEN = "strengthen"
    MOBILISE = "mobilise"
    BREATHE = "breathe"
    POSTURE = "posture"
    SELF_MASSAGE = "self-massage"


class Group(StrEnum):
    """What a balanced day is made of, in the order in which ties are broken (rule O5)."""

    MOVE = "move"
    STRETCH = "stretch"
    STRENGTHEN = "strengthen"
    SETTLE = "settle"


class BodyPosture(StrEnum):
    STANDING = "standing"
    CHAIR = "chair"
    KNEELING = "kneeling"
    FLOOR = "floor"
    TABLE = "table"


class Place(StrEnum):
    OFFICE = "office"
    HOME = "home"
    TRAVEL = "travel"


class Equipment(StrEnum):
    SUPPORT = "support"  # a desk, a counter or a wall to hold
    DESK_STURDY = "desk-sturdy"
    WALL = "wall"
    CHAIR = "chair"
    CHAIR_FIXED = "chair-fixed"  # cannot roll
    MAT = "mat"
    BALL = "ball"
    BED_OR_TABLE = "bed-or-table"


class Clothing(StrEnum):
    ANY = "any"
    STRETCHY = "stretchy"


class Sides(StrEnum):
    NONE = "none"
    EACH = "each"  # a block on the first side, then one on the second
    ALTERNATE = "alternate"  # limb by limb


class StepKind(StrEnum):
    SETUP = "setup"
    HOLD = "hold"
    REPS = "reps"
    WALK = "walk"
    SWITCH = "switch"
    REST = "rest"
    FINISH = "finish"


class StepSide(StrEnum):
    NONE = "none"
    BOTH = "both"
    FIRST = "first"
    SECOND = "second"
    ALTERNATE = "alternate"


class StopSign(StrEnum):
    """Reasons to stop; their texts are words for the user and live outside the core."""

    SHARP_PAIN = "sharp-pain"
    SPREADING_PAIN = "spreading-pain"
    NUMBNESS = "numbness"
    DIZZY = "dizzy"
    CHEST = "chest"
    FRONT_HIP_PINCH = "front-hip-pinch"
    LOW_BACK_ACHE = "low-back-ache"
    KNEE_PAIN = "knee-pain"


class Tag(StrEnum):
    """Kinds of movement that a user may leave out."""

    STANDING = "standing"
    FLOOR = "floor"
    KNEELING = "kneeling"
    KNEE = "knee"
    HIP = "hip"
    HIP_FLEXOR = "hip-flexor"
    BACK = "back"
    ARCHING = "arching"
    BALANCE = "balance"
    PREGNANCY = "pregnancy"
    WRIST = "wrist"
    FOOT = "foot"
    ABDOMEN = "abdomen"
    DIZZINESS = "dizziness"
    HEART = "heart"
    BONES = "bones"
    MASSAGE = "massage"


class View(StrEnum):
    """From where the drawn figure is seen."""

    SIDE = "side"
    FRONT = "front"


class Transition(StrEnum):
    EASE = "ease"  # joint angles move from one key pose to the next
    FADE = "fade"  # one picture fades into the next: the move is a step, not a repetition


# The fields that hold one word of a kind, or a list of such words: of a routine, a step, an animation.
# Whoever reads routines, from packs or from the cache, goes by these.
WORDS_OF_ROUTINE: Mapping[str, type[StrEnum]] = {
    "category": Category,
    "posture": BodyPosture,
    "clothing": Clothing,
    "sides": Sides,
}
WORD_LISTS_OF_ROUTINE: Mapping[str, type[StrEnum]] = {
    "places": Place,
    "equipment": Equipment,
    "stop_signs": StopSign,
    "conflicts": Tag,
}
WORDS_OF_STEP: Mapping[str, type[StrEnum]] = {"kind": StepKind, "side": StepSide}
WORDS_OF_ANIMATION: Mapping[str, type[StrEnum]] = {"view": View, "transition": Transition}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    kind: StepKind
    side: StepSide
    seconds: int
    cue: str  # what to do; "{side}" stands for left or right
    pose: str  # key pose the figure is in at the end of the move
    reps: int | None = None
    rep_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Animation:
    """How the figure moves through *poses*; lengths are fractions of its height."""

    view: View
    anchor: str  # the joint that stays where it is
    at: tuple[float, float]  # and where that is
    poses: tuple[str, ...]
    transition: Transition
    near_limb: str  # "working" or "other": which limb the near, dark one is
    foot_lock: str | None = None  # "N" or "F": this foot follows a straight path instead


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Routine:
    """Two routines are the same only when they are one object: a catalogue holds each once."""

    id: str
    title: str
    summary: str
    category: Category
    family: str  # kind of movement: the same is not suggested twice in a row
    muscles: tuple[str, ...]
    posture: BodyPosture
    places: tuple[Place, ...]
    equipment: tuple[Equipment, ...]  # all of it is needed
    clothing: Clothing
    discreet: bool  # can be done in a call or a shared room without notice
    level: int  # 1 gentle, 2 moderate, 3 opt-in
    sides: Sides
    steps: tuple[Step, ...]
    total_seconds: int
    breathing: str
    why: str
    cautions: tuple[str, ...]
    stop_signs: tuple[StopSign, ...]
    conflicts: frozenset[Tag]
    sources: tuple[str, ...]
    animation: Animation
    daily_cap: str | None = None  # routines of one cap are shown twice a day at most, together
    enabled: bool = True

    @property
    def group(self) -> Group:
        return group(self.category)


def group(category: Category) -> Group:
    if category is Category.MOBILISE:
        return Group.MOVE
    if category is Category.STRETCH:
        return Group.STRETCH
    return Group.STRENGTHEN if category is Category.STRENGTHEN else Group.SETTLE


class Catalogue:
    """Routines in a fixed order, each id once. Never changes."""

    __slots__ = ("_by_id", "routines")

    def __init__(self, routines: Iterable[Routine]) -> None:
        self.routines = tuple(routines)
        self._by_id = {routine.id: routine for routine in self.routines}

    def get(self, identifier: str) -> Routine | None:
        return self._by_id.get(identifier)

    def __iter__(self) -> Iterator[Routine]:
        return iter(self.routines)

    def __len__(self) -> int:
        return len(self.routines)
