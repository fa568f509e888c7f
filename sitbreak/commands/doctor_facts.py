"""What `sitbreak doctor` knows: everything is asked here, once, and judged elsewhere.

The running sitbreak is asked first. Without one, the same parts that it is made of are brought up for a
moment in this process, so that what they find can be told all the same; an icon alone is not shown for that.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sitbreak import __version__, paths, routine_files
from sitbreak.clock import SystemClock
from sitbreak.commands import history_looking, window_looking
from sitbreak.commands.routine_standing import team_packs
from sitbreak.commands.why import told_since
from sitbreak.commands.window_looking import WindowLook
from sitbreak.desktop import pick
from sitbreak.errors import NotRunning, SitbreakError
from sitbreak.ipc_client import request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitbreak.commands.decision_words import Told
    from sitbreak.commands.history_looking import StoreLook
    from sitbreak.ports import Health

TOLD_S = 24 * 3600.0
_LOOK_S = 1.5  # enough for each part to be asked once and to answer

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    now: datetime
    status: Json | None  # what the running sitbreak says; None: none answers
    silence: tuple[str, str] = ("", "")  # why none answers, and what to do
    hangs: bool = False  # one runs, and does not answer
    parts: Mapping[str, Json]  # by name: state and detail
    can: frozenset[str] | None  # what the notification service can do; None: not asked yet
    told: Sequence[Told]  # the decisions of the last day
    log_problem: str = ""  # why these cannot be read
    autostart: Json
    settings_file: str
    settings_there: bool
    settings_problems: tuple[str, ...]
    settings_notes: tuple[str, ...]
    routines: int
    routine_warnings: tuple[str, ...]
    store: StoreLook
    window: WindowLook = WindowLook()
    version: str
    python: str
    session: str  # "x11", "wayland" …, as the session says; empty: it does not
    desktop: str  # "XFCE", "ubuntu:GNOME" …

    def part(self, name: str) -> Json | None:
        return self.parts.get(name)


def gather() -> Facts:
    """All facts. Blocks for some tenths of a second, for 5 s at the most."""
    clock = SystemClock()
    now = clock.now().wall
    status, silence, hangs = _ask()
    parts, can = _of_status(status) if status is not None else _own_look(clock)
    told, log_problem = _told(now, ask=status is not None)
    problems, notes = _settings()
    routines, warnings = _routines()
    return Facts(
        now=now,
        status=status,
        silence=silence,
        hangs=hangs,
        parts=parts,
        can=can,
        told=told,
        log_problem=log_problem,
        autostart=_at_login(),
        settings_file=str(paths.user_settings_file()),
        settings_there=paths.user_settings_file().exists(),
        settings_problems=problems,
        settings_notes=notes,
        routines=routines,
        routine_warnings=warnings,
        store=history_looking.look(history_looking.file_at(status["speed"] if status else 1)),
        window=window_looking.look(),
        version=__version__,
        python=sys.version.split()[0],
        session=os.environ.get("XDG_SESSION_TYPE", ""),
        desktop=os.environ.get("XDG_CURRENT_DESKTOP", ""),
    )


def _at_login() -> Json:
    from sitbreak.commands.autostart import verified

    return verified(pick.autostart()).as_json()


def _ask() -> tuple[Json | None, tuple[str, str], bool]:
    try:
        status = request({"do": "status"})
    except NotRunning as error:
        return None, (error.title, error.next_step), False
    except SitbreakError as error:
        return None, (error.title, error.next_step), True
    if not status.get("ok"):
        return None, (str(status.get("error", "")), str(status.get("next_step", ""))), True
    return status, ("", ""), False


def _of_status(status: Json) -> tuple[dict[str, Json], frozenset[str] | None]:
    parts = {each["part"]: each for each in status["parts"]}
    can = status.get("notifications_can")
    return parts, frozenset(can) if can else None


def _own_look(clock: SystemClock) -> tuple[dict[str, Json], frozenset[str] | None]:
    """What the parts of a sitbreak would find if one ran here."""
    try:
        desktop = pick.desktop(clock)
    except SitbreakError as error:
        return {"idle": {"part": "idle", "state": "absent", "detail": error.title}}, None
    with closing(desktop):
        notifier = desktop.notifier(lambda _key: None)
        with closing(notifier):
            desktop.senses.watch_idle(frozenset({60.0}))
            desktop.senses.start(lambda: None)
            desktop.loop.call_later(_LOOK_S, desktop.loop.stop)
            desktop.loop.run(lambda: None)
            found: list[Health] = [*desktop.senses.health(), notifier.health(), *desktop.health()]
            can = notifier.capabilities()
    parts = {each.part: {"part": each.part, "state": each.state, "detail": each.detail} for each in found}
    return parts, can or None


def _told(now: datetime, *, ask: bool) -> tuple[Sequence[Told], str]:
    try:
        return told_since(now.timestamp() - TOLD_S, now, ask=ask), ""
    except SitbreakError as error:
        return (), error.title


def _settings() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is wrong with the settings, and what the user may want to know of them."""
    from sitbreak.settings import checks
    from sitbreak.settings.layers import all_layers, merge
    from sitbreak.settings.provenance import BadSettings

    try:
        merged = merge(all_layers())
    except BadSettings as error:
        return tuple(str(problem) for problem in error.problems), ()
    return (), tuple(checks.notes(merged))


def _routines() -> tuple[int, tuple[str, ...]]:
    """How many routines there are, and what was left out."""
    try:
        catalogue, warnings = routine_files.load(team_packs())
    except SitbreakError as error:
        return 0, (str(error),)
    return len(catalogue), warnings
