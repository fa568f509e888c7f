"""A TLS server whose authority this test run trusts, and nobody else does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.security.team_host import Authority, TeamHost, hosting, make_authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The system's authorities are replaced by ours, and no proxy stands between."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.trusted))
    monkeypatch.setenv("SSL_CERT_DIR", str(authority.trusted.parent / "no-such-folder"))
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return authority


@pytest.fixture
def host(trusted: Authority) -> Iterator[TeamHost]:
    with hosting(trusted.host) as made:
        yield made
