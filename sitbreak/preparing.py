"""Runs `prepare` as a child of the resident program and waits for it on the loop.

The child has a time limit; its output has a size limit. Nothing here blocks.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from sitbreak import log
from sitbreak.child import Child, Order
from sitbreak.effective import as_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sitbreak.child import Ended
    from sitbreak.ports import Loop

LIMIT_S = 30.0
LARGEST_OUTPUT_B = 64 * 1024


def arguments(config: Path | None, sets: Sequence[str]) -> list[str]:
    """The command line of the child."""
    return [sys.executable, "-m", "sitbreak.prepare", *as_options(config, sets)]


class Preparer:
    """At most one child at a time; a wish that comes while one runs is granted after it."""

    def __init__(
        self,
        loop: Loop,
        command: Sequence[str],
        done: Callable[[list[str], list[str]], None],
    ) -> None:
        self._loop = loop
        self._command = tuple(command)
        self._done = done
        self._child: Child | None = None
        self._again = False

    def start(self) -> None:
        """Run the child now, or once more when the running one has ended."""
        if self._child is not None:
            self._again = True
            return
        order = Order(command=self._command, limit_s=LIMIT_S, most_output_b=LARGEST_OUTPUT_B, complains=True)
        try:
            self._child = Child(self._loop, order, self._ended)
        except OSError as error:
            log.problem("prepare", error)
            self._done([f"The settings cannot be read: {error.strerror}."], [])

    def close(self) -> None:
        """Stop a running child."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def _ended(self, ended: Ended) -> None:
        self._child = None
        problems, notes = _understood(ended)
        self._done(problems, notes)
        if self._again:
            self._again = False
            self.start()


def _understood(ended: Ended) -> tuple[list[str], list[str]]:
    try:
        told = json.loads(ended.output)
        problems, notes = list(map(str, told["problems"])), list(map(str, told["notes"]))
    except (ValueError, KeyError, TypeError):
        problems, notes = [f"Reading the settings ended with code {ended.code} and no answer."], []
    return problems, notes
