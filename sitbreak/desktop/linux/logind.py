"""Lock, sleep and change of session, from the login manager on the system bus (logind, elogind).

The session is the one XDG_SESSION_ID names, else the one this process belongs to, else the one logind takes
for the user's display; the latter is how a service of the user finds its desktop. ``Lock`` and ``Unlock``
are wishes, ``LockedHint`` is the state, and many lockers set no hint: all are listened to, and the last one
heard counts.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from sitbreak.desktop.linux.bus_service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.desktop.linux.bus import BusError
    from sitbreak.desktop.linux.buslink import BusLink

    Body = tuple[Any, ...]

LOGIN = "org.freedesktop.login1"
_MANAGER_PATH = "/org/freedesktop/login1"
_MANAGER, _SESSION, _USER = f"{LOGIN}.Manager", f"{LOGIN}.Session", f"{LOGIN}.User"
_PROPERTIES = "org.freedesktop.DBus.Properties"


class Logind:
    """Calls *on_change* whenever one of :attr:`locked`, :attr:`inactive`, :attr:`asleep` may have changed."""

    def __init__(self, system: BusLink, environ: Mapping[str, str], on_change: Callable[[], None]) -> None:
        self.session = ""  # path of the session; empty while it is not known
        self.locked = False
        self.inactive = False
        self.asleep = False
        self._environ = environ
        self._on_change = on_change
        self._service = Service(system, LOGIN, on_here=self._find, on_gone=self._forget)
        self._service.listen(_MANAGER_PATH, _MANAGER, "PrepareForSleep", self._prepare_for_sleep)
        self._service.start()

    def ask(self) -> None:
        """Ask for the state anew: a signal may have been lost."""
        self._call(_MANAGER_PATH, _PROPERTIES, ("Get", "ss", (_MANAGER, "PreparingForSleep")), self._sleeping)
        if self.session:
            self._call(self.session, _PROPERTIES, ("GetAll", "s", (_SESSION,)), self._all_properties)

    def close(self) -> None:
        self._service.stop()

    # --- finding the session

    def _forget(self) -> None:
        self.session = ""
        self.locked = self.inactive = self.asleep = False
        self._on_change()

    def _find(self) -> None:
        session_id = self._environ.get("XDG_SESSION_ID", "")
        if session_id:
            self._ask_for_session(("GetSession", "s", (session_id,)), self._find_by_process)
        else:
            self._find_by_process()

    def _find_by_process(self) -> None:
        self._ask_for_session(("GetSessionByPID", "u", (os.getpid(),)), self._find_by_user)

    def _find_by_user(self) -> None:
        def found(body: Body) -> None:
            match body:
                case (str(path),):
                    self._call(path, _PROPERTIES, ("Get", "ss", (_USER, "Display")), self._display)

        self._call(_MANAGER_PATH, _MANAGER, ("GetUser", "u", (os.getuid(),)), found)

    def _display(self, body: Body) -> None:
        match body:
            case ((_, (_, str(path))),) if path != "/":
                self._found(path)

    def _ask_for_session(self, question: tuple[str, str, Body], otherwise: Callable[[], None]) -> None:
        def found(body: Body) -> None:
            match body:
                case (str(path),):
                    self._found(path)

        self._call(_MANAGER_PATH, _MANAGER, question, found, otherwise)

    def _found(self, path: str) -> None:
        self.session = path
        self._service.listen(path, _SESSION, "Lock", partial(self._wish, path, True))
        self._service.listen(path, _SESSION, "Unlock", partial(self._wish, path, False))
        self._service.listen(path, _PROPERTIES, "PropertiesChanged", partial(self._properties_changed, path))
        self.ask()

    # --- what is told

    def _wish(self, path: str, locked: bool, _body: Body) -> None:
        if path == self.session:
            self.locked = locked
            self._on_change()

    def _properties_changed(self, path: str, body: Body) -> None:
        match body:
            case (str(interface), dict(changed), list(unsaid)) if path == self.session:
                if interface == _SESSION:
                    self._take(changed)
                    if {"LockedHint", "Active"} & set(unsaid):
                        self.ask()

    def _all_properties(self, body: Body) -> None:
        match body:
            case (dict(properties),):
                self._take(properties)

    def _take(self, properties: Mapping[str, Any]) -> None:
        match properties.get("LockedHint"):
            case (_, bool(locked)):
                self.locked = locked
        match properties.get("Active"):
            case (_, bool(active)):
                self.inactive = not active
        self._on_change()

    def _prepare_for_sleep(self, body: Body) -> None:
        match body:
            case (bool(asleep),):
                self.asleep = asleep
                self._on_change()
                if not asleep:
                    self.ask()  # what happened just before the sleep may not have come through

    def _sleeping(self, body: Body) -> None:
        match body:
            case ((_, bool(asleep)),):
                self.asleep = asleep
                self._on_change()

    def _call(
        self,
        path: str,
        interface: str,
        question: tuple[str, str, Body],  # member, signature, arguments
        found: Callable[[Body], None],
        otherwise: Callable[[], None] | None = None,
    ) -> None:
        def answered(body: Body | None, _error: BusError | None) -> None:
            if body is not None:
                found(body)
            elif otherwise is not None:
                otherwise()

        member, signature, words = question
        self._service.ask(path, interface, member, (signature, words), answered)
