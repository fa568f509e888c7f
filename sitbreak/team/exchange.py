"""One connection for one request: TLS over TCP, or through a proxy, with a limit on every byte that arrives.

The parts of the standard library that are used know time limits for a single read only, and no limit on
headers worth the name: a server that sends a byte now and then holds them for hours. So each byte of an
answer is counted, and :meth:`Connection.hang_up`, from another thread, ends whatever is going on.
"""

from __future__ import annotations

import base64
import http.client
import io
import socket
import urllib.request
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

if TYPE_CHECKING:
    import ssl

    from sitbreak.team.address import Address

OVERHEAD_B = 64 * 1024  # of an answer: status lines, headers, marks between chunks


class TooMuch(Exception):
    """More has arrived than was agreed on."""


class BadProxy(Exception):
    """The environment names a proxy that cannot be used, this one."""


class Connection(http.client.HTTPSConnection):
    """To the host of *address*, directly or through the proxy that the environment names for it.

    Each read and write waits for *timeout_s* at the most. An answer of more than *most_b* raises
    :class:`TooMuch`.
    """

    def __init__(self, address: Address, tls: ssl.SSLContext, *, timeout_s: float, most_b: int) -> None:
        """Raises :class:`BadProxy`."""
        proxy = proxy_for(address)
        host, port = (proxy.hostname or "", proxy.port or 80) if proxy else (address.host, address.port)
        super().__init__(host, port, timeout=timeout_s, context=tls)
        if proxy:
            self.set_tunnel(address.host, address.port, headers=_admission(proxy))
        self.response_class = partial(_Answer, most_b=most_b)  # type: ignore[assignment]
        self._name = address.host
        self._tls = tls
        self._plug: socket.socket | None = None  # the same connection: TLS takes the first socket for itself

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        self._plug = self.sock.dup()
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._name)

    def hang_up(self) -> None:
        """End what is being waited for, if there is a connection. For any thread; raises nothing."""
        for end in (self._plug, self.sock):
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def finish(self) -> None:
        """Let go of everything. (``close`` is called by the library before the body of an answer is read.)"""
        self.close()
        if self._plug is not None:
            self._plug.close()
            self._plug = None


def proxy_for(address: Address) -> SplitResult | None:
    """The proxy to be used for *address*. Raises :class:`BadProxy`."""
    proxies = urllib.request.getproxies()
    proxy = proxies.get("https") or proxies.get("all")
    if not proxy or urllib.request.proxy_bypass(f"{address.host}:{address.port}"):
        return None
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    try:
        usable = parts.scheme == "http" and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise BadProxy(f"{parts.scheme}://{parts.hostname}")  # without the password that may be in it
    return parts


def _admission(proxy: SplitResult) -> dict[str, str]:
    """What the proxy wants to see of who passes; the host never does."""
    if not proxy.username:
        return {}
    name = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(name.encode()).decode()}"}


class _Answer(http.client.HTTPResponse):
    """An answer whose bytes are counted as they arrive."""

    def __init__(self, sock: socket.socket, *, most_b: int, **details: Any) -> None:
        super().__init__(sock, **details)
        self.fp.close()
        self.fp = io.BufferedReader(_Counted(sock.makefile("rb", buffering=0), most_b))


class _Counted(io.RawIOBase):
    def __init__(self, stream: io.RawIOBase, most_b: int) -> None:
        self._stream = stream
        self._left_b = most_b

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._left_b <= 0:
            raise TooMuch
        found = self._stream.readinto(memoryview(buffer)[: self._left_b])
        self._left_b -= found or 0
        return found

    def close(self) -> None:
        self._stream.close()
        super().close()
