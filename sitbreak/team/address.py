"""Where a team's file may be fetched from: a plain https address, and nothing hidden in it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from sitbreak.errors import UsageError
from sitbreak.words import _, fill

LONGEST = 400  # characters; a line of a settings file takes 512 bytes

_HTTPS_PORT = 443


class BadAddress(UsageError):
    """This is no address a team's file may come from; exit code 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    url: str  # all of it
    host: str  # a name or a number, without brackets
    port: int
    target: str  # path and query, as they stand in the request

    def moved_to(self, location: str) -> Address:
        """Where a redirect to *location* leads from here. Raises :class:`BadAddress`."""
        _plain(location)
        try:
            return address_of(urljoin(self.url, location))
        except ValueError:
            raise BadAddress(_("This is no address.")) from None


def address_of(url: str) -> Address:
    """*url* taken apart. Raises :class:`BadAddress` for what is not plain https."""
    _plain(url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress(_("This is no address.")) from None
    if parts.scheme != "https":
        raise BadAddress(
            fill(_("{scheme} is not used for team files, only https."), scheme=parts.scheme or "''"),
            _("What arrives otherwise can be changed on its way."),
        )
    if "@" in parts.netloc:
        raise BadAddress(
            _("The address has a user name or a password in it."),
            _("A team file holds no secrets; put it where the team can read it without."),
        )
    if not parts.hostname or port == 0:
        raise BadAddress(_("The address names no host."))
    if parts.fragment:
        raise BadAddress(_("The address has a # in it, which no server gets to see."))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(url=url, host=parts.hostname, port=port or _HTTPS_PORT, target=target)


def is_url(source: str) -> bool:
    """Whether *source* is meant to be an address, rather than the path of a file."""
    return "://" in source


def _plain(text: str) -> None:
    """Raises :class:`BadAddress` for what would not stand in one line of a request as it is."""
    if len(text) > LONGEST:
        raise BadAddress(fill(_("The address is longer than {n} characters."), n=LONGEST))
    if not text.isascii() or any(sign <= " " or sign in '\x7f\\"<>' for sign in text):
        raise BadAddress(_("The address has signs in it that an address cannot have; write them as %XX."))
