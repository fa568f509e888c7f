"""When the signs that nobody announces are to be looked for: a call, a video, do not disturb, full screen.

To look costs a process or some messages, so it is done only when the answer matters:

=================================================  =====================================  ===================
while                                              the signs that                         are looked for
=================================================  =====================================  ===================
a reminder comes next                              hold a reminder back                   once, shortly before
only they, or typing, keep a reminder back         hold a reminder back                   again and again
lack of input is about to become absence           prove presence                         once, shortly before
they alone prove presence                          prove presence                         again and again
=================================================  =====================================  ===================

What the settings switch off is not looked for at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sitbreak.core import waiting
from sitbreak.core.model import Evidence, Moment, Presence, Prompt, Reason, Rules
from sitbreak.core.presence import last_evidence_s
from sitbreak.core.state import Sheet, State

CALL, VIDEO, DND, FULLSCREEN = "call", "video", "dnd", "fullscreen"
_HOLDING = frozenset({Reason.CALL, Reason.FULLSCREEN, Reason.DND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    ahead_s: float  # look so long before it matters: as long as answers may take, and a little more
    hold_again_s: float
    proof_again_s: float


def holding_signs(rules: Rules) -> frozenset[str]:
    asked = {CALL: rules.hold_call, DND: rules.hold_dnd, FULLSCREEN: rules.hold_fullscreen}
    return frozenset(sign for sign, wanted in asked.items() if wanted)


def proving_signs(rules: Rules) -> frozenset[str]:
    asked = {CALL: rules.presence_call, VIDEO: rules.presence_video}
    return frozenset(sign for sign, wanted in asked.items() if wanted)


def watch_idle_s(rules: Rules, pace: Pace) -> frozenset[float]:
    """The pause in input that a source must tell of for the look ahead of an absence to be in time."""
    if not proving_signs(rules):
        return frozenset()
    return frozenset({max(rules.away_after_s - pace.ahead_s, rules.away_after_s / 2)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """How things stand after a step."""

    state: State
    moment: Moment
    evidence: Evidence
    rules: Rules


def next_looks(scene: Scene, pace: Pace, looked_at_s: Mapping[str, float]) -> dict[str, float]:
    """The signs that are to be looked for, each with its place on the boot clock; one that is past means now.

    *looked_at_s*: when each was looked for last.
    """
    sheet = Sheet(scene.state, scene.moment, scene.evidence, scene.rules)
    looks: dict[str, float] = {}
    for purpose in (_for_reminder, _for_presence):
        for sign, at_s in purpose(sheet, pace, looked_at_s):
            looks[sign] = min(at_s, looks.get(sign, at_s))
    return looks


def _for_reminder(sheet: Sheet, pace: Pace, looked_at_s: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    signs = holding_signs(sheet.rules)
    reasons = frozenset(sheet.episode.reasons)
    if sheet.episode.prompt is Prompt.WAITING or (reasons and reasons <= _HOLDING):
        yield from _again(signs, sheet.now, pace.hold_again_s, looked_at_s)
        return
    next_in_s = waiting.next_in_s(sheet)
    if next_in_s is not None:
        yield from _once(signs, sheet.now + next_in_s, pace, looked_at_s)


def _for_presence(sheet: Sheet, pace: Pace, looked_at_s: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    where, signs = sheet.where, proving_signs(sheet.rules)
    if where.presence is not Presence.QUIET:
        return
    if where.proof_on:
        yield from _again(signs, sheet.now, pace.proof_again_s, looked_at_s)
    else:
        away_at_s = last_evidence_s(where) + sheet.rules.away_after_s
        yield from _once(signs, away_at_s, pace, looked_at_s)


def _once(
    signs: frozenset[str], matters_at_s: float, pace: Pace, looked_at_s: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    """Each of *signs* shortly before *matters_at_s*, unless it was looked for only little before that."""
    fresh_from_s = matters_at_s - 1.5 * pace.ahead_s
    for sign in signs:
        if sign not in looked_at_s or looked_at_s[sign] < fresh_from_s:
            yield sign, matters_at_s - pace.ahead_s


def _again(
    signs: frozenset[str], now_s: float, every_s: float, looked_at_s: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    """Each of *signs* so long after it was looked for last."""
    return ((sign, looked_at_s[sign] + every_s if sign in looked_at_s else now_s) for sign in signs)
