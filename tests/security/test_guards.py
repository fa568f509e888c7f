"""The guards of `tests/conftest.py` hold: no test touches the real home, the network or the real desktop."""

from __future__ import annotations

import os
import pwd
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from sitbreak import paths
from tests.conftest import NetworkRefused

_ELSEWHERE = ("192.0.2.1", 80)  # an address that belongs to nobody, for documentation


def test_home_is_an_empty_folder_of_the_test() -> None:
    real = Path(pwd.getpwuid(os.getuid()).pw_dir)
    assert Path.home() != real
    assert list(Path.home().iterdir()) == []


def test_every_place_for_files_lies_in_the_folder_of_the_test() -> None:
    mine = Path.home().parent
    for place in (
        *(paths.user_settings_file(), paths.history_file(), paths.state_folder(), paths.cache_folder()),
        *(paths.autostart_file(), paths.runtime_folder()),
    ):
        assert place.is_relative_to(mine)


@pytest.mark.parametrize("leaves_a_file", [True, False])
def test_no_test_finds_what_another_left(leaves_a_file: bool) -> None:
    left = Path.home() / "left"
    assert not left.exists()
    if leaves_a_file:
        left.touch()


def test_no_display_and_no_bus_is_known() -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS"):
        assert name not in os.environ
    assert not Path(os.environ["DBUS_SYSTEM_BUS_ADDRESS"].removeprefix("unix:path=")).exists()


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_connection_to_another_machine_is_refused(family: socket.AddressFamily) -> None:
    address = _ELSEWHERE if family == socket.AF_INET else ("2001:db8::1", 80, 0, 0)
    with socket.socket(family) as connection:
        with pytest.raises(NetworkRefused):
            connection.connect(address)
        with pytest.raises(NetworkRefused):
            connection.connect_ex(address)


def test_a_datagram_to_another_machine_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender, pytest.raises(NetworkRefused):
        sender.sendto(b"hello", _ELSEWHERE)


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(NetworkRefused):
        socket.getaddrinfo("example.org", 443)
    with pytest.raises(NetworkRefused):
        socket.create_connection(("example.org", 443))


def test_a_child_process_gets_no_page() -> None:
    """Python's own client obeys the proxy variables, as pip, curl and most others do."""
    fetch = "import urllib.request; urllib.request.urlopen('http://example.org/', timeout=5)"
    child = subprocess.run([sys.executable, "-c", fetch], capture_output=True, text=True, check=False)
    assert child.returncode == 1
    assert "Connection refused" in child.stderr


def test_the_bus_of_the_machine_is_refused() -> None:
    with socket.socket(socket.AF_UNIX) as connection, pytest.raises(NetworkRefused):
        connection.connect("/run/dbus/system_bus_socket")


def test_a_socket_in_the_folder_of_the_test_works() -> None:
    place = str(paths.runtime_folder() / "a-socket")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(place)
        server.listen()
        client.connect(place)


def test_the_loopback_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_a_page_of_another_machine_is_out_of_reach() -> None:
    with pytest.raises(urllib.error.URLError, match="Connection refused"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=5)
