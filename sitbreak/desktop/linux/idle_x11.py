"""When input pauses and when it comes back, from the X server.

The server counts the time since the last input itself. Where it has the SYNC extension it tells when that
count passes a threshold (:mod:`.idle_x11_alarms`): nothing happens while input flows, and nothing while it
does not. Elsewhere the count is read, at moments that are computed (:mod:`.idle_x11_readings`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop.last_input import IdleFigures, ImpossibleIdleTime
from sitbreak.desktop.linux.idle_x11_alarms import alarms
from sitbreak.desktop.linux.idle_x11_readings import readings
from sitbreak.desktop.linux.x11_display import XError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from sitbreak.desktop.linux.x11 import XConnection
    from sitbreak.desktop.linux.x11_link import XLink
    from sitbreak.desktop.linux.x11_talk import Conversation
    from sitbreak.ports import Clock, DescriptorLoop

    class IdleWatch(Protocol):
        """One way to learn of pauses; tells :meth:`IdleX11.told` of each figure it gets."""

        how: str
        tells: bool  # by itself, rather than when it is asked

        def watch(self, thresholds_s: frozenset[float], pause_s: float) -> None:
            """Tell when a pause has reached one of *thresholds_s*, and of input after one of *pause_s*."""

        def close(self) -> None: ...


class IdleX11:
    """An :class:`~sitbreak.desktop.linux.idle_source.IdleSource`: the display that *link* leads to. The link
    is begun here, and stays when this source is closed."""

    name = "X11"
    expected = True

    def __init__(
        self, loop: DescriptorLoop, clock: Clock, link: XLink, on_change: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._link = link
        self._on_change = on_change
        self._figures = IdleFigures(clock)
        self._watch: IdleWatch | None = None
        self._begun = False

    @property
    def known(self) -> bool:
        return self._figures.input.known

    @property
    def asking(self) -> bool:
        under_way = self._link.trying or self._link.connection is not None
        return self._begun and under_way and not self.known

    @property
    def input_on(self) -> bool:
        return self._figures.input.input_on

    @property
    def last_input_at_s(self) -> float | None:
        return self._figures.input.at_s

    @property
    def how(self) -> str:
        return self.name if self._watch is None else f"X11, {self._watch.how}"

    @property
    def why(self) -> str:
        return "" if self.known else self._link.detail or "The X server is being asked."

    @property
    def failing(self) -> bool:
        return not self.known and self._link.state == "failing"

    @property
    def capabilities(self) -> frozenset[str]:
        told = frozenset({"tells"}) if self._watch is not None and self._watch.tells else frozenset()
        return told | {"remembers", "input only"}

    def start(self) -> None:
        if not self._begun:
            self._begun = True
            self._link.follow(self._up, self._down)
            self._link.start()

    def watch(self, thresholds_s: frozenset[float]) -> None:
        if thresholds_s != self._figures.thresholds_s:
            self._figures.thresholds_s = thresholds_s
            self._arm()

    def close(self) -> None:
        self._begun = False
        self._link.unfollow(self._up, self._down)
        self._end_watch()
        self._figures.input.forget()

    # --- what a watch tells

    def told(self, idle_s: float) -> None:
        """The server says that the last input was *idle_s* real seconds ago. A figure that cannot be true
        drops the connection: it will be asked anew later."""
        if not self._begun:
            return
        pause_s = self._figures.pause_s
        try:
            self._figures.told(idle_s)
        except ImpossibleIdleTime as error:
            self._link.drop(XError(f"The X server reported {error}."))
            return
        self._link.settled()
        if pause_s != self._figures.pause_s:
            self._arm()
        self._on_change()

    def _arm(self) -> None:
        if self._watch is not None:
            self._watch.watch(self._figures.thresholds_s, self._figures.pause_s)

    # --- the connection

    def _up(self, connection: XConnection) -> None:
        connection.talk(self._choose(connection), self._link.drop)

    def _choose(self, connection: XConnection) -> Conversation[None]:
        watch: IdleWatch | None = yield from alarms(connection, self.told, self._link.drop)
        if watch is None:
            watch = yield from readings(self._loop, connection, self.told, self._link.drop)
        if watch is None:
            raise XError("This X server cannot tell when the last input was.")
        if self._begun:  # still
            self._watch = watch
            self._arm()

    def _down(self) -> None:
        self._end_watch()
        self._figures.input.forget()
        self._on_change()

    def _end_watch(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None
