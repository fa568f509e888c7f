"""Writes a setting into the user's file by a short-lived child: what knows TOML never stays resident.

The file is watched like any other change of it, so the new value is in force soon after.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sitbreak import errors, log
from sitbreak.child import Child, Order

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitbreak.child import Ended
    from sitbreak.ports import Loop

LIMIT_S = 30.0


class Changer:
    """At most one change at a time. Nothing here blocks."""

    def __init__(self, loop: Loop, config: Path | None, failed: Callable[[str, bool], None]) -> None:
        """*config*: the user's file, when it is another than usual. *failed* is told the key that could not
        be changed, and whether that is because a shared file locks it."""
        self._loop = loop
        self._options = ("--config", str(config)) if config is not None else ()
        self._failed = failed
        self._child: Child | None = None

    def set(self, key: str, value: str) -> None:
        """Set *key* to *value*; does nothing while a change is under way."""
        if self._child is not None:
            return

        def ended(told: Ended) -> None:
            self._child = None
            if told.code != errors.OK:
                self._failed(key, told.code == errors.LOCKED_BY_POLICY)

        command = (sys.executable, "-m", "sitbreak", "config", "set", key, value, *self._options)
        try:
            self._child = Child(self._loop, Order(command=command, limit_s=LIMIT_S), ended)
        except OSError as error:
            log.problem("config set", error)
            self._failed(key, False)

    def close(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None
