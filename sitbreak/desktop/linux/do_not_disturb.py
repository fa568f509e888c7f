"""Whether the user has asked the notification service not to disturb.

There is no standard for it: each service has a switch of its own, and takes notifications as ever while it is
on. The service is asked who it is, and then for its own switch: over the bus (1 ms), or with `gsettings`
(8 ms) where a desktop keeps the switch among its settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sitbreak.child import PIPE_B, Child, Order
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.child import Ended
    from sitbreak.desktop.linux.bus import Bus, BusError
    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import DescriptorLoop

    Answered = Callable[[bool], None]
    Body = tuple[Any, ...]

_SERVICE, _PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ANSWER_LIMIT_S = 0.4  # of each of the two questions


class _Switch(NamedTuple):
    """A switch that is asked for on the bus."""

    service: str
    path: str
    interface: str
    member: str
    words: tuple[str, ...] = ()


_SWITCHES = {  # by the name the service gives itself
    "Xfce Notify Daemon": _Switch(
        "org.xfce.Xfconf",
        "/org/xfce/Xfconf",
        "org.xfce.Xfconf",
        "GetProperty",
        ("xfce4-notifyd", "/do-not-disturb"),
    ),
    "dunst": _Switch(_SERVICE, _PATH, _PROPERTIES, "Get", ("org.dunstproject.cmd0", "paused")),
    "Plasma": _Switch(_SERVICE, _PATH, _PROPERTIES, "Get", (_SERVICE, "Inhibited")),
    "mako": _Switch(_SERVICE, "/fr/emersion/Mako", "fr.emersion.Mako", "ListModes"),
    "SwayNotificationCenter": _Switch(
        "org.erikreider.swaync.cc", "/org/erikreider/swaync/cc", "org.erikreider.swaync.cc", "GetDnd"
    ),
}
_MODES = frozenset({"do-not-disturb", "dnd"})  # as its users name them: mako itself knows no such mode

_SETTINGS = {  # schema, key, and its value while it is on
    "gnome-shell": ("org.gnome.desktop.notifications", "show-banners", "false"),
    "cinnamon": ("org.cinnamon.desktop.notifications", "display-notifications", "false"),
    "Notification Daemon": ("org.mate.NotificationDaemon", "do-not-disturb", "true"),  # of MATE
}


class DoNotDisturb:
    """On the loop's thread; never waits, never raises. A question is answered within a second."""

    def __init__(self, loop: DescriptorLoop, session_bus: BusLink) -> None:
        self._loop = loop
        self._session_bus = session_bus
        self._child: Child | None = None
        self._state = "ok"
        self._detail = "The notification service is asked when it matters."

    def ask(self, answered: Answered) -> None:
        """Call *answered* with whether the switch is on; no bus, no service and an unknown one are a no."""

        def known(body: Body | None, _error: BusError | None) -> None:
            match body:
                case (str(name), *_) if name in _SWITCHES and bus is not None:
                    self._state, self._detail = "ok", f"The switch of {name}."
                    _ask_service(bus, _SWITCHES[name], answered)
                case (str(name), *_) if name in _SETTINGS:
                    self._state, self._detail = "ok", f"The switch of {name}."
                    self._ask_settings(*_SETTINGS[name], answered)
                case _:
                    self._unknown(answered)

        bus = self._session_bus.bus
        if bus is None:
            self._unknown(answered)
        else:
            bus.call(
                _SERVICE, _PATH, _SERVICE, "GetServerInformation", reply=known, timeout_s=_ANSWER_LIMIT_S
            )

    def health(self) -> Health:
        return Health(part="do not disturb", state=self._state, detail=self._detail)

    def close(self) -> None:
        """Ask no more; a question under way may not be answered."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def _ask_settings(self, schema: str, key: str, on: str, answered: Answered) -> None:
        def ended(how: Ended) -> None:
            self._child = None
            answered(how.code == 0 and how.output.strip() == on.encode())

        self.close()
        command = ("gsettings", "get", schema, key)
        order = Order(command=command, limit_s=_ANSWER_LIMIT_S, most_output_b=PIPE_B)
        try:
            self._child = Child(self._loop, order, ended)
        except OSError:
            self._unknown(answered)

    def _unknown(self, answered: Answered) -> None:
        self._state = "absent"
        self._detail = "Nobody can tell whether the notification service has been asked not to disturb."
        answered(False)


def _ask_service(bus: Bus, switch: _Switch, answered: Answered) -> None:
    def told(body: Body | None, _error: BusError | None) -> None:
        match body:
            case ((_, bool(on)),) | (bool(on),):
                answered(on)
            case (list(modes),):
                answered(any(isinstance(mode, str) and mode in _MODES for mode in modes))
            case _:
                answered(False)

    bus.call(
        switch.service,
        switch.path,
        switch.interface,
        switch.member,
        "s" * len(switch.words),
        switch.words,
        reply=told,
        timeout_s=_ANSWER_LIMIT_S,
    )
