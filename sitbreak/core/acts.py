"""The steps of a script as the drawn figure does them, and how far it is at every frame. Pure.

There are twelve frames a second (rule A7). They are counted from the start of the script, so that every
repetition consists of the very same frames.

What cannot be made out from the side is drawn from the front: a pose names as ``seen`` the one that is drawn
in its place, and the picture fades over to it. A held pose with ``sway`` moves a little to and fro: for each
angle it says how much is added with the sine of a round, and how much with 1 - its cosine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, pi, sin

from sitbreak.core.figure import eased
from sitbreak.core.pictures import Prop
from sitbreak.core.routines import Animation, StepKind, Transition, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sitbreak.core.playing import PlayStep

    Pose = Mapping[str, Any]
    Poses = Mapping[str, Pose]

FRAMES_PER_S = 12
_EASE = 18  # frames of a move into a pose
_FADE = 8
_QUIET_BREATH = 48  # and a round of a sway
_SQUEEZE = 6
_STRIDE = 15
_SWELLS, _BREATHS = 8, 32  # so many degrees of a breath are told apart
_REP = (2.0, 1.0, 2.0)

WARM_UP = Animation(
    view=View.SIDE,
    anchor="ankleF",
    at=(0.0, 0.039),
    poses=("sit_hold", "sit_march"),
    transition=Transition.EASE,
    near_limb="working",
)
_WARM_UP_REP_S = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What the figure does in one step."""

    step: PlayStep
    animation: Animation
    view: str  # "side", "front", or "back": from the front, but the figure looks away
    path: tuple[Pose, ...]  # from the pose the step begins in to its own; one pose: it stays there
    stays: bool  # the last repetition does not come back
    facing_before: int
    facing: int
    tilts: bool  # its pelvis is marked
    cuts: bool  # it does not go on from the act before, but fades in
    props: tuple[Prop, ...]

    @property
    def frames(self) -> int:
        return self.step.seconds * FRAMES_PER_S

    @property
    def first_frame(self) -> int:
        return self.step.at_s * FRAMES_PER_S

    @property
    def breathes(self) -> bool:
        """Whether its repetitions are breaths."""
        return "breath" in self.path[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One frame of an act, before its joints are known. Equal ones look the same."""

    share: float = 1.0  # of the path
    swapped: bool = False
    breath: float = 0.0
    squeeze: float = 0.0
    swell: float = 0.0
    swayed: float = 0.0  # share of a round
    walked: float = 0.0  # share of a stride
    turned: float = 1.0  # 0: faces as before, 1: as at the end of the act, between: fades
    faded_in: float = 1.0  # of an act that cuts


def acts(animation: Animation, steps: Sequence[PlayStep], poses: Poses) -> tuple[Act, ...]:
    """What is done in each of *steps*. Raises :class:`KeyError` when a pose is unknown."""
    staged = [_staged(animation, step, poses) for step in steps]
    ends = {step.pose for _, step in staged}
    found: list[Act] = []
    at, facing = "", 0
    for number, (own, step) in enumerate(staged):
        fresh = not found or found[-1].animation != own
        begins = _first_pose(own, step, turned=own.view is not animation.view) if fresh else at
        before, facing = facing, _facing(_view(own, poses), own.near_limb, steps, number)
        following = staged[number + 1][1] if number + 1 < len(staged) else None
        stays = following is not None and following.pose == step.pose and not following.rep_seconds
        act = Act(
            step=step,
            animation=own,
            view=_view(own, poses),
            path=tuple(poses[name] for name in _path(own, begins, step, ends)),
            stays=stays,
            facing_before=facing if fresh else before,
            facing=facing,
            cuts=bool(found) and (fresh or _cuts(own, found[-1].step, step, begins)),
            tilts=any("tilt" in poses[name] for name in own.poses),
            props=_props(own, poses),
        )
        found.append(act)
        comes_back = bool(step.rep_seconds) and not stays and not act.breathes
        at = begins if comes_back else step.pose
    return tuple(found)


def moment(act: Act, frame: int) -> Moment:
    """How far *act* is at its *frame*, counted from 0."""
    if act.step.kind == StepKind.WALK:
        now = Moment(walked=frame % _STRIDE / _STRIDE)
    elif not act.step.rep_seconds:
        now = _settling(act, frame)
    elif act.breathes:
        now = _breath(act, frame)
    elif len(act.path) == 1:
        now = Moment(squeeze=_squeeze(frame % (act.step.rep_seconds * FRAMES_PER_S), act))
    else:
        now = _repetition(act, frame)
    if act.facing != act.facing_before:
        began = 0 if len(act.path) == 1 or act.cuts else _EASE
        now = replace(now, turned=_part(frame - began - _FADE * act.cuts, _FADE))
    return replace(now, faded_in=_part(frame + 1, _FADE)) if act.cuts else now


def _settling(act: Act, frame: int) -> Moment:
    """A move into the pose, then quiet breaths, none of them broken off."""
    if len(act.path) > 1 and frame < _EASE and act.animation.transition is not Transition.FADE:
        return Moment(share=eased(frame / _EASE))
    breathing = frame - _EASE
    if not 0 <= breathing < (act.frames - _EASE) // _QUIET_BREATH * _QUIET_BREATH:
        return Moment()
    deep = (1 - cos(2 * pi * breathing / _QUIET_BREATH)) / 2
    swayed = breathing % _QUIET_BREATH / _QUIET_BREATH if "sway" in act.path[-1] else 0.0
    return Moment(swell=round(deep * _SWELLS) / _SWELLS, swayed=swayed)


def swaying(pose: Pose, swayed: float) -> Pose:
    """*pose* as it is at *swayed* (0 to 1) of a round: at 0 it is as it stands."""
    side, rise = sin(2 * pi * swayed), round(1 - cos(2 * pi * swayed), 6)  # the same out and back
    return {
        **pose,
        **{name: pose[name] + across * side + along * rise for name, (across, along) in pose["sway"].items()},
    }


def _breath(act: Act, frame: int) -> Moment:
    rep = act.step.rep_seconds * FRAMES_PER_S
    into = rep * 3 / 8
    at = frame % rep
    deep = eased(at / into) if at < into else eased((rep - at) / (rep - into))
    settled = eased(min(frame / _EASE, 1.0)) if len(act.path) > 1 else 1.0
    return Moment(share=settled, breath=round(deep * _BREATHS) / _BREATHS)


def _squeeze(at: int, act: Act) -> float:
    """Half of a repetition on, half of it off."""
    half = act.step.rep_seconds * FRAMES_PER_S // 2
    return eased(_part(at, _SQUEEZE)) if at < half else eased(1 - _part(at - half, _SQUEEZE))


def _repetition(act: Act, frame: int) -> Moment:
    rep = act.step.rep_seconds * FRAMES_PER_S
    number, at = divmod(frame, rep)
    out, hold, back = (part * rep / sum(_rep(act)) for part in _rep(act))
    is_last = frame >= act.frames - rep
    if at < out:
        share = eased(at / out)
    elif at <= out + hold or (act.stays and is_last):
        share = 1.0
    else:
        share = eased((rep - at) / back)
    return Moment(share=share, swapped=act.step.alternating and number % 2 == 1)


def _rep(act: Act) -> Sequence[float]:
    shares: Sequence[float] = act.path[-1].get("rep", _REP)
    return shares


def _part(frames: float, of: int) -> float:
    return min(max(frames / of, 0.0), 1.0)


# --- how the steps follow each other -----------------------------------------------------------------------


def _staged(animation: Animation, step: PlayStep, poses: Poses) -> tuple[Animation, PlayStep]:
    """How *step* is drawn: in a chair when it warms up, from the front when its pose is seen better so."""
    if not step.pose:
        return _warm_up(step)
    seen = {name: poses[name]["seen"] for name in animation.poses if "seen" in poses[name]}
    if step.pose not in seen:
        return replace(animation, poses=tuple(name for name in animation.poses if name not in seen)), step
    drawn = poses[seen[step.pose]]
    turned = replace(
        animation,
        view=View(drawn["view"]),
        anchor=drawn["anchor"],
        at=tuple(drawn["at"]),
        poses=tuple(seen.values()),
    )
    return turned, replace(step, pose=seen[step.pose])


def _warm_up(step: PlayStep) -> tuple[Animation, PlayStep]:
    return WARM_UP, replace(
        step, kind=StepKind.REPS, pose=WARM_UP.poses[-1], rep_seconds=_WARM_UP_REP_S, alternating=True
    )


def _first_pose(animation: Animation, step: PlayStep, *, turned: bool) -> str:
    """Where a figure begins that was not there before: in the pose of its first step, or, when that is a
    repetition or the figure has only *turned*, in the first pose of all."""
    return animation.poses[0] if step.rep_seconds or turned else step.pose


def _path(animation: Animation, begins: str, step: PlayStep, ends: set[str]) -> list[str]:
    """The poses from where *step* begins to its own, those on the way between them included. Of a walk: its
    own, and the one beside that in the animation."""
    listed = animation.poses
    here = listed.index(step.pose) if step.pose in listed else -1
    if step.kind == StepKind.WALK:
        beside = listed[here + 1] if here + 1 < len(listed) else listed[here - 1]
        return [step.pose, beside]
    if begins == step.pose:
        return [begins]
    there = listed.index(begins) if begins in listed else -1
    between = listed[there + 1 : here] if there < here else listed[here + 1 : there][::-1]
    on_the_way = [name for name in between if name not in ends] if min(here, there) >= 0 else []
    return [begins, *on_the_way, step.pose]


def _view(animation: Animation, poses: Poses) -> str:
    looks_away = any("back" in poses[name] for name in animation.poses)
    return "back" if looks_away else animation.view.value


def _facing(view: str, near_limb: str, steps: Sequence[PlayStep], number: int) -> int:
    """1 when the side that step *number* is about is the one the animation is drawn for. A step without a
    side is about that of the step before; the first ones and those that switch about the one to come."""
    sides = [step.side for step in steps]
    ahead = [side for side in sides[number:] if side]
    behind = [side for side in sides[: number + 1] if side]
    coming = not behind or steps[number].kind == StepKind.SWITCH
    side = (ahead or behind or [""])[0] if coming else behind[-1]
    is_right = (view == "front") != (near_limb == "working")  # the limb that is drawn to work
    return -1 if side == ("left" if is_right else "right") else 1


def _cuts(animation: Animation, before: PlayStep, step: PlayStep, begins: str) -> bool:
    """Whether no move leads into *step*: the transition is a fade, or a walk begins or ends."""
    if (before.kind == StepKind.WALK) != (step.kind == StepKind.WALK):
        return True
    return animation.transition is Transition.FADE and begins != step.pose


def _props(animation: Animation, poses: Poses) -> tuple[Prop, ...]:
    """What is around in any of the poses, each thing once."""
    named = dict.fromkeys(tuple(prop) for name in animation.poses for prop in poses[name].get("props", ()))
    return tuple(Prop(kind=kind, x=x, y=y) for kind, x, y in named)
