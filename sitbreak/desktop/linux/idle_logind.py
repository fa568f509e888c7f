"""Whether input pauses, from the login manager on the system bus (``IdleHint``): better than nothing.

The desktop sets the hint when it calls the session idle, which may be minutes after the last input, and takes
it back when it is used again. The last input was no later than the hint says; how much earlier, nobody tells.
Many desktops never set it, so it is believed only in a session in which somebody has, and only in a
graphical one: for others the login manager makes it up when it is asked.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sitbreak.clock import monotonic_s
from sitbreak.desktop.last_input import LastInput
from sitbreak.desktop.linux.idle_service import IdleService

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.desktop.linux.bus import BusError
    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import Clock, DescriptorLoop

    Body = tuple[Any, ...]

LOGIN = "org.freedesktop.login1"
_MANAGER_PATH = "/org/freedesktop/login1"
_MANAGER, _SESSION = f"{LOGIN}.Manager", f"{LOGIN}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_AUTO = "auto"  # the login manager's name for the caller's session, or that of the user's display
_GRAPHICAL = ("x11", "wayland", "mir")
_NEVER = "The desktop has never told the login manager whether it is idle."
_NO_DISPLAY = "The login manager knows no graphical session of ours."


def idle_of_login_manager(
    loop: DescriptorLoop,
    clock: Clock,
    system: BusLink,
    environ: Mapping[str, str],
    on_change: Callable[[], None],
) -> IdleService:
    """*environ* is that of the user's session."""
    return IdleService(loop, system, partial(_Hint, clock, environ), on_change)


class _Hint:
    """An :class:`~sitbreak.desktop.linux.idle_service.Inquiry`."""

    name = "login manager"
    how = "login manager, only when the desktop calls itself idle"
    capabilities: frozenset[str] = frozenset()
    service = LOGIN
    called = "The login manager"
    absent = "There is no login manager on the system bus."

    def __init__(self, clock: Clock, environ: Mapping[str, str], source: IdleService) -> None:
        self.input = LastInput(clock)
        self._environ = environ
        self._source = source
        self._path = ""  # of the session

    def begin(self) -> None:
        self._find(self._environ.get("XDG_SESSION_ID", "") or _AUTO)

    def watch(self, thresholds_s: frozenset[float]) -> None:
        """What counts as a pause is the desktop's own affair."""

    def take_back(self) -> None:
        """It does nothing for us."""

    def forget(self) -> None:
        """Each answer tells all there is."""

    # --- the session

    def _find(self, session: str) -> None:
        def found(body: Body | None, _error: BusError | None) -> None:
            match body:
                case (str(path),):
                    self._found(path)
                case _ if session != _AUTO:
                    self._find(_AUTO)
                case _:
                    self._source.nothing(_NO_DISPLAY)

        self._source.ask(_MANAGER_PATH, _MANAGER, "GetSession", ("s", (session,)), found)

    def _found(self, path: str) -> None:
        self._path = path
        self._source.listen(path, _PROPERTIES, "PropertiesChanged", self._changed)
        self._ask()

    def _ask(self) -> None:
        self._source.ask(self._path, _PROPERTIES, "GetAll", ("s", (_SESSION,)), self._all)

    def _changed(self, body: Body) -> None:
        match body:
            case (str(interface), dict(changed), list(unsaid)) if interface == _SESSION:
                if any(name.startswith("Idle") for name in [*changed, *unsaid]):
                    self._ask()

    # --- the hint

    def _all(self, body: Body | None, error: BusError | None) -> None:
        match body:
            case ({"Type": (_, str(kind))},) if kind not in _GRAPHICAL:
                self._source.nothing(_NO_DISPLAY)
            case ({"Type": _, "IdleHint": (_, bool(idle)), "IdleSinceHintMonotonic": (_, int(since_us))},):
                self._take(idle, since_us)
            case _:
                problem = error or "no answer that can be read"
                self._source.fail(f"{self.called} tells of no idle hint ({problem}).")

    def _take(self, idle: bool, since_us: int) -> None:
        if since_us == 0:
            self._source.nothing(_NEVER)
            return
        since_s = monotonic_s() - since_us / 1e6
        if self._source.believes(partial(self.input.told, since_s if idle else 0.0, input_on=not idle)):
            self._source.changed()
