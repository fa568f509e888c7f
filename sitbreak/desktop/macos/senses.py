"""All evidence of presence on macOS, put together from the parts that watch for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop import putting_together
from sitbreak.desktop.idle_readings import IdleReadings
from sitbreak.desktop.macos import hardware, idle, session_facts
from sitbreak.desktop.macos.announcements import Announcements
from sitbreak.desktop.macos.recording import Recording
from sitbreak.desktop.macos.session import Session
from sitbreak.desktop.signs import Signs
from sitbreak.ports import Health
from sitbreak.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from sitbreak.core.model import Evidence
    from sitbreak.ports import Clock, Loop

    T = TypeVar("T")


class MacSenses:
    """Satisfies :class:`sitbreak.ports.Senses`. Its threads are those of :mod:`.main_thread` and of
    :mod:`.recording`; all methods are for the loop's."""

    def __init__(self, loop: Loop, clock: Clock) -> None:
        self._clock = clock
        self._on_change: Callable[[], None] | None = None
        self._thresholds_s: frozenset[float] = frozenset()
        self._idle = IdleReadings(loop, clock, _reader(idle.reader), self._idle_read)
        self._session = Session(loop, _reader(session_facts.reader), self._session_changed)
        self._announcements = Announcements(loop, self._announced)
        self._recording = Recording(
            loop, {"microphone": hardware.microphone_in_use, "camera": hardware.camera_in_use}
        )
        self._signs = Signs({"call": self._recording.ask}, self._changed)

    def start(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._announcements.start()
        self._idle.start()

    def evidence(self) -> Evidence:
        return putting_together.evidence(self._idle, self._session, self._signs)

    def watch_idle(self, thresholds_s: frozenset[float]) -> None:
        self._thresholds_s = thresholds_s
        self._watch()

    @property
    def signs(self) -> frozenset[str]:
        return self._signs.names

    def look_for(self, signs: frozenset[str]) -> None:
        self._signs.look_for(signs)

    def health(self) -> Sequence[Health]:
        nobody = _("Nobody tells of Focus, of videos and of full screen; none of them holds a reminder back.")
        unknown = Health(part="other signs", state="absent", detail=nobody)
        return [self._idle.health(idle.HOW), self._session.health(), *self._recording.health(), unknown]

    def close(self) -> None:
        self._on_change = None
        self._signs.close()
        self._recording.close()
        self._announcements.close()
        self._session.close()
        self._idle.close()

    def _idle_read(self) -> None:
        """After each reading of idle time."""
        at_s = self._idle.last_input_at_s
        known = self._idle.known and at_s is not None
        ago_s = self._clock.real_s(self._clock.now().boot_s - at_s) if known and at_s is not None else None
        self._session.look(ago_s)
        self._changed()

    def _announced(self, name: str) -> None:
        self._session.told(name)
        self._idle.read()

    def _session_changed(self) -> None:
        self._watch()
        self._changed()

    def _watch(self) -> None:
        self._idle.watch(putting_together.thresholds_s(self._thresholds_s, self._session))

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change()


def _reader(make: Callable[[], Callable[[], T]]) -> Callable[[], T]:
    """What *make* makes; where that cannot be had, what raises why whenever it is read."""
    try:
        return make()
    except OSError as error:
        why = str(error)

    def read() -> T:
        raise OSError(why)

    return read
