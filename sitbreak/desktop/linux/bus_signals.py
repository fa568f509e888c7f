"""Who of us listens to which signals of a bus, and who may send them.

A signal says which connection sent it (``:1.7``), a listener names a service (``org.freedesktop.login1``).
Any peer can send any signal straight to us, so the owner of each named service is followed, and a signal from
somebody else is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jeepney.low_level import HeaderFields, Message

from sitbreak import log

if TYPE_CHECKING:
    from collections.abc import Callable

    SignalCallback = Callable[[str, str, tuple[Any, ...]], None]

DAEMON, DAEMON_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"

_OWNER_CHANGED = {
    "sender": DAEMON,
    "path": DAEMON_PATH,
    "interface": DAEMON,
    "member": "NameOwnerChanged",
}


class Signals:
    """Listeners of one connection. Says nothing on the bus itself: :class:`.bus.Bus` does."""

    def __init__(self) -> None:
        self._listeners: list[tuple[dict[str, str], SignalCallback]] = []
        self._owners: dict[str, str] = {}  # service -> connection that owns it, for those listened to
        self._followed: set[str] = set()

    def listen(self, filters: dict[str, str], callback: SignalCallback) -> None:
        """Call back for signals that pass all *filters* (keys of a D-Bus match rule)."""
        self._listeners.append((filters, callback))

    def follow(self, service: str) -> dict[str, str] | None:
        """Begin to follow the owner of *service*: the filters the bus must match for it. None when it is
        followed already, or need not be."""
        if service.startswith(":") or service == DAEMON or service in self._followed:
            return None
        self._followed.add(service)
        return _OWNER_CHANGED | {"arg0": service}

    def owner_is(self, service: str, owner: str) -> None:
        """The bus says that the connection *owner* owns *service* now; empty: nobody does."""
        if owner:
            self._owners[service] = owner
        else:
            self._owners.pop(service, None)

    def dispatch(self, signal: Message) -> None:
        """Tell everybody who listens to *signal*."""
        fields = signal.header.fields
        seen = {
            "path": fields.get(HeaderFields.path, ""),
            "interface": fields.get(HeaderFields.interface, ""),
            "member": fields.get(HeaderFields.member, ""),
        }
        if signal.body and isinstance(signal.body[0], str):
            seen["arg0"] = signal.body[0]
        sender = fields.get(HeaderFields.sender, "")
        self._notice_owner(seen, sender, signal.body)
        for filters, callback in tuple(self._listeners):
            if self._passes(filters, seen, sender):
                _call(callback, seen["path"], seen["member"], signal.body)

    def _passes(self, filters: dict[str, str], seen: dict[str, str], sender: str) -> bool:
        for key, wanted in filters.items():
            if key != "sender":
                if seen.get(key) != wanted:
                    return False
            elif sender not in (wanted, self._owners.get(wanted)):
                return False
        return True

    def _notice_owner(self, seen: dict[str, str], sender: str, body: tuple[Any, ...]) -> None:
        if sender == DAEMON and seen["member"] == "NameOwnerChanged" and seen.get("arg0") in self._followed:
            service, _, owner = body
            self.owner_is(service, owner)


def _call(callback: SignalCallback, path: str, member: str, body: tuple[Any, ...]) -> None:
    try:
        callback(path, member, body)
    except Exception as error:  # noqa: BLE001 - one listener that stumbles must not deafen the others
        log.problem("bus", error)


def match_rule(filters: dict[str, str]) -> str:
    """The D-Bus match rule of *filters*. Raises ValueError for a value that cannot be put into one."""
    if any("'" in value or "\\" in value for value in filters.values()):
        raise ValueError(f"no match rule can hold these: {filters}")
    return ",".join(["type='signal'", *(f"{key}='{value}'" for key, value in filters.items())])
