"""What is to be drawn at one moment: joints, marks and things around, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sitbreak.core.figure import Joints


@dataclass(frozen=True, slots=True, kw_only=True)
class Prop:
    """A thing that the figure leans on, sits on or lies on. It stays where it is for a whole routine.

    *x* and *y* are where it begins: the near edge and the top of a desk, the front edge and the seat of a
    chair, the face of a wall, the middle of a ball, the middle of a mat; of a figure that faces +x.
    """

    kind: str  # desk, chair, stool, wall, bed, ball or mat
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure and what is around it. Lengths are fractions of the figure's height, the ground is y = 0.

    Two pictures are equal when they look the same: when they change is left out of the comparison.
    """

    view: str  # "side", "front" or "back"
    joints: Joints  # as they are to be seen: mirrored where *facing* is -1
    facing: int = 1  # -1: everything is mirrored, the props too
    tilt: float | None = None  # degrees of the pelvis marker, negative: tailbone tucked; None: no marker
    breath: float | None = None  # 0 breathed out to 1 breathed in; None: no marker
    squeeze: float | None = None  # of the buttocks, 0 to 1; None: no marker
    curve: float = 0.0  # how far the back is rounded (+) or arched (-), as a share of its length
    swell: float = 0.0  # of the chest in a quiet breath, 0 to 1
    bowed: float | None = None  # how far the head hangs of who is on hands and knees, seen from the front
    walked: float | None = None  # how far the ground has passed below, as a share of a stride; None: it rests
    props: tuple[Prop, ...] = ()
    fades_from: Picture | None = None  # another picture that is still seen,
    mix: float = 1.0  # and how much is seen of this one
    still: bool = field(default=False, compare=False)  # nothing changes with the next frame
    next_change_s: float = field(default=0.0, compare=False)  # after the start of the script
