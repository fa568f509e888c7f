"""Signs of a call, a video, do not disturb and full screen, looked for on demand only: nothing here watches,
or wakes the program.

Each sign is a question somebody else answers later, within about a second, or not at all. Without an answer
the sign is not there. An answer counts for a while only: nobody announces that a sign has gone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sitbreak.clock import monotonic_s

Answered = Callable[[bool], None]
Question = Callable[[Answered], None]  # asks, and calls back once at most

ROUND_S = 1.0  # answers take no longer; who asks again sooner gets the answer that is on its way
FRESH_S = 100.0  # longer than the longest gap between two questions while the answer matters


class _Sign:
    __slots__ = ("asked", "asked_mono_s", "good_until_mono_s", "there")

    def __init__(self) -> None:
        self.there = False
        self.asked = 0  # how often
        self.asked_mono_s: float | None = None
        self.good_until_mono_s = 0.0


class Signs:
    """The *questions* by the name of the sign. *on_change* is called when a sign came or went."""

    def __init__(self, questions: dict[str, Question], on_change: Callable[[], None]) -> None:
        self.names = frozenset(questions)
        self._questions = questions
        self._on_change = on_change
        self._signs = {name: _Sign() for name in questions}

    def there(self, name: str) -> bool:
        """Whether the sign was there when it was last looked for, not too long ago; one that nobody can look
        for is not."""
        sign = self._signs.get(name)
        return sign is not None and sign.there and monotonic_s() < sign.good_until_mono_s

    def look_for(self, names: frozenset[str]) -> None:
        """Ask for each of *names* there is a question for. Answers to earlier questions count no more."""
        now_s = monotonic_s()
        for name in names & self._questions.keys():
            sign = self._signs[name]
            if sign.asked_mono_s is None or now_s >= sign.asked_mono_s + ROUND_S:
                sign.asked_mono_s = now_s
                sign.asked += 1
                self._questions[name](partial(self._answered, name, sign.asked))

    def close(self) -> None:
        for sign in self._signs.values():
            sign.asked += 1

    def _answered(self, name: str, asked: int, there: bool) -> None:
        sign = self._signs[name]
        if asked != sign.asked:
            return
        before = self.there(name)
        sign.there = there
        sign.good_until_mono_s = monotonic_s() + FRESH_S
        if before != there:
            self._on_change()
