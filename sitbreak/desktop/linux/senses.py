"""All evidence of presence on a Linux desktop, put together from the parts that watch for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop import putting_together
from sitbreak.desktop.linux.camera import Camera
from sitbreak.desktop.linux.do_not_disturb import DoNotDisturb
from sitbreak.desktop.linux.idle_pick import IdlePick, makers
from sitbreak.desktop.linux.inhibitors import Inhibitors
from sitbreak.desktop.linux.microphone import Microphone
from sitbreak.desktop.linux.session import Session
from sitbreak.desktop.linux.window_in_front import WindowInFront
from sitbreak.desktop.linux.x11_link import XLink
from sitbreak.desktop.signs import Signs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sitbreak.core.model import Evidence
    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import Clock, DescriptorLoop, Health


class LinuxSenses:
    """Satisfies :class:`sitbreak.ports.Senses`. *environ* is that of the user's session."""

    def __init__(
        self,
        loop: DescriptorLoop,
        clock: Clock,
        session_bus: BusLink,
        system_bus: BusLink,
        environ: Mapping[str, str],
    ) -> None:
        self._on_change: Callable[[], None] | None = None
        self._thresholds_s: frozenset[float] = frozenset()
        self._x11 = XLink(loop, environ)
        sources = makers(loop, clock, self._x11, (session_bus, system_bus), environ)
        self._idle = IdlePick(clock, sources, self._input_changed)
        self._session = Session(loop, session_bus, system_bus, environ, self._session_changed)
        self._microphone = Microphone(loop, environ)
        self._camera = Camera(loop)
        self._inhibitors = Inhibitors(session_bus, system_bus)
        self._do_not_disturb = DoNotDisturb(loop, session_bus)
        self._window_in_front = WindowInFront(self._x11)
        self._signs = Signs(
            {
                "call": self._ask_call,
                "video": self._inhibitors.ask,
                "dnd": self._do_not_disturb.ask,
                "fullscreen": self._window_in_front.ask,
            },
            self._changed,
        )

    def start(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._x11.start()  # also where it is not needed for idle time
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
        return [
            self._idle.health(),
            self._session.health(),
            self._microphone.health(),
            self._camera.health(),
            self._inhibitors.health(),
            self._do_not_disturb.health(),
            self._window_in_front.health(),
        ]

    def close(self) -> None:
        self._on_change = None
        self._signs.close()
        self._microphone.close()
        self._camera.close()
        self._do_not_disturb.close()
        self._session.close()
        self._idle.close()
        self._x11.close()

    def _ask_call(self, answered: Callable[[bool], None]) -> None:
        """A microphone in use will do; only without one the camera is looked for."""

        def microphone_known(in_use: bool) -> None:
            if in_use:
                answered(True)
            else:
                self._camera.ask(answered)

        self._microphone.ask(microphone_known)

    def _input_changed(self) -> None:
        self._session.input_is(self._idle.input_on)
        self._changed()

    def _session_changed(self) -> None:
        self._watch()
        self._changed()

    def _watch(self) -> None:
        self._idle.watch(putting_together.thresholds_s(self._thresholds_s, self._session))

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change()
