"""A routine of one's own to begin with: a pack that explains each of its fields and is valid as it stands."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

from sitbreak.core.routines import Equipment, StopSign, Tag
from sitbreak.words import fill

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

_TEMPLATE = """\
# A pack of your own routines. A running sitbreak takes up a change as soon as the file is saved.
#
#   sitbreak routines check      tells what is wrong, on which line, and what would mend it
#   sitbreak routines show {id}      shows the routine as it will be told
#
# Routines are ideas for short, gentle movement. Nothing in them presses, judges or promises relief.
# One file may hold many routines: repeat all below from [[routines]] on, with another id.

schema_version = 1

[[routines]]
# Small letters, digits and hyphens, 3 to 40. Keep it: your history and your stars go by it.
id = {quoted_id}
# Take this line out when the routine is as you want it. Until then it is never suggested.
enabled = false
# What you read when it is suggested: 3 to 28 letters, and one line of 10 to 60.
title = {quoted_title}
summary = "Reach up and lean a little to one side."
# stretch, strengthen, mobilise, breathe, posture or self-massage. Days are kept in balance by it.
category = "stretch"
# Kind of movement, in a word of your own or of a bundled routine. The same is not suggested twice in a row.
family = "side-bend"
# What it is for, in plain words: 1 to 4.
muscles = ["side body"]
# How it is done: standing, chair, kneeling, floor or table (on its edge).
posture = "standing"
# Where: office (standing or on a chair only), home, travel.
places = ["office", "home", "travel"]
# All that is needed; [] for nothing. To choose from:
{equipment}
equipment = []
# any, or stretchy.
clothing = "any"
# Whether nobody would notice it in a call or a shared room.
discreet = false
# 1 gentle, 2 moderate, 3 strong: suggested only to those who ask for it.
level = 1
# none, each (first one side, then the other, equally long) or alternate (limb by limb).
sides = "each"
# 3 to 12 steps, 40 to 180 seconds together; none lasts longer than 64.
#   kind   setup (always first), hold, reps, walk, switch (to the other side), rest or finish (always last);
#          setup, switch, rest and finish last 3 to 10 seconds, a hold of a stretch 15 to 30
#   side   none, both, first, second or alternate; which of the two is left changes from time to time
#   cue    what to do, at most 100 letters; {side} becomes left or right
#   pose   how the figure looks at the end of the move, from the list at the end of this file
# A step of kind reps also has reps (at most 12, alternating 24) and rep_seconds, and lasts reps times these:
#   { kind = "reps", side = "both", reps = 5, rep_seconds = 4, seconds = 20, cue = "...", pose = "..." },
steps = [
    { kind = "setup", side = "none", seconds = 5, cue = "Stand tall, feet wide.", pose = "f_wide" },
    { kind = "hold", side = "first", seconds = 20, cue = "Reach up with the {side} arm.", pose = "f_reach" },
    { kind = "switch", side = "none", seconds = 5, cue = "Arm down, change sides.", pose = "f_wide" },
    { kind = "hold", side = "second", seconds = 20, cue = "Reach up with the {side} arm.", pose = "f_reach" },
    { kind = "finish", side = "none", seconds = 5, cue = "Arms down, one slow breath.", pose = "f_wide" },
]
# The sum of the seconds of the steps.
total_seconds = 55
# How to breathe, at most 80 letters, and why to do it, at most 120: "can" and "may", never a promise.
breathing = "Slow, easy breaths."
why = "Sitting can leave the sides feeling short; this may open them a little."
# What to take care of: 1 to 3 sentences.
cautions = ["Reach long rather than far over."]
# Reasons to stop. The first five belong to every routine; add those that fit:
{stop_signs}
stop_signs = ["sharp-pain", "spreading-pain", "numbness", "dizzy", "chest"]
# Whoever leaves out one of these kinds of movement is never shown the routine. When in doubt, add one.
# standing belongs to all that is done standing; floor, kneeling and knee to kneeling; pregnancy to level 2
# and 3, and to all that is done low down.
{conflicts}
conflicts = ["standing", "heart", "bones"]
# Where the idea comes from, in your own words; [] is fine.
sources = []

# How the figure moves. Poses are the bundled ones, all of one view.
[routines.animation]
# side or front: from where the figure is seen.
view = "front"
# The joint that stays where it is, and where that is: across and up, in heights of the figure.
# From the front: ankleL, ankleR, pelvis, ...  From the side (N near, F far): ankleN, toeF, handN, pelvis, ...
anchor = "ankleR"
at = [-0.24, 0.039]
# The poses between which it moves.
poses = ["f_wide", "f_reach"]
# ease (the joints move) or fade (one picture fades into the next: for steps and changes of place).
transition = "ease"
# Which limb is drawn dark and near: working or other.
near_limb = "working"
# Of a figure seen from the side, a foot that goes straight to its place, N or F; most have none.
# foot_lock = "N"

# Poses seen from the front:
{front}
# Poses seen from the side:
{side_on}

# To change a bundled routine, write its id and what to add, or switch it off. Nothing becomes less careful.
# [[routines]]
# id = "side-reach"
# conflicts = ["back"]
# enabled = false
"""


def template(identifier: str, title: str, poses: Mapping[str, Mapping[str, Any]]) -> str:
    """The text of a pack with one routine."""
    seen = {
        view: [name for name, pose in poses.items() if pose["view"] == view] for view in ("front", "side")
    }
    return fill(
        _TEMPLATE,
        equipment=_commented(Equipment),
        stop_signs=_commented(StopSign),
        conflicts=_commented(Tag),
        front=_commented(seen["front"]),
        side_on=_commented(seen["side"]),
        id=identifier,
        quoted_id=json.dumps(identifier, ensure_ascii=False),
        quoted_title=json.dumps(title, ensure_ascii=False),
    )


def _commented(words: Iterable[str]) -> str:
    return textwrap.fill(", ".join(words), width=100, initial_indent="#   ", subsequent_indent="#   ")
