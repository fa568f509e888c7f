"""Whether a program keeps the screen from going dark for want of input: a film, a presentation.

There is no standard way to ask. The session managers of GNOME, Cinnamon and MATE are asked, the power
management of KDE, and the login manager. Only where neither session manager nor KDE answers, it is the power
management of other desktops (Xfce, say): there, too, it keeps the screen bright, but elsewhere it stands for
downloads and music just as well. All are asked at once (1 to 5 ms together). Who inhibits, and why, is what
some of them tell; nothing is kept of it but yes or no.

Not seen: who only moves the pointer or stops the screen saver of bare X11 (nobody can be asked), and Xfce's
presentation mode (a switch that stays on by itself proves nobody's presence).
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.bus import Bus, BusError
    from sitbreak.desktop.linux.buslink import BusLink

    Answered = Callable[[bool], None]
    Body = tuple[Any, ...]

_LIMIT_S = 0.5
_IDLE = 8  # flag of the session managers: keep the session from becoming idle
_SCREEN = 4  # flag of KDE: keep the screen as it is


class _Keeper(NamedTuple):
    """Somebody who knows of inhibitors."""

    name: str
    service: str
    path: str
    interface: str
    member: str
    signature: str
    words: tuple[int, ...]


_SESSION_MANAGER = _Keeper(
    "session manager",
    "org.gnome.SessionManager",
    "/org/gnome/SessionManager",
    "org.gnome.SessionManager",
    "IsInhibited",
    "u",
    (_IDLE,),
)
_KDE = _Keeper(
    "KDE",
    "org.kde.Solid.PowerManagement.PolicyAgent",
    "/org/kde/Solid/PowerManagement/PolicyAgent",
    "org.kde.Solid.PowerManagement.PolicyAgent",
    "HasInhibition",
    "u",
    (_SCREEN,),
)
_POWER = _Keeper(
    "power management",
    "org.freedesktop.PowerManagement",
    "/org/freedesktop/PowerManagement/Inhibit",
    "org.freedesktop.PowerManagement.Inhibit",
    "HasInhibit",
    "",
    (),
)
_LOGIND = _Keeper(
    "logind",
    "org.freedesktop.login1",
    "/org/freedesktop/login1",
    "org.freedesktop.login1.Manager",
    "ListInhibitors",
    "",
    (),
)
_KEEPERS = (_SESSION_MANAGER, _KDE, _POWER, _LOGIND)
_SURE = frozenset({_SESSION_MANAGER, _KDE})


class Inhibitors:
    """On the loop's thread; never waits, never raises. A question is answered within half a second."""

    def __init__(self, session_bus: BusLink, system_bus: BusLink) -> None:
        self._session_bus = session_bus
        self._system_bus = system_bus
        self._keepers: tuple[str, ...] | None = None  # who answered last

    def ask(self, answered: Answered) -> None:
        """Call *answered* with whether somebody inhibits; where nobody can tell it is a no."""
        told: dict[_Keeper, bool | None] = {}

        def tells(keeper: _Keeper, inhibits: bool | None) -> None:
            told[keeper] = inhibits
            if len(told) == len(_KEEPERS):
                self._keepers = tuple(each.name for each in _KEEPERS if told[each] is not None)
                answered(_judged(told))

        for keeper in _KEEPERS:
            link = self._system_bus if keeper is _LOGIND else self._session_bus
            _ask(link.bus, keeper, partial(tells, keeper))

    def health(self) -> Health:
        if self._keepers is None:
            return Health(part="inhibitors", state="ok", detail="Asked for when it matters.")
        if not self._keepers:
            detail = "Nobody can tell whether a film or a presentation keeps the screen bright."
            return Health(part="inhibitors", state="absent", detail=detail)
        return Health(part="inhibitors", state="ok", detail=", ".join(self._keepers))


def _judged(told: dict[_Keeper, bool | None]) -> bool:
    if any(told[keeper] is not None for keeper in _SURE):
        told = {**told, _POWER: None}
    return any(told.values())


def _ask(bus: Bus | None, keeper: _Keeper, tells: Callable[[bool | None], None]) -> None:
    """Call *tells* with what *keeper* says, None when it says nothing."""

    def reply(body: Body | None, _error: BusError | None) -> None:
        match body:
            case (bool(inhibits),):
                tells(inhibits)
            case (list(inhibitors),) if keeper is _LOGIND:
                tells(any(map(_keeps_awake, inhibitors)))
            case _:
                tells(None)

    if bus is None:
        tells(None)
    else:
        bus.call(
            keeper.service,
            keeper.path,
            keeper.interface,
            keeper.member,
            keeper.signature,
            keeper.words,
            reply=reply,
            timeout_s=_LIMIT_S,
        )


def _keeps_awake(inhibitor: object) -> bool:
    """Whether one entry of logind's list is of a program of ours that keeps the session from becoming
    idle."""
    match inhibitor:
        case (str(what), _, _, "block" | "block-weak", int(user), _):
            return user == os.getuid() and "idle" in what.split(":")
    return False
