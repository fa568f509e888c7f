"""What we offer to others on a bus: objects with interfaces, methods and properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jeepney.low_level import HeaderFields, Message
from jeepney.wrappers import new_error, new_method_return

from sitbreak import log
from sitbreak.desktop.linux.bus_wire import BusError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    # member -> (signature of the answer, what to call with the arguments: it answers a tuple, or None)
    Methods = Mapping[str, tuple[str, Callable[..., Any]]]
    # name -> what answers (signature, value)
    Properties = Mapping[str, Callable[[], tuple[str, Any]]]

_PEER = "org.freedesktop.DBus.Peer"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_INTROSPECTABLE = "org.freedesktop.DBus.Introspectable"


class Objects:
    """Exported objects. :meth:`answer` never raises, whatever a peer sends."""

    def __init__(self) -> None:
        self._objects: dict[str, dict[str, tuple[Methods, Properties]]] = {}

    def export(self, path: str, interface: str, methods: Methods, properties: Properties) -> None:
        self._objects.setdefault(path, {})[interface] = (methods, properties)

    def answer(self, call: Message) -> Message:
        """The reply to a method call."""
        try:
            signature, body = self._invoke(call)
        except BusError as error:
            return failure(call, error)
        except Exception as error:  # noqa: BLE001 - arguments come from any peer; ours must not end with them
            log.problem("bus", error)
            return failure(call, BusError("Failed", type(error).__name__))
        return new_method_return(call, signature or None, body)

    def _invoke(self, call: Message) -> tuple[str, tuple[Any, ...]]:
        fields = call.header.fields
        path, member = fields[HeaderFields.path], fields[HeaderFields.member]
        interface = fields.get(HeaderFields.interface)
        if interface == _PEER:
            return _peer(member)
        if interface == _INTROSPECTABLE and member == "Introspect":
            return "s", (self._description(path),)
        if path not in self._objects:
            raise BusError("UnknownObject", f"there is no object {path}")
        if interface == _PROPERTIES:
            return self._property(self._objects[path], member, call.body)
        for name, (methods, _) in self._objects[path].items():
            if interface in (None, name) and member in methods:
                signature, method = methods[member]
                return signature, method(*call.body) or ()
        raise BusError("UnknownMethod", f"{path} has no method {interface}.{member}")

    def _property(
        self, interfaces: dict[str, tuple[Methods, Properties]], member: str, body: tuple[Any, ...]
    ) -> tuple[str, tuple[Any, ...]]:
        interface, *rest = body
        if interface not in interfaces:
            raise BusError("UnknownInterface", f"there is no interface {interface}")
        properties = interfaces[interface][1]
        if member == "GetAll":
            return "a{sv}", ({name: value() for name, value in properties.items()},)
        if member not in ("Get", "Set"):
            raise BusError("UnknownMethod", f"properties have no method {member}")
        if not rest or rest[0] not in properties:
            raise BusError("UnknownProperty", f"{interface} has no such property")
        if member == "Set":
            raise BusError("PropertyReadOnly", f"{rest[0]} cannot be set")
        return "v", (properties[rest[0]](),)

    def _description(self, path: str) -> str:
        """Introspection data: interfaces, their properties, and objects below. Methods are not described,
        for we do not know the types of their arguments."""
        lines = ["<node>"]
        for interface, (_, properties) in self._objects.get(path, {}).items():
            lines.append(f'<interface name="{interface}">')
            for name, value in properties.items():
                lines.append(f'<property name="{name}" type="{value()[0]}" access="read"/>')
            lines.append("</interface>")
        above = path.rstrip("/") + "/"
        below = {other[len(above) :].split("/")[0] for other in self._objects if other.startswith(above)}
        lines += [f'<node name="{name}"/>' for name in sorted(below)]
        return "\n".join([*lines, "</node>"])


def _peer(member: str) -> tuple[str, tuple[Any, ...]]:
    if member != "Ping":
        raise BusError("UnknownMethod", f"we know no {member}")
    return "", ()


def failure(call: Message, error: BusError) -> Message:
    """The error reply to *call*."""
    return new_error(call, error.name, "s", (str(error),))
