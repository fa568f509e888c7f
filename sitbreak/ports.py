"""What the daemon needs of the world. Each port states its thread, whether it blocks, and what it raises.

Every method is called on the loop's thread, and every callback comes on it. On Linux there is no other;
elsewhere, what only a thread can wait for has one, which posts to the loop.
No method here blocks for longer than 0.2 s (rule R12); whatever may take longer answers by a callback.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sitbreak.core.model import Evidence, Moment, Report

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How one part is. *state* is one of ``ok``, ``absent`` (nothing to talk to: waits for it), ``failing``,
    ``off`` (switched off). *detail* is one plain sentence for `status` and `doctor`."""

    part: str  # "tray", "notifications", "idle", "session", "store", "settings" …
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    key: str  # "start", "snooze", "skip", "stop" …
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notification. Plain text: the adapter escapes what its server would take for markup."""

    title: str
    body: str
    buttons: tuple[Button, ...] = ()
    default: str = ""  # the key a click on the body stands for; empty: nothing
    urgent: bool = False  # stays until answered where the server knows such a thing
    sound: bool = False  # comes with a sound where the server plays one
    seconds: float | None = None  # how long to show; None: as the server likes


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineEntry:
    """One line of the "Start a break now" menu."""

    routine: str
    title: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayLook:
    """What the icon shows while its menu is closed, and what decides which entries that has. It is made at
    every turn, and costs next to nothing."""

    report: Report
    now: Moment
    interval_s: float
    current: str | None  # id of the routine of the open episode or the running break
    snooze_choices_min: tuple[int, ...]
    pause_choices_min: tuple[int, ...]
    notes: tuple[str, ...] = ()  # what the user ought to know, a line each


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayView(TrayLook):
    """All the tray shows. Texts are made when a menu opens, from a fresh view; nothing ticks."""

    suggestion: RoutineEntry | None
    routines: tuple[RoutineEntry, ...]
    break_title: str  # of the running break; empty: none runs
    sat_today_s: float
    breaks_today: int


# act("snooze", {"minutes": 5}) -> the answer of the daemon, as over the socket
Act = Callable[[str, Mapping[str, Any]], Json]


class Timer(Protocol):
    def cancel(self) -> None:
        """Never call back; does nothing when it has."""


class Loop(Protocol):
    """The one place where the program waits. Never raises for a callback that does: it logs and goes on."""

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Once, after *delay_s* real monotonic seconds."""

    def post(self, callback: Callable[[], None]) -> None:
        """Soon, on the loop's thread. May be called from any thread and from a signal handler."""

    def run(self, turn: Callable[[], float | None]) -> None:
        """Wait and call back until :meth:`stop`. After each batch of callbacks, and once at the start, *turn*
        is called; it answers after how many real seconds it wants to be called again at the latest."""

    def stop(self) -> None: ...


class DescriptorLoop(Loop, Protocol):
    """A loop that waits for descriptors too: the one of Linux. Nothing that runs elsewhere asks for that."""

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None: ...

    def remove_reader(self, fd: int) -> None:
        """Does nothing when *fd* is not watched."""

    def add_writer(self, fd: int, callback: Callable[[], None]) -> None:
        """Call back whenever *fd* can be written to, until :meth:`remove_writer`."""

    def remove_writer(self, fd: int) -> None: ...


class Clock(Protocol):
    """The only reader of clocks. At a speed other than 1 its moments run that much faster than real time."""

    speed: float
    boot_id: str  # names this boot of the machine; empty when the system does not tell

    def now(self) -> Moment: ...

    def moment_of_idle(self, idle_s: float) -> float:
        """The boot time (of our moments) of an input *idle_s* real seconds ago."""

    def real_s(self, length_s: float) -> float:
        """How many real seconds a length of our time takes."""


class Senses(Protocol):
    """All evidence of presence, gathered by back ends that call *on_change* when something changed."""

    def start(self, on_change: Callable[[], None]) -> None:
        """Begin. Never raises: a source that cannot be had is reported by :meth:`health` and tried again."""

    def evidence(self) -> Evidence:
        """What is known now, without asking anybody."""

    def watch_idle(self, thresholds_s: frozenset[float]) -> None:
        """Call *on_change* when input has paused for each of these real seconds, and when it comes back."""

    @property
    def signs(self) -> frozenset[str]:
        """The signs that can be looked for, always the same: of ``call``, ``video``, ``dnd``,
        ``fullscreen``."""

    def look_for(self, signs: frozenset[str]) -> None:
        """Look for those of the *signs* ``call``, ``video``, ``dnd`` and ``fullscreen``, which nobody
        announces. Answers at once; what is learnt is evidence for a while, and comes by *on_change* within a
        second."""

    def health(self) -> Sequence[Health]: ...

    def close(self) -> None: ...


class Notifier(Protocol):
    """At most one live notification. Buttons come back through the callback given to the constructor."""

    def capabilities(self) -> frozenset[str]:
        """Of ``buttons``, ``many buttons`` (four or more), ``replace``, ``withdraw``, ``markup``; empty while
        no service is known."""

    def show(self, notice: Notice) -> None:
        """Show *notice* in place of the live one. Answers at once and never raises; a failure shows in
        :meth:`health` and is tried again with the next notice."""

    def withdraw(self) -> None: ...

    def shows(self, notice: Notice) -> bool | None:
        """Whether *notice* is on the screen now, as far as the service tells; None where nobody can tell."""

    def health(self) -> Health: ...

    def close(self) -> None: ...


class TrayIcon(Protocol):
    def refresh(self, look: TrayLook) -> None:
        """Tell the panel what differs from what it was told last, if anything does."""

    def redraw(self, theme: str) -> None:
        """The bitmaps were drawn anew, or the *theme* changed ("auto", "dark", "light": as the panel is)."""

    def health(self) -> Health: ...

    def close(self) -> None: ...


class Store(Protocol):
    """History and saved state. Raises :class:`sitbreak.errors.SitbreakError` when the disk does not take it;
    the daemon goes on without."""

    def load_state(self) -> Json | None: ...

    def save_state(self, state: Json) -> None: ...

    def record(self, kind: str, at_s: float, **details: object) -> int:
        """One line of history at wall time *at_s* (seconds since 1970); answers its number."""

    def strike(self, number: int) -> None:
        """Take a line of history back."""

    def today(self, since_s: float) -> Json:
        """``{"sat_s": float, "breaks": int, "reminders": int}`` of all history since wall time *since_s*."""

    def suggestions(self, since_s: float) -> Sequence[Json]:
        """The routine suggestions shown since wall time *since_s*, oldest first."""

    def health(self) -> Health: ...

    def close(self) -> None: ...


class Desktop(Protocol):
    """All of one kind of desktop, as :mod:`sitbreak.desktop.pick` chose it."""

    @property
    def loop(self) -> Loop: ...

    @property
    def senses(self) -> Senses: ...

    def notifier(self, on_button: Callable[[str], None]) -> Notifier:
        """The notifier; *on_button* gets the key of a button that was clicked."""

    def tray(self, view: Callable[[], TrayView], act: Act, *, theme: str) -> TrayIcon: ...

    def watch_file(
        self, path: Path, on_change: Callable[[], None], may_look: Callable[[], bool] = ...
    ) -> None:
        """Call *on_change* when the file at *path* was written, replaced, made or deleted; of a folder, when
        a TOML file in it was. Several can be watched. The path is touched only while *may_look* says so.
        Raises OSError when the system cannot tell."""

    def on_quit_signal(self, callback: Callable[[], None]) -> None:
        """Call back when the system or the user ends the program by a signal."""

    def health(self) -> Sequence[Health]:
        """Of the parts that are neither senses, nor notifier, nor tray: the buses."""

    def close(self) -> None: ...
