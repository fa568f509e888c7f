"""A real TLS server on the loopback, with an authority of its own, that answers as well or badly as told."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

Answer = Callable[["Talk"], None]
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

TEAM_FILE = b'version = 1\nserial = 1\nname = "Platform team"\n\n[breaks]\ninterval_min = 50\n'


@dataclass(frozen=True)
class Authority:
    """Files in PEM: what clients trust, and two certificates with their keys."""

    trusted: Path
    host: Path  # for localhost and 127.0.0.1
    other_host: Path  # signed by the same, for other.example
    stranger: Path  # for localhost, signed by nobody but itself
    expired: Path


@dataclass(frozen=True)
class Chain:
    """An authority and one host, in PEM, as a server is given them."""

    name: str
    trusted: Path
    host: Path


def make_authority(folder: Path, *names: str) -> Authority:
    """In *folder*; the host has *names* besides its own."""
    root = _Maker("Test authority", ec.generate_private_key(ec.SECP256R1()))
    trusted = folder / "ca.pem"
    trusted.write_bytes(root.pem)

    def leaf(name: str, *names: str, issuer: _Maker | None = root, days: int = 2) -> Path:
        made = _Maker(name, ec.generate_private_key(ec.SECP256R1()), issuer, names=names, days=days)
        file = folder / f"{name}.pem"
        file.write_bytes(made.key_pem + made.pem)
        return file

    return Authority(
        trusted=trusted,
        host=leaf("host", "localhost", "127.0.0.1", *names),
        other_host=leaf("other", "other.example"),
        stranger=leaf("stranger", "localhost", issuer=None),
        expired=leaf("expired", "localhost", days=-1),
    )


def make_chain(folder: Path, *, rsa_keys: bool) -> Chain:
    """A host's chain: small, or as public ones are, with RSA keys and an authority between."""

    def key() -> Key:
        if rsa_keys:
            return rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return ec.generate_private_key(ec.SECP256R1())

    root = _Maker("Test root", key())
    between = _Maker("Test authority between", key(), root) if rsa_keys else root
    leaf = _Maker("localhost", key(), between, names=("localhost",))
    trusted, host = folder / "ca.pem", folder / "host.pem"
    trusted.write_bytes(root.pem)
    host.write_bytes(leaf.key_pem + leaf.pem + (between.pem if rsa_keys else b""))
    return Chain("RSA 2048 and one between" if rsa_keys else "EC P-256", trusted, host)


class _Maker:
    """A certificate and its key. Without an *issuer* it vouches for itself; without *names* it may issue."""

    def __init__(
        self,
        name: str,
        key: Key,
        issuer: _Maker | None = None,
        *,
        names: tuple[str, ...] = (),
        days: int = 2,
    ) -> None:
        self._key = key
        self.subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        signer = issuer or self
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(self.subject)
            .issuer_name(signer.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=3))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key), critical=False
            )
        )
        if names:
            general = [_general(each) for each in names]
            made = made.add_extension(x509.SubjectAlternativeName(general), critical=False)
        self.pem = made.sign(signer._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    @property
    def public_key(self) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
        return self._key.public_key()

    @property
    def key_pem(self) -> bytes:
        return self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


def _general(name: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)


class Talk:
    """One connection, after its request was read."""

    def __init__(self, connection: ssl.SSLSocket, request: bytes, over: threading.Event) -> None:
        self.connection = connection
        self.request = request
        self.over = over
        self.sent_b = 0

    @property
    def path(self) -> str:
        return self.request.split(b" ")[1].decode()

    def header(self, name: str) -> str | None:
        for line in self.request.decode().split("\r\n")[1:]:
            if line.lower().startswith(f"{name.lower()}:"):
                return line.partition(":")[2].strip()
        return None

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)
        self.sent_b += len(data)


class TeamHost:
    """Serves until closed; *answer* may be changed at any time. *before_tls* runs before the handshake."""

    def __init__(self, certificate: Path) -> None:
        self.answer: Answer = answering(TEAM_FILE)
        self.before_tls: Callable[[socket.socket], None] | None = None
        self.talks: list[Talk] = []
        self.connections = 0
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate)
        self._over = threading.Event()
        self._at_close: list[Callable[[], None]] = []
        self._server = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._server.getsockname()[1]
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    @property
    def over(self) -> threading.Event:
        """Set when the host is closed: what waits on purpose waits for this."""
        return self._over

    def url(self, path: str = "/team.toml") -> str:
        return f"https://localhost:{self.port}{path}"

    @property
    def requests(self) -> list[bytes]:
        return [talk.request for talk in self.talks]

    def on_close(self, action: Callable[[], None]) -> None:
        self._at_close.append(action)

    def close(self) -> None:
        self._over.set()
        for action in self._at_close:
            action()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread in self._threads:
            thread.join(10)

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                connection, _address = self._server.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._talk, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        try:
            if self.before_tls is not None:
                self.before_tls(connection)
            secure = self._tls.wrap_socket(connection, server_side=True)
        except (OSError, ValueError):
            connection.close()
            return
        with secure:
            with contextlib.suppress(OSError):  # of a client that hangs up
                request = b""
                while b"\r\n\r\n" not in request:
                    more = secure.recv(65536)
                    if not more:
                        return
                    request += more
                talk = Talk(secure, request, self._over)
                self.talks.append(talk)
                self.answer(talk)
            with contextlib.suppress(OSError, ValueError):
                secure.unwrap()


def answering(
    body: bytes,
    *headers: str,
    status: str = "200 OK",
    kind: str = "application/toml",
    length: int | None = None,
) -> Answer:
    """A well-formed answer. *length* is what it says of its length, if that is not the truth."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
    ]
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    return lambda talk: talk.send(head + body)


def raw(data: bytes) -> Answer:
    return lambda talk: talk.send(data)


def by_path(**answers: Answer) -> Answer:
    """An answer by the last part of the path, dots as "_"; anything else is 404."""

    def answer(talk: Talk) -> None:
        name = talk.path.rpartition("/")[2].replace(".", "_").replace("-", "_")
        answers.get(name, answering(b"", status="404 Not Found"))(talk)

    return answer


def endless(first: bytes, piece: bytes, every_s: float = 0.0) -> Answer:
    """*first*, and then *piece* for ever, until the client hangs up or the host is closed."""

    def answer(talk: Talk) -> None:
        talk.send(first)
        while not talk.over.is_set():
            talk.send(piece)
            if every_s:
                time.sleep(every_s)

    return answer


@contextlib.contextmanager
def hosting(certificate: Path) -> Iterator[TeamHost]:
    host = TeamHost(certificate)
    try:
        yield host
    finally:
        host.close()
