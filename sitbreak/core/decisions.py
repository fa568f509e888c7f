"""What was decided, and why: the lines from which `sitbreak why` tells the last day.

A line is written when something changes, never for time that merely passes. It holds what the core knows and
nothing else: presence, reasons, reminders and answers, never what the user works at. Lines are plain data,
``{"kind": …, "at_s": wall time, "sitting_s": …}`` and these details (lengths in seconds, ``…_at_s`` wall
times):

================== ====================================================================================
``away``           ``since_at_s``; ``because``: ``asleep``, ``barred`` (locked, or another session in
                   front) or ``quiet`` (no input)
``back``           ``seconds`` of an absence that was no rest
``unknown``        ``why`` no source can tell
``known``          a source can tell again
``rest``           ``rest`` (a RestKind), ``seconds``, ``sat_s`` before it
``due``            a break is due
``waiting``        for a pause in typing
``held``           ``reasons``
``freed``          ``reasons`` that ended
``reminded``       ``n``, ``after_snooze_min``
``silent``         ``n`` reminders had no answer
``snoozed``        ``until_at_s``, ``minutes``
``paused``         ``until_at_s``
``resumed``        ``early``: the user ended the pause
``standing``       the user said so
``sitting``        ``by_itself``: standing had lasted its longest time
``break``          ``routine``, ``seconds``
``ended``          ``outcome`` of an episode or break; of a break ``routine`` and ``seconds`` too
``taken_back``     ``seconds`` of rest that were sitting
``felt``           ``how`` a break was (a Feedback) or "fine" again; ``routine``; ``settle_only``: whether
                   only settling routines come from now on
``settings``       ``changes``: of each key what it was and is
``part``           ``part``, ``state``, ``detail``: how a part of the program is from now on
``started``        ``last_at_s``: when the program ran last, None when that is not known
``stopped``        the program ended
================== ====================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak.core.holding import pause_left_at_s
from sitbreak.core.model import (
    BreakEnded,
    BreakStarted,
    Hold,
    Presence,
    Prompt,
    Release,
    Remind,
    Rested,
    RestKind,
    StandingEnded,
    TakenBack,
)
from sitbreak.core.state import ABSENT, CLOSE_S, PRESENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sitbreak.core.model import Effect, Moment
    from sitbreak.core.state import State

Line = dict[str, Any]

_ENDS_AN_ABSENCE = (RestKind.ABSENCE, RestKind.SUSPEND)
# Only what bears on when the user is reminded is worth a line, and nobody's business is written down.
_TOLD_SETTINGS = ("breaks.", "snooze.", "standing.", "pause.", "hours.", "hold.", "presence.", "notify.style")
_MOST_CHANGES = 8
_MOST_ITEMS = 4


def of_step(was: State, now: State, moment: Moment, effects: Sequence[Effect]) -> list[Line]:
    """What the step from *was* to *now*, at *moment* with *effects*, decided."""
    if not effects and not _first_step(was) and was.paused == now.paused and was.episode == now.episode:
        return []
    lines = [
        *_presence(was, now, moment, effects),
        *_posture(was, now, effects),
        *_pauses(was, now, moment),
        *_told(effects),
        *_episode(was, now, moment, effects),
    ]
    at_s, sitting_s = moment.wall.timestamp(), round(now.sitting_s)
    return [{"at_s": at_s, "sitting_s": sitting_s, **line} for line in lines]


def of_settings(at_s: float, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Line]:
    """The settings were read anew; nothing when none that bears on reminding has changed."""
    changed = [key for key in new if key.startswith(_TOLD_SETTINGS) and new[key] != old.get(key)]
    if not changed:
        return []
    changes = {key: [_short(old.get(key)), _short(new[key])] for key in changed[:_MOST_CHANGES]}
    return [{"at_s": at_s, "kind": "settings", "changes": changes}]


def _short(value: object) -> object:
    """*value* of a setting, lists of ranges cut to what fits a line."""
    return value[:_MOST_ITEMS] if isinstance(value, list) else value


def _presence(was: State, now: State, moment: Moment, effects: Sequence[Effect]) -> Iterator[Line]:
    before, after = was.where.presence, now.where.presence
    first_step = _first_step(was)
    if after in ABSENT and (before not in ABSENT or first_step):
        yield _away(now, moment)
    elif after is Presence.UNKNOWN and before is not Presence.UNKNOWN:
        yield {"kind": "unknown", "why": now.where.why_unknown}
    elif after in PRESENT and before is Presence.UNKNOWN:
        yield {"kind": "known"}
    elif after in PRESENT and before in ABSENT and not first_step:
        rested = any(isinstance(each, Rested) and each.kind in _ENDS_AN_ABSENCE for each in effects)
        if not rested and was.where.absent_since_s is not None:
            yield {"kind": "back", "seconds": round(moment.boot_s - was.where.absent_since_s)}


def _first_step(was: State) -> bool:
    """Whether the program has just started: then the absence before was its own."""
    return was.asked_s == 0


def _away(now: State, moment: Moment) -> Line:
    where = now.where
    since_s = moment.boot_s if where.absent_since_s is None else where.absent_since_s
    because = "asleep" if where.presence is Presence.ASLEEP else "barred" if where.barred else "quiet"
    return {"kind": "away", "since_at_s": _wall_s(moment, since_s), "because": because}


def _posture(was: State, now: State, effects: Sequence[Effect]) -> Iterator[Line]:
    if now.standing is not None and was.standing is None:
        yield {"kind": "standing"}
    elif was.standing is not None and now.standing is None:
        yield {"kind": "sitting", "by_itself": any(isinstance(each, StandingEnded) for each in effects)}


def _pauses(was: State, now: State, moment: Moment) -> Iterator[Line]:
    if was.paused is not None and now.paused is None:
        yield {"kind": "resumed", "early": pause_left_at_s(moment, was.paused) > CLOSE_S}
    elif now.paused is not None and now.paused != was.paused:
        until_at_s = moment.wall.timestamp() + pause_left_at_s(moment, now.paused)
        yield {"kind": "paused", "until_at_s": until_at_s}


def _told(effects: Sequence[Effect]) -> Iterator[Line]:
    """What the effects tell by themselves."""
    for effect in effects:
        match effect:
            case Rested():
                rest, seconds = str(effect.kind), round(effect.seconds)
                yield {"kind": "rest", "rest": rest, "seconds": seconds, "sat_s": round(effect.sat_s)}
            case BreakStarted():
                yield {"kind": "break", "routine": effect.routine, "seconds": round(effect.seconds)}
            case BreakEnded(routine=None):
                yield {"kind": "ended", "outcome": str(effect.outcome)}
            case BreakEnded():
                done = {"routine": effect.routine, "seconds": round(effect.seconds)}
                yield {"kind": "ended", "outcome": str(effect.outcome), **done}
            case TakenBack():
                yield {"kind": "taken_back", "seconds": round(effect.seconds)}


def _episode(was: State, now: State, moment: Moment, effects: Sequence[Effect]) -> Iterator[Line]:
    before, after = was.episode.prompt, now.episode.prompt
    reopened = was.running is not None or any(isinstance(each, TakenBack) for each in effects)
    if before is Prompt.NONE and after is not Prompt.NONE and not reopened:
        yield {"kind": "due"}
    for effect in effects:
        match effect:
            case Hold():
                yield {"kind": "held", "reasons": [str(reason) for reason in effect.reasons]}
            case Release():
                yield {"kind": "freed", "reasons": [str(reason) for reason in effect.reasons]}
            case Remind():
                yield {"kind": "reminded", "n": effect.n, "after_snooze_min": effect.after_snooze_min}
    if after is Prompt.WAITING and before is not Prompt.WAITING:
        yield {"kind": "waiting"}
    elif after is Prompt.SILENT and before is not Prompt.SILENT:
        yield {"kind": "silent", "n": now.episode.n}
    elif after is Prompt.SNOOZED and was.episode.snoozed_until_s != now.episode.snoozed_until_s:
        until_s = _wall_s(moment, now.episode.snoozed_until_s)
        yield {"kind": "snoozed", "until_at_s": until_s, "minutes": now.episode.snoozed_min}


def _wall_s(moment: Moment, boot_s: float) -> float:
    """The wall time, in seconds since 1970, of a place on the boot clock, by today's reading of both."""
    return moment.wall.timestamp() + boot_s - moment.boot_s
