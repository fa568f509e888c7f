"""A hand for Mutter: moves its pointer through its remote desktop, as told on standard input."""

from __future__ import annotations

from typing import Any

from jeepney.io.blocking import open_dbus_connection
from jeepney.low_level import MessageType
from jeepney.wrappers import DBusAddress, new_method_call

from tests.desktop.wayland_poke import obey

REMOTE = "org.gnome.Mutter.RemoteDesktop"


class Pointer:
    def __init__(self) -> None:
        self._bus = open_dbus_connection()
        (self._session,) = self._call("/org/gnome/Mutter/RemoteDesktop", REMOTE, "CreateSession")
        self._call(self._session, f"{REMOTE}.Session", "Start")
        self._step = 5.0

    def move(self) -> None:
        self._step = -self._step
        self._call(
            self._session, f"{REMOTE}.Session", "NotifyPointerMotionRelative", "dd", (self._step, self._step)
        )

    def _call(
        self, path: str, interface: str, member: str, signature: str | None = None, body: tuple[Any, ...] = ()
    ) -> tuple[Any, ...]:
        call = new_method_call(DBusAddress(path, REMOTE, interface), member, signature, body)
        reply = self._bus.send_and_get_reply(call, timeout=10)
        if reply.header.message_type is MessageType.error:
            raise RuntimeError(reply.body)
        return tuple(reply.body)


if __name__ == "__main__":
    obey(Pointer().move)
