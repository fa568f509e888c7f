"""Fetch one small file by https, from a server that may be slow, broken, captured or hostile.

What is sent is a GET request with ``Host``, ``Accept-Encoding: identity`` and ``User-Agent: sitbreak/1``;
and when an earlier answer is kept, the mark of its version (``If-None-Match``, else ``If-Modified-Since``),
to the address it came from and no other. No cookie, no version, no identifier.

What is accepted is an answer of at most 64 KiB that says how long it is and is that long, from a host whose
certificate the system trusts, after at most 3 redirects from https to https, within 15 s altogether.
"""

from __future__ import annotations

import http.client
import re
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from sitbreak import clock
from sitbreak.team.address import Address, BadAddress, address_of
from sitbreak.team.exchange import OVERHEAD_B, Connection
from sitbreak.team.fetch_errors import FetchFailed, a_page, told, too_large, too_slow
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from email.message import Message

LARGEST_B = 64 * 1024
DEADLINE_S = 15.0
MOST_REDIRECTS = 3

_USER_AGENT = "sitbreak/1"
_LONGEST_MARK = 200  # characters of an ETag or a date that is kept
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_LOOKS_LIKE_A_PAGE = (b"<!doctype", b"<html", b"<head", b"<?xml")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"\d{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """By what a server knows the version of a file. Sent back, the file comes only if it has changed."""

    url: str = ""  # of the answer
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer. *data* is None when the file is as the mark says."""

    data: bytes | None
    url: str  # where it came from, after redirects
    mark: Mark = field(default_factory=Mark)
    max_age_s: float | None = None  # for how long the server calls it fresh


def fetch(
    url: str, *, known: Mark | None = None, largest_b: int = LARGEST_B, deadline_s: float = DEADLINE_S
) -> Page:
    """The file at *url*. Blocks for *deadline_s* at the most, whatever the network does.

    Raises :class:`BadAddress`, :class:`FetchFailed`.
    """
    task = _Task(address_of(url), known or Mark(), largest_b=largest_b, deadline_s=deadline_s)
    # Looking up a name cannot be broken off, so it is left behind in a thread that keeps nobody from ending.
    worker = threading.Thread(target=task.run, name="fetch", daemon=True)
    worker.start()
    worker.join(deadline_s)
    if worker.is_alive():
        task.give_up()
        raise too_slow(task.address.host, deadline_s)
    return task.page()


class _Task:
    """A fetch, in a thread of its own."""

    def __init__(self, address: Address, known: Mark, *, largest_b: int, deadline_s: float) -> None:
        self.address = address  # of the request that is running
        self._known = known
        self._largest_b = largest_b
        self._deadline_s = deadline_s
        self._connection: Connection | None = None
        self._given_up = False
        self._lock = threading.Lock()
        self._end: Page | Exception | None = None

    def run(self) -> None:
        try:
            self._end = self._follow()
        except Exception as error:  # noqa: BLE001 - it belongs to the thread that waits
            self._end = error

    def page(self) -> Page:
        """What came of it. Raises what went wrong."""
        if isinstance(self._end, Page):
            return self._end
        raise told(self._end, self.address.host, self._deadline_s)

    def give_up(self) -> None:
        with self._lock:
            self._given_up = True
            if self._connection is not None:
                self._connection.hang_up()

    def _follow(self) -> Page:
        tls = _tls()
        for _hop in range(MOST_REDIRECTS + 1):
            answer = self._ask(tls)
            if isinstance(answer, Page):
                return answer
            self.address = answer
        raise FetchFailed(
            fill(_("{host} sends on to another address, again and again."), host=self.address.host)
        )

    def _ask(self, tls: ssl.SSLContext) -> Page | Address:
        """One request: the file, or the address it is said to be at."""
        address = self.address
        most_b = self._largest_b + OVERHEAD_B
        connection = Connection(address, tls, timeout_s=self._deadline_s, most_b=most_b)
        with self._lock:
            if self._given_up:
                raise TimeoutError
            self._connection = connection
        try:
            connection.request("GET", address.target, headers=_headers(address, self._known))
            with connection.getresponse() as response:
                if response.status in _REDIRECTS:
                    return _moved(address, response.headers.get("Location", ""))
                return self._page(address, response)
        finally:
            with self._lock:
                self._connection = None
                connection.finish()

    def _page(self, address: Address, response: http.client.HTTPResponse) -> Page:
        headers = response.headers
        max_age_s = _max_age_s(headers)
        if response.status == 304 and _condition(address, self._known):
            return Page(data=None, url=address.url, mark=self._known, max_age_s=max_age_s)
        if response.status != 200:
            raise _refusal(address, response)
        _judge(address, headers)
        data = _whole_body(address, response, self._largest_b)
        mark = Mark(
            url=address.url, etag=_mark(headers, "ETag"), last_modified=_mark(headers, "Last-Modified")
        )
        return Page(data=data, url=address.url, mark=mark, max_age_s=max_age_s)


def _tls() -> ssl.SSLContext:
    """Trusts whom the system trusts, a company's own authority too."""
    try:
        import truststore
    except ImportError:
        return ssl.create_default_context()
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


# --- the request --------------------------------------------------------------------------------------------


def _headers(address: Address, known: Mark) -> dict[str, str]:
    return {"Accept-Encoding": "identity", "User-Agent": _USER_AGENT, **_condition(address, known)}


def _condition(address: Address, known: Mark) -> dict[str, str]:
    """What makes the request conditional; nothing for another address than the mark is of."""
    if known.url != address.url:
        return {}
    if known.etag:
        return {"If-None-Match": known.etag}
    return {"If-Modified-Since": known.last_modified} if known.last_modified else {}


# --- the answer ---------------------------------------------------------------------------------------------


def _moved(address: Address, location: str) -> Address:
    try:
        return address.moved_to(location)
    except BadAddress as bad:
        text = _("{host} sends on to an address that is not used. {why}")
        raise FetchFailed(fill(text, host=address.host, why=bad)) from None


def _refusal(address: Address, response: http.client.HTTPResponse) -> FetchFailed:
    """The error for an answer that is no file."""
    retry_after_s = _retry_after_s(response.headers.get("Retry-After", ""))
    if response.status in _GONE:
        text, gone = _("{host} says that there is no such file (code {code})."), True
    else:
        text, gone = _("{host} answered with code {code} instead of the file."), False
    words = fill(text, host=address.host, code=response.status)
    return FetchFailed(words, retry_after_s=retry_after_s, gone=gone)


def _judge(address: Address, headers: Message) -> None:
    """Raises :class:`FetchFailed` for what is no settings file by its headers."""
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        raise a_page(address.host)
    if headers.get("Content-Encoding", "identity").strip().lower() not in ("identity", ""):
        raise FetchFailed(fill(_("{host} packed the file, which was not asked for."), host=address.host))


def _whole_body(address: Address, response: http.client.HTTPResponse, largest_b: int) -> bytes:
    """All of the body; never a part of it, and never more than *largest_b*."""
    length = None if response.chunked else _length_b(response.headers)
    if length is None and not response.chunked:
        raise FetchFailed(fill(_("{host} does not say how long the file is."), host=address.host))
    if length is not None and length > largest_b:
        raise too_large(address.host, largest_b)
    data = b""
    while len(data) <= largest_b and (more := response.read(largest_b + 1 - len(data))):
        data += more
    if len(data) > largest_b:
        raise too_large(address.host, largest_b)
    if length is not None and len(data) < length:
        raise http.client.IncompleteRead(b"", length - len(data))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith(_LOOKS_LIKE_A_PAGE):
        raise a_page(address.host)
    return data


def _length_b(headers: Message) -> int | None:
    """What the server says of the length, if it says one thing; the library would take "1_0" for 10."""
    said = set(headers.get_all("Content-Length", []))
    words = said.pop().strip() if len(said) == 1 else ""
    return int(words) if _WHOLE_NUMBER.fullmatch(words) else None


def _mark(headers: Message, name: str) -> str:
    """The header *name* when it can be sent back as it is."""
    mark = headers.get(name, "").strip()
    return mark if len(mark) <= _LONGEST_MARK and mark.isascii() and mark.isprintable() else ""


def _max_age_s(headers: Message) -> float | None:
    found = _MAX_AGE.search(headers.get("Cache-Control", ""))
    return float(found.group(1)) if found else None


def _retry_after_s(words: str) -> float | None:
    """Seconds from now, from a number of them or a date; None for anything else."""
    words = words.strip()
    if _WHOLE_NUMBER.fullmatch(words):
        return float(words)
    try:
        moment = parsedate_to_datetime(words)
        at_s = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return max(0.0, at_s - clock.wall_s())
