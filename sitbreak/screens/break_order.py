"""What a break window is to play: the daemon's order, and the routine with its script and its film."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sitbreak import paths, routine_cache
from sitbreak.core import playing
from sitbreak.core.animating import Film
from sitbreak.errors import SitbreakError, UsageError
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sitbreak.core.acts import Poses
    from sitbreak.core.playing import PlayStep
    from sitbreak.core.routines import Catalogue, Routine

LARGEST_B = 64 * 1024
_POSES_B = 1024 * 1024
_MOST_SPEED = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the daemon writes to the window's standard input, and says of a running break later."""

    routine: str
    lead_side: str = "left"
    easier: bool = False
    warm_up: bool = False
    speed: float = 1.0
    elapsed_s: float = 0.0  # of the routine, when the order was written
    swaps_left: int = 0
    paused: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)  # ``window.*``; empty: to be read from the file


def read(data: bytes) -> Order:
    """The order in *data*; :class:`UsageError` when it is none."""
    try:
        content = json.loads(data) if len(data) <= LARGEST_B else None
    except (ValueError, RecursionError):
        content = None
    order = of(content) if isinstance(content, dict) else None
    if order is None:
        raise UsageError(_("The break window was not told what to play."))
    return order


def of(content: dict[str, Any], *, speed: float = 1.0) -> Order | None:
    """The order that a JSON object holds; None when it holds none."""
    routine, lead_side = content.get("routine"), content.get("lead_side", "left")
    settings = content.get("settings")
    if not isinstance(routine, str) or lead_side not in ("left", "right"):
        return None
    return Order(
        routine=routine,
        lead_side=lead_side,
        easier=content.get("easier") is True,
        warm_up=content.get("warm_up") is True,
        speed=min(max(_number(content.get("speed"), speed), 0.1), _MOST_SPEED),
        elapsed_s=max(0.0, _number(content.get("elapsed_s"), 0.0)),
        swaps_left=int(max(0.0, _number(content.get("swaps_left"), 0.0))),
        paused=content.get("paused") is True,
        settings=settings if isinstance(settings, dict) else {},
    )


def _number(value: object, otherwise: float) -> float:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
    return float(value) if usable else otherwise  # type: ignore[arg-type]  # it is a number


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Play:
    """One routine, laid out as it is played now."""

    routine: Routine
    steps: tuple[PlayStep, ...]
    film: Film

    @property
    def length_s(self) -> int:
        return playing.length_s(self.steps)


class Library:
    """The routines and poses there are. Reads two files when it is made."""

    def __init__(self, catalogue: Catalogue, poses: Poses) -> None:
        self._catalogue = catalogue
        self._poses = poses

    @classmethod
    def open(cls, *, bundled: bool = False) -> Library:
        """The routines the daemon has, or for a rehearsal (*bundled*) all there are, which takes longer.
        Raises :class:`SitbreakError` when they cannot be read."""
        if bundled:
            from sitbreak import routine_files

            return cls(routine_files.load()[0], routine_files.bundled_poses())
        cached = routine_cache.load_cached(paths.cache_folder() / "routines.json")
        return cls(cached, _bundled_poses())

    def play(self, order: Order) -> Play:
        """Raises :class:`SitbreakError` when there is no such routine."""
        routine = self._catalogue.get(order.routine)
        if routine is None:
            raise SitbreakError(fill(_("There is no routine {routine}."), routine=repr(order.routine[:80])))
        steps = playing.script(routine.steps, order.lead_side, easier=order.easier, warm_up=order.warm_up)
        return Play(routine=routine, steps=steps, film=Film(routine.animation, steps, self._poses))


def _bundled_poses() -> Poses:
    """The key poses, without what it takes to read the packs. Raises :class:`SitbreakError`."""
    file = paths.bundled("assets", "routines", "poses.json")
    try:
        poses: Poses = json.loads(routine_cache.read_regular(file, _POSES_B))["poses"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SitbreakError(fill(_("The poses in {file} cannot be used."), file=file)) from error
    return poses
