"""Whether the user has asked the notification service not to disturb.

There is no standard for it: each service has a switch of its own, and takes notifications as ever while it is
on. The service is asked who it is, and then for its own switch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.bus import Bus, BusError

    Body = tuple[Any, ...]

_SERVICE, _PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ANSWER_LIMIT_S = 0.5  # of each of the two questions


class _Switch(NamedTuple):
    service: str
    path: str
    interface: str
    member: str
    words: tuple[str, str]


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
}


def ask_do_not_disturb(bus: Bus | None, answered: Callable[[bool], None]) -> None:
    """Call *answered* with whether the switch is on; no bus, no service and an unknown one are a no."""

    def known(body: Body | None, _error: BusError | None) -> None:
        match body:
            case (str(name), *_) if name in _SWITCHES and bus is not None:
                _ask(bus, _SWITCHES[name], answered)
            case _:
                answered(False)

    if bus is None:
        answered(False)
    else:
        bus.call(_SERVICE, _PATH, _SERVICE, "GetServerInformation", reply=known, timeout_s=_ANSWER_LIMIT_S)


def _ask(bus: Bus, switch: _Switch, answered: Callable[[bool], None]) -> None:
    def told(body: Body | None, _error: BusError | None) -> None:
        match body:
            case ((_, bool(on)),):
                answered(on)
            case _:
                answered(False)

    bus.call(
        switch.service,
        switch.path,
        switch.interface,
        switch.member,
        "ss",
        switch.words,
        reply=told,
        timeout_s=_ANSWER_LIMIT_S,
    )
