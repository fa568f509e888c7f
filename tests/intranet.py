"""An intranet: one web host at an https address of its own, reached through the proxy of the organisation, as
`https_proxy` names it. Nobody's network is touched: both are on the loopback."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.cli.program import Program
from tests.security.team_host import TeamHost, hosting, make_authority


@contextlib.contextmanager
def intranet(program: Program, name: str, folder: Path) -> Iterator[TeamHost]:
    """The host *name*, for *program*. *folder* holds its certificates."""
    authority = make_authority(folder, name)
    with hosting(authority.host) as host, _proxy(host.port) as port:
        program.env |= {
            "SSL_CERT_FILE": str(authority.trusted),
            "SSL_CERT_DIR": "/nowhere",
            "https_proxy": f"http://127.0.0.1:{port}",
        }
        yield host


@contextlib.contextmanager
def _proxy(onward: int) -> Iterator[int]:
    """The port of a proxy that passes every connection on to the port *onward*, whatever it is asked for."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):  # when it is closed
            while True:
                connection, _address = server.accept()
                threading.Thread(target=_pass, args=(connection, onward), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)


def _pass(connection: socket.socket, onward: int) -> None:
    with connection, socket.create_connection(("127.0.0.1", onward)) as there, contextlib.suppress(OSError):
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        back = threading.Thread(target=_pump, args=(there, connection), daemon=True)
        back.start()
        _pump(connection, there)
        back.join(10)


def _pump(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
