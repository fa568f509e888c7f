"""Debian's nginx as the host of a team's file, and sitbreak's own fetch asking it: bytes, time, its CPU."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sitbreak.team.fetch import Mark, fetch
from tests.security.team_host import TEAM_FILE, Chain, make_chain

CLIENTS = 2  # at the same time, processes of their own
FILE_B = 2048
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")

_CONF = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    types {{ application/toml toml; }}
    server {{
        listen 127.0.0.1:{port} ssl backlog=1024;
        ssl_certificate {certificate};
        ssl_certificate_key {certificate};
        root {folder}/www;
    }}
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    name: str
    up_b: float  # of TLS, without TCP and IP
    down_b: float
    per_s: float  # asked by two processes of this machine
    host_cpu_ms: float  # for one look


def measured(requests: int) -> list[Load]:
    """A fresh file and an unchanged one, with a small chain of certificates and with one like public ones."""
    loads = []
    with tempfile.TemporaryDirectory(prefix="team-scale-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for kind in ("EC", "RSA"):
            place = folder / kind
            place.mkdir()
            chain = make_chain(place, rsa_keys=kind == "RSA")
            with _nginx(place, chain) as (url, pid):
                for status in (200, 304):
                    loads.append(_load(url, pid, chain, requests, f"{status}, {chain.name}", status))
    return loads


def _load(url: str, pid: int, chain: Chain, requests: int, name: str, status: int) -> Load:
    os.environ |= {"SSL_CERT_FILE": str(chain.trusted), "SSL_CERT_DIR": "/nonexistent"}
    known = fetch(url).mark if status == 304 else Mark()
    up_b, down_b = _bytes_of_one(url, known)
    before_ms, begun_s = _cpu_ms(pid), time.perf_counter()
    clients = [
        subprocess.Popen([sys.executable, "-m", __name__, url, known.etag, str(requests // CLIENTS)])
        for _client in range(CLIENTS)
    ]
    for client in clients:
        if client.wait(600):
            raise RuntimeError("a client has failed")
    took_s, used_ms = time.perf_counter() - begun_s, _cpu_ms(pid) - before_ms
    asked = requests // CLIENTS * CLIENTS
    return Load(name=name, up_b=up_b, down_b=down_b, per_s=asked / took_s, host_cpu_ms=used_ms / asked)


def _client(url: str, etag: str, times: int) -> None:
    """What a client process does."""
    known = Mark(url=url, etag=etag) if etag else Mark()
    for _time in range(times):
        page = fetch(url, known=known)
        if (page.data is None) != bool(etag):
            raise RuntimeError("not the answer that was expected")


@contextmanager
def _nginx(folder: Path, chain: Chain) -> Iterator[tuple[str, int]]:
    """A static host; the address of its file, and the process that answers."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise RuntimeError("nginx is not installed: apt-get install nginx-light")
    (folder / "www").mkdir()
    (folder / "www/team.toml").write_bytes(TEAM_FILE.ljust(FILE_B, b"#"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    user = "user root;" if os.getuid() == 0 else ""
    conf = folder / "nginx.conf"
    conf.write_text(_CONF.format(folder=folder, port=port, certificate=chain.host, user=user))
    master = subprocess.Popen([program, "-p", str(folder), "-c", str(conf)], stderr=subprocess.DEVNULL)
    try:
        worker = _until_it_answers(port, master.pid)
        yield f"https://localhost:{port}/team.toml", worker
    finally:
        master.terminate()
        master.wait(10)


def _until_it_answers(port: int, master: int) -> int:
    for _time in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
                if children:
                    return int(children[0])
        time.sleep(0.05)
    raise RuntimeError("nginx does not answer")


def _cpu_ms(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_MS


def _bytes_of_one(url: str, known: Mark) -> tuple[int, int]:
    """The bytes of one look, up and down, counted by a proxy between."""
    counted = {"up": 0, "down": 0}
    with socket.create_server(("127.0.0.1", 0)) as server:
        relay = threading.Thread(target=_relay, args=(server, counted), daemon=True)
        relay.start()
        os.environ["https_proxy"] = f"http://127.0.0.1:{server.getsockname()[1]}"
        try:
            fetch(url, known=known)
        finally:
            del os.environ["https_proxy"]
        relay.join(10)
    return counted["up"], counted["down"]


def _relay(server: socket.socket, counted: dict[str, int]) -> None:
    client, _address = server.accept()
    head = b""
    while b"\r\n\r\n" not in head:
        head += client.recv(4096)
    host, _colon, port = head.split(b" ")[1].decode().rpartition(":")
    with client, socket.create_connection((host, int(port))) as onward:
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        back = threading.Thread(target=_pump, args=(onward, client, counted, "down"), daemon=True)
        back.start()
        _pump(client, onward, counted, "up")
        back.join(10)


def _pump(source: socket.socket, target: socket.socket, counted: dict[str, int], way: str) -> None:
    try:
        while data := source.recv(65536):
            counted[way] += len(data)
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


if __name__ == "__main__":
    _client(sys.argv[1], sys.argv[2], int(sys.argv[3]))
