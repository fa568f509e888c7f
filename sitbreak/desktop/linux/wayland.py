"""A connection to a Wayland compositor: a bare socket on the loop, and what is spoken over it.

Nothing waits. What the compositor sends is bounded in size, and the first answers in time; one that sends
nonsense is a lost one. Only what is asked for comes, and none of that carries a file descriptor.
"""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING, NamedTuple

from sitbreak.desktop.linux.session_kind import is_wayland
from sitbreak.desktop.linux.stream import Stream
from sitbreak.desktop.linux.wayland_wire import Reader, number, request, text, text_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.ports import DescriptorLoop

    Listener = Callable[[int, bytes], None]  # gets the number of the event, and its body

SET_UP_LIMIT_S = 2.0
_GLOBALS_LIMIT = 64  # of the interfaces looked for
_DISPLAY, _REGISTRY = 1, 2  # the objects that are always there
_SYNC, _GET_REGISTRY = 0, 1  # requests of the display
_ERROR, _DELETE_ID = 0, 1  # its events
_BIND = 0  # request of the registry
_GLOBAL, _GLOBAL_REMOVE = 0, 1  # its events


class WaylandError(Exception):
    """The compositor cannot be had, refused something, or was lost; one plain sentence."""


class NoCompositor(WaylandError):
    """There is nothing to talk to, rather than something that fails."""


class NotWayland(NoCompositor):
    """… and there will not be: this is a session of another kind."""


class Global(NamedTuple):
    """Something the compositor offers. *name* is its number there."""

    name: int
    interface: str
    version: int


class WaylandConnection:
    """One connection to the compositor of *environ*, on *loop*. Looks for *interfaces* only.

    Exactly one of *on_globals* and *on_lost* comes first, within :data:`SET_UP_LIMIT_S`. *on_globals* comes
    again whenever :attr:`globals` has changed; *on_lost* comes at most once, and neither after :meth:`close`.
    A listener that raises :class:`WaylandError` loses the connection. Making one raises it when there is no
    such compositor.
    """

    def __init__(
        self,
        loop: DescriptorLoop,
        environ: Mapping[str, str],
        interfaces: frozenset[str],
        *,
        on_globals: Callable[[], None],
        on_lost: Callable[[WaylandError], None],
    ) -> None:
        self.globals: dict[int, Global] = {}  # by name
        self._interfaces = interfaces
        self._on_globals = on_globals
        self._on_lost = on_lost
        self._up = False
        self._reader = Reader()
        self._listeners: dict[int, Listener] = {_DISPLAY: self._display, _REGISTRY: self._registry}
        self._next_id = _REGISTRY + 1
        self._free_ids: list[int] = []
        self._stream = Stream(
            loop, connected(environ), "The compositor", on_data=self._read, on_end=self._lose
        )
        self._limit = loop.call_later(SET_UP_LIMIT_S, self._too_slow)
        self.request(_DISPLAY, _GET_REGISTRY, number(_REGISTRY))
        self.after_all(self._greeted)

    # --- what users of a connection do

    def offered(self, interface: str) -> list[Global]:
        """What there is of *interface*, the oldest first."""
        return [one for one in self.globals.values() if one.interface == interface]

    def bind(self, what: Global, version: int, listener: Listener) -> int:
        """The object of *what*, spoken to in *version* or an older one that the compositor knows."""
        made = self.new_id(listener)
        body = number(what.name) + text(what.interface) + number(min(version, what.version)) + number(made)
        self.request(_REGISTRY, _BIND, body)
        return made

    def new_id(self, listener: Listener) -> int:
        """A name for an object that the next request makes; *listener* gets its events."""
        if self._free_ids:
            made = self._free_ids.pop()
        else:
            made, self._next_id = self._next_id, self._next_id + 1
        self._listeners[made] = listener
        return made

    def request(self, made: int, opcode: int, body: bytes = b"") -> None:
        """Tell the object *made*. Does nothing when the connection is gone."""
        self._stream.send(request(made, opcode, body))

    def destroy(self, made: int, opcode: int) -> None:
        """End the object *made* by its request *opcode*. None of its events comes any more."""
        self._listeners[made] = _deaf  # its name is free only when the compositor says so
        self.request(made, opcode)

    def after_all(self, callback: Callable[[], None]) -> None:
        """Call back when the compositor has heard all that was said until now, and we its answers."""
        self.request(_DISPLAY, _SYNC, number(self.new_id(lambda _event, _body: callback())))

    def close(self) -> None:
        """Give the compositor up. Nothing is called any more."""
        self._limit.cancel()
        self._listeners.clear()
        self._stream.close()

    # --- receiving

    def _read(self, received: bytes) -> None:
        try:
            for made, event, body in self._reader.feed(received):
                self._listeners.get(made, _deaf)(event, body)
                if not self._stream.is_open:
                    return  # closed by a listener
        except WaylandError as error:
            self._lose(str(error))
        except (struct.error, ValueError):
            self._lose("The compositor sends nonsense.")

    def _display(self, event: int, body: bytes) -> None:
        if event == _ERROR:
            made, code = struct.unpack_from("=II", body)
            said = text_at(body, 8)[0][:200]
            self._lose(f"The compositor reports an error: {said} (object {made}, code {code}).")
        elif event == _DELETE_ID:
            (made,) = struct.unpack_from("=I", body)
            if made > _REGISTRY and self._listeners.pop(made, None) is not None:
                self._free_ids.append(made)

    def _registry(self, event: int, body: bytes) -> None:
        (name,) = struct.unpack_from("=I", body)
        if event == _GLOBAL:
            interface, after = text_at(body, 4)
            (version,) = struct.unpack_from("=I", body, after)
            if interface not in self._interfaces:
                return
            if len(self.globals) >= _GLOBALS_LIMIT:
                self._lose("The compositor offers too much.")
                return
            self.globals[name] = Global(name, interface, version)
        elif event != _GLOBAL_REMOVE or self.globals.pop(name, None) is None:
            return
        if self._up:
            self._on_globals()

    def _greeted(self) -> None:
        self._up = True
        self._limit.cancel()
        self._on_globals()

    # --- losing

    def _too_slow(self) -> None:
        self._lose(f"The compositor does not answer within {SET_UP_LIMIT_S:.0f} s.")

    def _lose(self, why: str) -> None:
        if self._stream.is_open:
            self.close()
            self._on_lost(WaylandError(why))


def _deaf(_event: int, _body: bytes) -> None:
    """Hears of an object that is no more, or of which nothing matters."""


def display_path(environ: Mapping[str, str]) -> str:
    """Where the compositor of *environ* listens. :class:`NotWayland` when this is no session of that kind.

    Without WAYLAND_DISPLAY the usual name is taken, but only in a session that calls itself one of Wayland:
    the same user may have another session of that kind, and its idle time is none of ours.
    """
    display = environ.get("WAYLAND_DISPLAY", "")
    if not is_wayland(environ):
        raise NotWayland("This is no Wayland session.")
    if display.startswith("/"):
        return display
    folder = environ.get("XDG_RUNTIME_DIR", "")
    if not folder:
        raise NotWayland("XDG_RUNTIME_DIR is not set: the compositor cannot be found.")
    return f"{folder}/{display or 'wayland-0'}"


def connected(environ: Mapping[str, str]) -> socket.socket:
    """A non-blocking socket to the compositor of *environ*."""
    path = display_path(environ)
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
    try:
        opened.connect(path)
    except (FileNotFoundError, ConnectionRefusedError):
        opened.close()
        raise NoCompositor(f"There is no compositor at {path[:100]}.") from None
    except OSError as error:
        opened.close()
        raise WaylandError(f"The compositor at {path[:100]!r} cannot be reached ({error}).") from None
    return opened
