"""When input pauses and when it comes back, from the X server.

The server counts the time since the last input itself. Where it has the SYNC extension it tells when that
count passes a threshold (:mod:`.idle_x11_alarms`): nothing happens while input flows, and nothing while it
does not. Elsewhere the count is read, at moments that are computed (:mod:`.idle_x11_readings`).

Either way a figure that cannot be true is thrown away (rule P6). One is true only if the last input it
tells of lies after the beginning of the machine's time, and not before the last input already known of:
idle time never grows faster than time. That is judged on monotonic time, which the server counts by as
well.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sitbreak.clock import monotonic_s
from sitbreak.desktop.linux.idle_x11_alarms import alarms
from sitbreak.desktop.linux.idle_x11_readings import readings
from sitbreak.desktop.linux.x11_display import XError
from sitbreak.desktop.linux.x11_link import XLink
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    from sitbreak.desktop.linux.x11 import XConnection
    from sitbreak.desktop.linux.x11_talk import Conversation
    from sitbreak.ports import Clock, Loop

    class IdleWatch(Protocol):
        """One way to learn of pauses; tells :meth:`IdleX11.told` of each figure it gets."""

        how: str

        def watch(self, thresholds_s: frozenset[float], pause_s: float) -> None:
            """Tell when a pause has reached one of *thresholds_s*, and of input after one of *pause_s*."""

        def close(self) -> None: ...


_SLACK_S = 1.0  # a figure may be this much too high: the server counts in its own steps
_SAME_S = 0.25  # … or too low, when it reaches us late: it still tells of the same input


class IdleX11:
    """Input on the display of *environ*. *on_change* is called when what it knows has changed."""

    def __init__(
        self, loop: Loop, clock: Clock, environ: Mapping[str, str], on_change: Callable[[], None]
    ) -> None:
        self.input_on = False
        self.last_input_at_s: float | None = None  # boot time, as in Evidence
        self.link = XLink(loop, environ, on_up=self._up, on_down=self._down)
        self._loop = loop
        self._clock = clock
        self._on_change = on_change
        self._thresholds_s: frozenset[float] = frozenset()
        self._watch: IdleWatch | None = None
        self._known = False
        self._last_input_mono_s = 0.0
        self._recognised_s = math.inf  # from this length on the present pause was one

    @property
    def known(self) -> bool:
        return self._known

    @property
    def why(self) -> str:
        """Why nothing is known; empty when it is."""
        return "" if self._known else self.link.detail or "The X server is being asked."

    def start(self) -> None:
        self.link.start()

    def watch(self, thresholds_s: frozenset[float]) -> None:
        """Tell of pauses of each of these real seconds, and of the input after them."""
        if thresholds_s != self._thresholds_s:
            self._thresholds_s = thresholds_s
            self._arm()

    def health(self) -> Health:
        if self.link.state == "ok" and self._watch is not None:
            return Health(part="idle", state="ok", detail=f"X11, {self._watch.how}.")
        return Health(part="idle", state=self.link.state, detail=self.why)

    def close(self) -> None:
        self._end_watch()
        self.link.close()

    # --- what a watch tells

    def told(self, idle_s: float) -> None:
        """The server says that the last input was *idle_s* real seconds ago. A figure that cannot be true
        drops the connection: it will be asked anew later."""
        now_s = monotonic_s()
        input_s = now_s - idle_s
        if not (0 <= idle_s <= now_s and input_s >= self._last_input_mono_s - _SLACK_S):
            self.link.drop(XError(f"The X server reported an impossible idle time ({idle_s:.1f} s)."))
            return
        pause_s = self._pause_s()
        input_on = idle_s < pause_s
        same_input = self._known and not self.input_on and input_s <= self._last_input_mono_s + _SAME_S
        if not same_input or input_on:
            self._last_input_mono_s = input_s
            self.last_input_at_s = self._clock.moment_of_idle(idle_s)
        if not input_on:
            self._recognised_s = pause_s
        self.input_on = input_on
        self._known = True
        self.link.settled()
        if pause_s != self._pause_s():
            self._arm()
        self._on_change()

    def _pause_s(self) -> float:
        """From which length on a lack of input is a pause: the smallest threshold. What was a pause already
        stays one, though, when only longer ones are watched for from now on."""
        smallest_s = min(self._thresholds_s, default=math.inf)
        return min(smallest_s, self._recognised_s) if self._known and not self.input_on else smallest_s

    def _arm(self) -> None:
        if self._watch is not None:
            self._watch.watch(self._thresholds_s, self._pause_s())

    # --- the connection

    def _up(self, connection: XConnection) -> None:
        connection.talk(self._choose(connection), self.link.drop)

    def _choose(self, connection: XConnection) -> Conversation[None]:
        watch: IdleWatch | None = yield from alarms(connection, self.told, self.link.drop)
        if watch is None:
            watch = yield from readings(self._loop, connection, self.told, self.link.drop)
        if watch is None:
            raise XError("This X server cannot tell when the last input was.")
        self._watch = watch
        self._arm()

    def _down(self) -> None:
        self._end_watch()
        changed = self._known or self.input_on
        self._known = False
        self.input_on = False
        if changed:
            self._on_change()

    def _end_watch(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None
