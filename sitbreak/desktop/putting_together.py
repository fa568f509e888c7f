"""What the senses of every system make of their parts: idle time, the session, and signs."""

from __future__ import annotations

from sitbreak.core.model import Evidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from sitbreak.desktop.signs import Signs

    class Idle(Protocol):
        @property
        def known(self) -> bool: ...
        @property
        def why(self) -> str: ...
        @property
        def input_on(self) -> bool: ...
        @property
        def last_input_at_s(self) -> float | None: ...

    class Session(Protocol):
        @property
        def locked(self) -> bool: ...
        @property
        def inactive(self) -> bool: ...
        @property
        def asleep(self) -> bool: ...
        @property
        def absent(self) -> bool: ...


PAUSE_S = 5.0


def evidence(idle: Idle, session: Session, signs: Signs) -> Evidence:
    """All that is known now. A sign that this system cannot look for is not there."""
    return Evidence(
        idle_known=idle.known,
        idle_why=idle.why,
        input_on=idle.input_on,
        last_input_at_s=idle.last_input_at_s,
        locked=session.locked,
        inactive=session.inactive,
        asleep=session.asleep,
        call=signs.there("call"),
        video=signs.there("video"),
        dnd=signs.there("dnd"),
        fullscreen=signs.there("fullscreen"),
    )


def thresholds_s(wanted_s: frozenset[float], session: Session) -> frozenset[float]:
    """The pauses to watch for. While the user is said to be elsewhere, a short one is among them: otherwise
    input would seem to go on for minutes after the screen was locked."""
    return wanted_s | {PAUSE_S} if session.absent else wanted_s
