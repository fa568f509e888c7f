"""Whether input pauses, from the login manager on the system bus (``IdleHint``): better than nothing.

The desktop sets the hint when it calls the session idle, which may be minutes after the last input, and takes
it back when it is used again. The last input was no later than the hint says; how much earlier, nobody tells.
Many desktops never set it, so it is believed only in a session in which somebody has, and only in a
graphical one: for others the login manager makes it up when it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak.clock import monotonic_s
from sitbreak.desktop.linux.bus_service import Service, is_absence
from sitbreak.desktop.linux.last_input import ImpossibleIdleTime, LastInput
from sitbreak.desktop.linux.retries import Retries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.desktop.linux.bus import BusError
    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import Clock, Loop

    Body = tuple[Any, ...]

LOGIN = "org.freedesktop.login1"
_MANAGER_PATH = "/org/freedesktop/login1"
_MANAGER, _SESSION = f"{LOGIN}.Manager", f"{LOGIN}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_AUTO = "auto"  # the login manager's name for the caller's session, or that of the user's display
_GRAPHICAL = ("x11", "wayland", "mir")
_ABSENT = "There is no login manager on the system bus."
_NEVER = "The desktop has never told the login manager whether it is idle."
_NO_DISPLAY = "The login manager knows no graphical session of ours."
_NOT_YET = "Not asked for yet."


class IdleLogind:
    """An :class:`~sitbreak.desktop.linux.idle_source.IdleSource`, on the system bus. *environ* is that of the
    user's session."""

    name = "login manager"
    how = "login manager, only when the desktop calls itself idle"
    capabilities: frozenset[str] = frozenset()
    expected = False

    def __init__(
        self,
        loop: Loop,
        clock: Clock,
        system: BusLink,
        environ: Mapping[str, str],
        on_change: Callable[[], None],
    ) -> None:
        self.asking = False
        self.failing = False
        self._why = _NOT_YET
        self._environ = environ
        self._on_change = on_change
        self._input = LastInput(clock)
        self._service = Service(system, LOGIN, on_here=self._begin, on_gone=self._gone)
        self._retries = Retries(loop, self._begin)
        self._begun = False
        self._path = ""  # of the session

    @property
    def known(self) -> bool:
        return self._input.known

    @property
    def input_on(self) -> bool:
        return self._input.input_on

    @property
    def last_input_at_s(self) -> float | None:
        return self._input.at_s

    @property
    def why(self) -> str:
        return "" if self.known else self._why

    def start(self) -> None:
        if not self._begun:
            self._begun = True
            self._why = _ABSENT
            self._service.start()

    def watch(self, thresholds_s: frozenset[float]) -> None:
        """What counts as a pause is the desktop's own affair."""

    def close(self) -> None:
        self._begun = False
        self._service.stop()
        self._retries.stop()
        self._forget(_NOT_YET)

    # --- the service

    def _begin(self) -> None:
        self.asking = True
        self._find(self._environ.get("XDG_SESSION_ID", "") or _AUTO)

    def _gone(self) -> None:
        self._retries.stop()
        self._forget(_ABSENT)
        self._on_change()

    def _nothing(self, why: str) -> None:
        self._forget(why)
        self._on_change()

    def _fail(self, why: str) -> None:
        self._forget(why)
        self.failing = True
        self._retries.failed()
        self._on_change()

    def _forget(self, why: str) -> None:
        self._why = why
        self._input.forget()
        self.asking = self.failing = False

    # --- the session

    def _find(self, session: str) -> None:
        def found(body: Body | None, error: BusError | None) -> None:
            match body:
                case (str(path),):
                    self._found(path)
                case _ if error is not None and is_absence(error):
                    self._nothing(_ABSENT)
                case _ if session != _AUTO:
                    self._find(_AUTO)
                case _:
                    self._nothing(_NO_DISPLAY)

        self._service.ask(_MANAGER_PATH, _MANAGER, "GetSession", ("s", (session,)), found)

    def _found(self, path: str) -> None:
        self._path = path
        self._service.listen(path, _PROPERTIES, "PropertiesChanged", self._changed)
        self._ask()

    def _ask(self) -> None:
        self._service.ask(self._path, _PROPERTIES, "GetAll", ("s", (_SESSION,)), self._all)

    def _changed(self, body: Body) -> None:
        match body:
            case (str(interface), dict(changed), list(unsaid)) if interface == _SESSION:
                if any(name.startswith("Idle") for name in [*changed, *unsaid]):
                    self._ask()

    # --- the hint

    def _all(self, body: Body | None, error: BusError | None) -> None:
        match body:
            case ({"Type": (_, str(kind))},) if kind not in _GRAPHICAL:
                self._nothing(_NO_DISPLAY)
            case ({"Type": _, "IdleHint": (_, bool(idle)), "IdleSinceHintMonotonic": (_, int(since_us))},):
                self._take(idle, since_us)
            case _:
                self._fail(
                    f"The login manager tells of no idle hint ({error or 'no answer that can be read'})."
                )

    def _take(self, idle: bool, since_us: int) -> None:
        if since_us == 0:
            self._nothing(_NEVER)
            return
        since_s = monotonic_s() - since_us / 1e6
        try:
            self._input.told(since_s if idle else 0.0, input_on=not idle)
        except ImpossibleIdleTime as error:
            self._fail(f"The login manager tells of {error}.")
            return
        self.asking = self.failing = False
        self._retries.worked()
        self._on_change()
