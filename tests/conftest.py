"""What holds for every test: a home of its own, no desktop, no network. `security/test_guards.py` proves it.

The guards cost a test two empty folders. A test that needs a desktop makes a private one (`desktop/rig.py`).
"""

from __future__ import annotations

import itertools
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# How long an example takes says how busy the machine is, and nothing about us.
hypothesis.settings.register_profile("no clock", deadline=None)
hypothesis.settings.load_profile("no clock")

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_REAL_DESKTOP = ("/run/", "/var/run/")
_FORGOTTEN = (
    *("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "NOTIFY_SOCKET"),
    *("XDG_CURRENT_DESKTOP", "XDG_SESSION_ID", "XDG_SESSION_TYPE", "DESKTOP_SESSION", "SESSION_MANAGER"),
)


class NetworkRefused(AssertionError):
    """A test reached for the network or for the real desktop. No OSError: adapters survive those."""


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The next folder for a home, each time it is asked for."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in itertools.count(1))


@pytest.fixture(autouse=True)
def _a_home_of_its_own(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = next(_homes)
    home, runtime = folder / "home", folder / "run"
    home.mkdir(parents=True)
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    for name, place in (
        ("USERPROFILE", home),
        ("APPDATA", home / "AppData/Roaming"),
        ("LOCALAPPDATA", home / "AppData/Local"),
        ("XDG_CONFIG_HOME", home / ".config"),
        ("XDG_CACHE_HOME", home / ".cache"),
        ("XDG_DATA_HOME", home / ".local/share"),
        ("XDG_STATE_HOME", home / ".local/state"),
        ("XDG_CONFIG_DIRS", folder / "no-such-folder"),
    ):
        monkeypatch.setenv(name, str(place))
    # Unset, this one would mean the machine's own bus.
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={runtime}/no-system-bus")
    for name in (*_FORGOTTEN, *(name for name in os.environ if name.startswith("SITBREAK_"))):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse what leaves this machine: in this process by the socket module, in children by a dead proxy."""
    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, method, _guarded(getattr(socket.socket, method)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            patch.setenv(name, "http://127.0.0.1:9")
        yield


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    def guard(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if self.family == getattr(socket, "AF_UNIX", None):
            refused = os.fsdecode(address).startswith(_REAL_DESKTOP)
        else:
            refused = address[0] not in _LOOPBACK
        if refused:
            raise NetworkRefused(f"A test reached for {address!r}.")
        return method(self, *arguments)

    return guard


def _guarded_lookup(lookup: Callable[..., Any]) -> Callable[..., Any]:
    def guard(host: str | bytes | None, *arguments: Any, **options: Any) -> Any:
        if host is not None and os.fsdecode(host) not in _LOOPBACK:
            raise NetworkRefused(f"A test looked up {host!r}.")
        return lookup(host, *arguments, **options)

    return guard
