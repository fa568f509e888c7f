"""Get the team's file from where the settings say it is, with its signature where one is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from sitbreak import clock
from sitbreak.team import signature
from sitbreak.team.address import is_url
from sitbreak.team.fetch import DEADLINE_S, Mark, fetch
from sitbreak.team.fetch_errors import FetchFailed
from sitbreak.team.share import LIMIT_S, ShareFailed, read_share
from sitbreak.words import _

if TYPE_CHECKING:
    from sitbreak.settings.layers import TeamSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """*data* is None when nothing has changed since *mark* was given."""

    data: bytes | None
    signature: bytes = b""  # empty when none is asked for
    came_from: str = ""  # the address after redirects, or the file
    mark: Mark = field(default_factory=Mark)
    max_age_s: float | None = None
    local: bool = False  # changes of the file can be noticed


def get(wanted: TeamSettings, known: Mark, *, deadline_s: float = DEADLINE_S) -> Got:
    """The file that *wanted* names. Blocks for *deadline_s*, for a file 4 s, at the most.

    Raises :class:`BadAddress`, :class:`FetchFailed`, :class:`ShareFailed` and :class:`SignatureRefused`.
    """
    if is_url(wanted.source):
        return _fetched(wanted, known, deadline_s)
    return _read(wanted, min(deadline_s, LIMIT_S))


def _fetched(wanted: TeamSettings, known: Mark, deadline_s: float) -> Got:
    end_s = clock.monotonic_s() + deadline_s
    page = fetch(wanted.source, known=known, deadline_s=deadline_s)
    sealed = b""
    if wanted.key and page.data is not None:
        left_s = max(0.0, end_s - clock.monotonic_s())
        try:
            answer = fetch(_beside(wanted.source), largest_b=signature.LARGEST_B, deadline_s=left_s)
        except FetchFailed as failed:
            if failed.gone:
                raise _unsigned() from None
            raise
        sealed = answer.data or b""
    return Got(data=page.data, signature=sealed, came_from=page.url, mark=page.mark, max_age_s=page.max_age_s)


def _read(wanted: TeamSettings, limit_s: float) -> Got:
    end_s = clock.monotonic_s() + limit_s
    shared = read_share(wanted.source, limit_s=limit_s)
    sealed = b""
    if wanted.key:
        left_s = max(0.0, end_s - clock.monotonic_s())
        try:
            sealed = read_share(wanted.source + signature.SUFFIX, limit_s=left_s).data
        except ShareFailed as failed:
            if failed.gone:
                raise _unsigned() from None
            raise
    return Got(data=shared.data, signature=sealed, came_from=wanted.source, local=shared.local)


def _beside(url: str) -> str:
    """Where the signature lies."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path + signature.SUFFIX))


def _unsigned() -> signature.SignatureRefused:
    return signature.SignatureRefused(
        _("The team's file has no signature beside it, and team.key asks for one.")
    )
