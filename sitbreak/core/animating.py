"""The drawn figure in time: what is to be seen so many seconds after the start of a script. Pure.

**A2** A move eases from the pose in which the step before has ended. Poses of the animation that no step
ends in lie on the way: it goes through those listed between its two ends.
**A4** Where the transition is a fade, one picture fades into the next.
**A5** A repetition goes out, holds and comes back in 40, 20 and 40 % of its time, or in the shares that its
pose gives as ``rep``. The last one does not come back when the step after it holds the same pose. All other
steps ease into their pose in 1.5 s and then breathe quietly.
**A6** The side that is named is the one that moves: seen from the side its limbs are the near ones, and the
figure faces +x when they are the right ones. When the side changes it is mirrored, after the move, by a
fade; nothing else changes. Where repetitions alternate, the limbs are swapped every other time.
**A8** For who wants no motion the key poses stand side by side.

A repetition towards a pose with ``breath`` is a breath: three parts in, five parts out, the body at rest. A
repetition that begins in its own pose is a squeeze. In a walk the ground passes below.
"""

from __future__ import annotations

from dataclasses import replace

from sitbreak.core import figure
from sitbreak.core.acts import FRAMES_PER_S, Moment, acts, moment, swaying
from sitbreak.core.pictures import Picture
from sitbreak.core.playing import length_s
from sitbreak.core.routines import StepKind
from sitbreak.core.walking import stride, swapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitbreak.core.acts import Act, Pose, Poses
    from sitbreak.core.figure import Joints, Point
    from sitbreak.core.pictures import Prop
    from sitbreak.core.playing import PlayStep
    from sitbreak.core.routines import Animation

_SAMPLES = 8  # a move is measured at so many points


class Film:
    """The pictures of *steps*, a script. Raises :class:`KeyError` when a pose or the anchor is unknown."""

    def __init__(self, animation: Animation, steps: Sequence[PlayStep], poses: Poses) -> None:
        self._acts = acts(animation, steps, poses)
        self._frames = length_s(steps) * FRAMES_PER_S

    def at(self, elapsed_s: float) -> Picture:
        """What is to be seen *elapsed_s* seconds after the start; after the end, what was seen last."""
        frame = self._frame(elapsed_s)
        number = self._act_number(frame)
        act = self._acts[number]
        own = frame - act.first_frame
        now = moment(act, own)
        following = own + 1
        while following < act.frames and moment(act, following) == now:
            following += 1
        return replace(
            self._picture(number, now),
            still=following > own + 1,
            next_change_s=(act.first_frame + following) / FRAMES_PER_S,
        )

    def key_pictures(self, elapsed_s: float) -> tuple[Picture, ...]:
        """The key poses of the step that runs then: one, or two between which it moves (rule A8)."""
        act = self._acts[self._act_number(self._frame(elapsed_s))]
        if act.step.kind == StepKind.WALK:
            moments = [Moment(walked=0.0), Moment(walked=0.25)]
        elif act.step.rep_seconds and (act.breathes or len(act.path) == 1):
            moments = [Moment(), Moment(breath=1.0, squeeze=1.0)]
        elif act.step.rep_seconds:
            moments = [Moment(share=0.0), Moment()]
        else:
            moments = [Moment()]
        return tuple(_seen(act, one, act.facing) for one in moments)

    def extents(self) -> dict[str, tuple[float, float, float, float]]:
        """Of each joint the least x and y and the greatest x and y in all of the film, not mirrored."""
        places: dict[str, list[Point]] = {}
        for name, place in (each for act in self._acts for at in _way(act) for each in at.items()):
            places.setdefault(name, []).append(place)
        return {
            name: (min(x for x, _ in at), min(y for _, y in at), max(x for x, _ in at), max(y for _, y in at))
            for name, at in places.items()
        }

    def props(self) -> tuple[Prop, ...]:
        """Everything that is ever around the figure."""
        return tuple(dict.fromkeys(prop for act in self._acts for prop in act.props))

    def _frame(self, elapsed_s: float) -> int:
        return min(max(int(elapsed_s * FRAMES_PER_S + 1e-6), 0), self._frames - 1)

    def _act_number(self, frame: int) -> int:
        return next(number for number, act in enumerate(self._acts) if frame < act.first_frame + act.frames)

    def _picture(self, number: int, now: Moment) -> Picture:
        """The picture of one moment of an act, with what it fades from."""
        act = self._acts[number]
        if now.faded_in < 1:
            before = self._acts[number - 1]
            last = self._picture(number - 1, moment(before, before.frames - 1))
            return replace(self._facing(act, now), fades_from=last, mix=now.faded_in)
        return self._facing(act, now)

    def _facing(self, act: Act, now: Moment) -> Picture:
        if now.turned in (0, 1):
            return _seen(act, now, act.facing if now.turned else act.facing_before)
        other = _seen(act, now, act.facing_before)
        return replace(_seen(act, now, act.facing), fades_from=other, mix=now.turned)


def _seen(act: Act, now: Moment, facing: int) -> Picture:
    """The picture of one moment, mirrored when *facing* is -1."""
    reps = bool(act.step.rep_seconds)
    return Picture(
        view=act.view,
        joints={name: (x * facing, y) for name, (x, y) in _joints(act, now).items()},
        facing=facing,
        tilt=_number(act, "tilt", now.share) if act.tilts else None,
        breath=now.breath if reps and act.breathes else None,
        squeeze=now.squeeze if reps and len(act.path) == 1 and not act.breathes else None,
        curve=_number(act, "curve", now.share),
        swell=now.swell,
        bowed=_number(act, "bowed", now.share) if "bowed" in act.path[-1] else None,
        walked=now.walked if act.step.kind == StepKind.WALK else None,
        props=act.props,
    )


def _joints(act: Act, now: Moment) -> Joints:
    if act.step.kind == StepKind.WALK:
        return stride(act.animation, act.path, now.walked)
    start, end, share = _segment(act.path, now.share)
    if now.swayed:
        start = end = swaying(act.path[-1], now.swayed)
    found = figure.blended(act.animation, start, end, share)
    return swapped(act.view, found) if now.swapped else found


def _number(act: Act, name: str, share: float) -> float:
    start, end, part = _segment(act.path, share)
    first, last = float(start.get(name, 0.0)), float(end.get(name, 0.0))
    return first + (last - first) * part


def _segment(path: Sequence[Pose], share: float) -> tuple[Pose, Pose, float]:
    """The two poses between which *share* of the whole path lies, and how far between them."""
    if len(path) == 1:
        return path[0], path[0], 0.0
    moves = len(path) - 1
    number = min(int(share * moves), moves - 1)
    return path[number], path[number + 1], share * moves - number


def _way(act: Act) -> Iterator[Joints]:
    """The joints on the whole way of an act."""
    if act.step.kind == StepKind.WALK:
        yield from (stride(act.animation, act.path, part / _SAMPLES) for part in range(_SAMPLES))
        return
    for share in range(_SAMPLES + 1):
        yield _joints(act, Moment(share=share / _SAMPLES))
        if act.step.alternating:
            yield _joints(act, Moment(share=share / _SAMPLES, swapped=True))
        if "sway" in act.path[-1]:
            yield _joints(act, Moment(swayed=share / _SAMPLES))
