"""The two protocols by which a Wayland compositor tells of pauses in input.

They say the same in different words: "watch this seat for so long a lack of input", and then "it has come"
and "it is over". The one of KDE is older, and in some compositors the only one. The other knows, from its
second version on, a watch for input alone: in all else a program that keeps the screen awake, such as a
video, counts as input.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitbreak.desktop.linux.wayland_wire import number

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.wayland import WaylandConnection
    from sitbreak.ports import DescriptorLoop, Timer

SEAT = "wl_seat"
_IDLED, _RESUMED = 0, 1  # events of a watch
_DESTROY = 0  # its request


class _Protocol(NamedTuple):
    interface: str
    version: int  # at least
    how: str
    opcode: int  # the request that makes a watch
    seat_first: bool  # its arguments: seat and length, or length and seat


_PROTOCOLS = (  # the best first
    _Protocol("ext_idle_notifier_v1", 2, "Wayland ext-idle-notify-v1, input alone", 2, False),
    _Protocol("ext_idle_notifier_v1", 1, "Wayland ext-idle-notify-v1", 1, False),
    _Protocol("org_kde_kwin_idle", 1, "Wayland org_kde_kwin_idle", 0, True),
)
INTERFACES = frozenset({SEAT, *(protocol.interface for protocol in _PROTOCOLS)})


def best_offered(connection: WaylandConnection) -> tuple[int, int] | None:
    """What a :class:`Watcher` is best made of: the name of it at the compositor, and the rank of its
    protocol. None when there is nothing of the kind."""
    for rank, protocol in enumerate(_PROTOCOLS):
        for offered in connection.offered(protocol.interface):
            if offered.version >= protocol.version:
                return offered.name, rank
    return None


class Watcher:
    """What watches for pauses in the compositor on *connection*: one that is :func:`best_offered`."""

    def __init__(self, loop: DescriptorLoop, connection: WaylandConnection, offered: tuple[int, int]) -> None:
        name, rank = offered
        self.offered = offered
        self._protocol = _PROTOCOLS[rank]
        self._loop = loop
        self._connection = connection
        self._made = connection.bind(connection.globals[name], self._protocol.version, _ignore)

    @property
    def how(self) -> str:
        return self._protocol.how

    @property
    def inhibitors_hide(self) -> bool:
        """Whether a program that keeps the screen awake counts as input."""
        return self._protocol.version < 2

    def watch(self, seat: int, length_ms: int, told: Callable[[bool], None]) -> int:
        """Watch *seat* from now on. *told* gets True when there was no input for so long, and False at the
        first input after it. The answer is for :meth:`end`."""

        def hear(event: int, _body: bytes) -> None:
            if event in (_IDLED, _RESUMED):
                told(event == _IDLED)

        made = self._connection.new_id(hear)
        lengths = (
            number(seat) + number(length_ms)
            if self._protocol.seat_first
            else number(length_ms) + number(seat)
        )
        self._connection.request(self._made, self._protocol.opcode, number(made) + lengths)
        return made

    def end(self, watch: int) -> None:
        self._connection.destroy(watch, _DESTROY)

    def wait(self, length_s: float, over: Callable[[], None]) -> Timer:
        """Call *over* when so long has passed and all that the compositor said in it has been heard."""
        return self._loop.call_later(length_s, lambda: self._connection.after_all(over))


def _ignore(_event: int, _body: bytes) -> None:
    """Nothing that is told here matters."""
