"""Where the user is, from evidence. One of three machines that never reach into each other: presence,
prompting (:mod:`.prompting`) and holding back (:mod:`.holding`).

Rules
-----
**P1** While `active` or `quiet`, and sitting, sitting time grows. While `away`, `asleep` or `unknown` it
does not.

**P2** Evidence of absence, strongest first: suspend, another user's session in front, a locked screen: away
from that moment on. No input for ``away_after`` without proof of presence: away *from the last evidence of
presence* (the last input, or the end of a call or video); the quiet stretch that was counted already is
taken back.

**P3** Evidence of presence: input; a call (microphone or camera in use); an idle inhibitor (video,
presentation). While there is any, no lack of input makes the user away. A locked screen beats it.

**P4** Absence is `away` and `asleep` in any mixture. One shorter than ``rest_after`` freezes sitting time:
on return it goes on from the old figure. One of ``rest_after`` or more is a rest: sitting time is 0 from
the return on. Absences that touch (idle, then lock, then suspend) are one.

**P5** Typing at the lock screen is not presence. Unlocking is a return.

**P6** `unknown` is neither sitting nor rest: it freezes sitting time and says why. Before or inside an
absence it does not make the absence longer. (Sources are tried again, and impossible readings thrown away,
where they are read.)

**T3** Boot time running ahead of monotonic time by 30 s or more within a step means that the machine slept
for that long, with or without any signal. The signal only makes it known sooner. One sleep is one absence
however often it is announced.

The machine is a ranking: the first row whose evidence holds names the presence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sitbreak.core.model import Evidence, Presence, Rules
from sitbreak.core.state import CLOSE_S, PRESENT, Sheet, Whereabouts

SLEEP_GAP_S = 30  # rule T3

# what holds at a step: (sheet's evidence, remembered whereabouts, rules, quiet for how long) -> bool
_Test = Callable[[Evidence, Whereabouts, Rules, float], bool]

RANKING: tuple[tuple[str, _Test, Presence], ...] = (
    ("the system announced sleep", lambda e, w, r, q: e.asleep and not w.sleep_spent, Presence.ASLEEP),
    ("another session is in front", lambda e, w, r, q: e.inactive, Presence.AWAY),
    ("the screen is locked", lambda e, w, r, q: e.locked, Presence.AWAY),
    ("input goes on", lambda e, w, r, q: e.input_on and e.idle_known, Presence.ACTIVE),
    ("a call or video proves presence", lambda e, w, r, q: w.proof_on, Presence.QUIET),
    ("no source can tell", lambda e, w, r, q: not e.idle_known, Presence.UNKNOWN),
    ("no input for away_after", lambda e, w, r, q: q >= r.away_after_s - CLOSE_S, Presence.AWAY),
    ("no proof of absence", lambda e, w, r, q: True, Presence.QUIET),
)


def assess(sheet: Sheet) -> None:
    """Replace the sheet's whereabouts by what the evidence says now, and take a quiet stretch back (P2)."""
    where = _gather(sheet)
    quiet_s = sheet.now - last_evidence_s(where)
    presence = next(row[2] for row in RANKING if row[1](sheet.evidence, where, sheet.rules, quiet_s))
    why = sheet.evidence.idle_why if presence is Presence.UNKNOWN else ""
    since, slept = _absence(sheet, where, presence, quiet_s)
    found = (presence, why, since, slept)
    if found != (where.presence, where.why_unknown, where.absent_since_s, where.slept_s):
        where = replace(where, presence=presence, why_unknown=why, absent_since_s=since, slept_s=slept)
    sheet.where = where


def last_evidence_s(where: Whereabouts) -> float:
    """When the user was last known to be here."""
    return _later(where.input_at_s, where.proof_at_s)


def _later(input_at_s: float | None, proof_at_s: float) -> float:
    return proof_at_s if input_at_s is None or input_at_s < proof_at_s else input_at_s


def _gather(sheet: Sheet) -> Whereabouts:
    """The remembered whereabouts brought up to date with what this step's evidence proves."""
    was, told, rules, now = sheet.where, sheet.evidence, sheet.rules, sheet.now
    barred = told.locked or told.inactive
    proof = (told.call and rules.presence_call) or (told.video and rules.presence_video)
    input_at, proof_at, unknown_s = was.input_at_s, was.proof_at_s, was.unknown_s
    if was.presence is Presence.UNKNOWN:
        unknown_s += sheet.awake_s
    if not barred and told.idle_known:
        if told.input_on:
            input_at = now
        elif told.last_input_at_s is not None:
            input_at = min(told.last_input_at_s, now)
    if not barred and (proof or was.proof_on or was.barred):
        proof_at = now
    return Whereabouts(
        presence=was.presence,
        why_unknown=was.why_unknown,
        input_on=told.input_on and told.idle_known and not barred,
        input_at_s=input_at,
        busy_since_s=_busy_since_s(sheet, input_at),
        proof_at_s=proof_at,
        proof_on=proof,
        unknown_s=min(unknown_s, now - _later(input_at, proof_at)),
        barred=barred,
        sleep_spent=told.asleep and (was.sleep_spent or sheet.asleep_s > 0),
        absent_since_s=was.absent_since_s,
        slept_s=was.slept_s,
    )


def _busy_since_s(sheet: Sheet, input_at_s: float | None) -> float | None:
    """Since when input has gone on without a pause of ``away_after`` (rule P7); None when it pauses."""
    was, pause_s = sheet.where, sheet.rules.away_after_s - CLOSE_S
    if input_at_s is None or sheet.now - input_at_s >= pause_s:
        return None
    unseen = sheet.lost_s + sheet.asleep_s > 0
    if was.busy_since_s is None or unseen or input_at_s - (was.input_at_s or 0.0) >= pause_s:
        return input_at_s
    return was.busy_since_s


def _absence(
    sheet: Sheet, where: Whereabouts, presence: Presence, quiet_s: float
) -> tuple[float | None, float]:
    """Begin and suspended seconds of the absence that is open after this step's evidence, or (None, 0).

    An absence that ends with this step is still answered, for :mod:`.sitting` to judge it.
    """
    now, unseen_s = sheet.now, sheet.lost_s + sheet.asleep_s
    since, slept = where.absent_since_s, where.slept_s + sheet.asleep_s
    if since is not None:
        if where.presence is Presence.UNKNOWN:
            since = min(now, since + sheet.awake_s)
        return since, slept
    if unseen_s:
        since = now - unseen_s
    if presence in PRESENT or presence is Presence.UNKNOWN:
        return since, slept if since is not None else 0.0
    by_idle = not (sheet.evidence.locked or sheet.evidence.inactive or presence is Presence.ASLEEP)
    if by_idle:
        absent_s = max(quiet_s - where.unknown_s, unseen_s)
        taken_s = min(sheet.run_s, absent_s - unseen_s)
        sheet.sitting_s -= taken_s
        sheet.run_s -= taken_s
        return now - absent_s, slept
    return (now if since is None else since), slept
