"""The notification service of a session: whether there is one, what it can do, and calling it within limits.

The bus says who owns the service's name and whether a service could be started for it. Each new owner is
asked once what it can do and what it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak.desktop.linux.bus import DAEMON, DAEMON_PATH
from sitbreak.words import _, clean, cut, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.bus import Bus, BusError
    from sitbreak.desktop.linux.bus_signals import SignalCallback
    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import DescriptorLoop, Timer

    Body = tuple[Any, ...]
    Reply = Callable[[Body | None, BusError | None], None]

SERVICE = "org.freedesktop.Notifications"
OBJECT = "/org/freedesktop/Notifications"

_SLOW_S = 5.0
_GIVE_UP_S = 3600.0
_MOST_CAPABILITIES = 64
_LONGEST_NAME = 60


class NotificationService:
    """One call at a time is under way (*busy*). Lives on the loop's thread; nothing waits or raises."""

    def __init__(
        self,
        loop: DescriptorLoop,
        session: BusLink,
        *,
        on_change: Callable[[bool], None],
        on_signal: SignalCallback,
    ) -> None:
        """*on_change* is told when there may be something new to do; True when the service that was there is
        gone, and its notifications with it. *on_signal* gets ActionInvoked and NotificationClosed."""
        self.capabilities: frozenset[str] | None = None  # None: not asked yet
        self.name = ""
        self.owner = ""
        self.activatable = False
        self.busy = False
        self.failure = ""  # of the last call, in one sentence
        self._surveyed = False  # the bus has said whether there is one and whether one could be started
        self._loop = loop
        self._session = session
        self._on_change = on_change
        self._on_signal = on_signal
        self._slow: Timer | None = None
        session.follow(self._bus_is_up, self._bus_is_down)

    @property
    def reachable(self) -> bool:
        """A call would find somebody, or start somebody."""
        return self._surveyed and bool(self.owner or self.activatable)

    def call(
        self, member: str, signature: str = "", body: Body = (), *, reply: Callable[[Body | None], None]
    ) -> None:
        """Call when not *busy*. *reply* gets the answer, or None for a failure, which is told by *failure*.

        Without an answer for 5 s there is a *failure*, but the answer is still waited for: what was asked of
        a service that hangs is done once it goes on, so asking again would show things twice.
        """
        bus = self._session.bus
        if bus is None:
            return

        def answered(answer: Body | None, error: BusError | None) -> None:
            self._stop_waiting()
            told = cut(clean(str(error)), 120) if error else ""
            self.failure = (
                fill(_("The notification service is in trouble: {why}."), why=told) if error else ""
            )
            reply(answer)

        self.busy = True
        self._slow = self._loop.call_later(_SLOW_S, self._is_slow)
        start = self.activatable
        bus.call(
            *(SERVICE, OBJECT, SERVICE, member, signature, body),
            reply=answered,
            timeout_s=_GIVE_UP_S,
            autostart=start,
        )

    def close_notification(self, number: int) -> None:
        """Take notification *number* away; one that is gone already is none of our business."""
        if self._session.bus is not None:
            self._session.bus.call(SERVICE, OBJECT, SERVICE, "CloseNotification", "u", (number,))

    def get_acquainted(self) -> None:
        """Ask the owner what it can do and what it is called, then tell *on_change*."""
        self.call("GetCapabilities", reply=self._capabilities_told)

    def close(self) -> None:
        self._stop_waiting()

    def _is_slow(self) -> None:
        self._slow = None
        self.failure = _("The notification service does not answer.")

    def _stop_waiting(self) -> None:
        self.busy = False
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None

    def _capabilities_told(self, answer: Body | None) -> None:
        match answer:
            case ([*told],):
                known = [name for name in told[:_MOST_CAPABILITIES] if isinstance(name, str)]
                self.capabilities = frozenset(known)
                self.call("GetServerInformation", reply=self._name_told)
            case _:
                self.failure = self.failure or _("The notification service gives strange answers.")
                self._on_change(False)

    def _name_told(self, answer: Body | None) -> None:
        """Who the service is: good to know, not needed."""
        self.failure = ""
        match answer:
            case (str(name), str(), str(version), *_):
                self.name = cut(clean(f"{name} {version}"), _LONGEST_NAME)
        self._on_change(False)

    # --- what the bus tells

    def _bus_is_up(self, bus: Bus) -> None:
        watch = {"sender": DAEMON, "path": DAEMON_PATH, "interface": DAEMON, "member": "NameOwnerChanged"}
        bus.subscribe(self._owner_changed, **watch, arg0=SERVICE)
        for member in ("ActionInvoked", "NotificationClosed"):
            bus.subscribe(self._on_signal, sender=SERVICE, path=OBJECT, interface=SERVICE, member=member)
        bus.call(DAEMON, DAEMON_PATH, DAEMON, "GetNameOwner", "s", (SERVICE,), reply=self._owner_told)
        bus.call(DAEMON, DAEMON_PATH, DAEMON, "ListActivatableNames", reply=self._activatable_told)

    def _bus_is_down(self) -> None:
        self._stop_waiting()
        self._surveyed = False
        self.activatable = False
        self.failure = ""
        self._has_owner("")
        self._on_change(True)

    def _owner_told(self, answer: Body | None, _error: BusError | None) -> None:
        self._has_owner(answer[0] if answer else "")

    def _activatable_told(self, answer: Body | None, _error: BusError | None) -> None:
        self.activatable = answer is not None and SERVICE in answer[0]
        self._surveyed = True
        self._on_change(False)

    def _owner_changed(self, _path: str, _member: str, body: Body) -> None:
        _name, old, new = body
        if old:
            self._has_owner(new)
        self.owner = new
        self._on_change(bool(old))

    def _has_owner(self, owner: str) -> None:
        self.owner = owner
        self.capabilities = None
        self.name = ""
