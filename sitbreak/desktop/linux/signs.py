"""Signs that a reminder would disturb, looked for on demand only: nothing here watches, or wakes the
program.

Each sign is a question somebody else answers later, within about a second, or not at all; without an answer
the sign is not there. A new sign is one more :class:`Question` in
:class:`sitbreak.desktop.linux.senses.LinuxSenses`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sitbreak.clock import monotonic_s

Answered = Callable[[bool], None]
Question = Callable[[Answered], None]  # asks, and calls back once at most

ROUND_S = 1.0  # answers take no longer; who asks again sooner gets the answers that are on their way


class Signs:
    """The *questions* by the name of the sign. *on_change* is called when a sign came or went."""

    def __init__(self, questions: dict[str, Question], on_change: Callable[[], None]) -> None:
        self._questions = questions
        self._on_change = on_change
        self._there = dict.fromkeys(questions, False)
        self._round = 0
        self._next_round_mono_s = 0.0

    def there(self, sign: str) -> bool:
        """Whether *sign* was there when it was last looked for."""
        return self._there[sign]

    def ask(self) -> None:
        """Look for all of them. Answers to earlier rounds count no more."""
        now_s = monotonic_s()
        if now_s < self._next_round_mono_s:
            return
        self._next_round_mono_s = now_s + ROUND_S
        self._round += 1
        for sign, question in self._questions.items():
            question(partial(self._answered, self._round, sign))

    def close(self) -> None:
        self._round += 1

    def _answered(self, asked_in: int, sign: str, there: bool) -> None:
        if asked_in == self._round and self._there[sign] != there:
            self._there[sign] = there
            self._on_change()
