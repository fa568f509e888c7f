"""What can go wrong with a fetch, in one sentence each."""

from __future__ import annotations

import http.client
import socket
import ssl

from sitbreak.errors import NETWORK, SitbreakError
from sitbreak.team.exchange import BadProxy, TooMuch
from sitbreak.words import _, fill


class FetchFailed(SitbreakError):
    """Nothing usable came; exit code 3.

    *retry_after_s* is what the server asked to wait, None when it asked nothing. *gone*: the server is there,
    and says that the file is not.
    """

    exit_code = NETWORK

    def __init__(self, title: str, *, retry_after_s: float | None = None, gone: bool = False) -> None:
        super().__init__(title)
        self.retry_after_s = retry_after_s
        self.gone = gone


def told(error: Exception | None, host: str, deadline_s: float) -> Exception:
    """*error*, of a fetch from *host*, as the user reads it; a bug as it is."""
    if isinstance(error, SitbreakError):
        return error
    for kinds, text in (  # the narrower before the wider: most of them are OSErrors
        (TimeoutError, _("{host} did not send the file within {n} s.")),
        (BadProxy, _("The proxy {why} cannot be used; name an http:// one.")),
        (ssl.SSLCertVerificationError, _("The certificate of {host} is not trusted: {why}.")),
        (_BROKE_OFF, _("The answer of {host} broke off.")),
        (ssl.SSLError, _("There is no secure connection to {host}: {why}.")),
        (socket.gaierror, _("The host {host} is not found; is there a network?")),
        (TooMuch, _("{host} sends far more than a team file.")),
        (http.client.HTTPException, _("{host} answered, but not as a web server does.")),
        (OSError, _("{host} cannot be reached: {why}.")),
    ):
        if isinstance(error, kinds):
            return FetchFailed(fill(text, why=_why(error), n=f"{deadline_s:g}", host=host))
    return error or AssertionError("a fetch ended without an end")


def too_slow(host: str, deadline_s: float) -> FetchFailed:
    return FetchFailed(fill(_("{host} did not send the file within {n} s."), n=f"{deadline_s:g}", host=host))


def too_large(host: str, largest_b: int) -> FetchFailed:
    return FetchFailed(fill(_("{host} sends more than {n} KiB."), host=host, n=largest_b // 1024))


def a_page(host: str) -> FetchFailed:
    text = _("{host} sent a web page instead of the file; does this network ask to log in first?")
    return FetchFailed(fill(text, host=host))


_BROKE_OFF = (
    http.client.RemoteDisconnected,
    http.client.IncompleteRead,
    ConnectionResetError,
    BrokenPipeError,
    ssl.SSLEOFError,
    ssl.SSLZeroReturnError,
)


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message.rstrip(".")
    if isinstance(error, ssl.SSLError):
        return (error.reason or "TLS").replace("_", " ").lower()
    return str(getattr(error, "strerror", None) or error)
