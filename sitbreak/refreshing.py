"""When the team's file is looked for again, while sitbreak runs. A child does the looking (`sitbreak.team`).

What is known of the file lies in ``state.json`` of the team folder, written by whoever looked last. Read here
are the time of the next try and, of a file on this computer, that its changes can be noticed. Nothing here
blocks, and between two tries nothing wakes up.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak import clock, log, paths
from sitbreak.child import Child, Order
from sitbreak.effective import as_options
from sitbreak.mounts import is_local
from sitbreak.team import refresh

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Protocol

    from sitbreak.child import Ended
    from sitbreak.ports import Loop

    Alarm = Callable[[Callable[[], float | None], Callable[[], object]], Callable[[], None]]

    class WatchFile(Protocol):
        def __call__(
            self, path: Path, on_change: Callable[[], None], may_look: Callable[[], bool] = ..., /
        ) -> None: ...


LIMIT_S = 30.0
LATE_S = 900.0  # later than housekeeping ever is: the computer slept

_MOST_OUTPUT_B = 4096
_LARGEST_B = 256 * 1024


def arguments(config: Path | None, sets: Sequence[str]) -> list[str]:
    """The command line of the child."""
    return [sys.executable, "-m", "sitbreak.team", *as_options(config, sets)]


class TeamRefresher:
    """Lives on the loop's thread. At most one child at a time; *changed* is called when the settings are to
    be read again. Its times are real ones, at whatever speed sitbreak is tried out."""

    def __init__(self, loop: Loop, command: Sequence[str], *, changed: Callable[[], None]) -> None:
        self._loop = loop
        self._command = tuple(command)
        self._changed = changed
        self._source = ""
        self._seen: tuple[object, ...] = ()  # what the plan was made from
        self._next_s: float | None = None  # wall time; None: no try is planned
        self._failures = 0  # of the child, in a row
        self._child: Child | None = None
        self._replan: Callable[[], None] = lambda: None
        self._watch_file: WatchFile | None = None
        self._watched: set[str] = set()

    def begin(self, source: str, *, alarm: Alarm, watch_file: WatchFile) -> None:
        """Follow *source* from now on. *alarm* calls after as many seconds as it is told when it asks,
        *watch_file* when a file has changed."""
        self._replan = alarm(self._wait_s, self._due)
        self._watch_file = watch_file
        self.follow(source)

    def follow(self, source: str) -> None:
        """The settings name *source*, perhaps another one than before; empty: none."""
        stored = _stored() if source else {}
        self._source = source
        if stored.get("source") != source:
            stored = {}
        seen = (source, bool(stored), stored.get("next_at_s"))
        if seen != self._seen:
            self._seen = seen
            self._next_s = self._first_try_s(source, stored)
            self._replan()
        if source and stored.get("watch") == source:
            self._watch(source)

    def close(self) -> None:
        """End a running child."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def _first_try_s(self, source: str, stored: dict[str, Any]) -> float | None:
        next_at_s = stored.get("next_at_s")
        if not source or (stored and not isinstance(next_at_s, int | float)):
            return None
        remote = "://" in source
        jitter_s = refresh.START_JITTER_S if remote else refresh.SHARE_JITTER_S
        return refresh.from_now_on(clock.wall_s(), next_at_s, dice=_dice(), jitter_s=jitter_s)

    def _watch(self, file: str) -> None:
        if file in self._watched or self._watch_file is None:
            return
        self._watched.add(file)
        try:  # what was on this computer may lie below a share by now, which would hold who looks at it
            self._watch_file(Path(file), self._changed, lambda: is_local(file))
        except OSError as error:  # then it is looked at now and then
            log.problem("team", error)

    def _due(self) -> None:
        """It is time, or the clock is about to be an hour ahead, or the computer has slept past it."""
        now_s = clock.wall_s()
        if self._next_s is None or now_s < self._next_s or self._child is not None:
            return
        if now_s > self._next_s + LATE_S:
            self._next_s = refresh.from_now_on(now_s, None, dice=_dice())
            return
        self._next_s = None
        order = Order(command=self._command, limit_s=LIMIT_S, most_output_b=_MOST_OUTPUT_B, complains=True)
        try:
            self._child = Child(self._loop, order, self._ended)
        except OSError as error:
            log.problem("team", error)
            self._try_later()

    def _ended(self, ended: Ended) -> None:
        self._child = None
        try:
            changed = bool(json.loads(ended.output)["changed"])
        except (ValueError, KeyError, TypeError):
            self._try_later()
            return
        self._failures = 0
        self.follow(self._source)
        if changed:
            self._changed()

    def _try_later(self) -> None:
        """The child has failed in a way that it could not write down."""
        self._failures += 1
        self._next_s = refresh.after_failure(clock.wall_s(), failures=self._failures, dice=_dice())
        self._replan()

    def _wait_s(self) -> float | None:
        return None if self._next_s is None else self._next_s - clock.wall_s()


def _stored() -> dict[str, Any]:
    """What is known of the file; nothing when that cannot be read."""
    try:
        with (paths.team_folder() / "state.json").open("rb") as stream:
            data = stream.read(_LARGEST_B + 1)
        found = json.loads(data) if len(data) <= _LARGEST_B else None
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _dice() -> float:
    return int.from_bytes(os.urandom(4), "big") / 2**32
