"""Keeping a connection to the X server: made when there is one, made again when it was lost.

Inside a Wayland session no attempt is made: the X server there (Xwayland) hears only some of the input, and
would report a busy user as absent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop.linux.session_kind import is_wayland
from sitbreak.desktop.linux.x11 import XConnection
from sitbreak.desktop.linux.x11_display import NoDisplay, XError
from sitbreak.desktop.linux.x11_talk import extension
from sitbreak.desktop.retries import Retries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.desktop.linux.x11_talk import Conversation
    from sitbreak.ports import DescriptorLoop

XWAYLAND = "XWAYLAND"  # an extension only Xwayland has
_WAYLAND = "Wayland session: X11 hears only part of the input there, so it is not asked."


class XLink:
    """The display named in *environ*, which is read again at each attempt. *state* and *detail* say how
    things stand, as in :class:`sitbreak.ports.Health`."""

    def __init__(self, loop: DescriptorLoop, environ: Mapping[str, str]) -> None:
        self.connection: XConnection | None = None  # only while it is up
        self.state = "absent"
        self.detail = "Not asked for yet."
        self._loop = loop
        self._environ = environ
        self._followers: list[tuple[Callable[[XConnection], None], Callable[[], None]]] = []
        self._begun = False
        self._trying: XConnection | None = None
        self._retries = Retries(loop, self._attempt)

    @property
    def trying(self) -> bool:
        """Whether an attempt is under way."""
        return self._trying is not None and self.connection is None

    def follow(self, up: Callable[[XConnection], None], down: Callable[[], None]) -> None:
        """Call *up* with the connection, if there is one, and with each new one; *down* when it was lost, or
        could not be had."""
        self._followers.append((up, down))
        if self.connection is not None:
            up(self.connection)

    def unfollow(self, up: Callable[[XConnection], None], down: Callable[[], None]) -> None:
        """Take back a :meth:`follow`; does nothing when there was none."""
        self._followers[:] = [pair for pair in self._followers if pair != (up, down)]

    def start(self) -> None:
        """Begin; does nothing after it has begun."""
        if not self._begun:
            self._begun = True
            self._attempt()

    def settled(self) -> None:
        """The connection serves its purpose. May be said again and again."""
        self._retries.worked()

    def drop(self, error: XError) -> None:
        """Give the connection up because of *error*, and try again later."""
        self._close()
        self._lost(error)

    def close(self) -> None:
        self._begun = False
        self._retries.stop()
        self._close()

    # --- attempts

    def _attempt(self) -> None:
        if is_wayland(self._environ):
            self._refuse()
            return
        try:
            self._trying = XConnection(self._loop, self._environ, on_up=self._greeted, on_lost=self._lost)
        except XError as error:
            self._lost(error)

    def _greeted(self) -> None:
        if self._trying is not None:
            self._trying.talk(self._look_for_xwayland(self._trying), self.drop)

    def _look_for_xwayland(self, connection: XConnection) -> Conversation[None]:
        if (yield from extension(XWAYLAND)) is not None:
            self._close()
            self._refuse()
            return
        self.connection = connection
        self.state, self.detail = "ok", ""
        for up, _ in tuple(self._followers):
            up(connection)

    def _refuse(self) -> None:
        """The session will not become another one while we run: there is nothing to try again."""
        self.state, self.detail = "absent", _WAYLAND
        self._tell_of_loss()

    def _lost(self, error: XError) -> None:
        self._close()
        self.state = "absent" if isinstance(error, NoDisplay) else "failing"
        self.detail = str(error)
        self._retries.failed()
        self._tell_of_loss()

    def _tell_of_loss(self) -> None:
        for _, down in tuple(self._followers):
            down()

    def _close(self) -> None:
        for connection in (self._trying, self.connection):
            if connection is not None:
                connection.close()
        self._trying = self.connection = None
