"""What sitbreak is not, in one line and in full. These words alone are exempt from the rules of tone."""

from __future__ import annotations

from sitbreak.words import _


def short() -> str:
    return _("sitbreak suggests gentle movement. It is not medical advice. Stop if anything hurts.")


def full() -> tuple[str, ...]:
    """The paragraphs."""
    return (
        _(
            "sitbreak is a reminder with ideas for short, gentle movement. It does not know you, it cannot "
            "examine you, and it does not diagnose or treat anything. The routines were written by the "
            "project from public articles and general exercise guidance; they have not been tested as a "
            "treatment."
        ),
        _(
            "Choose what suits you today, go slowly, keep breathing, and use something solid to hold. A mild "
            "pull or a tired muscle is fine. Anything sharp, spreading, numb or dizzy is a reason to stop."
        ),
        _(
            "Please ask a doctor, midwife or physiotherapist before using the routines if you are pregnant "
            "or have recently given birth, have had surgery or a joint replacement, have osteoporosis, a "
            "heart condition, high or very low blood pressure, problems with balance, a recent injury or "
            "fall, or pain that is new or getting worse. You can leave out whole kinds of movement in "
            "Settings."
        ),
        _(
            "Use sitbreak at your own judgement. A chair with wheels is not a safe support: put it against a "
            "wall or use a desk."
        ),
    )
