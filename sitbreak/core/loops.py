"""What a routine looks like at a glance: its main movement, to be shown again and again, and its key poses.
Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from sitbreak.core.acts import FRAMES_PER_S
from sitbreak.core.animating import Film
from sitbreak.core.playing import PlayStep
from sitbreak.core.routines import StepKind, Transition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.core.acts import Poses
    from sitbreak.core.pictures import Picture
    from sitbreak.core.routines import Animation

_HOLD_S = 5  # a hold is shown as a repetition of so many seconds
_QUIET_BREATH_S = 4
_SETTLED_S = 2  # after so many seconds a step holds its pose
_STRIDE_FRAMES = 15
_FADE = 8


def main_step(steps: Sequence[PlayStep]) -> PlayStep:
    """The step that *steps*, a script, are about: the first repetitions or the walk, else the first hold,
    else the first step of all."""
    moving = [step for step in steps if step.rep_seconds or step.kind == StepKind.WALK]
    return [*moving, *(step for step in steps if step.kind == StepKind.HOLD), *steps][0]


def loop(animation: Animation, steps: Sequence[PlayStep], poses: Poses) -> tuple[Picture, ...]:
    """The main movement of *steps*, twelve pictures a second; the first follows the last."""
    main = main_step(steps)
    begins = steps[max(main.number - 2, 0)].pose
    if main.kind == StepKind.WALK:
        start, frames = main.at_s + _SETTLED_S, _STRIDE_FRAMES
        return _pictures(Film(animation, steps, poses), start, frames)
    if animation.transition is Transition.FADE:
        return _fading(Film(animation, steps, poses), main.at_s)
    if not main.rep_seconds and (begins == main.pose or "sway" in poses[main.pose]):
        return _pictures(Film(animation, steps, poses), main.at_s + 1.5, _QUIET_BREATH_S * FRAMES_PER_S)
    rep_s = main.rep_seconds or _HOLD_S
    times = 2 if main.alternating else 1
    first = replace(main, number=1, at_s=0, seconds=1, kind=StepKind.SETUP, pose=begins, rep_seconds=0)
    once = replace(main, number=2, at_s=1, seconds=times * rep_s, kind=StepKind.REPS, rep_seconds=rep_s)
    film = Film(animation, [replace(first, alternating=False), once], poses)
    settled_s = rep_s if main.pose != begins and "breath" in poses[main.pose] else 0
    if settled_s:  # the first breath is taken on the way into the pose
        film = Film(animation, [first, replace(once, seconds=2 * rep_s)], poses)
    return _pictures(film, 1 + settled_s, times * rep_s * FRAMES_PER_S)


def key_poses(animation: Animation, steps: Sequence[PlayStep], poses: Poses) -> tuple[Picture, ...]:
    """The poses of *steps*, each once, in their order, and of two sides the first only."""
    film = Film(animation, steps, poses)
    first = next((step.side for step in steps if step.side), "")
    found: list[Picture] = []
    for step in takewhile(lambda step: step.side in ("", first), steps):
        if step.kind in (StepKind.SWITCH, StepKind.FINISH):
            continue
        shown = film.key_pictures(step.at_s)
        if step.rep_seconds and shown[0].joints == shown[-1].joints and shown[0].tilt == shown[-1].tilt:
            shown = shown[-1:]  # of a breath and of a squeeze the mark is what matters
        found += [picture for picture in shown if picture not in found]
    return tuple(found)


def _pictures(film: Film, start_s: float, frames: int) -> tuple[Picture, ...]:
    return tuple(film.at(start_s + (frame + 0.5) / FRAMES_PER_S) for frame in range(frames))


def _fading(film: Film, at_s: float) -> tuple[Picture, ...]:
    """From the pose before *at_s* to the one after it, and back."""
    before, after = film.at(at_s - 0.5), film.at(at_s + _SETTLED_S)
    parts = [part / _FADE for part in range(1, _FADE)]
    there = [replace(after, fades_from=before, mix=part) for part in parts]
    back = [replace(before, fades_from=after, mix=part) for part in parts]
    return (*[before] * FRAMES_PER_S, *there, *[after] * (2 * FRAMES_PER_S), *back)
