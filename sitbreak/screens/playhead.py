"""How far a routine has been played: by the clock of the window, corrected by what the daemon says. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_JITTER_S = 0.4  # seconds of the routine; a difference up to that is the way of the message, not of time


class Playhead:
    """Runs from its making on. *now_s* is real monotonic time; the routine runs *speed* times as fast."""

    def __init__(self, now_s: Callable[[], float], *, speed: float = 1.0, elapsed_s: float = 0.0) -> None:
        self._now_s = now_s
        self._speed = speed
        self._from_s = elapsed_s
        self._since_s: float | None = now_s()  # None while it stands still

    @property
    def elapsed_s(self) -> float:
        """Seconds of the routine that have been played."""
        if self._since_s is None:
            return self._from_s
        return self._from_s + (self._now_s() - self._since_s) * self._speed

    @property
    def is_paused(self) -> bool:
        return self._since_s is None

    def real_s(self, length_s: float) -> float:
        """How many real seconds a length of the routine takes."""
        return length_s / self._speed

    def pause(self) -> None:
        self._from_s, self._since_s = self.elapsed_s, None

    def resume(self) -> None:
        if self._since_s is None:
            self._since_s = self._now_s()

    def jump(self, elapsed_s: float) -> None:
        """Go on from there."""
        self._from_s = elapsed_s
        if self._since_s is not None:
            self._since_s = self._now_s()

    def follow(self, elapsed_s: float, *, paused: bool) -> None:
        """Do as the daemon does, but do not jump for a little."""
        if paused:
            self.pause()
        else:
            self.resume()
        if abs(elapsed_s - self.elapsed_s) > _JITTER_S * max(1.0, self._speed):
            self.jump(elapsed_s)
