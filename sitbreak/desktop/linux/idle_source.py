"""What every source of idle time has in common. A type only: nothing of it is needed at run time."""

from __future__ import annotations

from typing import Protocol


class IdleSource(Protocol):
    """One way to learn when input pauses and when it comes back.

    All of it is for the loop's thread, and nothing blocks. Each calls the *on_change* it was made with
    whenever something here may have changed, also from inside :meth:`start` and :meth:`watch`. A source that
    fails tries again by itself after 2, 4, 8 ... 300 s, until it is closed.

    Its capabilities are some of

    - ``tells``: of a pause within half a second, and of the input after it within one; without, it is asked
      now and then, or comes late;
    - ``remembers``: it knows when the last input was, however long before it was asked;
    - ``input only``: a program that keeps the screen awake does not count as input.
    """

    name: str

    @property
    def expected(self) -> bool:
        """Whether a session of this kind should have it, if it has any."""

    @property
    def known(self) -> bool:
        """Whether :attr:`input_on` and :attr:`last_input_at_s` say anything."""

    @property
    def asking(self) -> bool:
        """Whether an answer is under way that decides if something will be known."""

    @property
    def input_on(self) -> bool: ...

    @property
    def last_input_at_s(self) -> float | None:
        """Boot time, as in Evidence."""

    @property
    def how(self) -> str:
        """In a few words, what tells; for when something is known."""

    @property
    def why(self) -> str:
        """In one sentence, why nothing is known; empty when something is."""

    @property
    def failing(self) -> bool:
        """Whether there is something to talk to, and yet nothing is known."""

    @property
    def capabilities(self) -> frozenset[str]: ...

    def start(self) -> None:
        """Begin; does nothing after it has begun."""

    def watch(self, thresholds_s: frozenset[float]) -> None:
        """Tell of pauses of each of these real seconds, and of the input after them. May come at any time."""

    def close(self) -> None:
        """Stop. Nothing is known any more, and *on_change* is not called. It may be started again."""
